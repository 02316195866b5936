"""Drive local-slack, a counterpart of Slack that a person can also open in a browser.

What it is faithful in: signed HTTP and Socket Mode, slash commands, button presses, mentions and
direct messages, ephemeral messages, response_url, Home, modals, files, directory with e-mail.

What it is not, found in version 0.1.8; a test must not conclude from these:

* It checks no token, scope, block or limit, and answers 429 never. ``trigger_id`` lives 30 minutes
  and any number of times.
* ``auth.test`` has no ``x-oauth-scopes`` header.
* Message ``metadata`` is dropped: a message cannot be recognised when it is read back.
* A response_url message is public unless it says ``response_type: ephemeral``; Slack's default is
  the other way round. Plain text as the answer to a command is not shown; JSON is.
* ``replace_original`` and ``delete_original`` work, also on ephemeral messages, but on the message
  that was pressed only: a command's response_url has none.
* A press has ``container.is_ephemeral`` false and carries ``message`` always; Slack leaves the
  message out when it is ephemeral. A press in Home or a modal comes as one in a message without
  one: no ``view``, ``container.type`` "message". No ``state`` of inputs in messages.
* No ``block_id`` is made up for blocks that have none, so a press repeats what the driver sends.
* ``conversations.history`` shows ephemeral messages too, and hides thread replies.
* Nobody can be a guest or deactivated in ``users.info``; no ``member_joined_channel`` and no
  message shortcut can be made to happen; events are not retried.
* In Socket Mode an event goes to every connection of the app, where Slack picks one.
* ``/_control/command`` and the like answer when the app has acknowledged, without a limit of 3 s
  over HTTP and after at most 5 s in Socket Mode.
* What is wrong in a modal is told to the web page and kept nowhere. A modal that the app updates
  gets a new id, also when it answers a submission so.
* A mention in a channel comes twice, as in Slack: as ``message`` and as ``app_mention``.
"""

import json
from pathlib import Path
from typing import Any, Self

import aiohttp

from tests.e2e.drivers.answers import until
from tests.e2e.drivers.cast import Person
from tests.e2e.drivers.processes import NODE_MODULES, Program
from tests.e2e.drivers.slack_control import Control
from tests.e2e.drivers.slack_elements import Message, choice_of, press_of
from tests.e2e.drivers.slack_workspace import (
    APP,
    APP_TOKEN,
    BOT,
    PORT,
    SIGNING_SECRET,
    TOKEN,
    Mode,
    channel_id,
    configuration,
)
from tests.payloads.slack_views import Typed, View, inputs_of, state_of

BINARY = NODE_MODULES / "local-slack-linux-x64/bin/local-slack"


class LocalSlack(Control):
    """A running local-slack; use it with ``async with``."""

    def __init__(
        self,
        folder: Path,
        mode: Mode = "http",
        request_url: str = "http://127.0.0.1:8080/slack/events",
        port: int = PORT,
    ) -> None:
        """Prepare it; it starts on entering.

        Args:
            folder: for its configuration, output and files.
            mode: how the app gets its events.
            request_url: the app's address in ``http`` mode.
            port: where the web page, the Web API and the sockets are.
        """
        self.url = f"http://127.0.0.1:{port}"
        self.mode = mode
        self._folder = folder
        self._port = port
        self._configuration = configuration(mode, request_url)
        self._direct: dict[str, str] = {}

    @property
    def settings(self) -> dict[str, str]:
        """The environment that makes Tovholder its app."""
        common = {
            "SLACK_BOT_TOKEN": TOKEN,
            "SLACK_SIGNING_SECRET": SIGNING_SECRET,
            "SLACK_API_URL": f"{self.url}/api/",
        }
        return common if self.mode == "http" else {**common, "SLACK_APP_TOKEN": APP_TOKEN}

    async def __aenter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / "local-slack.json"
        path.write_text(json.dumps(self._configuration, ensure_ascii=False), encoding="utf-8")
        address = ["--port", str(self._port), "--base-host", "127.0.0.1"]
        files = ["--files-dir", str(self._folder / "files")]
        command = [str(BINARY), "--config", str(path), *address, *files]
        self.program = Program(command, self._folder, {}, "local-slack")
        # A server may close an idle connection just as the next request leaves on it.
        connector = aiohttp.TCPConnector(force_close=True)
        self._session = aiohttp.ClientSession(self.url, connector=connector)
        await self.program.ready(f"{self.url}/_control/state")
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self._session.close()
        self.program.stop()

    async def command(self, person: Person, channel: str, command: str, text: str = "") -> None:
        """Type a slash command; returns when the app has acknowledged.

        Args:
            person: who types it.
            channel: a name in ``CHANNELS`` or an id.
            command: with its slash.
            text: what follows. As Slack does with ``should_escape``, write a person as
                ``<@U0JONAS|jonas>``.
        """
        typed = {"command": command, "text": text}
        await self._control("command", self._who(person, channel) | typed)

    async def message(
        self, person: Person, channel: str, text: str, thread: str | None = None
    ) -> str:
        """Write a message and return its ``ts``. ``<@U0BOT>`` mentions the bot."""
        written = {"text": text, **({"thread_ts": thread} if thread else {})}
        answer = await self._control("message", self._who(person, channel) | written)
        return str(answer["message"]["ts"])

    async def direct_message(self, person: Person, text: str) -> str:
        """Write to the bot in private and return the message's ``ts``."""
        return await self.message(person, person.slack_id, text)

    async def press(self, person: Person, channel: str, message: Message, button: str) -> None:
        """Press a button, or open a message's overflow of one; returns when acknowledged.

        Args:
            person: who presses.
            channel: a name in ``CHANNELS`` or an id.
            message: as from ``messages``.
            button: its text or its ``action_id``.

        Raises:
            LookupError: the message has no such button.
        """
        action = press_of(message, button)
        place = {"messageTs": message["ts"], "action": action}
        await self._control("interact", self._who(person, channel) | place)

    async def choose(self, person: Person, channel: str, message: Message, option: str) -> None:
        """Choose the option with that text in a message's menu; returns when acknowledged."""
        action = choice_of(message, option)
        place = {"messageTs": message["ts"], "action": action}
        await self._control("interact", self._who(person, channel) | place)

    async def react(self, person: Person, channel: str, message: Message, name: str) -> None:
        """Put an emoji on a message."""
        reaction = {"ts": message["ts"], "name": name}
        await self._control("reaction", self._who(person, channel) | reaction)

    async def open_home(self, person: Person) -> dict[str, Any] | None:
        """Open the app's Home; returns what it shows once the app has acknowledged.

        The app publishes after it has acknowledged perhaps: ask ``home`` again then.
        """
        await self._control("open-home", {"user": person.slack_id})
        return await self.home(person)

    async def home(self, person: Person) -> dict[str, Any] | None:
        """The Home view last published for a person; None before the first."""
        views = (await self._snapshot())["homeViews"]
        view: dict[str, Any] | None = views.get(person.slack_id, {}).get(APP)
        return view

    async def press_home(self, person: Person, button: str) -> None:
        """Press a button in Home; see the module's text on what it lacks."""
        view = await self.home(person) or {}
        sent = {"t": "block_action", "user": person.slack_id, "appId": APP}
        channel = await self.direct_channel(person)
        await self._tell({**sent, "channel": channel, "action": press_of(view, button)})

    async def open_modal(self, person: Person, channel: str, message: Message, button: str) -> View:
        """Press a button that opens a modal, and return that modal.

        Args:
            person: who presses.
            channel: a name in ``CHANNELS`` or an id.
            message: as from ``messages``.
            button: its text or its ``action_id``.
        """
        before = await self.modal()
        await self.press(person, channel, message, button)
        return await self.new_modal(before)

    async def new_modal(self, before: View | None) -> View:
        """The modal on top once it is another than before; an app opens it when it can."""

        async def opened() -> View | None:
            now = await self.modal()
            return now if now and (before is None or now["id"] != before["id"]) else None

        return await until(opened, "a modal")

    async def modal(self) -> dict[str, Any] | None:
        """The modal on top, whoever has it open: the workspace has one stack of them."""
        stack = (await self._snapshot())["modalStack"]
        return stack[-1] if stack else None

    async def submit_modal(self, person: Person, typed: Typed) -> dict[str, str]:
        """Fill in the modal on top and submit it.

        Args:
            person: who submits.
            typed: by the field's label: a text, a date as in ISO 8601, the text of an option, or
                several of them. The other fields keep what stands in them.

        Returns:
            What is wrong, by the field's label; empty when the app took it, and ``modal`` tells
            whether it closed the modal or shows another view in it.

        Raises:
            LookupError: there is no modal, no such field, or no such option.
        """
        view = await self.modal()
        if view is None:
            raise LookupError("no modal is open")
        values = state_of(view, typed)
        body = {"t": "view_submit", "user": person.slack_id, "values": values}
        outcome = await self._tell(body, shown={"view", "view_errors"})
        labels = {block["block_id"]: block["label"]["text"] for block in inputs_of(view)}
        return {labels[block]: told for block, told in outcome.get("errors", {}).items()}

    async def close_modal(self, person: Person) -> None:
        """Close the modals without submitting them."""
        async with self._session.ws_connect("/ui") as socket:
            await socket.receive_json(timeout=10)
            await socket.send_json({"t": "view_close", "user": person.slack_id})
            while (await socket.receive_json(timeout=10)).get("t") != "view":
                pass

    async def upload(self, person: Person, channel: str, path: Path, text: str = "") -> None:
        """Send a file, and words with it; the person's own id as the channel is the bot's chat."""
        fields = {**self._who(person, channel), "text": text}
        form = aiohttp.FormData(fields, quote_fields=False)
        form.add_field("file", path.read_bytes(), filename=path.name)
        async with self._session.post("/_control/upload", data=form) as response:
            answer: dict[str, Any] = await response.json()
        assert answer.get("ok"), f"local-slack refused {path.name}: {answer}"

    async def messages(self, channel: str, reader: Person | None = None) -> list[Message]:
        """The messages of a channel, oldest first.

        Args:
            channel: a name in ``CHANNELS`` or an id.
            reader: leave out what is ephemeral to others; None leaves out nothing.
        """
        answer = await self._get(f"/_control/messages/{channel_id(channel)}")
        found: list[Message] = answer["messages"]
        if reader is None:
            return found
        return [m for m in found if m.get("ephemeral_to", reader.slack_id) == reader.slack_id]

    async def ephemerals(self, channel: str, reader: Person) -> list[Message]:
        """What only that person sees in a channel, oldest first."""
        found = await self.messages(channel, reader)
        return [message for message in found if message.get("subtype") == "ephemeral"]

    async def direct_messages(self, person: Person) -> list[Message]:
        """The messages between a person and the bot; none when they have never written."""
        channel = await self.direct_channel(person)
        return await self.messages(channel) if channel else []

    async def direct_channel(self, person: Person) -> str | None:
        """The id of the direct messages between a person and the bot, once there are any."""
        if person.id not in self._direct:
            for channel in (await self.state())["channels"]:
                if channel["is_im"] and set(channel["members"]) == {person.slack_id, BOT}:
                    self._direct[person.id] = str(channel["id"])
        return self._direct.get(person.id)

    async def state(self) -> dict[str, Any]:
        """``workspace``, ``apps``, ``users`` and ``channels``, direct ones included."""
        return await self._get("/_control/state")

    async def log(self) -> list[dict[str, Any]]:
        """The last thousand exchanges: ``direction``, ``kind``, ``summary``, ``detail``."""
        entries: list[dict[str, Any]] = (await self._get("/_control/log"))["log"]
        return entries

    async def calls(self, method: str) -> list[dict[str, Any]]:
        """The arguments of each call the app made of a Web API method, first to last."""
        return [
            entry["detail"]
            for entry in await self.log()
            if entry["kind"] == "web_api" and entry["summary"] == method
        ]

    async def is_connected(self) -> bool:
        """Whether the app has a socket open; always False in ``http`` mode."""
        return bool((await self._snapshot())["apps"][0]["connected"])

    async def reset(self) -> None:
        """Forget all messages, views, files and direct channels."""
        await self._control("reset", {})
        self._direct.clear()

    def _who(self, person: Person, channel: str) -> dict[str, Any]:
        return {"user": person.slack_id, "channel": channel_id(channel)}
