"""What happens when the bot comes to a place: its people are known at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.chat.ports import DirectoryProfile
from bot.chat.request import BotAdded
from bot.domain.people import Account
from tests.example import TENANT, Example, actor, where

PLATFORM = "web"
LONE = Account(PLATFORM, TENANT, "lone")


@dataclass(frozen=True)
class Roster:
    """A directory that lists one member, or fails."""

    fails: bool = False

    async def profile(self, account: Account) -> DirectoryProfile | None:
        """Know nobody by account."""
        return None

    async def members(self) -> Sequence[tuple[Account, DirectoryProfile]]:
        """List Lone."""
        if self.fails:
            raise OSError
        return [(LONE, DirectoryProfile("Lone Dahl", "lone@example.dk", member=True))]


async def test_the_members_of_a_place_are_bound_when_the_bot_comes(
    sqlite_example: Example,
) -> None:
    house = sqlite_example.house
    house.dispatcher.attach({PLATFORM: Roster()})

    await house.dispatcher.answer(BotAdded(actor("mette"), where("general")))

    assert sqlite_example.organisation.bound_to[LONE] == sqlite_example.person("lone")


async def test_a_roster_that_cannot_be_listed_does_not_spoil_the_welcome(
    sqlite_example: Example,
) -> None:
    house = sqlite_example.house
    house.dispatcher.attach({PLATFORM: Roster(fails=True)})

    reply = await house.dispatcher.answer(BotAdded(actor("mette"), where("general")))

    assert reply.card.title == "Tovholder"
