"""What a committee's seats and rules may say, before they are saved (domain.md §3)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, time

from bot.domain.committees import Committee, CommitteeSeat, Timeline
from bot.domain.errors import BadInput, TovholderError
from bot.domain.holder_rules import is_retired
from bot.domain.organisation import Organisation

MOST_DAYS = 60
MOST_HOURS = 240
MOST_MINUTES = 600
MOST_MANAGERS = 20
MOST_STEP = 100
_STEPS = 5


def seat_errors(
    organisation: Organisation, committee: Committee, seat: CommitteeSeat, on: date
) -> Mapping[str, TovholderError]:
    """Return what stands in the way of a seat, by its field's name."""
    errors: dict[str, TovholderError] = {}
    role = organisation.role.get(seat.role_id)
    if role is None or is_retired(role.retired_on, on):
        errors["role_id"] = BadInput("form-required")
    elif role.external and seat.votes:
        errors["votes"] = BadInput("committee-external-vote")
    for name in ("person_id", "deputy_id"):
        person_id = getattr(seat, name)
        person = organisation.person.get(person_id or "")
        if person_id and (person is None or person.has_left(on)):
            errors[name] = BadInput("committee-person-left")
    if seat.deputy_id and seat.deputy_id == seat.person_id:
        errors["deputy_id"] = BadInput("committee-own-deputy")
    if seat.person_id and _sits_elsewhere(committee, seat):
        errors["person_id"] = BadInput("committee-sits-there")
    return errors


def timeline_of(text: str) -> Timeline:
    """Return the steps around a meeting from "-15, -10, -5, 5, 10": working days.

    Raises:
        BadInput: `committee-timeline`: it is no such list, or not in that order.
    """
    parts = [part.strip().replace("−", "-") for part in text.split(",")]
    if len(parts) != _STEPS or not all(_is_step(part) for part in parts):
        raise BadInput("committee-timeline", most=MOST_STEP)
    steps = [int(part) for part in parts]
    in_order = steps[0] < steps[1] < steps[2] < 0 < steps[3] < steps[4]
    if not in_order:
        raise BadInput("committee-timeline", most=MOST_STEP)
    return Timeline(*steps)


def time_of_day(text: str) -> time:
    """Return a local time from "9", "9.30", "09:30" or "kl. 9.30".

    Raises:
        BadInput: `committee-time`: it is none.
    """
    typed = text.strip().casefold().removeprefix("kl.").removeprefix("kl").strip()
    hour, _, minute = typed.replace(".", ":").partition(":")
    numbers = (hour, minute or "0")
    if not all(part.isascii() and part.isdigit() and len(part) <= 2 for part in numbers):
        raise BadInput("committee-time")
    if int(hour) > 23 or int(minute or 0) > 59:
        raise BadInput("committee-time")
    return time(int(hour), int(minute or 0))


def number_between(text: str, least: int, most: int) -> int:
    """Return a whole number that was typed.

    Raises:
        BadInput: `committee-number` (least, most): it is none, or too small or large.
    """
    typed = text.strip()
    if typed.isascii() and typed.isdigit() and len(typed) < 6 and least <= int(typed) <= most:
        return int(typed)
    raise BadInput("committee-number", least=least, most=most)


def words_in(text: str) -> tuple[str, ...]:
    """Return the words or short phrases between commas or lines, none twice."""
    parts = (" ".join(part.split()) for part in text.replace("\n", ",").split(","))
    return tuple({part.casefold(): part for part in parts if part}.values())


def with_seat(committee: Committee, seat: CommitteeSeat) -> tuple[CommitteeSeat, ...]:
    """Return the committee's seats with `seat` among them; only one is the chair's."""
    others = [
        replace(one, chair=False) if seat.chair and one.chair else one for one in committee.seats
    ]
    if seat.id in committee.seat:
        return tuple(seat if one.id == seat.id else one for one in others)
    return (*others, seat)


def open_committees(committees: Sequence[Committee], on: date) -> tuple[Committee, ...]:
    """Return the committees that work on the local date `on`."""
    return tuple(one for one in committees if not one.is_closed(on))


def _sits_elsewhere(committee: Committee, seat: CommitteeSeat) -> bool:
    return any(o.id != seat.id and o.person_id == seat.person_id for o in committee.seats)


def _is_step(text: str) -> bool:
    digits = text.removeprefix("-").removeprefix("+")
    return digits.isascii() and digits.isdigit() and len(digits) < 4 and int(digits) <= MOST_STEP
