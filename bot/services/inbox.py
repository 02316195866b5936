"""Deliveries that change something are stored before they are acknowledged (reliability.md §1)."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bot.chat.request import (
    Actor,
    ButtonPress,
    Command,
    EmojiReaction,
    FormSubmit,
    Place,
    PlaceKind,
    Request,
)
from bot.domain.errors import NotReady
from bot.domain.people import Account
from bot.services.ports import Clock, Received, Storage

_KINDS: Mapping[str, type[Command | ButtonPress | FormSubmit | EmojiReaction]] = {
    "command": Command,
    "press": ButtonPress,
    "form": FormSubmit,
    "reaction": EmojiReaction,
}


@dataclass
class _Waiting:
    """A delivery that waits to be noted as received, or as answered, and what is told of it."""

    key: str
    received: Received | None
    noted: "asyncio.Future[bool]"


class Deliveries:
    """What was received, and what is yet to be answered.

    What comes while a transaction is going on shares the next one: each is noted before whoever
    asked hears of it, yet a committee that presses at once waits for a disk a few times only.

    Args:
        storage: where they are kept.
        clock: the time.
    """

    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock
        self._waiting: list[_Waiting] = []
        self._noting: asyncio.Task[None] | None = None

    async def store(self, request: Request) -> bool:
        """Store `request` under its delivery's key; False when it was stored before.

        A request without a key, or with a file, which cannot be kept, is only passed on.
        """
        key = delivery_of(request)
        if not key:
            return True
        received = Received(key, request_to_json(request), self._clock.now())
        return await self._note(key, received)

    async def answered(self, request: Request) -> None:
        """Note that a stored request needs no answer any more."""
        if key := delivery_of(request):
            await self._note(key, None)

    async def _note(self, key: str, received: Received | None) -> bool:
        """Note a delivery as received, or else as answered; False when it is there already."""
        noted: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(key, received, noted))
        if self._noting is None or self._noting.done():
            # A task of its own: whoever gives up waiting does not take the others with them.
            self._noting = asyncio.create_task(self._note_all())
        return await noted

    async def _note_all(self) -> None:
        given: list[_Waiting] = []
        try:
            while self._waiting:
                given, self._waiting = self._waiting, []
                wanted = [one for one in given if not one.noted.done()]
                try:
                    await self._note_together(wanted)
                except Exception as error:
                    if len(wanted) == 1 or isinstance(error, NotReady):
                        _fail(wanted, error)
                    else:
                        await self._note_apart(wanted)
        finally:
            # Cancelled, it leaves nobody waiting for ever.
            for one in (*given, *self._waiting):
                one.noted.cancel()
            self._waiting = []

    async def _note_apart(self, wanted: Sequence[_Waiting]) -> None:
        """Note each by itself, so that what is wrong with one is told of that one only."""
        for one in wanted:
            try:
                await self._note_together([one])
            except Exception as error:
                _fail([one], error)

    async def _note_together(self, wanted: Sequence[_Waiting]) -> None:
        received = {one.key: one.received for one in wanted if one.received is not None}
        answered = [one.key for one in wanted if one.received is None]
        async with self._storage.begin() as work:
            added = set(await work.inbox.add(*received.values()))
            if answered:
                await work.inbox.answered(answered, self._clock.now())
            await work.commit()
        for one in wanted:
            # Of two with one key at once, the first is new.
            new = one.received is None or one.key in added
            if one.received is not None:
                added.discard(one.key)
            if not one.noted.done():
                one.noted.set_result(new)


def _fail(wanted: Sequence[_Waiting], error: Exception) -> None:
    for one in wanted:
        if not one.noted.done():
            one.noted.set_exception(error)


def delivery_of(request: Request) -> str:
    """Return the key that tells a repeated delivery from a new one, "" when it has none."""
    if isinstance(request, Command | FormSubmit) and request.files:
        return ""
    return getattr(request, "delivery", "")


def request_to_json(request: Request) -> dict[str, Any]:
    """Return a command, a press, a form or a reaction as JSON-ready data."""
    kind = next(name for name, of in _KINDS.items() if isinstance(request, of))
    body = asdict(request)
    body.pop("files", None)
    return {"is": kind, **body}


def request_from_json(data: Mapping[str, Any]) -> Request:
    """Read a request written by `request_to_json`.

    Raises:
        ValueError, KeyError, TypeError: the data is not a request of this version.
    """
    body = {name: value for name, value in data.items() if name != "is"}
    actor, place = body.pop("actor"), body.pop("place")
    body["actor"] = Actor(Account(**actor["account"]), actor["name"])
    body["place"] = Place(**{**place, "kind": PlaceKind(place["kind"])})
    if "mentioned" in body:
        body["mentioned"] = tuple(Account(**account) for account in body["mentioned"])
    if "values" in body:
        body["values"] = {name: tuple(given) for name, given in body["values"].items()}
    return _KINDS[data["is"]](**body)
