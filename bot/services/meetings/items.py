"""What people do with the items of an agenda: propose, answer, change, deal with them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from bot.domain import item_rules as rules
from bot.domain.agendas import STANDING
from bot.domain.approvals import Approval
from bot.domain.committees import SectionKind
from bot.domain.cpr import mask_cpr
from bot.domain.decision_events import DecisionRecorded
from bot.domain.decisions import Decision, DecisionKind, Mode, Outcome, Proposal
from bot.domain.errors import BadInput
from bot.domain.item_digest import digest_of_item
from bot.domain.meeting_events import (
    ItemAccepted,
    ItemChanged,
    ItemProposed,
    ItemRefused,
    ItemSettled,
    MemberRecused,
    VoteCalled,
)
from bot.domain.meeting_people import (
    Turnout,
    require_concerned,
    require_keeper,
    require_leader,
    turnout_of,
)
from bot.domain.meeting_rules import require_running
from bot.domain.meeting_timeline import Step, timeline_of
from bot.domain.meetings import AgendaItem, AgendaState, Meeting
from bot.domain.papers import LARGEST_PAPER, Basis, Paper, digest_of
from bot.services.identifiers import new_id
from bot.services.journal import Cause
from bot.services.meetings.agenda import OUT
from bot.services.meetings.case import Case, Cases
from bot.services.meetings.votes import open_vote, require_no_vote


@dataclass(frozen=True)
class NewPaper:
    """A file that is attached."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Written:
    """What a form says of an item.

    Args:
        title, text: in words.
        kind: decide, discuss, be informed.
        proposal: what, how, who, when.
        basis: in words and links.
        section_id: where it stands; "" for where its kind belongs.
        papers: attached now.
        records: what it is about ("input/<id>"), of an item that is proposed only now.
    """

    title: str
    kind: SectionKind
    text: str = ""
    proposal: Proposal = field(default_factory=Proposal)
    basis: Basis = field(default_factory=Basis)
    section_id: str = ""
    papers: tuple[NewPaper, ...] = ()
    records: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dealt:
    """An item after something was done with it, and what it belongs to."""

    meeting: Meeting
    item: AgendaItem
    number: str = ""


Change = Callable[[Case, AgendaItem], Awaitable[Dealt]]


@dataclass(frozen=True)
class AgendaItems:
    """Takes what people do with items. `TooLate` says what became of one; `NotAllowed` who may."""

    cases: Cases

    async def propose(self, meeting_id: str, written: Written, cause: Cause) -> Dealt:
        """Propose an item; the chair's own stands on the agenda at once.

        Raises:
            TooLate: the meeting is over, or items are closed.
            NotAllowed: the person has nothing to do with the committee.
            FieldErrors: it says nothing.
        """
        async with self.cases.changing(meeting_id, cause) as case:
            require_concerned(case.people, cause.actor)
            blank = AgendaItem(new_id("item"), "", written.section_id, "", written.kind)
            blank = replace(blank, records=written.records)
            item = rules.proposed(
                _filled(blank, written),
                case.meeting,
                case.people,
                _deadline(case),
                case.act,
                await case.items(),
                case.committee.agenda,
            )
            item = await _with_papers(case, item, written)
            await case.work.meetings.save_items([item])
            if cause.actor in case.people.leading:
                await case.record(await case.told_item(ItemAccepted, item, late=item.late))
            else:
                leaders = case.people.leading
                await case.record(await case.told_item(ItemProposed, item, leaders=leaders))
        return Dealt(case.meeting, item)

    async def accept(self, item_id: str, cause: Cause) -> Dealt:
        """Take a proposed item on the agenda, as the chair."""

        async def decide(case: Case, item: AgendaItem) -> Dealt:
            require_leader(case.people, cause.actor)
            late = case.meeting.agenda_state in (*OUT, AgendaState.LOCKED)
            after = rules.accepted(item, case.meeting, late=late)
            await case.work.meetings.save_items([after])
            await case.record(await case.told_item(ItemAccepted, after, late=late))
            return Dealt(case.meeting, after)

        return await self._make(item_id, cause, decide)

    async def refuse(self, item_id: str, reason: str, cause: Cause) -> Dealt:
        """Refuse a proposed item, as the chair, with a reason."""

        async def decide(case: Case, item: AgendaItem) -> Dealt:
            require_leader(case.people, cause.actor)
            after = rules.refused(item, case.meeting, mask_cpr(reason))
            await case.work.meetings.save_items([after])
            await case.record(await case.told_item(ItemRefused, after, reason=after.reason))
            return Dealt(case.meeting, after)

        return await self._make(item_id, cause, decide)

    async def look(self, item_id: str, cause: Cause) -> tuple[Case, AgendaItem]:
        """Return an item for whoever may see the agenda.

        Raises:
            TooLate: it is gone.
            NotAllowed: the person has nothing to do with the committee.
        """
        async with self.cases.storage.read() as work:
            found = await work.meetings.item(item_id)
            meeting = await work.meetings.find(found.meeting_id) if found else None
            case = await self.cases.case(work, meeting, cause)
            require_concerned(case.people, cause.actor)
            return case, await case.item(item_id)

    async def change(self, item_id: str, written: Written, cause: Cause) -> Dealt:
        """Change what an item says, as its proposer, the chair or the secretary."""

        async def decide(case: Case, item: AgendaItem) -> Dealt:
            if item.proposed_by != cause.actor:
                require_keeper(case.people, cause.actor)
            rules.require_editable(item, case.meeting)
            after = _filled(item, written)
            after = replace(after, section_id=written.section_id or item.section_id)
            after = await _with_papers(case, after, written)
            await case.work.meetings.save_items([after])
            shas = {p.sha256 for p in (*after.papers, *after.basis.papers)}
            before = {p.sha256 for p in (*item.papers, *item.basis.papers)}
            new = next(iter(shas - before), "")
            await case.record(await case.told_item(ItemChanged, after, sha256=new))
            return Dealt(case.meeting, after)

        return await self._make(item_id, cause, decide)

    async def recuse(self, item_id: str, person_id: str, cause: Cause) -> Dealt:
        """Let somebody take no part in a matter: themselves, or as chair or secretary records."""

        async def decide(case: Case, item: AgendaItem) -> Dealt:
            if person_id != cause.actor:
                require_keeper(case.people, cause.actor)
            if not case.people.seats_of(person_id):
                raise BadInput("meetings-no-seat")
            after = rules.recused(item, case.meeting, person_id)
            await case.work.meetings.save_items([after])
            await case.record(await case.told_item(MemberRecused, after, person_id=person_id))
            return Dealt(case.meeting, after)

        return await self._make(item_id, cause, decide)

    async def settle(self, item_id: str, outcome: Outcome, text: str, cause: Cause) -> Dealt:
        """Record what those present came to, as the chair or the secretary.

        What the committee concludes on a matter gets a number in the register.

        Raises:
            TooLate: it was dealt with, or the meeting does not run.
            Lacking: the proposal leaves something open.
            BadInput: there is no quorum.
            FieldErrors: what is postponed or referred has no reason.
        """

        async def decide(case: Case, item: AgendaItem) -> Dealt:
            require_keeper(case.people, cause.actor)
            require_running(case.meeting)
            if outcome in rules.REGISTERED:
                rules.require_matter(item, case.meeting, turnout_in(case, item), case.called)
            await require_no_vote(case, item)
            after = rules.settled(item, outcome, mask_cpr(text))
            return await _settle(case, after, outcome)

        return await self._make(item_id, cause, decide, claims=outcome in rules.REGISTERED)

    async def call_vote(self, item_id: str, cause: Cause) -> Dealt:
        """Put a matter to a vote by card among those present; anybody with a seat may ask.

        Raises:
            TooLate, Lacking, BadInput: as for `settle`.
        """

        async def decide(case: Case, item: AgendaItem) -> Dealt:
            if not case.people.seats_of(cause.actor):
                require_keeper(case.people, cause.actor)
            if item.ordinal == STANDING:
                raise BadInput("meetings-no-matter")
            if cause.actor in item.recused:
                raise BadInput("meetings-recused-already")
            rules.require_matter(item, case.meeting, turnout_in(case, item), case.called)
            approval = await open_vote(case, item, await _about(case, item))
            called = await case.told_item(VoteCalled, item, approval_id=approval.id)
            await case.record(called)
            return Dealt(case.meeting, item, approval.number)

        return await self._make(item_id, cause, decide)

    async def _make(
        self, item_id: str, cause: Cause, change: Change, *, claims: bool = False
    ) -> Dealt:
        """Make a change of an item in a transaction of its meeting."""
        async with self.cases.storage.begin() as work:
            if claims:
                # A decision may change what the organisation's picture holds.
                await work.claim()
            found = await work.meetings.item(item_id)
            meeting = await work.meetings.lock(found.meeting_id) if found else None
            case = await self.cases.case(work, meeting, cause)
            # The meeting is locked only now: the item is what it is since.
            dealt = await change(case, await case.item(item_id))
            await work.commit()
        return dealt


def turnout_in(case: Case, item: AgendaItem) -> Turnout:
    """Return who is there to decide on an item."""
    return turnout_of(case.committee, case.people.members, case.meeting.attendance, item.recused)


async def _request(case: Case, item: AgendaItem) -> Approval | None:
    """Return the request that came to the agenda as this item."""
    ids = (r.partition("/")[2] for r in item.records if r.startswith("approval/"))
    approval_id = next(ids, None)
    return await case.work.approvals.find(approval_id) if approval_id else None


async def _about(case: Case, item: AgendaItem) -> str:
    """Return the record that an item decides on; of a request that came here, its own."""
    approval = await _request(case, item)
    if approval is not None:
        return approval.about
    return item.records[0] if item.records else ""


async def _settle(case: Case, item: AgendaItem, outcome: Outcome) -> Dealt:
    decision = None
    if rules.is_registered(item, outcome):
        decision = await _registered(case, item, outcome)
        item = replace(item, decision_id=decision.id)
    await case.work.meetings.save_items([item])
    number = decision.number if decision else ""
    await case.record(
        await case.told_item(
            ItemSettled,
            item,
            outcome=outcome.value,
            records=item.records,
            decision_id=item.decision_id or "",
            number=number,
            reason=item.reason,
        )
    )
    if decision is not None:
        await case.journal.record(case.work, _recorded(case, item, decision), case.cause)
    return Dealt(case.meeting, item, number)


async def _registered(case: Case, item: AgendaItem, outcome: Outcome) -> Decision:
    approval = await _request(case, item)
    decision = Decision(
        id=new_id("decision"),
        number="",
        committee_id=case.committee.id,
        title=item.title,
        kind=approval.kind if approval else DecisionKind.MATTER,
        proposal=item.proposal,
        basis=item.basis,
        outcome=outcome,
        mode=Mode.MEETING,
        decided_at=case.act.at,
        recorded_by=case.act.by,
        remarks=(item.discussion,) if item.discussion else (),
        about=await _about(case, item),
        digest=approval.digest if approval else digest_of_item(item),
        meeting_id=case.meeting.id,
        item_id=item.id,
        approval_id=approval.id if approval else None,
    )
    return await case.work.decisions.add(decision, case.act.on.year)


def _recorded(case: Case, item: AgendaItem, decision: Decision) -> DecisionRecorded:
    return DecisionRecorded(
        decision_id=decision.id,
        number=decision.number,
        committee_id=case.committee.id,
        outcome=decision.outcome.value,
        mode=decision.mode.value,
        about=decision.about,
        digest=decision.digest,
        approval_id=decision.approval_id or "",
        meeting_id=case.meeting.id,
        item_id=item.id,
        asked_by=item.proposed_by or "",
        by=case.act.by,
        at=case.act.at.isoformat(),
        on=case.act.on.isoformat(),
    )


def _deadline(case: Case) -> rules.Deadline:
    calendar = case.organisation.wheel.calendar
    day = timeline_of(case.committee, case.meeting.on, calendar)[Step.CLOSE]
    if case.meeting.is_extraordinary:
        # Called at short notice, it takes items until its agenda is out.
        day = case.meeting.on
    return rules.Deadline(day, case.act.on)


def _filled(item: AgendaItem, written: Written) -> AgendaItem:
    """Return an item with what a form says; numbers like CPR's are masked (domain.md §3)."""
    proposal = written.proposal
    basis = replace(
        item.basis, text=mask_cpr(written.basis.text.strip()), links=written.basis.links
    )
    return replace(
        item,
        title=mask_cpr(" ".join(written.title.split())),
        kind=written.kind,
        text=mask_cpr(written.text.strip()),
        proposal=replace(
            proposal, what=mask_cpr(proposal.what.strip()), how=mask_cpr(proposal.how.strip())
        ),
        basis=basis,
    )


async def _with_papers(case: Case, item: AgendaItem, written: Written) -> AgendaItem:
    """Keep the files that came along, and return the item with them."""
    for new in written.papers:
        if len(new.content) > LARGEST_PAPER:
            raise BadInput("file-too-big")
        paper = Paper(
            new_id("paper"),
            f"agenda-item/{item.id}",
            new.name,
            new.media_type,
            len(new.content),
            digest_of(new.content),
            case.act.by,
            case.act.at,
        )
        after = rules.with_paper(item, paper)
        if after is not item:
            await case.work.papers.add(paper, new.content)
        item = after
    return item
