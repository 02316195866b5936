"""The lists beside the matrix: roles, people, third parties and agreements."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.documents.content import Exported
from bot.documents.plan import CHANGES, COLUMNS, change_rows, plan_rows
from bot.documents.wheel import COLUMNS as ITEMS
from bot.documents.wheel import SYSTEMS, item_rows, system_rows
from bot.domain.holders import party_view, seats_of
from bot.domain.organisation import Organisation
from bot.domain.people import Person

Row = Sequence[object]


@dataclass(frozen=True)
class ListTable:
    """One list: the keys of its headings, and its rows."""

    headings: Callable[[Exported], Sequence[str]]
    rows: Callable[[Exported], Iterator[Row]]


_ROLES = (
    *("id", "name", "kind", "definition", "tasks", "typical-holder"),
    *("may-be-accountable", "deputy-required", "holders"),
)
_PARTIES = ("name", "role", "risk-class", "personal-data", "contacts")
_AGREEMENTS = ("party", "agreement-kind", "title", "valid-from", "review-on", "expires-on")


def _role_rows(exported: Exported) -> Iterator[Row]:
    texts = exported.texts
    for role in exported.roles:
        yield (
            role.id,
            exported.words(role.name),
            texts(f"role.{role.kind.value}"),
            exported.words(role.definition),
            "\n".join(role.tasks.in_language(texts.language)),
            exported.words(role.typical_holder),
            _yes_no(exported, role.may_be_accountable),
            _yes_no(exported, role.deputy_required),
            "\n".join(_holders(exported, role.id)),
        )


def _holders(exported: Exported, role_id: str) -> Iterator[str]:
    """Iterate over who holds a role, with the deputy in parentheses."""
    for seat in seats_of(exported.organisation, role_id, exported.on):
        holder = seat.person or seat.contact
        deputy = seat.deputy or seat.deputy_contact
        if holder:
            yield f"{holder.name} ({deputy.name})" if deputy else holder.name
    for party in exported.organisation.parties_of_role.get(role_id, ()):
        if not party.has_ended(exported.on):
            yield party.name


def _people_headings(exported: Exported) -> Sequence[str]:
    own = ("email", "name", "phone") if exported.contacts else ("name",)
    return (*own, "unit", "roles", *(("deputy_for",) if exported.contacts else ()))


def _people_rows(exported: Exported) -> Iterator[Row]:
    for person in exported.organisation.people:
        if person.has_left(exported.on):
            continue
        unit = exported.organisation.unit.get(person.unit_id or "")
        shown = (exported.words(unit.name) if unit else "", _roles_of(exported, person))
        if exported.contacts:
            wards = _wards_of(exported.organisation, person, exported.on)
            yield (person.email, person.name, person.phone, *shown, ", ".join(wards))
        else:
            yield (person.name, *shown)


def _roles_of(exported: Exported, person: Person) -> str:
    roles = exported.organisation.role
    held = (
        a.role_id
        for a in exported.organisation.assignments
        if a.person_id == person.id and a.runs_on(exported.on)
    )
    return " | ".join(exported.words(roles[id_].name) for id_ in dict.fromkeys(held))


def _wards_of(organisation: Organisation, person: Person, on: date) -> Iterator[str]:
    """Iterate over the addresses of those for whom a person deputises."""
    wards = (
        organisation.person.get(a.person_id or "")
        for a in organisation.assignments
        if a.deputy_id == person.id and a.runs_on(on)
    )
    yield from dict.fromkeys(ward.email for ward in wards if ward)


def _party_rows(exported: Exported) -> Iterator[Row]:
    for party in exported.organisation.parties:
        if party.has_ended(exported.on):
            continue
        role = exported.organisation.role.get(party.role_id or "")
        contacts = party_view(exported.organisation, party, exported.on).contacts
        yield (
            party.name,
            exported.words(role.name) if role else "",
            party.risk_class,
            _yes_no(exported, party.personal_data),
            "\n".join(", ".join(filter(None, (c.name, c.email, c.phone))) for c in contacts),
        )


def _agreement_rows(exported: Exported) -> Iterator[Row]:
    for agreement in exported.organisation.agreements:
        yield (
            exported.organisation.party[agreement.party_id].name,
            exported.texts(f"agreement.{agreement.kind.value}"),
            agreement.title,
            agreement.valid_from,
            agreement.review_on,
            agreement.expires_on,
        )


def _yes_no(exported: Exported, *answers: bool) -> str:
    return exported.texts("exports.yes" if all(answers) else "exports.no")


TABLES: Mapping[str, ListTable] = {
    "roles": ListTable(lambda _: _ROLES, _role_rows),
    "people": ListTable(_people_headings, _people_rows),
    "parties": ListTable(lambda _: _PARTIES, _party_rows),
    "agreements": ListTable(lambda _: _AGREEMENTS, _agreement_rows),
    "wheel": ListTable(lambda _: ITEMS, item_rows),
    "systems": ListTable(lambda _: SYSTEMS, system_rows),
    "plan": ListTable(lambda _: COLUMNS, plan_rows),
    "plan-changes": ListTable(lambda _: CHANGES, change_rows),
}
"""The lists, in the order of their sheets."""

PLAN_TABLES = ("plan", "plan-changes")
