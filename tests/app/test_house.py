"""The house as it is opened and furnished."""

from pathlib import Path

import pytest

from bot.app.clocks import MovableClock, SystemClock
from bot.app.house import furnish, open_store
from bot.domain.errors import NotReady
from bot.settings import load_settings
from tests.databases import SteppedClock
from tests.example import Example


async def test_a_store_brings_its_own_database_up_to_date(tmp_path: Path) -> None:
    settings = load_settings({}, tmp_path)
    async with open_store(settings, SystemClock()) as store:
        house = await furnish(settings, store, SystemClock())
        assert house.snapshots.current.organisation.activities == ()
    assert (tmp_path / "data" / "tovholder.db").stat().st_mode & 0o077 == 0


async def test_what_only_reads_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(NotReady) as told:
        async with open_store(load_settings({}, tmp_path), SystemClock(), read_only=True):
            pass
    assert told.value.key == "database-missing"
    assert list(tmp_path.iterdir()) == []


async def test_an_empty_house_says_how_to_begin(tmp_path: Path) -> None:
    settings = load_settings({}, tmp_path)
    async with open_store(settings, SystemClock()) as store:
        empty = Example(await furnish(settings, store, SystemClock()))
        for text in ("/raci", "/raci matrix", "/raci liste"):
            card = (await empty.say("mette", text)).card
            assert "tovholder init" in str(card)
        for text in ("/isms", "/isms me", "/raci backup", "/raci tjek", "/isms admin tjek"):
            assert "Reference" not in str((await empty.say("mette", text)).card)


def test_the_demos_clock_only_goes_forward() -> None:
    later = SteppedClock().now()
    clock = MovableClock(later)
    assert clock.now() >= later
    clock.move_to(later.replace(year=2030))
    assert clock.now() >= later.replace(year=2030)
    clock.move_to(later)
    assert clock.now() >= later.replace(year=2030)
    assert abs((MovableClock().now() - SystemClock().now()).total_seconds()) < 60
