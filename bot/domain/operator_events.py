"""What the operator is told of, and what the operator decides."""

from dataclasses import dataclass
from typing import Any

from bot.domain.events import Event


@dataclass(frozen=True)
class _OfAlarm(Event):
    """Something about an alarm; `key` is `Trouble.key`."""

    key: str

    def subject(self) -> str:
        """Return the alarm."""
        return f"alarm/{self.key}"


@dataclass(frozen=True)
class AlarmRaised(_OfAlarm):
    """Something is wrong that the operator must hear of."""

    kind = "alarm.raised"
    params: dict[str, Any]


@dataclass(frozen=True)
class AlarmCleared(_OfAlarm):
    """What was wrong is over."""

    kind = "alarm.cleared"


@dataclass(frozen=True)
class MessageReplayed(Event):
    """A message that was in `state` is to be sent again."""

    kind = "message.replayed"
    message_id: str
    state: str

    def subject(self) -> str:
        """Return the message."""
        return f"message/{self.message_id}"


@dataclass(frozen=True)
class MessageDiscarded(Event):
    """A message that was in `state` is given up; `reason` is what the operator wrote."""

    kind = "message.discarded"
    message_id: str
    state: str
    reason: str

    def subject(self) -> str:
        """Return the message."""
        return f"message/{self.message_id}"
