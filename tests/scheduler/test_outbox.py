"""The pump: what becomes of messages, whatever their platform answers."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.cards.elements import Text
from bot.chat.ports import DeliveryError
from bot.domain.delivery import Destination, Lane, MessageState, WhenUnknown
from bot.domain.sending import MOST_ATTEMPTS, Lease
from bot.scheduler.outbox import Sizes
from storage.database import Database, writing
from storage.unit_of_work import SqlStorage
from tests.databases import SteppedClock
from tests.scheduler.pumps import Board, MakePump, ticking, until
from tests.storage.outboxes import add, claim, message, settle, settled, state_of

SENT, PENDING, DEAD, HELD = (
    MessageState.SENT,
    MessageState.PENDING,
    MessageState.DEAD,
    MessageState.HELD,
)


async def test_what_is_due_is_sent_once(storage: SqlStorage, make_pump: MakePump) -> None:
    board = Board()
    pump = make_pump({"slack": board})
    await add(storage, message("a1"), message("a2"), message("b1", "bo"))
    await pump.settle()
    await pump.settle()
    assert sorted(board.titles) == ["a1", "a2", "b1"]
    assert board.titles.index("a1") < board.titles.index("a2")
    assert [one.marker for one in board.posted] == board.titles
    assert {await state_of(storage, one) for one in board.titles} == {SENT}


async def test_a_paced_destination_gets_its_messages_apart_and_in_order(
    storage: SqlStorage, make_pump: MakePump
) -> None:
    board = Board()
    pace = {"slack": timedelta(seconds=0.2)}
    await add(storage, *(message(f"m{n}") for n in range(4)))
    loop = asyncio.get_running_loop()
    started = loop.time()
    async with ticking(make_pump({"slack": board}, paces=pace)):
        await until(storage, "m3", SENT)
    assert board.titles == ["m0", "m1", "m2", "m3"]
    assert loop.time() - started >= 0.6


async def test_few_calls_at_once_and_urgent_ones_of_their_own(
    sqlite_storage: SqlStorage, make_pump: MakePump
) -> None:
    board = Board(reads_back=True, seconds=0.2)
    sizes = Sizes(in_hand=20, calls=2, urgent_in_hand=4, urgent_calls=1)
    await add(sqlite_storage, *(message(f"m{n}", f"person{n}") for n in range(12)))
    async with ticking(make_pump({"slack": board}, sizes=sizes)):
        await asyncio.sleep(0.3)
        await add(sqlite_storage, message("now", "person1", lane=Lane.URGENT))
        await until(sqlite_storage, "m11", SENT)
    assert board.titles.index("now") < 8
    assert board.most_at_once <= 3


# -- refused, and surely not sent


async def test_a_platform_that_asks_to_wait_is_obeyed(
    storage: SqlStorage, make_pump: MakePump
) -> None:
    board = Board(troubles=[DeliveryError("ratelimited", retry_after=0.5)])
    await add(storage, message("a1"), message("a2"))
    loop = asyncio.get_running_loop()
    started = loop.time()
    async with ticking(make_pump({"slack": board})):
        await until(storage, "a2", SENT)
    assert board.titles == ["a1", "a2"]
    assert loop.time() - started >= 0.5


async def test_what_was_not_taken_is_tried_again(storage: SqlStorage, make_pump: MakePump) -> None:
    board = Board(troubles=[DeliveryError("ClientConnectorError", not_sent=True)])
    await add(storage, message("a1"))
    async with ticking(make_pump({"slack": board})):
        await until(storage, "a1", SENT)
    assert board.titles == ["a1"]


async def test_what_is_never_taken_is_dead_in_the_end(
    storage: SqlStorage, make_pump: MakePump
) -> None:
    board = Board(troubles=[DeliveryError("ClientConnectorError", not_sent=True)])
    await add(storage, message("a1"))
    (one,) = await claim(storage)
    await settle(storage, settled(one, PENDING, attempts=MOST_ATTEMPTS - 1))
    pump = make_pump({"slack": board})
    await pump.settle()
    assert await state_of(storage, "a1") is DEAD
    async with storage.read() as work:
        letter = await work.outbox.letter("a1")
    assert letter is not None
    assert letter.reason == "ClientConnectorError"


async def test_a_refusal_for_good_is_dead_and_the_rest_flows(
    storage: SqlStorage, make_pump: MakePump
) -> None:
    board = Board(troubles=[DeliveryError("channel_not_found", permanent=True)])
    await add(storage, message("a1"), message("a2"))
    await make_pump({"slack": board}).settle()
    assert await state_of(storage, "a1") is DEAD
    assert board.titles == ["a2"]


async def test_a_reader_with_another_account_gets_it_there_once(
    storage: SqlStorage, make_pump: MakePump
) -> None:
    slack = Board(troubles=[DeliveryError("user_not_found", permanent=True)])
    teams = Board()
    other = Destination("teams", "T2", "anna@teams", "direct")
    pump = make_pump({"slack": slack, "teams": teams}, other_way=lambda _: other)
    await add(storage, message("a1", person_id="p1"), message("u1", updates="a1"))
    await pump.settle()
    assert slack.posted == []
    assert [one.place.id for one in teams.posted] == ["anna@teams"]
    assert await state_of(storage, "a1") is SENT
    assert [changed for changed, _ in teams.changed] == ["teams-1"]


async def test_a_message_is_rerouted_once(storage: SqlStorage, make_pump: MakePump) -> None:
    refusal = DeliveryError("gone", permanent=True)
    boards = {"slack": Board(troubles=[refusal]), "teams": Board(troubles=[refusal])}
    ways = {"slack": "teams", "teams": "slack"}
    pump = make_pump(
        boards,
        other_way=lambda m: Destination(ways[m.destination.platform], "T", "x", "direct"),
    )
    await add(storage, message("a1", person_id="p1"))
    await pump.settle()
    assert await state_of(storage, "a1") is DEAD
    assert all(board.posted == [] for board in boards.values())


async def test_an_update_that_is_refused_for_good_is_nobodys_loss(
    storage: SqlStorage, make_pump: MakePump
) -> None:
    board = Board()
    pump = make_pump({"slack": board})
    await add(storage, message("a1"))
    await pump.settle()
    board.troubles.append(DeliveryError("message_not_found", permanent=True))
    await add(storage, message("u1", updates="a1"))
    await pump.settle()
    assert await state_of(storage, "u1") is MessageState.CANCELLED


async def test_a_refused_token_stops_the_platform_and_loses_nothing(
    storage: SqlStorage, make_pump: MakePump
) -> None:
    slack = Board(troubles=[DeliveryError("token_revoked", credentials=True)] * 9)
    teams = Board()
    await add(storage, message("a1"), message("t1", platform="teams"))
    await make_pump({"slack": slack, "teams": teams}).settle()
    assert (await state_of(storage, "a1"), teams.titles) == (PENDING, ["t1"])
    assert len(slack.troubles) == 8
    async with storage.read() as work:
        (refusal,) = await work.outbox.refusing()
    assert (refusal.platform, refusal.reason) == ("slack", "token_revoked")


# -- unknown


async def test_a_lost_answer_is_found_again(storage: SqlStorage, make_pump: MakePump) -> None:
    board = Board(reads_back=True, lost=[DeliveryError("timeout")])
    await add(storage, message("a1"), message("a2"))
    async with ticking(make_pump({"slack": board})):
        await until(storage, "a2", SENT)
    assert board.titles == ["a1", "a2"]
    async with storage.read() as work:
        letter = await work.outbox.letter("a1")
    assert letter is not None
    assert (letter.state, letter.platform_id) == (SENT, "slack-1")


async def test_a_history_that_lags_is_looked_at_again(
    sqlite_storage: SqlStorage, make_pump: MakePump
) -> None:
    board = Board(reads_back=True, lag=4.0, lost=[DeliveryError("timeout")])
    await add(sqlite_storage, message("a1"))
    async with ticking(make_pump({"slack": board})):
        await until(sqlite_storage, "a1", SENT, seconds=20)
    assert board.titles == ["a1"]
    assert board.looks >= 2


async def test_what_is_looked_for_in_vain_is_sent_again(
    sqlite_storage: SqlStorage, make_pump: MakePump
) -> None:
    board = Board(reads_back=True, troubles=[DeliveryError("http_500")])
    await add(sqlite_storage, message("a1"))
    async with ticking(make_pump({"slack": board})):
        await until(sqlite_storage, "a1", SENT, seconds=25)
    assert board.titles == ["a1"]
    assert board.looks == 4


async def test_a_look_that_tells_nothing_decides_nothing(
    storage: SqlStorage, make_pump: MakePump
) -> None:
    board = Board(
        reads_back=True,
        lost=[DeliveryError("timeout")],
    )
    await add(storage, message("a1"))
    async with ticking(make_pump({"slack": board})):
        await until(storage, "a1", MessageState.UNKNOWN)
        board.troubles.append(DeliveryError("ratelimited", retry_after=0.1))
        await until(storage, "a1", SENT)
    assert board.titles == ["a1"]


async def test_what_cannot_be_read_back_is_held_and_blocks_nobody(
    storage: SqlStorage, make_pump: MakePump
) -> None:
    board = Board(lost=[DeliveryError("timeout")])
    await add(storage, message("a1"), message("a2"))
    await make_pump({"slack": board}).settle()
    assert await state_of(storage, "a1") is HELD
    assert board.titles == ["a1", "a2"]


async def test_what_may_be_repeated_is_repeated_and_says_so(
    storage: SqlStorage, make_pump: MakePump
) -> None:
    board = Board(lost=[DeliveryError("timeout")])
    await add(storage, message("a1", when_unknown=WhenUnknown.RESEND, language="en"))
    async with ticking(make_pump({"slack": board})):
        await until(storage, "a1", SENT)
    first, second = board.posted
    assert first.card.body == ()
    (line,) = second.card.body
    assert isinstance(line, Text)
    assert "may already have received" in line.line[0].text


async def test_a_repeat_that_is_never_confirmed_is_held(
    sqlite_storage: SqlStorage, make_pump: MakePump
) -> None:
    board = Board(lost=[DeliveryError("timeout")])
    await add(sqlite_storage, message("a1", when_unknown=WhenUnknown.RESEND))
    (one,) = await claim(sqlite_storage)
    await settle(sqlite_storage, settled(one, PENDING, attempts=5))
    await make_pump({"slack": board}).settle()
    assert await state_of(sqlite_storage, "a1") is HELD


async def test_an_update_of_unknown_outcome_is_made_again(
    storage: SqlStorage, make_pump: MakePump
) -> None:
    board = Board()
    pump = make_pump({"slack": board})
    await add(storage, message("a1"))
    await pump.settle()
    board.lost.append(DeliveryError("timeout"))
    await add(storage, message("u1", updates="a1"))
    async with ticking(pump):
        await until(storage, "u1", SENT)
    assert [changed for changed, _ in board.changed] == ["slack-1", "slack-1"]


# -- poison and expiry


@pytest.mark.parametrize(
    "card",
    [{}, {"is": "Nonsense"}, {"is": "Card"}, {"is": "Card", "title": "x", "more": 1}],
)
async def test_a_card_that_cannot_be_read_is_dead_and_the_rest_flows(
    sqlite_storage: SqlStorage, make_pump: MakePump, card: dict[str, object]
) -> None:
    board = Board()
    await add(sqlite_storage, message("a1", card=card), message("a2"))
    await make_pump({"slack": board}).settle()
    assert await state_of(sqlite_storage, "a1") is DEAD
    assert board.titles == ["a2"]


async def test_a_card_that_is_no_json_is_dead_and_the_rest_flows(
    sqlite_storage: SqlStorage, sqlite_database: Database, make_pump: MakePump
) -> None:
    board = Board()
    await add(sqlite_storage, message("a1"), message("a2"))
    async with writing(sqlite_database) as connection:
        await connection.execute(text("UPDATE message SET card = '{broken' WHERE id = 'a1'"))
        await connection.commit()
    await make_pump({"slack": board}).settle()
    assert await state_of(sqlite_storage, "a1") is DEAD
    assert board.titles == ["a2"]


async def test_a_card_that_cannot_be_drawn_is_dead_and_the_rest_flows(
    sqlite_storage: SqlStorage, make_pump: MakePump
) -> None:
    board = Board(troubles=[KeyError("no such tone")])
    await add(sqlite_storage, message("a1"), message("a2"))
    await make_pump({"slack": board}).settle()
    assert await state_of(sqlite_storage, "a1") is DEAD
    assert board.titles == ["a2"]


async def test_a_fault_of_the_network_is_of_unknown_outcome(
    sqlite_storage: SqlStorage, make_pump: MakePump
) -> None:
    board = Board(troubles=[ConnectionResetError()])
    await add(sqlite_storage, message("a1"))
    await make_pump({"slack": board}).settle()
    assert await state_of(sqlite_storage, "a1") is HELD


async def test_what_has_expired_is_recorded_and_not_sent(
    storage: SqlStorage, make_pump: MakePump, clock: SteppedClock
) -> None:
    board = Board()
    await add(storage, message("a1"), message("a2", days=9))
    clock.advance(days=8)
    await make_pump({"slack": board}).settle()
    assert await state_of(storage, "a1") is MessageState.EXPIRED
    assert board.titles == ["a2"]


# -- leases and the end


async def test_no_call_is_started_late_in_a_lease(
    sqlite_storage: SqlStorage, make_pump: MakePump
) -> None:
    board = Board(reads_back=True, seconds=0.4)
    lease = Lease(timedelta(seconds=2), timedelta(seconds=1), timedelta(seconds=0.7))
    sizes = Sizes(in_hand=8, calls=1)
    await add(sqlite_storage, *(message(f"m{n}", f"person{n}") for n in range(3)))
    pump = make_pump({"slack": board}, lease=lease, sizes=sizes)
    await pump.tick()
    await asyncio.sleep(0.6)
    assert len(board.posted) == 1
    async with ticking(pump):
        for n in range(3):
            await until(sqlite_storage, f"m{n}", SENT, seconds=30)
    assert sorted(board.titles) == ["m0", "m1", "m2"]


async def test_draining_leaves_nothing_that_is_being_sent(
    storage: SqlStorage, make_pump: MakePump
) -> None:
    board, slow = Board(reads_back=True, seconds=0.3), Board(seconds=60)
    sizes = Sizes(in_hand=50, calls=4)
    pump = make_pump({"slack": board, "teams": slow}, sizes=sizes)
    await add(storage, message("t1", platform="teams"))
    await add(storage, *(message(f"m{n}", f"person{n}") for n in range(20)))
    await pump.tick()
    await asyncio.sleep(0.4)
    loop = asyncio.get_running_loop()
    started = loop.time()
    await pump.drain()
    assert loop.time() - started < 5
    async with storage.read() as work:
        count = await work.outbox.count()
    assert count[MessageState.SENDING] == 0
    assert count[HELD] == 1
    assert count[SENT] == len(board.posted) < 20
    assert count[PENDING] == 20 - len(board.posted)
    await pump.tick()
    await asyncio.sleep(0.1)
    assert len(board.posted) == count[SENT]


async def test_what_was_being_sent_when_the_process_died_is_looked_into(
    storage: SqlStorage, make_pump: MakePump
) -> None:
    board = Board(reads_back=True)
    await add(storage, message("a1"))
    await claim(storage)
    pump = make_pump({"slack": board})
    await pump.start(alone=True)
    assert await state_of(storage, "a1") is MessageState.UNKNOWN
    await pump.drain()


async def test_what_another_process_is_sending_is_left_to_it(
    storage: SqlStorage, make_pump: MakePump
) -> None:
    board = Board()
    await add(storage, message("a1"))
    await claim(storage)
    pump = make_pump({"slack": board})
    await pump.start(alone=False)
    await pump.settle()
    assert await state_of(storage, "a1") is MessageState.SENDING
    await pump.drain()


async def test_outcomes_are_counted_by_platform(
    sqlite_storage: SqlStorage, make_pump: MakePump
) -> None:
    counted: list[tuple[str, str]] = []
    board = Board(troubles=[DeliveryError("gone", permanent=True)])
    pump = make_pump({"slack": board}, counted=lambda *what: counted.append(what))
    await add(sqlite_storage, message("a1"), message("a2"))
    await pump.settle()
    assert counted == [("slack", "dead"), ("slack", "sent")]


async def test_of_what_cannot_be_read_back_no_more_is_in_hand_than_is_being_sent(
    sqlite_storage: SqlStorage, make_pump: MakePump
) -> None:
    slack, teams = Board(reads_back=True, seconds=60), Board(seconds=60)
    pump = make_pump({"slack": slack, "teams": teams}, sizes=Sizes(calls=2, blind_calls=2))
    for platform in ("slack", "teams"):
        await add(
            sqlite_storage,
            *(message(f"{platform}{n}", f"person{n}", platform=platform) for n in range(20)),
        )
    await pump.tick()
    async with asyncio.timeout(10):
        while (slack.at_once, teams.at_once) != (2, 2):
            await asyncio.sleep(0.02)
    async with sqlite_storage.read() as work:
        sending = await work.outbox.letters([MessageState.SENDING])
    platforms = [letter.message.destination.platform for letter in sending]
    assert (platforms.count("slack"), platforms.count("teams")) == (20, 2)
