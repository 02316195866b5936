"""Who hears of a draft of the matrix: its approvers, its authors, and each finding's A."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TypeVar

from bot.cards.draft_outcomes import (
    Outcome,
    accountable_card,
    author_card,
    outcome_card,
    overwritten_card,
)
from bot.cards.drafts import DraftView, draft_card
from bot.cards.elements import Card
from bot.domain.draft_approval import Needs
from bot.domain.draft_findings import judged
from bot.domain.drafts import DraftStatus, row_from_text
from bot.domain.errors import NotAllowed
from bot.domain.events import (
    DraftDiscarded,
    DraftMoved,
    DraftRowSaved,
    DraftWithdrawn,
    Event,
    MatrixApproved,
    MatrixRejected,
    MatrixSentBack,
    MatrixSubmitted,
)
from bot.domain.finding import Finding, Severity
from bot.domain.findings import check_findings
from bot.domain.holders import seats_of
from bot.domain.organisation import Organisation
from bot.domain.people import Person
from bot.domain.raci import Letter
from bot.services.notices import Follow, Notice, Replacement, Rule
from bot.services.permissions import MATRIX_ACTIVITY, may_approve_own
from bot.texts import Texts

TO_APPROVE = "drafts.to-approve"
OUTCOME = "drafts.outcome"
OVERWRITTEN = "drafts.overwritten"
TO_ACCOUNTABLE = "findings.to-accountable"

_STATUS: Mapping[type[DraftMoved], DraftStatus] = {
    DraftWithdrawn: DraftStatus.DRAFT,
    MatrixSentBack: DraftStatus.SENT_BACK,
    MatrixRejected: DraftStatus.REJECTED,
    DraftDiscarded: DraftStatus.DISCARDED,
    MatrixApproved: DraftStatus.APPROVED,
}


def row_saved(event: DraftRowSaved, organisation: Organisation) -> Sequence[Follow]:
    """Tell whoever saved the row before that somebody has changed it."""
    if event.previous is None or event.previous == event.by:
        return ()
    rows = (row_from_text(event.before), row_from_text(event.after))

    def card(texts: Texts) -> Card:
        return overwritten_card(event.activity, event.by, rows, organisation, texts)

    key = f"{OVERWRITTEN}:{event.version}:{event.activity}:{event.saved_at}:{event.previous}"
    return (Notice(OVERWRITTEN, event.subject(), event.previous, card, key),)


def submitted(event: MatrixSubmitted, organisation: Organisation) -> Sequence[Follow]:
    """Put the draft before each of those who may approve it."""
    draft = organisation.draft
    if draft is None:
        return ()
    view = DraftView(
        organisation,
        draft,
        judged(organisation, draft, date.fromisoformat(event.on)),
        approves=True,
        asked=True,
    )
    return tuple(
        Notice(TO_APPROVE, _copies(event), approver, _card_for(view, approver, event))
        for approver in event.approvers
    )


def moved(event: DraftMoved, organisation: Organisation) -> Sequence[Follow]:
    """Replace the cards of those who were asked, and tell the authors what became of it."""
    outcome = _outcome(event, organisation)
    replacement = Replacement(
        _copies(event), lambda texts: outcome_card(outcome, organisation, texts), TO_APPROVE
    )
    told = () if isinstance(event, DraftWithdrawn) else event.authors
    notices = (
        Notice(
            OUTCOME,
            _copies(event),
            author,
            lambda texts: author_card(outcome, organisation, texts),
            key=f"{OUTCOME}:{event.kind}:{_copies(event)}:{author}",
        )
        for author in told
        if author != event.by
    )
    return (replacement, *notices)


def approved(event: MatrixApproved, organisation: Organisation) -> Sequence[Follow]:
    """Tell the outcome, and tell each A what is still wrong in what they answer for."""
    on = date.fromisoformat(event.on)
    findings = [f for f in check_findings(organisation, on) if f.severity is not Severity.INFO]
    return (*moved(event, organisation), *_to_accountable(event, findings, organisation, on))


def _to_accountable(
    event: MatrixApproved, findings: Sequence[Finding], organisation: Organisation, on: date
) -> Iterator[Notice]:
    """One message for each person who is accountable, once for each version."""
    lists: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        for person in _accountable_for(finding, organisation, on):
            lists[person.id].append(finding)
    for person_id, found in lists.items():
        yield Notice(TO_ACCOUNTABLE, event.subject(), person_id, _listed(found, organisation))


def _listed(found: Sequence[Finding], organisation: Organisation) -> Callable[[Texts], Card]:
    return lambda texts: accountable_card(found, organisation, texts)


def _accountable_for(finding: Finding, organisation: Organisation, on: date) -> tuple[Person, ...]:
    """Return who answers for what the finding is about.

    A role's finding concerns whoever has A where the role has A or R (domain.md §3); where nobody
    holds that A, those who answer for the roles themselves.
    """
    activities = _activities_of(finding, organisation)
    people = _holders_of_a(activities, organisation, on)
    if activities and not people:
        people = _holders_of_a((MATRIX_ACTIVITY,), organisation, on)
    return people


def _activities_of(finding: Finding, organisation: Organisation) -> tuple[str, ...]:
    activity = finding.params.get("activity")
    if activity is not None:
        return (str(activity),)
    role = str(finding.params.get("role", ""))
    acting = {Letter.ACCOUNTABLE, Letter.RESPONSIBLE}
    duties = organisation.duties_of_role.get(role, ())
    return tuple(duty.activity.id for duty in duties if duty.letters & acting)


def _holders_of_a(
    activities: Sequence[str], organisation: Organisation, on: date
) -> tuple[Person, ...]:
    roles = dict.fromkeys(
        role
        for activity in activities
        for role in organisation.matrix.roles_with(activity, Letter.ACCOUNTABLE)
    )
    seats = (seat for role in roles for seat in seats_of(organisation, role, on))
    acting = (seat.deputy if seat.absence and seat.deputy else seat.person for seat in seats)
    return tuple({person.id: person for person in acting if person}.values())


def _card_for(view: DraftView, approver: str, event: MatrixSubmitted) -> Callable[[Texts], Card]:
    on = date.fromisoformat(event.on)
    try:
        control = may_approve_own(view.organisation, event.authors, approver, on)
        own, needs = False, Needs(control, view.verdict.exceptional)
    except NotAllowed:
        own, needs = True, None
    shown = replace(view, own=own, needs=needs)
    return lambda texts: draft_card(shown, texts)


def _outcome(event: DraftMoved, organisation: Organisation) -> Outcome:
    rows = event.changes if isinstance(event, MatrixApproved) else {}
    return Outcome(
        status=_STATUS[type(event)],
        version=event.version,
        by=event.by,
        at=datetime.fromisoformat(event.at),
        reason=event.reason,
        control=event.control if isinstance(event, MatrixApproved) else "",
        changes=tuple(
            (activity, row_from_text(before), row_from_text(after))
            for activity, (before, after) in rows.items()
        ),
    )


def _copies(event: DraftMoved) -> str:
    """Return what the cards of one submission are about: a later one has its own."""
    return f"{event.subject()}/{event.submission}"


Known = TypeVar("Known", bound=Event)


def _of(kind: type[Known], rule: Callable[[Known, Organisation], Sequence[Follow]]) -> Rule:
    def follow(event: Event, organisation: Organisation) -> Sequence[Follow]:
        return rule(event, organisation) if isinstance(event, kind) else ()

    return follow


RULES: Mapping[type[Event], Rule] = {
    DraftRowSaved: _of(DraftRowSaved, row_saved),
    MatrixSubmitted: _of(MatrixSubmitted, submitted),
    DraftWithdrawn: _of(DraftWithdrawn, moved),
    MatrixSentBack: _of(MatrixSentBack, moved),
    MatrixRejected: _of(MatrixRejected, moved),
    DraftDiscarded: _of(DraftDiscarded, moved),
    MatrixApproved: _of(MatrixApproved, approved),
}
