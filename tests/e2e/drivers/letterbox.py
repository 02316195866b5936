"""What the bot writes to a person unasked, and what becomes of it: alike on every client."""

from dataclasses import dataclass

from tests.e2e.drivers.answers import Answer, until
from tests.e2e.drivers.slack_seat import SlackSeat
from tests.e2e.drivers.slack_seat import seen as seen_in_slack
from tests.e2e.drivers.teams_seat import TeamsSeat
from tests.e2e.drivers.teams_seat import seen as seen_in_teams
from tests.e2e.drivers.web_seat import WebSeat

AnySeat = SlackSeat | TeamsSeat | WebSeat
FEW = 8


@dataclass(frozen=True)
class Letterbox:
    """A person's private conversation with the bot.

    Attributes:
        seat: in that conversation; letters are pressed from it.
    """

    seat: AnySeat

    async def all(self) -> dict[str, Answer]:
        """The cards that stand there now, by their messages' ids, oldest first."""
        seat = self.seat
        if isinstance(seat, SlackSeat):
            return {ts: seen_in_slack(message) for ts, message in (await seat.shown()).items()}
        if isinstance(seat, TeamsSeat):
            return {key: seen_in_teams(message) for key, message in (await seat.shown()).items()}
        await seat.sit()
        return await seat.cards()

    async def newest(self) -> list[Answer]:
        """The newest cards, among which a letter that has just come is."""
        seat = self.seat
        if not isinstance(seat, WebSeat):
            return list((await self.all()).values())[-FEW:]
        await seat.sit()
        return list((await seat.cards(FEW)).values())

    async def letter(self, *words: str, button: str = "") -> Answer:
        """The newest card with all the words, and the button, once there is one."""

        async def arrived() -> list[Answer]:
            return [
                card
                for card in await self.newest()
                if all(word in card.text for word in words)
                and (not button or button in card.buttons)
            ]

        return (await until(arrived, f"{words} to {self.seat.person.id}"))[-1]

    async def titled(self, title: str) -> Answer:
        """The newest card with the title and something to press."""

        async def arrived() -> list[Answer]:
            cards = await self.newest()
            return [card for card in cards if card.buttons and card.text.startswith(title)]

        return (await until(arrived, f"{title} to {self.seat.person.id}"))[-1]

    async def count(self, *words: str) -> int:
        """How many cards with all the words stand there now."""
        cards = (await self.all()).values()
        return sum(all(word in card.text for word in words) for card in cards)

    async def several(self, number: int, *words: str) -> None:
        """Wait for so many cards with all the words, and find no more."""

        async def arrived() -> bool:
            return await self.count(*words) >= number

        await until(arrived, f"{number} times {words} to {self.seat.person.id}")
        assert await self.count(*words) == number

    async def becomes(self, letter: Answer, *words: str) -> Answer:
        """The same message, once it has the words."""
        key = await self._key(letter)

        async def changed() -> Answer | None:
            card = (await self.all()).get(key)
            return card if card and all(word in card.text for word in words) else None

        return await until(changed, f"the letter to {self.seat.person.id} with {words}")

    async def _key(self, letter: Answer) -> str:
        if isinstance(self.seat, SlackSeat):
            return str(letter.handle["ts"])
        if isinstance(self.seat, TeamsSeat):
            return str(letter.handle.id)
        return str(await letter.handle.get_attribute("id"))
