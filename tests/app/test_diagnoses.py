"""What `doctor` says of the outbox, the alarms, the timed jobs and the heartbeat."""

from dataclasses import replace
from datetime import timedelta

from bot.app.clocks import SystemClock
from bot.app.diagnoses import outgoing_probe
from bot.domain.alarms import AlarmKind, Trouble
from bot.domain.delivery import MessageState
from bot.services.doctor import diagnosis_text
from bot.texts import Texts
from tests.example import Example
from tests.services.test_outbox import put


async def said(example: Example, **settings: object) -> dict[str, tuple[bool, str]]:
    house = example.house
    changed = replace(house.settings, **settings)  # type: ignore[arg-type]
    probe = outgoing_probe(changed, house.store.storage, house.clock)
    return {d.code: (d.ok, diagnosis_text(d, Texts("da"))) for d in await probe()}


async def beat(example: Example, ago: timedelta) -> None:
    async with example.house.store.storage.begin() as work:
        await work.alarms.beat(SystemClock().now() - ago)
        await work.commit()


async def test_before_the_first_start_nothing_is_missed(sqlite_example: Example) -> None:
    found = await said(sqlite_example)
    assert found["not-started"][0]
    assert found["outbox"] == (
        True,
        "Udbakken: 0 venter (0 min.), 0 afvist, 0 holdt tilbage.",
    )
    assert found["no-alarms"][0]
    assert found["heartbeat-off"][0]
    assert "14 dage" in found["retention"][1]
    assert "90 dage" in found["retention"][1]


async def test_a_server_that_keeps_no_watch_is_missed(example: Example) -> None:
    await beat(example, timedelta(minutes=1))
    assert (await said(example))["ticks"][0]
    await beat(example, timedelta(minutes=3))
    ok, sentence = (await said(example))["ticks"]
    assert not ok
    assert "tovholder run" in sentence


async def test_what_waits_without_a_server_is_told(sqlite_example: Example) -> None:
    await put(sqlite_example.house.store.storage, MessageState.PENDING)
    sqlite_example.house.clock.advance(minutes=7)  # type: ignore[attr-defined]
    found = await said(sqlite_example)
    assert not found["ticks"][0]
    assert found["outbox"] == (True, "Udbakken: 1 venter (7 min.), 0 afvist, 0 holdt tilbage.")


async def test_dead_and_held_messages_are_missing_something(sqlite_example: Example) -> None:
    storage = sqlite_example.house.store.storage
    await put(storage, MessageState.DEAD, "message-1")
    await put(storage, MessageState.HELD, "message-2")
    ok, sentence = (await said(sqlite_example))["outbox"]
    assert not ok
    assert "1 afvist, 1 holdt tilbage. Se dem med tovholder outbox list" in sentence


async def test_open_alarms_are_told(sqlite_example: Example) -> None:
    trouble = Trouble(AlarmKind.TOKEN_REFUSED, "teams", {"platform": "teams", "reason": "x"})
    now = sqlite_example.house.clock.now()
    async with sqlite_example.house.store.storage.begin() as work:
        await work.alarms.see(trouble, now, now)
        await work.commit()
    ok, sentence = (await said(sqlite_example))["alarm"]
    assert not ok
    assert sentence.startswith("Driftsalarm: Teams tager ikke imod vores adgangsnøgle (x).")


async def test_a_heartbeat_that_is_set_is_told_without_its_address(
    sqlite_example: Example,
) -> None:
    found = await said(sqlite_example, heartbeat_url="https://ping.example.dk/secret")
    assert found["heartbeat"] == (True, "Livstegn sendes hvert minut, når alt er vel.")


async def test_the_house_asks_it_in_chat_too(sqlite_example: Example) -> None:
    reply = await sqlite_example.say("mette", "/isms admin doctor")
    assert "Udbakken: 0 venter" in str(reply.card)
    assert "Ingen driftsalarmer." in str(reply.card)
