"""Who holds a role now and from a later day, and what may be changed about it."""

from datetime import date

from bot.cards.elements import (
    Button,
    Card,
    Fact,
    Facts,
    Line,
    Option,
    Select,
    Style,
    Text,
    Tone,
    plain,
)
from bot.cards.holders import role_name
from bot.cards.pickers import (
    contact_name,
    role_options,
)
from bot.domain.confirmation_rules import confirmation_of, to_confirm
from bot.domain.organisation import Organisation
from bot.domain.people import Assignment, Role
from bot.texts import Texts

SHOW = "holders.show"
_MOST_BUTTONS = 5
_MOST_OPTIONS = 100


def role_card(
    role: Role,
    organisation: Organisation,
    assignments: tuple[Assignment, ...],
    texts: Texts,
    today: date,
    *,
    may_edit: bool,
    notice: str = "",
) -> Card:
    """Return who holds a role now and from a later day, with what may be changed about it.

    Args:
        role: the role.
        organisation: the data.
        assignments: those of the role that are not over.
        texts: the reader's language.
        today: the local date.
        may_edit: the reader may change it.
        notice: what has just been done, said first.
    """
    body = [Text(plain(notice))] if notice else []
    rows = tuple(
        Fact(holder_name(a, organisation), (plain(_terms(a, organisation, texts, today)),))
        for a in assignments
    )
    shown = Facts(rows) if rows else Text(plain(texts("holders.vacant")), Tone.WARNING)
    return Card(
        role_name(role, texts),
        body=(*body, shown),
        controls=_role_controls(role, organisation, assignments, texts) if may_edit else (),
        footer="" if may_edit else texts("holders.only-function"),
    )


def roles_card(organisation: Organisation, texts: Texts, today: date, *, may_edit: bool) -> Card:
    """Return the roles to choose from."""
    options = role_options(organisation, today, texts)[:_MOST_OPTIONS]
    select = (Select(texts("holders.choose"), SHOW, options),) if options else ()
    new = (Button(texts("button.new-role"), "holders.new-role", opens=True),) if may_edit else ()
    sentence = texts("holders.roles") if options else texts("holders.no-roles")
    return Card(texts("holders.title"), body=(Text(plain(sentence)),), controls=(*select, *new))


def role_buttons(
    role_id: str, organisation: Organisation, texts: Texts, today: date
) -> tuple[Button, ...]:
    """Return the buttons on a look-up's answer for who may change a role and its holders.

    One holder's form opens at once; of several one is chosen first.
    """
    running = [a for a in organisation.assignments_of_role.get(role_id, ()) if a.runs_on(today)]
    role = Button(texts("button.edit-role"), "holders.edit-role", role_id, opens=True)
    add = Button(texts("button.appoint"), "holders.new", role_id, opens=True)
    if not running:
        return (add, role)
    if len(running) > 1:
        return (Button(texts("button.edit-holders"), SHOW, role_id), role)
    edit = Button(texts("button.edit-holder"), "holders.edit", running[0].id, opens=True)
    return (edit, add, role)


def confirmation_lines(
    role_id: str, organisation: Organisation, texts: Texts, today: date
) -> tuple[Line, ...]:
    """Return how far the role's holders are with confirming it; none when nobody is asked."""
    asked = (a for a in to_confirm(organisation, today) if a.role_id == role_id)
    return tuple(
        plain(f"{holder_name(a, organisation)}: {confirmation_text(a, organisation, texts)}")
        for a in asked
        if a.runs_on(today)
    )


def holder_name(assignment: Assignment, organisation: Organisation) -> str:
    """Return the name of an assignment's holder, a contact's with the third party's."""
    if assignment.contact_id:
        return contact_name(organisation, organisation.contact[assignment.contact_id])
    return organisation.person[assignment.person_id or ""].name


def confirmation_text(assignment: Assignment, organisation: Organisation, texts: Texts) -> str:
    """Return whether a holder has confirmed the role in the version in force."""
    given = confirmation_of(organisation, assignment.id)
    if given is None:
        return texts("confirmations.waiting")
    moment = texts.moment(given.at)
    return texts(f"confirmations.{given.answer.value}-on", date=moment)


def deputy_name(assignment: Assignment, organisation: Organisation) -> str:
    """Return the name of an assignment's own deputy, "" without one."""
    if person := organisation.person.get(assignment.deputy_id or ""):
        return person.name
    contact = organisation.contact.get(assignment.deputy_contact_id or "")
    return contact_name(organisation, contact) if contact else ""


def _role_controls(
    role: Role, organisation: Organisation, assignments: tuple[Assignment, ...], texts: Texts
) -> tuple[Button | Select, ...]:
    """Return the buttons of each holder while they are few, else choices of them."""
    controls: list[Button | Select] = [
        Button(texts("button.appoint"), "holders.new", role.id, style=Style.PRIMARY, opens=True),
        Button(texts("button.edit-role"), "holders.edit-role", role.id, opens=True),
    ]
    names = _names(assignments, organisation, texts)
    for assignment, name in list(zip(assignments, names, strict=True))[:_MOST_BUTTONS]:
        edit, end = texts("button.edit-one", name=name), texts("button.end-one", name=name)
        controls.append(Button(edit, "holders.edit", assignment.id, opens=True))
        controls.append(Button(end, "holders.leave", assignment.id, opens=True))
    if len(assignments) > _MOST_BUTTONS:
        options = tuple(
            Option(name, f"{role.id}/{a.id}")
            for a, name in list(zip(assignments, names, strict=True))[:_MOST_OPTIONS]
        )
        controls.append(Select(texts("holders.choose-holder"), SHOW, options))
    return tuple(controls)


def _names(
    assignments: tuple[Assignment, ...], organisation: Organisation, texts: Texts
) -> list[str]:
    """Return each holder's name, with the unit where one holds the role for several."""
    names = [holder_name(a, organisation) for a in assignments]
    units = [organisation.unit.get(a.unit_id or "") for a in assignments]
    return [
        f"{name} ({unit.name.in_language(texts.language)})"
        if unit and names.count(name) > 1
        else name
        for name, unit in zip(names, units, strict=True)
    ]


def _terms(assignment: Assignment, organisation: Organisation, texts: Texts, today: date) -> str:
    """Return an assignment's deputy, dates, unit and confirmation as one line."""
    parts = []
    if assignment.starts > today:
        parts.append(texts("holders.from", date=texts.date_medium(assignment.starts)))
    if assignment.ends:
        parts.append(texts("holders.until", date=texts.date_medium(assignment.ends)))
    if unit := organisation.unit.get(assignment.unit_id or ""):
        parts.append(unit.name.in_language(texts.language))
    deputy = deputy_name(assignment, organisation)
    said = texts("holders.with-deputy", person=deputy) if deputy else texts("holders.no-deputy")
    parts.append(said)
    if assignment in to_confirm(organisation, today):
        parts.append(confirmation_text(assignment, organisation, texts))
    return " · ".join(parts)
