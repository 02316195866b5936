"""Behind `outbox list`, `outbox replay` and `outbox discard`."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.app.clocks import SystemClock
from bot.app.house import Store, open_store
from bot.domain.delivery import Letter, MessageState
from bot.domain.errors import BadInput
from bot.domain.organisation import Organisation
from bot.services.outbox import OutboxDesk
from bot.settings import Settings
from bot.texts import Texts

REPLAY = "outbox-replay"
DISCARD = "outbox-discard"
COMMANDS = frozenset({REPLAY, DISCARD})


async def list_letters(settings: Settings, states: Sequence[str]) -> list[dict[str, Any]]:
    """Return the messages in `states`, or those that are not over yet, beside a running server.

    Raises:
        BadInput: there is no such state.
        NotReady: the database cannot be read.
    """
    wanted = [_state(name) for name in states] or _NOT_OVER
    async with open_store(settings, SystemClock(), read_only=True) as store:
        letters = await OutboxDesk(store.storage, store.journal).letters(wanted)
        async with store.storage.read() as work:
            organisation = await work.organisation()
    return [_shown(letter, organisation) for letter in letters]


async def carry_out(store: Store, request: Mapping[str, Any]) -> dict[str, Any]:
    """Carry out a decision on an open store.

    Raises:
        BadInput, TooLate: it cannot be done, or has been.
    """
    desk = OutboxDesk(store.storage, store.journal)
    message_id = str(request["id"])
    if request["command"] == DISCARD:
        await desk.discard(message_id, str(request["reason"]))
    else:
        await desk.replay(message_id)
    return {"id": message_id}


def replay_request(message_id: str) -> dict[str, Any]:
    """Return the request that sends a message again."""
    return {"command": REPLAY, "id": message_id}


def discard_request(message_id: str, reason: str) -> dict[str, Any]:
    """Return the request that gives a message up."""
    return {"command": DISCARD, "id": message_id, "reason": reason}


def letter_line(shown: Mapping[str, Any], texts: Texts) -> str:
    """Return a message of `list_letters` as a line for a person."""
    state = texts(f"outbox.state.{shown['state']}")
    parts = (shown["id"], state, shown["kind"], shown["subject"], shown["to"], shown["platform"])
    reason = (shown["reason"],) if shown["reason"] else ()
    return "  ".join((*parts, shown["since"], *reason))


def _state(name: str) -> MessageState:
    try:
        return MessageState(name.strip().casefold())
    except ValueError:
        choices = ", ".join(state.value for state in MessageState)
        raise BadInput("outbox-state", value=name[:40], choices=choices) from None


_NOT_OVER = [
    MessageState.DEAD,
    MessageState.HELD,
    MessageState.UNKNOWN,
    MessageState.SENDING,
    MessageState.PENDING,
]


def _shown(letter: Letter, organisation: Organisation) -> dict[str, Any]:
    message = letter.message
    person = organisation.person.get(message.person_id or "")
    return {
        "id": message.id,
        "state": letter.state.value,
        "kind": message.kind,
        "subject": message.subject,
        "to": person.name if person else message.destination.id,
        "platform": message.destination.platform,
        "reason": letter.reason,
        "attempts": letter.attempts,
        "since": letter.changed_at.isoformat(timespec="seconds"),
        "created": message.created_at.isoformat(timespec="seconds"),
        "expires": message.expires_at.isoformat(timespec="seconds"),
        "updates": message.updates,
    }
