"""A row as an editor saw it, and why it can no longer be saved on top of that."""

import json
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.drafts import Draft, Row, row_from_text, row_to_text, same_row
from bot.domain.language import Localized
from bot.domain.raci import Activity


@dataclass(frozen=True)
class Seen:
    """What an editor sees of a row when its form is opened.

    Args:
        activity_id: the row.
        draft: the open draft's number, 0 when there is none.
        in_use: the number of the version in use.
        cells: the row as the draft has it, else as it is in use.
        retires: the draft takes the activity out of the matrix.
        added: the activity itself, when the draft adds it.
    """

    activity_id: str
    draft: int
    in_use: int
    cells: Row
    retires: bool = False
    added: Activity | None = None

    def same_as(self, other: "Seen") -> bool:
        """Tell whether both show the same row."""
        return same_row(self.cells, other.cells) and self.retires == other.retires

    def as_wanted(self, cells: Row, *, retires: bool) -> bool:
        """Tell whether the row stands as somebody wants it."""
        return same_row(self.cells, cells) and self.retires == retires


def seen_to_text(seen: Seen) -> str:
    """Return what an editor saw, for the form to carry."""
    added = seen.added
    body = {
        "activity": seen.activity_id,
        "draft": seen.draft,
        "in_use": seen.in_use,
        "cells": row_to_text(seen.cells),
        "retires": seen.retires,
        "added": [added.name.da, added.name.en, added.category_id, added.position]
        if added
        else None,
    }
    return json.dumps(body)


def seen_from_text(text: str) -> Seen:
    """Read what `seen_to_text` wrote.

    Raises:
        ValueError, KeyError: the form belongs to another version of the program.
    """
    body = json.loads(text)
    added = None
    if body["added"]:
        da, en, category, position = body["added"]
        name = Localized(da, en)
        added = Activity(body["activity"], name, category_id=category, position=position)
    return Seen(
        body["activity"],
        body["draft"],
        body["in_use"],
        row_from_text(body["cells"]),
        body["retires"],
        added,
    )


class ClashKind(StrEnum):
    """Why a row was not saved.

    CHANGED: somebody else has saved the row since. LOCKED: the draft waits for approval. ENDED: the
    draft was approved, rejected or discarded. REPLACED: another version has come into use.
    """

    CHANGED = "changed"
    LOCKED = "locked"
    ENDED = "ended"
    REPLACED = "replaced"


@dataclass(frozen=True)
class Clash:
    """A row that was not saved, because it is no longer what the editor saw.

    Args:
        kind: why.
        now: what stands there now.
        draft: the draft that it is about: the open one, or the one that ended.
    """

    kind: ClashKind
    now: Seen
    draft: Draft | None


def clash_of(draft: Draft | None, seen: Seen, now: Seen) -> ClashKind | None:
    """Return why a row may not be saved on top of what was seen, or None when it may.

    Args:
        draft: the open draft.
        seen: the row when the editor opened the form.
        now: the row as it stands.
    """
    if seen.draft and seen.draft != now.draft:
        return ClashKind.ENDED
    if draft is not None and not draft.editable:
        return ClashKind.LOCKED
    if not seen.draft and not now.draft and seen.in_use != now.in_use:
        return ClashKind.REPLACED
    return None if seen.same_as(now) else ClashKind.CHANGED
