"""Who acts in a part of the wheel's work, or in a task of the plan, and who hears of it."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.occurrences import Part
from bot.domain.reminders import Recipient


class Gap(StrEnum):
    """Why nobody can be told as R, so that A is told instead."""

    VACANT = "vacant"
    AWAY = "away"
    EXTERNAL = "external"


@dataclass(frozen=True)
class Actor:
    """A person who acts in a role. `stands_for` is the person who is away, for a deputy."""

    person_id: str
    stands_for: str | None = None


@dataclass(frozen=True)
class PartPeople:
    """A part of an occurrence, or a task of the plan, with its people on a day.

    Args:
        part: stored, or untouched; a task's is a blank.
        responsible: who is told as R, and whoever acts first does it; empty where there is a gap.
        holders: ids of those who may do it: R's holders, away or not, and those who act for them.
        accountable: who acts as A; empty when that role has nobody.
        chair: who acts for the committee's chair.
        approvers: who may approve it; empty without an approver, or when that role has nobody.
        caretakers: the administrators, who hear what nobody else can hear.
        gap: why `responsible` is empty.
        missing: the id of the person or contact behind the gap, "" for a vacancy.
        system_id: of the system that the part is about.
    """

    part: Part
    responsible: tuple[Actor, ...]
    holders: frozenset[str]
    accountable: tuple[Actor, ...]
    chair: tuple[Actor, ...] = ()
    approvers: tuple[Actor, ...] = ()
    caretakers: tuple[Actor, ...] = ()
    gap: Gap | None = None
    missing: str = ""
    system_id: str | None = None

    def hearing(self, recipient: Recipient) -> tuple[Actor, ...]:
        """Return who hears what is meant for `recipient`: never nobody while anybody is there.

        What R cannot hear goes to A, and what A cannot hear to the administrators. Whoever did the
        work is not asked to approve it, unless nobody else ever could.
        """
        answering = self.accountable or self.caretakers
        match recipient:
            case Recipient.RESPONSIBLE:
                return self.responsible or answering
            case Recipient.ACCOUNTABLE:
                return answering
            case Recipient.COMMITTEE:
                return self.chair or self.caretakers
            case Recipient.APPROVER:
                return (
                    self._but_the_doer(self.approvers)
                    or self.approvers
                    or (self._but_the_doer(answering))
                )

    def _but_the_doer(self, actors: tuple[Actor, ...]) -> tuple[Actor, ...]:
        return tuple(actor for actor in actors if actor.person_id != self.part.done_by)

    def may_do(self, person_id: str) -> bool:
        """Tell whether the person may do the part."""
        return person_id in self.holders

    def answers_for(self, person_id: str) -> bool:
        """Tell whether the person acts as A."""
        return any(actor.person_id == person_id for actor in self.accountable)

    def may_approve(self, person_id: str) -> bool:
        """Tell whether the person holds what approves it; the doer is told apart elsewhere."""
        return any(actor.person_id == person_id for actor in self.approvers)
