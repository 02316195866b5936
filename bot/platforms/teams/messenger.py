"""The way out: messages to known places, and to people who have the app."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from botbuilder.schema import Activity

from bot.cards.elements import Card
from bot.chat.ports import DeliveryError
from bot.chat.request import Place, PlaceKind
from bot.domain.people import Account
from bot.platforms.teams.adapter import TeamsAdapter
from bot.platforms.teams.adaptive import Frame
from bot.platforms.teams.conversations import Conversations, Reference
from bot.platforms.teams.files import Files
from bot.platforms.teams.messages import card_message
from bot.telemetry.logs import get_logger

_log = get_logger(__name__)


class TeamsMessenger:
    """Sends cards to stored conversations.

    A direct `Place` is named by the personal chat's id or by the person's directory object id;
    when no chat with the person is known, one is opened.

    Args:
        adapter: sends.
        conversations: where the bot has been spoken to.
        files: offers the files on cards.
        frame: how cards are rendered; its tenant is each place's own.
    """

    def __init__(
        self,
        adapter: TeamsAdapter,
        conversations: Conversations,
        files: Files,
        frame: Frame,
    ) -> None:
        self._adapter = adapter
        self._conversations = conversations
        self._files = files
        self._frame = frame

    reads_back = False

    async def send(self, place: Place, card: Card, marker: str = "", language: str = "") -> str:
        """Send `card` to `place` and return the message's id; nothing carries the marker.

        Raises:
            DeliveryError: permanent where the bot is not, was removed or is blocked;
                `retry_after` where Teams asked us to wait; `credentials` where it refuses us;
                `not_sent` where it was not reached; otherwise perhaps delivered.
        """
        reference = await self._conversations.at(place)
        if reference is None and place.kind is PlaceKind.DIRECT:
            reference = await self._opened(Account("teams", place.tenant, place.id))
        if reference is None:
            raise DeliveryError("place-unknown", permanent=True)
        message = card_message(card, self.frame(place.tenant, language))
        sent = await self._adapter.say(reference, place.thread, message)
        if reference.kind is PlaceKind.DIRECT:
            account = Account("teams", reference.tenant, reference.account_id)
            await self._say_besides(reference, await self.offers(account, card, language))
        return sent

    async def update(self, place: Place, message_id: str, card: Card, language: str = "") -> None:
        """Show `card` instead of a message sent earlier; doing it twice does no harm.

        Raises:
            DeliveryError: as for `send`; permanent when the message is gone.
        """
        reference = await self._conversations.at(place)
        if reference is None or not message_id:
            raise DeliveryError("message-unknown", permanent=True)
        message = card_message(card, self.frame(place.tenant, language))
        await self._adapter.change(reference, place.thread, message_id, message)

    async def find(self, place: Place, marker: str, since: datetime) -> str | None:
        """Teams cannot be read back.

        Raises:
            DeliveryError: always, permanent.
        """
        raise DeliveryError("not-readable", permanent=True)

    async def send_personally(
        self, account: Account, member_id: str, messages: Sequence[Activity]
    ) -> None:
        """Send messages to the personal chat with `account`, opening it when it is not known.

        Args:
            account: the person.
            member_id: the id Teams gave the person for this bot, or "" when it is not known.
            messages: what to send; what follows the first may be lost.

        Raises:
            DeliveryError: the first was not, or perhaps not, posted.
        """
        reference = await self._conversations.personal(account)
        if reference is None:
            reference = await self.open_chat(account, member_id)
        await self._adapter.say(reference, None, messages[0])
        await self._say_besides(reference, messages[1:])

    async def offers(self, account: Account, card: Card, language: str = "") -> Sequence[Activity]:
        """Return the messages that ask a person where to put the files on `card`."""
        return await self._files.offer(account, card, self.frame("", language).texts)

    async def _say_besides(self, reference: Reference, messages: Sequence[Activity]) -> None:
        """Send what comes with a message that was sent; the message's card says the same."""
        for message in messages:
            try:
                await self._adapter.say(reference, None, message)
            except DeliveryError as error:
                _log.warning("teams.file_not_offered", reason=error.reason)

    async def _opened(self, account: Account) -> Reference:
        """Open the personal chat with `account`.

        Raises:
            DeliveryError: it was not opened, so nothing was sent.
        """
        try:
            return await self.open_chat(account, "")
        except DeliveryError as error:
            if error.not_sent:
                raise
            # Whether the chat was made is unknown, and of no harm: making it again finds it.
            raise DeliveryError(error.reason, not_sent=True) from None

    async def open_chat(self, account: Account, member_id: str) -> Reference:
        """Open the personal chat with `account` and remember it.

        Raises:
            DeliveryError: the tenant is unknown, or the person does not have the app.
        """
        tenant = await self._conversations.of_tenant(account.tenant)
        if tenant is None:
            raise DeliveryError("tenant-unknown", permanent=True)
        chat = Reference(
            service_url=tenant.service_url,
            tenant=account.tenant,
            conversation_id=await self._adapter.open_chat(tenant, account.id, member_id),
            kind=PlaceKind.DIRECT,
            bot_id=tenant.bot_id,
            user_id=member_id or account.id,
            account_id=account.id,
        )
        await self._conversations.note(chat)
        return chat

    def frame(self, tenant: str, language: str = "") -> Frame:
        """Return how cards are rendered for a tenant.

        Args:
            tenant: whose people may be mentioned.
            language: of our own words on the card; empty is the organisation's.
        """
        texts = self._frame.texts
        if language:
            texts = replace(texts, language=language)
        return replace(self._frame, texts=texts, tenant=tenant)
