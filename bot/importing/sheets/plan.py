"""The annual plan in a spreadsheet: one task a row, the headings in Danish or English."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, TypeVar

from bot.domain.cpr import mask_cpr
from bot.domain.errors import BadInput
from bot.domain.finding import Finding
from bot.domain.language import Localized, localized
from bot.domain.organisation import Organisation
from bot.domain.plan import (
    Bearer,
    Origin,
    PlanTask,
    Priority,
    RiskLevel,
    Treatment,
    TreatmentOption,
)
from bot.domain.plan_rules import check_treatment, check_years
from bot.domain.plan_values import read_amount, read_day, read_years
from bot.importing.bearers import BearerNames
from bot.importing.names import folded
from bot.importing.sheets.grid import Cell, Sheet
from bot.importing.sheets.notes import Notes, clean, shown, slug

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "opgave-id", "task id"),
    "title": ("opgave", "opgaver", "task", "tasks", "titel", "title", "indsats", "handling"),
    "years": ("år", "years", "year"),
    "responsible": ("udførende (r)", "udførende", "responsible (r)", "responsible", "r"),
    "accountable": ("ansvarlig (a)", "ansvarlig", "accountable (a)", "accountable", "a"),
    "due": ("frist", "deadline", "due", "due date", "forfald"),
    "priority": ("prioritet", "priority"),
    "origin": ("oprindelse", "origin", "kilde", "source"),
    "cost": ("omkostning", "omkostninger", "cost", "pris"),
    "effort": ("indsats i timer", "timer", "effort in hours", "effort", "hours"),
    "risk": ("risiko", "risk"),
    "option": ("håndtering", "treatment", "option"),
    "control": ("kontrol", "control"),
    "residual": ("restrisiko", "residual risk"),
    "accepted_until": ("accepteret til og med", "accepted until"),
    "ignored": (
        *("status", "begrundelse", "reason", "afvigelse fra godkendt plan"),
        "variance from the approved plan",
    ),
}
"""Field to the headings that mean it. What is ignored says how far the work is, not what to do."""

_FIELDS = {folded(name): field_ for field_, names in HEADINGS.items() for name in names}
_ENGLISH = frozenset({"task", "tasks", "years", "year", "priority", "due", "responsibler"})
_DANISH = frozenset({"opgave", "opgaver", "aar", "frist", "prioritet"})
_NEEDED = frozenset({"title", "responsible"})
_TELLING = frozenset({"years", "due", "priority"})
_HEADING_ROWS = 30
_MAX_TITLE = 2000
_SERIAL = re.compile(r"(\d{5})(?:\.0+)?")
_EPOCH = date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 36_526, 73_415

_CHOICES: Mapping[type[StrEnum], Mapping[str, StrEnum]] = {
    Priority: {
        **dict.fromkeys(("lav", "low"), Priority.LOW),
        **dict.fromkeys(("normal", "middel", "medium"), Priority.NORMAL),
        **dict.fromkeys(("hoej", "high"), Priority.HIGH),
    },
    TreatmentOption: {
        **dict.fromkeys(("reducer", "reducere", "reduce", "mitigate"), TreatmentOption.REDUCE),
        **dict.fromkeys(("undgaa", "avoid"), TreatmentOption.AVOID),
        **dict.fromkeys(("del", "dele", "share", "transfer"), TreatmentOption.SHARE),
        **dict.fromkeys(("accepter", "acceptere", "accept"), TreatmentOption.ACCEPT),
    },
    RiskLevel: {
        **dict.fromkeys(("lav", "low"), RiskLevel.LOW),
        **dict.fromkeys(("middel", "medium"), RiskLevel.MEDIUM),
        **dict.fromkeys(("hoej", "high"), RiskLevel.HIGH),
        **dict.fromkeys(("kritisk", "critical"), RiskLevel.CRITICAL),
    },
}

Value = TypeVar("Value")


@dataclass(frozen=True)
class PlanSheet:
    """The tasks that a sheet has, and what was found while it was read."""

    tasks: tuple[PlanTask, ...]
    findings: tuple[Finding, ...]
    language: str


def is_plan(sheet: Sheet) -> bool:
    """Tell whether a sheet lists tasks: what, who, and when or how much it matters."""
    return _heading_row(sheet) is not None


def read_plan(sheet: Sheet, known: Organisation, language: str, today: date) -> PlanSheet:
    """Return the tasks of a sheet, each with what the plan knows of it besides.

    A row whose id or title is known changes that task; what has no column stays. What cannot be
    read stays too, and is told; so does a row of a new task that lacks its title, R or A.

    Args:
        sheet: `is_plan`.
        known: the data as it stands.
        language: of new texts where the headings do not tell.
        today: a task without years and without a deadline is this year's.
    """
    row = _heading_row(sheet)
    assert row is not None
    headings = {c: cell for (at, c), cell in sheet.cells.items() if at == row}
    columns = {c: _FIELDS[folded(cell.text)] for c, cell in headings.items() if _known(cell)}
    written_in = "en" if _ENGLISH & {folded(c.text) for c in headings.values()} else language
    if _DANISH & {folded(c.text) for c in headings.values()}:
        written_in = "da"
    reader = _Rows(known, written_in, today, frozenset(columns.values()))
    for cell in headings.values():
        if not _known(cell) and clean(cell.text):
            reader.notes.info("sheet-plan-column", cell.name, value=shown(clean(cell.text)))
    by_row: dict[int, dict[str, Cell]] = {}
    for (at, column), cell in sorted(sheet.cells.items()):
        if at > row and column in columns:
            by_row.setdefault(at, {}).setdefault(columns[column], cell)
    for cells in by_row.values():
        reader.row(cells)
    return PlanSheet(tuple(reader.tasks.values()), tuple(reader.notes.findings), written_in)


def _known(cell: Cell) -> bool:
    return folded(cell.text) in _FIELDS


def _heading_row(sheet: Sheet) -> int | None:
    found: dict[int, set[str]] = {}
    for (row, _), cell in sheet.cells.items():
        if row <= _HEADING_ROWS and _known(cell):
            found.setdefault(row, set()).add(_FIELDS[folded(cell.text)])
    fitting = [row for row, fields in found.items() if fields >= _NEEDED and fields & _TELLING]
    return min(fitting, default=None)


@dataclass
class _Rows:
    """Reads the rows.

    Args:
        known: the data as it stands.
        language: of new texts.
        today: the local date.
        columns: the fields that there are columns of.
    """

    known: Organisation
    language: str
    today: date
    columns: frozenset[str]
    notes: Notes = field(default_factory=Notes)
    tasks: dict[str, PlanTask] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._names = BearerNames(self.known)
        self._titles: dict[str, str] = {}
        for task in self.known.plan.tasks:
            for key in {folded(title) for title in task.title.variants()}:
                self._titles[key] = "" if key in self._titles else task.id

    def row(self, cells: Mapping[str, Cell]) -> None:
        """Read one row."""
        read = {name: cell for name, cell in cells.items() if name != "ignored"}
        filled = {name: cell for name, cell in read.items() if cell.formula or cell.text.strip()}
        if not filled:
            return
        first = min(filled.values(), key=lambda cell: cell.column)
        for name, cell in list(filled.items()):
            if cell.formula:
                self.notes.error("sheet-formula", cell.name)
                del filled[name]
        kept = frozenset(name for name, cell in cells.items() if cell.formula)
        title = clean(filled["title"].text)[:_MAX_TITLE] if "title" in filled else ""
        known = self._of(filled, title)
        if known is None and not title:
            self.notes.error("sheet-plan-no-title", first.name)
            return
        task = self._task(filled, kept, known, title, first)
        if task is None:
            return
        if task.id in self.tasks:
            self.notes.error("sheet-plan-twice", first.name, value=shown(title))
            return
        self.tasks[task.id] = task

    def _of(self, filled: Mapping[str, Cell], title: str) -> PlanTask | None:
        """Return the task that a row is about: by its id, else by its title."""
        given = filled["id"].text.strip() if "id" in filled else ""
        known = self.known.plan.task.get(given)
        return known or self.known.plan.task.get(self._titles.get(folded(title), ""))

    def _task(
        self,
        filled: Mapping[str, Cell],
        kept: frozenset[str],
        known: PlanTask | None,
        title: str,
        first: Cell,
    ) -> PlanTask | None:
        responsible = self._bearer(filled, "responsible", known.responsible if known else None)
        accountable = self._bearer(filled, "accountable", known.accountable if known else None)
        if responsible is None or accountable is None:
            missing = [n for n in ("responsible", "accountable") if n not in filled]
            if missing:
                self.notes.error("sheet-plan-nobody", first.name, value=shown(title))
            return None
        masked = mask_cpr(title)
        if masked != title:
            self.notes.warning("sheet-cpr", first.name)
        before = known or PlanTask(
            slug(masked, {**self.known.plan.task, **self.tasks}, "task"),
            Localized(),
            responsible,
            accountable,
            (self.today.year,),
        )
        due = self._read(filled, kept, "due", _day, before.due)
        years = self._years(filled, before if known else None, due)
        origin = self._text(filled, kept, "origin", before.origin.words)
        task = replace(
            before,
            title=self._localized(before.title, masked),
            responsible=responsible,
            accountable=accountable,
            due=due,
            years=years,
            origin=Origin(origin, before.origin.link, before.origin.subject),
            priority=self._choice(filled, "priority", Priority, before.priority),
            cost=self._read(filled, kept, "cost", read_amount, before.cost),
            effort=self._read(filled, kept, "effort", read_amount, before.effort),
        )
        return replace(task, treatment=self._treatment(filled, kept, before.treatment, first))

    def _bearer(self, filled: Mapping[str, Cell], name: str, known: Bearer | None) -> Bearer | None:
        cell = filled.get(name)
        if cell is None:
            return known
        found = self._names.find(clean(cell.text))
        if found is None:
            self.notes.error("sheet-plan-who", cell.name, value=shown(clean(cell.text)))
        role = self.known.role.get((found and found.role_id) or "")
        if name == "accountable" and role is not None and not role.may_be_accountable:
            self.notes.warning("sheet-plan-external", cell.name, role=role.id)
        return found or known

    def _years(
        self, filled: Mapping[str, Cell], known: PlanTask | None, due: date | None
    ) -> tuple[int, ...]:
        cell = filled.get("years")
        years = known.years if known else (due or self.today).year
        fallback = years if isinstance(years, tuple) else (years,)
        if due is not None and due.year not in fallback:
            fallback = tuple(sorted({*fallback, due.year}))
        if cell is None:
            return fallback
        try:
            return check_years(read_years(cell.text.removesuffix(".0"), due, self.today))
        except BadInput:
            self.notes.error("sheet-plan-years", cell.name, value=shown(clean(cell.text)))
            return fallback

    def _treatment(
        self,
        filled: Mapping[str, Cell],
        kept: frozenset[str],
        known: Treatment | None,
        first: Cell,
    ) -> Treatment | None:
        named = {"risk", "option", "control", "residual", "accepted_until"}
        if not named & filled.keys():
            return known
        before = known or Treatment("")
        risk = clean(filled["risk"].text) if "risk" in filled else before.risk
        control = clean(filled["control"].text) if "control" in filled else ""
        residual = self._choice(filled, "residual", RiskLevel, None)
        treatment = Treatment(
            mask_cpr(risk),
            self._choice(filled, "option", TreatmentOption, before.option),
            mask_cpr(control) if "control" in self.columns else before.control,
            residual if "residual" in self.columns else before.residual,
            self._read(filled, kept, "accepted_until", _day, before.accepted_until),
        )
        try:
            return check_treatment(treatment)
        except BadInput:
            self.notes.error("sheet-plan-treatment", first.name)
            return known

    def _choice(self, filled: Mapping[str, Cell], name: str, kind: type[Any], known: Any) -> Any:
        cell = filled.get(name)
        if cell is None:
            return known
        found = _CHOICES[kind].get(folded(cell.text))
        if found is None:
            self.notes.error("sheet-plan-choice", cell.name, value=shown(clean(cell.text)))
        return found or known

    def _read(
        self,
        filled: Mapping[str, Cell],
        kept: frozenset[str],
        name: str,
        read: Callable[[str], Value | None],
        known: Value | None,
    ) -> Value | None:
        """Return what a cell says; nothing where it is blank, what is known without a column."""
        cell = filled.get(name)
        if cell is None:
            return None if name in self.columns and name not in kept else known
        try:
            return read(clean(cell.text).removesuffix(".0"))
        except BadInput:
            self.notes.error("sheet-plan-value", cell.name, value=shown(clean(cell.text)))
            return known

    def _text(
        self, filled: Mapping[str, Cell], kept: frozenset[str], name: str, known: Localized
    ) -> Localized:
        if name not in self.columns or name in kept:
            return known
        text = mask_cpr(clean(filled[name].text)) if name in filled else ""
        return self._localized(known, text) if text else Localized()

    def _localized(self, known: Localized, text: str) -> Localized:
        """Return the known text unless it reads otherwise in the file's language."""
        if not text or clean(known.in_language(self.language)) == text:
            return known
        return known.updated_with(localized(self.language, text))


def _day(text: str) -> date | None:
    """Read a date, also as the number of days that Excel keeps."""
    serial = _SERIAL.fullmatch(text.strip())
    if serial and _FIRST_SERIAL <= int(serial[1]) <= _LAST_SERIAL:
        return _EPOCH + timedelta(days=int(serial[1]))
    return read_day(text)
