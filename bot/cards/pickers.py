"""Choices of people, contacts, roles and units, two of one name told apart."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from bot.cards.elements import ChoiceField, Option
from bot.cards.holders import role_name
from bot.domain.holder_rules import is_retired
from bot.domain.organisation import Organisation
from bot.domain.parties import Contact
from bot.domain.people import Person
from bot.texts import Texts

PERSON, CONTACT = "person:", "contact:"
NOBODY = "none"
"""The value of the choice that takes a choice away again."""


def person_options(organisation: Organisation, on: date, texts: Texts) -> tuple[Option, ...]:
    """Return everybody who works here on the local date `on`, by name."""
    people = [person for person in organisation.people if not person.has_left(on)]
    labels = _told_apart(people, organisation, texts)
    options = (Option(labels[person.id], PERSON + person.id) for person in people)
    return tuple(sorted(options, key=lambda option: option.label.casefold()))


def contact_options(organisation: Organisation, on: date) -> tuple[Option, ...]:
    """Return the contacts of the third parties that we work with on the local date `on`."""
    contacts = [
        c for c in organisation.contacts if not organisation.party[c.party_id].has_ended(on)
    ]
    options = (Option(contact_name(organisation, c), CONTACT + c.id) for c in contacts)
    return tuple(sorted(options, key=lambda option: option.label.casefold()))


def unit_options(organisation: Organisation, on: date, texts: Texts) -> tuple[Option, ...]:
    """Return the units that are open on the local date `on`."""
    return tuple(
        Option(unit.name.in_language(texts.language), unit.id)
        for unit in organisation.units
        if not is_retired(unit.closed_on, on)
    )


def role_options(
    organisation: Organisation, on: date, texts: Texts, *, external_only: bool = False
) -> tuple[Option, ...]:
    """Return the roles that are not retired on the local date `on`."""
    return tuple(
        Option(role_name(role, texts), role.id)
        for role in organisation.roles
        if not is_retired(role.retired_on, on) and (role.external or not external_only)
    )


def nobody_option(texts: Texts) -> Option:
    """Return the choice that takes a choice away again."""
    return Option(texts("holders.nobody"), NOBODY)


def yes_or_no(name: str, label: str, texts: Texts, *, chosen: bool) -> ChoiceField:
    """Return a question that is answered by yes or no; the values are "yes" and "no"."""
    options = tuple(Option(texts(f"answer.{value}"), value) for value in ("yes", "no"))
    return ChoiceField(name, label, options, ("yes" if chosen else "no",), required=True)


def contact_name(organisation: Organisation, contact: Contact) -> str:
    """Return a contact's name with the third party it belongs to."""
    return f"{contact.name} ({organisation.party[contact.party_id].name})"


def _told_apart(
    people: Sequence[Person], organisation: Organisation, texts: Texts
) -> dict[str, str]:
    """Return a label for each person: the name, with the unit or the e-mail where two share it."""
    names = Counter(person.name.casefold() for person in people)
    labels = {
        person.id: person.name
        if names[person.name.casefold()] == 1
        else _with_unit(person, organisation, texts)
        for person in people
    }
    shared = Counter(label.casefold() for label in labels.values())
    return {
        person.id: labels[person.id]
        if shared[labels[person.id].casefold()] == 1
        else f"{person.name} · {person.email}"
        for person in people
    }


def _with_unit(person: Person, organisation: Organisation, texts: Texts) -> str:
    unit = organisation.unit.get(person.unit_id or "")
    detail = unit.name.in_language(texts.language) if unit else person.email
    return f"{person.name} · {detail}"
