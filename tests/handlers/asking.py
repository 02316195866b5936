"""Short ways for the handlers' tests: other accounts, other directories, and the audit log."""

import struct
from dataclasses import dataclass

from bot.chat.ports import DirectoryProfile
from bot.chat.reply import Reply
from bot.chat.request import Actor, ButtonPress, Command, Place, PlaceKind
from bot.domain.people import Account
from bot.importing.packs import read_pack
from bot.services.ports import AuditRecord
from tests.example import Example


def account(platform: str, id_: str) -> Account:
    """Return an account on another platform than the local chat."""
    return Account(platform, f"{platform}-tenant", id_)


async def say_as(example: Example, who: Account, text: str) -> Reply:
    """Write to the bot, in a direct conversation, from any account."""
    place = Place(who.platform, who.tenant, f"dm-{who.id}", PlaceKind.DIRECT)
    return await example.house.dispatcher.answer(Command(Actor(who), place, "", text))


async def press_as(example: Example, who: Account, action: str, value: str = "") -> Reply:
    """Press a button, in a direct conversation, from any account."""
    place = Place(who.platform, who.tenant, f"dm-{who.id}", PlaceKind.DIRECT)
    return await example.house.dispatcher.answer(ButtonPress(Actor(who), place, action, value))


async def audited(example: Example, kind: str) -> list[AuditRecord]:
    """Return the audit log's records of a kind, in order."""
    async with example.house.store.storage.read() as work:
        return [e.record async for e in work.audit.entries() if e.record.kind == kind]


async def import_matrix(example: Example, rows: dict[str, str]) -> None:
    """Import activities with the letters of `system-administrator`, and read them."""
    lines = ["roles:", "- {id: system-administrator, name: Systemadministrator}", "activities:"]
    lines += [
        f"- {{id: {id_}, name: {id_.title()}, raci: {{system-administrator: {letters}}}}}"
        for id_, letters in rows.items()
    ]
    pack = read_pack("\n".join(lines).encode(), "more.yaml")
    await example.house.store.packs.run(pack, dry_run=False)
    await example.house.snapshots.refresh()


@dataclass
class OneDirectory:
    """A directory in which everybody has the same profile; `broken` while it cannot be asked."""

    answer: DirectoryProfile | None
    broken: bool = False
    asked: int = 0

    async def profile(self, account: Account) -> DirectoryProfile | None:
        """Return the one profile."""
        self.asked += 1
        if self.broken:
            raise ConnectionError("directory")
        return self.answer

    async def members(self) -> list[tuple[Account, DirectoryProfile]]:
        """List nobody."""
        return []


def png_size(png: bytes) -> tuple[int, int]:
    """Return a PNG's width and height in pixels."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height
