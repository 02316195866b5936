"""What the operator must hear of, and when it is told (domain.md §3; reliability.md §1)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum


class AlarmKind(StrEnum):
    """What is wrong. The first nine are states of the installation, the others wait for a choice.

    TOKEN_REFUSED: a platform does not accept our token; `about` is the platform.
    OUTBOX_STUCK: messages are due and nobody picks them up.
    INBOX_STUCK: what people pressed and wrote is not answered.
    TICK_LATE: a timed job does not do its work; `about` is the job.
    CLOCK_STOPPED: what wakes the timed jobs stopped by itself, and was started again.
    MORNING_LATE: the reminders of a day are due and not told.
    ITEMS_UNDATED: active items of the wheel have no next date.
    TASKS_UNTOLD: tasks of the plan were due to be told of on the last morning, and nobody was.
    DATABASE: the database takes no writes.
    MESSAGE_DEAD: a message was refused for good; `about` is its id.
    MESSAGE_HELD: nobody can tell whether a message arrived; `about` is its id.
    MESSAGES_WAITING: more messages are dead or held than are told one by one.
    """

    TOKEN_REFUSED = "token-refused"  # noqa: S105 - a kind
    OUTBOX_STUCK = "outbox-stuck"
    INBOX_STUCK = "inbox-stuck"
    TICK_LATE = "tick-late"
    CLOCK_STOPPED = "clock-stopped"
    MORNING_LATE = "morning-late"
    ITEMS_UNDATED = "items-undated"
    TASKS_UNTOLD = "tasks-untold"
    DATABASE = "database"
    MESSAGE_DEAD = "message-dead"
    MESSAGE_HELD = "message-held"
    MESSAGES_WAITING = "messages-waiting"


OF_MESSAGES = frozenset(
    {AlarmKind.MESSAGE_DEAD, AlarmKind.MESSAGE_HELD, AlarmKind.MESSAGES_WAITING}
)
"""Alarms that wait for the operator's choice. They leave `/readyz` alone: the buttons on their
cards must reach a process, and one message does not keep the others from going out."""

NOT_IN_THE_WAY = OF_MESSAGES | {
    AlarmKind.CLOCK_STOPPED,
    AlarmKind.ITEMS_UNDATED,
    AlarmKind.TASKS_UNTOLD,
}
"""What `/readyz` does not mention: the clock is mended already, a date is for people to set, and
what was not told of a task can be told by whoever answers for it."""

CLEARED_AFTER = timedelta(seconds=60)
"""For so long nobody must have seen a state of the installation before it counts as over: another
replica may still see it."""

MOST_ONE_BY_ONE = 5
"""So many messages have an alarm of their own."""

_CLAIM = timedelta(minutes=1)
_UNHEARD_AGAIN = timedelta(minutes=5)
_STATE_AGAIN = timedelta(hours=4)
_A_DAY_LATER = timedelta(hours=24)

Params = Mapping[str, str | int]


@dataclass(frozen=True)
class Trouble:
    """Something that is wrong now.

    Args:
        kind: what.
        about: which one of its kind, "" when there can be only one.
        params: for the alarm's sentence; people only by their id.
    """

    kind: AlarmKind
    about: str = ""
    params: Params = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Return what makes it the same trouble: "token-refused:slack"."""
        return f"{self.kind.value}:{self.about}" if self.about else self.kind.value


@dataclass(frozen=True)
class Copy:
    """Where an alarm was told: a person's account, and the message's id on its platform."""

    platform: str
    tenant: str
    account: str
    message_id: str
    language: str


@dataclass(frozen=True)
class Alarm:
    """A trouble that the operator is told of.

    Args:
        trouble: what is wrong.
        raised_at: by the organisation's clock; it is what people are shown.
        seen_at: when it was last found wrong. This and the others are by the real clock.
        told_at: when it was last told, None before the first time.
        claimed_until: until then one process has it in hand.
        cleared_at: when it was found to be over; it is told, and the alarm is gone.
        copies: where it was told; none when nobody could be reached.
    """

    trouble: Trouble
    raised_at: datetime
    seen_at: datetime
    told_at: datetime | None = None
    claimed_until: datetime | None = None
    cleared_at: datetime | None = None
    copies: tuple[Copy, ...] = ()

    @property
    def is_open(self) -> bool:
        """Tell whether it is still wrong."""
        return self.cleared_at is None

    @property
    def keeps_from_working(self) -> bool:
        """Tell whether `/readyz` says it."""
        return self.is_open and self.trouble.kind not in NOT_IN_THE_WAY

    def is_due(self, now: datetime) -> bool:
        """Tell whether the alarm, or that it is over, is to be told at `now` (real clock, UTC)."""
        if self.claimed_until is not None and now < self.claimed_until:
            return False
        if not self.is_open or self.told_at is None:
            return True
        return now >= self.told_at + self._again()

    def is_over(self, found: Iterable[str], now: datetime) -> bool:
        """Tell whether it has ended, when the troubles with the keys `found` are wrong at `now`."""
        if not self.is_open or self.trouble.key in found:
            return False
        return self.trouble.kind in OF_MESSAGES or now - self.seen_at >= CLEARED_AFTER

    def _again(self) -> timedelta:
        if not self.copies:
            return _UNHEARD_AGAIN
        return _A_DAY_LATER if self.trouble.kind in NOT_IN_THE_WAY else _STATE_AGAIN


def claimed_until(now: datetime) -> datetime:
    """Return until when who tells an alarm at `now` has it in hand."""
    return now + _CLAIM


def told_apart(oldest: Sequence[Trouble], total: int) -> tuple[Trouble, ...]:
    """Return the troubles with single messages as the operator is told them.

    Of many the oldest are told one by one, with buttons, and all of them in one alarm more.

    Args:
        oldest: the oldest of them, at least `MOST_ONE_BY_ONE` when there are so many.
        total: how many there are.
    """
    one_by_one = tuple(oldest[:MOST_ONE_BY_ONE])
    if total <= MOST_ONE_BY_ONE:
        return one_by_one
    return (*one_by_one, Trouble(AlarmKind.MESSAGES_WAITING, params={"n": total}))
