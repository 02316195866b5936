"""The operator's alarms: opened once, told by one process at a time, closed when not seen."""

from datetime import timedelta

from bot.domain.alarms import Alarm, AlarmKind, Copy, Trouble
from storage.unit_of_work import SqlStorage
from tests.databases import START

REFUSED = Trouble(AlarmKind.TOKEN_REFUSED, "slack", {"platform": "slack", "reason": "x"})
STUCK = Trouble(AlarmKind.OUTBOX_STUCK, params={"n": 3})
COPY = Copy("teams", "tenant", "mette", "1", "da")
MINUTE = timedelta(minutes=1)


async def see(storage: SqlStorage, trouble: Trouble, after: timedelta = timedelta(0)) -> bool:
    async with storage.begin() as work:
        opened = await work.alarms.see(trouble, START + after, START + after)
        await work.commit()
    return opened


async def claim(storage: SqlStorage, after: timedelta) -> list[str]:
    async with storage.begin() as work:
        claimed = await work.alarms.claim(START + after)
        await work.commit()
    return [alarm.trouble.key for alarm in claimed]


async def told(storage: SqlStorage, trouble: Trouble, after: timedelta) -> None:
    async with storage.begin() as work:
        await work.alarms.told(trouble.key, START + after, [COPY])
        await work.commit()


async def clear(storage: SqlStorage, alarm: Alarm, after: timedelta) -> bool:
    async with storage.begin() as work:
        closed = await work.alarms.clear(alarm, START + after)
        await work.commit()
    return closed


async def forget(storage: SqlStorage, trouble: Trouble) -> None:
    async with storage.begin() as work:
        await work.alarms.forget(trouble.key)
        await work.commit()


async def every(storage: SqlStorage) -> list[Alarm]:
    async with storage.read() as work:
        return list(await work.alarms.every())


async def test_a_trouble_opens_one_alarm_and_is_kept_fresh(storage: SqlStorage) -> None:
    assert await see(storage, REFUSED)
    later = Trouble(REFUSED.kind, REFUSED.about, {"platform": "slack", "reason": "y"})
    assert not await see(storage, later, MINUTE)
    assert await see(storage, STUCK, MINUTE)
    assert await every(storage) == [
        Alarm(later, raised_at=START, seen_at=START + MINUTE),
        Alarm(STUCK, raised_at=START + MINUTE, seen_at=START + MINUTE),
    ]


async def test_an_alarm_is_told_by_one_process_and_after_a_minute_by_another(
    storage: SqlStorage,
) -> None:
    await see(storage, REFUSED)
    assert await claim(storage, timedelta(0)) == ["token-refused:slack"]
    assert await claim(storage, 0.9 * MINUTE) == []
    assert await claim(storage, MINUTE) == ["token-refused:slack"]
    await told(storage, REFUSED, MINUTE)
    assert await claim(storage, 3 * MINUTE) == []
    (alarm,) = await every(storage)
    assert (alarm.told_at, alarm.claimed_until, alarm.copies) == (START + MINUTE, None, (COPY,))


async def test_an_alarm_that_was_seen_since_it_was_read_stays_open(storage: SqlStorage) -> None:
    await see(storage, REFUSED)
    (read,) = await every(storage)
    await see(storage, REFUSED, MINUTE)
    assert not await clear(storage, read, 2 * MINUTE)
    (read,) = await every(storage)
    assert await clear(storage, read, 2 * MINUTE)
    assert not await clear(storage, read, 2 * MINUTE)
    (closed,) = await every(storage)
    assert not closed.is_open


async def test_one_that_comes_back_before_its_end_was_told_goes_on(storage: SqlStorage) -> None:
    await see(storage, REFUSED)
    await told(storage, REFUSED, timedelta(0))
    (read,) = await every(storage)
    await clear(storage, read, MINUTE)
    assert await see(storage, REFUSED, 2 * MINUTE)
    (alarm,) = await every(storage)
    assert alarm.is_open
    assert alarm.told_at == START
    assert await claim(storage, 2 * MINUTE) == []


async def test_one_whose_end_is_told_is_gone(storage: SqlStorage) -> None:
    await see(storage, REFUSED)
    (read,) = await every(storage)
    await clear(storage, read, MINUTE)
    assert await claim(storage, MINUTE) == ["token-refused:slack"]
    await forget(storage, REFUSED)
    assert await every(storage) == []


async def test_one_that_comes_back_while_its_end_is_told_is_told_anew(storage: SqlStorage) -> None:
    await see(storage, REFUSED)
    await told(storage, REFUSED, timedelta(0))
    (read,) = await every(storage)
    await clear(storage, read, MINUTE)
    await claim(storage, MINUTE)
    await see(storage, REFUSED, MINUTE)
    await forget(storage, REFUSED)
    (alarm,) = await every(storage)
    assert (alarm.is_open, alarm.copies, alarm.told_at) == (True, (), None)
    assert await claim(storage, MINUTE) == ["token-refused:slack"]


async def test_the_last_look_is_remembered(storage: SqlStorage) -> None:
    async with storage.read() as work:
        assert await work.alarms.last_beat() is None
    for after in (timedelta(0), MINUTE):
        async with storage.begin() as work:
            await work.alarms.beat(START + after)
            await work.commit()
        async with storage.read() as work:
            assert await work.alarms.last_beat() == START + after
