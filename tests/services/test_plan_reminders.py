"""The plan's tasks among a morning's reminders; and dates that only leavers still owed."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.cards.codec import card_from_json
from bot.cards.plaintext import card_text
from bot.domain.delivery import MessageState
from bot.domain.language import Localized
from bot.domain.occurrences import Evidence, OccurrenceState, Part
from bot.domain.plan import Bearer, Plan, PlanTask, TaskState
from bot.domain.plan_rules import Step
from bot.domain.wheel import Wheel
from bot.services.journal import Cause, Journal
from bot.services.notifications import RULES, Notifications
from bot.services.occurrences import Settling
from bot.services.plan import AnnualPlan
from bot.services.snapshots import Snapshots
from storage.unit_of_work import SqlStorage
from tests.databases import SteppedClock
from tests.domain.wheels import CALENDAR, item, occurrence, organisation
from tests.services.mornings import Mornings

DUE = date(2027, 3, 31)
LAST_STAGE = "2027-03-24T09:00"
METTE, ANDERS, BO = (Bearer(person_id=name) for name in ("mette", "anders", "bo"))
LOCK = PlanTask(
    "t-lock", Localized("Køb en lås"), METTE, ANDERS, (2027,), due=DUE, state=TaskState.APPROVED
)


async def filled(storage: SqlStorage, clock: SteppedClock, *tasks: PlanTask) -> Mornings:
    """Return the small wheel with tasks beside it, all told up to Tuesday 23 March."""
    room = Mornings(storage, clock)
    await room.fill(replace(organisation(occurrence(DUE)), plan=Plan(tasks)))
    await room.told_until(date(2027, 3, 23))
    return room


@pytest.fixture
async def mornings(storage: SqlStorage, clock: SteppedClock) -> Mornings:
    return await filled(storage, clock, replace(LOCK, responsible=BO))


@pytest.fixture
async def sqlite_mornings(sqlite_storage: SqlStorage, clock: SteppedClock) -> Mornings:
    return await filled(sqlite_storage, clock, LOCK)


def annual_plan(room: Mornings) -> AnnualPlan:
    journal = Journal(room.clock, (Notifications(room.clock, RULES),))
    return AnnualPlan(room.storage, Snapshots(room.storage), journal, room.clock)


async def shown(room: Mornings) -> list[str]:
    """Return what the messages say that are not updates of others."""
    return [
        card_text(card_from_json(dict(message.card)))
        for message in await room.messages()
        if message.updates is None
    ]


async def states(room: Mornings, kind: str = "reminders.") -> dict[str, str]:
    """Return each reader's reminder and where it is."""
    async with room.storage.read() as work:
        letters = await work.outbox.letters(list(MessageState))
    return {
        str(one.message.person_id): one.state.value
        for one in letters
        if one.message.kind.startswith(kind) and one.message.updates is None
    }


async def test_two_replicas_tell_of_a_task_once(mornings: Mornings) -> None:
    mornings.clock.moment = datetime(2027, 3, 24, 8, tzinfo=UTC)
    await asyncio.gather(*(mornings.replica().remind() for _ in range(3)))
    subjects = {m.person_id: m.subject for m in await mornings.messages()}
    assert subjects == {"bo": "plan/t-lock", "mette": "occurrence/o-1"}
    async with mornings.storage.read() as work:
        (told,) = await work.reminders.told_tasks(["t-lock"])
        (letter,) = await work.reminders.letters_about_task("t-lock")
    assert (told.stage, told.person_id, told.missed) == ("before-3/2027-03-31", "bo", False)
    assert (letter.id, letter.person_id) == (told.letter_id, "bo")
    assert await mornings.remind("2027-03-24T09:10") == 0


async def test_the_wheel_and_the_plan_are_one_message(sqlite_mornings: Mornings) -> None:
    assert await sqlite_mornings.remind(LAST_STAGE) == 1
    (text,) = await shown(sqlite_mornings)
    assert "Risikovurdering" in text and "Opgave: Køb en lås" in text


async def test_a_plan_without_a_wheel_reminds_too(
    sqlite_storage: SqlStorage, clock: SteppedClock
) -> None:
    room = Mornings(sqlite_storage, clock)
    await room.fill(replace(organisation(wheel=Wheel(CALENDAR)), plan=Plan((LOCK,))))
    await room.told_until(date(2027, 3, 23))
    assert await room.remind(LAST_STAGE) == 1


async def test_who_is_done_is_not_reminded_and_sees_it(sqlite_mornings: Mornings) -> None:
    room = sqlite_mornings
    late = replace(LOCK, id="t-late", due=date(2027, 3, 17), responsible=BO)
    async with room.storage.begin() as work:
        await work.plan.save_tasks([late])
        await work.commit()
    await room.remind(LAST_STAGE)
    # Anders hears that what he answers for is late by a week, and Mette of two other things.
    assert await states(room) == {"anders": "pending", "mette": "pending"}
    await annual_plan(room).move("t-late", Step.DONE, Cause("bo"), evidence=Evidence("Kvittering"))
    assert await states(room) == {"anders": "cancelled", "mette": "pending"}
    await annual_plan(room).move("t-lock", Step.DONE, Cause("mette"), evidence=Evidence("Bon"))
    assert (await states(room))["mette"] == "pending"
    updates = [m for m in await room.messages() if m.updates and m.person_id == "mette"]
    assert "Køb en lås: Mette har gennemført opgaven" in card_text(
        card_from_json(dict(updates[-1].card))
    )


async def test_a_task_that_is_only_begun_is_still_told(sqlite_mornings: Mornings) -> None:
    room = sqlite_mornings
    await room.remind(LAST_STAGE)
    await annual_plan(room).move("t-lock", Step.START, Cause("mette"))
    assert await states(room) == {"mette": "pending"}


# -- dates that only leavers still owed


async def test_a_date_that_only_a_leaver_still_owed_moves_on(
    sqlite_storage: SqlStorage, clock: SteppedClock
) -> None:
    room = Mornings(sqlite_storage, clock)
    done = Part("jonas", OccurrenceState.DONE, done_by="jonas", done_at=clock.now())
    begun = occurrence(DUE, {"jonas": done}, state=OccurrenceState.STARTED)
    await room.fill(organisation(wheel=Wheel(CALENDAR, (item(responsible="owner"),), (begun,))))
    snapshots = Snapshots(sqlite_storage)
    await snapshots.refresh()
    journal = Journal(clock, (Notifications(clock, RULES),))
    settling = Settling(sqlite_storage, snapshots, journal, clock)
    assert await settling.settle() == 0
    assert (await room.occurrence()).state is OccurrenceState.STARTED
    known = snapshots.current.organisation
    (bo,) = [one for one in known.assignments if one.person_id == "bo"]
    async with sqlite_storage.begin() as work:
        await work.people.save_assignments([replace(bo, ends=date(2027, 3, 8))])
        await work.commit()
    await snapshots.refresh()
    assert await settling.settle() == 1
    assert (await room.occurrence()).state is OccurrenceState.DONE
    assert await settling.settle() == 0
    async with sqlite_storage.read() as work:
        kinds = [entry.record.kind async for entry in work.audit.entries()]
    assert kinds.count("occurrence.settled") == 1
