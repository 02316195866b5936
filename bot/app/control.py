"""The operator's Unix socket: commands that write go through the server while it runs.

One JSON object a line each way. The socket lies beside the database, readable by its owner only.
"""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from bot.app import outbox
from bot.app.house import House, Store
from bot.domain.errors import BadInput, TovholderError
from bot.importing.packs import read_pack
from bot.services.findings import finding_texts
from bot.services.outcome import Outcome
from bot.settings import Settings
from bot.telemetry.logs import describe, get_logger
from bot.texts import Texts
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


def import_request(name: str, content: bytes, *, dry_run: bool, language: str) -> dict[str, Any]:
    """Return the request that imports a file."""
    return {
        "command": "import",
        "name": name,
        "content": base64.b64encode(content).decode(),
        "dry_run": dry_run,
        "language": language,
    }


async def import_file(store: Store, settings: Settings, request: dict[str, Any]) -> dict[str, Any]:
    """Import a pack or a list of people and return the outcome as interfaces.md has it.

    Raises:
        BadInput: the file cannot be read.
    """
    name = str(request["name"])
    content = base64.b64decode(request["content"])
    dry_run = bool(request["dry_run"])
    if name.lower().endswith((".yaml", ".yml")):
        outcome = await store.packs.run(read_pack(content, name), dry_run=dry_run)
    elif name.lower().endswith((".csv", ".tsv", ".txt")):
        outcome = await store.people.run(content, name, dry_run=dry_run)
    else:
        raise BadInput("import-kind", name=name[:80])
    texts = Texts(str(request["language"]), settings.timezone)
    return outcome_json(outcome, texts)


def outcome_json(outcome: Outcome, texts: Texts) -> dict[str, Any]:
    """Return an outcome ready for JSON, its findings in words."""
    return {
        "findings": [
            {
                "code": worded.finding.code,
                "where": worded.finding.where,
                "severity": worded.severity.value,
                "message": worded.message,
            }
            for worded in finding_texts(outcome.organisation, outcome.findings, texts)
        ],
        "changes": dict(outcome.changes),
        "applied": outcome.applied,
    }


async def _answer(house: House, line: bytes) -> dict[str, Any]:
    try:
        request = json.loads(line)
        if request["command"] in outbox.COMMANDS:
            return await outbox.carry_out(house.store, request)
        answer = await import_file(house.store, house.settings, request)
        await house.snapshots.refresh()
    except TovholderError as error:
        return {"error": error.key, "params": error.params}
    except Exception as error:
        _log.error("control.failed", exc_info=error)
        return {"error": "control-failed", "params": {}}
    return answer
