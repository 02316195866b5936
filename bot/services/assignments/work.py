"""What a unit does with its assignment, and what the function answers and judges."""

import hashlib
from dataclasses import dataclass
from datetime import date

from bot.domain import assignment_rules as rules
from bot.domain.assignment_events import (
    AssignmentAcknowledged,
    AssignmentAnswered,
    AssignmentAsked,
    AssignmentSentBack,
    AssignmentStarted,
    EffectAnswered,
    FeedbackJudged,
    FeedbackReturned,
)
from bot.domain.assignment_steps import Step, require_seen, require_step
from bot.domain.assignments import Answer, Assignment, AssignmentState, EffectAnswer, Feedback
from bot.domain.cpr import mask_cpr
from bot.domain.occurrence_answers import checked_evidence
from bot.domain.occurrences import Evidence
from bot.services.assignments.case import Case, Cases
from bot.services.identifiers import new_id
from bot.services.journal import Cause
from bot.services.ports import KeptEvidence, NewFile


@dataclass(frozen=True)
class Given:
    """What a unit reports, as its form says it.

    Args:
        followed, successful: the two answers.
        comment: in words.
        text, link, file: what shows it; each may be missing.
    """

    followed: Answer
    successful: Answer
    comment: str = ""
    text: str = ""
    link: str = ""
    file: NewFile | None = None


@dataclass(frozen=True)
class Work:
    """Carries assignments on; each change is judged on the assignment in its transaction.

    Every method raises `TooLate` for what was done before or is over, and `NotAllowed` for whoever
    it is not for.
    """

    cases: Cases

    async def look(self, reference: str, step: Step, cause: Cause) -> Case:
        """Return an assignment for the form of a step.

        Raises:
            TooLate: the step cannot be taken any more, or the card was an older one.
        """
        case = await self.cases.look(reference, cause)
        case.hands.require(step, case.assignment)
        require_step(case.assignment, step)
        require_seen(case.assignment, case.mark)
        return case

    async def acknowledge(self, reference: str, cause: Cause) -> Assignment:
        """Note that the unit has seen it."""
        async with self.cases.changing(reference, cause) as case:
            case.hands.require(Step.ACKNOWLEDGE, case.assignment)
            after = rules.acknowledged(case.assignment, case.act)
            return await self.cases.save(case, after, AssignmentAcknowledged)

    async def start(self, reference: str, cause: Cause) -> Assignment:
        """Note that the unit has begun."""
        async with self.cases.changing(reference, cause) as case:
            case.hands.require(Step.START, case.assignment)
            after = rules.started(case.assignment, case.act)
            return await self.cases.save(case, after, AssignmentStarted)

    async def send_back(self, reference: str, reason: str, cause: Cause) -> Assignment:
        """Send it back to the function.

        Raises:
            FieldErrors: without a reason.
        """
        async with self.cases.changing(reference, cause) as case:
            case.hands.require(Step.SEND_BACK, case.assignment)
            after = rules.sent_back(case.assignment, mask_cpr(reason), case.act)
            return await self.cases.save(case, after, AssignmentSentBack)

    async def ask(self, reference: str, text: str, cause: Cause) -> Assignment:
        """Ask the function something.

        Raises:
            FieldErrors: nothing is asked.
        """
        async with self.cases.changing(reference, cause) as case:
            case.hands.require(Step.ASK, case.assignment)
            after = rules.asked(case.assignment, mask_cpr(text), case.act)
            place = len(after.questions) - 1
            return await self.cases.save(case, after, AssignmentAsked, question=place)

    async def answer(self, reference: str, place: int, text: str, cause: Cause) -> Assignment:
        """Answer the question at `place`.

        Raises:
            FieldErrors: nothing is said.
        """
        async with self.cases.changing(reference, cause) as case:
            case.hands.require(Step.ANSWER, case.assignment)
            after = rules.answered(case.assignment, place, mask_cpr(text), case.act)
            return await self.cases.save(case, after, AssignmentAnswered, question=place)

    async def report(self, reference: str, given: Given, cause: Cause) -> Assignment:
        """Take a unit's feedback.

        Raises:
            FieldErrors: a comment is missing, or the link is no web address.
        """
        async with self.cases.changing(reference, cause) as case:
            case.hands.require(Step.REPORT, case.assignment)
            kept = given.file.kept(new_id("evidence")) if given.file else None
            evidence = checked_evidence(given.text, given.link, kept.id if kept else None)
            feedback = Feedback(
                given.followed,
                given.successful,
                case.act.by,
                case.act.at,
                mask_cpr(given.comment.strip()),
                evidence,
            )
            after = rules.reported(case.assignment, feedback)
            if kept is not None:
                await case.work.wheel.keep_evidence(kept)
            return await self.cases.save(
                case,
                after,
                FeedbackReturned,
                followed=given.followed.value,
                successful=given.successful.value,
                evidence_sha256=_digest(evidence, kept),
            )

    async def accept(self, reference: str, cause: Cause) -> Assignment:
        """Accept what was reported."""
        async with self.cases.changing(reference, cause) as case:
            case.hands.require(Step.ACCEPT, case.assignment)
            return await self._judged(case, rules.accepted(case.assignment, case.act))

    async def return_(
        self, reference: str, reason: str, due: date | None, cause: Cause
    ) -> Assignment:
        """Send feedback back to the unit, perhaps with a new deadline.

        Raises:
            FieldErrors: without a reason, or with a deadline that lies behind.
        """
        async with self.cases.changing(reference, cause) as case:
            case.hands.require(Step.RETURN, case.assignment)
            after = rules.returned(case.assignment, mask_cpr(reason), due, case.act)
            return await self._judged(case, after)

    async def judge_effect(
        self, reference: str, answer: Answer, comment: str, next_due: date | None, cause: Cause
    ) -> Assignment:
        """Take somebody's word for whether it worked.

        Raises:
            BadInput: the feedback is not accepted yet.
            FieldErrors: the comment or the next date is missing.
        """
        async with self.cases.changing(reference, cause) as case:
            case.hands.require(Step.EFFECT, case.assignment)
            said = EffectAnswer(answer, case.act.by, case.act.at, mask_cpr(comment.strip()))
            after = rules.effect_answered(case.assignment, said, next_due, case.act.on)
            again = next_due if answer is Answer.TOO_EARLY else None
            due = again.isoformat() if again else ""
            return await self.cases.save(
                case, after, EffectAnswered, answer=answer.value, next_due=due
            )

    async def _judged(self, case: Case, after: Assignment) -> Assignment:
        last = after.feedback[-1]
        return await self.cases.save(
            case,
            after,
            FeedbackJudged,
            accepted=bool(last.accepted),
            closed=after.state is AssignmentState.CLOSED,
            followed=last.followed.value,
            successful=last.successful.value,
        )


def _digest(evidence: Evidence, kept: KeptEvidence | None) -> str:
    """Return what binds the evidence to the log: the file's digest, else the words' and link's."""
    if kept is not None:
        return kept.sha256
    if not evidence:
        return ""
    return hashlib.sha256(f"{evidence.text}\n{evidence.link}".encode()).hexdigest()
