"""Deliveries that change something are stored before they are acknowledged (reliability.md §1)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from bot.chat.request import (
    Actor,
    ButtonPress,
    Command,
    FormSubmit,
    Place,
    PlaceKind,
    Request,
)
from bot.domain.people import Account
from bot.services.ports import Clock, Received, Storage

_KINDS: Mapping[str, type[Command | ButtonPress | FormSubmit]] = {
    "command": Command,
    "press": ButtonPress,
    "form": FormSubmit,
}


@dataclass(frozen=True)
class Deliveries:
    """What was received, and what is yet to be answered."""

    storage: Storage
    clock: Clock

    async def store(self, request: Request) -> bool:
        """Store `request` under its delivery's key; False when it was stored before.

        A request without a key, or with a file, which cannot be kept, is only passed on.
        """
        key = delivery_of(request)
        if not key:
            return True
        async with self.storage.begin() as work:
            received = Received(key, request_to_json(request), self.clock.now())
            added = await work.inbox.add(received)
            await work.commit()
        return added

    async def answered(self, request: Request) -> None:
        """Note that a stored request needs no answer any more."""
        if key := delivery_of(request):
            async with self.storage.begin() as work:
                await work.inbox.answered(key, self.clock.now())
                await work.commit()


def delivery_of(request: Request) -> str:
    """Return the key that tells a repeated delivery from a new one, "" when it has none."""
    if isinstance(request, Command | FormSubmit) and request.files:
        return ""
    return getattr(request, "delivery", "")


def request_to_json(request: Request) -> dict[str, Any]:
    """Return a command, a press or a form as JSON-ready data."""
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
