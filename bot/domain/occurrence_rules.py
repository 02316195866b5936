"""The life cycle of one date of the wheel: who may do what to it, and when (domain.md §2).

Every function returns the occurrence as it is afterwards. What is done already, or has changed,
raises `TooLate` with who did what and when; who may not, `NotAllowed` with who may.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.domain.errors import BadInput, FieldErrors, NotAllowed, TooLate
from bot.domain.occurrence_hands import Act, Hands
from bot.domain.occurrences import DELIVERED, Evidence, Occurrence, OccurrenceState, Part

MOST_LATE_SNOOZE = timedelta(days=14)
"""How long R may be left in peace once the deadline has come."""

_UNTOUCHED = frozenset({OccurrenceState.PLANNED, OccurrenceState.REMINDED})


def start(occurrence: Occurrence, key: str, act: Act, hands: Hands) -> Occurrence:
    """Begin the work."""
    part = require_work(occurrence, key, act, hands)
    if part.state not in _UNTOUCHED:
        raise TooLate("occurrence-started", at=_changed(occurrence, act))
    return _with(occurrence, replace(part, state=OccurrenceState.STARTED), act, hands)


def snooze(
    occurrence: Occurrence, key: str, until: date, reason: str, act: Act, hands: Hands
) -> Occurrence:
    """Leave R in peace until a day; the deadline stays where it is.

    Raises:
        FieldErrors: the day is not ahead, or lies behind the deadline.
    """
    part = require_work(occurrence, key, act, hands)
    _require_reason(reason)
    last = latest_snooze(occurrence, act.on)
    if until <= act.on:
        raise FieldErrors({"until": BadInput("occurrence-snooze-past")})
    if until > last:
        name = "occurrence-snooze-late" if last == occurrence.due else "occurrence-snooze-long"
        raise FieldErrors({"until": BadInput(name, date=last)})
    return _with(occurrence, replace(part, snoozed_until=until, remark=reason), act, hands)


def latest_snooze(occurrence: Occurrence, on: date) -> date:
    """Return the last local date until which R may be left in peace."""
    return occurrence.due if occurrence.due > on else on + MOST_LATE_SNOOZE


def hand_over(
    occurrence: Occurrence, key: str, to: str, remark: str, act: Act, hands: Hands
) -> Occurrence:
    """Let somebody else do a part from now on; R and A may.

    Raises:
        FieldErrors: the other one does it already.
    """
    part = require_giver(occurrence, key, act, hands)
    if hands.responsible.get(key, ())[:1] == (to,) or part.handed_to == to:
        raise FieldErrors({"to": BadInput("occurrence-hand-same", person=hands.called((to,)))})
    handed = replace(part, handed_to=to, snoozed_until=None, remark=remark)
    after = _with(occurrence, handed, act, hands)
    return replace(after, state=occurrence.state)


def deliver(
    occurrence: Occurrence, key: str, answer: str, evidence: Evidence, act: Act, hands: Hands
) -> Occurrence:
    """Say that a part is done; without anything that shows it, it awaits that (7.5).

    Args:
        answer: complete, from `answer_text`.
        evidence: what shows it; what was given before counts too.
    """
    part = require_work(occurrence, key, act, hands)
    evidence = _joined(part.evidence, evidence)
    if not evidence:
        waits = replace(part, state=OccurrenceState.AWAITING_EVIDENCE, answer=answer)
        return _with(occurrence, waits, act, hands)
    state = OccurrenceState.TO_APPROVE if hands.approves else OccurrenceState.DONE
    done = replace(
        part,
        state=state,
        answer=answer,
        evidence=evidence,
        done_by=act.by,
        done_at=act.at,
        snoozed_until=None,
        remark="",
    )
    return _with(occurrence, done, act, hands)


def attach(occurrence: Occurrence, key: str, file_id: str, act: Act, hands: Hands) -> Occurrence:
    """Keep a file that is to show a part is done; with an answer given before, it is done."""
    part = require_work(occurrence, key, act, hands)
    file = Evidence(file_id=file_id)
    if part.state is OccurrenceState.AWAITING_EVIDENCE:
        return deliver(occurrence, key, part.answer, file, act, hands)
    attached = replace(part, evidence=_joined(part.evidence, file))
    return _with(occurrence, attached, act, hands)


def needs_control(occurrence: Occurrence, key: str, by: str, hands: Hands) -> bool:
    """Tell whether whoever approves did it, which takes a compensating control.

    Raises:
        NotAllowed: the doer approves, though others could or the organisation is no small one.
    """
    if occurrence.part(key).done_by != by:
        return False
    if not hands.small or any(person != by for person in hands.approvers):
        raise NotAllowed("not-allowed.self-approval")
    return True


def approve(
    occurrence: Occurrence, key: str, remark: str, control: str, act: Act, hands: Hands
) -> Occurrence:
    """Approve what somebody else did (5.3, A.5.3).

    Raises:
        NotAllowed: a committee approves it, whose terms do not let the chair decide alone.
        FieldErrors: the only approver did it, and names no compensating control.
    """
    part = require_approver(occurrence, key, act, hands)
    if hands.together:
        raise NotAllowed("not-allowed.occurrence-together")
    if needs_control(occurrence, key, act.by, hands) and not control:
        raise FieldErrors({"control": BadInput("form-required")})
    approved = replace(
        part,
        state=OccurrenceState.DONE,
        approved_by=act.by,
        approved_at=act.at,
        remark=control or remark,
    )
    return _with(occurrence, approved, act, hands)


def send_back(occurrence: Occurrence, key: str, reason: str, act: Act, hands: Hands) -> Occurrence:
    """Send back what was delivered; what it answered and showed is kept to be mended."""
    part = require_approver(occurrence, key, act, hands)
    _require_reason(reason)
    again = replace(part, state=OccurrenceState.STARTED, done_by=None, done_at=None, remark=reason)
    return _with(occurrence, again, act, hands)


def decided(
    occurrence: Occurrence, key: str, remark: str, act: Act, hands: Hands, *, adopted: bool
) -> Occurrence:
    """Approve a part that awaits a committee's approval, or send it back, as was decided.

    Args:
        occurrence, key, hands: as elsewhere.
        remark: the decision's number.
        act: of the decision; `by` is who stands for it.
        adopted: it was approved.
    """
    part = occurrence.part(key)
    if adopted:
        by, at = act.by, act.at
        after = replace(
            part, state=OccurrenceState.DONE, approved_by=by, approved_at=at, remark=remark
        )
    else:
        after = replace(
            part, state=OccurrenceState.STARTED, done_by=None, done_at=None, remark=remark
        )
    return _with(occurrence, after, act, hands)


def settled(occurrence: Occurrence, hands: Hands) -> OccurrenceState:
    """Return where the whole is: done when every current part is (domain.md §2)."""
    if occurrence.state is OccurrenceState.LAPSED:
        return occurrence.state
    states = {occurrence.part(key).state for key in hands.responsible or ("",)}
    if states == {OccurrenceState.DONE}:
        return OccurrenceState.DONE
    if states <= DELIVERED:
        return OccurrenceState.TO_APPROVE
    if states <= DELIVERED | {OccurrenceState.AWAITING_EVIDENCE}:
        return OccurrenceState.AWAITING_EVIDENCE
    if not states <= _UNTOUCHED:
        return OccurrenceState.STARTED
    if occurrence.state in _UNTOUCHED and OccurrenceState.REMINDED not in states:
        return occurrence.state
    return OccurrenceState.REMINDED


def require_open(occurrence: Occurrence, act: Act, hands: Hands) -> None:
    """Let pass who would change what is not over.

    Raises:
        TooLate: it is done, or lapsed: by whom and when.
    """
    if not occurrence.is_open:
        raise _ended(occurrence, act, hands)


def require_undelivered(occurrence: Occurrence, act: Act, hands: Hands) -> None:
    """Let pass who would change what is not delivered as a whole.

    Raises:
        TooLate: it is over, or everything awaits approval: by whom and when.
    """
    require_open(occurrence, act, hands)
    if occurrence.state is OccurrenceState.TO_APPROVE:
        parts = occurrence.parts.values()
        part = next(p for p in parts if p.state is OccurrenceState.TO_APPROVE)
        raise _already("occurrence-delivered", part, occurrence, act, hands)


def _open_part(occurrence: Occurrence, key: str, act: Act, hands: Hands) -> Part:
    """Return a part on which work is left."""
    require_open(occurrence, act, hands)
    if key not in hands.responsible:
        raise TooLate("occurrence-part-gone")
    part = occurrence.part(key)
    if part.state is OccurrenceState.TO_APPROVE:
        raise _already("occurrence-delivered", part, occurrence, act, hands)
    if part.state is OccurrenceState.DONE:
        raise _already(_how_done(part), part, occurrence, act, hands)
    return part


def require_work(occurrence: Occurrence, key: str, act: Act, hands: Hands) -> Part:
    """Return a part on which work is left, to one who does it.

    Raises:
        TooLate: nothing is left to do.
        NotAllowed: others do it.
    """
    part = _open_part(occurrence, key, act, hands)
    if act.by not in hands.responsible[key]:
        raise _refused("occurrence-work", hands, hands.responsible[key])
    return part


def require_giver(occurrence: Occurrence, key: str, act: Act, hands: Hands) -> Part:
    """Return a part on which work is left, to R or A, who may hand it over.

    Raises:
        TooLate: nothing is left to do.
        NotAllowed: neither R nor A.
    """
    part = _open_part(occurrence, key, act, hands)
    if act.by not in (*hands.responsible[key], *hands.accountable):
        raise _refused("occurrence-hand-over", hands, hands.responsible[key])
    return part


def require_approver(occurrence: Occurrence, key: str, act: Act, hands: Hands) -> Part:
    """Return a part that awaits approval, to one who may approve.

    Raises:
        TooLate: nothing awaits approval.
        NotAllowed: others approve it.
    """
    require_open(occurrence, act, hands)
    part = occurrence.part(key)
    if part.state is OccurrenceState.DONE:
        raise _already(_how_done(part), part, occurrence, act, hands)
    if part.state is not OccurrenceState.TO_APPROVE:
        raise TooLate("occurrence-not-delivered", at=_changed(occurrence, act))
    if act.by not in hands.approvers:
        raise _refused("occurrence-approve", hands, hands.approvers)
    return part


def _with(occurrence: Occurrence, part: Part, act: Act, hands: Hands) -> Occurrence:
    after = replace(occurrence, parts={**occurrence.parts, part.key: part}, changed_at=act.at)
    after = replace(after, state=settled(after, hands))
    return replace(after, request=None) if after.state in DELIVERED else after


def _joined(before: Evidence, added: Evidence) -> Evidence:
    return Evidence(
        added.text or before.text, added.link or before.link, added.file_id or before.file_id
    )


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise FieldErrors({"reason": BadInput("form-required")})


def _refused(ability: str, hands: Hands, who: Collection[str]) -> NotAllowed:
    if not who:
        return NotAllowed(f"not-allowed.{ability}-vacant")
    return NotAllowed(f"not-allowed.{ability}", people=hands.called(who))


def _ended(occurrence: Occurrence, act: Act, hands: Hands) -> TooLate:
    if occurrence.state is OccurrenceState.LAPSED:
        by = next((p.approved_by for p in occurrence.parts.values() if p.approved_by), "")
        person = hands.called((by,)) if by else ""
        return TooLate("occurrence-lapsed", person=person, at=_changed(occurrence, act))
    done = (p for p in occurrence.parts.values() if p.done_at)
    part = max(done, key=lambda p: p.approved_at or p.done_at or act.at, default=Part())
    return _already(_how_done(part), part, occurrence, act, hands)


def _how_done(part: Part) -> str:
    return "occurrence-approved" if part.approved_by else "occurrence-done"


def _already(key: str, part: Part, occurrence: Occurrence, act: Act, hands: Hands) -> TooLate:
    """Return that it was done, or approved, with who did that and when."""
    by = part.approved_by or part.done_by
    at = part.approved_at or part.done_at or _changed(occurrence, act)
    return TooLate(key, person=hands.called((by,)) if by else "", at=at)


def _changed(occurrence: Occurrence, act: Act) -> datetime:
    return occurrence.changed_at or act.at
