"""Drive Microsoft's Agents Playground, a counterpart of Teams that a person can also look at.

What the app gets, found in version 0.2.28 with ``-c msteams``:

* No ``Authorization`` header, so the app must run with ``TOVHOLDER_TEAMS_ANONYMOUS=1``; the header
  ``x-ms-agents-playground: true``. No token is asked of the app's own calls either.
* ``serviceUrl`` is ``http://127.0.0.1:56150/_connector`` (by our ``--service-url``; else
  ``http://localhost:…``), ``channelId`` "msteams", ``recipient`` the bot with its ``28:`` id.
* ``from`` is ``{id, name, aadObjectId}`` in messages and presses; without ``name`` in
  ``installationUpdate`` and ``conversationUpdate``.
* ``conversation``: ``{id, tenantId, conversationType}``, ``conversationType`` "personal",
  "groupChat" or "channel"; ``isGroup`` true but in personal chat, where it is missing. In a channel
  the id is ``<channel>;messageid=<thread>``; in installations the bare channel, with ``name``.
* ``channelData``: ``tenant.id`` always; in a channel also ``team.id`` (name and aadGroupId in
  installations only), ``channel.id``, ``teamsChannelId``, ``teamsTeamId``.
* A mention is ``<at>Tovholder</at>`` in ``text``, with an entity ``{type: mention, text,
  mentioned: {id, name}}`` before the ``clientInfo`` one. ``locale`` is always "en-US",
  ``textFormat`` "plain". An activity's ``id`` is a GUID, a message's own id a time in ms.
* An installation is two activities: ``installationUpdate`` with ``action: add``, and
  ``conversationUpdate`` with ``membersAdded`` (the bot, in personal chat the person too).
* A press is ``adaptiveCard/action`` with ``value.action {type, title, verb, data}`` and
  ``replyToId``; its own page sends no ``trigger`` and refuses an action without a verb.

What it answers: ``POST /v3/conversations/{id}/activities[/{id}]`` 201 with ``id`` (202 without for
typing and traces); ``PUT …/activities/{id}`` 200; ``DELETE`` 501, not implemented;
``GET …/members`` with e-mail and ``userPrincipalName`` but ``objectId`` for ``aadObjectId``;
``GET …/members/{id}`` and ``…/pagedmembers`` with ``aadObjectId``; ``POST /v3/conversations`` 201,
with ``isGroup`` a new thread in ``channelData.channel.id``, else a personal chat with
``members[0]`` (the same at each call; an ``activity`` sent along is lost); ``GET /v3/teams/{id}``
and its ``conversations``. Ids of conversations that it does not know answer 404.

What a test must not conclude from it:

* Its message route takes ``from`` and disregards it: whatever is written there comes from the one
  person at the screen, Mette. Others therefore write by raw activities of the same shape; what they
  write is not shown on the page, and neither are their personal chats.
* It checks no token, sends no 412, 429 or duplicate, keeps no limit on size, and takes cards of
  any shape.
* A message without a mention of the bot never reaches it in groups and channels, as in Teams.
* It has no dialogs and no file consent: its page sends nothing for a button that asks for a
  dialog, its ``invoke`` refuses every name but ``adaptiveCard/action`` and message extensions',
  and it shows "File Consent Card is not supported yet". ``ask_raw`` sends such invokes as raw
  activities, whose answers stand in the recording.
* A message stands in the recording a moment before it can be pressed.
* Activities are delivered side by side: of an installation's two either may come first.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import aiohttp

from tests.e2e.drivers.answers import until
from tests.e2e.drivers.cast import Person
from tests.e2e.drivers.processes import NODE_MODULES, Program
from tests.e2e.drivers.recording import Recording, TeamsMessage, body_of
from tests.e2e.drivers.teams_tenant import (
    APP_ID,
    AT_SCREEN,
    BOT,
    BOT_NAME,
    CONVERSATIONS,
    PORT,
    TENANT,
    Place,
    configuration,
    envelope,
    member,
    spoken,
)

CLI = NODE_MODULES / "@microsoft/m365agentsplayground/cli.js"


@dataclass(frozen=True)
class InvokeAnswer:
    """What the app answered a press with.

    Attributes:
        status: of the press itself, as Teams would see it; 502 when the app answered an error.
        type: of the answer, such as ``application/vnd.microsoft.card.adaptive``.
        value: the card that replaces the pressed one, or the text to show.
    """

    status: int
    type: str | None
    value: Any


class Playground:
    """A running Agents Playground; use it with ``async with``, when the app is up."""

    def __init__(
        self,
        folder: Path,
        app_url: str = "http://127.0.0.1:8080/api/messages",
        port: int = PORT,
    ) -> None:
        """Prepare it; it starts on entering.

        Args:
            folder: for its configuration, output and recording.
            app_url: where it sends activities.
            port: where its page and its connector are.
        """
        self.url = f"http://127.0.0.1:{port}"
        self._service = f"{self.url}/_connector"
        self._folder = folder
        self._app_url = app_url
        self._port = port
        self._recorded = folder / "exchanges.log"
        self._recording = Recording(self._recorded)

    @property
    def settings(self) -> dict[str, str]:
        """The environment that makes Tovholder its bot."""
        return {
            "MICROSOFT_APP_ID": APP_ID,
            "MICROSOFT_APP_PASSWORD": "test-password",
            "MICROSOFT_APP_TYPE": "SingleTenant",
            "MICROSOFT_APP_TENANT_ID": TENANT,
            "TOVHOLDER_TEAMS_ANONYMOUS": "1",
        }

    async def __aenter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / ".m365agentsplayground.yml"
        path.write_text(json.dumps(configuration(), ensure_ascii=False), encoding="utf-8")
        where = ["-e", self._app_url, "-c", "msteams", "-p", str(self._port)]
        service = ["--service-url", self._service]
        flags = ["--enable-events-recording", "--disable-telemetry"]
        command = ["node", str(CLI), "start", *where, *service, *flags]
        record = {"M365_AGENTS_PLAYGROUND_RECORDING_FILE": str(self._recorded)}
        self.program = Program(command, self._folder, {"BROWSER": "none", **record}, "playground")
        # A server may close an idle connection just as the next request leaves on it.
        connector = aiohttp.TCPConnector(force_close=True)
        self._session = aiohttp.ClientSession(self.url, connector=connector)
        await self.program.ready(f"{self.url}/_debug/ping")
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self._session.close()
        self.program.stop()

    async def install(self, place: Place, person: Person = AT_SCREEN) -> str:
        """Install the app and return the conversation's id.

        Args:
            place: where.
            person: who does; in personal chat, whose chat it is.
        """
        conversation = await self.conversation(place, person)
        if person == AT_SCREEN:
            await self._post(f"/_debug/conversation/{conversation}/installation", {})
            return conversation
        both: list[dict[str, Any]] = [
            {"type": "installationUpdate", "action": "add"},
            {
                "type": "conversationUpdate",
                "membersAdded": [member(person), {"id": BOT}],
            },
        ]
        for activity in both:
            await self.raw({**envelope(self._service, place, conversation, person), **activity})
        return conversation

    async def uninstall(self, place: Place, person: Person = AT_SCREEN) -> None:
        """Take the app away: ``installationUpdate`` "remove", and the bot's ``membersRemoved``."""
        conversation = await self.conversation(place, person)
        both: list[dict[str, Any]] = [
            {"type": "installationUpdate", "action": "remove"},
            {"type": "conversationUpdate", "membersRemoved": [{"id": BOT}]},
        ]
        for activity in both:
            sent = {**envelope(self._service, place, conversation, person), **activity}
            await self.raw(sent)
            # What is installed again at once could overtake it.
            await self._exchange(str(sent["id"]), "the removal")

    async def say(
        self,
        person: Person,
        place: Place,
        text: str,
        thread: str | None = None,
        mentioning: Sequence[Person] = (),
    ) -> str:
        """Write a message and return the id of its conversation, in a channel of its thread.

        In a group or channel the bot is mentioned first, or it would hear nothing.

        Args:
            person: who writes.
            place: where.
            text: what, without the mention.
            thread: an earlier message's conversation, to answer in it; channels only.
            mentioning: people who stand in the text as ``<at>Full Name</at>``; only what is
                written by the one at the screen can mention people.
        """
        conversation = thread or await self.conversation(place, person)
        if person == AT_SCREEN:
            bot = place != "personal"
            return await self._write(conversation, text, mention=bot, people=mentioning)
        if place != "personal" and thread is None:
            # written without a mention it stays with the Playground and gives the thread its id
            conversation = await self._write(conversation, text, mention=False, by=person)
        await self.raw(spoken(self._service, place, conversation, person, text))
        return conversation

    async def press(
        self,
        person: Person,
        message: TeamsMessage,
        title: str,
        inputs: dict[str, str] | None = None,
    ) -> InvokeAnswer:
        """Press a card's Action.Execute and wait for the answer.

        Args:
            person: who presses.
            message: with one card.
            title: what stands on the button.
            inputs: the values of the card's fields by id.

        Raises:
            LookupError: the card has no such button.
        """
        action = message.action(title)
        data = {**action.get("data", {}), **(inputs or {})}
        pressed = {"type": "Action.Execute", "title": title, "verb": action.get("verb")}
        body = {
            "name": "adaptiveCard/action",
            "from": {"id": person.teams_id},
            "conversation": {"id": message.conversation},
            "replyToId": message.id,
            "value": {"action": {**pressed, "data": data}, "trigger": "manual"},
        }

        async def answered() -> InvokeAnswer | None:
            async with self._session.post("/_conversation/v1/invoke", json=body) as response:
                told = await response.json()
                if told.get("code") == "ActivityNotFoundInConversation":
                    return None
                return InvokeAnswer(response.status, told.get("type"), told.get("value", told))

        return await until(answered, "the message to press")

    async def submit(
        self,
        person: Person,
        message: TeamsMessage,
        title: str,
        inputs: dict[str, str] | None = None,
    ) -> None:
        """Press a button as an old client would: its Action.Submit fallback, sent as a message."""
        data = message.action(title)["fallback"].get("data", {})
        body = {
            "from": {"id": person.teams_id},
            "conversation": {"id": message.conversation},
            "replyToId": message.id,
            "value": {**data, **(inputs or {})},
        }
        await self._post("/_conversation/v1/submit", body)

    async def ask_raw(
        self,
        person: Person,
        place: Place,
        conversation: str,
        name: str,
        value: dict[str, Any],
        reply_to: str = "",
    ) -> dict[str, Any]:
        """Send an invoke that the Playground itself cannot send; what the app answered it with.

        Args:
            person: whose it is.
            place: where.
            conversation: its id.
            name: of the invoke, such as ``task/fetch``.
            value: its value.
            reply_to: the message it comes from.
        """
        sent = envelope(self._service, place, conversation, person)
        invoke = {"type": "invoke", "name": name, "value": value, "replyToId": reply_to}
        await self.raw({**sent, **invoke})
        exchange = await self._exchange(str(sent["id"]), name)
        assert exchange["response"]["statusCode"] == 200, exchange
        return body_of(exchange["response"])

    async def _exchange(self, activity_id: str, what: str) -> dict[str, Any]:
        """An activity with the app's answer to it."""

        async def answered() -> list[dict[str, Any]]:
            return [e for e in self.exchanges() if body_of(e["request"]).get("id") == activity_id]

        return (await until(answered, f"an answer to {what}"))[0]

    async def raw(self, activity: dict[str, Any]) -> None:
        """Send any activity to the app as it is. Returns before the app has it."""
        await self._post("/_internal/v1/customActivities", activity)

    def messages(self, conversation: str) -> list[TeamsMessage]:
        """What the app has written in a conversation as it reads now, oldest first.

        Args:
            conversation: an id; a channel's covers its threads.
        """
        found = self._recording.messages()
        if ";" in conversation:
            return [message for message in found if message.conversation == conversation]
        return [m for m in found if m.conversation.partition(";")[0] == conversation]

    def exchanges(self) -> list[dict[str, Any]]:
        """All requests between the Playground and the app with their answers, first to last."""
        return self._recording.exchanges()

    async def conversation(self, place: Place, person: Person = AT_SCREEN) -> str:
        """The id of a conversation; another's personal chat is made when it is first asked for."""
        if place != "personal" or person == AT_SCREEN:
            return CONVERSATIONS[place]
        body = {"isGroup": False, "bot": {"id": BOT}, "members": [{"id": person.teams_id}]}
        answer = await self._post("/_connector/v3/conversations", body)
        return str(answer["id"])

    async def _write(
        self,
        conversation: str,
        text: str,
        *,
        mention: bool,
        by: Person = AT_SCREEN,
        people: Sequence[Person] = (),
    ) -> str:
        named = [(BOT, BOT_NAME)] if mention else []
        named += [(person.teams_id, person.name) for person in people]
        said = f"<at>{BOT_NAME}</at> {text}" if mention else text
        body: dict[str, Any] = {"from": {"id": by.teams_id}, "text": said, "textFormat": "plain"}
        mentions = [{"mentioned": {"id": key}, "text": f"<at>{name}</at>"} for key, name in named]
        body |= {"mentions": mentions} if mentions else {}
        answer = await self._post(f"/_conversation/v1/conversations/{conversation}/messages", body)
        return str(answer.get("postConversationId") or conversation)

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        async with self._session.post(path, json=body) as response:
            text = await response.text()
            assert response.status < 300, f"the Playground refused {path}: {response.status} {text}"
            answer: dict[str, Any] = json.loads(text) if text else {}
            return answer
