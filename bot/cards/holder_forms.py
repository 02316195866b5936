"""The forms in which a role and its holders are changed, and the card that leads to them."""

from datetime import date

from bot.cards.elements import (
    Button,
    Card,
    ChoiceField,
    DateField,
    Fact,
    Facts,
    Form,
    Line,
    Option,
    Select,
    Style,
    Text,
    TextField,
    Tone,
    plain,
)
from bot.cards.holders import role_name
from bot.cards.pickers import (
    CONTACT,
    NOBODY,
    PERSON,
    contact_name,
    contact_options,
    nobody_option,
    person_options,
    role_options,
    unit_options,
    yes_or_no,
)
from bot.domain.confirmation_rules import confirmation_of, to_confirm
from bot.domain.language import Localized
from bot.domain.organisation import Organisation
from bot.domain.people import Assignment, Role, RoleKind
from bot.texts import Texts

SHOW = "holders.show"
_MOST_BUTTONS = 5
_MOST_OPTIONS = 100
_FEW_LINES, _MANY_LINES = 3, 6


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


def opening_card(form: Form, button: Button) -> Card:
    """Return what stands where a form cannot open by itself: a button that opens it."""
    return Card(form.title, body=form.intro, controls=(button,))


def role_form(role: Role | None, value: str, texts: Texts) -> Form:
    """Return the form of a role's texts and rules; an empty one for a new role."""
    shown = role or Role("", Localized())
    kind = (
        ()
        if role
        else (
            ChoiceField(
                "kind",
                texts("role.kind"),
                tuple(Option(texts(f"role.{k.value}"), k.value) for k in RoleKind),
                (RoleKind.INTERNAL.value,),
                required=True,
            ),
        )
    )
    return Form(
        texts("holders.form.role") if role else texts("holders.form.new-role"),
        "holders.save-role",
        (
            TextField("name_da", texts("holders.name-da"), shown.name.da or "", most=120),
            TextField("name_en", texts("holders.name-en"), shown.name.en or "", most=120),
            *kind,
            *_long_texts(shown, texts),
            yes_or_no(
                "may_be_accountable",
                texts("holders.may_be_accountable"),
                texts,
                chosen=shown.may_be_accountable,
            ),
            yes_or_no(
                "deputy_required",
                texts("holders.deputy_required"),
                texts,
                chosen=shown.deputy_required,
            ),
            DateField("retired_on", texts("holders.retired-on"), shown.retired_on),
        ),
        texts("button.save"),
        value=value,
    )


def appoint_form(role: Role, organisation: Organisation, texts: Texts, today: date) -> Form:
    """Return the form that gives a role to somebody."""
    people = person_options(organisation, today, texts)
    holders = contact_options(organisation, today) if role.external else people
    hint = texts("holders.external-hint") if role.external else ""
    return Form(
        texts("holders.form.appoint"),
        "holders.appoint",
        (
            ChoiceField("holder", texts("holders.holder"), holders, required=True, hint=hint),
            *_terms_fields(None, organisation, texts, today),
        ),
        texts("button.save"),
        intro=(Text(plain(role_name(role, texts))),),
        value=role.id,
    )


def change_form(
    assignment: Assignment, value: str, organisation: Organisation, texts: Texts, today: date
) -> Form:
    """Return the form of an assignment's deputy, dates and unit."""
    return Form(
        texts("holders.form.change"),
        "holders.change",
        _terms_fields(assignment, organisation, texts, today),
        texts("button.save"),
        intro=(_who_and_what(assignment, organisation, texts),),
        value=value,
    )


def end_form(
    assignment: Assignment, value: str, organisation: Organisation, texts: Texts, today: date
) -> Form:
    """Return the form of a holder's last day in a role."""
    last = assignment.ends or max(today, assignment.starts)
    return Form(
        texts("holders.form.end"),
        "holders.end",
        (DateField("ends", texts("holders.last-day"), last, required=True),),
        texts("button.end-role"),
        intro=(_who_and_what(assignment, organisation, texts),),
        value=value,
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


def _role_controls(
    role: Role, organisation: Organisation, assignments: tuple[Assignment, ...], texts: Texts
) -> tuple[Button | Select, ...]:
    """Return the buttons of each holder while they are few, else choices of them."""
    controls: list[Button | Select] = [
        Button(texts("button.appoint"), "holders.new", role.id, style=Style.PRIMARY, opens=True),
        Button(texts("button.edit-role"), "holders.edit-role", role.id, opens=True),
    ]
    names = [holder_name(a, organisation) for a in assignments]
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


def deputy_name(assignment: Assignment, organisation: Organisation) -> str:
    """Return the name of an assignment's own deputy, "" without one."""
    if person := organisation.person.get(assignment.deputy_id or ""):
        return person.name
    contact = organisation.contact.get(assignment.deputy_contact_id or "")
    return contact_name(organisation, contact) if contact else ""


def _terms_fields(
    assignment: Assignment | None, organisation: Organisation, texts: Texts, today: date
) -> tuple[ChoiceField | DateField, ...]:
    people, contacts = (
        person_options(organisation, today, texts),
        contact_options(organisation, today),
    )
    deputies = (nobody_option(texts), *people, *contacts)
    units = (nobody_option(texts), *unit_options(organisation, today, texts))
    known = {option.value for option in (*deputies, *units)}
    deputy = _deputy_value(assignment) if assignment else NOBODY
    unit = (assignment.unit_id if assignment else None) or NOBODY
    return (
        ChoiceField(
            "deputy",
            texts("holders.deputy"),
            deputies,
            (deputy if deputy in known else NOBODY,),
            hint=texts("holders.deputy-hint"),
        ),
        DateField(
            "starts",
            texts("holders.starts"),
            assignment.starts if assignment else today,
            required=True,
        ),
        DateField("ends", texts("holders.ends"), assignment.ends if assignment else None),
        ChoiceField(
            "unit",
            texts("holders.unit"),
            units,
            (unit if unit in known else NOBODY,),
            hint=texts("holders.unit-hint"),
        ),
    )


def _deputy_value(assignment: Assignment) -> str:
    if assignment.deputy_id:
        return PERSON + assignment.deputy_id
    return CONTACT + assignment.deputy_contact_id if assignment.deputy_contact_id else NOBODY


def _long_texts(role: Role, texts: Texts) -> tuple[TextField, ...]:
    lists = {
        "tasks_da": role.tasks.da,
        "tasks_en": role.tasks.en,
        "aliases_da": role.aliases.da,
        "aliases_en": role.aliases.en,
    }
    definitions = {"definition_da": role.definition.da, "definition_en": role.definition.en}
    return (
        *(
            TextField(name, texts(f"holders.{name}"), value or "", lines=_FEW_LINES)
            for name, value in definitions.items()
        ),
        *(
            TextField(
                name,
                texts(f"holders.{name}"),
                "\n".join(items),
                lines=_MANY_LINES if name.startswith("tasks") else _FEW_LINES,
                hint=texts("holders.one-a-line"),
            )
            for name, items in lists.items()
        ),
    )


def _who_and_what(assignment: Assignment, organisation: Organisation, texts: Texts) -> Text:
    role = role_name(organisation.role[assignment.role_id], texts)
    who = holder_name(assignment, organisation)
    return Text(plain(texts("holders.who-holds", person=who, role=role)))
