"""How messages are sent: at which pace, how often, and when a call may no longer be started."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

PACES: Mapping[str, timedelta] = {
    # "chat.postMessage: about 1 per second per channel" (Slack, "Rate limits").
    "slack": timedelta(seconds=1),
    # 7 per second and 60 per 30 s per thread: the latter is the narrower (Microsoft, "Optimize
    # your bot with rate limiting in Teams").
    "teams": timedelta(seconds=0.5),
    "web": timedelta(0),
}
"""The least time from the end of one message to a destination to the start of the next."""

MOST_ATTEMPTS = 20
"""After so many calls that failed, over some two hours, a message is dead."""

MOST_REPEATS = 5
"""So often at most is a message sent again that may have arrived."""

CHECKS = tuple(timedelta(seconds=seconds) for seconds in (1, 2, 4, 4))
"""The pauses before each look for a message of unknown outcome. A platform's history may lag some
4 s behind, so only the last one in vain says that it was not sent."""

CHECK_FAILED = timedelta(seconds=5)
"""The pause before the next look after one that told nothing."""

TOKEN_REFUSED = timedelta(seconds=30)
"""For so long a platform that refused our token is left alone."""

_FIRST_PAUSE = timedelta(seconds=1)
_LONGEST_PAUSE = timedelta(minutes=10)


@dataclass(frozen=True)
class Lease:
    """How long a claimed message is ours.

    Args:
        lasts: from the claim on.
        call: the longest a call to a platform may take; it is cut off then.
        margin: for clocks, and for noting the outcome.
    """

    lasts: timedelta = timedelta(seconds=60)
    call: timedelta = timedelta(seconds=15)
    margin: timedelta = timedelta(seconds=5)

    def may_start(self, since_claim: float) -> bool:
        """Tell whether a call may start so many monotonic seconds after its claim.

        A process that was stopped past its lease must not send what another has sent since.
        """
        return since_claim < (self.lasts - self.call - self.margin).total_seconds()

    @property
    def requests_within(self) -> timedelta:
        """Return how long after its claim a request of a call that has begun may start."""
        return self.lasts - self.margin


def pause_before(attempt: int) -> timedelta:
    """Return how long to wait before another try, when `attempt` calls have failed; it doubles."""
    doublings: int = 2 ** max(0, min(attempt, 20) - 1)
    return min(_LONGEST_PAUSE, _FIRST_PAUSE * doublings)
