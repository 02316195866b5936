"""Short ways for tests of the wheel's dates: plan one, see its card, find what was sent of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot.cards.elements import Card
from bot.cards.occurrences import card_for
from bot.chat.ports import DirectoryProfile
from bot.domain.delivery import Message
from bot.domain.occurrences import Occurrence
from bot.domain.wheel import System
from bot.texts import Texts
from tests.example import Example, actor
from tests.handlers.filling import card_of

EVERYBODY = ("mette", "anders", "karin", "jonas", "lone", "sara", "bo", "nina")


async def introduce(example: Example) -> None:
    """Let everybody's account be known, and begin with an empty wheel."""
    members = [
        (actor(who).account, DirectoryProfile(who, f"{who}@example.dk", member=True))
        for who in EVERYBODY
    ]
    await example.house.services.accounts.bind_members(members)
    async with example.house.store.storage.begin() as work:
        await work.wheel.drop(example.organisation.wheel.occurrence)
        await work.commit()
    await example.house.snapshots.refresh()


async def plan(
    example: Example, item_id: str, due: date = date(2027, 3, 31), key: str = ""
) -> Occurrence:
    """Put a date of an item on the wheel."""
    key = key or f"{due:%Y-%m}"
    prepares_on = due - timedelta(days=14)
    one = Occurrence(f"o-{item_id}-{key}", item_id, key, due, due, prepares_on)
    async with example.house.store.storage.begin() as work:
        await work.wheel.plan([one])
        await work.commit()
    await example.house.snapshots.refresh()
    return now(example, one)


async def register(example: Example, *systems: System) -> None:
    """Register systems."""
    async with example.house.store.storage.begin() as work:
        await work.wheel.save_systems(systems)
        await work.commit()
    await example.house.snapshots.refresh()


async def with_pack(example: Example, pack: str) -> None:
    """Let the organisation be one that was set up with another pack."""
    profile = replace(example.organisation.profile, pack=pack)
    async with example.house.store.storage.begin() as work:
        await work.profiles.save(profile)
        await work.commit()
    await example.house.snapshots.refresh()


def now(example: Example, occurrence: Occurrence) -> Occurrence:
    """Return the occurrence as it stands."""
    return example.organisation.wheel.occurrence[occurrence.id]


def shown(example: Example, occurrence: Occurrence, who: str, language: str = "da") -> Card:
    """Return the occurrence's card as somebody sees it now."""
    today = example.house.clock.now().date()
    person = example.person(who).id
    one = now(example, occurrence)
    return card_for(one, person, example.organisation, Texts(language), today)


async def messages(example: Example, occurrence: Occurrence, who: str = "") -> Sequence[Message]:
    """Return the messages about an occurrence that are sent or may yet be, with their updates."""
    about = f"occurrence/{occurrence.id}"
    subjects = (about, f"{about}/request", f"{about}/told", f"{about}/part/")
    parts = [f"{about}/part/{key}" for key in now(example, occurrence).parts if key]
    async with example.house.store.storage.read() as work:
        found = [m for s in (*subjects, *parts) for m in await work.outbox.copies(s)]
    return [m for m in found if not who or m.person_id == example.person(who).id]


async def received(example: Example, occurrence: Occurrence, who: str, kind: str) -> Card:
    """Return the card of the last message of a kind that somebody got about an occurrence."""
    found = [m for m in await messages(example, occurrence, who) if m.kind == kind]
    return card_of(found[-1])
