"""The conversation between the local chat and the house: say, press, submit, open the home page."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from bot.cards.elements import Card, Text, Tone, plain
from bot.cards.plaintext import card_text
from bot.chat.ports import Conversation
from bot.chat.reply import Audience, Receipt, Reply
from bot.chat.request import (
    ButtonPress,
    Command,
    FormSubmit,
    HomeOpened,
    MessageShortcut,
    PlaceKind,
)
from bot.platforms.web.dialogs import Dialog, Dialogs
from bot.platforms.web.errors import WebError
from bot.platforms.web.inbound import command, is_slash, press
from bot.platforms.web.mentions import mentioned
from bot.platforms.web.messages import Attached, Message, MessageLog
from bot.platforms.web.people import BOT, PLATFORM, WebPerson, WebPlace, find_person
from bot.platforms.web.uploads import Upload

LONGEST_TEXT = 4000
_LONGEST_DELIVERY = 200


@dataclass(frozen=True)
class Outcome:
    """What came of something that a person did.

    Args:
        messages: what they said, the answer to it, and then what the outbox brought to anyone.
        place: where the answer stands.
        dialog: the form that is open now; its errors tell that it was not accepted.
        opened_on: the message of the list that the form belongs to.
    """

    messages: tuple[Message, ...]
    place: str
    dialog: Dialog | None = None
    opened_on: Message | None = None


class Talk:
    """What people do in the chat, and the messages it causes."""

    def __init__(
        self,
        conversation: Conversation,
        people: Callable[[], Sequence[WebPerson]],
        places: Sequence[WebPlace],
        log: MessageLog,
        dialogs: Dialogs,
        settle: Callable[[], Awaitable[None]],
        url: str = "",
    ) -> None:
        """Connect the chat's people, places, messages and open forms to `conversation`.

        `settle` returns when what an answer caused has been delivered. `url` is the chat's own
        address, to which the addresses of messages are added.
        """
        self._conversation = conversation
        self._people = people
        self._places = places
        self._log = log
        self._dialogs = dialogs
        self._settle = settle
        self._url = url

    def person(self, person_id: str) -> WebPerson:
        """Return the person.

        Raises:
            WebError: 404, nobody has this id.
        """
        person = find_person(self._people(), person_id)
        if person is None:
            raise WebError(404, "unknown-person")
        return person

    def place(self, place_id: str, person: WebPerson) -> WebPlace:
        """Return the place as `person` may use it.

        Raises:
            WebError: 404, there is no such place, or it is somebody else's.
        """
        for place in (*self._places, person.direct, person.home):
            if place.id == place_id:
                return place
        raise WebError(404, "unknown-place")

    async def say(
        self,
        person_id: str,
        place_id: str,
        text: str,
        delivery: str = "",
        file: Upload | None = None,
    ) -> Outcome:
        """Write what a person says, hand it to the bot when it is meant for it, and answer.

        Args:
            person_id: who says it.
            place_id: where.
            text: what; it may be empty with a file.
            delivery: tells a repeated command from a new one; "" makes it new.
            file: sent along; it is always for the bot, and only the sender sees it.

        Raises:
            WebError: the person, the place, the text or the delivery cannot be used; 503, it could
                not be stored in time.
        """
        person = self.person(person_id)
        place = self.place(place_id, person)
        said = text.strip()
        if place == person.home:
            raise WebError(404, "unknown-place")
        if not said and file is None:
            raise WebError(400, "empty-text")
        if len(said) > LONGEST_TEXT:
            raise WebError(400, "long-text", limit=LONGEST_TEXT)
        files = (file.shared,) if file else ()
        asked = command(person, place, said, self._people(), _key(delivery), files)
        if asked is not None and not await self._received(asked):
            return Outcome((), place.id)
        before = self._log.latest
        private = (is_slash(said) or file is not None) and place.kind is not PlaceKind.DIRECT
        attached = Attached(file.name, len(file.content)) if file else None
        to = person.id if private else None
        own = self._log.write(place.id, person.id, said, to=to, file=attached)
        if asked is None:
            return Outcome((own,), place.id)
        reply = await self._conversation.answer(asked)
        shown = self._show(reply, person, place)
        return await self._outcome(before, (own, shown), reply, person, place, shown)

    async def press(
        self,
        person_id: str,
        message_id: str,
        action: str,
        values: Mapping[str, Any],
        delivery: str = "",
    ) -> Outcome:
        """Press a button or choose an option, and return what it caused.

        Whether the person may is for the house to say, also of a message that they do not see: it
        keeps account of refusals. The answer is then theirs alone.

        Raises:
            WebError: the person or the message is unknown, or it never had such a control; 503,
                the press could not be stored in time.
        """
        person = self.person(person_id)
        message = self._log.find(message_id)
        if message is None or message.card is None:
            raise WebError(404, "unknown-message")
        seen = message if message.visible_to(person) else None
        place = self._answered_in(seen, person)
        request = press(person, place, message, action, values, _key(delivery))
        if not await self._received(request):
            return Outcome((), message.place if seen else place.id)
        before = self._log.latest
        reply = await self._conversation.answer(request)
        if reply.form is not None and seen is not None:
            return await self._outcome(before, (seen,), reply, person, place, seen)
        shown = self._show(reply, person, place, seen)
        return await self._outcome(before, (shown,), reply, person, place, shown)

    async def shortcut(self, person_id: str, message_id: str, shortcut: str) -> Outcome:
        """Choose a shortcut on a message, and return what it caused: the form that it opens.

        Raises:
            WebError: the person is unknown, or does not see such a message.
        """
        person = self.person(person_id)
        message = self._log.find(message_id)
        if message is None or not message.visible_to(person):
            raise WebError(404, "unknown-message")
        place = self._answered_in(message, person)
        text = card_text(message.card) if message.card else message.text
        said, accounts = mentioned(text, self._people())
        query = urlencode({"person": person.id, "place": message.place})
        link = f"{self._url}/?{query}#m-{message.id}" if self._url else ""
        request = MessageShortcut(person.actor, place.address, shortcut, said, link, accounts)
        before = self._log.latest
        reply = await self._conversation.answer(request)
        shown = self._show(reply, person, place)
        return await self._outcome(before, (shown,), reply, person, place, shown)

    async def submit(
        self,
        person_id: str,
        message_id: str | None,
        action: str,
        value: str,
        values: Mapping[str, tuple[str, ...]],
        delivery: str = "",
        file: Upload | None = None,
    ) -> Outcome:
        """Submit an open form, and return what it caused: the next form, errors, or an answer.

        Args:
            person_id: who submits.
            message_id: the message it was opened on; what is gone since does no harm.
            action: the form's own.
            value: the form's own.
            values: what stands in each field.
            delivery: tells a repeated submission from a new one.
            file: what was chosen in the form's file field.

        Raises:
            WebError: the person is unknown; 503, the form could not be stored in time.
        """
        person = self.person(person_id)
        dialog = self._dialogs.find(person.id, value)
        message = self._log.find(message_id or (dialog.message if dialog else None) or "")
        if message is not None and not message.visible_to(person):
            message = None
        place = self.place(dialog.place, person) if dialog else self._answered_in(message, person)
        opened_on = message.id if message else None
        request = FormSubmit(
            person.actor,
            place.address,
            action,
            value,
            values,
            opened_on,
            _key(delivery),
            (file.shared,) if file else (),
        )
        if not await self._received(request):
            return Outcome((), place.id)
        before = self._log.latest
        reply = await self._conversation.answer(request)
        self._dialogs.close(person.id, value)
        if reply.form is not None and message is not None:
            return await self._outcome(before, (message,), reply, person, place, message)
        shown = self._show(reply, person, place, message)
        return await self._outcome(before, (shown,), reply, person, place, shown)

    async def open_home(self, person: WebPerson) -> Message:
        """Ask for the person's home page and return the message that holds it."""
        opened = HomeOpened(person.actor, person.direct.address)
        reply = await self._conversation.answer(opened)
        shown = self._log.in_place(person.home.id)
        if shown:
            return self._log.change(shown[-1], reply.card, person.id)
        return self._log.write(person.home.id, BOT, "", to=person.id, card=reply.card)

    def _answered_in(self, message: Message | None, person: WebPerson) -> WebPlace:
        """Return where a press on `message` is answered; the home page is no place to talk."""
        if message is None or message.place == person.home.id:
            return person.direct
        return self.place(message.place, person)

    async def _received(self, request: Command | ButtonPress | FormSubmit) -> bool:
        """Tell whether `request` is new and has been stored where it must be.

        Raises:
            WebError: 503, it could not be stored in time.
        """
        receipt = await self._conversation.receive(request)
        if receipt is Receipt.LATER:
            raise WebError(503, "try-later")
        return receipt is Receipt.NEW

    async def _outcome(
        self,
        before: int,
        direct: Sequence[Message],
        reply: Reply,
        person: WebPerson,
        place: WebPlace,
        shown: Message,
    ) -> Outcome:
        """Wait for what the answer caused, and return it all as it reads then."""
        await self._settle()
        own = tuple(self._log.find(one.id) or one for one in direct)
        ids = {one.id for one in own}
        brought = [
            one for one in self._log.changed_since(before) if one.brought and one.id not in ids
        ]
        dialog = None
        if reply.form is not None:
            dialog = Dialog(reply.form, person.id, place.id, shown.id, reply.errors)
            self._dialogs.show(dialog)
        return Outcome((*own, *brought), shown.place, dialog, own[-1] if dialog else None)

    def _show(
        self, reply: Reply, person: WebPerson, place: WebPlace, pressed: Message | None = None
    ) -> Message:
        card = reply.card if reply.form is not None else _with_errors(reply)
        if reply.audience is Audience.PERSONAL:
            place = person.direct
        shared = reply.audience is Audience.PLACE and place.kind is not PlaceKind.DIRECT
        to = None if shared else person.id
        if pressed and reply.replaces and _may_replace(pressed, reply, person, shared):
            return self._log.change(pressed, card, to)
        return self._log.write(place.id, BOT, "", to=to, card=card)


def _key(delivery: str) -> str:
    """Return what tells a delivery from others; a script's own `delivery` tells its repetition.

    Raises:
        WebError: 400, it is too long to be kept.
    """
    if len(delivery) > _LONGEST_DELIVERY:
        raise WebError(400, "missing-field", field="delivery")
    return f"{PLATFORM}:{delivery or uuid4().hex}"


def _with_errors(reply: Reply) -> Card:
    """Return the reply's card with what is wrong in words, where there is no form to hold them."""
    lines = tuple(Text(plain(sentence), Tone.WARNING) for sentence in reply.errors.values())
    return replace(reply.card, body=(*reply.card.body, *lines))


def _may_replace(pressed: Message, reply: Reply, person: WebPerson, shared: bool) -> bool:
    """Tell whether a reply may stand where the pressed message stands.

    A private answer never takes the place of what everybody sees, and a personal one never
    stands in a channel.
    """
    if pressed.to is None:
        return shared
    return reply.audience is not Audience.PERSONAL or person.owns(pressed.place)
