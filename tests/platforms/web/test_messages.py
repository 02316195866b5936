"""The chat's memory."""

import asyncio

from bot.cards.elements import Card
from bot.platforms.web.messages import MessageLog
from tests.platforms.web.house import CAST, METTE, HandClock


def test_a_place_keeps_its_latest_messages_only() -> None:
    log = MessageLog(HandClock().now, kept=3)
    ids = [log.write("general", "mette", str(number)).id for number in range(5)]
    log.write("udvalg", "mette", "alone")
    assert [one.text for one in log.in_place("general")] == ["2", "3", "4"]
    assert log.find(ids[0]) is None
    assert [one.text for one in log.everywhere()] == ["2", "3", "4", "alone"]


def test_a_changed_message_keeps_its_place_and_is_heard_of_again() -> None:
    log = MessageLog(HandClock().now)
    first = log.write("general", "tovholder", "", card=Card("one"))
    log.write("general", "mette", "two")
    seen = log.latest
    log.change(first, Card("changed"), None)
    assert [one.id for one in log.changed_since(seen)] == [first.id]
    found = log.in_place("general")[0]
    assert (found.id, found.card) == (first.id, Card("changed"))


def test_changing_what_has_been_forgotten_brings_nothing_back() -> None:
    log = MessageLog(HandClock().now, kept=1)
    first = log.write("general", "tovholder", "", card=Card("one"))
    log.write("general", "mette", "two")
    log.change(first, Card("changed"), None)
    assert [one.text for one in log.everywhere()] == ["two"]


def test_who_sees_what() -> None:
    log = MessageLog(HandClock().now)
    jonas = next(one for one in CAST if one.id == "jonas")
    public = log.write("general", "mette", "hej")
    private = log.write("general", "tovholder", "", to="mette", card=Card("private"))
    direct = log.write("dm-mette", "mette", "hej")
    assert [one.visible_to(METTE) for one in (public, private, direct)] == [True, True, True]
    assert [one.visible_to(jonas) for one in (public, private, direct)] == [True, False, False]


def test_ids_tell_when_a_message_was_written_and_differ_between_runs() -> None:
    log, earlier = MessageLog(HandClock().now), MessageLog(HandClock().now)
    log.write("general", "mette", "one")
    message = log.write("general", "mette", "two")
    assert log.number_of(message.id) == 2
    assert log.number_of(earlier.write("general", "mette", "one").id) == 0
    for bad in ("", "2", "x-", "-2", "a-b", "a-²", "a-" + "9" * 20):
        assert log.number_of(bad) is None


async def test_whoever_waits_is_woken_by_a_message_or_by_time() -> None:
    log = MessageLog(HandClock().now)
    async with asyncio.timeout(5):
        waiting = asyncio.create_task(log.wait(60))
        await asyncio.sleep(0)
        log.write("general", "mette", "hej")
        await waiting
        await log.wait(0.001)
