"""What changes about the annual wheel and the work on its dates."""

from dataclasses import dataclass
from typing import Any

from bot.domain.events import Event
from bot.domain.reminders import Letter


@dataclass(frozen=True)
class OccurrenceEvent(Event):
    """Something happened to one date of the wheel.

    Args:
        occurrence_id, item_id: the date, and the item it belongs to.
        part: the part's key; "" for the whole.
        by: who did it, by id.
        at: when, UTC, ISO 8601.
        letters: those in which it has a line, to be shown anew; they are no part of the log.
        reason: why, in the words of whoever did it.
    """

    occurrence_id: str
    item_id: str
    part: str
    by: str
    at: str
    letters: tuple[Letter, ...] = ()
    reason: str = ""

    def subject(self) -> str:
        """Return the occurrence."""
        return occurrence_subject(self.occurrence_id)

    def data(self) -> dict[str, Any]:
        """Return the event's own values without the letters."""
        return {name: value for name, value in super().data().items() if name != "letters"}


@dataclass(frozen=True)
class OccurrenceStarted(OccurrenceEvent):
    """Its work was begun."""

    kind = "occurrence.started"


@dataclass(frozen=True)
class OccurrenceSnoozed(OccurrenceEvent):
    """R is not reminded before the local date `until`, ISO 8601; the deadline stays."""

    kind = "occurrence.snoozed"
    until: str = ""


@dataclass(frozen=True)
class OccurrencePostponed(OccurrenceEvent):
    """The deadline was moved from `before` to `due`, local dates, ISO 8601.

    `along` is the id of the meeting's occurrence with which it was moved, "" for its own sake.
    """

    kind = "occurrence.postponed"
    before: str = ""
    due: str = ""
    along: str = ""


@dataclass(frozen=True)
class OccurrenceAsked(OccurrenceEvent):
    """R asks A to postpone it to `due`, or to let it lapse: `wish` is a `Wish`."""

    kind = "occurrence.asked"
    wish: str = ""
    due: str = ""


@dataclass(frozen=True)
class OccurrenceGranted(OccurrenceEvent):
    """A granted what `asked_by` asked for; the deadline is `due`, or it has lapsed."""

    kind = "occurrence.granted"
    wish: str = ""
    due: str = ""
    asked_by: str = ""


@dataclass(frozen=True)
class OccurrenceRefused(OccurrenceEvent):
    """A refused what `asked_by` asked for."""

    kind = "occurrence.refused"
    wish: str = ""
    due: str = ""
    asked_by: str = ""


@dataclass(frozen=True)
class OccurrenceHandedOver(OccurrenceEvent):
    """Somebody else, `to`, does it from now on; `before` are those who did."""

    kind = "occurrence.handed-over"
    to: str = ""
    before: tuple[str, ...] = ()


@dataclass(frozen=True)
class EvidenceAwaited(OccurrenceEvent):
    """It was said to be done, and what shows it is still missing."""

    kind = "occurrence.evidence-awaited"


@dataclass(frozen=True)
class EvidenceAttached(OccurrenceEvent):
    """A file that is to show it was sent ahead; `sha256` is its digest in hexadecimal."""

    kind = "occurrence.evidence-attached"
    file_id: str = ""
    sha256: str = ""


@dataclass(frozen=True)
class OccurrenceDelivered(OccurrenceEvent):
    """It was done, with what shows it.

    `approvers` are asked to approve it; none where nobody needs to.
    """

    kind = "occurrence.delivered"
    file_id: str = ""
    approvers: tuple[str, ...] = ()


@dataclass(frozen=True)
class OccurrenceApproved(OccurrenceEvent):
    """A second person approved what `done_by` did.

    `control` is the compensating control where nobody else could.
    """

    kind = "occurrence.approved"
    done_by: str = ""
    control: str = ""


@dataclass(frozen=True)
class OccurrenceSentBack(OccurrenceEvent):
    """A second person sent back what `done_by` did."""

    kind = "occurrence.sent-back"
    done_by: str = ""


@dataclass(frozen=True)
class OccurrenceLapsed(OccurrenceEvent):
    """A let it lapse; nothing more is to be done."""

    kind = "occurrence.lapsed"


@dataclass(frozen=True)
class OccurrenceSettled(OccurrenceEvent):
    """Every part that is left was delivered: whoever had another has none any more.

    Nobody did it; `by` is "".
    """

    kind = "occurrence.settled"


OCCURRENCE_EVENTS: tuple[type[OccurrenceEvent], ...] = (
    OccurrenceStarted,
    OccurrenceSnoozed,
    OccurrencePostponed,
    OccurrenceAsked,
    OccurrenceGranted,
    OccurrenceRefused,
    OccurrenceHandedOver,
    EvidenceAwaited,
    EvidenceAttached,
    OccurrenceDelivered,
    OccurrenceApproved,
    OccurrenceSentBack,
    OccurrenceLapsed,
    OccurrenceSettled,
)
"""Everything that can happen to a date."""


@dataclass(frozen=True)
class FindingNoted(Event):
    """Work on a date found something that is to become a task of the plan.

    `text` is what was found; it lies with the task, not in the log.
    """

    kind = "occurrence.finding-noted"
    occurrence_id: str
    item_id: str
    by: str
    text: str

    def subject(self) -> str:
        """Return the occurrence."""
        return occurrence_subject(self.occurrence_id)

    def data(self) -> dict[str, Any]:
        """Return the event's own values without the text."""
        return {name: value for name, value in super().data().items() if name != "text"}


def occurrence_subject(occurrence_id: str) -> str:
    """Return what the messages about one date are about."""
    return f"occurrence/{occurrence_id}"


@dataclass(frozen=True)
class WheelPlanned(Event):
    """The wheel has its dates of this year and the next: so many came, moved and went.

    `items` is how many items were taken from the pack that the organisation began with.
    """

    kind = "wheel.planned"
    year: int
    added: int
    moved: int
    dropped: int
    items: int = 0

    def subject(self) -> str:
        """Return the wheel."""
        return "wheel"


@dataclass(frozen=True)
class WheelItemSaved(Event):
    """An item of the wheel was added, or some of its fields were changed."""

    kind = "wheel.item-saved"
    item_id: str
    fields: tuple[str, ...]

    def subject(self) -> str:
        """Return the item."""
        return f"wheel-item/{self.item_id}"


@dataclass(frozen=True)
class WheelItemTurned(Event):
    """An item was paused, resumed or retired: its state went from `before` to `state`."""

    kind = "wheel.item-turned"
    item_id: str
    before: str
    state: str

    def subject(self) -> str:
        """Return the item."""
        return f"wheel-item/{self.item_id}"


@dataclass(frozen=True)
class SystemSaved(Event):
    """A system of the register was added, or some of its fields were changed."""

    kind = "wheel.system-saved"
    system_id: str
    fields: tuple[str, ...]

    def subject(self) -> str:
        """Return the system."""
        return f"system/{self.system_id}"
