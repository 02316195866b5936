"""A loop that stands still is told by another thread."""

import asyncio
import logging
import time
from dataclasses import dataclass

import pytest

from bot.scheduler.pulse import Pulse

LOOK = 0.01
MISSED = 5


@dataclass
class Number:
    """A number that grows as long as the loop runs."""

    value: int = 0
    stop: bool = False

    async def grow(self) -> None:
        """Grow."""
        while not self.stop:
            self.value += 1
            await asyncio.sleep(LOOK / 5)


async def test_a_loop_that_stands_still_is_said_once_with_where(
    caplog: pytest.LogCaptureFixture,
) -> None:
    said: list[str] = []
    number = Number()
    growing = asyncio.create_task(number.grow())
    pulse = Pulse(lambda: number.value, lambda: said.append("still"), LOOK, MISSED)
    with caplog.at_level(logging.WARNING):
        pulse.start()
        try:
            await asyncio.sleep(0.1)
            assert said == []
            stand_still(0.3)
            assert said == ["still"]
            await asyncio.sleep(0.1)
            stand_still(0.3)
            assert said == ["still", "still"]
        finally:
            pulse.stop()
            number.stop = True
            await growing
    assert "stand_still" in caplog.text
    assert "pulse.back" in caplog.text


def stand_still(seconds: float) -> None:
    """Let nothing else happen on the loop."""
    time.sleep(seconds)


async def test_a_look_that_never_ends_is_said_while_the_loop_goes_on() -> None:
    said: list[str] = []
    pulse = Pulse(lambda: 7, lambda: said.append("still"), LOOK, MISSED)
    pulse.start()
    try:
        async with asyncio.timeout(10):
            while not said:
                await asyncio.sleep(LOOK)
    finally:
        pulse.stop()
