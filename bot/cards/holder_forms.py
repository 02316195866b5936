"""The forms in which a role and its holders are changed."""

from datetime import date

from bot.cards.elements import (
    Button,
    Card,
    ChoiceField,
    DateField,
    Form,
    Option,
    Text,
    TextField,
    plain,
)
from bot.cards.holder_pages import holder_name
from bot.cards.holders import role_name
from bot.cards.pickers import (
    CONTACT,
    NOBODY,
    PERSON,
    contact_options,
    nobody_option,
    person_options,
    unit_options,
    yes_or_no,
)
from bot.domain.language import Localized
from bot.domain.organisation import Organisation
from bot.domain.people import Assignment, Role, RoleKind
from bot.texts import Texts

_FEW_LINES, _MANY_LINES = 3, 6


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
            yes_or_no("each", texts("holders.each"), texts, chosen=shown.each),
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
