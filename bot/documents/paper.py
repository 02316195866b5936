"""The matrix as PDF, typeset with fonts of the package so that it looks the same everywhere."""

from typing import Any

from bot.documents.content import COLOURS, Exported, leading, printable
from bot.documents.typeset import typeset
from bot.domain.people import Role
from bot.domain.raci import Activity, Letter, format_letters

_MANY_ROLES = 20
_HEAD = 38.0
# Millimetres of a sheet that are left for the rows, below the title and the roles' names.
_ROOM = {"a4": 210.0 - 26.0 - 17.0 - _HEAD - 2.0, "a3": 297.0 - 26.0 - 17.0 - _HEAD - 2.0}
_COMMON = (8.0, 1.0)
_TIGHTEST = 3.15
_A4_CELL = 10.5
_A3_CELL = 12.0
_A3_ROOM = 396.0 - 90.0


def matrix_pdf(exported: Exported) -> bytes:
    """Return the matrix as PDF: across on A4, on A3 when there are many roles."""
    return typeset("matrix.typ", _data(exported))


def _data(exported: Exported) -> dict[str, Any]:
    large = len(exported.roles) > _MANY_ROLES
    paper = "a3" if large else "a4"
    texts = exported.texts
    size, inset = _tightness(exported, paper)
    cell = min(_A3_CELL, _A3_ROOM / len(exported.roles)) if large else _A4_CELL
    return {
        "language": texts.language,
        "title": printable(exported.title),
        "version": exported.version,
        "legend": " · ".join(texts(f"raci.{letter.value}") for letter in Letter),
        "activity": texts("matrix.activity"),
        "paper": paper,
        "size": size,
        "cell": cell,
        "inset": inset,
        "head": _HEAD,
        "roles": [_short(exported.words(role.name)) for role in exported.roles],
        "groups": [
            {
                "name": name or texts("matrix.other"),
                "rows": [_row(exported, activity) for activity in activities],
            }
            for name, activities in exported.groups
        ],
    }


def _tightness(exported: Exported, paper: str) -> tuple[float, float]:
    """Return the size of the text in points and the space around it in millimetres.

    A matrix that nearly fits on one sheet is set closer so that it does.
    """
    rows = sum(1 + len(activities) for _, activities in exported.groups)
    height = _ROOM[paper] / max(rows, 1)
    if _TIGHTEST <= height < 4.2:
        return 7.0, (height - 1.85) / 2
    return _COMMON


def _row(exported: Exported, activity: Activity) -> dict[str, Any]:
    return {
        "name": exported.words(activity.name),
        "cells": [_cell(exported, activity, role) for role in exported.roles],
    }


def _cell(exported: Exported, activity: Activity, role: Role) -> dict[str, str] | None:
    letters = exported.letters(activity, role)
    if not letters:
        return None
    fill, ink = COLOURS[leading(letters)]
    return {"letters": format_letters(letters), "fill": f"#{fill}", "ink": f"#{ink}"}


def _short(name: str) -> str:
    """Return a role's name without what stands in parentheses."""
    return name.split(" (")[0]
