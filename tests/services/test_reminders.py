"""The morning's reminders: each once, whoever tells them and whatever happens meanwhile."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from bot.cards.codec import card_from_json
from bot.cards.plaintext import card_text
from bot.domain.events import Event
from bot.domain.occurrences import OccurrenceState, Part
from bot.domain.schedules import CatchingUp, CatchUp
from bot.domain.wheel import Ladder, Wheel
from bot.services.journal import Cause
from bot.services.ports import UnitOfWork
from storage.unit_of_work import SqlStorage
from tests.databases import SteppedClock
from tests.domain.organisations import person
from tests.domain.wheels import CALENDAR, item, occurrence, organisation
from tests.services.mornings import ALWAYS_OPEN, Counted, Interruption, Killed, Mornings, local

DUE = date(2027, 3, 31)
LAST_STAGE = "2027-03-24T09:00"
TUESDAY = date(2027, 3, 23)


@pytest.fixture
async def mornings(storage: SqlStorage, clock: SteppedClock) -> Mornings:
    return Mornings(storage, clock)


@pytest.fixture
async def sqlite_mornings(sqlite_storage: SqlStorage, clock: SteppedClock) -> Mornings:
    return Mornings(sqlite_storage, clock)


def each_does_a_part() -> Wheel:
    """Return a wheel whose item every holder does a part of, due on 23 March."""
    return Wheel(CALENDAR, (item(responsible="owner"),), (occurrence(date(2027, 3, 23)),))


async def many(mornings: Mornings, count: int = 10) -> list[str]:
    """Fill in `count` people who each do a part, due on 23 March; return their ids."""
    known = organisation(wheel=each_does_a_part())
    ids = [f"person-{number:03}" for number in range(count)]
    seat = next(a for a in known.assignments if a.role_id == "owner")
    others = tuple(a for a in known.assignments if a.role_id != "owner")
    seats = tuple(replace(seat, id=f"seat-{i}", person_id=i, deputy_id=None) for i in ids)
    known = replace(
        known,
        people=(*known.people, *(person(i) for i in ids)),
        assignments=(*others, *seats),
    )
    await mornings.fill(known)
    await mornings.told_until(TUESDAY)
    return ids


async def test_what_is_due_is_told_once_in_private(mornings: Mornings) -> None:
    await mornings.fill(organisation(occurrence(DUE)))
    await mornings.told_until(TUESDAY)
    replica = mornings.replica()
    assert await mornings.remind("2027-03-24T08:59", replica) == 0
    assert await mornings.remind(LAST_STAGE, replica) == 1
    assert await mornings.remind("2027-03-24T09:01", replica) == 0
    # Nor does another process tell it again.
    assert await mornings.remind("2027-03-24T09:02") == 0
    (message,) = await mornings.messages()
    assert (message.person_id, message.subject) == ("mette", "occurrence/o-1")
    assert message.destination.kind == "direct"
    ((told),) = await mornings.told()
    assert (told.stage, told.person_id, told.on) == ("before-3", "mette", date(2027, 3, 24))
    async with mornings.storage.read() as work:
        letter = await work.reminders.letter(told.letter_id or "")
        assert letter is not None
        assert letter.person_id == "mette"
        assert await work.reminders.last_morning() == date(2027, 3, 24)
        records = [entry.record async for entry in work.audit.entries()]
    assert [(r.kind, r.subject, r.data["told"]) for r in records] == [
        ("reminders.told", "reminders/2027-03-24", {"mette": ["o-1 before-3"]})
    ]
    assert (await mornings.occurrence()).state is OccurrenceState.REMINDED


async def test_replicas_that_tell_at_once_tell_each_person_once(mornings: Mornings) -> None:
    ids = await many(mornings, 40)
    mornings.clock.moment = local(LAST_STAGE)
    replicas = [mornings.replica(at_once=7), mornings.replica(at_once=5), mornings.replica()]
    sent = await asyncio.gather(*(replica.remind() for replica in replicas))
    assert sum(sent) == len(ids)
    assert await mornings.readers() == ids
    assert len(await mornings.told()) == len(ids)


async def test_a_crash_between_two_batches_loses_nothing(mornings: Mornings) -> None:
    ids = await many(mornings)
    for number in (3, 2, 1):
        replica = mornings.replica(at_once=2, also=[Interruption(number)])
        with pytest.raises(Killed):
            await mornings.remind(LAST_STAGE, replica)
    # Two batches went out before the first crash, one before the second, none before the third.
    assert await mornings.readers() == ids[:6]
    assert await mornings.remind("2027-03-24T09:30") == 4
    assert await mornings.readers() == ids


async def test_a_morning_that_was_broken_off_goes_on_where_it_stood(mornings: Mornings) -> None:
    ids = await many(mornings, 21)
    with pytest.raises(Killed):
        replica = mornings.replica(at_once=2, also=[Interruption(9)])
        await mornings.remind(LAST_STAGE, replica)
    assert await mornings.readers() == ids[:16]
    counted = Counted(mornings.storage)
    assert await mornings.remind(LAST_STAGE, mornings.replica(at_once=2, storage=counted)) == 5
    # Five people two at a time, and the note that the morning is told: no batch is gone over anew.
    assert counted.begun == 3 + 1
    assert await mornings.readers() == ids
    assert (await mornings.occurrence()).state is OccurrenceState.REMINDED


async def test_who_acts_while_others_are_told_is_not_told(mornings: Mornings) -> None:
    ids = await many(mornings)
    done = {ids[-1]: Part(ids[-1], state=OccurrenceState.DONE)}
    acts = Interruption(2, replace(await mornings.occurrence(), parts=done))
    assert await mornings.remind(LAST_STAGE, mornings.replica(at_once=2, also=[acts])) == 9
    assert await mornings.readers() == ids[:-1]


async def test_one_message_that_cannot_be_made_keeps_nobody_else_from_theirs(
    sqlite_mornings: Mornings,
) -> None:
    ids = await many(sqlite_mornings)

    async def stumble(work: UnitOfWork, event: Event, cause: Cause) -> Sequence[Event]:
        del work, cause
        if ids[4] in event.data().get("told", {}):
            raise ZeroDivisionError
        return ()

    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            await sqlite_mornings.remind(LAST_STAGE, sqlite_mornings.replica(also=[stumble]))
        assert await sqlite_mornings.readers() == [i for i in ids if i != ids[4]]
    assert await sqlite_mornings.remind("2027-03-24T10:00") == 1
    assert await sqlite_mornings.readers() == ids


async def test_the_day_on_which_the_wheel_was_set_up_tells_nothing(
    sqlite_mornings: Mornings,
) -> None:
    replica = sqlite_mornings.replica()
    # No wheel yet: nothing begins.
    assert await sqlite_mornings.remind("2027-03-22T10:00", replica) == 0
    await sqlite_mornings.fill(organisation(occurrence(DUE), occurrence(DUE, id="o-2", key="x")))
    assert await sqlite_mornings.remind(LAST_STAGE, replica) == 0
    assert await sqlite_mornings.told() == []
    assert await sqlite_mornings.remind("2027-04-01T09:00", replica) == 1


@pytest.mark.parametrize(
    ("policy", "told", "missed"),
    [
        (CatchUp.LATEST, ["late-1"], ["before-3"]),
        (CatchUp.ALL, ["before-3", "late-1"], []),
        (CatchUp.SKIP, [], ["before-3", "late-1"]),
    ],
)
async def test_three_days_down(
    sqlite_mornings: Mornings, policy: CatchUp, told: list[str], missed: list[str]
) -> None:
    # Nobody told anything from Friday, when before-3 was due, to Wednesday, when late-1 was.
    due = date(2027, 4, 13)
    await sqlite_mornings.fill(organisation(occurrence(due, id="o-1")))
    await sqlite_mornings.told_until(date(2027, 4, 8))
    replica = sqlite_mornings.replica(CatchingUp(policy))
    await sqlite_mornings.remind("2027-04-15T09:00", replica)
    noted = await sqlite_mornings.told()
    assert sorted(one.stage for one in noted if not one.missed) == told
    assert sorted(one.stage for one in noted if one.missed) == missed
    assert await sqlite_mornings.readers() == (["mette"] if told else [])
    # What is missed stays so, and the ladder goes on.
    await sqlite_mornings.remind("2027-04-21T09:00", replica)
    assert [o.stage for o in await sqlite_mornings.told() if o.stage == "late-6"] == ["late-6"]


async def test_a_morning_that_was_missed_is_told_on_the_next_working_day(
    sqlite_mornings: Mornings,
) -> None:
    # Friday 2 April: the only process begins when everybody has gone home.
    await sqlite_mornings.fill(organisation(occurrence(date(2027, 4, 1))))
    await sqlite_mornings.told_until(date(2027, 4, 1))
    replica = sqlite_mornings.replica()
    for moment in ("2027-04-02T16:00", "2027-04-03T10:00", "2027-04-05T08:59"):
        assert await sqlite_mornings.remind(moment, replica) == 0
    assert await sqlite_mornings.remind("2027-04-05T09:00", replica) == 1
    assert [one.stage for one in await sqlite_mornings.told()] == ["late-1"]


async def test_a_clock_that_is_set_back_an_hour_tells_nothing_twice(
    sqlite_mornings: Mornings,
) -> None:
    await sqlite_mornings.fill(organisation(occurrence(DUE)))
    await sqlite_mornings.told_until(TUESDAY)
    for moment in ("2027-03-24T09:30", "2027-03-24T08:30", "2027-03-24T09:00", "2027-03-24T09:30"):
        await sqlite_mornings.remind(moment)
    assert await sqlite_mornings.readers() == ["mette"]


@pytest.mark.parametrize(
    ("moments", "sent"),
    [
        # Six hours ahead within the working day: late in the day, but told.
        (("2027-03-24T08:30", "2027-03-24T14:30"), [0, 1]),
        # Six hours ahead past the end of the day: on the next working day, after Easter.
        (("2027-03-24T08:59", "2027-03-24T16:30", "2027-03-30T09:00"), [0, 0, 1]),
    ],
)
async def test_a_clock_that_is_set_ahead_six_hours(
    sqlite_mornings: Mornings, moments: tuple[str, ...], sent: list[int]
) -> None:
    late_in_the_day = replace(CALENDAR, reminder_time=time(11))
    calendar = late_in_the_day if len(moments) == 2 else CALENDAR
    wheel = Wheel(calendar, (item(accountable="function"),), (occurrence(DUE),))
    await sqlite_mornings.fill(organisation(wheel=wheel))
    await sqlite_mornings.told_until(TUESDAY)
    replica = sqlite_mornings.replica()
    assert [await sqlite_mornings.remind(moment, replica) for moment in moments] == sent


async def test_a_clock_that_once_ran_ahead_silences_nobody(sqlite_mornings: Mornings) -> None:
    await sqlite_mornings.fill(organisation(occurrence(DUE)))
    await sqlite_mornings.told_until(date(2027, 8, 31))
    replica = sqlite_mornings.replica()
    assert await sqlite_mornings.remind(LAST_STAGE, replica) == 1
    assert await sqlite_mornings.remind("2027-03-24T09:01", replica) == 0
    assert await sqlite_mornings.remind("2027-03-24T09:02") == 0


@pytest.mark.parametrize(
    ("due", "day", "stage"),
    [
        (date(2028, 2, 29), date(2028, 2, 25), "before-3"),
        (date(2027, 1, 4), date(2026, 12, 30), "before-3"),
        (date(2026, 12, 30), date(2027, 1, 4), "late-1"),
    ],
)
async def test_leap_day_and_new_year(
    sqlite_mornings: Mornings, due: date, day: date, stage: str
) -> None:
    # 1 January 2028 and 31 December 2026 are closed.
    one = occurrence(due)
    wheel = Wheel(CALENDAR, (item(ladder=Ladder((3,))),), (one,))
    await sqlite_mornings.fill(organisation(wheel=wheel))
    await sqlite_mornings.told_until(day - timedelta(days=1))
    await sqlite_mornings.remind(f"{day}T09:00")
    assert [(told.stage, told.on) for told in await sqlite_mornings.told()] == [(stage, day)]


async def test_mornings_go_by_the_local_clock_when_it_changes(sqlite_mornings: Mornings) -> None:
    calendar = replace(ALWAYS_OPEN, reminder_time=time(2, 30), opens=time(0), closes=time(23, 59))
    wheel = Wheel(calendar, (item(),), (occurrence(DUE),))
    await sqlite_mornings.fill(organisation(wheel=wheel))
    replica = sqlite_mornings.replica()
    await sqlite_mornings.remind("2027-03-26T12:00", replica)

    def next_after(moment: str) -> str:
        found = replica.next_moment(local(moment), local(moment) + timedelta(days=3))
        return found.isoformat() if found else ""

    # 02:30 does not exist on 28 March, and comes twice on 31 October.
    assert next_after("2027-03-27T12:00") == "2027-03-28T01:30:00+00:00"
    assert next_after("2027-03-28T12:00") == "2027-03-29T00:30:00+00:00"
    assert next_after("2027-10-30T12:00") == "2027-10-31T00:30:00+00:00"
    assert next_after("2027-10-31T02:45") == "2027-11-01T01:30:00+00:00"


async def test_the_next_moment_is_on_a_working_day(sqlite_mornings: Mornings) -> None:
    await sqlite_mornings.fill(organisation(occurrence(DUE)))
    replica = sqlite_mornings.replica()
    await sqlite_mornings.remind("2027-03-22T12:00", replica)
    wednesday, year_end = local("2027-03-24T09:00"), local("2027-12-31T23:00")
    assert replica.next_moment(wednesday, year_end) == local("2027-03-30T09:00")
    assert replica.next_moment(wednesday, local("2027-03-30T08:59")) is None


async def test_of_those_who_can_be_reached_nowhere_the_administrators_hear(
    sqlite_mornings: Mornings,
) -> None:
    known = organisation(occurrence(DUE))
    await sqlite_mornings.fill(known)
    async with sqlite_mornings.storage.begin() as work:
        nobody = person("nobody")
        await work.people.save_people([nobody])
        seat = next(a for a in known.assignments if a.role_id == "function")
        await work.people.save_assignments([replace(seat, person_id="nobody")])
        await work.commit()
    await sqlite_mornings.told_until(TUESDAY)
    await sqlite_mornings.remind(LAST_STAGE)
    (message,) = await sqlite_mornings.messages()
    assert (message.kind, message.person_id) == ("reach.unreached", "mette")
    text = card_text(card_from_json(dict(message.card)))
    assert "Jeg kan ikke nå Nobody. De skulle have haft: Risikovurdering." in text
    async with sqlite_mornings.storage.read() as work:
        records = [entry.record async for entry in work.audit.entries()]
    assert "nobody" in [record.data.get("person_id") for record in records]
