"""A small wheel whose reminders can be worked out by hand."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from bot.domain.language import Localized
from bot.domain.occurrences import Occurrence, Part
from bot.domain.organisation import Organisation
from bot.domain.people import Assignment, Grant, Role
from bot.domain.raci import Activity, Matrix, MatrixStatus
from bot.domain.wheel import Ladder, Wheel, WheelItem
from bot.domain.workdays import WorkCalendar
from tests.domain.organisations import LONG_AGO, cells, person

CALENDAR = WorkCalendar(quiet_weeks=frozenset({28, 29, 30, 52}))
LADDER = Ladder(before=(28, 14, 3), responsible=1, accountable=5, committee=15)


def occurrence(due: date, parts: Mapping[str, Part] | None = None, **changes: object) -> Occurrence:
    """Return the risk assessment's date; without another plan, it was planned for `due`."""
    made = Occurrence("o-1", "w-risk", f"{due:%Y-%m}", due, due, due, parts=parts or {})
    return replace(made, **changes)  # type: ignore[arg-type]


def item(**changes: object) -> WheelItem:
    """Return the risk assessment: R is the function, A the committee."""
    made = WheelItem(
        "w-risk",
        "risk",
        Localized("Risikovurdering", "Risk assessment"),
        responsible="function",
        accountable="infosec-committee",
        months=(3,),
        due_rule="last_workday",
        ladder=LADDER,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def organisation(*occurrences: Occurrence, **changes: object) -> Organisation:
    """Return Mette (function, administrator), Anders (chair), Jonas and Sara, and the wheel."""
    made = Organisation(
        people=(
            replace(person("mette"), grants=frozenset({Grant.ADMIN})),
            person("anders"),
            person("jonas"),
            person("sara"),
            person("bo"),
        ),
        roles=(
            Role("function", Localized("Funktionen", "The function")),
            Role("top-management", Localized("Ledelsen", "Top management")),
            Role("infosec-committee", Localized("Udvalget", "The committee")),
            Role("owner", Localized("Systemejer", "System owner"), each=True),
        ),
        assignments=(
            Assignment("1", "function", LONG_AGO, person_id="mette", deputy_id="jonas"),
            Assignment("2", "top-management", LONG_AGO, person_id="anders"),
            Assignment("3", "infosec-committee", LONG_AGO, person_id="sara"),
            Assignment("4", "owner", LONG_AGO, person_id="jonas", deputy_id="sara"),
            Assignment("5", "owner", LONG_AGO, person_id="bo"),
        ),
        activities=(Activity("risk", Localized("Risikovurdering", "Risk assessment")),),
        matrix=Matrix(1, MatrixStatus.IMPORTED, cells({"risk": {"function": "R"}}), "sme"),
        wheel=Wheel(CALENDAR, (item(),), occurrences),
    )
    return replace(made, **changes)  # type: ignore[arg-type]
