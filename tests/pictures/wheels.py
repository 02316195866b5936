"""The starter packs' wheels, with their work as far along as a test wants it."""

from dataclasses import replace
from datetime import date

from bot.domain.language import Localized
from bot.domain.occurrences import Occurrence, OccurrenceState
from bot.domain.organisation import Organisation
from bot.domain.wheel import Wheel, every_planned_date
from bot.domain.wheel_year import Mark, OneOff, Shown, show_wheel, year_span
from bot.domain.workdays import WorkCalendar
from bot.importing.packs import starter_pack

TODAY = date(2027, 9, 23)
STATES = (
    OccurrenceState.DONE,
    OccurrenceState.DONE,
    OccurrenceState.PLANNED,
    OccurrenceState.TO_APPROVE,
    OccurrenceState.LAPSED,
)
TASKS = (
    OneOff("t-1", Localized("Indfør multifaktor", "Introduce MFA"), date(2027, 2, 1), Mark.DONE),
    OneOff("t-2", Localized("Skriv en metode", "Write a method"), date(2027, 5, 20), Mark.LATE),
    OneOff("t-3", Localized("Nye kontrakter", "New contracts"), None, Mark.COMING),
)


def packed(pack: str, year: int = 2027, today: date = TODAY) -> Organisation:
    """Return a pack's organisation; what lies behind `today` is in every state in turn."""
    loaded = starter_pack(pack)
    planned = every_planned_date(loaded.items, year, WorkCalendar())
    occurrences = tuple(
        Occurrence(
            f"o-{n}",
            item.id,
            one.key,
            one.due,
            one.due,
            one.prepares_on,
            STATES[n % len(STATES)] if one.due < today else OccurrenceState.PLANNED,
        )
        for n, (item, one) in enumerate(planned)
    )
    return Organisation(
        roles=loaded.roles,
        categories=loaded.categories,
        activities=loaded.activities,
        wheel=Wheel(WorkCalendar(), loaded.items, occurrences),
    )


def shown_year(organisation: Organisation, year: int = 2027, today: date = TODAY) -> Shown:
    """Return a year of it with three tasks."""
    start = organisation.wheel.calendar.year_start_month
    return show_wheel(organisation, year_span(year, start), today, tasks=TASKS)


def with_items(organisation: Organisation, times: int) -> Organisation:
    """Return an organisation with `times` as many items, all of them planned."""
    items = tuple(
        replace(item, id=f"{item.id}-{n}")
        for n in range(times)
        for item in organisation.wheel.items
    )
    return replace(organisation, wheel=replace(organisation.wheel, items=items, occurrences=()))
