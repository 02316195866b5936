"""What the server answers besides the entrances, and the guard around it all."""

import re
from collections.abc import Awaitable, Callable, Sequence
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from bot.chat.entrance import AsgiApp, Entrance
from bot.chat.ports import CalendarStore, FileStore, PictureStore
from bot.server.guard import Guard
from bot.server.health import Health
from bot.server.limits import Limits
from bot.telemetry.metrics import CONTENT_TYPE, Metrics

_SECRET = re.compile(r"[A-Za-z0-9_-]{16,128}")
_PICTURE_HEADERS = {
    # The secret names one rendering for good; only its reader's own cache may keep it.
    "cache-control": "private, max-age=86400, immutable",
    "content-security-policy": "default-src 'none'",
    "x-content-type-options": "nosniff",
    "x-robots-tag": "noindex",
}
_FILE_HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; sandbox",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-robots-tag": "noindex",
}
_CALENDAR_HEADERS = {
    # It changes as the work does; who has it asks whether it still stands.
    "cache-control": "private, no-cache",
    "content-disposition": 'inline; filename="tovholder.ics"',
    "content-security-policy": "default-src 'none'; sandbox",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-robots-tag": "noindex",
}
_FRESH = {"cache-control": "no-store"}
_Page = Callable[[Request], Awaitable[Response]]


def build_server(
    entrances: Sequence[Entrance],
    health: Health,
    pictures: PictureStore,
    metrics: Metrics,
    web: AsgiApp | None = None,
    limits: Limits | None = None,
    files: FileStore | None = None,
    calendars: CalendarStore | None = None,
    stranger: str = "",
) -> AsgiApp:
    """Return the server as one ASGI app.

    Args:
        entrances: the platforms' doors, each behind the guard.
        pictures: what `GET /pictures/{secret}.png` shows.
        web: the demo's local chat, mounted at the root; it checks Host and Origin itself.
        limits: the guard's; its defaults unless given.
        files: what `GET /files/{secret}` hands out.
        calendars: what `GET /calendar/{secret}.ics` shows.
        stranger: what a proved sender of another organisation is told.
    """
    routes: list[BaseRoute] = [
        *_health_routes(health),
        Route("/metrics", _metrics_page(metrics), methods=["GET"]),
        Route("/pictures/{secret}.png", _picture_page(pictures), methods=["GET"]),
    ]
    if files is not None:
        routes.append(Route("/files/{secret}", _file_page(files), methods=["GET"]))
    if calendars is not None:
        page = _calendar_page(calendars)
        routes.append(Route("/calendar/{secret}.ics", page, methods=["GET"]))
    if web is not None:
        routes.append(Mount("/", web))
    elsewhere = Starlette(routes=routes)
    elsewhere.router.redirect_slashes = False
    return Guard(entrances, elsewhere, metrics, limits or Limits(), stranger=stranger)


def _health_routes(health: Health) -> list[BaseRoute]:
    async def live(_: Request) -> Response:
        return _verdict("alive", await health.live_failures())

    async def ready(_: Request) -> Response:
        return _verdict("ready", await health.ready_failures())

    return [Route("/livez", live, methods=["GET"]), Route("/readyz", ready, methods=["GET"])]


def _verdict(question: str, failures: Sequence[str]) -> Response:
    answer = {question: not failures, "failures": list(failures)}
    return JSONResponse(answer, 503 if failures else 200, headers=_FRESH)


def _metrics_page(metrics: Metrics) -> _Page:
    async def page(_: Request) -> Response:
        return Response(metrics.page(), media_type=CONTENT_TYPE, headers=_FRESH)

    return page


def _picture_page(pictures: PictureStore) -> _Page:
    async def page(request: Request) -> Response:
        secret = request.path_params["secret"]
        found = await pictures.picture(secret) if _SECRET.fullmatch(secret) else None
        if found is None:
            return Response(status_code=404, headers=_FRESH)
        return Response(found, media_type="image/png", headers=_PICTURE_HEADERS)

    return page


def _file_page(files: FileStore) -> _Page:
    async def page(request: Request) -> Response:
        secret = request.path_params["secret"]
        found = await files.file(secret) if _SECRET.fullmatch(secret) else None
        if found is None:
            return Response(status_code=404, headers=_FRESH)
        named = {"content-disposition": _attachment(found.name)}
        return Response(
            found.content, media_type=found.media_type, headers={**_FILE_HEADERS, **named}
        )

    return page


def _calendar_page(calendars: CalendarStore) -> _Page:
    async def page(request: Request) -> Response:
        secret = request.path_params["secret"]
        known = request.headers.get("if-none-match", "").removeprefix("W/").strip('"')
        readable = _SECRET.fullmatch(secret)
        found = await calendars.calendar(secret, known) if readable else None
        if found is None:
            return Response(status_code=404, headers=_FRESH)
        headers = {**_CALENDAR_HEADERS, "etag": f'"{found.tag}"'}
        if found.tag == known:
            return Response(status_code=304, headers=headers)
        return Response(found.content, media_type="text/calendar; charset=utf-8", headers=headers)

    return page


def _attachment(name: str) -> str:
    """Return the header that saves a file under its name (RFC 6266), never shows it."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "_" for c in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
