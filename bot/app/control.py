"""The operator's Unix socket: commands that write go through the server while it runs.

One JSON object a line each way. The socket lies beside the database, readable by its owner only.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from bot.app import outbox
from bot.app.house import House
from bot.app.imports import import_file, undo_import
from bot.domain.errors import BadInput, TovholderError
from bot.settings import Settings
from bot.telemetry.logs import describe, get_logger
from storage.database import parse_url, sqlite_path

_log = get_logger(__name__)
_MOST_BYTES = 16 * 1024 * 1024


def socket_path(settings: Settings) -> Path | None:
    """Return where the socket of the database's server lies; only SQLite needs one."""
    database = sqlite_path(parse_url(settings.database_url))
    return None if database is None else database.with_suffix(".sock")


@asynccontextmanager
async def control_socket(house: House) -> AsyncIterator[None]:
    """Answer the operator's commands while the block runs.

    Where the path is too long for a socket, the commands that write wait until the server stops.
    """
    path = socket_path(house.settings)
    if path is None:
        yield
        return
    path.unlink(missing_ok=True)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            line = await reader.readuntil(b"\n")
            writer.write(json.dumps(await _answer(house, line)).encode() + b"\n")
            await writer.drain()
        writer.close()

    try:
        server = await asyncio.start_unix_server(answer, path, limit=_MOST_BYTES)
    except OSError as error:
        _log.warning("control.no-socket", error=describe(error))
        yield
        return
    path.chmod(0o600)
    try:
        yield
    finally:
        server.close()
        path.unlink(missing_ok=True)


async def ask_server(settings: Settings, request: dict[str, Any]) -> dict[str, Any] | None:
    """Return the running server's answer, or None when no server runs here.

    Raises:
        TovholderError: what the server answered with.
    """
    path = socket_path(settings)
    if path is None:
        return None
    try:
        reader, writer = await asyncio.open_unix_connection(path, limit=_MOST_BYTES)
    except (OSError, ValueError):
        return None
    writer.write(json.dumps(request).encode() + b"\n")
    await writer.drain()
    answer: dict[str, Any] = json.loads(await reader.readuntil(b"\n"))
    writer.close()
    if "error" in answer:
        raise BadInput(answer["error"], **answer["params"])
    return answer


async def _answer(house: House, line: bytes) -> dict[str, Any]:
    try:
        request = json.loads(line)
        if request["command"] in outbox.COMMANDS:
            return await outbox.carry_out(house.store, request)
        if request["command"] == "import-undo":
            answer = await undo_import(house.store, request)
        else:
            answer = await import_file(house.store, house.settings, request)
        await house.snapshots.refresh()
    except TovholderError as error:
        return {"error": error.key, "params": error.params}
    except Exception as error:
        _log.error("control.failed", exc_info=error)
        return {"error": "control-failed", "params": {}}
    return answer
