"""The organisation reads back as it was written, in its order, on both databases."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.language import Localized, LocalizedList
from bot.domain.organisation import Organisation
from bot.domain.people import Person, Role
from bot.domain.raci import Activity, Letter, Letters, Matrix, MatrixStatus
from storage.unit_of_work import SqlStorage
from tests.storage import samples
from tests.storage.samples import everything, save_everything
from tests.tries import tries

# PostgreSQL keeps no NUL in text; lone surrogates have no UTF-8.
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
LOCALIZED = st.builds(Localized, st.none() | TEXTS, st.none() | TEXTS)
LISTS = st.builds(
    LocalizedList,
    st.lists(TEXTS, max_size=3).map(tuple),
    st.lists(TEXTS, max_size=3).map(tuple),
)
ROLE_IDS = tuple(f"role-{number}" for number in range(4))
LETTERS = st.frozensets(st.sampled_from(Letter), min_size=1)
ROWS = st.permutations(ROLE_IDS).flatmap(
    lambda order: st.lists(LETTERS, max_size=len(order)).map(
        lambda cells: dict(zip(order, cells, strict=False))
    )
)
PROPERTY = settings(
    max_examples=tries(15, 40),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


async def read(storage: SqlStorage) -> Organisation:
    async with storage.read() as uow:
        return await uow.organisation()


async def test_an_empty_database_is_an_empty_organisation(storage: SqlStorage) -> None:
    assert await read(storage) == Organisation()


async def test_everything_reads_back(storage: SqlStorage) -> None:
    async with storage.begin() as uow:
        await save_everything(uow)
        inside = await uow.organisation()
        await uow.commit()
    found = await read(storage)
    assert found == everything(found.version)
    assert inside == found
    assert {id_: list(row) for id_, row in found.matrix.cells.items()} == {
        id_: list(row) for id_, row in samples.CELLS.items()
    }
    assert list(found.matrix.cells) == list(samples.CELLS)
    assert list(found.activity["backup"].references) == ["law", "iso27001_2022"]


async def test_saving_again_updates_in_place(storage: SqlStorage) -> None:
    async with storage.begin() as uow:
        await save_everything(uow)
        await uow.commit()
    renamed = replace(samples.UNITS[0], name=Localized("Drift", "Operations"), head_id=None)
    newcomer = replace(samples.UNITS[1], id="unit-new")
    async with storage.begin() as uow:
        await uow.people.save_units([newcomer, renamed])
        await uow.people.save_people([replace(samples.PEOPLE[0], grants=frozenset())])
        await uow.commit()
    found = await read(storage)
    assert found.units == (renamed, samples.UNITS[1], newcomer)
    assert [person.id for person in found.people] == [person.id for person in samples.PEOPLE]
    assert found.person["p-mette"].grants == frozenset()
    assert len(found.person["p-mette"].accounts) == 2


async def test_nothing_to_save_is_no_error(storage: SqlStorage) -> None:
    async with storage.begin() as uow:
        await uow.people.save_people([])
        await uow.parties.save_parties([])
        await uow.activities.save_activities([])
        await uow.commit()


async def test_a_thousand_activities_read_back(storage: SqlStorage) -> None:
    activities = tuple(
        Activity(f"act-{number}", Localized(da=f"Aktivitet {number}"), position=number)
        for number in range(1000)
    )
    roles = tuple(Role(id_, Localized(da=id_)) for id_ in ROLE_IDS)
    row = dict.fromkeys(ROLE_IDS, frozenset({Letter.INFORMED}))
    cells = {activity.id: row for activity in activities}
    async with storage.begin() as uow:
        await uow.people.save_roles(roles)
        await uow.activities.save_activities(activities[::-1])
        await uow.activities.add_matrix(
            Matrix(1, MatrixStatus.IMPORTED, cells, used_from=samples.USED_FROM)
        )
        await uow.commit()
    found = await read(storage)
    assert found.activities == activities
    assert found.matrix.cells == cells


@pytest.fixture
def nothing_written(sqlite_storage: SqlStorage) -> SqlStorage:
    """Return a database that the examples of a property share, each leaving nothing in it."""
    return sqlite_storage


@PROPERTY
@given(name=LOCALIZED, text=LOCALIZED, tasks=LISTS, references=st.dictionaries(TEXTS, LISTS))
async def test_any_text_reads_back(
    nothing_written: SqlStorage,
    name: Localized,
    text: Localized,
    tasks: LocalizedList,
    references: dict[str, LocalizedList],
) -> None:
    role = Role("role", name, definition=text, tasks=tasks, aliases=tasks)
    clauses = {source: items.da for source, items in references.items()}
    activity = Activity("activity", name, description=text, evidence=tasks, references=clauses)
    async with nothing_written.begin() as uow:
        await uow.people.save_roles([role])
        await uow.activities.save_activities([activity])
        found = await uow.organisation()
    assert (found.roles, found.activities) == ((role,), (activity,))


@PROPERTY
@given(rows=st.dictionaries(st.sampled_from([f"act-{n}" for n in range(5)]), ROWS))
async def test_any_cells_read_back_in_their_order(
    nothing_written: SqlStorage, rows: dict[str, dict[str, Letters]]
) -> None:
    async with nothing_written.begin() as uow:
        matrix = Matrix(1, MatrixStatus.IMPORTED, rows, used_from=samples.USED_FROM)
        await uow.activities.add_matrix(matrix)
        found = (await uow.organisation()).matrix.cells
    expected = [(id_, list(row.items())) for id_, row in rows.items() if row]
    assert [(id_, list(row.items())) for id_, row in found.items()] == expected


@PROPERTY
@given(name=TEXTS, left_on=st.none() | st.dates(date(2000, 1, 1), date(2100, 1, 1)))
async def test_any_name_and_day_reads_back(
    nothing_written: SqlStorage, name: str, left_on: date | None
) -> None:
    person = Person("p", name, "p@example.dk", left_on=left_on)
    async with nothing_written.begin() as uow:
        await uow.people.save_people([person])
        found = await uow.organisation()
    assert found.people == (person,)
