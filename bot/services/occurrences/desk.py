"""Done, snoozed, postponed, handed over, approved, lapsed: what people do with a date's work.

Who acts does it to the occurrence as it stands in the transaction, and what is pending about it is
cancelled in the same transaction (experience.md, "Reminder and escalation defaults").
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain import occurrence_dates as dates
from bot.domain import occurrence_rules as rules
from bot.domain.cpr import mask_cpr
from bot.domain.errors import BadInput, FieldErrors, TovholderError
from bot.domain.holders import present
from bot.domain.occurrence_answers import answer_text, checked_evidence
from bot.domain.occurrence_hands import Act, Hands
from bot.domain.occurrence_marks import Reference, require_fresh
from bot.domain.occurrences import Evidence, Occurrence, OccurrenceState
from bot.domain.wheel_events import (
    EvidenceAttached,
    EvidenceAwaited,
    FindingNoted,
    OccurrenceApproved,
    OccurrenceAsked,
    OccurrenceDelivered,
    OccurrenceEvent,
    OccurrenceGranted,
    OccurrenceHandedOver,
    OccurrenceLapsed,
    OccurrencePostponed,
    OccurrenceRefused,
    OccurrenceSentBack,
    OccurrenceSnoozed,
    OccurrenceStarted,
)
from bot.services.identifiers import new_id
from bot.services.journal import Cause
from bot.services.occurrences.changes import Case, Change, Changes, Outcome
from bot.services.occurrences.evidence import Given
from bot.services.occurrences.finding import Open, find_open
from bot.services.ports import KeptEvidence, NewFile

Check = Callable[[Occurrence, str, Act, Hands], object]


@dataclass(frozen=True)
class Occurrences:
    """Takes what people do with the wheel's dates.

    Every method takes the reference that the card's button carries, and who acts. `TooLate` says
    who did what already, and when; `NotAllowed` who may.
    """

    changes: Changes

    async def look(
        self,
        reference: Reference,
        check: Check,
        cause: Cause,
        *,
        moving: bool = False,
        fresh: bool = True,
    ) -> Case:
        """Return the case for a form, as long as the person may still do what it asks.

        Args:
            reference: what the button carries.
            check: raises `TooLate` or `NotAllowed`.
            cause: who acts.
            moving: it is about the meeting at which the occurrence is held.
            fresh: the card must show it as it is.
        """
        case = await self.changes.look(reference, cause)
        target = case.occurrence
        if moving:
            target = dates.meeting_of(case.organisation.wheel, target)
        check(target, case.part, case.act, case.hands_of(target))
        if fresh:
            require_fresh(case.occurrence, reference, case.act.at)
        return case

    async def find(
        self, text: str, person_id: str, on: date, *, moving: bool
    ) -> tuple[Sequence[Open], bool]:
        """Return which open parts a person means by `text`; see `find_open`."""
        snapshots = self.changes.snapshots
        return await find_open(snapshots, text, person_id, on, moving=moving)

    async def start(self, reference: Reference, cause: Cause) -> Outcome:
        """Begin the work."""

        async def decide(case: Case) -> Sequence[Change]:
            after = rules.start(case.occurrence, case.part, case.act, case.hands)
            return [(after, await case.told(OccurrenceStarted, after, case.part))]

        return await self.changes.make(reference, cause, decide, fresh=False)

    async def snooze(self, reference: Reference, until: date, reason: str, cause: Cause) -> Outcome:
        """Leave R in peace until the local date `until`; the deadline stays."""

        async def decide(case: Case) -> Sequence[Change]:
            why = mask_cpr(reason)
            after = rules.snooze(case.occurrence, case.part, until, why, case.act, case.hands)
            day = until.isoformat()
            told = await case.told(OccurrenceSnoozed, after, case.part, until=day, reason=why)
            return [(after, told)]

        return await self.changes.make(reference, cause, decide)

    async def hand_over(self, reference: Reference, to: str, remark: str, cause: Cause) -> Outcome:
        """Let another person do a part from now on.

        Raises:
            FieldErrors: the person does it already, or works here no more.
        """

        async def decide(case: Case) -> Sequence[Change]:
            if present(case.organisation.person.get(to), case.act.on) is None:
                raise FieldErrors({"to": BadInput("lookup-gone")})
            said = mask_cpr(remark)
            hands = case.hands
            after = rules.hand_over(case.occurrence, case.part, to, said, case.act, hands)
            before = hands.responsible.get(case.part, ())
            told = await case.told(
                OccurrenceHandedOver, after, case.part, to=to, before=before, reason=said
            )
            return [(after, told)]

        return await self.changes.make(reference, cause, decide)

    async def deliver(self, reference: Reference, given: Given, cause: Cause) -> Outcome:
        """Take a part as done; without evidence it awaits that.

        Raises:
            FieldErrors: the answer leaves something open, or the link is none.
        """
        file = given.file.kept(new_id("evidence")) if given.file else None

        async def decide(case: Case) -> Sequence[Change]:
            answer, evidence = _checked(case, given, file)
            if file:
                await case.work.wheel.keep_evidence(file)
            after = rules.deliver(
                case.occurrence, case.part, answer, evidence, case.act, case.hands
            )
            if given.finding.strip():
                await self._note_finding(case, given.finding)
            return [(after, await _delivered(case, after))]

        return await self.changes.make(reference, cause, decide, fresh=False)

    async def attach(self, reference: Reference, file: NewFile, cause: Cause) -> Outcome:
        """Keep a file that is to show a part is done; what waited for it alone is done then."""
        keeping = file.kept(new_id("evidence"))

        async def decide(case: Case) -> Sequence[Change]:
            await case.work.wheel.keep_evidence(keeping)
            after = rules.attach(case.occurrence, case.part, keeping.id, case.act, case.hands)
            if after.part(case.part).done_at is not None:
                return [(after, await _delivered(case, after))]
            known = {"file_id": keeping.id, "sha256": keeping.sha256}
            return [(after, await case.told(EvidenceAttached, after, case.part, **known))]

        return await self.changes.make(reference, cause, decide, fresh=False)

    async def approve(
        self, reference: Reference, remark: str, control: str, cause: Cause
    ) -> Outcome:
        """Approve what somebody else did; where nobody else can, with a compensating control."""

        async def decide(case: Case) -> Sequence[Change]:
            before, hands = case.occurrence, case.hands
            own = mask_cpr(control)
            after = rules.approve(before, case.part, mask_cpr(remark), own, case.act, hands)
            by = before.part(case.part).done_by or ""
            named = own if by == case.act.by else ""
            told = await case.told(OccurrenceApproved, after, case.part, done_by=by, control=named)
            return [(after, told)]

        return await self.changes.make(reference, cause, decide)

    async def send_back(self, reference: Reference, reason: str, cause: Cause) -> Outcome:
        """Send back what was delivered, with a reason."""

        async def decide(case: Case) -> Sequence[Change]:
            before = case.occurrence
            why = mask_cpr(reason)
            after = rules.send_back(before, case.part, why, case.act, case.hands)
            by = before.part(case.part).done_by or ""
            told = await case.told(OccurrenceSentBack, after, case.part, done_by=by, reason=why)
            return [(after, told)]

        return await self.changes.make(reference, cause, decide)

    async def postpone(self, reference: Reference, due: date, reason: str, cause: Cause) -> Outcome:
        """Move the deadline, or ask A to; a closed day gives way to an open one.

        What is held at a meeting moves with it, so the meeting is what is moved.
        """

        async def decide(case: Case) -> Sequence[Change]:
            wheel = case.organisation.wheel
            before = dates.meeting_of(wheel, case.occurrence)
            day = dates.open_day(wheel, wheel.item[before.item_id], due)
            hands = case.hands_of(before)
            after = dates.postpone(before, day, mask_cpr(reason), case.act, hands)
            if after.request is not None:
                wish = after.request.wish.value
                why = after.request.reason
                asked = await case.told(
                    OccurrenceAsked, after, wish=wish, due=day.isoformat(), reason=why
                )
                return [(after, asked)]
            return await _moved(case, before, after)

        return await self.changes.make(reference, cause, decide)

    async def lapse(self, reference: Reference, reason: str, cause: Cause) -> Outcome:
        """Let it lapse, as A, or ask A to."""

        async def decide(case: Case) -> Sequence[Change]:
            why = mask_cpr(reason)
            after = dates.lapse(case.occurrence, why, case.act, case.hands)
            if after.request is not None:
                wish = after.request.wish.value
                return [(after, await case.told(OccurrenceAsked, after, wish=wish, reason=why))]
            return [(after, await case.told(OccurrenceLapsed, after, reason=why))]

        return await self.changes.make(reference, cause, decide)

    async def grant(self, reference: Reference, cause: Cause) -> Outcome:
        """Do what R asked for."""

        async def decide(case: Case) -> Sequence[Change]:
            before = case.occurrence
            after = dates.grant(before, case.act, case.hands)
            told = await _answered(case, OccurrenceGranted, after)
            if before.due == after.due:
                return [(after, told)]
            return [(after, told), *await _along(case, before, after)]

        return await self.changes.make(reference, cause, decide)

    async def refuse(self, reference: Reference, reason: str, cause: Cause) -> Outcome:
        """Leave it as it is, though R asked for something else."""

        async def decide(case: Case) -> Sequence[Change]:
            why = mask_cpr(reason)
            after = dates.refuse(case.occurrence, why, case.act, case.hands)
            return [(after, await _answered(case, OccurrenceRefused, after))]

        return await self.changes.make(reference, cause, decide)

    async def evidence(self, occurrence: Occurrence) -> Sequence[KeptEvidence]:
        """Return the files that show what was done of an occurrence."""
        ids = [part.evidence.file_id for part in occurrence.parts.values()]
        async with self.changes.storage.read() as work:
            found = [await work.wheel.evidence(one) for one in ids if one]
        return [one for one in found if one]

    async def _note_finding(self, case: Case, finding: str) -> None:
        occurrence, by = case.occurrence, case.act.by
        text = mask_cpr(finding.strip())
        noted = FindingNoted(occurrence.id, occurrence.item_id, by, text)
        await self.changes.journal.record(case.work, noted, case.cause)


def _checked(case: Case, given: Given, file: KeptEvidence | None) -> tuple[str, Evidence]:
    """Return the answer and the evidence as they are kept.

    Raises:
        FieldErrors: what is wrong in either.
    """
    errors: dict[str, TovholderError] = {}
    answer, evidence = "", Evidence()
    try:
        answer = answer_text(case.item.activity_id, given.answer)
    except FieldErrors as found:
        errors |= found.errors
    try:
        evidence = checked_evidence(given.text, given.link, file.id if file else None)
    except FieldErrors as found:
        errors |= found.errors
    if errors:
        raise FieldErrors(errors)
    return answer, evidence


async def _delivered(case: Case, after: Occurrence) -> OccurrenceEvent:
    part = after.part(case.part)
    if part.state is OccurrenceState.AWAITING_EVIDENCE:
        return await case.told(EvidenceAwaited, after, case.part)
    asked = tuple(person for person in case.hands.approvers if person != case.act.by)
    approvers = asked if part.state is OccurrenceState.TO_APPROVE else ()
    file_id = part.evidence.file_id or ""
    return await case.told(
        OccurrenceDelivered, after, case.part, file_id=file_id, approvers=approvers
    )


async def _answered(
    case: Case, kind: type[OccurrenceGranted | OccurrenceRefused], after: Occurrence
) -> OccurrenceEvent:
    request = case.occurrence.request
    assert request is not None
    due = request.due.isoformat() if request.due else ""
    return await case.told(
        kind,
        after,
        wish=request.wish.value,
        due=due,
        asked_by=request.by,
        reason=after.reason if kind is OccurrenceRefused else request.reason,
    )


async def _moved(case: Case, before: Occurrence, after: Occurrence) -> Sequence[Change]:
    told = await _postponed(case, before, after, "")
    return [(after, told), *await _along(case, before, after)]


async def _along(case: Case, before: Occurrence, after: Occurrence) -> Sequence[Change]:
    """Return what is held at the meeting that was moved, moved with it."""
    found: list[Change] = []
    for held in dates.held_with(case.organisation.wheel, before):
        moved = dates.moved(held, after.due, after.reason, case.act)
        found.append((moved, await _postponed(case, held, moved, after.id)))
    return found


async def _postponed(
    case: Case, before: Occurrence, after: Occurrence, along: str
) -> OccurrencePostponed:
    days = {"before": before.due.isoformat(), "due": after.due.isoformat()}
    return await case.told(OccurrencePostponed, after, along=along, reason=after.reason, **days)
