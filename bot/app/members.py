"""Binding people to their accounts before they first write: from the platforms' member lists."""

from collections.abc import Iterable

from bot.app.house import House
from bot.chat.ports import Directory


async def bind_members(house: House, directories: Iterable[Directory]) -> None:
    """Bind every member whose directory e-mail is one person's (interfaces.md)."""
    for directory in directories:
        await house.services.accounts.bind_members(await directory.members())
