"""Letters with several lines: what their copies show when something happens to one of them."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.cards.codec import card_from_json
from bot.cards.plaintext import card_text
from bot.domain.delivery import Message, MessageState, Settlement
from bot.domain.occurrences import Occurrence, OccurrenceState, Part
from bot.domain.wheel_events import OccurrenceDelivered
from bot.services.journal import Journal
from bot.services.notifications import RULES, Notifications
from storage.unit_of_work import SqlStorage
from tests.databases import SteppedClock
from tests.domain.wheels import occurrence, organisation
from tests.services.mornings import LEASE, Mornings

DUE = date(2027, 3, 31)
NOON = datetime(2027, 3, 24, 11, tzinfo=UTC)


@pytest.fixture
async def mornings(sqlite_storage: SqlStorage, clock: SteppedClock) -> Mornings:
    """Mette is told of two dates in one letter."""
    room = Mornings(sqlite_storage, clock)
    second = replace(occurrence(DUE), id="o-2", key="second")
    await room.fill(organisation(occurrence(DUE), second))
    await room.told_until(date(2027, 3, 23))
    await room.remind("2027-03-24T09:00")
    return room


async def deliver(mornings: Mornings, occurrence_id: str) -> None:
    """Let Mette do one of the two."""
    done = OccurrenceState.DONE
    before: Occurrence = await mornings.occurrence(occurrence_id)
    part = Part(state=done, done_by="mette", done_at=NOON)
    after = replace(before, state=done, parts={"": part}, changed_at=NOON)
    journal = Journal(mornings.clock, (Notifications(mornings.clock, RULES),))
    async with mornings.storage.begin() as work:
        await work.wheel.save(after)
        letters = tuple(await work.reminders.letters_about(occurrence_id))
        assert [letter.person_id for letter in letters] == ["mette"]
        event = OccurrenceDelivered(
            occurrence_id, "w-risk", "", "mette", NOON.isoformat(), letters=letters
        )
        await journal.record(work, event)
        await work.commit()


async def send(mornings: Mornings) -> None:
    """Have the platform take what is pending."""
    async with mornings.storage.begin() as work:
        claims = await work.outbox.claim("token", ["web"], 10, LEASE)
        await work.outbox.settle(
            [Settlement(c.message.id, "token", MessageState.SENT, platform_id="1") for c in claims]
        )
        await work.commit()


async def states(mornings: Mornings) -> list[tuple[str, str]]:
    """Return each message's state, and which it updates, "" for none."""
    async with mornings.storage.read() as work:
        letters = await work.outbox.letters(list(MessageState))
    return sorted((one.state.value, one.message.updates or "") for one in letters)


def shown(message: Message) -> str:
    return card_text(card_from_json(dict(message.card)))


async def test_two_dates_on_one_morning_are_one_letter(mornings: Mornings) -> None:
    (message,) = await mornings.messages()
    assert message.subject.startswith("letter/")
    text = shown(message)
    assert text.count("onsdag den 31. marts 2027 – om 2 arbejdsdage") == 2
    assert "Du er udførende (R)" in text


async def test_a_copy_that_is_sent_shows_what_happened(mornings: Mornings) -> None:
    await send(mornings)
    await deliver(mornings, "o-1")
    sent, update = await mornings.messages()
    assert update.updates == sent.id
    text = shown(update)
    assert "Risikovurdering: Mette gennemførte" in text
    assert text.count("om 2 arbejdsdage") == 1


async def test_a_letter_that_waits_is_sent_for_its_other_lines(mornings: Mornings) -> None:
    await deliver(mornings, "o-1")
    (first,) = [message for message in await mornings.messages() if message.updates is None]
    assert await states(mornings) == [("pending", ""), ("pending", first.id)]


async def test_a_letter_that_waits_is_dropped_when_nothing_is_left(mornings: Mornings) -> None:
    await deliver(mornings, "o-1")
    await deliver(mornings, "o-2")
    assert {state for state, _ in await states(mornings)} == {"cancelled"}
