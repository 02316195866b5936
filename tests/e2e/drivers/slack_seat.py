"""Talking to the bot from local-slack."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from bot.platforms.slack.fields import read_state
from tests.e2e.drivers.answers import Answer, until
from tests.e2e.drivers.cast import IN_SLACK, METTE, Person
from tests.e2e.drivers.local_slack import LocalSlack
from tests.e2e.drivers.slack_elements import Message, button_texts, option_texts
from tests.e2e.drivers.slack_workspace import BOT, TOKEN
from tests.payloads.slack_views import View, inputs_of, state_of

_MENTION = re.compile(r"<@(\w+)>")
_ROOTS = {"raci"}
_WAITING = {"Et øjeblik", "One moment"}
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
        before = await self.shown()
        if not self.channel:
            await self.slack.direct_message(self.person, text)
        else:
            root, _, rest = text.partition(" ")
            command, words = (root, rest) if root in _ROOTS else ("isms", text)
            await self.slack.command(self.person, self.channel, f"/{command}", words)
        return await self.answered(before)

    async def press(self, answer: Answer, button: str) -> Answer:
        before = await self.shown()
        await self.slack.press(self.person, await self._place(), answer.handle, button)
        return await self.answered(before)

    async def choose(self, answer: Answer, option: str) -> Answer:
        before = await self.shown()
        await self.slack.choose(self.person, await self._place(), answer.handle, option)
        return await self.answered(before)

    async def open(self, answer: Answer, button: str) -> "SlackForm":
        """Press a button that opens a form."""
        place = await self._place()
        await self.slack.open_modal(self.person, place, answer.handle, button)
        return await self.form()

    async def form(self) -> "SlackForm":
        """The form that is open before the person."""
        return SlackForm(self, await until(self.slack.modal, "a modal"))

    async def upload(self, path: Path, text: str = "") -> Answer:
        """Send a file to the bot, or to the channel with its mention in the words."""
        before = await self.shown()
        await self.slack.upload(self.person, self.channel or self.person.slack_id, path, text)
        return await self.answered(before)

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

    async def shown(self) -> dict[str, Message]:
        """What the bot shows the person here, by the time it was written."""
        place = await self._place()
        messages = await self.slack.messages(place, self.person) if place else []
        said = [m for m in messages if m["user"] == BOT and not m.get("files")]
        return {message["ts"]: message for message in said if message["text"] not in _LATER}

    async def answered(self, before: dict[str, Message]) -> Answer:
        """What is new or changed since."""

        async def appeared() -> list[Message]:
            now = await self.shown()
            return [message for ts, message in now.items() if before.get(ts) != message]

        return seen((await until(appeared, "an answer in Slack"))[-1])


@dataclass
class SlackForm:
    """An open modal, filled in by what people read: its labels and its options' words."""

    seat: SlackSeat
    view: View
    values: dict[str, str | Sequence[str]] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return str(self.view["title"]["text"])

    @property
    def text(self) -> str:
        """What stands in it to be read, fields left out."""
        return seen(self.view).text

    @property
    def fields(self) -> list[str]:
        """The labels, top to bottom."""
        return [str(block["label"]["text"]) for block in inputs_of(self.view)]

    @property
    def filled(self) -> dict[str, tuple[str, ...]]:
        """What stands in each field, by its label, before anything is typed."""
        found = read_state(state_of(self.view, {}))
        inputs = inputs_of(self.view)
        return {block["label"]["text"]: found[name_of(block)] for block in inputs}

    def fill(self, values: Mapping[str, str | Sequence[str]]) -> None:
        """Type a text, a date as in ISO 8601, or choose what is named; several where one may."""
        self.values.update(values)

    async def submit(self) -> Answer:
        """Submit; the card that it led to, which after a while the modal shows too."""
        before = await self.seat.shown()
        errors, view = await self._submit()
        assert not errors, errors
        if view is not None:
            await self.close()
        return await self.seat.answered(before)

    async def refused(self) -> dict[str, str]:
        """Submit; what is wrong, by label, "" for the form as a whole."""
        errors, view = await self._submit()
        if view is None:
            return errors
        self.view = view
        _, *told = view["blocks"][0]["text"]["text"].splitlines()
        for line in told:
            label, _, said = line.partition(": ")
            errors |= {label: said} if label in self.fields else {"": line}
        return errors

    async def next(self) -> "SlackForm":
        """Submit; the form that it led to."""
        errors, view = await self._submit()
        assert view is not None, errors
        return SlackForm(self.seat, view)

    async def close(self) -> None:
        """Close it without submitting."""
        await self.seat.slack.close_modal(self.seat.person)

    async def _submit(self) -> tuple[dict[str, str], View | None]:
        """What is wrong at the fields, and what the modal shows now if it shows something else.

        An answer that takes long is waited for in the modal.
        """
        errors = await self.seat.slack.submit_modal(self.seat.person, self.values)
        view = None if errors else await self.seat.slack.modal()
        while view is not None and view["title"]["text"] in _WAITING:
            view = await self.seat.slack.new_modal(view)
        return errors, view


def name_of(block: dict[str, Any]) -> str:
    """The name of the form's field that stands in an input block."""
    return str(block["element"]["action_id"]).partition("#")[0]


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
