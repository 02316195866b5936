"""The least that Bolt can do: check the signature and acknowledge. `python -m benchmarks.bare_bolt`

Bolt's own ASGI adapter on uvicorn with h11, and `process_before_response`, with which Bolt answers
fastest. Settings by environment: PORT, SLACK_SIGNING_SECRET, SLACK_API_URL.
"""

import os

import uvicorn
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient


class _Bare(AsyncSlackRequestHandler):
    """Bolt's adapter, with an address that says it is ready."""

    async def __call__(self, scope, receive, send) -> None:  # type: ignore[no-untyped-def]
        if scope["type"] == "http" and scope["method"] == "GET":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b""})
            return
        await super().__call__(scope, receive, send)


def build() -> _Bare:
    """Return the application."""
    client = AsyncWebClient(token="xoxb-bench", base_url=os.environ["SLACK_API_URL"])
    app = AsyncApp(
        client=client,
        signing_secret=os.environ["SLACK_SIGNING_SECRET"],
        process_before_response=True,
    )

    @app.command("/raci")
    async def only_acknowledge(ack: AsyncAck) -> None:
        await ack()

    return _Bare(app, path="/slack/events")


if __name__ == "__main__":
    uvicorn.run(
        build(), port=int(os.environ["PORT"]), http="h11", access_log=False, log_level="warning"
    )
