"""One spelling for all: case, æøå, accents, quotes and hyphens are folded away."""

import re
import unicodedata

MAX_CHARS = 300
"""Longest query that is read; what comes after is ignored, so that the time is bounded."""

MAX_WORDS = 40
"""Most words of one query that are read."""

_LETTERS = str.maketrans(
    {"æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe", "&": " og ", "’": "'"}
)
_QUOTES = re.compile("[\"'´`‘“”«»]")
_SUFFIX_AFTER_APOSTROPHE = re.compile(r"(?<=[a-z0-9])'(?:erne|ernes|ers|er|ens|en|ets|et|s)\b")
_SHORT_HYPHEN = re.compile(r"\b([a-z]|it|hr|ir)-(?=[a-z])|(?<=[a-z])-([a-z])\b")
_NIS2 = re.compile(r"\bnis[\s-]?(?:2|ii)\b")
_WORD = re.compile(r"[a-z0-9]+")


def fold(text: str) -> str:
    """Return `text` in lower case with æ, ø and å as ae, oe and aa and other accents removed."""
    plain = _with_plain_letters(text.casefold())
    if plain.isascii():
        return plain
    composed = _with_plain_letters(unicodedata.normalize("NFKC", text).casefold())
    decomposed = unicodedata.normalize("NFD", composed)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _with_plain_letters(text: str) -> str:
    return text if text.isascii() and "&" not in text else text.translate(_LETTERS)


def fold_query(text: str) -> str:
    """Fold at most `MAX_CHARS` characters of what somebody typed."""
    return fold(text[:MAX_CHARS])[: 2 * MAX_CHARS]


def words(folded: str) -> list[str]:
    """Split folded text into words of letters and digits.

    "SLA'er" gives sla, "e-læring" elaering, "it-drift" itdrift, "NIS 2" nis2; other hyphens part
    words.
    """
    plain = folded
    if "'" in plain:
        plain = _SUFFIX_AFTER_APOSTROPHE.sub("", plain)
    if "-" in plain:
        plain = _SHORT_HYPHEN.sub(lambda hit: hit.group(1) or hit.group(2), plain)
    if "nis" in plain:
        plain = _NIS2.sub("nis2", plain)
    return _WORD.findall(_QUOTES.sub("", plain))
