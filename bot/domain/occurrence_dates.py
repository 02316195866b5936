"""Moving an occurrence's date, and letting it lapse: R's once, for the rest A's (domain.md §2).

A meeting's occurrence is the meeting: what is held at it moves with it.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from bot.domain.errors import BadInput, FieldErrors, NotAllowed, TooLate
from bot.domain.occurrence_hands import Act, Hands
from bot.domain.occurrence_rules import require_open, require_undelivered
from bot.domain.occurrences import Occurrence, OccurrenceState, Part, Request, Wish
from bot.domain.wheel import ItemKind, Wheel, WheelItem
from bot.domain.workdays import WorkCalendar

MOST_ALONE = timedelta(days=14)
"""How far R may postpone alone, once; A decides on the rest."""

MOST_AHEAD = timedelta(days=366)
"""How far ahead a deadline may be moved."""


def open_day(wheel: Wheel, item: WheelItem, day: date) -> date:
    """Return the day itself, or the open one that stands in for a closed one (domain.md §3)."""
    if item.kind is ItemKind.MEETING:
        return wheel.calendar.same_weekday_open(day)
    return wheel.calendar.workday_on_or_before(day)


def workdays_between(calendar: WorkCalendar, one: date, other: date) -> int:
    """Return how many working days lie after the earlier of two days, up to the later."""
    return calendar.count_workdays(min(one, other), max(one, other))


def meeting_of(wheel: Wheel, occurrence: Occurrence) -> Occurrence:
    """Return the open meeting at which an occurrence is held, else the occurrence itself."""
    item = wheel.item.get(occurrence.item_id)
    held_at = item.held_at if item else None
    meetings = (
        one
        for one in wheel.occurrences
        if held_at and one.item_id == held_at and one.key == occurrence.key and one.is_open
    )
    return next(meetings, occurrence)


def held_with(wheel: Wheel, meeting: Occurrence) -> tuple[Occurrence, ...]:
    """Return what is held at a meeting and not over."""
    return tuple(
        one
        for one in wheel.occurrences
        if one.is_open
        and one.key == meeting.key
        and (item := wheel.item.get(one.item_id)) is not None
        and item.held_at == meeting.item_id
    )


def moved(occurrence: Occurrence, due: date, reason: str, act: Act) -> Occurrence:
    """Return the occurrence with another deadline; its preparation moves as far."""
    return replace(
        occurrence,
        due=due,
        prepares_on=occurrence.prepares_on + (due - occurrence.due),
        reason=reason,
        request=None,
        changed_at=act.at,
        parts=dict(_unsnoozed(occurrence)),
        moved_by=act.by,
        moved_at=act.at,
    )


def postpone(occurrence: Occurrence, due: date, reason: str, act: Act, hands: Hands) -> Occurrence:
    """Move the deadline, or ask A to: what R may not do alone becomes a request.

    Args:
        occurrence: what is moved.
        due: an open day.
        reason: why.
        act: by R or A.
        hands: whose it is.

    Raises:
        FieldErrors: the day is past, the same, or too far ahead.
        BadInput: it takes A, and nobody has that role.
    """
    require_mover(occurrence, "", act, hands)
    _require_reason(reason)
    _require_date(occurrence, due, act)
    if act.by in hands.accountable:
        return moved(occurrence, due, reason, act)
    if must_ask(occurrence, due):
        return _asked(occurrence, Request(Wish.POSTPONE, act.by, act.at, reason, due), hands)
    later = due > occurrence.due
    return replace(moved(occurrence, due, reason, act), postponed=occurrence.postponed + later)


def must_ask(occurrence: Occurrence, due: date) -> bool:
    """Tell whether R may only ask for a deadline; an earlier one is R's own affair."""
    if due <= occurrence.due:
        return False
    return occurrence.postponed > 0 or due - occurrence.due > MOST_ALONE


def lapse(occurrence: Occurrence, reason: str, act: Act, hands: Hands) -> Occurrence:
    """Let it lapse, as A; R only asks for it."""
    require_mover(occurrence, "", act, hands)
    _require_reason(reason)
    if act.by not in hands.accountable:
        return _asked(occurrence, Request(Wish.LAPSE, act.by, act.at, reason), hands)
    return _lapsed(occurrence, reason, act, hands)


def grant(occurrence: Occurrence, act: Act, hands: Hands) -> Occurrence:
    """Do what R asked for.

    Raises:
        BadInput: the deadline that was asked for has passed since.
    """
    request = require_decider(occurrence, "", act, hands)
    if request.wish is Wish.LAPSE or request.due is None:
        return _lapsed(occurrence, request.reason, act, hands)
    if request.due < act.on:
        raise BadInput("occurrence-request-past", date=request.due)
    return moved(occurrence, request.due, request.reason, act)


def refuse(occurrence: Occurrence, reason: str, act: Act, hands: Hands) -> Occurrence:
    """Leave it as it is, though R asked for something else; the reason takes R's place."""
    require_decider(occurrence, "", act, hands)
    _require_reason(reason)
    return replace(occurrence, request=None, reason=reason, changed_at=act.at)


def require_mover(occurrence: Occurrence, _key: str, act: Act, hands: Hands) -> None:
    """Let R and A pass, who may move the date or let it lapse; only A while A is asked.

    Raises:
        TooLate: it is delivered, over, or A is asked already.
        NotAllowed: neither R nor A.
    """
    require_undelivered(occurrence, act, hands)
    movers = hands.workers.union(hands.accountable)
    if act.by not in movers:
        raise NotAllowed("not-allowed.occurrence-move", people=hands.called(movers))
    asked = occurrence.request
    if asked is not None and act.by not in hands.accountable:
        raise TooLate("occurrence-asked", person=hands.called((asked.by,)), at=asked.at)


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise FieldErrors({"reason": BadInput("form-required")})


def _require_date(occurrence: Occurrence, due: date, act: Act) -> None:
    if due < act.on:
        raise FieldErrors({"due": BadInput("occurrence-due-past")})
    if due == occurrence.due:
        raise FieldErrors({"due": BadInput("occurrence-due-same")})
    if due > act.on + MOST_AHEAD:
        raise FieldErrors({"due": BadInput("occurrence-due-far")})


def _asked(occurrence: Occurrence, request: Request, hands: Hands) -> Occurrence:
    if not hands.accountable:
        raise BadInput("occurrence-no-accountable")
    return replace(occurrence, request=request, changed_at=request.at)


def require_decider(occurrence: Occurrence, _key: str, act: Act, hands: Hands) -> Request:
    """Return what A is asked for, to A.

    Raises:
        TooLate: it was answered, or there is nothing to answer any more.
        NotAllowed: not A.
    """
    require_open(occurrence, act, hands)
    if occurrence.request is None:
        raise TooLate("occurrence-answered", at=occurrence.changed_at or act.at)
    if act.by not in hands.accountable:
        raise NotAllowed("not-allowed.occurrence-decide", people=hands.called(hands.accountable))
    return occurrence.request


def _lapsed(occurrence: Occurrence, reason: str, act: Act, hands: Hands) -> Occurrence:
    parts = {
        key: replace(
            occurrence.part(key),
            state=OccurrenceState.LAPSED,
            approved_by=act.by,
            approved_at=act.at,
        )
        for key in hands.responsible or ("",)
        if occurrence.part(key).state is not OccurrenceState.DONE
    }
    return replace(
        occurrence,
        state=OccurrenceState.LAPSED,
        parts={**occurrence.parts, **parts},
        reason=reason,
        request=None,
        changed_at=act.at,
    )


def _unsnoozed(occurrence: Occurrence) -> Iterator[tuple[str, Part]]:
    """Iterate over the parts, none of them left in peace any longer: a new deadline begins anew."""
    for key, part in occurrence.parts.items():
        yield key, replace(part, snoozed_until=None)
