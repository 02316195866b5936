"""A small organisation that answers can be worked out for by hand, and generated ones."""

from collections.abc import Mapping
from datetime import date, timedelta

from hypothesis import strategies as st

from bot.domain.language import Localized
from bot.domain.organisation import Organisation
from bot.domain.parties import Agreement, AgreementKind, Contact, Party
from bot.domain.people import Absence, Assignment, Person, Role, RoleKind, Unit
from bot.domain.raci import Activity, Category, Letter, Letters, Matrix, MatrixStatus, parse_letters

TODAY = date(2027, 3, 9)
YESTERDAY = TODAY - timedelta(days=1)
TOMORROW = TODAY + timedelta(days=1)
LONG_AGO = date(2020, 1, 1)


def person(key: str, left_on: date | None = None, unit_id: str | None = None) -> Person:
    """Return a member of the cast by first name."""
    return Person(key, key.title(), f"{key}@example.dk", unit_id=unit_id, left_on=left_on)


def cells(rows: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, Letters]]:
    """Return a matrix's cells from letters as they are written."""
    return {
        activity: {role: parse_letters(letters) for role, letters in row.items()}
        for activity, row in rows.items()
    }


ROWS = {
    "access": {"owner": "A", "it": "R", "function": "C", "supplier": "I"},
    "backup": {"it": "AR", "supplier": "R"},
}
SMALL = Organisation(
    units=(Unit("unit-it", Localized("It", "IT"), role_id="it", head_id="jonas"),),
    people=(
        person("jonas", unit_id="unit-it"),
        person("sara", unit_id="unit-it"),
        person("lone"),
        person("mette"),
    ),
    roles=(
        Role("owner", Localized("Systemejer", "System owner")),
        Role("it", Localized("It-drift", "IT operations")),
        Role("function", Localized("Funktionen", "The function")),
        Role("supplier", Localized("Leverandør", "Supplier"), RoleKind.EXTERNAL),
    ),
    assignments=(
        Assignment("1", "owner", LONG_AGO, person_id="lone"),
        Assignment("2", "it", LONG_AGO, person_id="jonas", deputy_id="sara", unit_id="unit-it"),
        Assignment("3", "function", LONG_AGO, person_id="mette", deputy_id="jonas"),
    ),
    parties=(Party("drift", "Drift A/S", "supplier"),),
    contacts=(
        Contact("desk", "drift", "Servicedesk", "desk@example.dk"),
        Contact("peter", "drift", "Peter", "peter@example.dk", on_call=True),
    ),
    agreements=(
        Agreement("sla", "drift", AgreementKind.SLA, "Drift", LONG_AGO, expires_on=TODAY),
        Agreement("dpa", "drift", AgreementKind.DPA, "Hosting", LONG_AGO),
    ),
    categories=(Category("daily", Localized("Drift", "Operations")),),
    activities=(
        Activity("access", Localized("Adgangsstyring", "Access management"), category_id="daily"),
        Activity("backup", Localized("Backup", "Backup"), category_id="daily", position=1),
    ),
    matrix=Matrix(1, MatrixStatus.IMPORTED, cells(ROWS), "sme"),
)

_DAYS = st.integers(-2, 2).map(lambda days: TODAY + timedelta(days=days))
_MAYBE_DAY = st.none() | _DAYS
_LETTERS = st.frozensets(st.sampled_from(Letter))


def _some(ids: list[str]) -> st.SearchStrategy[str | None]:
    return st.none() | st.sampled_from(ids) if ids else st.none()


@st.composite
def organisations(draw: st.DrawFn) -> Organisation:
    """Generate organisations in which everything may be missing, over, or not yet begun."""
    count = st.integers(0, 4)
    people_ids = [f"person-{n}" for n in range(draw(count))]
    role_ids = [f"role-{n}" for n in range(draw(count))]
    unit_ids = [f"unit-{n}" for n in range(draw(st.integers(0, 2)))]
    party_ids = [f"party-{n}" for n in range(draw(st.integers(0, 2)))]
    activity_ids = [f"activity-{n}" for n in range(draw(count))]
    contacts = [Contact(f"contact-{p}", p, f"Contact {p}") for p in party_ids]
    return Organisation(
        units=tuple(
            Unit(u, Localized(u), role_id=draw(_some(role_ids)), head_id=draw(_some(people_ids)))
            for u in unit_ids
        ),
        people=tuple(person(p, draw(_MAYBE_DAY), draw(_some(unit_ids))) for p in people_ids),
        roles=tuple(Role(r, Localized(r), draw(st.sampled_from(RoleKind))) for r in role_ids),
        assignments=tuple(
            _assignment(draw, n, role_ids, people_ids, contacts)
            for n in range(draw(count) if role_ids and (people_ids or contacts) else 0)
        ),
        absences=tuple(
            _absence(draw, n, people_ids) for n in range(draw(count) if people_ids else 0)
        ),
        parties=tuple(
            Party(p, p.title(), draw(_some(role_ids)), ended_on=draw(_MAYBE_DAY)) for p in party_ids
        ),
        contacts=tuple(contacts),
        activities=tuple(Activity(a, Localized(a)) for a in activity_ids),
        matrix=Matrix(
            1,
            MatrixStatus.IMPORTED,
            {
                a: draw(st.dictionaries(st.sampled_from([*role_ids, "gone"]), _LETTERS))
                for a in activity_ids
                if draw(st.booleans())
            },
        ),
    )


def _assignment(
    draw: st.DrawFn, n: int, role_ids: list[str], people_ids: list[str], contacts: list[Contact]
) -> Assignment:
    by_person = bool(people_ids) and (not contacts or draw(st.booleans()))
    return Assignment(
        f"assignment-{n}",
        draw(st.sampled_from(role_ids)),
        draw(_DAYS),
        person_id=draw(st.sampled_from(people_ids)) if by_person else None,
        contact_id=None if by_person else draw(st.sampled_from(contacts)).id,
        deputy_id=draw(_some(people_ids)),
        ends=draw(_MAYBE_DAY),
    )


def _absence(draw: st.DrawFn, n: int, people_ids: list[str]) -> Absence:
    first, last = sorted((draw(_DAYS), draw(_DAYS)))
    return Absence(f"absence-{n}", draw(st.sampled_from(people_ids)), first, last)
