"""The rules that judge who sits in a committee, and the terms it works by (001 §2; domain.md §3).

Each warns; none stands in the way of anything.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from bot.domain.committee_people import Member, chair_of, members_on, secretaries_of
from bot.domain.committees import Committee, Terms, TermsState
from bot.domain.finding import Finding, FindingParams, Severity
from bot.domain.holder_rules import AHEAD_DAYS, is_retired
from bot.domain.holders import seats_of
from bot.domain.organisation import Organisation
from bot.domain.terms import REVIEW_AHEAD_DAYS, differs, in_force, newest

TOP_MANAGEMENT = "top-management"
"""The role whose holders are the top managers; where a matrix lacks it, the chair's role is."""


@dataclass(frozen=True)
class CommitteeView:
    """A committee on the local date `on`, with what the rules need at hand."""

    organisation: Organisation
    committee: Committee
    on: date

    @cached_property
    def members(self) -> tuple[Member, ...]:
        """Its seats with their people."""
        return members_on(self.organisation, self.committee, self.on)

    @cached_property
    def voting(self) -> tuple[Member, ...]:
        """The seats that have a vote."""
        return tuple(member for member in self.members if member.votes)

    @cached_property
    def seated(self) -> frozenset[str]:
        """Ids of the people who sit in it."""
        return frozenset(m.person.id for m in self.members if m.person)

    @property
    def id(self) -> str:
        """The committee's id."""
        return self.committee.id

    def said(self, **params: str | int | date) -> FindingParams:
        """Return what a finding about this committee says."""
        return {"committee": self.id, **params}


def committee_findings(organisation: Organisation, on: date) -> Iterator[Finding]:
    """Iterate over what the rules find about every committee that works on the local date `on`."""
    for committee in organisation.committees:
        if not committee.is_closed(on):
            yield from findings_of(organisation, committee, on)


def findings_of(organisation: Organisation, committee: Committee, on: date) -> Iterator[Finding]:
    """Iterate over what the rules find about one committee."""
    view = CommitteeView(organisation, committee, on)
    for rule in COMMITTEE_RULES:
        yield from rule(view)


def terms_findings(
    organisation: Organisation, committee: Committee, versions: Sequence[Terms], on: date
) -> Iterator[Finding]:
    """Iterate over what the rules find about a committee's terms of reference.

    Args:
        organisation: the data.
        committee: whose.
        versions: every version of them.
        on: the local date.
    """
    view = CommitteeView(organisation, committee, on)
    valid, last = in_force(versions), newest(versions)
    if last is None:
        yield Finding("terms-missing", Severity.WARNING, view.id, view.said())
    elif valid is None:
        yield Finding("terms-not-approved", Severity.WARNING, view.id, view.said(n=last.version))
    elif valid.review_on and valid.review_on < on:
        yield Finding(
            "terms-review-overdue", Severity.WARNING, view.id, view.said(date=valid.review_on)
        )
    elif valid.review_on and valid.review_on <= on + timedelta(days=REVIEW_AHEAD_DAYS):
        yield Finding("terms-review-soon", Severity.INFO, view.id, view.said(date=valid.review_on))
    if differs(organisation, committee, valid or last):
        shown = valid or last
        assert shown is not None
        said = view.said(n=shown.version)
        if shown.state is TermsState.IN_FORCE:
            yield Finding("terms-frequency", Severity.WARNING, view.id, said)
        else:
            yield Finding("terms-frequency-draft", Severity.WARNING, view.id, said)


def top_managers_in(view: CommitteeView) -> int:
    """Return how many of those who sit in it come from top management."""
    known = TOP_MANAGEMENT in view.organisation.role
    role_id = TOP_MANAGEMENT if known else view.committee.chair_role
    seats = seats_of(view.organisation, role_id, view.on)
    return len(view.seated & {seat.person.id for seat in seats if seat.person})


def _top_manager(view: CommitteeView) -> Iterator[Finding]:
    """At least one member comes from top management (001 §2; ISO 27001 5.1)."""
    there, needed = top_managers_in(view), view.committee.top_managers
    if there < needed:
        yield Finding(
            "committee-top-manager",
            Severity.WARNING,
            view.id,
            view.said(there=there, needed=needed),
        )


def _chair(view: CommitteeView) -> Iterator[Finding]:
    if chair_of(view.organisation, view.committee, view.on) is None:
        yield Finding("committee-no-chair", Severity.WARNING, view.id, view.said())


def _secretary(view: CommitteeView) -> Iterator[Finding]:
    if not secretaries_of(view.organisation, view.committee, view.on):
        role = view.committee.secretary_role
        yield Finding("committee-no-secretary", Severity.WARNING, view.id, view.said(role=role))


def _vacancy(view: CommitteeView) -> Iterator[Finding]:
    """A seat whose term has ended is told of by the rule of the terms' ends."""
    for member in view.members:
        if member.person is None and not _has_ended(member, view.on):
            role, unit = member.seat.role_id, member.seat.unit_id
            if unit:
                params = {"role": role, "unit": unit}
                yield Finding(
                    "committee-vacant-unit", Severity.WARNING, view.id, view.said(**params)
                )
            else:
                yield Finding("committee-vacant", Severity.WARNING, view.id, view.said(role=role))


def _term_end(view: CommitteeView) -> Iterator[Finding]:
    for member in view.members:
        ends = member.seat.ends
        if ends is None or ends > view.on + timedelta(days=AHEAD_DAYS):
            continue
        said = view.said(role=member.seat.role_id, date=ends)
        if _has_ended(member, view.on):
            yield Finding("committee-term-ended", Severity.WARNING, view.id, said)
        else:
            yield Finding("committee-term-ends", Severity.INFO, view.id, said)


def _quorum(view: CommitteeView) -> Iterator[Finding]:
    """As many as a decision takes can take part today; one person counts once."""
    seats = len(view.voting)
    there = len({member.acting.id for member in view.voting if member.acting})
    needed = view.committee.quorum.needed(seats)
    if there < needed:
        params = {"there": there, "needed": needed, "seats": seats}
        yield Finding("committee-quorum", Severity.WARNING, view.id, view.said(**params))


def _deputies(view: CommitteeView) -> Iterator[Finding]:
    """The chair has a deputy where the quorum takes one of them, and so has who needs one."""
    missing = [
        member.person.id
        for member in view.voting
        if member.person and member.deputy is None and _needs_deputy(view, member)
    ]
    if missing:
        people = " ".join(dict.fromkeys(missing))
        yield Finding("committee-deputy", Severity.INFO, view.id, view.said(people=people))


def _units(view: CommitteeView) -> Iterator[Finding]:
    """Every open unit has a member, where the committee has members for units (001 §2)."""
    if not any(seat.unit_id for seat in view.committee.seats):
        return
    represented = {member.seat.unit_id for member in view.members if member.person}
    represented |= {
        person.unit_id for person in view.organisation.people if person.id in view.seated
    }
    missing = [
        unit.id
        for unit in view.organisation.units
        if not is_retired(unit.closed_on, view.on) and unit.id not in represented
    ]
    if missing:
        yield Finding("committee-units", Severity.INFO, view.id, view.said(units=" ".join(missing)))


def _competences(view: CommitteeView) -> Iterator[Finding]:
    """The members together have what the committee is to have (001 §2)."""
    there = {
        competence.casefold()
        for member in view.members
        if member.person
        for competence in member.seat.competences
    }
    missing = [one for one in view.committee.competences if one.casefold() not in there]
    if missing:
        named = ", ".join(missing)
        yield Finding(
            "committee-competences", Severity.WARNING, view.id, view.said(competences=named)
        )


def _has_ended(member: Member, on: date) -> bool:
    return member.seat.ends is not None and member.seat.ends < on


def _needs_deputy(view: CommitteeView, member: Member) -> bool:
    role = view.organisation.role.get(member.seat.role_id)
    chair = member.seat.chair and view.committee.quorum.chair
    return chair or (role is not None and role.deputy_required)


COMMITTEE_RULES: tuple[Callable[[CommitteeView], Iterator[Finding]], ...] = (
    _top_manager,
    _chair,
    _secretary,
    _quorum,
    _vacancy,
    _term_end,
    _competences,
    _deputies,
    _units,
)
