"""Binding people to their accounts before they first write: from the platforms' member lists."""

from bot.app.house import House
from bot.app.platforms import Platforms


async def bind_members(house: House, platforms: Platforms) -> None:
    """Bind every member whose directory e-mail is one person's (interfaces.md)."""
    for platform in platforms.by_name.values():
        members = await platform.directory.members()
        await house.services.accounts.bind_members(members)
