"""Where an answer goes: where something was pressed or typed, or a form was opened.

Slack tells none of it when a form is submitted, so it travels in the modal's private metadata,
which Slack gives back signed and shows to nobody.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.chat.request import ButtonPress, Command, MessageShortcut, Place, PlaceKind
from bot.platforms.slack import limits

PLATFORM = "slack"


@dataclass(frozen=True)
class Spot:
    """Where an answer goes.

    Args:
        place: the conversation; on the Home tab the person's own.
        user: whom it is for.
        url: the response address, "" on the Home tab; it takes five answers within 30 minutes.
        message_id: the message that was pressed.
        ephemeral: that message is seen by the person alone.
    """

    place: Place
    user: str
    url: str = ""
    message_id: str | None = None
    ephemeral: bool = False


@dataclass(frozen=True)
class Kept:
    """What a modal keeps.

    Args:
        action: the form's.
        value: the form's.
        spot: where it was opened.
        told: what is wrong with the form stands at its top, and must be taken away from there.
    """

    action: str
    value: str
    spot: Spot
    told: bool = False


def spot_of(request: Command | ButtonPress | MessageShortcut, body: Mapping[str, Any]) -> Spot:
    """Return where the answer to a command, a press or a shortcut goes."""
    pressed = isinstance(request, ButtonPress)
    return Spot(
        place=request.place,
        user=request.actor.account.id,
        url=str(body.get("response_url", "")),
        message_id=request.message_id if isinstance(request, ButtonPress) else None,
        ephemeral=pressed and bool(body.get("container", {}).get("is_ephemeral")),
    )


def to_metadata(kept: Kept) -> str:
    """Return what `from_metadata` reads; without the response address when it has no room."""
    spot = kept.spot
    text = json.dumps(
        {
            "form": [kept.action, kept.value],
            "channel": [spot.place.id, spot.place.kind.value, spot.place.thread],
            "message": [spot.message_id, spot.ephemeral],
            "url": spot.url,
            "told": kept.told,
        },
        separators=(",", ":"),
    )
    if len(text) > limits.PRIVATE_METADATA and spot.url:
        return to_metadata(replace(kept, spot=replace(spot, url="")))
    return text


def from_metadata(text: str, team: str, user: str) -> Kept | None:
    """Return what `to_metadata` wrote, or None for what another version or app has written."""
    try:
        data = json.loads(text)
        action, value = data["form"]
        channel, kind, thread = data["channel"]
        message, ephemeral = data["message"]
        told = bool(data["told"])
        place = Place(PLATFORM, team, str(channel), PlaceKind(kind), thread)
        spot = Spot(place, user, str(data["url"]), message, bool(ephemeral))
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return Kept(str(action), str(value), spot, told)
