"""Structured log lines: one line an event, allow-listed fields, nothing of what people wrote.

Our own modules log codes (`log.info("guard.refused", status=401)`); a test reads the source for
event names that are not constants and for fields that are not in `FIELDS`. What libraries log is
free text and may quote a whole request (Bolt does), so of theirs only the head is kept.
"""

import json
import logging
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Any, Literal, TextIO

import structlog
from structlog.stdlib import BoundLogger, ProcessorFormatter

from bot.telemetry.correlation import correlation
from bot.telemetry.redaction import Redactor

FIELDS = frozenset(
    """
    time level event logger correlation message error where dropped
    attempt check count delay entrance feature host job key kind lag language number outcome
    platform port reason seconds signal source status suppressed tenant version
    """.split()  # noqa: SIM905 - a page of quoted words hides more than it shows
)
# Together at most 500 bytes a line for whatever a stranger can cause (reliability.md §5).
_LONGEST = {"message": 160, "where": 180}
_LONGEST_VALUE = 100
_OURS = ("bot", "storage")
_LIBRARIES = (
    "aiohttp",
    "aiosqlite",
    "alembic",
    "apscheduler",
    "asyncio",
    "botbuilder",
    "botframework",
    "msrest",
    "slack_bolt",
    "slack_sdk",
    "sqlalchemy",
    "urllib3",
    "uvicorn",
    "uvicorn.access",
    "uvicorn.error",
)
_QUOTES = str.maketrans(dict.fromkeys("{[(\"'<\r\n", "\0"))


def get_logger(name: str) -> BoundLogger:
    """Return the log of a module.

    Lines go nowhere but to `logging`: a command that never calls `configure_logging` prints none
    below WARNING, and none at all on stdout.
    """
    logger: BoundLogger = structlog.wrap_logger(
        logging.getLogger(name),
        processors=[structlog.stdlib.filter_by_level, ProcessorFormatter.wrap_for_formatter],
        wrapper_class=BoundLogger,
    )
    return logger


def configure_logging(
    form: Literal["json", "console"],
    *,
    level: int = logging.INFO,
    secrets: Iterable[str] = (),
    stream: TextIO | None = None,
) -> None:
    """Send every log line of the process, ours and the libraries', through one formatter.

    Args:
        form: "json" for machines, "console" for people.
        level: of our own lines; libraries always start at WARNING.
        secrets: values to strike out wherever they appear, from `Settings.secrets()`.
        stream: stderr unless named.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.addFilter(_worth_a_line)
    handler.setFormatter(_Line(form, Redactor(secrets)))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _LIBRARIES:
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
        logger.setLevel(logging.WARNING)
    logging.captureWarnings(True)


def describe(error: BaseException) -> str:
    """Return what may be said of an error: its types, its key, the system's own words.

    Never its message, which may quote a statement's parameters or a request.
    """
    parts: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(parts) < 3:
        key = getattr(cause, "key", None)
        system = cause.strerror if isinstance(cause, OSError) else None
        detail = key if isinstance(key, str) else system
        name = type(cause).__name__
        parts.append(f"{name}: {detail}" if detail else name)
        cause = cause.__cause__
    return " < ".join(parts)


class _Line(logging.Formatter):
    """One record, one line."""

    def __init__(self, form: Literal["json", "console"], redactor: Redactor) -> None:
        super().__init__()
        self._form = form
        self._redactor = redactor

    def format(self, record: logging.LogRecord) -> str:
        seen = _head(record) | (_own(record) if _is_ours(record.name) else _foreign(record))
        known = FIELDS.intersection(seen)
        fields = {
            name: self._clean(name, value)
            for name, value in seen.items()
            if name in known and value is not None
        }
        if len(known) < len(seen):
            fields["dropped"] = ",".join(sorted(set(seen) - known))
        if self._form == "json":
            return json.dumps(fields, ensure_ascii=False)
        head = [str(fields.pop(name)) for name in ("time", "level", "event")]
        del fields["logger"]
        return "  ".join(head + [f"{name}={value}" for name, value in fields.items()])

    def _clean(self, name: str, value: object) -> object:
        """Return a value that is short, plain and free of secrets, or the name of its type."""
        if isinstance(value, bool | int):
            return value
        if isinstance(value, float):
            return round(value, 6)
        if not isinstance(value, str):
            return type(value).__name__
        longest = _LONGEST.get(name, _LONGEST_VALUE)
        # Struck out before it is cut: half a secret no longer looks like one.
        text = self._redactor(value)
        plain = "".join(char if char.isprintable() else "?" for char in text)
        return plain if len(plain) <= longest else plain[: longest - 1] + "…"


def _worth_a_line(record: logging.LogRecord) -> bool:
    return _is_ours(record.name) or record.levelno >= logging.WARNING


def _is_ours(name: str) -> bool:
    return name.partition(".")[0] in _OURS


def _head(record: logging.LogRecord) -> dict[str, Any]:
    head = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "event": "library",
        "logger": record.name,
    }
    return head | {"correlation": correlation()} if correlation() else head


def _own(record: logging.LogRecord) -> dict[str, Any]:
    fields = dict(record.msg) if isinstance(record.msg, Mapping) else {"event": record.msg}
    given = fields.pop("exc_info", None) or record.exc_info
    return fields | _failure(sys.exc_info() if given is True else given)


def _foreign(record: logging.LogRecord) -> dict[str, Any]:
    """Keep the head of a library's text, up to its first quotation."""
    try:
        text = record.getMessage()
    except (TypeError, ValueError, KeyError):
        # `logging` would print the arguments that do not fit the text.
        text = str(record.msg)
    head = text.translate(_QUOTES).partition("\0")[0].strip()
    return {"message": head} | _failure(record.exc_info)


def _failure(given: Any) -> dict[str, str]:
    error = given[1] if isinstance(given, tuple) else given
    if not isinstance(error, BaseException):
        return {}
    return {"error": describe(error), "where": _where(error)}


def _where(error: BaseException) -> str:
    """Return the traceback's frames, innermost first: file, line and function, no values."""
    frames, at = [], error.__traceback__
    while at is not None:
        code = at.tb_frame.f_code
        frames.append(f"{PurePath(code.co_filename).name}:{at.tb_lineno} {code.co_name}")
        at = at.tb_next
    return " < ".join(reversed(frames))
