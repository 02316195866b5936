"""Who is away when, who stands in, and which roles nobody takes over meanwhile."""

from collections.abc import Sequence
from datetime import date

from bot.cards.elements import (
    Button,
    Card,
    ChoiceField,
    DateField,
    Element,
    Fact,
    Facts,
    Form,
    Line,
    Style,
    Text,
    Tone,
    plain,
)
from bot.cards.holders import role_name
from bot.cards.pickers import (
    PERSON,
    contact_name,
    contact_options,
    nobody_option,
    person_options,
)
from bot.domain.absence import Cover
from bot.domain.organisation import Organisation
from bot.domain.people import Absence, Person
from bot.texts import Texts

_MOST_SHOWN = 20


def absences_card(
    person: Person,
    absences: Sequence[Absence],
    organisation: Organisation,
    texts: Texts,
    *,
    own: bool,
) -> Card:
    """Return a person's absences that are not over, each with a button that takes it back."""
    shown = absences[:_MOST_SHOWN]
    rows = tuple(
        Fact(period_text(a, texts), (plain(_stand_in(a, organisation, texts)),)) for a in shown
    )
    none = texts("absence.none-own") if own else texts("absence.none", person=person.name)
    return Card(
        texts("absence.title-own") if own else texts("absence.title", person=person.name),
        body=(Facts(rows) if rows else Text(plain(none)),),
        controls=(
            Button(
                texts("button.register-absence"),
                "absence.new",
                person.id,
                Style.PRIMARY,
                opens=True,
            ),
            *(_remove_button(a, texts) for a in shown),
        ),
        footer=texts("absence.footer"),
    )


def registered_card(
    absence: Absence, person: Person, covers: Sequence[Cover], texts: Texts, *, own: bool
) -> Card:
    """Return what an absence means: who takes over which role, and which have nobody."""
    period = period_text(absence, texts)
    said = (
        texts("absence.registered-own", period=period)
        if own
        else texts("absence.registered", person=person.name, period=period)
    )
    body: list[Element] = [Text(plain(said))]
    taken = [cover for cover in covers if cover.deputy]
    if taken:
        body.append(Facts(tuple(Fact(deputy, lines) for deputy, lines in _by_deputy(taken, texts))))
    if uncovered := [cover.role for cover in covers if not cover.deputy]:
        roles = ", ".join(role_name(role, texts) for role in uncovered)
        body.append(Text(plain(texts("absence.uncovered", roles=roles)), Tone.WARNING))
    if not covers:
        body.append(Text(plain(texts("absence.no-roles")), Tone.MUTED))
    return Card(
        texts("absence.title-own") if own else texts("absence.title", person=person.name),
        body=tuple(body),
        controls=(
            _remove_button(absence, texts),
            Button(texts("button.absences"), "absence.show", person.id),
        ),
    )


def removed_card(absence: Absence, person: Person, texts: Texts, *, own: bool) -> Card:
    """Return that an absence was taken back."""
    period = period_text(absence, texts)
    said = (
        texts("absence.removed-own", period=period)
        if own
        else texts("absence.removed", person=person.name, period=period)
    )
    return Card(
        texts("absence.title-own") if own else texts("absence.title", person=person.name),
        body=(Text(plain(said)),),
        controls=(Button(texts("button.absences"), "absence.show", person.id),),
    )


def absence_form(person: Person, organisation: Organisation, texts: Texts, today: date) -> Form:
    """Return the form of a person's absence, with a stand-in for that time alone."""
    people = person_options(organisation, today, texts)
    others = tuple(option for option in people if option.value != PERSON + person.id)
    options = (nobody_option(texts), *others, *contact_options(organisation, today))
    return Form(
        texts("absence.form"),
        "absence.register",
        (
            DateField("first", texts("absence.first"), today, required=True),
            DateField("last", texts("absence.last"), None, required=True),
            ChoiceField(
                "deputy", texts("absence.deputy"), options, hint=texts("absence.deputy-hint")
            ),
        ),
        texts("button.save"),
        intro=(Text(plain(person.name)),),
        value=person.id,
    )


def absence_button(person_id: str, texts: Texts) -> Button:
    """Return the button on a look-up's answer that opens the form of an absence."""
    return Button(texts("button.absence"), "absence.new", person_id, opens=True)


def period_text(absence: Absence, texts: Texts) -> str:
    """Return an absence's days: "9. marts 2027", or "9. marts 2027 – 12. marts 2027"."""
    first, last = texts.date_medium(absence.first), texts.date_medium(absence.last)
    return first if first == last else f"{first} – {last}"


def _remove_button(absence: Absence, texts: Texts) -> Button:
    label = texts("button.remove-absence", period=period_text(absence, texts))
    return Button(label, "absence.remove", absence.id)


def _by_deputy(covers: Sequence[Cover], texts: Texts) -> list[tuple[str, tuple[Line, ...]]]:
    found: dict[str, list[Line]] = {}
    for cover in covers:
        found.setdefault(cover.deputy, []).append(plain(role_name(cover.role, texts)))
    return [(deputy, tuple(lines)) for deputy, lines in found.items()]


def _stand_in(absence: Absence, organisation: Organisation, texts: Texts) -> str:
    if person := organisation.person.get(absence.deputy_id or ""):
        return texts("absence.stand-in", person=person.name)
    contact = organisation.contact.get(absence.deputy_contact_id or "")
    if contact:
        return texts("absence.stand-in", person=contact_name(organisation, contact))
    return texts("absence.own-deputies")
