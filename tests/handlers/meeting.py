"""Short ways through a committee's meeting: the example with everybody there, and its cards."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.cards.elements import Card, Select
from bot.chat.reply import Reply
from bot.domain.delivery import Message
from bot.domain.meeting_timeline import next_meeting
from bot.domain.meetings import AgendaItem, Meeting
from storage.database import open_database
from tests.databases import SteppedClock
from tests.example import Example, furnished
from tests.handlers.filling import card_of

PEOPLE = ("mette", "anders", "karin", "jonas", "lone", "sara", "bo", "nina")
FULL = {
    "what": "Køb sikkerhedsnøgler",
    "how": "I to bølger",
    "doers": ("role:hr",),
    "due": "2027-08-31",
    "basis": "Notat om phishing",
}


def at(text: str) -> datetime:
    """Return a local time in Copenhagen, "2027-05-11T09:00", as a moment in UTC."""
    zone = ZoneInfo("Europe/Copenhagen")
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


@pytest.fixture(scope="session")
def gathered_template(loaded_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with everybody's account known and the meetings planned, to be copied."""
    folder = tmp_path_factory.mktemp("gathered")
    path = Path(shutil.copyfile(loaded_template, folder / "gathered.db"))

    async def gather() -> None:
        database = await open_database(f"sqlite:///{path}")
        try:
            example = await furnished(database, SteppedClock(), folder, loaded=True)
            for who in PEOPLE:
                await example.say(who, "/isms mine")
            await example.house.meeting_plans.tick()
        finally:
            await database.close()

    asyncio.run(gather())
    return path


@pytest.fixture
async def room(
    gathered_template: Path, clock: SteppedClock, tmp_path: Path
) -> AsyncIterator[Example]:
    """The example with everybody's account known and the meetings planned, on SQLite."""
    path = shutil.copyfile(gathered_template, tmp_path / "tovholder.db")
    database = await open_database(f"sqlite:///{path}")
    yield await furnished(database, clock, tmp_path, loaded=True)
    await database.close()


async def meetings(example: Example) -> Sequence[Meeting]:
    """Return the committee's meetings, the earliest first."""
    (committee,) = example.organisation.committees
    return await example.house.services.meetings.of(committee.id)


async def upcoming(example: Example) -> Meeting:
    """Return the committee's next meeting."""
    today = example.house.clock.now().date()
    found = next_meeting(await meetings(example), today)
    assert found is not None
    return found


async def items(example: Example, meeting: Meeting | None = None) -> dict[str, AgendaItem]:
    """Return a meeting's items by their titles."""
    shown = meeting or await upcoming(example)
    async with example.house.store.storage.read() as work:
        return {item.title: item for item in await work.meetings.items(shown.id)}


async def step_to(example: Example, clock: SteppedClock, text: str) -> int:
    """Let it be a local time, and let the clock take the steps that are due then."""
    clock.moment = at(text)
    return await example.house.meeting_plans.tick()


async def told(example: Example, who: str, kind: str) -> list[Card]:
    """Return the cards of a kind that somebody was sent, the earliest first."""
    person = example.person(who).id
    return [card_of(one) for one in await messages(example, kind) if one.person_id == person]


async def messages(example: Example, kind: str) -> list[Message]:
    """Return the messages of a kind, replacements left out, the earliest first."""
    subjects: dict[str, None] = {}
    for meeting in await meetings(example):
        for part in ("draft", "call", "agenda", "told", "running"):
            subjects[f"meeting/{meeting.id}/{part}"] = None
        async with example.house.store.storage.read() as work:
            for item in await work.meetings.items(meeting.id):
                subjects[f"meeting/{meeting.id}/item/{item.id}"] = None
                subjects[f"meeting/{meeting.id}/item/{item.id}/told"] = None
    async with example.house.store.storage.read() as work:
        return [m for s in subjects for m in await work.outbox.copies(s, kind)]


async def chosen(example: Example, who: str, card: Card, title: str) -> Reply:
    """Choose an item below an agenda by a part of its title."""
    (select,) = [control for control in card.controls if isinstance(control, Select)]
    (option,) = [option for option in select.options if title in option.label]
    return await example.press(who, select.action, option.value)
