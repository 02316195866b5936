"""What follows from an event is written with it: once, to where each reader prefers."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.cards.codec import card_from_json
from bot.cards.elements import Card
from bot.domain.delivery import Message
from bot.domain.events import Event, LanguageChosen
from bot.domain.organisation import Organisation
from bot.domain.people import Account, Person
from bot.services.journal import Cause, Journal
from bot.services.notifications import Follow, Notice, Notifications, Replacement
from bot.services.reach import where_to_write
from bot.texts import Texts
from tests.services.rooms import Rooms

METTE = Person("p-mette", "Mette", "mette@example.dk", language="en")
NINA = Person("p-nina", "Nina", "nina@example.dk")
SLACK, TEAMS = Account("slack", "T1", "U1"), Account("teams", "tenant", "aad-1")


def greeting(texts: Texts) -> Card:
    """Return a card in the reader's language."""
    return Card(texts.language)


def done(texts: Texts) -> Card:
    """Return the card that stands there afterwards."""
    return Card(f"done {texts.language}")


def follow(event: Event, organisation: Organisation) -> Sequence[Follow]:
    """Greet everybody; when the language is "end", say that it is over."""
    assert isinstance(event, LanguageChosen)
    if event.language == "end":
        return [Replacement("hello", done)]
    return [Notice("greet", "hello", person.id, greeting) for person in organisation.people]


@pytest.fixture
async def journal(rooms: Rooms) -> Journal:
    """A journal whose one rule is `follow`, with Mette and Nina to read."""
    async with rooms.storage.begin() as work:
        await work.people.save_people([METTE, NINA])
        for account, person in ((SLACK, METTE), (TEAMS, METTE)):
            await work.accounts.bind(account, person.id, rooms.clock.now())
        await work.commit()
    return Journal(rooms.clock, (Notifications(rooms.clock, {LanguageChosen: follow}),))


async def record(rooms: Rooms, journal: Journal, language: str, *, commit: bool = True) -> None:
    """Record an event."""
    async with rooms.storage.begin() as work:
        await journal.record(work, LanguageChosen(METTE.id, language), Cause(METTE.id))
        if commit:
            await work.commit()


async def copies(rooms: Rooms) -> Sequence[Message]:
    """Return the messages about what was greeted."""
    async with rooms.storage.read() as work:
        return await work.outbox.copies("hello")


async def test_each_reader_is_told_once_where_they_prefer(rooms: Rooms, journal: Journal) -> None:
    await record(rooms, journal, "da")
    await record(rooms, journal, "da")
    (message,) = await copies(rooms)
    assert message.person_id == METTE.id
    assert message.destination.platform == "slack"
    assert message.destination.id == SLACK.id
    assert card_from_json(dict(message.card)) == Card("en")


async def test_what_is_undone_is_told_to_nobody(rooms: Rooms, journal: Journal) -> None:
    await record(rooms, journal, "da", commit=False)
    assert await copies(rooms) == []


async def test_what_was_not_sent_yet_is_dropped_when_it_is_over(
    rooms: Rooms, journal: Journal
) -> None:
    await record(rooms, journal, "da")
    await record(rooms, journal, "end")
    assert await copies(rooms) == []


def test_a_person_without_an_account_is_reached_nowhere() -> None:
    assert where_to_write(NINA) is None
    reached = where_to_write(replace(NINA, accounts=(TEAMS,)))
    assert reached is not None
    assert (reached.platform, reached.id, reached.kind) == ("teams", "aad-1", "direct")
