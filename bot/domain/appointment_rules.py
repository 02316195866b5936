"""The rules that judge who may be given a role, and who may stand in (domain.md §2-3)."""

from collections.abc import Mapping
from datetime import date

from bot.domain.errors import BadInput, TovholderError
from bot.domain.holder_rules import is_retired
from bot.domain.holders import is_accountable, present, present_contact
from bot.domain.organisation import Organisation
from bot.domain.people import Absence, Assignment

FOREVER = date.max


def appointment_errors(
    organisation: Organisation, wanted: Assignment, today: date
) -> Mapping[str, TovholderError]:
    """Return what stands in the way of an assignment, by the field of its form.

    Args:
        organisation: as it stands; it may hold an earlier state of the same assignment.
        wanted: the assignment as it is to be.
        today: the local date: nobody who has left can be appointed.
    """
    errors: dict[str, TovholderError] = {}
    if error := _holder_error(organisation, wanted, max(wanted.starts, today)):
        errors["holder"] = error
    if error := _deputy_error(organisation, wanted, max(wanted.starts, today)):
        errors["deputy"] = error
    unit = organisation.unit.get(wanted.unit_id or "")
    if unit is not None and is_retired(unit.closed_on, today):
        errors["unit"] = BadInput("holders-unit-closed")
    if wanted.ends is not None and wanted.ends < wanted.starts:
        errors["ends"] = BadInput("holders-ends-before")
    return errors


def stand_in_errors(
    organisation: Organisation, absence: Absence, today: date
) -> Mapping[str, TovholderError]:
    """Return what stands in the way of the stand-in whom an absence names, by field."""
    on = max(absence.first, today)
    if absence.deputy_id is not None:
        if absence.deputy_id == absence.person_id:
            return {"deputy": BadInput("absence-deputy-self")}
        if present(organisation.person.get(absence.deputy_id), on) is None:
            return {"deputy": BadInput("holders-has-left")}
    if absence.deputy_contact_id is not None:
        if present_contact(organisation, absence.deputy_contact_id, on) is None:
            return {"deputy": BadInput("holders-contact-ended")}
        held = (
            a.role_id
            for a in organisation.assignments
            if a.person_id == absence.person_id and _overlap(a, absence.first, absence.last)
        )
        if any(is_accountable(organisation, role_id) for role_id in held):
            return {"deputy": BadInput("holders-external-deputy")}
    return {}


def _holder_error(
    organisation: Organisation, wanted: Assignment, on: date
) -> TovholderError | None:
    role = organisation.role[wanted.role_id]
    if is_retired(role.retired_on, on):
        return BadInput("holders-role-retired")
    if role.external != (wanted.contact_id is not None):
        return BadInput("holders-needs-contact" if role.external else "holders-needs-person")
    if wanted.person_id and present(organisation.person.get(wanted.person_id), on) is None:
        return BadInput("holders-has-left")
    if wanted.contact_id and present_contact(organisation, wanted.contact_id, on) is None:
        return BadInput("holders-contact-ended")
    if any(_is_the_same(wanted, other) for other in organisation.assignments):
        return BadInput("holders-holds-it")
    return None


def _deputy_error(
    organisation: Organisation, wanted: Assignment, on: date
) -> TovholderError | None:
    """Judge the deputy: another than the holder, still here, and never an outsider for A."""
    if wanted.deputy_id is not None:
        if wanted.deputy_id == wanted.person_id:
            return BadInput("holders-deputy-is-holder")
        if present(organisation.person.get(wanted.deputy_id), on) is None:
            return BadInput("holders-has-left")
    if wanted.deputy_contact_id is not None:
        if wanted.deputy_contact_id == wanted.contact_id:
            return BadInput("holders-deputy-is-holder")
        if present_contact(organisation, wanted.deputy_contact_id, on) is None:
            return BadInput("holders-contact-ended")
        if is_accountable(organisation, wanted.role_id):
            return BadInput("holders-external-deputy")
    return None


def _is_the_same(wanted: Assignment, other: Assignment) -> bool:
    """Tell whether another assignment gives the same holder the same role at the same time."""
    return (
        other.id != wanted.id
        and (other.role_id, other.person_id, other.contact_id, other.unit_id)
        == (wanted.role_id, wanted.person_id, wanted.contact_id, wanted.unit_id)
        and _overlap(other, wanted.starts, wanted.ends or FOREVER)
    )


def _overlap(assignment: Assignment, first: date, last: date) -> bool:
    return assignment.starts <= last and first <= (assignment.ends or FOREVER)
