"""What an import changes, as data that is kept: to undo it, and to tell one state from another."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter

from bot.domain.finding import Finding
from bot.domain.imports import LetterChange, Things, UndoImage
from bot.domain.people import Person
from bot.domain.raci import format_letters

_UNDO = TypeAdapter(UndoImage)
_THINGS = TypeAdapter(Things)


def undo_to_json(undo: UndoImage) -> dict[str, Any]:
    """Return what to put back as data for JSON."""
    data: dict[str, Any] = _UNDO.dump_python(undo, mode="json")
    return data


def undo_from_json(data: Mapping[str, Any]) -> UndoImage:
    """Read what `undo_to_json` wrote."""
    return _UNDO.validate_python(data)


def fingerprint(
    before: Things,
    letters: Sequence[LetterChange],
    changes: Mapping[str, int],
    findings: Sequence[Finding],
) -> str:
    """Return what tells this preview from one that would show anything else."""
    body = {
        "before": _THINGS.dump_python(before, mode="json"),
        "letters": [
            (c.activity_id, c.role_id, format_letters(c.before), format_letters(c.after))
            for c in letters
        ],
        "changes": dict(changes),
        "findings": [(f.code, f.where, sorted(f.params.items())) for f in findings],
    }
    text = json.dumps(body, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def things_changed(known: Things, written: Things) -> tuple[Things, Things]:
    """Return what `written` changes, as it was and as it will be; what stays is left out."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for kind in Things.__dataclass_fields__:
        by_id = {item.id: item for item in getattr(known, kind)}
        differing = [item for item in getattr(written, kind) if by_id.get(item.id) != item]
        after[kind] = tuple(differing)
        before[kind] = tuple(by_id[item.id] for item in differing if item.id in by_id)
    return Things(**before), Things(**after)


def without_accounts(person: Person) -> Person:
    """Return a person as an import writes one: accounts come and go without it."""
    return replace(person, accounts=())
