"""Who is asked to answer a request, who is reminded, and who hears what came of it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

from bot.cards.approval_status import status_card
from bot.cards.approvals import Scene, ballot_card, decision_card, outcome_card, question_card
from bot.cards.elements import Card
from bot.domain.approval_events import (
    ApprovalAsked,
    ApprovalDecided,
    ApprovalEvent,
    ApprovalExtended,
    ApprovalMoved,
    ApprovalResumed,
    ApprovalRevised,
    ApprovalSentBack,
    ApprovalWithdrawn,
    ConsultationAnswered,
    VoteCast,
    VoteOpened,
    VotersReminded,
    VoteTakenBack,
)
from bot.domain.approval_marks import (
    ballot_subject,
    keeper_subject,
    question_subject,
    reminder_key,
    result_subject,
)
from bot.domain.approval_people import forum_of
from bot.domain.approval_tally import unanswered
from bot.domain.approvals import ApprovalState
from bot.domain.committee_people import members_on
from bot.domain.decision_events import DecisionRecorded
from bot.domain.decisions import Mode
from bot.domain.delivery import Message
from bot.domain.events import Event
from bot.domain.organisation import Organisation
from bot.services.identifiers import new_id
from bot.services.notices import Follow, Notice, ReadingRule, Replacement
from bot.services.permissions import SMALL_PACK
from bot.services.ports import UnitOfWork
from bot.texts import Texts

BALLOT = "approvals.ballot"
REMINDER = "approvals.reminder"
QUESTION = "approvals.question"
KEEPER = "approvals.keeper"
RESULT = "approvals.result"


async def followed(work: UnitOfWork, event: Event, organisation: Organisation) -> Sequence[Follow]:
    """Return what follows from an event of a request, as it stands in the transaction."""
    assert isinstance(event, ApprovalEvent)
    scene = await _scene(work, event, organisation)
    return () if scene is None else _Telling(scene, event).follows()


async def answered(work: UnitOfWork, event: Event, organisation: Organisation) -> Sequence[Follow]:
    """Show a voter's ballots anew after an answer that was given elsewhere.

    A press on the ballot is answered with it, and nobody else's changes: a vote stays cheap.
    """
    assert isinstance(event, VoteCast | VoteTakenBack)
    if not event.elsewhere:
        return ()
    return await followed(work, event, organisation)


async def _scene(
    work: UnitOfWork, event: ApprovalEvent, organisation: Organisation
) -> Scene | None:
    approval = await work.approvals.find(event.approval_id)
    if approval is None:
        return None
    zone = ZoneInfo(organisation.profile.timezone)
    on = datetime.fromisoformat(event.at).astimezone(zone).date()
    small = organisation.profile.pack == SMALL_PACK
    forum = forum_of(organisation, approval, on, small=small)
    found = await work.decisions.find(approval.decision_id) if approval.decision_id else None
    return Scene(approval, forum, organisation, on, found)


async def decided_alone(
    work: UnitOfWork, event: Event, organisation: Organisation
) -> Sequence[Follow]:
    """Tell a committee what its chair has decided alone without a request."""
    assert isinstance(event, DecisionRecorded)
    committee = organisation.committee.get(event.committee_id)
    decision = await work.decisions.find(event.decision_id)
    alone = event.mode == Mode.CHAIR.value and not event.approval_id
    if committee is None or decision is None or not alone:
        return ()
    members = members_on(organisation, committee, date.fromisoformat(event.on))
    readers = dict.fromkeys(one.acting.id for one in members if one.acting)
    subject = f"{event.subject()}/told"
    card = partial(decision_card, decision)
    return [Notice(RESULT, subject, one, card) for one in readers if one != event.by]


class _Telling:
    """An event with the request that it is about."""

    def __init__(self, scene: Scene, event: ApprovalEvent) -> None:
        self._scene = scene
        self._event = event
        self._approval = scene.approval
        self._forum = scene.forum

    def follows(self) -> Sequence[Follow]:
        """Return the new cards in place of earlier ones, and then whom a message is sent."""
        approval, event = self._approval, self._event
        match event:
            case ApprovalAsked(consulted=consulted):
                return self._questions(consulted)
            case ConsultationAnswered():
                return (self._questions_anew(),)
            case VoteOpened():
                return (self._questions_anew(), *self._ballots(BALLOT, self._missing()))
            case ApprovalResumed():
                anew = (self._ballots_anew(approval.version), self._keepers_anew())
                return (*anew, *self._ballots(BALLOT, self._missing()))
            case ApprovalRevised(version=version):
                older = (self._ballots_anew(version - 1), self._keepers_anew())
                return (*older, self._questions_anew())
            case ApprovalSentBack():
                anew = (self._ballots_anew(approval.version), self._keepers_anew())
                return (*anew, *self._keepers())
            case VoteCast() | VoteTakenBack():
                return (self._ballots_anew(approval.version, event.by),)
            case VotersReminded(people=people, of=moment):
                return self._ballots(REMINDER, people, moment)
            case ApprovalExtended(closes_at=closes):
                return self._ballots(REMINDER, self._missing(), closes)
            case ApprovalDecided() | ApprovalMoved() | ApprovalWithdrawn():
                ended = (self._ballots_anew(approval.version), self._keepers_anew())
                return (*ended, self._questions_anew(), *self._results())
        return ()

    def _ballots(self, kind: str, people: Iterable[str], moment: str = "") -> Sequence[Follow]:
        """Return a ballot for each, with an id of its own."""
        approval = self._approval
        subject = ballot_subject(approval.id, approval.version)
        notices = []
        for person in people:
            ballot = new_id("message")
            card = partial(self._ballot, person, ballot, approval.version, kind)
            key = f"{kind}:{subject}:{self._event.at}:{person}"
            if moment:
                key = reminder_key(approval.id, approval.version, moment, person)
            notices.append(Notice(kind, subject, person, card, key, id=ballot))
        return notices

    def _ballot(self, reader: str, ballot: str, version: int, kind: str, texts: Texts) -> Card:
        reminder = kind == REMINDER
        return ballot_card(
            self._scene, texts, reader=reader, ballot=ballot, version=version, reminder=reminder
        )

    def _ballots_anew(self, version: int, reader: str | None = None) -> Replacement:
        """Show every copy of a version's ballots, or a reader's, as the request stands now."""

        def card(copy: Message, texts: Texts) -> Card:
            return self._ballot(copy.person_id or "", copy.id, version, copy.kind, texts)

        going = self._approval.state in (ApprovalState.VOTING, ApprovalState.PAUSED)
        return Replacement(
            ballot_subject(self._approval.id, version),
            self._outcome,
            version=self._anew(),
            cancels=not going or version != self._approval.version,
            each=card,
            person_id=reader,
        )

    def _questions(self, people: Iterable[str]) -> Sequence[Follow]:
        subject = question_subject(self._approval.id)
        return [
            Notice(
                QUESTION,
                subject,
                person,
                partial(self._question, person),
            )
            for person in people
        ]

    def _question(self, reader: str, texts: Texts) -> Card:
        return question_card(self._scene, texts, reader)

    def _questions_anew(self) -> Replacement:
        over = self._approval.state is not ApprovalState.CONSULTING
        return Replacement(
            question_subject(self._approval.id),
            self._outcome,
            QUESTION,
            self._anew(),
            own=self._question,
            cancels=over,
        )

    def _keepers(self) -> Sequence[Follow]:
        """Tell those who go on with what was sent back."""
        subject = keeper_subject(self._approval.id)
        return [
            Notice(
                KEEPER,
                subject,
                person,
                partial(self._kept, person),
                f"{KEEPER}:{subject}:{self._event.at}:{person}",
            )
            for person in self._keeper_ids()
            if person != self._event.by
        ]

    def _keepers_anew(self) -> Replacement:
        return Replacement(
            keeper_subject(self._approval.id),
            self._outcome,
            KEEPER,
            self._anew(),
            own=self._kept,
            cancels=self._approval.state is not ApprovalState.PAUSED,
        )

    def _kept(self, reader: str, texts: Texts) -> Card:
        why = ""
        if self._approval.state is ApprovalState.PAUSED:
            asker = reader == self._approval.asked_by
            why = texts("approvals.why-asker" if asker else "approvals.why-secretary")
        return status_card(self._scene, texts, reader, why)

    def _results(self) -> Sequence[Follow]:
        """Tell the asker, the secretary and the voters, but for whoever ended it alone."""
        subject = result_subject(self._approval.id)
        voters = (
            person
            for seat in self._approval.roster
            for person in (seat.holder_id, seat.deputy_id)
            if person is not None and (person == seat.holder_id or person in self._approval.votes)
        )
        people = dict.fromkeys((*self._keeper_ids(), *voters))
        alone = self._event.by if self._by_one_alone() else None
        return [
            Notice(
                RESULT,
                subject,
                person,
                partial(self._result, person),
            )
            for person in people
            if person != alone
        ]

    def _result(self, reader: str, texts: Texts) -> Card:
        asker = reader == self._approval.asked_by
        why = texts("approvals.why-result-asker" if asker else "approvals.why-result")
        return outcome_card(self._scene, texts, why)

    def _by_one_alone(self) -> bool:
        """Tell whether somebody ended it with a press that said so."""
        decision = self._scene.decision
        return decision is None or decision.recorded_by is not None

    def _outcome(self, texts: Texts) -> Card:
        return outcome_card(self._scene, texts)

    def _missing(self) -> tuple[str, ...]:
        return unanswered(self._approval, self._forum) if self._forum else ()

    def _keeper_ids(self) -> tuple[str, ...]:
        secretaries = self._forum.secretaries if self._forum else ()
        return tuple(dict.fromkeys((self._approval.asked_by, *secretaries)))

    def _anew(self) -> str:
        return f"{self._event.kind}:{self._event.at}"


_FOLLOWED: Mapping[type[Event], ReadingRule] = dict.fromkeys(
    (
        ApprovalAsked,
        ConsultationAnswered,
        VoteOpened,
        VotersReminded,
        ApprovalExtended,
        ApprovalSentBack,
        ApprovalResumed,
        ApprovalRevised,
        ApprovalDecided,
        ApprovalMoved,
        ApprovalWithdrawn,
    ),
    followed,
)

READING: Mapping[type[Event], ReadingRule] = {
    **_FOLLOWED,
    VoteCast: answered,
    VoteTakenBack: answered,
    DecisionRecorded: decided_alone,
}
