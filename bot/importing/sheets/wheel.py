"""The annual wheel in a spreadsheet: one item a row, the headings in Danish or English."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from bot.domain.cpr import mask_cpr
from bot.domain.errors import BadInput
from bot.domain.finding import Finding
from bot.domain.language import LANGUAGES, Localized, localized
from bot.domain.organisation import Organisation
from bot.domain.plan_values import read_day
from bot.domain.wheel import ItemKind, ItemState, Ladder, WheelItem
from bot.domain.wheel_rules import MOST_DAYS, RULES, days_in, interval_of, is_weekly, rule_text
from bot.importing.names import activity_names, folded
from bot.importing.sheets.grid import Cell, Sheet
from bot.importing.sheets.headings import RoleNames
from bot.importing.sheets.notes import MAX_NAME, Notes, clean, shown, slug
from bot.texts import Texts

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "punkt-id", "item-id"),
    "label": ("punkt", "punkter", "item", "items"),
    "activity_id": ("aktivitet", "activity", "aktivitets-id", "activity-id"),
    "state": ("tilstand", "state"),
    "kind": ("slags", "kind"),
    "held_at": ("holdes-ved", "held-at"),
    "months": ("måneder", "måned", "months", "month"),
    "due_rule": ("dag", "day", "regel", "rule"),
    "starts_on": ("tælles-fra", "counted-from"),
    "lead_days": ("forberedelse-i-dage", "forberedelse", "days-of-preparation", "lead-days"),
    "before": ("påmindelser", "reminders"),
    "late": ("rykkere", "overdue-reminders"),
    "responsible": ("udførende-r", "udførende", "responsible-r", "responsible", "r"),
    "accountable": ("ansvarlig-a", "ansvarlig", "accountable-a", "accountable", "a"),
    "approval_by": ("godkendes-af", "godkender", "approved-by", "approver"),
    "agenda_item": ("dagsordenspunkt", "agenda-item"),
    "evidence": ("dokumentation", "evidence"),
    "note": ("bemærkning", "note", "remark"),
}
"""Field to the headings that mean it."""

_FIELDS = {folded(name): field_ for field_, names in HEADINGS.items() for name in names}
_NEEDED = frozenset({"label", "months", "due_rule"})
_FOR_NEW = ("label", "activity_id", "months", "due_rule", "responsible", "accountable")
_TELLING = {"da": frozenset({"punkt", "punkter"}), "en": frozenset({"item", "items"})}
_HEADING_ROWS = 30
_MOST_WEEKS = 52
_LATE = 3
_SEPARATORS = re.compile(r"[\s,;/·.]+")
_SERIAL = re.compile(r"(\d{5})(?:\.0+)?")
_EPOCH = date(1899, 12, 30)
_STATES: Mapping[str, ItemState] = {
    **dict.fromkeys(("aktiv", "ibrug", "active", "inuse"), ItemState.ACTIVE),
    **dict.fromkeys(("pause", "paapause", "pauset", "paused"), ItemState.PAUSED),
    **dict.fromkeys(("udgaaet", "retired"), ItemState.RETIRED),
}
_KINDS: Mapping[str, ItemKind] = {
    **dict.fromkeys(
        ("opgave", "opgavemedfrist", "task", "taskwithadeadline", "activity"), ItemKind.ACTIVITY
    ),
    **dict.fromkeys(("moede", "meeting"), ItemKind.MEETING),
}

_UNREAD: Mapping[str, Callable[[Notes, str, str], None]] = {
    "label": lambda notes, at, text: notes.error("sheet-wheel-label", at, value=text),
    "activity_id": lambda notes, at, text: notes.error("sheet-wheel-activity", at, value=text),
    "state": lambda notes, at, text: notes.error("sheet-wheel-state", at, value=text),
    "kind": lambda notes, at, text: notes.error("sheet-wheel-kind", at, value=text),
    "held_at": lambda notes, at, text: notes.error("sheet-wheel-meeting", at, value=text),
    "months": lambda notes, at, text: notes.error("sheet-wheel-months", at, value=text),
    "due_rule": lambda notes, at, text: notes.error("sheet-wheel-rule", at, value=text),
    "starts_on": lambda notes, at, text: notes.error("sheet-wheel-date", at, value=text),
    "lead_days": lambda notes, at, text: notes.error("sheet-wheel-lead", at, value=text),
    "before": lambda notes, at, text: notes.error("sheet-wheel-reminders", at, value=text),
    "late": lambda notes, at, text: notes.error("sheet-wheel-late", at, value=text),
    "responsible": lambda notes, at, text: notes.error("sheet-wheel-role", at, value=text),
    "accountable": lambda notes, at, text: notes.error("sheet-wheel-role", at, value=text),
    "approval_by": lambda notes, at, text: notes.error("sheet-wheel-role", at, value=text),
}
"""What to tell of a cell that cannot be read, by its field."""


@dataclass(frozen=True)
class WheelSheet:
    """The items that a sheet has, and what was found while it was read."""

    items: tuple[WheelItem, ...]
    findings: tuple[Finding, ...]
    language: str


def is_wheel(sheet: Sheet) -> bool:
    """Tell whether a sheet lists items of the wheel: what, in which months and on which day."""
    return _heading_row(sheet) is not None


def read_wheel(sheet: Sheet, known: Organisation, language: str) -> WheelSheet:
    """Return the items of a sheet, each with what the wheel knows of it besides.

    A row whose id or name is known changes that item; what has no column, or is left empty,
    stays. What cannot be read stays too, and is told; so is a new item that lacks something.

    Args:
        sheet: `is_wheel`.
        known: the data as it stands, with what the same file brings.
        language: of new texts where the headings do not tell.
    """
    row = _heading_row(sheet)
    assert row is not None
    headings = {c: folded(cell.text) for (at, c), cell in sheet.cells.items() if at == row}
    told = (lang for lang, words in _TELLING.items() if words & set(headings.values()))
    columns = {c: _FIELDS[text] for c, text in headings.items() if text in _FIELDS}
    reader = _Rows(known, next(told, language))
    by_row: dict[int, dict[str, Cell]] = {}
    for (at, column), cell in sorted(sheet.cells.items()):
        if at > row and column in columns:
            by_row.setdefault(at, {}).setdefault(columns[column], cell)
    for cells in by_row.values():
        reader.row(cells)
    return WheelSheet(tuple(reader.items.values()), tuple(reader.notes.findings), reader.language)


def _heading_row(sheet: Sheet) -> int | None:
    found: dict[int, set[str]] = {}
    for (row, _), cell in sheet.cells.items():
        if row <= _HEADING_ROWS and folded(cell.text) in _FIELDS:
            found.setdefault(row, set()).add(_FIELDS[folded(cell.text)])
    return min((row for row, fields in found.items() if fields >= _NEEDED), default=None)


@dataclass
class _Rows:
    """Reads the rows; `language` is that of new texts."""

    known: Organisation
    language: str
    notes: Notes = field(default_factory=Notes)
    items: dict[str, WheelItem] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._roles = RoleNames(self.known)
        self._activities = activity_names(self.known.activities)
        self._labels: dict[str, str] = {}
        for item in self.known.wheel.items:
            for key in {folded(label) for label in item.label.variants()}:
                self._labels[key] = "" if key in self._labels else item.id

    def row(self, cells: Mapping[str, Cell]) -> None:
        """Read one row."""
        filled = {name: cell for name, cell in cells.items() if cell.formula or cell.text.strip()}
        for name, cell in list(filled.items()):
            if cell.formula:
                self.notes.error("sheet-formula", cell.name)
                del filled[name]
        if not filled:
            return
        first = min(filled.values(), key=lambda cell: cell.column)
        known = self._of(filled)
        values = self._values(filled)
        missing = [name for name in _FOR_NEW if name not in values]
        if known is None and missing:
            self.notes.error("sheet-wheel-missing", first.name)
            return
        item = known or self._new(values["label"])
        if item.id in self.items:
            self.notes.error("sheet-wheel-twice", first.name)
            return
        if known and known.label.variants() and "label" in values:
            same = clean(known.label.in_language(self.language)) == values["label"]
            values["label"] = known.label if same else values["label"]
        ladder = _ladder(item.ladder, values.pop("before", None), values.pop("late", None))
        worded = self._worded(values)
        self.items[item.id] = _settled(known, replace(item, **worded, ladder=ladder))

    def _of(self, filled: Mapping[str, Cell]) -> WheelItem | None:
        items = self.known.wheel.item
        if "id" in filled and filled["id"].text.strip() in items:
            return items[filled["id"].text.strip()]
        label = filled.get("label")
        return items.get(self._labels.get(folded(label.text), "") if label else "")

    def _new(self, label: str) -> WheelItem:
        taken = {**self.known.wheel.item, **self.items}
        position = max((item.position for item in taken.values()), default=-1) + 1
        id_ = slug(f"w-{label}", taken, "w")
        return WheelItem(id_, "", Localized(), "", "", (), RULES[0], position=position)

    def _values(self, filled: Mapping[str, Cell]) -> dict[str, Any]:
        """Return what the cells say, by the item's own field names."""
        readers: Mapping[str, Callable[[str], Any]] = {
            "label": self._label,
            "activity_id": self._activity,
            "state": lambda text: _STATES[folded(text)],
            "kind": lambda text: _KINDS[folded(text)],
            "held_at": self._meeting,
            "months": _months,
            "due_rule": lambda text: _rules()[folded(text)],
            "starts_on": _day,
            "lead_days": _number,
            "before": days_in,
            "late": _late,
            "responsible": self._role,
            "accountable": self._role,
            "approval_by": self._role,
            "agenda_item": clean,
            "evidence": clean,
            "note": clean,
        }
        found = {}
        for name, cell in filled.items():
            if name not in readers:
                continue
            try:
                found[name] = readers[name](cell.text)
            except (BadInput, KeyError, ValueError):
                _UNREAD[name](self.notes, cell.name, shown(clean(cell.text)))
            if name in {"label", "evidence", "note"} and mask_cpr(cell.text) != cell.text:
                self.notes.warning("sheet-cpr", cell.name)
        return found

    def _worded(self, values: dict[str, Any]) -> dict[str, Any]:
        """Return the values with texts in their language."""
        for name in ("label", "evidence", "note"):
            if isinstance(values.get(name), str):
                values[name] = localized(self.language, mask_cpr(values[name]))
        return values

    def _label(self, text: str) -> str:
        if len(clean(text)) > MAX_NAME:
            raise ValueError
        return clean(text)

    def _activity(self, text: str) -> str:
        return _found(text, text.strip() in self.known.activity, self._activities.find)

    def _role(self, text: str) -> str:
        return _found(text, text.strip() in self.known.role, self._roles.find)

    def _meeting(self, text: str) -> str:
        known = text.strip() in self.known.wheel.item
        return _found(text, known, lambda name: self._labels.get(folded(name)))


def _found(text: str, is_id: bool, find: Callable[[str], str | None]) -> str:
    found = text.strip() if is_id else find(clean(text))
    if not found:
        raise ValueError
    return found


def _settled(known: WheelItem | None, item: WheelItem) -> WheelItem:
    """Return the item with what follows from its months and its rule."""
    weekly = is_weekly(item.due_rule)
    same = known and (known.months, known.due_rule) == (item.months, item.due_rule)
    interval = item.interval if same else interval_of(item.months, item.due_rule)
    return replace(item, interval=interval, starts_on=item.starts_on if weekly else None)


def _ladder(ladder: Ladder, before: tuple[int, ...] | None, late: tuple[int, ...] | None) -> Ladder:
    if before is not None:
        ladder = replace(ladder, before=before)
    return Ladder(ladder.before, *late) if late else ladder


def _months(text: str) -> tuple[int, ...]:
    parts = [part for part in _SEPARATORS.split(text.strip()) if part]
    if not parts:
        raise ValueError
    names = _month_names()
    months = {int(p) if p.isdigit() else names[folded(p)[:3]] for p in parts}
    if not months <= set(range(1, 13)):
        raise ValueError
    return tuple(sorted(months))


@cache
def _month_names() -> Mapping[str, int]:
    return {
        folded(Texts(language).month(month))[:3]: month
        for language in LANGUAGES
        for month in range(1, 13)
    }


@cache
def _rules() -> Mapping[str, str]:
    """Return every rule by its words in each language, and by its own name."""
    weekdays = {rule.rpartition("_")[2] for rule in RULES if is_weekly(rule)}
    rules = dict.fromkeys(
        (
            *RULES,
            *(f"day_{day}" for day in range(1, 32)),
            *(f"every_{n}_weeks_{day}" for n in range(1, _MOST_WEEKS + 1) for day in weekdays),
        )
    )
    return {
        folded(words): rule
        for rule in rules
        for words in (rule, *(rule_text(rule, Texts(language)) for language in LANGUAGES))
    }


def _day(text: str) -> date | None:
    if serial := _SERIAL.fullmatch(text.strip()):
        return _EPOCH + timedelta(days=int(serial[1]))
    return read_day(text)


def _number(text: str) -> int:
    number = int(text.strip().removesuffix(".0"))
    if not 0 <= number <= MOST_DAYS:
        raise ValueError
    return number


def _late(text: str) -> tuple[int, ...]:
    numbers = tuple(_number(part) for part in text.split(","))
    if len(numbers) != _LATE:
        raise ValueError
    return numbers
