"""How a call for help climbs (experience.md, "Incidents"): never a dead end, never a double ping.

Pure: who holds a role on the day and what time it is are given.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.errors import NotAllowed, TooLate
from bot.domain.escalations import Call, Escalation, EscalationState, Ladder
from bot.domain.severities import Rung
from bot.domain.working_time import WorkingTime

People = Callable[[str], Sequence[str]]
"""Ids of the people behind "<role>" or "<role>:deputy" now, absences honoured."""


def begun(
    escalation_id: str, incident_id: str, ladder: Ladder, at: datetime, hours: WorkingTime
) -> Escalation:
    """Return a call for help whose first rung is due: at once, or when working hours begin."""
    due = at if ladder.out_of_hours else hours.opening(at)
    return Escalation(escalation_id, incident_id, ladder, at, due_at=due, changed_at=at)


def climbed(escalation: Escalation, at: datetime, people: People, hours: WorkingTime) -> Escalation:
    """Return the escalation with its next rung called; it is over when there is none.

    A rung that is vacant, or whose people were all called in this round, passes on at once. What
    comes late, since nothing ran, is called now, and each rung keeps its own patience from then.

    Args:
        escalation: it is calling, and due.
        at: now, UTC.
        people: who is behind a role.
        hours: for a ladder that waits for working hours.
    """
    ladder, round_, step = escalation.ladder, escalation.round, escalation.step
    while True:
        step += 1
        if step == len(ladder.rungs):
            if round_ >= ladder.rounds or not _called_in(escalation, round_):
                return replace(
                    escalation,
                    state=EscalationState.EXHAUSTED,
                    round=round_,
                    step=step - 1,
                    due_at=None,
                    changed_at=at,
                )
            round_, step = round_ + 1, 0
        new = _uncalled(escalation, ladder.rungs[step], round_, people)
        if new:
            calls = (*escalation.calls, *(Call(round_, step, one, at) for one in new))
            due = _after(ladder, at, _patience(ladder, step), hours)
            return replace(
                escalation, round=round_, step=step, calls=calls, due_at=due, changed_at=at
            )


def answered(
    escalation: Escalation, person_id: str, at: datetime, hours: WorkingTime
) -> Escalation:
    """Return the escalation after somebody has acknowledged; a late answer still stops it.

    Where a rung demands all of its people, it goes on calling until the last one has answered.

    Raises:
        NotAllowed: they were not called.
        TooLate: they have answered already, or the calling was stopped.
    """
    if escalation.state is EscalationState.STOPPED:
        raise TooLate("escalation-stopped")
    if person_id not in {call.person_id for call in escalation.calls}:
        raise NotAllowed("escalation-not-called")
    if person_id in escalation.answered_by:
        raise TooLate("escalation-answered")
    so_far = replace(
        escalation,
        answered_by=(*escalation.answered_by, person_id),
        answered_at=escalation.answered_at or at,
        changed_at=at,
    )
    if missing_answers(so_far):
        return so_far
    again = _after(escalation.ladder, at, escalation.ladder.again_minutes, hours)
    return replace(so_far, state=EscalationState.ANSWERED, due_at=again)


def missing_answers(escalation: Escalation) -> tuple[str, ...]:
    """Return who has still to answer: everybody of a rung that demands all, else nobody."""
    step = escalation.step
    if not 0 <= step < len(escalation.ladder.rungs) or not escalation.ladder.rungs[step].all_must:
        return ()
    here = [c for c in escalation.calls if (c.round, c.step) == (escalation.round, step)]
    return tuple(c.person_id for c in here if c.person_id not in escalation.answered_by)


def heard_again(
    escalation: Escalation, last_sign: datetime, at: datetime, hours: WorkingTime
) -> Escalation:
    """Return an answered escalation that is due: left alone, or asking who answered once more.

    Args:
        escalation: it is answered, and due.
        last_sign: when anything happened in the incident, UTC.
        at: now, UTC.
        hours: for a ladder that waits for working hours.
    """
    ladder = escalation.ladder
    quiet_at = _after(ladder, last_sign, ladder.again_minutes, hours)
    if at < quiet_at:
        return replace(escalation, due_at=quiet_at)
    asked = (Call(escalation.round, 0, one, at, repeat=True) for one in escalation.answered_by)
    return replace(
        escalation,
        state=EscalationState.CALLING,
        step=0,
        calls=(*escalation.calls, *asked),
        answered_by=(),
        answered_at=None,
        due_at=_after(ladder, at, _patience(ladder, 0), hours),
        changed_at=at,
    )


def stopped(escalation: Escalation, at: datetime) -> Escalation:
    """Return the escalation without anything to come: its incident is over, or has another one."""
    return replace(escalation, state=EscalationState.STOPPED, due_at=None, changed_at=at)


def _uncalled(escalation: Escalation, rung: Rung, round_: int, people: People) -> tuple[str, ...]:
    called = set(_called_in(escalation, round_))
    found = dict.fromkeys(one for role in rung.notify for one in people(role))
    return tuple(one for one in found if one not in called)


def _called_in(escalation: Escalation, round_: int) -> tuple[str, ...]:
    return tuple(call.person_id for call in escalation.calls if call.round == round_)


def _patience(ladder: Ladder, step: int) -> int:
    """Return for how many minutes a rung waits: until the next one's own time."""
    if step + 1 == len(ladder.rungs):
        return ladder.patience
    return max(1, ladder.rungs[step + 1].after - ladder.rungs[step].after)


def _after(ladder: Ladder, at: datetime, minutes: int, hours: WorkingTime) -> datetime:
    return at + timedelta(minutes=minutes) if ladder.out_of_hours else hours.after(at, minutes)
