"""Slack as a platform: one Bolt application behind our own verifier, over HTTP or Socket Mode."""

import asyncio
import logging
import re
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

import aiohttp
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.chat.entrance import Entrance
from bot.chat.fence import connector, fence
from bot.chat.ports import Conversation, Directory, Messenger, PictureStore
from bot.domain.errors import NotReady
from bot.platforms.slack.admission import Admission, Identity
from bot.platforms.slack.asgi import BoltDoor
from bot.platforms.slack.calls import Calls
from bot.platforms.slack.clients import Known, client_of
from bot.platforms.slack.dialogs import Dialogs
from bot.platforms.slack.directory import SlackDirectory
from bot.platforms.slack.files import Files
from bot.platforms.slack.identity import ask_identity
from bot.platforms.slack.inbound import to_request
from bot.platforms.slack.messenger import SlackMessenger
from bot.platforms.slack.quotes import quoted
from bot.platforms.slack.receiver import Receiver
from bot.platforms.slack.replies import Replies
from bot.platforms.slack.signature import SlackVerifier
from bot.platforms.slack.socketmode import SocketMode
from bot.platforms.slack.tasks import Tasks
from bot.telemetry.logs import get_logger
from bot.texts import Texts

PATH = "/slack/events"

SCOPES = frozenset(
    {
        "app_mentions:read",
        "channels:history",
        "chat:write",
        "commands",
        "files:read",
        "files:write",
        "groups:history",
        "im:history",
        "im:write",
        "mpim:history",
        "reactions:read",
        "users:read",
        "users:read.email",
    }
)
"""What the bot token must be allowed to do.

The histories are read for two things: whether a message of ours arrived (see `readback`), and
what a message says that somebody marked as a deviation (see `quotes`).
"""

EMOJI = "triangular_flag_on_post"
"""Marks a message as a deviation unless the settings name another emoji."""

_CALL_TIMEOUT = 10.0
_CONNECT_TIMEOUT = 5.0
"""Apart from the whole: what was not connected was surely not sent."""

_SETTLE = 5.0
_RETRY_IDENTITY = 15.0
_EVENTS = re.compile("app_mention|message|app_home_opened|reaction_added")
_ANY = re.compile(".*")
_ALWAYS = frozenset({"command", "challenge", "ssl_check"})
_log = get_logger(__name__)


@dataclass(frozen=True)
class SlackConfig:
    """The settings of one workspace's app.

    Args:
        bot_token: `xoxb-…`.
        signing_secret: of the HTTP mode; empty shuts the HTTP entrance.
        app_token: `xapp-…` turns Socket Mode on.
        api_url: the Web API, with a slash at the end.
        teams: allowed workspace ids; empty means the token's own.
        commands: slash command names with their slash.
        emoji: the name of the emoji that marks a message as a deviation.
    """

    bot_token: str
    signing_secret: str
    app_token: str | None
    api_url: str
    teams: frozenset[str]
    commands: tuple[str, ...]
    emoji: str = EMOJI


class SlackPlatform:
    """The way in, the way out and the directory of Slack.

    Args:
        config: settings.
        conversation: answers requests.
        pictures: where rendered pictures wait.
        texts: the organisation's language.
        clock: seconds since the epoch.

    Raises:
        NotReady: neither a signing secret nor an app token is set, or no bot token.
    """

    def __init__(
        self,
        config: SlackConfig,
        conversation: Conversation,
        pictures: PictureStore,
        texts: Texts,
        clock: Callable[[], float] = time.time,
    ) -> None:
        if not config.bot_token:
            raise NotReady("slack.no-token")
        if not (config.signing_secret or config.app_token):
            raise NotReady("slack.no-secret")
        self._config = config
        self._conversation = conversation
        self._identity: Identity | None = None
        self._trouble: NotReady | None = None
        self._admission = Admission(config.teams)
        self._tasks = Tasks()
        self._client = client_of(config.api_url, config.bot_token)
        messenger = SlackMessenger(self._client, self._admission, pictures, texts)
        directory = SlackDirectory(self._client, self._admission, clock)
        replies = Replies(messenger, texts)
        self._bolt = self._build_bolt(
            Receiver(
                conversation,
                replies,
                Dialogs(messenger, replies, texts),
                directory,
                texts,
                self._tasks,
                lambda: self._bot_user,
                Files(messenger.calls).shared,
                partial(quoted, messenger.calls),
                config.emoji,
            )
        )
        self._socket: SocketMode | None = None
        self.messenger: Messenger = messenger
        self.directory: Directory = directory
        verifier = SlackVerifier(config.signing_secret, self._admission, self._refused, clock)
        self.entrance = Entrance(PATH, verifier, BoltDoor(self._dispatch))

    async def start(self) -> None:
        """Learn who the token is, and connect in Socket Mode when there is an app token.

        A platform that cannot be reached is asked again in the background.

        Raises:
            NotReady: Slack says that the token is of no use.
        """
        self._open_session()
        try:
            known = await self._identify()
        except NotReady:
            await self.stop()
            raise
        if not known:
            self._tasks.start(self._identify_later())
        if self._config.app_token:
            client = client_of(self._config.api_url, self._config.app_token)
            client.session = self._client.session
            self._socket = SocketMode(
                self._bolt,
                self._config.app_token,
                client,
                self._admission,
                self._refused,
                self._dispatch,
            )
            self._socket.start()

    async def look(self) -> None:
        """Ask Slack once who the token is, for `doctor`; nothing is listened to."""
        self._open_session()
        with suppress(NotReady):
            await self._identify()

    async def check(self) -> None:
        """Ask Slack whether it takes our token now.

        Raises:
            DeliveryError: with `credentials` when it refuses the token, else nobody can tell.
        """
        await Calls(self._client).call("auth.test", {})

    def _open_session(self) -> None:
        timeout = aiohttp.ClientTimeout(total=_CALL_TIMEOUT, connect=_CONNECT_TIMEOUT)
        self._client.session = aiohttp.ClientSession(
            connector=connector(), timeout=timeout, trace_configs=[fence()]
        )

    async def stop(self) -> None:
        """Disconnect, let the running work end, and close the connections."""
        if self._socket is not None:
            await self._socket.stop()
            self._socket = None
        await self._tasks.settle(_SETTLE if self._identity else 0)
        if self._client.session is not None:
            await self._client.session.close()

    def problems(self) -> tuple[NotReady, ...]:
        """Return what is amiss, for `doctor`; each is a sentence with its remedy."""
        found: list[NotReady] = []
        if self._trouble is not None:
            found.append(self._trouble)
        if self._identity is not None and self._identity.scopes:
            missing = sorted(SCOPES - self._identity.scopes)
            if missing:
                found.append(NotReady("slack.scopes", missing=", ".join(missing)))
        if self._socket is not None and not self._socket.connected:
            found.append(NotReady("slack.socket"))
        return tuple(found)

    # -- who we are

    async def _identify(self) -> bool:
        """Return whether Slack told who the token is.

        Raises:
            NotReady: Slack refuses the token.
        """
        try:
            self._identity = await ask_identity(self._client)
        except NotReady as error:
            self._trouble = error
            if error.key == "slack.token":
                raise
            _log.warning("slack.not_reached", reason=error.params.get("reason"))
            return False
        self._trouble = None
        self._admission.learn(self._identity)
        return True

    async def _identify_later(self) -> None:
        known = False
        while not known:
            await asyncio.sleep(_RETRY_IDENTITY)
            try:
                known = await self._identify()
            except NotReady:
                return

    async def _refused(self, team: str, app: str) -> None:
        _log.warning("slack.foreign_refused", tenant=team)
        await self._conversation.refused("slack", team, app)

    @property
    def _bot_user(self) -> str | None:
        return self._identity.bot_user if self._identity else None

    # -- Bolt

    def _build_bolt(self, receiver: Receiver) -> AsyncApp:
        """Few listeners and no checks of Bolt's own: the verifier has made them."""
        quiet = logging.getLogger("slack_bolt")
        quiet.setLevel(max(quiet.level, logging.WARNING))
        bolt = AsyncApp(
            name="tovholder",
            logger=quiet,
            client=client_of(self._config.api_url, None),
            authorize=Known(self._config.bot_token, lambda: self._identity),
            process_before_response=True,
            request_verification_enabled=False,
            attaching_function_token_enabled=False,
        )
        bolt.command(_ANY)(receiver.on_command)
        bolt.action(_ANY)(receiver.on_press)
        bolt.view(_ANY)(receiver.on_form)
        bolt.shortcut(_ANY)(receiver.on_shortcut)
        bolt.event(_EVENTS)(receiver.on_event)
        bolt.error(self._on_error)
        return bolt

    async def _dispatch(self, payload: dict[str, Any]) -> BoltResponse:
        """Answer a checked payload; what we have no use for is only acknowledged."""
        if not payload.keys().isdisjoint(_ALWAYS) or to_request(payload, self._bot_user):
            # Bolt takes a ready body only in this mode; it matters for nothing else here.
            request = AsyncBoltRequest(mode="socket_mode", body=payload)
            return await self._bolt.async_dispatch(request)
        return BoltResponse(status=200)

    async def _on_error(self, error: Exception) -> BoltResponse:
        """Keep the acknowledgement: Slack would show a failure and send events again."""
        _log.error("slack.listener_failed", exc_info=error)
        return BoltResponse(status=200)
