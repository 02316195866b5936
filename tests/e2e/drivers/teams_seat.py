"""Talking to the bot from the Agents Playground."""

import re
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

import aiohttp

from bot.platforms.teams.files import CONSENT_CARD, INFO_CARD
from tests.e2e.drivers.answers import Answer, until
from tests.e2e.drivers.cast import IN_TEAMS, Person
from tests.e2e.drivers.playground import InvokeAnswer, Playground
from tests.e2e.drivers.recording import TeamsMessage
from tests.e2e.drivers.teams_files import FileHost
from tests.e2e.drivers.teams_form import Outcome, TeamsForm, has_form
from tests.e2e.drivers.teams_tenant import (
    AT_SCREEN,
    CONVERSATIONS,
    Place,
    object_id,
    spoken,
)

IN_COMPANY = {CONVERSATIONS["group"], CONVERSATIONS["channel"]}
_MENTION = re.compile(r"<at>(.*?)</at>")


@dataclass
class TeamsSeat:
    """A person in a personal chat, a group chat or a channel; who is not at the screen, unseen."""

    playground: Playground
    place: Place = "channel"
    person: Person = AT_SCREEN
    platform = "teams"
    members = frozenset(person.id for person in IN_TEAMS)
    _mentioned: list[Person] = field(default_factory=list)

    @property
    def shares(self) -> bool:
        return self.place != "personal"

    @property
    def public(self) -> bool:
        return self.shares

    def mention(self, person: Person) -> str:
        """Only members can be mentioned: in a personal chat one writes the name, as in Teams."""
        if self.place == "personal":
            return person.name
        self._mentioned.append(person)
        return f"<at>{person.name}</at>"

    async def ask(self, text: str) -> Answer:
        before = await self.shown()
        people = [person for person in self._mentioned if f"<at>{person.name}</at>" in text]
        await self.playground.say(self.person, self.place, text, mentioning=people)
        return await self.answered(before)

    async def press(self, answer: Answer, button: str) -> Answer:
        before = await self.shown()
        told = await self.playground.press(self.person, answer.handle, button)
        return await self._after(told, before)

    async def told(self, answer: Answer, button: str) -> str:
        """Press a button that is answered with a sentence, which only the presser sees."""
        told = await self.playground.press(self.person, answer.handle, button)
        assert isinstance(told.value, str), told
        return told.value

    async def choose(self, answer: Answer, option: str) -> Answer:
        before = await self.shown()
        field_id, value = choice_in(answer.handle.card, option)
        button = button_for(answer.handle, field_id)
        chosen = {field_id: value}
        told = await self.playground.press(self.person, answer.handle, button, chosen)
        return await self._after(told, before)

    async def open(self, answer: Answer, button: str) -> TeamsForm:
        """Press a button that opens a form, which the Playground shows as a card."""
        opened = await self.press(answer, button)
        assert has_form(opened.handle.card), opened.text
        return self.form(opened)

    def form(self, answer: Answer) -> TeamsForm:
        """The form on a card."""
        message: TeamsMessage = answer.handle
        (action,) = message.card["actions"]
        title = texts_in(message.card["body"])[0]

        async def send(data: dict[str, Any]) -> Outcome:
            before = await self.shown()
            await self._press_with(message, action["title"], data)
            after = await self.answered(before, newest=message.id)
            return self._outcome(after)

        return TeamsForm(title, message.card, send)

    async def open_dialog(self, answer: Answer, button: str) -> TeamsForm:
        """Open a form as Teams' own clients do, in a dialog."""
        message: TeamsMessage = answer.handle
        data = {"msteams": {"type": "task/fetch"}, **message.action(button)["data"]}
        told = await self._dialog(message, "task/fetch", data)
        return self._in_dialog(message, told["task"])

    async def shortcut(self, command: str, text: str, link: str) -> TeamsForm:
        """Choose a message action on a message, as Teams' own clients do, in a dialog."""
        conversation = await self.playground.conversation(self.place, self.person)
        body = {"contentType": "html", "content": f"<p>{escape(text)}</p>"}
        about = {
            "commandId": command,
            "commandContext": "message",
            "messagePayload": {
                "id": "1",
                "messageType": "message",
                "linkToMessage": link,
                "body": body,
            },
        }

        async def ask(name: str, **more: Any) -> dict[str, Any]:
            value = {**about, **more}
            told = await self.playground.ask_raw(
                self.person, self.place, conversation, f"composeExtension/{name}", value
            )
            shown: dict[str, Any] = told["task"]["value"]
            return shown

        async def send(data: dict[str, Any]) -> Outcome:
            shown = (await ask("submitAction", data=data))["card"]["content"]
            return Outcome(answer="\n".join(texts_in(shown["body"])))

        shown = await ask("fetchTask")
        return TeamsForm(shown["title"], shown["card"]["content"], send)

    async def upload(self, path: Path, text: str = "") -> Answer:
        """Send a file to the bot in the personal chat, as Teams tells of one."""
        before = await self.shown()
        async with FileHost({path.name: path.read_bytes()}) as host:
            service = f"{self.playground.url}/_connector"
            conversation = await self.playground.conversation("personal", self.person)
            said = spoken(service, "personal", conversation, self.person, text)
            await self.playground.raw({**said, "attachments": [host.attachment(path.name)]})
            return await self.answered(before)

    async def offers(self) -> list[TeamsMessage]:
        """The files that are offered in the personal chat, oldest first."""
        conversation = await self.playground.conversation("personal", self.person)
        sent = self.playground.messages(conversation)
        return [message for message in sent if offered_in(message)]

    async def take(self, answer: Answer, button: str) -> bytes:
        """Press a button that offers a file, and take it; its content."""
        before = len(await self.offers())
        await self.press(answer, button)

        async def offered() -> list[TeamsMessage]:
            return (await self.offers())[before:]

        return await self.accept((await until(offered, "the offer of a file"))[-1])

    async def accept(self, offer: TeamsMessage) -> bytes:
        """Take an offered file, as Teams does when the person agrees; its content."""
        consent = offered_in(offer)
        name = str(consent["name"])
        async with FileHost() as host:
            value = {
                "type": "fileUpload",
                "action": "accept",
                "context": consent["content"]["acceptContext"],
                "uploadInfo": host.upload_info(name),
            }
            await self._ask_raw(offer, "fileConsent/invoke", value)

            async def stored() -> bytes | None:
                return host.files.get(name)

            return await until(stored, "the file in OneDrive")

    async def picture(self, answer: Answer) -> bytes:
        """What the card's picture shows, fetched as a client does: by its address alone."""
        url = next(node["url"] for node in walk(answer.handle.card) if node.get("type") == "Image")
        async with aiohttp.ClientSession() as session, session.get(url) as got:
            assert got.status == 200, url
            return await got.read()

    async def personal(self) -> list[Answer]:
        """What the bot has written in the personal chat, oldest first."""
        conversation = await self.playground.conversation("personal", self.person)
        return [seen(one) for one in self.playground.messages(conversation)]

    async def _press_with(self, message: TeamsMessage, title: str, data: dict[str, Any]) -> None:
        told = await self.playground.press(self.person, message, title, data)
        assert told.status == 200, told

    def _outcome(self, answer: Answer) -> Outcome:
        open_still = has_form(answer.handle.card)
        return Outcome(form=self.form(answer)) if open_still else Outcome(answer=answer)

    def _in_dialog(self, message: TeamsMessage, task: dict[str, Any]) -> TeamsForm:
        assert task["type"] == "continue", task

        async def send(data: dict[str, Any]) -> Outcome:
            before = await self.shown()
            told = await self._dialog(message, "task/submit", data)
            then = told.get("task")
            if then is None:
                return Outcome(answer=await self.answered(before))
            if then["type"] == "message":
                return Outcome(answer=then["value"])
            return Outcome(form=self._in_dialog(message, then))

        return TeamsForm(task["value"]["title"], task["value"]["card"]["content"], send)

    async def _dialog(
        self, message: TeamsMessage, name: str, data: dict[str, Any]
    ) -> dict[str, Any]:
        value = {"data": data, "context": {"theme": "default"}}
        return await self._ask_raw(message, name, value)

    async def _ask_raw(
        self, message: TeamsMessage, name: str, value: dict[str, Any]
    ) -> dict[str, Any]:
        places = {conversation: place for place, conversation in CONVERSATIONS.items()}
        place = places.get(message.conversation.partition(";")[0], "personal")
        return await self.playground.ask_raw(
            self.person, place, message.conversation, name, value, message.id
        )

    async def _after(self, told: InvokeAnswer, before: dict[str, TeamsMessage]) -> Answer:
        assert told.status == 200, told
        return await self.answered(before)

    async def shown(self) -> dict[str, TeamsMessage]:
        """What the bot shows here, files left out, by the messages' ids."""
        conversation = await self.playground.conversation(self.place, self.person)
        found = self.playground.messages(conversation)
        return {m.id: m for m in found if not is_file_card(m)}

    async def answered(self, before: dict[str, TeamsMessage], newest: str = "") -> Answer:
        """What is new or changed since; of several the message `newest`, or else the last."""

        async def appeared() -> list[TeamsMessage]:
            now = await self.shown()
            return [message for key, message in now.items() if before.get(key) != message]

        found = await until(appeared, "an answer in Teams")
        return seen(next((message for message in found if message.id == newest), found[-1]))


def offered_in(message: TeamsMessage) -> dict[str, Any]:
    """The file that a message offers; empty when it offers none."""
    for attachment in message.activity.get("attachments", []):
        if attachment.get("contentType") == CONSENT_CARD:
            return dict(attachment)
    return {}


def is_file_card(message: TeamsMessage) -> bool:
    """Whether a message is a file, or the offer of one."""
    kinds = {one.get("contentType") for one in message.activity.get("attachments", [])}
    return bool(kinds & {CONSENT_CARD, INFO_CARD})


def seen(message: TeamsMessage) -> Answer:
    """A message as a person sees it."""
    card = message.card
    raw = "\n".join([message.text, *texts_in(card.get("body", []))]).strip()
    entities = card.get("msteams", {}).get("entities", [])
    people = {object_id(person): person for person in IN_TEAMS}
    mentioned = {e["text"]: people[e["mentioned"]["id"]] for e in entities}
    assert set(_MENTION.findall(raw)) == {text[4:-5] for text in mentioned}, "mentions and entities"
    options = [choice["title"] for node in walk(card) for choice in node.get("choices", [])]
    return Answer(
        text=_MENTION.sub(r"@\1", raw).replace("**", ""),
        mentioned=frozenset(person.id for person in mentioned.values()),
        buttons=tuple(action["title"] for action in message.actions() if "title" in action),
        options=tuple(options),
        public=message.conversation.partition(";")[0] in IN_COMPANY,
        handle=message,
    )


def texts_in(node: Any) -> list[str]:
    """What stands on a card to be read, a line for each block; buttons and menus left out."""
    if isinstance(node, list):
        return [text for inner in node for text in texts_in(inner)]
    if node.get("type") == "RichTextBlock":
        runs = node["inlines"]
        return ["".join(run if isinstance(run, str) else run["text"] for run in runs)]
    own = [node["text"]] if node.get("type") == "TextBlock" else []
    inside = [node[name] for name in ("items", "columns", "rows", "cells") if name in node]
    return own + ([] if node.get("type") == "Table" and not inside else texts_in(inside_of(inside)))


def inside_of(lists: list[Any]) -> list[Any]:
    """The elements of several lists; a table's columns are only widths."""
    return [inner for one in lists for inner in one if inner.keys() != {"width"}]


def walk(node: Any) -> list[dict[str, Any]]:
    """Every object in a card, fallbacks left out."""
    if isinstance(node, list):
        return [found for inner in node for found in walk(inner)]
    if not isinstance(node, dict):
        return []
    inside = [value for name, value in node.items() if name != "fallback"]
    return [node, *walk(inside)]


def choice_in(card: dict[str, Any], option: str) -> tuple[str, str]:
    """The id of the field that offers an option, and the option's value."""
    for node in walk(card):
        for choice in node.get("choices", []):
            if choice["title"] == option:
                return str(node["id"]), str(choice["value"])
    raise LookupError(f"no option {option!r}")


def button_for(message: TeamsMessage, field_id: str) -> str:
    """The title of the button that takes a field's value."""
    for action in message.actions():
        if action.get("data", {}).get("select") == field_id:
            return str(action["title"])
    raise LookupError(f"no button for {field_id!r}")
