"""Asks a holder to confirm a role, and shows what was answered (domain.md rows 4-7, 77-78)."""

from bot.cards.elements import (
    Button,
    Card,
    Element,
    Fact,
    Facts,
    Form,
    Style,
    Text,
    TextField,
    Tone,
    plain,
)
from bot.cards.holder_pages import holder_name
from bot.cards.holders import role_name
from bot.cards.raci import duty_elements
from bot.domain.confirmations import Confirmation
from bot.domain.organisation import Organisation
from bot.domain.people import Assignment
from bot.texts import Texts


def reference_of(version: int, assignment: Assignment) -> str:
    """Return what the buttons carry: the version and the assignment they ask about."""
    return f"{version}:{assignment.id}"


def ask_card(
    assignment: Assignment, organisation: Organisation, texts: Texts, *, for_contact: bool
) -> Card:
    """Return the role that a holder is asked to confirm, with its tasks and duties.

    Args:
        assignment: the holder in the role.
        organisation: with the version in force.
        texts: the reader's language.
        for_contact: the reader records the answer of an external contact.
    """
    reference = reference_of(organisation.matrix.version, assignment)
    key = "confirmations.why-contact" if for_contact else "confirmations.why"
    person = holder_name(assignment, organisation)
    why = texts(key, version=organisation.matrix.version, person=person)
    return Card(
        texts("confirmations.title", role=role_name(organisation.role[assignment.role_id], texts)),
        why=why,
        body=_role_body(assignment, organisation, texts),
        controls=(
            Button(texts("button.confirm-role"), "confirmations.confirm", reference, Style.PRIMARY),
            Button(texts("button.decline-role"), "confirmations.decline", reference, opens=True),
        ),
        footer=texts("confirmations.footer", version=organisation.matrix.version),
    )


def answered_card(
    assignment: Assignment, given: Confirmation, organisation: Organisation, texts: Texts
) -> Card:
    """Return what was answered, by whom and when, in place of the question."""
    recorder = organisation.person.get(given.by)
    said = texts(
        f"confirmations.{given.answer.value}",
        person=holder_name(assignment, organisation),
        date=texts.moment(given.at),
    )
    body: list[Element] = [Text(plain(said))]
    if recorder and recorder.id != assignment.person_id:
        body.append(Text(plain(texts("confirmations.recorded-by", person=recorder.name))))
    if given.reason:
        body.append(Facts((Fact(texts("confirmations.reason"), (plain(given.reason),)),)))
    return Card(
        texts("confirmations.title", role=role_name(organisation.role[assignment.role_id], texts)),
        body=tuple(body),
        footer=texts("confirmations.footer", version=given.version),
    )


def declined_card(
    assignment: Assignment, given: Confirmation, organisation: Organisation, texts: Texts
) -> Card:
    """Return what those who fill roles are told when a holder declines one."""
    role = organisation.role[assignment.role_id]
    said = texts(
        "confirmations.told-declined",
        person=holder_name(assignment, organisation),
        role=role_name(role, texts),
        version=given.version,
    )
    return Card(
        texts("confirmations.declined-title", role=role_name(role, texts)),
        why=texts("confirmations.declined-why"),
        body=(
            Text(plain(said), Tone.WARNING),
            Facts((Fact(texts("confirmations.reason"), (plain(given.reason),)),)),
        ),
        controls=(Button(texts("button.edit-holders"), "holders.show", role.id, Style.PRIMARY),),
    )


def decline_form(
    assignment: Assignment, reference: str, organisation: Organisation, texts: Texts
) -> Form:
    """Return the form of the reason for declining a role."""
    role = role_name(organisation.role[assignment.role_id], texts)
    return Form(
        texts("confirmations.form"),
        "confirmations.declined",
        (
            TextField(
                "reason",
                texts("confirmations.reason"),
                required=True,
                lines=4,
                most=1000,
                hint=texts("confirmations.reason-hint"),
            ),
        ),
        texts("button.decline-role"),
        intro=(Text(plain(role)),),
        value=reference,
    )


def _role_body(
    assignment: Assignment, organisation: Organisation, texts: Texts
) -> tuple[Element, ...]:
    role = organisation.role[assignment.role_id]
    definition = role.definition.in_language(texts.language)
    tasks = tuple(plain(task) for task in role.tasks.in_language(texts.language))
    body: list[Element] = [Text(plain(definition))] if definition else []
    if tasks:
        body.append(Facts((Fact(texts("role.tasks"), tasks),)))
    duties = organisation.duties_of_role.get(role.id, ())
    return (*body, *duty_elements(duties, texts))
