"""Every minute: do the platforms still know us, and does the world know that all is well?"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import urlsplit

from bot.chat.ports import DeliveryError
from bot.telemetry.logs import describe, get_logger

_log = get_logger(__name__)
SECONDS = 60.0
_ANSWER_SECONDS = 12.0
_PING_SECONDS = 5.0
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})

Ask = Callable[[], Awaitable[None]]


class Acquaintance:
    """Asks each platform whether it takes our token, also while there is nothing to send.

    Args:
        ask: by platform; raises `DeliveryError` with `credentials` when the token is refused,
            another one when nobody can tell.
    """

    def __init__(self, ask: Mapping[str, Ask]) -> None:
        self._ask = dict(ask)
        self._refused: dict[str, str] = {}
        self._vouched: set[str] = set()
        self.has_asked = False

    @property
    def refused(self) -> Mapping[str, str]:
        """Return the platforms that refuse us, each with its own code for why."""
        return self._refused

    def vouches(self, platform: str) -> bool:
        """Tell whether `platform` took our token when it was last asked."""
        return platform in self._vouched

    async def look(self) -> None:
        """Ask every platform."""
        await asyncio.gather(*(self._one(name, ask) for name, ask in self._ask.items()))
        self.has_asked = True

    async def _one(self, platform: str, ask: Ask) -> None:
        self._vouched.discard(platform)
        try:
            async with asyncio.timeout(_ANSWER_SECONDS):
                await ask()
        except DeliveryError as error:
            if error.credentials:
                self._refused[platform] = error.reason
            else:
                _log.info("heartbeat.not_told", platform=platform, reason=error.reason)
        except TimeoutError:
            _log.info("heartbeat.not_told", platform=platform, reason="timeout")
        else:
            self._refused.pop(platform, None)
            self._vouched.add(platform)


class DeadMansSwitch:
    """Pings an address while all is well; who watches it hears of a process that is gone.

    Args:
        url: a secret; HTTPS, or this machine.
        all_is_well: asked before each ping.
    """

    def __init__(self, url: str, all_is_well: Callable[[], bool]) -> None:
        self._url = url
        self._all_is_well = all_is_well
        parts = urlsplit(url)
        if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
            raise ValueError("a ping in the clear")

    async def ping(self) -> None:
        """Ping, unless something is wrong. A ping that fails is logged without its address."""
        if not self._all_is_well():
            return
        import aiohttp

        timeout = aiohttp.ClientTimeout(total=_PING_SECONDS)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.get(self._url, allow_redirects=False) as answer,
            ):
                status = answer.status
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            _log.warning("heartbeat.not_pinged", reason=describe(error).partition(":")[0])
            return
        if status >= 300:
            _log.warning("heartbeat.not_pinged", status=status)
