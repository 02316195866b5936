"""`/isms leverandør`: third parties, their contacts and agreements."""

from dataclasses import replace
from datetime import date

import pytest

from bot.domain.parties import AgreementKind
from bot.search.index import Hit
from tests.example import Example
from tests.handlers.asking import audited
from tests.handlers.filling import labels, open_form, said, submit

METTE = "mette"


async def test_an_agreement_is_added_from_the_look_up(example: Example) -> None:
    found = await example.say(METTE, "/raci Drift A/S")
    form = await open_form(example, METTE, found.card, "Tilføj aftale")
    reply = await submit(
        example,
        METTE,
        form,
        kind="contract",
        title="Rammeaftale",
        valid_from="2027-01-01",
        review_on="2027-10-01",
        expires_on="2028-12-31",
    )
    assert "Kontrakt: Rammeaftale, gælder til og med den 31. december 2028" in said(reply)
    assert "gennemgås senest den 1. oktober 2027" in said(reply)
    (added,) = [a for a in example.organisation.agreements if a.title == "Rammeaftale"]
    assert added.kind is AgreementKind.CONTRACT
    assert "Rammeaftale" in said(await example.say("bo", "/raci Drift A/S"))
    (record,) = await audited(example, "party.saved")
    assert (record.data["what"], record.data["added"]) == ("agreement", True)


async def test_no_date_of_an_agreement_comes_before_its_first(sqlite_example: Example) -> None:
    found = await sqlite_example.say(METTE, "/raci Drift A/S")
    form = await open_form(sqlite_example, METTE, found.card, "Tilføj aftale")
    reply = await submit(
        sqlite_example,
        METTE,
        form,
        kind="sla",
        title="x",
        valid_from="2027-01-01",
        expires_on="2026-12-31",
        review_on="2026-01-01",
    )
    assert set(reply.errors) == {"expires_on", "review_on"}
    again = await submit(sqlite_example, METTE, reply.form, expires_on="2027-01-01", review_on=())
    assert again.form is None


async def test_an_agreement_is_terminated_and_no_longer_binds(sqlite_example: Example) -> None:
    page = await sqlite_example.say(METTE, "/isms leverandør Drift A/S")
    form = await open_form(sqlite_example, METTE, page.card, "Ret Hosting")
    reply = await submit(sqlite_example, METTE, form, terminated_on="2027-03-01")
    assert "opsagt til den 1. marts 2027" in said(reply)
    assert "Hosting" not in said(await sqlite_example.say("bo", "/raci Drift A/S"))
    assert "databehandleraftale" in said(await sqlite_example.say("bo", "/raci tjek"))


async def test_a_new_party_with_a_contact(sqlite_example: Example) -> None:
    listed = await sqlite_example.say(METTE, "/isms supplier")
    form = await open_form(sqlite_example, METTE, listed.card, "Ny tredjepart")
    page = await submit(
        sqlite_example,
        METTE,
        form,
        name="Skyen ApS",
        role="supplier",
        risk_class="medium",
        personal_data="yes",
    )
    assert "Risikoklasse: Mellem" in said(page)
    contact = await open_form(sqlite_example, METTE, page.card, "Tilføj kontakt")
    bad = await submit(sqlite_example, METTE, contact, name="Vagten", email="nej")
    assert set(bad.errors) == {"email"}
    page = await submit(
        sqlite_example, METTE, bad.form, name="Vagten", email="vagt@skyen.dk", on_call="yes"
    )
    assert "Vagten · vagt@skyen.dk · vagt" in said(page)
    assert "vagt@skyen.dk" in said(await sqlite_example.say("bo", "/raci Skyen"))
    changed = await open_form(sqlite_example, METTE, page.card, "Ret Vagten")
    page = await submit(sqlite_example, METTE, changed, phone="+45 70 10 20 30")
    assert "+45 70 10 20 30" in said(page)


async def test_a_party_has_a_name_of_its_own(sqlite_example: Example) -> None:
    listed = await sqlite_example.say(METTE, "/isms supplier")
    form = await open_form(sqlite_example, METTE, listed.card, "Ny tredjepart")
    taken = await submit(sqlite_example, METTE, form, name="DRIFT A/S")
    assert "allerede det navn" in taken.errors["name"]


async def test_two_editors_never_overwrite_each_other(example: Example) -> None:
    found = await example.say(METTE, "/raci Drift A/S")
    forms = [await open_form(example, METTE, found.card, "Ret") for _ in range(2)]
    await submit(example, METTE, forms[0], risk_class="low")
    late = await submit(example, METTE, forms[1], personal_data="no")
    assert "En anden har ændret det" in late.errors[""]
    assert late.form is not None
    await submit(example, METTE, late.form, personal_data="no")
    (party,) = example.organisation.parties
    assert (party.risk_class, party.personal_data) == ("low", False)


async def test_who_may_not_change_reads_only(sqlite_example: Example) -> None:
    page = await sqlite_example.say("nina", "/isms leverandør Drift")
    assert labels(page.card) == []
    assert "Peter Drift" in said(page)
    assert labels((await sqlite_example.say("nina", "/isms leverandør")).card) == [
        "Vælg tredjepart"
    ]
    refused = await sqlite_example.press("nina", "parties.new")
    assert "Kun informationssikkerhedsfunktionen" in said(refused)


async def test_a_party_that_has_ended_is_only_found_as_of_then(sqlite_example: Example) -> None:
    page = await sqlite_example.say(METTE, "/isms leverandør Drift A/S")
    form = await open_form(sqlite_example, METTE, page.card, "Ret")
    await submit(sqlite_example, METTE, form, ended_on="2027-03-08")
    assert (await sqlite_example.say("bo", "/raci Drift A/S")).card.title != "Drift A/S"
    then = await sqlite_example.say("bo", "/raci Drift A/S pr. 8. marts 2027")
    assert then.card.title == "Drift A/S"
    listed = await sqlite_example.say(METTE, "/isms leverandør")
    assert "Drift A/S (ophørt den 8. marts 2027)" in said(listed)
    page = await sqlite_example.press(METTE, "parties.show", listed_id(sqlite_example))
    assert "Samarbejdet ophørte efter den 8. marts 2027." in said(page)


def listed_id(example: Example) -> str:
    """Return the id of the one third party."""
    (party,) = example.organisation.parties
    return party.id


@pytest.mark.parametrize(
    ("last", "found"), [(date(2027, 3, 8), False), (date(2027, 3, 9), True), (None, True)]
)
async def test_who_has_left_is_not_found_by_name(
    sqlite_example: Example, last: date | None, found: bool
) -> None:
    nina = replace(sqlite_example.person("nina"), left_on=last)
    async with sqlite_example.house.store.storage.begin() as work:
        await work.people.save_people([nina])
        await work.commit()
    await sqlite_example.house.snapshots.refresh()
    index = await sqlite_example.house.snapshots.index()
    today = index.search("Nina Vest", on=date(2027, 3, 9)).answers
    assert (bool(today) and today[0].id == nina.id) is found
    assert isinstance(index.search("Nina Vest").answers[0], Hit)
    shown = await sqlite_example.say("bo", "/raci Nina Vest")
    assert (shown.card.title == "Nina Vest") is found
    then = await sqlite_example.say("bo", "/raci Nina Vest pr. 1. marts 2027")
    assert then.card.title == "Nina Vest"
