"""A small committee whose quorum, agenda and dates can be worked out by hand."""

from datetime import date, time

from bot.domain.committees import (
    AgendaSection,
    Committee,
    CommitteeSeat,
    SectionKind,
    Series,
)
from bot.domain.language import Localized
from bot.domain.meetings import Meeting
from bot.domain.organisation import Organisation
from bot.domain.people import Assignment, Role
from tests.domain.organisations import LONG_AGO, person

_KINDS = {"d": SectionKind.DECISION, "i": SectionKind.INFORMATION, "t": SectionKind.DISCUSSION}
_STANDING = (
    ("approve-agenda", "d"),
    ("approve-minutes", "d"),
    ("status", "i"),
    ("incidents", "i"),
    ("handled-deviations", "i"),
    ("new-deviations", "d"),
    ("threats", "t"),
    ("policies", "d"),
    ("aob", "t"),
)
_CONDITIONAL = (
    ("opt-inputs", "policies"),
    ("opt-risk-results", "policies"),
    ("opt-risk-plan", "opt-risk-results"),
    ("opt-audit", "policies"),
    ("opt-wheel", "policies"),
)
NINE = tuple(name for name, _ in _STANDING)


def section(name: str, kind: str, after: str | None = None) -> AgendaSection:
    """Return a section whose title is its id."""
    return AgendaSection(name, Localized(name, name), _KINDS[kind], "function", after=after)


SECTIONS = (
    *(section(name, kind) for name, kind in _STANDING),
    *(section(name, "d", after) for name, after in _CONDITIONAL),
)
COMMITTEE = Committee(
    "c",
    Localized("Udvalget", "The committee"),
    "committee",
    "chair",
    "function",
    seats=(
        CommitteeSeat("seat-chair", "chair", chair=True),
        CommitteeSeat("seat-hr", "hr"),
        CommitteeSeat("seat-sales", "sales"),
        CommitteeSeat("seat-finance", "finance"),
        CommitteeSeat("seat-legal", "legal"),
    ),
    series=Series("w-meetings"),
    agenda=SECTIONS,
)


def organisation() -> Organisation:
    """Return Anders (chair, deputy Karin), Karin, Lone, Bo, a vacant seat, and Mette, secretary."""
    holders = (("chair", "anders"), ("hr", "karin"), ("sales", "lone"), ("finance", "bo"))
    return Organisation(
        people=tuple(map(person, ("anders", "karin", "lone", "bo", "mette", "nina", "sara"))),
        roles=tuple(
            Role(role, Localized(role, role))
            for role in ("chair", "hr", "sales", "finance", "legal", "function", "committee")
        ),
        assignments=(
            *(Assignment(role, role, LONG_AGO, person_id=who) for role, who in holders[1:]),
            Assignment("chair", "chair", LONG_AGO, person_id="anders", deputy_id="sara"),
            Assignment("function", "function", LONG_AGO, person_id="mette"),
        ),
        committees=(COMMITTEE,),
    )


def meeting(on: date, **changes: object) -> Meeting:
    """Return a meeting of the committee."""
    values: dict[str, object] = {"occurrence_id": "o-1", **changes}
    return Meeting("m-1", "c", on, time(9), **values)  # type: ignore[arg-type]
