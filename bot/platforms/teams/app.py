"""The Teams platform: its wiring, and the ASGI application behind the guard."""

import json
import time
from collections.abc import Callable
from contextlib import suppress

from botbuilder.core import InvokeResponse, TurnContext

from bot.chat.entrance import Entrance, Receive, Refusal, Scope, Send
from bot.chat.ports import Conversation, DeliveryError, Directory, FileStore, Messenger
from bot.domain.errors import NotReady
from bot.platforms.teams.adapter import TeamsAdapter
from bot.platforms.teams.adaptive import Frame
from bot.platforms.teams.config import TeamsConfig, require_usable
from bot.platforms.teams.connector import Connector
from bot.platforms.teams.conversations import Conversations, ConversationStore
from bot.platforms.teams.directory import TeamsDirectory
from bot.platforms.teams.downloads import Downloads
from bot.platforms.teams.files import Files
from bot.platforms.teams.http import Http
from bot.platforms.teams.inbound import BadActivity, Incoming
from bot.platforms.teams.keys import SigningKeys
from bot.platforms.teams.messages import received
from bot.platforms.teams.messenger import TeamsMessenger
from bot.platforms.teams.showing import Showing
from bot.platforms.teams.tasks import Tasks
from bot.platforms.teams.tokens import InboundTokens, OutboundTokens
from bot.platforms.teams.turns import Turns
from bot.platforms.teams.verifier import TeamsVerifier, read_body
from bot.telemetry.logs import get_logger
from bot.texts import Texts

__all__ = ["TeamsConfig", "TeamsPlatform"]

_log = get_logger(__name__)

PATH = "/api/messages"
_LONGEST_BODY = 256 * 1024
_SETTLE_SECONDS = 2.0


class TeamsPlatform:
    """Microsoft Teams, as the composition root sees it.

    Args:
        config: the settings.
        conversation: the dispatcher.
        texts: the organisation's language, for the few sentences of the platform's own.
        store: keeps conversation references across restarts.
        files: where files wait that are offered in personal chats; None offers none.
        clock: the moment as seconds since the epoch, UTC.

    Raises:
        NotReady: the configuration is not safe to run with.
    """

    entrance: Entrance
    directory: Directory
    messenger: Messenger

    def __init__(
        self,
        config: TeamsConfig,
        conversation: Conversation,
        texts: Texts,
        store: ConversationStore,
        clock: Callable[[], float] = time.time,
        files: FileStore | None = None,
    ) -> None:
        require_usable(config)
        self._http = Http()
        self._keys = SigningKeys(config.openid_metadata_url, config.addresses, self._http)
        self._tokens = OutboundTokens(config, self._http, clock)
        self._anonymous = config.anonymous
        connector = Connector(config.addresses, self._tokens, self._http)
        conversations = Conversations(store)
        directory = TeamsDirectory(connector, conversations)
        adapter = TeamsAdapter(connector)
        offers = Files(store, files, config.addresses, self._http)
        frame = Frame(texts, "", config.public_url.rstrip("/"), dialogs=not config.anonymous)
        messenger = TeamsMessenger(adapter, conversations, offers, frame)
        showing = Showing(messenger, conversations, texts)
        downloads = Downloads(config.addresses, self._http)
        self._tasks = Tasks()
        turns = Turns(
            conversation, showing, directory, conversations, offers, downloads, self._tasks
        )
        verifier = TeamsVerifier(config, InboundTokens(self._keys, clock), conversation)
        self.directory = directory
        self.messenger = messenger
        self.entrance = Entrance(PATH, verifier, MessagesApp(adapter, turns))

    async def start(self) -> None:
        """Open the connections; fetch the signing keys and a token in the background."""
        await self._http.start()
        if not self._anonymous:
            self._keys.refresh_soon()
            self._tokens.fetch_soon()

    async def look(self) -> None:
        """Ask Microsoft once for its keys and for a token, for `doctor`."""
        await self._http.start()
        if not self._anonymous:
            await self._keys.key("")
            with suppress(DeliveryError):
                await self._tokens.header()

    async def check(self) -> None:
        """Ask Microsoft for a new token, so that a secret that has expired is seen.

        Raises:
            DeliveryError: with `credentials` when we are refused, else nobody can tell.
        """
        if not self._anonymous:
            await self._tokens.renew()

    async def stop(self) -> None:
        """Let answers that are being made be given, and close the connections."""
        await self._tasks.settle(_SETTLE_SECONDS)
        await self._keys.stop()
        await self._tokens.stop()
        await self._http.stop()

    def problems(self) -> tuple[NotReady, ...]:
        """Return what is amiss, for `doctor`; each is a sentence with its remedy."""
        found: list[NotReady] = []
        if self._keys.missing:
            found.append(NotReady("teams.keys"))
        if self._tokens.trouble:
            found.append(NotReady("teams.token", reason=self._tokens.trouble))
        return tuple(found)


class MessagesApp:
    """`POST /api/messages`, once the verifier has let the request in."""

    def __init__(self, adapter: TeamsAdapter, turns: Turns) -> None:
        self._adapter = adapter
        self._turns = turns

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request: 200, or 4xx; nothing of a message's makes it a 5xx."""
        if scope["type"] != "http":
            return
        try:
            if scope["method"] != "POST":
                raise Refusal(405, "method")
            incoming = read_body(await _body(receive))
            answer = await self._process(incoming)
        except BadActivity:
            await _respond(send, 400, None)
        except Refusal as refusal:
            await _respond(send, refusal.status, None)
        else:
            await _respond(send, answer.status, answer.body)

    async def _process(self, incoming: Incoming) -> InvokeResponse:
        async def turn(context: TurnContext) -> None:
            await self._take(context, incoming)

        answer = await self._adapter.process(received(incoming), turn)
        return answer or InvokeResponse(status=200, body={} if incoming.type == "invoke" else None)

    async def _take(self, context: TurnContext, incoming: Incoming) -> None:
        # Never a 5xx: Teams would send the activity again, and it would be answered twice.
        try:
            await self._turns.take(context, incoming)
        except BadActivity:
            raise
        except DeliveryError as error:
            _log.warning("teams.answer_not_sent", reason=error.reason)
            if incoming.type == "invoke":
                await self._apologise(context, incoming)
        except Exception:
            _log.exception("teams.turn_failed")
            await self._apologise(context, incoming)
        await self._note(incoming)

    async def _note(self, incoming: Incoming) -> None:
        try:
            await self._turns.note(incoming)
        except Exception:
            # The asker has the answer; that the place was not remembered is ours to see.
            _log.exception("teams.conversation_not_noted")

    async def _apologise(self, context: TurnContext, incoming: Incoming) -> None:
        try:
            await self._turns.fail(context, incoming)
        except DeliveryError as error:
            _log.warning("teams.answer_not_sent", reason=error.reason)


async def _body(receive: Receive) -> bytes:
    """Read the body, which the guard has already measured.

    Raises:
        Refusal: 400 when the client went away, 413 for a body that is too long all the same.
    """
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise Refusal(400, "disconnected")
        body += message.get("body", b"")
        if len(body) > _LONGEST_BODY:
            raise Refusal(413, "body")
        if not message.get("more_body", False):
            return bytes(body)


async def _respond(send: Send, status: int, body: object) -> None:
    content = b"" if body is None else json.dumps(body).encode("ascii")
    headers = [(b"content-length", str(len(content)).encode("ascii"))]
    if content:
        headers.append((b"content-type", b"application/json; charset=utf-8"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})
