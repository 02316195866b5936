"""One activity, from what was received to what is answered."""

import asyncio

from botbuilder.core import TurnContext

from bot.chat.ports import Conversation, DeliveryError
from bot.chat.reply import Receipt, Reply
from bot.chat.request import Request
from bot.platforms.teams import inbound
from bot.platforms.teams.conversations import Conversations, Reference
from bot.platforms.teams.directory import TeamsDirectory
from bot.platforms.teams.downloads import Downloads
from bot.platforms.teams.files import Files, FileTrouble, is_consent
from bot.platforms.teams.inbound import Incoming, Move
from bot.platforms.teams.pressed import is_press, press
from bot.platforms.teams.showing import Showing, post_patiently
from bot.platforms.teams.tasks import Tasks
from bot.platforms.teams.ways import Way, way_of
from bot.telemetry.logs import get_logger

_log = get_logger(__name__)


class Turns:
    """Answers what people say, press and fill in, and notes where the bot is.

    Args:
        conversation: the dispatcher.
        showing: puts answers before people.
        directory: who is mentioned.
        conversations: where the bot is.
        files: the files on offer.
        downloads: the files people send.
        tasks: holds what goes on after an activity was answered.
    """

    def __init__(
        self,
        conversation: Conversation,
        showing: Showing,
        directory: TeamsDirectory,
        conversations: Conversations,
        files: Files,
        downloads: Downloads,
        tasks: Tasks,
    ) -> None:
        self._conversation = conversation
        self._showing = showing
        self._texts = showing.texts
        self._directory = directory
        self._conversations = conversations
        self._files = files
        self._downloads = downloads
        self._tasks = tasks
        self._arriving: set[tuple[str, str]] = set()

    async def take(self, context: TurnContext, incoming: Incoming) -> None:
        """Handle one activity. What is unknown to us is passed over.

        Raises:
            BadActivity: a part of it is malformed.
            DeliveryError: the answer was not, or perhaps not, posted.
        """
        self._directory.saw(incoming)
        moved = inbound.move(incoming)
        if moved is not None:
            await self._move(context, incoming, moved)
        elif is_consent(incoming):
            await self._consent(context, incoming)
        elif is_press(incoming):
            await self._press(context, incoming)
        elif incoming.type == "message":
            await self._message(context, incoming)

    async def note(self, incoming: Incoming) -> None:
        """Remember the conversation a person spoke in, to be able to write there later."""
        if incoming.sender_account and incoming.type in ("message", "invoke"):
            await self._conversations.note(incoming.reference)

    async def fail(self, context: TurnContext, incoming: Incoming) -> None:
        """Tell the asker that something went wrong.

        Raises:
            DeliveryError: that was not posted either.
        """
        if incoming.type == "message" or is_press(incoming):
            await self._way(context, incoming).say(self._texts("teams.failed"))

    async def _message(self, context: TurnContext, incoming: Incoming) -> None:
        way = self._way(context, incoming)
        if not incoming.sender_account:
            await way.say(self._texts("teams.unknown_sender"))
            return
        people = await self._directory.accounts(incoming, inbound.mentioned(incoming))
        files = self._downloads.files(incoming)
        await self._converse(way, incoming, inbound.command(incoming, people, files))

    async def _press(self, context: TurnContext, incoming: Incoming) -> None:
        way = self._way(context, incoming)
        if not incoming.sender_account:
            await way.say(self._texts("teams.unknown_sender"))
            return
        request = press(incoming)
        if request is None:
            await way.say(self._texts("teams.unreadable_press"))
            return
        await self._converse(way, incoming, request)

    async def _converse(self, way: Way, incoming: Incoming, request: Request) -> None:
        """Have a request stored if it changes anything, and answered; slow ones later."""
        receipt = await self._conversation.receive(request)
        if receipt is Receipt.LATER:
            await way.say(self._texts("teams.try_later"))
            return
        if receipt is Receipt.AGAIN:
            if incoming.type == "invoke":
                await way.say(self._texts("error.delivery-again"))
            return
        answer = await self._tasks.begin(self._conversation.answer(request))
        if answer.done():
            await way.give(answer.result())
            return
        later = await way.wait(self._texts("teams.one_moment"))
        self._tasks.leave(self._give_later(later, answer))

    async def _give_later(self, way: Way, answer: "asyncio.Task[Reply]") -> None:
        try:
            await way.give(await answer)
        except DeliveryError as error:
            _log.warning("teams.answer_not_sent", reason=error.reason)
        except Exception:
            _log.exception("teams.turn_failed")
            await way.say(self._texts("teams.failed"))

    async def _consent(self, context: TurnContext, incoming: Incoming) -> None:
        """Put a file where the person wants it; what takes long goes on by itself."""
        work = await self._tasks.begin(self._put_file(context, incoming))
        if work.done():
            work.result()
        else:
            self._tasks.leave(_finish(work))

    async def _put_file(self, context: TurnContext, incoming: Incoming) -> None:
        try:
            shown = await self._files.take(incoming)
        except FileTrouble as trouble:
            await self._showing.tell(context, self._texts(trouble.key))
            return
        if shown is None:
            await self._showing.tell(context, self._texts("teams.file_declined"))
        else:
            await post_patiently(context, shown)

    async def _move(self, context: TurnContext, incoming: Incoming, moved: Move) -> None:
        reference = incoming.reference
        if moved is Move.REMOVED:
            await self._conversations.drop(reference)
            return
        if await self._is_new(reference) and incoming.sender_account:
            reply = await self._conversation.answer(inbound.arrival(incoming))
            await post_patiently(context, self._showing.message(incoming, reply))

    async def _is_new(self, reference: Reference) -> bool:
        """Remember a place the bot was added to; tell whether it was not known before.

        Teams tells of one installation twice, as conversationUpdate and as installationUpdate,
        and may do so at once.
        """
        place = (reference.tenant, reference.conversation_id)
        if place in self._arriving:
            return False
        self._arriving.add(place)
        try:
            known = await self._conversations.knows(reference)
            await self._conversations.note(reference)
        finally:
            self._arriving.discard(place)
        return not known

    def _way(self, context: TurnContext, incoming: Incoming) -> Way:
        return way_of(context, incoming, self._showing)


async def _finish(work: "asyncio.Task[None]") -> None:
    await work
