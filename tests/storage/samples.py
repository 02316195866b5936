"""An organisation that has one of everything, with the cast in its roles."""

from datetime import UTC, date, datetime
from typing import Any

from bot.domain.language import Localized, LocalizedList
from bot.domain.organisation import Organisation, Profile
from bot.domain.parties import Agreement, AgreementKind, Contact, Party
from bot.domain.people import (
    Absence,
    Account,
    Assignment,
    Grant,
    Person,
    Role,
    RoleKind,
    Unit,
)
from bot.domain.raci import Activity, Category, Matrix, MatrixStatus, parse_letters
from bot.services.ports import UnitOfWork

USED_FROM = datetime(2027, 1, 4, 8, 0, tzinfo=UTC)
BOUND_AT = datetime(2027, 2, 1, 9, 30, 15, 250_000, tzinfo=UTC)

PROFILE = Profile(
    name="Eksempel A/S",
    language="da",
    timezone="Europe/Copenhagen",
    pack="sme",
    committee_channel="udvalg",
)
UNITS = (
    Unit("unit-it", Localized("It", "IT"), role_id="it-operations", head_id="p-jonas"),
    Unit(
        "unit-desk",
        Localized(da="Brugerhjælp"),
        parent_id="unit-it",
        channel="C42",
        closed_on=date(2026, 12, 31),
    ),
)
PEOPLE = (
    Person(
        "p-mette",
        "Mette",
        "mette@example.dk",
        phone="+45 70 10 20 30",
        language="en",
        grants=frozenset({Grant.ADMIN, Grant.AUDITOR}),
    ),
    Person("p-jonas", "Jonas", "Jonas@Example.dk", unit_id="unit-it"),
    Person("p-bo", "Bo", "bo@example.dk", left_on=date(2027, 1, 31)),
    Person("p-sara", "Sara", "sara@example.dk", unit_id="unit-desk"),
)
ROLES = (
    Role(
        "it-operations",
        Localized("It-drift", "IT operations"),
        definition=Localized("Driver it", None),
        typical_holder=Localized(None, "Head of IT"),
        tasks=LocalizedList(("Sikkerhedskopi", "Opdatering"), ("Backup",)),
        aliases=LocalizedList(da=("Systemadministrator",)),
        deputy_required=True,
    ),
    Role(
        "data-processor",
        Localized(da="Databehandler"),
        kind=RoleKind.EXTERNAL,
        may_be_accountable=False,
        retired_on=date(2027, 6, 30),
    ),
)
PARTIES = (
    Party("x-drift", "Drift A/S", "data-processor", "high", personal_data=True),
    Party("x-gone", "Fortid ApS", ended_on=date(2025, 1, 1)),
)
CONTACTS = (
    Contact("c-peter", "x-drift", "Peter", "peter@example.com", "+45 70 40 50 60", on_call=True),
    Contact("c-desk", "x-drift", "Vagten"),
)
AGREEMENTS = (
    Agreement(
        "a-dpa",
        "x-drift",
        AgreementKind.DPA,
        "Databehandleraftale",
        date(2025, 5, 1),
        review_on=date(2027, 5, 1),
        expires_on=date(2028, 4, 30),
        terminated_on=date(2027, 12, 31),
    ),
    Agreement("a-sla", "x-drift", AgreementKind.SLA, "Driftsaftale", date(2026, 1, 1)),
)
ASSIGNMENTS = (
    Assignment(
        "s-2",
        "it-operations",
        date(2026, 1, 1),
        person_id="p-jonas",
        deputy_id="p-sara",
        unit_id="unit-it",
        ends=date(2029, 12, 31),
    ),
    Assignment(
        "s-1",
        "data-processor",
        date(2026, 1, 1),
        contact_id="c-peter",
        deputy_contact_id="c-desk",
    ),
)
ABSENCES = (Absence("b-1", "p-jonas", date(2027, 3, 8), date(2027, 3, 12)),)
CATEGORIES = (
    Category("daily", Localized("Drift", "Operations"), 1),
    Category("first", Localized("Ledelse", "Management"), 0),
)
ACTIVITIES = (
    Activity(
        "backup",
        Localized("Sikkerhedskopiering", "Backup"),
        short=Localized("Backup", None),
        category_id="daily",
        description=Localized("Tager kopi\nhver nat", ""),
        evidence=LocalizedList(("Log",), ()),
        aliases=LocalizedList(("backup", "kopi"), ("restore",)),
        references={"law": ("GDPR art. 32",), "iso27001_2022": ("A.8.13", "A.8.14")},
        position=7,
        retired_on=date(2028, 1, 1),
    ),
    Activity("awareness", Localized("Awareness – «bøvl» 🔐", None), position=2),
)
CELLS = {
    "backup": {"it-operations": parse_letters("A"), "data-processor": parse_letters("CR")},
    "awareness": {"data-processor": parse_letters("I"), "it-operations": parse_letters("AR")},
}
MATRIX = Matrix(1, MatrixStatus.IMPORTED, CELLS, "Startpakke: dansk SMV", USED_FROM)
ACCOUNTS = {
    Account("slack", "T1", "U1"): "p-mette",
    Account("teams", "tenant", "aad-1"): "p-mette",
    Account("slack", "T1", "U2"): "p-jonas",
}


async def save_everything(uow: UnitOfWork) -> None:
    """Write the sample, the parts that refer to others first."""
    await uow.profiles.save(PROFILE)
    await uow.people.save_units(UNITS)
    await uow.people.save_assignments(ASSIGNMENTS)
    await uow.people.save_absences(ABSENCES)
    await uow.people.save_people(PEOPLE)
    await uow.people.save_roles(ROLES)
    await uow.parties.save_agreements(AGREEMENTS)
    await uow.parties.save_contacts(CONTACTS)
    await uow.parties.save_parties(PARTIES)
    await uow.activities.save_activities(ACTIVITIES)
    await uow.activities.save_categories(CATEGORIES)
    await uow.activities.add_matrix(MATRIX)
    for account, person_id in ACCOUNTS.items():
        await uow.accounts.bind(account, person_id, BOUND_AT)


def everything(version: int) -> Organisation:
    """Return the sample as it must read back."""
    return Organisation(
        version=version,
        profile=PROFILE,
        units=UNITS,
        people=tuple(_with_accounts(person) for person in PEOPLE),
        roles=ROLES,
        assignments=ASSIGNMENTS,
        absences=ABSENCES,
        parties=PARTIES,
        contacts=CONTACTS,
        agreements=AGREEMENTS,
        categories=CATEGORIES[::-1],
        activities=ACTIVITIES[::-1],
        matrix=MATRIX,
    )


def _with_accounts(person: Person) -> Person:
    mine = tuple(account for account, owner in ACCOUNTS.items() if owner == person.id)
    fields: dict[str, Any] = dict(vars(person))
    return Person(**{**fields, "accounts": mine})
