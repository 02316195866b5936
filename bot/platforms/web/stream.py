"""Live updates as Server-Sent Events."""

import json
from collections.abc import AsyncIterator, Callable
from typing import Any

from bot.platforms.web.messages import Message, MessageLog
from bot.platforms.web.page import Pages
from bot.platforms.web.people import WebPerson, WebPlace, direct_place

_QUIET_SECONDS = 15.0


class Streams:
    """The open pages' streams, limited in number, ended together when the chat stops."""

    def __init__(self, pages: Pages, log: MessageLog, most: int) -> None:
        """Stream from `log`; `full` says when `most` streams are open."""
        self._pages = pages
        self._log = log
        self._most = most
        self._count = 0
        self._open = True

    @property
    def full(self) -> bool:
        """Tell whether no further stream may be opened."""
        return self._count >= self._most

    def close(self) -> None:
        """End every stream, so that the server can stop."""
        self._open = False
        self._log.ring()

    async def follow(
        self, reader: Callable[[], WebPerson | None], place: WebPlace, after: int
    ) -> AsyncIterator[str]:
        """Yield what happens in the chat after the change `after`, as `reader` sees it.

        An event `message` holds `{id, place, mine, html}`, with `html` only for messages of
        `place`; an event `other` holds `{person, number}` of a message in the direct conversation
        of somebody else whom one can be; an event `clock` holds `{now, run}`. The stream ends when
        the reader is gone.
        """
        self._count += 1
        told = ""
        try:
            while self._open and (person := reader()) is not None:
                if (now := self._pages.now(self._pages.texts(person.id))) != told:
                    told = now
                    yield _event("clock", {"now": now, "run": self._log.run})
                for message in self._log.changed_since(after):
                    after = message.changed
                    if message.visible_to(person):
                        told_of = self._told(message, person, place)
                        yield _event("message", told_of, f"{self._log.run}-{after}")
                    elif message.to and message.place == direct_place(message.to):
                        news = {"person": message.to, "number": after}
                        yield _event("other", news, f"{self._log.run}-{after}")
                # A comment line keeps the connection alive and finds out when it is not.
                yield ":\n\n"
                if self._open and self._log.latest <= after:
                    await self._log.wait(_QUIET_SECONDS)
        finally:
            self._count -= 1

    def _told(self, message: Message, reader: WebPerson, place: WebPlace) -> dict[str, Any]:
        here = message.place == place.id
        return {
            "id": message.id,
            "place": message.place,
            "mine": message.person == reader.id,
            "html": str(self._pages.message(message, reader, place)) if here else None,
        }


def _event(name: str, data: dict[str, Any], last: str = "") -> str:
    """Return one event. JSON holds no line break, so the data stays one line."""
    head = f"id: {last}\n" if last else ""
    return f"{head}event: {name}\ndata: {json.dumps(data)}\n\n"
