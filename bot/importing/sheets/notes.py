"""What is noted while a matrix is read, and how its texts are taken."""

import hashlib
import re
import unicodedata
from collections.abc import Container
from dataclasses import dataclass, field

from bot.domain.finding import Finding, Severity
from bot.importing.names import folded

MAX_NAME = 200
_SHOWN = 60
_MAX_SLUG = 48
_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]+")
_ODD = re.compile(r"[^a-z0-9]+")
_LATIN = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ß": "ss", "ð": "d", "þ": "th"})


@dataclass
class Notes:
    """Findings, each at a cell."""

    findings: list[Finding] = field(default_factory=list)

    def error(self, code: str, place: str, **params: str | int) -> None:
        """Note something that was not read, and must be put right to be."""
        self._add(code, Severity.ERROR, place, params)

    def warning(self, code: str, place: str, **params: str | int) -> None:
        """Note something that was read, and should be looked at."""
        self._add(code, Severity.WARNING, place, params)

    def info(self, code: str, place: str, **params: str | int) -> None:
        """Note how something was read."""
        self._add(code, Severity.INFO, place, params)

    def _add(self, code: str, severity: Severity, place: str, params: dict[str, str | int]) -> None:
        where = place.split(":")[0]
        self.findings.append(Finding(code, severity, where, {"place": place, **params}))


def clean(text: str) -> str:
    """Return a cell's text as one line without control characters."""
    return " ".join(_HIDDEN.sub(" ", unicodedata.normalize("NFC", text)).split())


def shown(text: str) -> str:
    """Return the beginning of a text, as a finding quotes it."""
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def slug(text: str, taken: Container[str], kind: str) -> str:
    """Return an id made from a name, not among `taken`; of `kind` when no letter can be kept."""
    latin = text.casefold().translate(_LATIN)
    plain = unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode()
    base = _ODD.sub("-", plain).strip("-")[:_MAX_SLUG].strip("-")
    if not base:
        base = f"{kind}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
    number, id_ = 1, base
    while id_ in taken:
        number += 1
        id_ = f"{base}-{number}"
    return id_


def alike(one: str, other: str) -> bool:
    """Tell whether two names are the same but for case, spaces and signs."""
    return clean(one) == clean(other) or folded(one) == folded(other) != ""
