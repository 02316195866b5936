"""The way out: messages to known places, and to people who have the app."""

from dataclasses import replace
from datetime import datetime

from bot.cards.elements import Card
from bot.chat.ports import DeliveryError
from bot.chat.request import Place, PlaceKind
from bot.domain.people import Account
from bot.platforms.teams.adapter import TeamsAdapter
from bot.platforms.teams.adaptive import Frame
from bot.platforms.teams.conversations import Conversations, Reference
from bot.platforms.teams.messages import card_message
from bot.texts import Texts


class TeamsMessenger:
    """Sends cards to stored conversations.

    A direct `Place` is named by the personal chat's id or by the person's directory object id;
    when no chat with the person is known, one is opened.
    """

    def __init__(
        self, adapter: TeamsAdapter, conversations: Conversations, texts: Texts, public_url: str
    ) -> None:
        self._adapter = adapter
        self._conversations = conversations
        self._texts = texts
        self._public_url = public_url

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
        return await self._adapter.say(
            reference, place.thread, card_message(card, self.frame(place.tenant, language))
        )

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
        self, account: Account, member_id: str, card: Card, language: str = ""
    ) -> None:
        """Send `card` to the personal chat with `account`, opening it when it is not known.

        Args:
            account: the person.
            member_id: the id Teams gave the person for this bot, or "" when it is not known.
            card: what to send.
            language: as for `frame`.

        Raises:
            DeliveryError: as for `send`.
        """
        reference = await self._conversations.personal(account)
        if reference is None:
            reference = await self.open_chat(account, member_id)
        message = card_message(card, self.frame(account.tenant, language))
        await self._adapter.say(reference, None, message)

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
        texts = replace(self._texts, language=language) if language else self._texts
        return Frame(texts, tenant, self._public_url)
