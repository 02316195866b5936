"""What the operator decides about messages: once, with a reason, and audited."""

import asyncio
from datetime import timedelta

import pytest

from bot.domain.delivery import Destination, Message, MessageState, Settlement
from bot.domain.errors import BadInput, TooLate
from bot.services.outbox import LONGEST_REASON, OutboxDesk
from bot.services.ports import AuditRecord
from storage.unit_of_work import SqlStorage
from tests.databases import START
from tests.services.rooms import Rooms

LEASE = timedelta(seconds=30)


def message(message_id: str) -> Message:
    return Message(
        id=message_id,
        key=message_id,
        kind="matrix.to-approve",
        subject="matrix/4",
        destination=Destination("slack", "T", "U", "direct"),
        card={},
        created_at=START,
        expires_at=START + timedelta(days=7),
    )


async def put(storage: SqlStorage, state: MessageState, message_id: str = "message-1") -> None:
    """Have a message in `state`, as the pump leaves it."""
    async with storage.begin() as work:
        await work.outbox.add([message(message_id)])
        if state is not MessageState.PENDING:
            (claim,) = await work.outbox.claim("token", ["slack"], 1, LEASE)
            if state is MessageState.CANCELLED:
                await work.outbox.release("token")
                await work.outbox.cancel("matrix/4")
            elif state is not MessageState.SENDING:
                await work.outbox.settle(
                    [Settlement(claim.message.id, claim.token, state, "channel_not_found")]
                )
        await work.commit()


async def state_of(storage: SqlStorage, message_id: str = "message-1") -> MessageState:
    async with storage.read() as work:
        letter = await work.outbox.letter(message_id)
    assert letter is not None
    return letter.state


def desk(rooms: Rooms) -> OutboxDesk:
    return OutboxDesk(rooms.storage, rooms.journal)


async def decisions(rooms: Rooms) -> list[AuditRecord]:
    return [record for record in await rooms.audit() if record.kind.startswith("message.")]


REPLAYED = [MessageState.DEAD, MessageState.HELD, MessageState.EXPIRED]
DISCARDED = [*REPLAYED, MessageState.PENDING]


@pytest.mark.parametrize("state", REPLAYED)
async def test_a_message_is_sent_again_once(rooms: Rooms, state: MessageState) -> None:
    await put(rooms.storage, state)
    letter = await desk(rooms).replay("message-1", "person-1")
    assert (letter.state, letter.reason) == (state, "channel_not_found")
    assert await state_of(rooms.storage) is MessageState.PENDING
    with pytest.raises(TooLate, match="outbox-on-its-way"):
        await desk(rooms).replay("message-1", "person-1")
    (record,) = await decisions(rooms)
    assert (record.actor, record.kind, record.subject, record.data) == (
        "person-1",
        "message.replayed",
        "message/message-1",
        {"message_id": "message-1", "state": state.value},
    )


async def test_two_operators_at_once_send_it_again_once(rooms: Rooms) -> None:
    await put(rooms.storage, MessageState.DEAD)
    outcomes = await asyncio.gather(
        *(desk(rooms).replay("message-1", f"person-{n}") for n in range(4)),
        return_exceptions=True,
    )
    assert sum(not isinstance(one, Exception) for one in outcomes) == 1
    assert len(await decisions(rooms)) == 1


@pytest.mark.parametrize(
    ("state", "key"),
    [
        (MessageState.PENDING, "outbox-on-its-way"),
        (MessageState.SENDING, "outbox-on-its-way"),
        (MessageState.UNKNOWN, "outbox-on-its-way"),
        (MessageState.SENT, "outbox-sent"),
        (MessageState.CANCELLED, "outbox-given-up"),
    ],
)
async def test_what_need_not_or_cannot_be_sent_again_is_told(
    sqlite_rooms: Rooms, state: MessageState, key: str
) -> None:
    await put(sqlite_rooms.storage, state)
    with pytest.raises(TooLate, match=key):
        await desk(sqlite_rooms).replay("message-1")
    assert await state_of(sqlite_rooms.storage) is state
    assert await decisions(sqlite_rooms) == []


@pytest.mark.parametrize("state", DISCARDED)
async def test_a_message_is_given_up_with_a_reason(rooms: Rooms, state: MessageState) -> None:
    await put(rooms.storage, state)
    assert (await desk(rooms).discardable("message-1")).state is state
    await desk(rooms).discard("message-1", "  Den er forældet. ")
    assert await state_of(rooms.storage) is MessageState.CANCELLED
    for attempt in (
        desk(rooms).discard("message-1", "igen"),
        desk(rooms).discardable("message-1"),
        desk(rooms).replay("message-1"),
    ):
        with pytest.raises(TooLate, match="outbox-given-up"):
            await attempt
    (record,) = await decisions(rooms)
    assert (record.actor, record.kind) == ("system", "message.discarded")
    assert record.data["reason"] == "Den er forældet."


async def test_a_personal_number_in_the_reason_is_masked(sqlite_rooms: Rooms) -> None:
    await put(sqlite_rooms.storage, MessageState.DEAD)
    await desk(sqlite_rooms).discard("message-1", "Gælder 010190-1234")
    (record,) = await decisions(sqlite_rooms)
    assert record.data["reason"] == "Gælder xxxxxx-xxxx"


@pytest.mark.parametrize(
    ("reason", "key"),
    [("  ", "outbox-no-reason"), ("x" * (LONGEST_REASON + 1), "outbox-long-reason")],
)
async def test_a_reason_is_asked_for(sqlite_rooms: Rooms, reason: str, key: str) -> None:
    await put(sqlite_rooms.storage, MessageState.DEAD)
    with pytest.raises(BadInput, match=key):
        await desk(sqlite_rooms).discard("message-1", reason)
    assert await state_of(sqlite_rooms.storage) is MessageState.DEAD


async def test_an_unknown_message_is_told(sqlite_rooms: Rooms) -> None:
    for attempt in (
        desk(sqlite_rooms).letter("message-x"),
        desk(sqlite_rooms).replay("message-x"),
        desk(sqlite_rooms).discard("message-x", "why"),
    ):
        with pytest.raises(BadInput, match="outbox-unknown"):
            await attempt


async def test_messages_are_listed_by_state(sqlite_rooms: Rooms) -> None:
    await put(sqlite_rooms.storage, MessageState.DEAD, "message-1")
    await put(sqlite_rooms.storage, MessageState.PENDING, "message-2")
    found = await desk(sqlite_rooms).letters([MessageState.DEAD])
    assert [letter.message.id for letter in found] == ["message-1"]
