"""Decisions: what was decided, how, by whom and by when (001 §2; domain.md §2, "Decision")."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bot.domain.papers import Basis
from bot.domain.plan import Bearer


class DecisionKind(StrEnum):
    """What is asked for. RESOURCES asks for money or hours (001 §2, "Tilføre ressourcer")."""

    MATTER = "matter"
    DOCUMENT = "document"
    RESOURCES = "resources"


class Outcome(StrEnum):
    """What came of it; see `decision_outcomes` among the UI terms."""

    ADOPTED = "adopted"
    NOT_ADOPTED = "not_adopted"
    NOTED = "noted"
    DEFERRED = "deferred"
    REFERRED = "referred"


class Mode(StrEnum):
    """How it was decided: at a meeting, in writing, by the chair alone, or by one approver."""

    MEETING = "meeting"
    WRITTEN = "written"
    CHAIR = "chair"
    APPROVER = "approver"


class Element(StrEnum):
    """What a proposal must say before it can be put to the vote (001 §2)."""

    BASIS = "basis"
    WHAT = "what"
    HOW = "how"
    WHO = "who"
    WHEN = "when"


@dataclass(frozen=True)
class Proposal:
    """What is to be decided.

    Args:
        what: is to be done.
        how: it is done.
        who: roles or people who do it.
        due: by when, a local date.
        cost: asked for, in whole units of the organisation's currency.
        effort: asked for, in working hours.
    """

    what: str = ""
    how: str = ""
    who: tuple[Bearer, ...] = ()
    due: date | None = None
    cost: int | None = None
    effort: int | None = None

    def lacks(self, basis: Basis) -> tuple[Element, ...]:
        """Return what is missing before it can be put to the vote, in the order of the card."""
        there = {
            Element.BASIS: bool(basis),
            Element.WHAT: bool(self.what.strip()),
            Element.HOW: bool(self.how.strip()),
            Element.WHO: bool(self.who),
            Element.WHEN: self.due is not None,
        }
        return tuple(element for element, present in there.items() if not present)


@dataclass(frozen=True)
class Tally:
    """How the votes fell. `of` is how many voting seats there are, `represented` how many voted."""

    for_: int = 0
    against: int = 0
    abstained: int = 0
    recused: int = 0
    represented: int = 0
    of: int = 0


@dataclass(frozen=True)
class Decision:
    """A decision of the register.

    Args:
        id: random.
        number: "2026-014": the local year, and the year's next number without gaps.
        committee_id: whose; None for one approver's.
        title: in a few words.
        kind: what was asked for.
        proposal: what, how, who and when, as it was decided.
        basis: what it rests on.
        outcome: what came of it.
        mode: how it was decided.
        decided_at: UTC.
        tally: of a vote; None where those present agreed or one person decided.
        recorded_by: the chair, the secretary or the approver; None when a vote closed by itself.
        remarks: what was said to it.
        about: the record it decides on ("occurrence/<id>", "terms/<committee>/2"), or "".
        digest: of the version that was decided on, in hexadecimal.
        meeting_id, item_id: of a decision at a meeting.
        approval_id: of a decision by vote or by an approver.
    """

    id: str
    number: str
    committee_id: str | None
    title: str
    kind: DecisionKind
    proposal: Proposal
    basis: Basis
    outcome: Outcome
    mode: Mode
    decided_at: datetime
    tally: Tally | None = None
    recorded_by: str | None = None
    remarks: tuple[str, ...] = field(default_factory=tuple)
    about: str = ""
    digest: str = ""
    meeting_id: str | None = None
    item_id: str | None = None
    approval_id: str | None = None
