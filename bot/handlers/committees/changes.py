"""The changes of committees, of their seats, and of where they are told things."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from bot.cards import committee_forms as forms
from bot.cards import committees as cards
from bot.cards.committee_forms import NEW_ROLE
from bot.cards.committees import CommitteePage
from bot.cards.pickers import NOBODY, PERSON
from bot.chat.reply import Reply
from bot.chat.request import PlaceKind
from bot.domain.committees import (
    BoundPlace,
    Committee,
    Majority,
    MinutesRule,
    Quorum,
    Tie,
    WrittenProcedure,
)
from bot.domain.cpr import mask_cpr
from bot.domain.errors import BadInput, FieldErrors, Overtaken, TovholderError
from bot.domain.language import Localized
from bot.domain.organisation import Organisation
from bot.domain.seat_rules import (
    MOST_DAYS,
    MOST_HOURS,
    MOST_MANAGERS,
    MOST_MINUTES,
    number_between,
    open_committees,
    time_of_day,
    timeline_of,
    words_in,
)
from bot.domain.terms import Frequency
from bot.handlers.committees.view import (
    again,
    committee_of,
    committee_reply,
    named,
    opened,
    seats_reply,
)
from bot.handlers.turn import Services, Turn
from bot.services.committees import Founding
from bot.services.identifiers import seen
from bot.services.permissions import FUNCTION_ROLE

Value = TypeVar("Value")


async def new(turn: Turn, services: Services) -> Reply:
    """Open the form of a new committee."""
    form = forms.committee_form(turn.organisation, FUNCTION_ROLE, turn.today, turn.texts)
    return opened(form, "committees.new", "", turn)


async def found(turn: Turn, services: Services) -> Reply:
    """Set a committee up from its form."""
    months = tuple(sorted({int(month) for month in turn.values.get("months", ())}))
    own = turn.value("role_id")
    wanted = Founding(
        name=_named(Localized(), turn, "name"),
        chair_role=turn.value("chair_role"),
        secretary_role=turn.value("secretary_role"),
        member_roles=turn.values.get("members", ()),
        role_id="" if own == NEW_ROLE else own,
        frequency=Frequency(months, turn.value("due_rule")) if months else None,
        section_of=_line(turn, "section_of"),
        full_agenda=turn.value("agenda") == "full",
    )
    committee = await services.committees.found(wanted, turn.cause)
    await services.wheel_items.plans.materialise()
    notice = turn.texts("committees.founded")
    return await committee_reply(turn, services, committee.id, notice=notice)


async def edit_rules(turn: Turn, services: Services) -> Reply:
    """Open the form of a committee's rules."""
    return _rules_form(turn, turn.organisation, turn.argument)


async def save_rules(turn: Turn, services: Services) -> Reply:
    """Save a committee's rules."""
    committee_id = turn.argument.rpartition(":")[0]
    known = committee_of(turn.organisation, committee_id)
    return await _saved(turn, services, _rules(turn, known), _rules_form)


async def edit_meetings(turn: Turn, services: Services) -> Reply:
    """Open the form of a committee's meetings."""
    return _meetings_form(turn, turn.organisation, turn.argument)


async def save_meetings(turn: Turn, services: Services) -> Reply:
    """Save when a committee meets, and the steps around a meeting."""
    committee_id = turn.argument.rpartition(":")[0]
    known = committee_of(turn.organisation, committee_id)
    return await _saved(turn, services, _meetings(turn, known), _meetings_form)


async def new_seat(turn: Turn, services: Services) -> Reply:
    """Open the form of a new seat."""
    return _seat_form(turn, turn.organisation, turn.argument, "")


async def edit_seat(turn: Turn, services: Services) -> Reply:
    """Open the form of the chosen seat."""
    committee_id, _, seat_id = turn.argument.partition("/")
    return _seat_form(turn, turn.organisation, committee_id, seat_id)


async def save_seat(turn: Turn, services: Services) -> Reply:
    """Save a seat."""
    place, _, seen_then = turn.argument.rpartition(":")
    committee_id, _, seat_id = place.partition("/")
    ends = turn.value("ends")
    changes = {
        "role_id": turn.value("role_id"),
        "unit_id": _chosen(turn, "unit_id"),
        "person_id": _person(turn, "person_id"),
        "deputy_id": _person(turn, "deputy_id"),
        "chair": turn.value("chair") == "yes",
        "votes": turn.value("votes") == "yes",
        "ends": date.fromisoformat(ends) if ends else None,
        "competences": words_in(mask_cpr(turn.value("competences"))),
    }
    try:
        await services.committees.save_seat(committee_id, seat_id, seen_then, changes, turn.cause)
    except Overtaken as overtaken:
        return again(_seat_form(turn, _newest(services), committee_id, seat_id), overtaken, turn)
    notice = turn.texts("committees.seat-saved")
    return seats_reply(turn, _newest(services), committee_id, notice=notice)


async def ask_remove(turn: Turn, services: Services) -> Reply:
    """Ask whether a seat is to be taken away."""
    committee_id, _, seat_id = turn.argument.partition("/")
    committee = committee_of(turn.organisation, committee_id)
    if seat_id not in committee.seat:
        raise BadInput("lookup-gone")
    page = CommitteePage(turn.organisation, committee, turn.today, may_edit=True)
    card = cards.remove_seat_card(page, committee.seat[seat_id], turn.texts)
    return Reply(card)


async def remove_seat(turn: Turn, services: Services) -> Reply:
    """Take a seat away."""
    committee_id, _, seat_id = turn.argument.partition("/")
    await services.committees.remove_seat(committee_id, seat_id, turn.cause)
    notice = turn.texts("committees.seat-removed")
    return seats_reply(turn, _newest(services), committee_id, notice=notice)


async def here(turn: Turn, services: Services) -> Reply:
    """Answer `/isms committee here [name]`: bind the place in which it is said."""
    committees = open_committees(turn.organisation.committees, turn.today)
    if not committees:
        raise BadInput("committee-none")
    asked = " ".join(turn.argument.split())
    meant = named(committees, asked) if asked else committees
    if len(meant) != 1:
        card = cards.which_card(meant or committees, "committees.bind", turn.texts)
        return Reply(card)
    return await _bound(turn, services, meant[0].id)


async def bind(turn: Turn, services: Services) -> Reply:
    """Bind the place in which the button was pressed."""
    return await _bound(turn, services, turn.argument)


async def unbind(turn: Turn, services: Services) -> Reply:
    """Let a committee be told things on a platform no longer."""
    committee_id, _, platform = turn.argument.partition("/")
    await services.committees.unbind(committee_id, platform, turn.cause)
    notice = turn.texts("committees.unbound", platform=turn.texts(f"reach.{platform}"))
    return await committee_reply(turn, services, committee_id, notice=notice)


async def ask_close(turn: Turn, services: Services) -> Reply:
    """Ask whether a committee is to be closed."""
    committee = committee_of(turn.organisation, turn.argument)
    return Reply(cards.close_card(committee, turn.texts))


async def close(turn: Turn, services: Services) -> Reply:
    """Close a committee; its meetings are paused."""
    await services.committees.close(turn.argument, turn.cause)
    await services.wheel_items.plans.materialise()
    notice = turn.texts("committees.closed-now")
    return await committee_reply(turn, services, turn.argument, notice=notice)


async def reopen(turn: Turn, services: Services) -> Reply:
    """Let a closed committee work again."""
    await services.committees.reopen(turn.argument, turn.cause)
    await services.wheel_items.plans.materialise()
    notice = turn.texts("committees.reopened")
    return await committee_reply(turn, services, turn.argument, notice=notice)


async def _bound(turn: Turn, services: Services, committee_id: str) -> Reply:
    if turn.place.kind is PlaceKind.DIRECT:
        raise BadInput("committee-direct")
    place = BoundPlace(turn.place.platform, turn.place.tenant, turn.place.id)
    await services.committees.bind(committee_id, place, turn.cause)
    notice = turn.texts("committees.bound")
    return await committee_reply(turn, services, committee_id, notice=notice)


async def _saved(
    turn: Turn,
    services: Services,
    changes: Mapping[str, Any],
    form: Callable[[Turn, Organisation, str], Reply],
) -> Reply:
    """Save changes of a committee, or show the form again as it stands by now."""
    committee_id, _, seen_then = turn.argument.rpartition(":")
    try:
        await services.committees.save(committee_id, seen_then, changes, turn.cause)
    except Overtaken as overtaken:
        return again(form(turn, _newest(services), committee_id), overtaken, turn)
    notice = turn.texts("committees.saved")
    return await committee_reply(turn, services, committee_id, notice=notice)


def _rules(turn: Turn, known: Committee) -> Mapping[str, Any]:
    """Return what the form says of a committee's rules.

    Raises:
        FieldErrors: a number or a time cannot be read.
    """
    read = _Reading(turn)
    days = read("working_days", lambda text: number_between(text, 1, MOST_DAYS), 0)
    hours = read("urgent_hours", lambda text: number_between(text, 1, MOST_HOURS), 0)
    managers = read("top_managers", lambda text: number_between(text, 0, MOST_MANAGERS), 0)
    closes_at = read("closes_at", time_of_day, known.written.closes_at)
    read.refuse()
    kind, _, share = turn.value("quorum").partition(":")
    numerator, _, denominator = share.partition("/")
    return {
        "name": _named(known.name, turn, "name"),
        "quorum": Quorum(
            int(numerator), int(denominator), kind == "more", _is_yes(turn, "quorum_chair")
        ),
        "majority": Majority(turn.value("majority")),
        "tie": Tie(turn.value("tie")),
        "consensus_first": _is_yes(turn, "consensus_first"),
        "secretary_votes": _is_yes(turn, "secretary_votes"),
        "chair_decides": _is_yes(turn, "chair_decides"),
        "written": WrittenProcedure(
            _is_yes(turn, "written"), days, closes_at, hours, _is_yes(turn, "by_chair")
        ),
        "top_managers": managers,
        "competences": words_in(mask_cpr(turn.value("competences"))),
    }


def _meetings(turn: Turn, known: Committee) -> Mapping[str, Any]:
    """Return what the form says of a committee's meetings.

    Raises:
        FieldErrors: a number, a time or the timeline cannot be read.
    """
    read = _Reading(turn)
    starts_at = read("starts_at", time_of_day, known.series.starts_at)
    minutes = read("minutes", lambda text: number_between(text, 5, MOST_MINUTES), 0)
    timeline = read("timeline", timeline_of, known.timeline)
    read.refuse()
    series = replace(
        known.series,
        starts_at=starts_at,
        minutes=minutes,
        place=_line(turn, "place"),
        section_of=_line(turn, "section_of"),
    )
    rule = MinutesRule(turn.value("minutes_rule"))
    return {"series": series, "timeline": timeline, "minutes_rule": rule}


class _Reading:
    """Reads fields, and keeps what is wrong with each."""

    def __init__(self, turn: Turn) -> None:
        self._turn = turn
        self._errors: dict[str, TovholderError] = {}

    def __call__(self, name: str, of: Callable[[str], Value], without: Value) -> Value:
        """Return a field's value, or `without` when it cannot be read."""
        try:
            return of(self._turn.value(name))
        except BadInput as error:
            self._errors[name] = error
            return without

    def refuse(self) -> None:
        """Raise what was wrong, if anything was."""
        if self._errors:
            raise FieldErrors(self._errors)


def _rules_form(turn: Turn, organisation: Organisation, committee_id: str) -> Reply:
    committee = committee_of(organisation, committee_id)
    form = forms.rules_form(committee, f"{committee.id}:{seen(committee)}", turn.texts)
    return opened(form, "committees.edit-rules", committee.id, turn)


def _meetings_form(turn: Turn, organisation: Organisation, committee_id: str) -> Reply:
    committee = committee_of(organisation, committee_id)
    value = f"{committee.id}:{seen(committee)}"
    form = forms.meetings_form(committee, value, organisation, turn.texts)
    return opened(form, "committees.edit-meetings", committee.id, turn)


def _seat_form(turn: Turn, organisation: Organisation, committee_id: str, seat_id: str) -> Reply:
    committee = committee_of(organisation, committee_id)
    seat = committee.seat.get(seat_id)
    if seat_id and seat is None:
        raise BadInput("lookup-gone")
    value = f"{committee_id}/{seat_id}:{seen(seat) if seat else ''}"
    form = forms.seat_form(committee, seat, value, organisation, turn.today, turn.texts)
    action = "committees.edit-seat" if seat else "committees.new-seat"
    return opened(form, action, f"{committee_id}/{seat_id}" if seat else committee_id, turn)


def _newest(services: Services) -> Organisation:
    return services.committees.snapshots.current.organisation


def _named(text: Localized, turn: Turn, name: str) -> Localized:
    """Return a text with what was typed in the reader's language; unchanged it stays as it was."""
    typed = mask_cpr(_line(turn, name))
    if typed == text.in_language(turn.texts.language):
        return text
    return replace(text, **{turn.texts.language: typed or None})


def _line(turn: Turn, name: str) -> str:
    return mask_cpr(" ".join(turn.value(name).split()))


def _is_yes(turn: Turn, name: str) -> bool:
    return turn.value(name) == "yes"


def _chosen(turn: Turn, name: str) -> str | None:
    value = turn.value(name)
    return None if value in ("", NOBODY) else value


def _person(turn: Turn, name: str) -> str | None:
    value = _chosen(turn, name)
    return value.removeprefix(PERSON) if value else None
