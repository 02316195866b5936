"""Answers to roles, stand-ins and writing places: as they are written, so they read back."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError

from bot.domain.confirmations import Answer, Confirmation
from storage.unit_of_work import SqlStorage
from tests.databases import START
from tests.storage import samples
from tests.storage.samples import save_everything

GIVEN = Confirmation(1, "s-2", Answer.DECLINED, START, "p-jonas", "Nej – «tak» 🔐")


@pytest.fixture
async def filled(storage: SqlStorage) -> SqlStorage:
    """A database with one of everything."""
    async with storage.begin() as work:
        await save_everything(work)
        await work.commit()
    return storage


async def test_an_answer_is_kept_once(filled: SqlStorage) -> None:
    async with filled.begin() as work:
        before = await work.data_version()
        assert await work.confirmations.add(GIVEN)
        assert not await work.confirmations.add(replace(GIVEN, answer=Answer.CONFIRMED))
        assert await work.data_version() > before
        await work.commit()
    async with filled.read() as work:
        assert (await work.organisation()).confirmations == (GIVEN,)


async def test_another_versions_answers_are_not_read(filled: SqlStorage) -> None:
    async with filled.begin() as work:
        await work.confirmations.add(replace(GIVEN, version=7))
        assert (await work.organisation()).confirmations == ()


async def test_an_answer_is_about_an_assignment_that_is_there(filled: SqlStorage) -> None:
    with pytest.raises(IntegrityError):
        async with filled.begin() as work:
            await work.confirmations.add(replace(GIVEN, assignment_id="none"))
            await work.commit()


async def test_a_stand_in_reads_back_changes_and_goes(filled: SqlStorage) -> None:
    (absence,) = samples.ABSENCES
    for named in (
        replace(absence, deputy_id="p-sara"),
        replace(absence, deputy_contact_id="c-peter"),
        absence,
    ):
        async with filled.begin() as work:
            await work.people.save_absences([named])
            await work.commit()
        async with filled.read() as work:
            assert (await work.organisation()).absences == (named,)


async def test_an_absence_goes_with_its_stand_in(filled: SqlStorage) -> None:
    (absence,) = samples.ABSENCES
    async with filled.begin() as work:
        await work.people.save_absences([replace(absence, deputy_id="p-sara")])
        await work.commit()
    async with filled.begin() as work:
        assert await work.people.remove_absence(absence.id)
        assert not await work.people.remove_absence(absence.id)
        await work.commit()
    async with filled.read() as work:
        assert (await work.organisation()).absences == ()


async def test_an_absence_has_one_stand_in(filled: SqlStorage) -> None:
    (absence,) = samples.ABSENCES
    two = replace(absence, deputy_id="p-sara", deputy_contact_id="c-peter")
    with pytest.raises(IntegrityError):
        async with filled.begin() as work:
            await work.people.save_absences([two])
            await work.commit()


async def test_where_a_person_is_written_to_reads_back(filled: SqlStorage) -> None:
    mette = replace(samples.PEOPLE[0], writes_on="teams", left_on=date(2030, 1, 1))
    async with filled.begin() as work:
        await work.people.save_people([mette])
        await work.commit()
    async with filled.read() as work:
        assert (await work.organisation()).person["p-mette"].writes_on == "teams"


async def test_who_has_claimed_the_data_reads_what_others_wrote(filled: SqlStorage) -> None:
    async with filled.begin() as first:
        await first.claim()
        before = await first.organisation()
        await first.people.save_people([replace(samples.PEOPLE[0], name="Mette S.")])
        await first.commit()
    async with filled.begin() as second:
        await second.claim()
        after = await second.organisation()
    assert before.person["p-mette"].name == "Mette"
    assert after.person["p-mette"].name == "Mette S."
