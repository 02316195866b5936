"""The child process that reads a spreadsheet: `python -m bot.importing.sheets.process KIND`.

It takes the file on standard input and writes one JSON object on standard output. It gives up
its rights to memory, processor time, files and children before it looks at the first byte.
"""

import contextlib
import json
import sys

from bot.domain.errors import BadInput
from bot.importing.sheets.delimited import read_delimited
from bot.importing.sheets.grid import to_json
from bot.importing.sheets.xlsx import read_xlsx

MEMORY_BYTES = 180 * 1024 * 1024
CPU_SECONDS = 5


def limit() -> None:
    """Take no more memory and time than a spreadsheet needs; open and write no files."""
    try:
        import resource
    except ImportError:  # Windows: the parent's clock is the limit there.
        return
    for what, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


def answer(kind: str, data: bytes) -> dict[str, object]:
    """Return the workbook, or the error that the parent raises."""
    try:
        workbook = read_delimited(data) if kind == "csv" else read_xlsx(data)
        if not any(sheet.cells for sheet in workbook.sheets):
            raise BadInput("sheet-empty")
        return {"workbook": to_json(workbook)}
    except BadInput as error:
        return {"error": error.key, "params": error.params}
    except (MemoryError, RecursionError):
        return {"error": "sheet-bomb", "params": {}}


def main() -> None:
    """Read, answer, and end."""
    limit()
    data = sys.stdin.buffer.read()
    reply = json.dumps(answer(sys.argv[1], data), ensure_ascii=True, separators=(",", ":"))
    sys.stdout.buffer.write(reply.encode())
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
