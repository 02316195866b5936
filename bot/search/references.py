"""Clauses and paragraphs in running text: "A.5.18", "9.2", "GDPR art. 33", "§ 7, stk. 2"."""

import re

_ANNEX = re.compile(r"\b(?:(?:annex|anneks|bilag|kontrol|control)\s*)?a[.\s]?\s?(\d\d?\.\d\d?)\b")
_CLAUSE = re.compile(r"(?<![\d.a])(\d\d?(?:\.\d\d?){1,2})\b(?!\.\d)")
_ARTICLES = re.compile(
    r"\b(?:artikel|article|art)\b\.?\s*((?:\d+(?:\(\d+\))*(?:\s*(?:,|og|and|-)\s*)?)+)"
)
_PARAGRAPHS = re.compile(
    r"(?:§+|\bparagraf\b|\bsection\b|\bs\.)\s*(\d+)(?:\s*-\s*(\d+))?"
    r"(?:(?:,?\s*stk\.?\s*|\()(\d+)\)?)?(?:(?:,?\s*nr\.?\s*|\()(\d+)\)?)?"
)
_NUMBER = re.compile(r"\d+")
_PREFIX = "ref:"


def extract(folded: str) -> tuple[list[tuple[str, ...]], str]:
    """Find references in folded text.

    Returns one tuple per reference, its most exact reading first ("§7.2" before "§7"), and the
    text without them.
    """
    found: list[tuple[str, ...]] = []

    def annex(hit: re.Match[str]) -> str:
        found.append((f"{_PREFIX}a.{hit.group(1)}",))
        return " "

    def articles(hit: re.Match[str]) -> str:
        bare = re.sub(r"\(\d+\)", "", hit.group(1))
        found.extend((f"{_PREFIX}art{number}",) for number in _NUMBER.findall(bare))
        return " "

    def paragraph(hit: re.Match[str]) -> str:
        found.extend(_paragraph_readings(*hit.groups()))
        return " "

    def clause(hit: re.Match[str]) -> str:
        number = hit.group(1)
        found.append((f"{_PREFIX}{number}", f"{_PREFIX}a.{number}"))
        return " "

    rest = _ANNEX.sub(annex, folded)
    rest = _ARTICLES.sub(articles, rest)
    rest = _PARAGRAPHS.sub(paragraph, rest)
    rest = _CLAUSE.sub(clause, rest)
    return found, rest


def _paragraph_readings(
    first: str, last: str | None, part: str | None, number: str | None
) -> list[tuple[str, ...]]:
    if last is not None and int(first) < int(last) < int(first) + 50:
        return [(f"{_PREFIX}§{n}",) for n in range(int(first), int(last) + 1)]
    levels = [level for level in (first, part, number) if level is not None]
    exact_first = (f"{_PREFIX}§" + ".".join(levels[:n]) for n in range(len(levels), 0, -1))
    return [tuple(exact_first)]


def broader(reference: str) -> list[str]:
    """Return the clauses above one: "ref:6.1.2" gives "ref:6.1"; an Annex A control none."""
    if reference.startswith((f"{_PREFIX}a.", f"{_PREFIX}art")):
        return []
    parts = reference.split(".")
    lowest = 1 if "§" in reference else 2
    return [".".join(parts[:n]) for n in range(len(parts) - 1, lowest - 1, -1)]
