"""Entries from the starter packs, and the look-ups that people typed."""

import csv
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.search.entries import Entry
from bot.search.index import Index, Result

_ROOT = Path(__file__).resolve().parents[2]
BOTH = ("da", "en")


@dataclass
class _Collected:
    kind: str
    names: list[str] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)


def pack_entries(pack: str, languages: Sequence[str] = BOTH) -> list[Entry]:
    """Build the entries of a starter pack's activities and roles."""
    collected: defaultdict[str, _Collected] = defaultdict(lambda: _Collected("activity"))
    for language in languages:
        path = _ROOT / "bot" / "packs" / f"{pack}.{language}.yaml"
        content = _read(path)
        for kind, rows in (("activity", content["activities"]), ("role", content["roles"])):
            for row in rows:
                _collect(collected[row["id"]], kind, row)
    return [_entry(entry_id, found) for entry_id, found in collected.items()]


@cache
def _read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def _collect(into: _Collected, kind: str, row: dict[str, Any]) -> None:
    into.kind = kind
    into.names += [row[key] for key in ("name", "short") if key in row]
    into.aliases += row.get("aliases", [])
    into.texts += [
        row[key] for key in ("description", "definition", "typical_holder") if key in row
    ]
    into.texts += row.get("tasks", []) + row.get("evidence", [])
    references = row.get("references", {})
    into.references += map(str, references.get("iso27001_2022", []) + references.get("law", []))


def _entry(entry_id: str, found: _Collected) -> Entry:
    return Entry(
        entry_id,
        found.kind,
        tuple(dict.fromkeys(found.names)),
        tuple(dict.fromkeys(found.aliases)),
        tuple(found.texts),
        tuple(dict.fromkeys(found.references)),
    )


@dataclass(frozen=True)
class Asked:
    """A look-up with the ids that are right; none where nothing fits."""

    query: str
    right: frozenset[str]
    kind: str


def asked(name: str) -> list[Asked]:
    """Read the look-ups of `tests/data/lookup-NAME.tsv`."""
    path = _ROOT / "tests" / "data" / f"lookup-{name}.tsv"
    with path.open(encoding="utf-8", newline="") as lines:
        return [
            Asked(
                row["query"],
                frozenset(row["expected"].split("|")) - {"NONE"},
                row["kind"],
            )
            for row in csv.DictReader(lines, delimiter="\t")
        ]


@dataclass(frozen=True)
class Quality:
    """Shares 0..1: right first and in the first three where there is an answer; right overall."""

    first: float
    top3: float
    overall: float


def ids_of(result: Result) -> list[str]:
    """Return what is shown, best first: the answers, then the suggestions."""
    return [hit.id for hit in (*result.answers, *result.suggestions)]


def quality_of(index: Index, look_ups: Sequence[Asked]) -> Quality:
    """Measure an index on look-ups."""
    first = top3 = overall = 0
    answerable = sum(1 for look_up in look_ups if look_up.right)
    for look_up in look_ups:
        result = index.search(look_up.query)
        shown = ids_of(result)
        is_first = bool(shown) and shown[0] in look_up.right
        first += is_first
        top3 += not look_up.right.isdisjoint(shown[:3])
        overall += (is_first and bool(result.answers)) if look_up.right else not result.answers
    return Quality(first / answerable, top3 / answerable, overall / len(look_ups))
