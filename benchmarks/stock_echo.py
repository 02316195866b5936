"""botbuilder's own adapter with an echo bot. `python -m benchmarks.stock_echo`, port by PORT."""

import os

import uvicorn
from botbuilder.core import BotFrameworkAdapter, BotFrameworkAdapterSettings, TurnContext
from botbuilder.schema import Activity
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route


def build() -> Starlette:
    """Return the application."""
    adapter = BotFrameworkAdapter(BotFrameworkAdapterSettings("", ""))

    async def echo(turn: TurnContext) -> None:
        await turn.send_activity(f"Echo: {turn.activity.text}")

    async def messages(request: Request) -> Response:
        activity = Activity().deserialize(await request.json())
        header = request.headers.get("authorization", "")
        answer = await adapter.process_activity(activity, header, echo)
        return JSONResponse(answer.body, answer.status) if answer else Response(status_code=201)

    async def ready(request: Request) -> Response:
        return Response()

    return Starlette(
        routes=[Route("/api/messages", messages, methods=["POST"]), Route("/readyz", ready)]
    )


if __name__ == "__main__":
    uvicorn.run(
        build(), port=int(os.environ["PORT"]), http="h11", access_log=False, log_level="warning"
    )
