"""The life cycle of minutes: drafted, sent for comments, approved, corrected (domain.md §2).

Every function returns the minutes as they are afterwards. What came too late raises `TooLate`.
"""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import rfc8785

from bot.domain.committees import MinutesRule
from bot.domain.errors import BadInput, FieldErrors, NotAllowed, TooLate
from bot.domain.meeting_people import taking_part
from bot.domain.meetings import Meeting, MeetingState
from bot.domain.minutes import Minutes, MinutesComment, MinutesItem, MinutesState
from bot.domain.papers import Paper
from bot.domain.workdays import WorkCalendar

SHORTEST = 3
"""Working days that members have to comment at least, however late the draft came."""

_NOT_OUT = {
    MinutesState.DRAFT: "minutes-draft",
    MinutesState.APPROVED: "minutes-approved",
    MinutesState.REPLACED: "minutes-replaced",
}
_NO_DRAFT = {
    MinutesState.IN_CONSULTATION: "minutes-out",
    MinutesState.APPROVED: "minutes-approved",
    MinutesState.REPLACED: "minutes-replaced",
}


@dataclass(frozen=True)
class Hand:
    """That somebody does something: `by` a person's id, `at` UTC."""

    by: str
    at: datetime


def drafted(meeting: Meeting, items: Sequence[MinutesItem], at: datetime) -> Minutes:
    """Return the first draft of a meeting that was held."""
    attendance = tuple(meeting.attendance.values())
    return _sealed(Minutes(meeting.id, 1, tuple(items), attendance, changed_at=at))


def edited(minutes: Minutes, item_id: str, text: str, hand: Hand) -> Minutes:
    """Return a draft that says something else of an item.

    Raises:
        TooLate: it is no draft any more, or the item is gone.
        BadInput: an uploaded document is the version.
        FieldErrors: nothing is said.
    """
    require_draft(minutes)
    if minutes.document is not None:
        raise BadInput("minutes-document")
    if not text.strip():
        raise FieldErrors({"text": BadInput("form-required")})
    item_of(minutes, item_id)
    items = tuple(
        replace(one, text=text.strip()) if one.item_id == item_id else one for one in minutes.items
    )
    return _changed(replace(minutes, items=items), hand)


def with_document(minutes: Minutes, paper: Paper, hand: Hand) -> Minutes:
    """Return a draft whose version is an uploaded document.

    Raises:
        TooLate: it is no draft any more.
    """
    require_draft(minutes)
    return _changed(replace(minutes, document=paper), hand)


def sent(minutes: Minutes, until: datetime, hand: Hand) -> Minutes:
    """Return a draft that is out for comments until `until` (UTC); presses on an earlier one fall.

    Raises:
        TooLate: it is no draft any more.
    """
    require_draft(minutes)
    after = replace(minutes, state=MinutesState.IN_CONSULTATION, comments_until=until, approved=())
    return _sealed(replace(after, changed_at=hand.at))


def taken_back(minutes: Minutes, hand: Hand) -> Minutes:
    """Return minutes that are out as a draft again, to be changed; their comments stay.

    Raises:
        TooLate: they are not out.
    """
    require_out(minutes)
    after = replace(minutes, state=MinutesState.DRAFT, comments_until=None, approved=())
    return replace(after, changed_at=hand.at)


def commented(minutes: Minutes, comment: MinutesComment) -> Minutes:
    """Return minutes with a comment.

    Raises:
        TooLate: they are not out, or the comments have closed.
        FieldErrors: it says nothing.
    """
    require_out(minutes)
    if minutes.comments_until is not None and comment.at >= minutes.comments_until:
        raise TooLate("minutes-comments-closed")
    if not comment.text.strip():
        raise FieldErrors({"text": BadInput("form-required")})
    return replace(minutes, comments=(*minutes.comments, comment), changed_at=comment.at)


def settled(minutes: Minutes, comment_id: str, hand: Hand) -> Minutes:
    """Return minutes of which an objection is dealt with.

    Raises:
        TooLate: it was dealt with already, or the minutes are approved.
    """
    if minutes.state in (MinutesState.APPROVED, MinutesState.REPLACED):
        raise TooLate(_NO_DRAFT[minutes.state])
    if comment_id not in {one.id for one in open_objections(minutes)}:
        raise TooLate("minutes-objection-settled")
    comments = tuple(
        replace(one, settled_by=hand.by) if one.id == comment_id else one
        for one in minutes.comments
    )
    return replace(minutes, comments=comments, changed_at=hand.at)


def pressed(minutes: Minutes, rule: MinutesRule, digest: str, hand: Hand) -> Minutes:
    """Return minutes that somebody has approved by a press.

    Args:
        minutes: as they stand.
        rule: the committee's.
        digest: what the button stood below; another wording takes another press.
        hand: who presses.

    Raises:
        TooLate: they are not out, say something else by now, or were approved by the same person.
        BadInput: the committee's minutes are approved by silence.
        NotAllowed: the person took no part in the meeting.
    """
    require_out(minutes)
    if rule is not MinutesRule.PRESSES:
        raise BadInput("minutes-by-silence")
    if not minutes.digest.startswith(digest):
        raise TooLate("minutes-outdated")
    if hand.by not in participants(minutes):
        raise NotAllowed("not-allowed.minutes-took-part")
    if hand.by in {person for person, _ in minutes.approved}:
        raise TooLate("minutes-pressed")
    presses = (*minutes.approved, (hand.by, hand.at))
    return replace(minutes, approved=presses, changed_at=hand.at)


def approved_by_rule(
    minutes: Minutes, rule: MinutesRule, at: datetime, gone: Collection[str] = ()
) -> Minutes:
    """Return minutes approved where the committee's rule says so; else as they are.

    SILENCE: the comments have closed without an open objection. PRESSES: each who took part has
    pressed but for those who are `gone` from the organisation, and no objection is open.
    """
    if minutes.state is not MinutesState.IN_CONSULTATION or open_objections(minutes):
        return minutes
    if rule is MinutesRule.SILENCE:
        closed = minutes.comments_until is not None and at >= minutes.comments_until
        return approved(minutes, at) if closed else minutes
    agreed = bool(minutes.approved) and not still_to_press(minutes, gone)
    return approved(minutes, at) if agreed else minutes


def approved(minutes: Minutes, at: datetime) -> Minutes:
    """Return minutes that nothing changes any more."""
    return replace(minutes, state=MinutesState.APPROVED, approved_at=at, changed_at=at)


def confirmed(minutes: Minutes, meeting_id: str, at: datetime) -> Minutes:
    """Return minutes that the next meeting has agreed on; those that were still out are approved.

    A draft that nobody was sent is not agreed on.
    """
    if minutes.state is MinutesState.IN_CONSULTATION:
        return replace(approved(minutes, at), confirmed_in=meeting_id)
    if minutes.state is MinutesState.APPROVED and minutes.confirmed_in is None:
        return replace(minutes, confirmed_in=meeting_id, changed_at=at)
    return minutes


def corrected(minutes: Minutes, reason: str, hand: Hand) -> Minutes:
    """Return a new version of approved minutes, as a draft.

    Raises:
        TooLate: they are not approved, or replaced already.
        FieldErrors: no reason is given.
    """
    if minutes.state is not MinutesState.APPROVED:
        raise TooLate(_NO_DRAFT.get(minutes.state, "minutes-draft"))
    if not reason.strip():
        raise FieldErrors({"reason": BadInput("form-required")})
    return _sealed(
        Minutes(
            minutes.meeting_id,
            minutes.version + 1,
            minutes.items,
            minutes.attendance,
            correction=reason.strip(),
            authors=(hand.by,),
            changed_at=hand.at,
        )
    )


def filed(minutes: Minutes, case_number: str, hand: Hand) -> Minutes:
    """Return approved minutes that are filed under a case number; a wrong one can be put right.

    Raises:
        TooLate: they are not approved.
        FieldErrors: no number is given.
    """
    if minutes.state not in (MinutesState.APPROVED, MinutesState.REPLACED):
        raise TooLate("minutes-not-approved")
    if not case_number.strip():
        raise FieldErrors({"case": BadInput("form-required")})
    return replace(
        minutes,
        case_number=" ".join(case_number.split()),
        filed_by=hand.by,
        filed_at=hand.at,
        changed_at=hand.at,
    )


def participants(minutes: Minutes) -> tuple[str, ...]:
    """Return who took part, each once: members, and deputies who came instead."""
    there = (taking_part(given) for given in minutes.attendance)
    return tuple(dict.fromkeys(person for person in there if person))


def still_to_press(minutes: Minutes, gone: Collection[str] = ()) -> tuple[str, ...]:
    """Return who took part and has not approved, but for those who are `gone`."""
    done = {*gone, *(person for person, _ in minutes.approved)}
    return tuple(person for person in participants(minutes) if person not in done)


def open_objections(minutes: Minutes) -> tuple[MinutesComment, ...]:
    """Return the objections that nobody has dealt with."""
    return tuple(one for one in minutes.comments if one.objection and one.settled_by is None)


def comments_until(due: date, today: date, calendar: WorkCalendar) -> date:
    """Return the last day for comments: the timeline's, or later where the draft came late."""
    return max(due, calendar.add_workdays(today, SHORTEST))


def item_of(minutes: Minutes, item_id: str) -> MinutesItem:
    """Return what minutes say of an item.

    Raises:
        TooLate: it is not there.
    """
    for item in minutes.items:
        if item.item_id == item_id:
            return item
    raise TooLate("minutes-item-gone")


def require_held(meeting: Meeting) -> None:
    """Let pass a meeting that was held.

    Raises:
        BadInput: it was not.
    """
    if meeting.state is not MeetingState.HELD:
        raise BadInput("minutes-not-held", date=meeting.on)


def require_draft(minutes: Minutes) -> None:
    """Let pass what may be changed.

    Raises:
        TooLate: it is out, or approved.
    """
    if minutes.state is not MinutesState.DRAFT:
        raise TooLate(_NO_DRAFT[minutes.state])


def require_out(minutes: Minutes) -> None:
    """Let pass what is out for comments.

    Raises:
        TooLate: it is not.
    """
    if minutes.state is not MinutesState.IN_CONSULTATION:
        raise TooLate(_NOT_OUT[minutes.state])


def newest_approved(versions: Collection[Minutes]) -> Minutes | None:
    """Return the version that stands as approved, if any."""
    return next((one for one in versions if one.state is MinutesState.APPROVED), None)


def digest_of_minutes(minutes: Minutes) -> str:
    """Return the SHA-256 of what minutes say, in hexadecimal: of a document its own."""
    if minutes.document is not None:
        return minutes.document.sha256
    said: dict[str, Any] = {
        "attendance": sorted(
            [one.seat_id, one.person_id, one.presence.value, one.deputy_id or ""]
            for one in minutes.attendance
        ),
        "correction": minutes.correction,
        "items": [
            [one.item_id, one.number, one.title, one.text, one.decision, sorted(one.recused)]
            for one in minutes.items
        ],
        "meeting": minutes.meeting_id,
        "version": minutes.version,
    }
    return hashlib.sha256(rfc8785.dumps(said)).hexdigest()


def _changed(minutes: Minutes, hand: Hand) -> Minutes:
    authors = tuple(dict.fromkeys((*minutes.authors, hand.by)))
    return _sealed(replace(minutes, authors=authors, changed_at=hand.at))


def _sealed(minutes: Minutes) -> Minutes:
    return replace(minutes, digest=digest_of_minutes(minutes))
