"""A wheel that has one of everything, on top of `samples`."""

from dataclasses import replace
from datetime import date, time

from bot.domain.language import Localized
from bot.domain.occurrences import Evidence, Occurrence, OccurrenceState, Part, Request, Wish
from bot.domain.wheel import ItemKind, ItemState, Ladder, System, Wheel, WheelItem
from bot.domain.workdays import WorkCalendar
from bot.services.ports import KeptEvidence, UnitOfWork
from tests.databases import START

CALENDAR = WorkCalendar(
    holidays="",
    closing_days=((5, 1), (12, 24)),
    working_days=frozenset({0, 1, 2}),
    quiet_weeks=frozenset({28, 52}),
    reminder_time=time(9, 15),
    opens=time(7, 30),
    closes=time(17),
    year_start_month=8,
)
ITEMS = (
    WheelItem(
        "w-meeting",
        "awareness",
        Localized("Møde – «udvalg» 🔐", None),
        "it-operations",
        "it-operations",
        (2, 9),
        "second_tuesday",
        kind=ItemKind.MEETING,
        interval="half-yearly",
    ),
    WheelItem(
        "w-backup",
        "backup",
        Localized("Gendannelse", "Restore"),
        "it-operations",
        "data-processor",
        (1, 6, 11),
        "every_2_weeks_monday",
        held_at="w-meeting",
        state=ItemState.PAUSED,
        starts_on=date(2027, 2, 1),
        lead_days=21,
        ladder=Ladder((28, 14), 2, 6, 16),
        approval_by="it-operations",
        agenda_item="status",
        evidence=Localized("Rapport\nmed bilag", ""),
        note=Localized(None, "A note"),
        source="practice",
        position=3,
    ),
)
SYSTEMS = (
    System("sys-crm", "Kundekartotek", "p-sara"),
    System("sys-old", "Arkiv", retired_on=date(2027, 1, 1)),
)
FILE = KeptEvidence("e-1", "referat.pdf", "application/pdf", b"%PDF\x00", "ab" * 32)
FIRST = Occurrence(
    "o-1", "w-meeting", "2027-02", date(2027, 2, 9), date(2027, 2, 9), date(2027, 1, 26)
)
TOUCHED = Occurrence(
    "o-2",
    "w-backup",
    "2027-06-14",
    date(2027, 6, 14),
    date(2027, 6, 28),
    date(2027, 5, 24),
    state=OccurrenceState.AWAITING_EVIDENCE,
    parts={
        "p-jonas": Part(
            "p-jonas",
            OccurrenceState.DONE,
            handed_to="p-sara",
            snoozed_until=date(2027, 6, 1),
            answer="Ja – 12 «brugere»",
            evidence=Evidence("Se bilag", "https://example.dk/1", "e-1"),
            done_by="p-jonas",
            done_at=START,
            approved_by="p-mette",
            approved_at=START,
            remark="Fint",
        ),
        "sys-crm": Part("sys-crm", OccurrenceState.STARTED),
    },
    postponed=1,
    reason="Ferie",
    request=Request(Wish.POSTPONE, "p-jonas", START, "Mere ferie", date(2027, 7, 5)),
    changed_at=START,
    moved_by="p-jonas",
    moved_at=START,
)


async def save_wheel(work: UnitOfWork) -> None:
    """Write the wheel; the things that it refers to are `samples.save_everything`'s."""
    await work.wheel.save_calendar(CALENDAR, "it-operations")
    await work.wheel.save_items(ITEMS)
    await work.wheel.save_systems(SYSTEMS)
    await work.wheel.keep_evidence(FILE)
    await work.wheel.plan([TOUCHED, FIRST])


def whole() -> Wheel:
    """Return the wheel as it must read back."""
    return Wheel(CALENDAR, ITEMS, (FIRST, TOUCHED), SYSTEMS, "it-operations")


def another(id_: str, key: str) -> Occurrence:
    """Return one more date of the meeting."""
    return replace(FIRST, id=id_, key=key)
