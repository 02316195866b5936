"""The example organisation in a house of its own, for tests of the rooms above storage."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
import pytest_asyncio

from bot.app.first_steps import cast_of
from bot.app.house import House, Store, furnish, journal_of
from bot.chat.ports import DirectoryProfile
from bot.chat.reply import Reply
from bot.chat.request import Actor, ButtonPress, Command, Place, PlaceKind
from bot.domain.organisation import Organisation
from bot.domain.people import Account, Person
from bot.importing.example import example_cast
from bot.search.entries import Entry
from bot.search.index import Index
from bot.services.conversations import Conversations
from bot.services.imports import PackImports
from bot.services.people import PeopleImports
from bot.services.setup import Setup
from bot.settings import load_settings
from storage.database import Database, open_database
from storage.unit_of_work import SqlStorage
from tests.copies import Copies, copied, named
from tests.databases import SteppedClock
from tests.packs import starter_pack

PLATFORM = "web"
TENANT = "demo"


@dataclass(frozen=True)
class ExampleDirectory:
    """The directory of the cast: members with an address, guests, and strangers."""

    async def profile(self, account: Account) -> DirectoryProfile | None:
        """Return the cast's member, a guest for the guests, None for anybody else."""
        cast = example_cast()
        for member in cast.people:
            if member.key == account.id:
                return DirectoryProfile(member.name, member.email, member=True)
        for guest in cast.guests:
            if guest.key == account.id:
                return DirectoryProfile(guest.name, guest.email, member=False)
        return None


@dataclass(frozen=True)
class Example:
    """A furnished house with the cast in it, and short ways to talk to it."""

    house: House

    @property
    def organisation(self) -> Organisation:
        """Return the data as the house sees it now."""
        return self.house.snapshots.current.organisation

    def person(self, key: str) -> Person:
        """Return a member of the cast."""
        return next(p for p in self.organisation.people if p.email == f"{key}@example.dk")

    async def say(self, person: str, text: str, place: str = "general") -> Reply:
        """Type a slash command, or plain text in a direct conversation."""
        word, _, rest = text.removeprefix("/").partition(" ")
        command = (word, rest) if text.startswith("/") else ("", text)
        return await self.house.dispatcher.answer(
            Command(actor(person), where(place), command[0], command[1])
        )

    async def press(self, person: str, action: str, value: str = "") -> Reply:
        """Press a button in the general channel."""
        return await self.house.dispatcher.answer(
            ButtonPress(actor(person), where("general"), action, value)
        )


def actor(key: str) -> Actor:
    """Return a member of the cast as one who acts."""
    return Actor(Account(PLATFORM, TENANT, key), key)


def where(place: str) -> Place:
    """Return a place of the local chat: a channel, or `dm-<person>`."""
    kind = PlaceKind.DIRECT if place.startswith("dm-") else PlaceKind.CHANNEL
    return Place(PLATFORM, TENANT, place, kind)


@cache
def _index(entries: tuple[Entry, ...]) -> Index:
    return Index(entries)


async def furnished(
    database: Database,
    clock: SteppedClock,
    folder: Path,
    *,
    pack: str = "sme",
    away: bool = False,
    people: int | None = None,
    loaded: bool = False,
) -> Example:
    """Return a house on an open, migrated database, with the example loaded, perhaps grown.

    An index of the same entries is built once. `loaded`: the database has the example already.
    """
    settings = load_settings({"TOVHOLDER_DATA_DIR": str(folder)}, folder)
    storage = SqlStorage(database, clock)
    journal = journal_of(clock)
    packs = PackImports(storage, journal, clock)
    store = Store(
        database,
        storage,
        journal,
        packs,
        PeopleImports(storage, journal, clock),
        Setup(storage, packs, journal, clock),
        Conversations(storage),
    )
    if away or not loaded:
        await store.setup.load_example(starter_pack(pack), cast_of(people), away=away)
    house = await furnish(settings, store, clock, _index)
    if not loaded:
        await house.wheel_plans.materialise()
    house.dispatcher.attach({PLATFORM: ExampleDirectory()})
    return Example(house)


async def _load(url: str, folder: Path) -> None:
    database = await open_database(url)
    try:
        await furnished(database, SteppedClock(), folder)
    finally:
        await database.close()


@pytest.fixture(scope="session")
def loaded_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the example in it, to be copied."""
    folder = tmp_path_factory.mktemp("loaded")
    path = Path(shutil.copyfile(sqlite_template, folder / "loaded.db"))
    asyncio.run(_load(f"sqlite:///{path}", folder))
    return path


@pytest.fixture
def sqlite_loaded_url(loaded_template: Path, tmp_path: Path) -> str:
    """The address of this test's own SQLite database with the example in it."""
    return f"sqlite:///{shutil.copyfile(loaded_template, tmp_path / 'tovholder.db')}"


@pytest.fixture(scope="session")
def loaded_copies(
    postgresql_server: str, postgresql_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Copies]:
    """Copies of a PostgreSQL database with the example in it, one at a time."""
    with copied(postgresql_server, postgresql_template) as name:
        folder = tmp_path_factory.mktemp("loaded")
        asyncio.run(_load(named(postgresql_server, name), folder))
        copies = Copies(postgresql_server, name)
        yield copies
        copies.close()


@pytest.fixture
def postgresql_loaded_url(loaded_copies: Copies) -> str:
    """The address of this test's own PostgreSQL database with the example in it."""
    return loaded_copies.fresh()


@pytest.fixture
def loaded_url(request: pytest.FixtureRequest, database_kind: str) -> str:
    """The address of this test's own database with the example in it; once for each kind."""
    url: str = request.getfixturevalue(f"{database_kind}_loaded_url")
    return url


@pytest.fixture
async def example(loaded_url: str, clock: SteppedClock, tmp_path: Path) -> AsyncIterator[Example]:
    """The example organisation; the test runs once for each kind of database."""
    database = await open_database(loaded_url)
    yield await furnished(database, clock, tmp_path, loaded=True)
    await database.close()


@pytest.fixture
async def loaded_database(sqlite_loaded_url: str) -> AsyncIterator[Database]:
    """This test's own SQLite database with the example in it, open."""
    opened = await open_database(sqlite_loaded_url)
    yield opened
    await opened.close()


@pytest.fixture
async def sqlite_example(
    loaded_database: Database, clock: SteppedClock, tmp_path: Path
) -> AsyncIterator[Example]:
    """The example organisation on SQLite."""
    yield await furnished(loaded_database, clock, tmp_path, loaded=True)


@pytest.fixture
async def away_example(
    loaded_database: Database, clock: SteppedClock, tmp_path: Path
) -> AsyncIterator[Example]:
    """The example organisation with Jonas away for two weeks, on SQLite."""
    yield await furnished(loaded_database, clock, tmp_path, away=True, loaded=True)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def settled(
    loaded_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Example]:
    """The example organisation with everybody's account bound, shared by tests that only ask.

    Such tests run on the session's loop: `pytest.mark.asyncio(loop_scope="session")`.
    """
    folder = tmp_path_factory.mktemp("settled")
    path = shutil.copyfile(loaded_template, folder / "tovholder.db")
    database = await open_database(f"sqlite:///{path}")
    try:
        settled = await furnished(database, SteppedClock(), folder, loaded=True)
        for member in example_cast().people:
            await settled.say(member.key, "/isms")
        yield settled
    finally:
        await database.close()
