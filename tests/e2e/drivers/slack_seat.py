"""Talking to the bot from local-slack."""

import re
from dataclasses import dataclass
from typing import Any

import aiohttp

from tests.e2e.drivers.answers import Answer, until
from tests.e2e.drivers.cast import IN_SLACK, METTE, Person
from tests.e2e.drivers.local_slack import LocalSlack
from tests.e2e.drivers.slack_elements import Message, button_texts, option_texts
from tests.e2e.drivers.slack_workspace import BOT, TOKEN

_MENTION = re.compile(r"<@(\w+)>")
_ROOTS = {"raci"}
_LATER = {"Et øjeblik, svaret er på vej.", "One moment, the answer is on its way."}


@dataclass
class SlackSeat:
    """A person in a channel, or in the direct messages with the bot when it has no name."""

    slack: LocalSlack
    channel: str = "general"
    person: Person = METTE
    platform = "slack"
    public = False
    members = frozenset(person.id for person in IN_SLACK)

    @property
    def shares(self) -> bool:
        return bool(self.channel)

    def mention(self, person: Person) -> str:
        """As Slack writes it with ``should_escape``."""
        return f"<@{person.slack_id}|{person.id}>"

    async def ask(self, text: str) -> Answer:
        before = await self._shown()
        if not self.channel:
            await self.slack.direct_message(self.person, text)
        else:
            root, _, rest = text.partition(" ")
            command, words = (root, rest) if root in _ROOTS else ("isms", text)
            await self.slack.command(self.person, self.channel, f"/{command}", words)
        return await self._new(before)

    async def press(self, answer: Answer, button: str) -> Answer:
        before = await self._shown()
        await self.slack.press(self.person, await self._place(), answer.handle, button)
        return await self._new(before)

    async def choose(self, answer: Answer, option: str) -> Answer:
        before = await self._shown()
        await self.slack.choose(self.person, await self._place(), answer.handle, option)
        return await self._new(before)

    async def picture(self, answer: Answer) -> bytes:
        return await self.newest_file()

    async def newest_file(self) -> bytes:
        """The newest file in the direct messages with the bot."""

        async def arrived() -> list[dict[str, Any]]:
            sent = await self.slack.direct_messages(self.person)
            return [file for message in sent for file in message.get("files", [])]

        file = (await until(arrived, "a file in the direct messages"))[-1]
        signed_in = {"Authorization": f"Bearer {TOKEN}"}
        session = aiohttp.ClientSession(headers=signed_in)
        async with session, session.get(file["url_private"]) as got:
            return await got.read()

    async def _place(self) -> str:
        return self.channel or await self.slack.direct_channel(self.person) or ""

    async def _shown(self) -> dict[str, Message]:
        """What the bot shows the person here, by the time it was written."""
        place = await self._place()
        messages = await self.slack.messages(place, self.person) if place else []
        said = [m for m in messages if m["user"] == BOT and not m.get("files")]
        return {message["ts"]: message for message in said if message["text"] not in _LATER}

    async def _new(self, before: dict[str, Message]) -> Answer:
        async def appeared() -> list[Message]:
            now = await self._shown()
            return [message for ts, message in now.items() if before.get(ts) != message]

        return seen((await until(appeared, "an answer in Slack"))[-1])


def seen(message: Message) -> Answer:
    """A message, or a view, as a person sees it."""
    raw = "\n".join(texts_in(message.get("blocks", [])))
    people = {person.slack_id: person for person in IN_SLACK}
    mentioned = [people[found] for found in _MENTION.findall(raw)]
    text = _MENTION.sub(lambda found: f"@{people[found[1]].name}", raw)
    return Answer(
        text=text.replace("*", "").replace("\u200b", "").replace("&amp;", "&"),
        mentioned=frozenset(person.id for person in mentioned),
        buttons=tuple(button_texts(message)),
        options=tuple(option_texts(message)),
        public=message.get("subtype") != "ephemeral",
        handle=message,
    )


def texts_in(blocks: list[dict[str, Any]]) -> list[str]:
    """What stands in the blocks to be read, buttons and menus left out."""
    found = []
    for block in blocks:
        holders = [block.get("text"), *block.get("fields", [])]
        if block["type"] == "context":
            holders += block["elements"]
        found += [holder["text"] for holder in holders if holder]
    return found
