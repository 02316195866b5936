"""What is owed beside the wheel and the plan, in the messages of a morning: each once."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.app.house import journal_of
from bot.cards.codec import card_from_json
from bot.cards.plaintext import card_text
from bot.domain.asks import Affected, Ask, AskAnswer, Audience
from bot.domain.assignments import Assignment, AssignmentState
from bot.domain.delivery import Message, MessageState
from bot.domain.events import Event
from bot.domain.involvement import LetterNote
from bot.domain.language import Localized
from bot.domain.organisation import Organisation
from bot.domain.people import Absence, Unit
from bot.domain.plan import Bearer
from bot.domain.wheel import Wheel
from bot.services.journal import Cause
from bot.services.ports import UnitOfWork
from storage.unit_of_work import SqlStorage
from tests.databases import SteppedClock
from tests.domain.organisations import person
from tests.domain.wheels import CALENDAR, organisation
from tests.services.mornings import Counted, Interruption, Killed, Mornings

DUE = date(2027, 3, 17)
GIVEN_AT = datetime(2027, 3, 8, 9, tzinfo=UTC)
NINE = "{:%Y-%m-%d}T09:00"
ASSIGNMENT = Assignment(
    "a-1",
    "OP-1",
    "unit-0",
    "Ryd op i adgange",
    "Luk de gamle",
    DUE,
    Bearer(person_id="anders"),
    "mette",
    GIVEN_AT,
    state=AssignmentState.ACKNOWLEDGED,
)


@dataclass(frozen=True)
class Acted(Event):
    """Somebody did something to a record; what exactly is the feature's own."""

    kind = "test.acted"
    record: str
    by: str

    def subject(self) -> str:
        """Return the record."""
        return self.record


def organised(units: int = 1, **changes: object) -> Organisation:
    """Return an organisation with units that are led by `head-0` and so on, and no wheel."""
    heads = tuple(person(f"head-{number}") for number in range(units))
    known = organisation(wheel=Wheel(CALENDAR))
    led = tuple(
        Unit(f"unit-{n}", Localized(f"Enhed {n}", f"Unit {n}"), head_id=f"head-{n}")
        for n in range(units)
    )
    return replace(known, people=(*known.people, *heads), units=led, **changes)  # type: ignore[arg-type]


async def filled(
    storage: SqlStorage, clock: SteppedClock, known: Organisation, told: date
) -> Mornings:
    """Return an organisation in a database, all told up to `told`."""
    room = Mornings(storage, clock)
    await room.fill(known)
    async with storage.begin() as work:
        await work.people.save_units(known.units)
        await work.commit()
    await room.told_until(told)
    return room


async def save(room: Mornings, *records: Assignment | Ask) -> None:
    """Write records as their features do."""
    async with room.storage.begin() as work:
        for record in records:
            if isinstance(record, Ask):
                await work.asks.save(record)
            else:
                await work.assignments.save(record)
        await work.commit()


async def act(room: Mornings, record: Assignment | Ask, by: str) -> None:
    """Let somebody change a record, in the transaction of its event."""
    async with room.storage.begin() as work:
        await (work.asks.save if isinstance(record, Ask) else work.assignments.save)(record)
        await journal_of(room.clock).record(work, Acted(record.subject, by), by)
        await work.commit()


async def live(room: Mornings, first: date, last: date) -> dict[str, list[str]]:
    """Go through every day; return on which mornings each reader was written to."""
    seen, found = len(await room.messages()), dict[str, list[str]]()
    day = first
    while day <= last:
        await room.remind(NINE.format(day))
        messages = await room.messages()
        for message in messages[seen:]:
            found.setdefault(message.person_id or "", []).append(f"{day:%m-%d}")
        seen, day = len(messages), day + timedelta(days=1)
    return found


def text_of(message: Message) -> str:
    return card_text(card_from_json(dict(message.card)))


async def states(room: Mornings) -> dict[str, str]:
    """Return each reader's message and where it is."""
    async with room.storage.read() as work:
        letters = await work.outbox.letters(list(MessageState))
    return {
        str(one.message.person_id): one.state.value
        for one in letters
        if one.message.updates is None
    }


@pytest.fixture
async def room(sqlite_storage: SqlStorage, clock: SteppedClock) -> Mornings:
    return await filled(sqlite_storage, clock, organised(), date(2027, 3, 8))


async def test_who_stays_silent_through_every_reminder_reaches_the_accountable(
    room: Mornings,
) -> None:
    await save(room, replace(ASSIGNMENT, state=AssignmentState.ASSIGNED))
    assert await live(room, date(2027, 3, 9), date(2027, 3, 24)) == {
        # Acknowledge on the 10th, late on the 11th; then the feedback: three days before, on the
        # day, late; Mondays' letter besides.
        "head-0": ["03-10", "03-11", "03-12", "03-15", "03-17", "03-18", "03-22"],
        "anders": ["03-24"],
    }
    first, *_, last = await room.messages()
    assert "OP-1 Ryd op i adgange" in text_of(first)
    assert "Kvittér for opgaven – Enhed 0" in text_of(first)
    assert (last.person_id, "Tilbagemeldingen mangler – Enhed 0" in text_of(last)) == (
        "anders",
        True,
    )
    assert "Head-0" in text_of(last)


async def test_an_ask_reminds_only_the_silent(
    sqlite_storage: SqlStorage, clock: SteppedClock
) -> None:
    units = 40
    room = await filled(sqlite_storage, clock, organised(units), date(2027, 3, 8))
    answered = {f"unit-{n}": AskAnswer(Affected.NO, f"head-{n}", GIVEN_AT) for n in range(25)}
    keys = tuple(f"unit-{n}" for n in range(units))
    ask = Ask("s-1", "RS-1", "Rammer det os?", Audience.UNITS, keys, DUE, "mette", GIVEN_AT)
    await save(room, replace(ask, answers=answered))
    assert await room.remind(NINE.format(date(2027, 3, 12))) == 15
    silent = [f"head-{n}" for n in range(25, units)]
    assert await room.readers() == sorted(silent)
    # Five more answer; the others are reminded on the day, and when it is late the asker hears it.
    more = {f"unit-{n}": AskAnswer(Affected.YES, f"head-{n}", GIVEN_AT) for n in range(25, 30)}
    await act(room, replace(ask, answers={**answered, **more}), "head-29")
    assert await room.remind(NINE.format(date(2027, 3, 17))) == 10
    assert await room.remind(NINE.format(date(2027, 3, 24))) == 11
    (told,) = [m for m in await room.messages() if m.person_id == "mette"]
    assert "10 har ikke svaret" in text_of(told)
    assert "Head" not in text_of(told)


async def test_who_has_acted_sees_it_and_what_waits_is_dropped(room: Mornings) -> None:
    await save(room, ASSIGNMENT, replace(ASSIGNMENT, id="a-2", number="OP-2", title="Lås døren"))
    await room.remind(NINE.format(DUE))
    (letter,) = await room.messages()
    assert "OP-1" in text_of(letter) and "OP-2" in text_of(letter)
    await act(room, replace(ASSIGNMENT, state=AssignmentState.REPORTED), "head-0")
    # The letter is sent all the same for its other line, and replaced then.
    assert await states(room) == {"head-0": "pending"}
    update = (await room.messages())[-1]
    assert update.updates == letter.id
    said = "OP-1 Ryd op i adgange: Head-0 tog sig af det onsdag den 17. marts 2027 kl. 09.00."
    assert said in text_of(update)
    # What happens to it later changes nothing more.
    await act(room, replace(ASSIGNMENT, state=AssignmentState.CLOSED), "mette")
    assert len(await room.messages()) == 2
    other = replace(ASSIGNMENT, id="a-2", number="OP-2", state=AssignmentState.WITHDRAWN)
    await act(room, other, "mette")
    assert await states(room) == {"head-0": "cancelled"}


async def test_a_deadline_that_is_moved_is_shown_and_reminded_of_anew(room: Mornings) -> None:
    await save(room, ASSIGNMENT)
    await room.remind(NINE.format(DUE))
    await act(room, replace(ASSIGNMENT, due=date(2027, 3, 24)), "mette")
    assert "24. marts 2027" in text_of((await room.messages())[-1])
    found = await live(room, date(2027, 3, 18), date(2027, 3, 24))
    assert found == {"head-0": ["03-19", "03-22", "03-24"]}


async def test_who_acts_while_others_are_told_is_not_told(
    sqlite_storage: SqlStorage, clock: SteppedClock
) -> None:
    room = await filled(sqlite_storage, clock, organised(6), date(2027, 3, 16))
    given = [
        replace(ASSIGNMENT, id=f"a-{n}", number=f"OP-{n}", unit_id=f"unit-{n}") for n in range(6)
    ]
    await save(room, *given)
    told = 0

    async def acts(work: UnitOfWork, event: Event, cause: Cause) -> Sequence[Event]:
        """Have the last of them report while the first are told."""
        nonlocal told
        del cause
        told += event.kind == "reminders.told"
        if event.kind == "reminders.told" and told == 1:
            await work.assignments.save(replace(given[5], state=AssignmentState.REPORTED))
        return ()

    assert await room.remind(NINE.format(DUE), room.replica(at_once=2, also=[acts])) == 5
    assert await room.readers() == [f"head-{n}" for n in range(5)]


async def test_replicas_that_die_tell_everyone_once(
    storage: SqlStorage, clock: SteppedClock
) -> None:
    room = await filled(storage, clock, organised(12), date(2027, 3, 12))
    keys = tuple(f"unit-{n}" for n in range(12))
    ask = Ask("s-1", "RS-1", "Ramt?", Audience.UNITS, keys, DUE, "mette", GIVEN_AT)
    # A Monday: all that is owed is listed, and everyone has something that they are only told.
    await save(room, replace(ask, due=date(2027, 3, 18)), ASSIGNMENT)
    notes = [
        LetterNote(f"n-{n}", f"head-{n}", "decision/d", "Vedtaget", GIVEN_AT) for n in range(12)
    ]
    async with storage.begin() as work:
        await work.involvements.add_notes(notes)
        await work.commit()
    moment = NINE.format(date(2027, 3, 15))
    with pytest.raises(Killed):
        await room.remind(moment, room.replica(at_once=2, also=[Interruption(3)]))
    assert len(await room.readers()) == 4
    replicas = [room.replica(at_once=size) for size in (2, 3, 5)]
    assert sum(await asyncio.gather(*(replica.remind() for replica in replicas))) == 8
    assert await room.readers() == sorted(f"head-{n}" for n in range(12))
    assert all(text_of(m).count("Vedtaget") == 1 for m in await room.messages())
    async with storage.read() as work:
        told = await work.reminders.told_dues([f"ask:ask/s-1/{key}" for key in keys])
        assert await work.involvements.notes() == []
    assert sorted(one.person_id for one in told) == sorted(f"head-{n}" for n in range(12))


async def test_a_deputy_is_told_while_the_head_is_away(
    sqlite_storage: SqlStorage, clock: SteppedClock
) -> None:
    away = Absence("b", "head-0", DUE, DUE, deputy_id="sara")
    room = await filled(sqlite_storage, clock, organised(absences=(away,)), date(2027, 3, 16))
    await save(room, ASSIGNMENT)
    await room.remind(NINE.format(DUE))
    (message,) = await room.messages()
    assert message.person_id == "sara"
    assert "Du er stedfortræder for Head-0" in text_of(message)


async def test_a_note_makes_a_monday_letter_of_its_own(room: Mornings) -> None:
    note = LetterNote("n-1", "bo", "decision/d-1", "2027-014 Nøgler: vedtaget", GIVEN_AT)
    async with room.storage.begin() as work:
        await work.involvements.add_notes([note])
        await work.commit()
    assert await live(room, date(2027, 3, 9), date(2027, 3, 22)) == {"bo": ["03-15"]}
    (message,) = await room.messages()
    assert message.kind == "reminders.weekly"
    text = text_of(message)
    assert "Til orientering (I)" in text and "2027-014 Nøgler: vedtaget" in text


async def test_a_morning_with_nothing_owed_writes_nothing_and_looks_once(room: Mornings) -> None:
    counted = Counted(room.storage)
    replica = room.replica(storage=counted)
    for moment in ("08:59", "09:00", "09:01", "15:59"):
        assert await room.remind(f"2027-03-17T{moment}", replica) == 0
    assert (counted.begun, counted.read_) == (0, 1)
    await save(room, replace(ASSIGNMENT, due=date(2027, 3, 18)))
    assert await room.remind("2027-03-18T09:00", replica) == 1
