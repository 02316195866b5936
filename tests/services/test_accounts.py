"""Accounts are bound by the directory's e-mail, many at once."""

from bot.chat.ports import DirectoryProfile
from bot.domain.people import Account
from bot.importing.example import example_cast
from bot.services.accounts import Accounts
from bot.services.snapshots import Snapshots
from tests.packs import starter_pack
from tests.services.rooms import Rooms


def listed(key: str, *, member: bool = True) -> tuple[Account, DirectoryProfile]:
    profile = DirectoryProfile(key.title(), f"{key}@example.dk", member=member)
    return Account("slack", "T1", key), profile


async def test_members_are_bound_before_they_first_write(rooms: Rooms) -> None:
    await rooms.setup.load_example(starter_pack("sme"), example_cast(), away=False)
    snapshots = Snapshots(rooms.storage)
    await snapshots.refresh()
    accounts = Accounts(rooms.storage, snapshots, rooms.journal, rooms.clock)
    members = [listed("mette"), listed("jonas", member=False), listed("erik"), listed("bo")]
    before = len(await rooms.audit())
    await accounts.bind_members(members)
    bound = snapshots.current.organisation.bound_to
    assert {account.id: person.name for account, person in bound.items()} == {
        "mette": "Mette Sørensen",
        "bo": "Bo Krogh",
    }
    assert [r.data["by"] for r in (await rooms.audit())[before:]] == ["directory", "directory"]
    await accounts.bind_members(members)
    assert len(await rooms.audit()) == before + 2


async def test_of_two_accounts_with_one_address_the_first_is_bound(sqlite_rooms: Rooms) -> None:
    await sqlite_rooms.setup.load_example(starter_pack("sme"), example_cast(), away=False)
    snapshots = Snapshots(sqlite_rooms.storage)
    await snapshots.refresh()
    accounts = Accounts(sqlite_rooms.storage, snapshots, sqlite_rooms.journal, sqlite_rooms.clock)
    _, profile = listed("mette")
    twins = [
        (Account("slack", "T1", "first"), profile),
        (Account("slack", "T1", "second"), profile),
    ]
    await accounts.bind_members(twins)
    assert [account.id for account in snapshots.current.organisation.bound_to] == ["first"]
