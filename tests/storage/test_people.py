"""What the people tables refuse."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from bot.domain.errors import BadInput
from bot.domain.people import Person
from bot.services.ports import UnitOfWork
from storage.unit_of_work import SqlStorage
from tests.storage import samples
from tests.storage.samples import save_everything

Write = Callable[[UnitOfWork], Awaitable[None]]
HELD = samples.ASSIGNMENTS[0]


@pytest.mark.parametrize("email", ["METTE@EXAMPLE.DK", " mette@example.dk "])
async def test_an_address_is_one_persons_in_any_case(storage: SqlStorage, email: str) -> None:
    with pytest.raises(BadInput) as refused:
        async with storage.begin() as uow:
            await uow.people.save_people([samples.PEOPLE[0], Person("p-2", "Mette", email)])
    assert refused.value.key == "email-taken"


async def test_danish_letters_have_a_case_too(storage: SqlStorage) -> None:
    with pytest.raises(BadInput):
        async with storage.begin() as uow:
            emails = ("åse@example.dk", "ÅSE@example.dk")
            await uow.people.save_people([Person(email, "Åse", email) for email in emails])


async def test_a_person_keeps_the_address_when_saved_again(storage: SqlStorage) -> None:
    async with storage.begin() as uow:
        await uow.people.save_people([samples.PEOPLE[0]])
        await uow.people.save_people([replace(samples.PEOPLE[0], email="METTE@example.dk")])
        found = await uow.organisation()
    assert [person.email for person in found.people] == ["METTE@example.dk"]


REFUSED: dict[str, Write] = {
    "no holder": lambda uow: uow.people.save_assignments([replace(HELD, person_id=None)]),
    "two holders": lambda uow: uow.people.save_assignments([replace(HELD, contact_id="c-peter")]),
    "two deputies": lambda uow: uow.people.save_assignments(
        [replace(HELD, deputy_contact_id="c-peter")]
    ),
    "unknown holder": lambda uow: uow.people.save_assignments([replace(HELD, person_id="none")]),
    "unknown role": lambda uow: uow.people.save_assignments([replace(HELD, role_id="none")]),
    "unknown head": lambda uow: uow.people.save_units([replace(samples.UNITS[0], head_id="none")]),
    "unknown parent": lambda uow: uow.people.save_units(
        [replace(samples.UNITS[0], parent_id="none")]
    ),
    "unknown unit": lambda uow: uow.people.save_people(
        [replace(samples.PEOPLE[0], unit_id="none")]
    ),
    "absence of nobody": lambda uow: uow.people.save_absences(
        [replace(samples.ABSENCES[0], person_id="none")]
    ),
    "absence backwards": lambda uow: uow.people.save_absences(
        [replace(samples.ABSENCES[0], last=samples.ABSENCES[0].first.replace(year=2020))]
    ),
    "contact of nobody": lambda uow: uow.parties.save_contacts(
        [replace(samples.CONTACTS[0], party_id="none")]
    ),
    "agreement with nobody": lambda uow: uow.parties.save_agreements(
        [replace(samples.AGREEMENTS[0], party_id="none")]
    ),
}


@pytest.mark.parametrize("write", REFUSED.values(), ids=REFUSED)
async def test_what_breaks_a_rule_is_refused(storage: SqlStorage, write: Write) -> None:
    async with storage.begin() as uow:
        await save_everything(uow)
        await uow.commit()
    with pytest.raises(IntegrityError):
        async with storage.begin() as uow:
            await write(uow)
            await uow.commit()


async def test_a_holder_may_be_the_deputy_which_is_a_finding_only(storage: SqlStorage) -> None:
    async with storage.begin() as uow:
        await save_everything(uow)
        await uow.people.save_assignments([replace(HELD, deputy_id=HELD.person_id)])
        await uow.commit()
