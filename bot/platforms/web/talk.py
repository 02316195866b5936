"""The conversation between the local chat and the house: say, press, open the home page."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.chat.ports import Conversation
from bot.chat.reply import Audience, Reply
from bot.chat.request import HomeOpened, PlaceKind
from bot.platforms.web.errors import WebError
from bot.platforms.web.inbound import command, is_slash, press
from bot.platforms.web.messages import Message, MessageLog
from bot.platforms.web.people import BOT, WebPerson, WebPlace, find_person

LONGEST_TEXT = 4000


class Talk:
    """What people do in the chat, and the messages it causes."""

    def __init__(
        self,
        conversation: Conversation,
        people: Callable[[], Sequence[WebPerson]],
        places: Sequence[WebPlace],
        log: MessageLog,
    ) -> None:
        """Connect the chat's people, places and messages to `conversation`."""
        self._conversation = conversation
        self._people = people
        self._places = places
        self._log = log

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

    async def say(self, person_id: str, place_id: str, text: str) -> list[Message]:
        """Write what a person says, hand it to the bot when it is meant for it, and return both.

        Raises:
            WebError: the person, the place or the text cannot be used.
        """
        person = self.person(person_id)
        place = self.place(place_id, person)
        said = text.strip()
        if place == person.home:
            raise WebError(404, "unknown-place")
        if not said:
            raise WebError(400, "empty-text")
        if len(said) > LONGEST_TEXT:
            raise WebError(400, "long-text", limit=LONGEST_TEXT)
        private = is_slash(said) and place.kind is not PlaceKind.DIRECT
        own = self._log.write(place.id, person.id, said, to=person.id if private else None)
        asked = command(person, place, said, self._people())
        if asked is None:
            return [own]
        return [own, self._show(await self._conversation.answer(asked), person, place)]

    async def press(
        self, person_id: str, message_id: str, action: str, values: Mapping[str, Any]
    ) -> list[Message]:
        """Press a button or choose an option, and return what it caused.

        Raises:
            WebError: the person is unknown, does not see the message, or it has no such control.
        """
        person = self.person(person_id)
        message = self._log.find(message_id)
        if message is None or message.card is None or not message.visible_to(person):
            raise WebError(404, "unknown-message")
        place = self.place(message.place, person)
        # The home page is no place to talk: what a press there says is said in private.
        answered_in = person.direct if place == person.home else place
        request = press(person, answered_in, message.id, message.card, action, values)
        reply = await self._conversation.answer(request)
        return [self._show(reply, person, answered_in, pressed=message)]

    async def open_home(self, person: WebPerson) -> Message:
        """Ask for the person's home page and return the message that holds it."""
        opened = HomeOpened(person.actor, person.direct.address)
        reply = await self._conversation.answer(opened)
        shown = self._log.in_place(person.home.id)
        if shown:
            return self._log.change(shown[-1], reply.card, person.id)
        return self._log.write(person.home.id, BOT, "", to=person.id, card=reply.card)

    def _show(
        self, reply: Reply, person: WebPerson, place: WebPlace, pressed: Message | None = None
    ) -> Message:
        if reply.audience is Audience.PERSONAL:
            place = person.direct
        shared = reply.audience is Audience.PLACE and place.kind is not PlaceKind.DIRECT
        to = None if shared else person.id
        if pressed and reply.replaces and _may_replace(pressed, reply, person, shared):
            return self._log.change(pressed, reply.card, to)
        return self._log.write(place.id, BOT, "", to=to, card=reply.card)


def _may_replace(pressed: Message, reply: Reply, person: WebPerson, shared: bool) -> bool:
    """Tell whether a reply may stand where the pressed message stands.

    A private answer never takes the place of what everybody sees, and a personal one never
    stands in a channel.
    """
    if pressed.to is None:
        return shared
    return reply.audience is not Audience.PERSONAL or person.owns(pressed.place)
