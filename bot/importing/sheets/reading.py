"""Has a spreadsheet read by a child process that cannot take the server down with it."""

import asyncio
import contextlib
import json
import os
import sys
from pathlib import Path

import bot.domain
from bot.domain.errors import BadInput
from bot.importing.sheets.grid import Workbook, from_json

MAX_BYTES = 8 * 1024 * 1024
SECONDS = 6.0
_MAX_ANSWER = 32 * 1024 * 1024
_CHUNK = 256 * 1024
_XLSX = (".xlsx",)
_MACROS = (".xlsm", ".xltm", ".xlam")
_OLD = (".xls", ".xlt", ".xlsb")
_CSV = (".csv", ".tsv", ".txt")
SPREADSHEETS = (*_XLSX, *_MACROS, *_OLD, *_CSV)
"""The endings of what is read here, or refused with a sentence that says what to do instead."""


async def read_workbook(data: bytes, name: str) -> Workbook:
    """Return the cells of a spreadsheet.

    Args:
        data: the file, XLSX or CSV.
        name: its name, whose ending says which.

    Raises:
        BadInput: `sheet-too-large` (megabytes), `sheet-empty`, `sheet-macros`, `sheet-old-excel`,
            `sheet-timeout`, `sheet-unreadable`, or what `xlsx.read_xlsx` and
            `delimited.read_delimited` raise.
    """
    kind = _kind(data, name)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-sP",
        "-m",
        "bot.importing.sheets.process",
        kind,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=_environment(),
    )
    try:
        async with asyncio.timeout(SECONDS):
            answer = await _converse(process, data)
    except TimeoutError:
        raise BadInput("sheet-timeout") from None
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    return await asyncio.to_thread(_workbook, answer)


def _kind(data: bytes, name: str) -> str:
    """Return "csv" or "xlsx".

    Raises:
        BadInput: the file is refused by its size or its name alone.
    """
    ending = Path(name.casefold()).suffix
    if len(data) > MAX_BYTES:
        raise BadInput("sheet-too-large", megabytes=MAX_BYTES // (1024 * 1024))
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise BadInput("sheet-empty")
    if ending in _MACROS:
        raise BadInput("sheet-macros")
    if ending in _OLD and not data.startswith(b"\xd0\xcf"):
        raise BadInput("sheet-old-excel")
    if ending in _CSV and not data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return "csv"
    return "xlsx"


def _environment() -> dict[str, str]:
    """Return what the child may know: where the code lies, and none of our secrets."""
    root = str(Path(bot.domain.__file__ or "").parents[2])
    path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
    kept = {
        name: os.environ[name] for name in ("SYSTEMROOT", "LD_LIBRARY_PATH") if name in os.environ
    }
    return {"PYTHONPATH": path, "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1", **kept}


async def _converse(process: asyncio.subprocess.Process, data: bytes) -> bytes:
    """Hand the file over and return the answer; empty when it is longer than it may be."""
    assert process.stdin is not None
    assert process.stdout is not None
    sending = asyncio.create_task(_send(process.stdin, data))
    answer = bytearray()
    try:
        while chunk := await process.stdout.read(_CHUNK):
            answer += chunk
            if len(answer) > _MAX_ANSWER:
                return b""
        await process.wait()
    finally:
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
    return bytes(answer)


async def _send(stdin: asyncio.StreamWriter, data: bytes) -> None:
    with contextlib.suppress(ConnectionError):
        stdin.write(data)
        await stdin.drain()
    with contextlib.suppress(ConnectionError):
        stdin.close()
        await stdin.wait_closed()


def _workbook(answer: bytes) -> Workbook:
    try:
        reply = json.loads(answer)
    except ValueError:
        raise BadInput("sheet-unreadable") from None
    if "error" in reply:
        raise BadInput(reply["error"], **reply["params"])
    return from_json(reply["workbook"])
