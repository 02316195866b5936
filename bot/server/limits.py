"""How much the guard takes in, and how often it lets itself be bothered."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Bounds of what reaches an entrance before anybody has proved who they are.

    Args:
        body: largest body, in bytes (reliability.md §5).
        waiting: largest sum of the bodies being read at one time, in bytes.
        seconds: for a whole body to arrive.
        headers: most header lines.
        head: largest sum of header names and values, in bytes.
        refusals: refused requests from one address before the next is answered 429.
        refusals_per_second: how fast an address earns new ones.
        requests_per_second: ceiling over all addresses, well above what one core can serve.
    """

    body: int = 256_000
    waiting: int = 32_000_000
    seconds: float = 5.0
    headers: int = 100
    head: int = 32_768
    refusals: int = 600
    refusals_per_second: float = 10.0
    requests_per_second: float = 20_000.0


class Bucket:
    """A bucket of tokens that fills at an even rate.

    Args:
        size: most tokens, and what it holds at first.
        per_second: how many it gains.
        clock: monotonic seconds.
    """

    __slots__ = ("_at", "_clock", "_per_second", "_size", "_tokens")

    def __init__(self, size: float, per_second: float, clock: Callable[[], float]) -> None:
        self._size = size
        self._per_second = per_second
        self._clock = clock
        self._tokens = size
        self._at = clock()

    def take(self) -> bool:
        """Take a token and return True, or False when there is none."""
        now = self._clock()
        self._tokens = min(self._size, self._tokens + (now - self._at) * self._per_second)
        self._at = now
        if self._tokens < 1.0:
            return False
        self._tokens -= 1.0
        return True


class RefusalsBySource:
    """A bucket for each address that has been refused lately; the longest quiet are forgotten."""

    _MOST = 4_096

    def __init__(self, limits: Limits, clock: Callable[[], float]) -> None:
        self._limits = limits
        self._clock = clock
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def take(self, source: str) -> bool:
        """Count a refusal of `source`; return False when it has had too many."""
        bucket = self._buckets.get(source)
        if bucket is None:
            limits = self._limits
            bucket = Bucket(limits.refusals, limits.refusals_per_second, self._clock)
            self._buckets[source] = bucket
            if len(self._buckets) > self._MOST:
                self._buckets.popitem(last=False)
        self._buckets.move_to_end(source)
        return bucket.take()
