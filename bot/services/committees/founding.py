"""A new committee from what its form says: the committee, its meetings and its first terms."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.committees import (
    AgendaSection,
    Committee,
    CommitteeSeat,
    SectionKind,
    Series,
    Terms,
    TermsSection,
)
from bot.domain.errors import BadInput, FieldErrors, TovholderError
from bot.domain.holder_rules import is_retired
from bot.domain.language import LANGUAGES, Localized
from bot.domain.organisation import Organisation
from bot.domain.people import Role
from bot.domain.seat_rules import open_committees
from bot.domain.terms import FREQUENCY, HEADINGS, Frequency
from bot.domain.wheel import ItemKind, ItemState, WheelItem
from bot.domain.wheel_rules import interval_of, is_weekly
from bot.services.identifiers import new_id
from bot.texts import Texts

_SECRETARIAT = "committee-secretariat"
_SHORT_AGENDA = (
    ("approve-agenda", SectionKind.DECISION),
    ("approve-minutes", SectionKind.DECISION),
    ("status", SectionKind.INFORMATION),
    ("aob", SectionKind.DISCUSSION),
)
_SUBSECTIONS = frozenset({"frequency", "agenda", "secretariat"})


@dataclass(frozen=True)
class Founding:
    """What a new committee is made of.

    Args:
        name: as people say it.
        chair_role, secretary_role: role ids.
        member_roles: a seat for each of them.
        role_id: the committee's own role in the matrix; "" for a new one.
        frequency: when it meets; None when only as needed.
        section_of: the other meeting in which it meets, or "".
        full_agenda: the whole agenda of the committee that there is, else the short one.
    """

    name: Localized
    chair_role: str
    secretary_role: str
    member_roles: tuple[str, ...] = ()
    role_id: str = ""
    frequency: Frequency | None = None
    section_of: str = ""
    full_agenda: bool = True


@dataclass(frozen=True)
class Founded:
    """A new committee with what is written along with it."""

    committee: Committee
    terms: Terms
    role: Role | None = None
    item: WheelItem | None = None


def founded(organisation: Organisation, wanted: Founding, on: date) -> Founded:
    """Return a new committee, on the local date `on`.

    Raises:
        FieldErrors: what stands in its way, by the form's fields.
    """
    if errors := _errors(organisation, wanted, on):
        raise FieldErrors(errors)
    committee_id = new_id("committee")
    role = None if wanted.role_id else Role(new_id("role"), wanted.name)
    item = _item(organisation, wanted, on) if wanted.frequency else None
    seats = (
        CommitteeSeat(new_id("seat"), wanted.chair_role, chair=True),
        *(
            CommitteeSeat(new_id("seat"), role_id)
            for role_id in dict.fromkeys(wanted.member_roles)
            if role_id != wanted.chair_role
        ),
    )
    committee = Committee(
        id=committee_id,
        name=wanted.name,
        role_id=role.id if role else wanted.role_id,
        chair_role=wanted.chair_role,
        secretary_role=wanted.secretary_role,
        seats=seats,
        series=Series(item_id=item.id if item else None, section_of=wanted.section_of),
        agenda=_agenda(organisation, on, full=wanted.full_agenda),
        top_managers=0,
    )
    return Founded(committee, first_terms(committee_id, wanted.frequency), role, item)


def first_terms(committee_id: str, frequency: Frequency | None) -> Terms:
    """Return a draft of terms with the eight headings, in both languages."""
    sections = tuple(
        TermsSection(
            heading,
            Localized(**{one: Texts(one)(f"terms.heading.{heading}") for one in LANGUAGES}),
            frequency_body() if heading == FREQUENCY else _body(heading),
            level=2 if heading in _SUBSECTIONS else 1,
            months=frequency.months if frequency and heading == FREQUENCY else (),
            due_rule=frequency.due_rule if frequency and heading == FREQUENCY else "",
        )
        for heading in HEADINGS
    )
    return Terms(committee_id, 1, sections)


def frequency_body() -> Localized:
    """Return the text of a section on the frequency that says what its months and rule say."""
    return Localized(**{one: Texts(one)("terms.frequency-body") for one in LANGUAGES})


def meeting_item(
    organisation: Organisation,
    name: Localized,
    roles: tuple[str, str],
    frequency: Frequency,
    on: date,
) -> WheelItem:
    """Return a new item of the wheel that is a committee's meeting.

    Args:
        organisation: the data.
        name: the committee's.
        roles: R and A, by role id.
        frequency: when it meets.
        on: the local date, from which weeks are counted.

    Raises:
        FieldErrors: there is no activity that it could carry out.
    """
    activity = _activity(organisation, on)
    if activity is None:
        raise FieldErrors({"months": BadInput("committee-no-activity")})
    label = Localized(**{
        language: Texts(language)("committees.meeting-label", name=name.in_language(language))
        for language in LANGUAGES
    })  # fmt: skip
    places = (item.position for item in organisation.wheel.items)
    return WheelItem(
        id=new_id("wheel-item"),
        activity_id=activity,
        label=label,
        responsible=roles[0],
        accountable=roles[1],
        months=frequency.months,
        due_rule=frequency.due_rule,
        kind=ItemKind.MEETING,
        interval=interval_of(frequency.months, frequency.due_rule),
        starts_on=on if is_weekly(frequency.due_rule) else None,
        lead_days=21,
        position=max(places, default=0) + 1,
    )


def _item(organisation: Organisation, wanted: Founding, on: date) -> WheelItem:
    assert wanted.frequency is not None
    # The chair's role, not the committee's own, as that is held by nobody yet.
    roles = (wanted.secretary_role, wanted.chair_role)
    return meeting_item(organisation, wanted.name, roles, wanted.frequency, on)


def _activity(organisation: Organisation, on: date) -> str | None:
    """Return the activity of another committee's meetings, or of the secretariat, or any."""
    items = organisation.wheel.item
    held = (items.get(committee.series.item_id or "") for committee in organisation.committees)
    usual = [item.activity_id for item in held if item and item.state is not ItemState.RETIRED]
    every = [one.id for one in organisation.activities if not is_retired(one.retired_on, on)]
    return next((one for one in (*usual, _SECRETARIAT, *every) if one in every), None)


def _agenda(organisation: Organisation, on: date, *, full: bool) -> tuple[AgendaSection, ...]:
    known = [one.agenda for one in open_committees(organisation.committees, on) if one.agenda]
    if full and known:
        return max(known, key=len)
    sections: Sequence[AgendaSection] = [one for agenda in known for one in agenda]
    by_id = {one.id: one for one in sections}
    return tuple(
        by_id.get(id_) or AgendaSection(id_, _title(id_), kind) for id_, kind in _SHORT_AGENDA
    )


def _errors(organisation: Organisation, wanted: Founding, on: date) -> dict[str, TovholderError]:
    errors: dict[str, TovholderError] = {}
    if not wanted.name.variants():
        errors["name"] = BadInput("form-required")
    elif is_named(organisation, wanted.name, on):
        errors["name"] = BadInput("committee-name")
    for name in ("chair_role", "secretary_role"):
        if getattr(wanted, name) not in organisation.role:
            errors[name] = BadInput("form-required")
    if wanted.role_id:
        if wanted.role_id not in organisation.role:
            errors["role_id"] = BadInput("form-required")
        elif any(one.role_id == wanted.role_id for one in organisation.committees):
            errors["role_id"] = BadInput("committee-role-taken")
    if wanted.frequency and not wanted.frequency.due_rule:
        errors["due_rule"] = BadInput("committee-rule-missing")
    return errors


def is_named(organisation: Organisation, name: Localized, on: date, but: str = "") -> bool:
    """Tell whether a committee that works has this name; `but` is one that may."""
    own = {one.casefold() for one in name.variants()}
    return any(
        one.id != but and own & {other.casefold() for other in one.name.variants()}
        for one in open_committees(organisation.committees, on)
    )


def _body(section_id: str) -> Localized:
    return Localized(**{one: Texts(one)(f"terms.body.{section_id}") for one in LANGUAGES})


def _title(section_id: str) -> Localized:
    return Localized(**{one: Texts(one)(f"committees.section.{section_id}") for one in LANGUAGES})
