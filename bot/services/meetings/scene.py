"""What the sources of an agenda read: the meeting, the one before it, and the organisation."""

from dataclasses import dataclass
from datetime import date

from bot.domain.committees import Committee
from bot.domain.meeting_timeline import meeting_after, meeting_before
from bot.domain.meetings import Meeting
from bot.domain.organisation import Organisation
from bot.services.ports import UnitOfWork


@dataclass(frozen=True)
class Scene:
    """Where an agenda is made.

    Args:
        work: the transaction, for what the organisation does not hold.
        organisation: as it stands in it.
        committee: whose agenda.
        meeting: for which meeting.
        meetings: all of the committee's.
        on: the local date.
    """

    work: UnitOfWork
    organisation: Organisation
    committee: Committee
    meeting: Meeting
    meetings: tuple[Meeting, ...]
    on: date

    @property
    def previous(self) -> Meeting | None:
        """Return the meeting that was held before: the cut-off of what happened since."""
        return meeting_before(self.meetings, self.meeting)

    @property
    def following(self) -> Meeting | None:
        """Return the meeting after this one."""
        return meeting_after(self.meetings, self.meeting)

    @property
    def since(self) -> date:
        """Return the local date of the meeting before; the first day there is without one."""
        return self.previous.on if self.previous else date.min
