"""What happens to minutes; see `events`.

What the messages show travels along as `meeting` and `minutes`; neither is part of the log.
"""

from dataclasses import dataclass
from typing import Any

from bot.domain.events import Event
from bot.domain.meetings import Meeting
from bot.domain.minutes import Minutes

_SHOWN = ("meeting", "minutes")


@dataclass(frozen=True)
class MinutesEvent(Event):
    """What the events of minutes share.

    Args:
        meeting_id, version: which minutes.
        committee_id: whose.
        by: who did it; None for the clock.
        at: UTC, ISO 8601.
        on: the local date, ISO 8601.
        digest: SHA-256 of what they say, in hexadecimal.
        meeting, minutes: what is shown of them.
    """

    meeting_id: str
    version: int
    committee_id: str
    by: str | None
    at: str
    on: str
    digest: str
    meeting: Meeting
    minutes: Minutes

    def subject(self) -> str:
        """Return the version of the minutes."""
        return f"{minutes_subject(self.meeting_id)}/{self.version}"

    def data(self) -> dict[str, Any]:
        """Return the event's own values without what is shown."""
        return {name: value for name, value in vars(self).items() if name not in _SHOWN}


def minutes_subject(meeting_id: str) -> str:
    """Return what the messages about a meeting's minutes are about."""
    return f"minutes/{meeting_id}"


@dataclass(frozen=True)
class MinutesDrafted(MinutesEvent):
    """A draft was made of what the meeting recorded."""

    kind = "minutes.drafted"


@dataclass(frozen=True)
class MinutesChanged(MinutesEvent):
    """What a draft says was changed; `sha256` is of an uploaded document, or ""."""

    kind = "minutes.changed"
    sha256: str = ""


@dataclass(frozen=True)
class MinutesSent(MinutesEvent):
    """A draft went out for comments until `until`, UTC, ISO 8601."""

    kind = "minutes.sent"
    until: str = ""


@dataclass(frozen=True)
class MinutesCommented(MinutesEvent):
    """A member commented; an `objection` must be settled before silence approves."""

    kind = "minutes.commented"
    comment_id: str = ""
    objection: bool = False


@dataclass(frozen=True)
class ObjectionSettled(MinutesEvent):
    """An objection was dealt with."""

    kind = "minutes.objection-settled"
    comment_id: str = ""


@dataclass(frozen=True)
class MinutesPressed(MinutesEvent):
    """One who took part approved by a press."""

    kind = "minutes.pressed"


@dataclass(frozen=True)
class MinutesApproved(MinutesEvent):
    """Minutes became immutable, by `rule`: silence, presses, or the next meeting."""

    kind = "minutes.approved"
    rule: str = ""


@dataclass(frozen=True)
class MinutesConfirmed(MinutesEvent):
    """The next meeting confirmed approved minutes under its item."""

    kind = "minutes.confirmed"
    confirmed_in: str = ""


@dataclass(frozen=True)
class MinutesReplaced(MinutesEvent):
    """Approved minutes gave way to their correction."""

    kind = "minutes.replaced"


@dataclass(frozen=True)
class CorrectionBegun(MinutesEvent):
    """A new version of approved minutes was begun, for a reason."""

    kind = "minutes.correction-begun"
    reason: str = ""


@dataclass(frozen=True)
class MinutesFiled(MinutesEvent):
    """The minutes were filed in the records system under a case number."""

    kind = "minutes.filed"
    case_number: str = ""


@dataclass(frozen=True)
class MinutesReminded(MinutesEvent):
    """The clock reminded `people` of a step: a draft is due, or presses or answers are missing."""

    kind = "minutes.reminded"
    step: str = ""
    people: tuple[str, ...] = ()
