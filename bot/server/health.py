"""Is the process alive, and is it ready for work? Each failure in words (reliability.md §1)."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot.telemetry.logs import describe, get_logger
from bot.texts import Texts

_log = get_logger(__name__)
_LAG_SAMPLE = 0.05
_MOST_LAG = 1.0
_KEPT = 1.0


@dataclass(frozen=True)
class Check:
    """One question.

    Args:
        name: a code for the log; its words stand in the catalogues under `ready.name.<name>`.
        probe: returns the catalogue key of what is wrong, or None; or, where there is more to say
            than a key can, every sentence there is.
        seconds: for the probe to answer.
    """

    name: str
    probe: Callable[[], Awaitable[str | Sequence[str] | None]]
    seconds: float = 2.0


class Health:
    """Answers `/livez` and `/readyz`.

    Args:
        texts: in the organisation's language.
        alive: what only a restart would cure, besides a blocked loop: the age of the last tick.
        ready: what keeps the process from doing its work: database, schema, tick, alarms.
        clock: monotonic seconds.
    """

    def __init__(
        self,
        texts: Texts,
        alive: Sequence[Check] = (),
        ready: Sequence[Check] = (),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._texts = texts
        self._alive = tuple(alive)
        self._ready = tuple(ready)
        self._clock = clock
        self._draining = False
        self._asking = asyncio.Lock()
        self._known_at = -_KEPT
        self._known: tuple[str, ...] = ()

    def drain(self) -> None:
        """Answer "not ready" from now on: the process is stopping."""
        self._draining = True

    async def live_failures(self) -> tuple[str, ...]:
        """Return a sentence for each reason to restart the process."""
        before = self._clock()
        await asyncio.sleep(_LAG_SAMPLE)
        lag = self._clock() - before - _LAG_SAMPLE
        slow = (self._texts("alive.lag", seconds=f"{lag:.1f}"),) if lag > _MOST_LAG else ()
        return (*slow, *await self._failures(self._alive))

    async def ready_failures(self) -> tuple[str, ...]:
        """Return a sentence for each reason not to send work here.

        The checks write to the database and anybody may ask: they run at most once a second.
        """
        if self._draining:
            return (self._texts("ready.draining"),)
        async with self._asking:
            if self._clock() - self._known_at >= _KEPT:
                self._known = await self._failures(self._ready)
                self._known_at = self._clock()
        return self._known

    async def _failures(self, checks: Sequence[Check]) -> tuple[str, ...]:
        found = await asyncio.gather(*map(self._sentences, checks))
        return tuple(sentence for sentences in found for sentence in sentences)

    async def _sentences(self, check: Check) -> Sequence[str]:
        try:
            async with asyncio.timeout(check.seconds):
                said = await check.probe()
        except TimeoutError:
            said = "ready.slow"
        except Exception as error:
            _log.error("health.check_failed", check=check.name, error=describe(error))
            said = "ready.failed"
        if isinstance(said, str):
            return (self._texts(said, check=self._texts(f"ready.name.{check.name}")),)
        return said or ()
