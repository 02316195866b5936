"""`/isms rolle`: the forms of a role, its holders and their deputies, as people use them."""

from dataclasses import replace
from datetime import date

import pytest

from bot.cards.elements import ChoiceField, DateField, Form
from bot.cards.pickers import CONTACT, PERSON
from bot.chat.reply import Reply
from tests.example import Example
from tests.handlers.asking import audited
from tests.handlers.filling import labels, open_form, press, said, submit

METTE = "mette"


def choice(form: Form, name: str) -> ChoiceField:
    """Return a choice of a form."""
    (found,) = [f for f in form.fields if isinstance(f, ChoiceField) and f.name == name]
    return found


def value_of(form: Form, field: str, label: str) -> str:
    """Return the value of the one option with a label."""
    (found,) = [o.value for o in choice(form, field).options if o.label == label]
    return found


async def opened(example: Example, text: str, label: str) -> Form:
    """Look something up as Mette, and open a form from the answer."""
    return await open_form(example, METTE, (await example.say(METTE, text)).card, label)


def assert_error(reply: Reply, field: str, part: str) -> None:
    """Check that a form came back with a sentence at one field."""
    assert reply.form is not None
    assert set(reply.errors) == {field}
    assert part in reply.errors[field]


async def test_a_vacant_role_is_filled_from_its_look_up(example: Example) -> None:
    form = await opened(example, "/raci intern auditor", "Tilføj indehaver")
    assert value_of(form, "holder", "Nina Vest") == PERSON + example.person("nina").id
    reply = await submit(
        example,
        METTE,
        form,
        holder=value_of(form, "holder", "Nina Vest"),
        deputy=value_of(form, "deputy", "Bo Krogh"),
    )
    assert "Indehaveren er gemt." in said(reply)
    assert "Nina Vest: stedfortræder: Bo Krogh" in said(reply)
    assert "Nina Vest" in said(await example.say("bo", "/raci intern auditor"))
    (record,) = await audited(example, "holder.appointed")
    assert record.actor == example.person(METTE).id
    assert record.data["person_id"] == example.person("nina").id
    assert "Nina" not in str(record.data)


async def test_one_holder_is_changed_and_ended(sqlite_example: Example) -> None:
    form = await opened(sqlite_example, "/raci indkøb", "Ret indehaver")
    karin = value_of(form, "deputy", "Karin Friis")
    changed = await submit(sqlite_example, METTE, form, deputy=karin, ends="2027-12-31")
    assert "Bo Krogh: til og med den 31. december 2027 · stedfortræder: Karin Friis" in said(
        changed
    )
    end = await open_form(sqlite_example, METTE, changed.card, "Afslut Bo Krogh")
    assert_error(
        await submit(sqlite_example, METTE, end, ends="2020-01-01"), "ends", "før den første"
    )
    end = await open_form(sqlite_example, METTE, changed.card, "Afslut Bo Krogh")
    await submit(sqlite_example, METTE, end, ends="2027-03-08")
    assert "ubesat" in said(await sqlite_example.say("bo", "/raci indkøb"))


async def test_of_several_holders_one_is_chosen(sqlite_example: Example) -> None:
    found = await sqlite_example.say(METTE, "/raci forretningens funktioner")
    page = await press(sqlite_example, METTE, found.card, "Ret indehavere")
    assert {"Ret Lone Dahl", "Afslut Lone Dahl", "Ret Bo Krogh"} <= set(labels(page.card))


async def test_who_may_not_change_sees_no_buttons_and_is_refused(sqlite_example: Example) -> None:
    for text in ("/raci indkøb", "/isms rolle indkøb", "/raci Drift A/S", "/isms rolle"):
        shown = await sqlite_example.say("nina", text)
        assert not {"Ret indehaver", "Ret rollen", "Tilføj indehaver", "Ret", "Ny rolle"} & set(
            labels(shown.card)
        )
    refused = await sqlite_example.press("nina", "holders.edit-role", "procurement")
    assert "Kun informationssikkerhedsfunktionen kan ændre roller" in said(refused)
    assert (await audited(sqlite_example, "access.action-refused"))[0].data == {
        "ability": "edit-holders"
    }


@pytest.mark.parametrize("text", ["/isms rolle indkøb", "/isms role procurement", "rolle indkoeb"])
async def test_a_role_is_found_by_its_name(sqlite_example: Example, text: str) -> None:
    place = "general" if text.startswith("/") else "dm-mette"
    page = await sqlite_example.say(METTE, text, place)
    assert page.card.title == "Indkøb og økonomi"
    assert labels(page.card)[:2] == ["Tilføj indehaver", "Ret rollen"]


async def test_without_a_role_they_are_listed(sqlite_example: Example) -> None:
    for text in ("/isms rolle", "/isms rolle qwertyuiop"):
        page = await sqlite_example.say(METTE, text)
        assert labels(page.card) == ["Vælg rolle", "Ny rolle"]


async def test_a_roles_texts_are_saved_in_both_languages(sqlite_example: Example) -> None:
    name = sqlite_example.organisation.role["procurement"].name
    form = await opened(sqlite_example, "/raci indkøb", "Ret rollen")
    reply = await submit(
        sqlite_example,
        METTE,
        form,
        name_da="Indkøb og kontrakter",
        tasks_da="• Skriver kontrakter\n\n- Følger op\n",
        deputy_required="yes",
        each="yes",
    )
    assert reply.card.title == "Indkøb og kontrakter"
    role = sqlite_example.organisation.role["procurement"]
    assert role.tasks.da == ("Skriver kontrakter", "Følger op")
    assert role.deputy_required and role.each
    assert role.name == replace(name, da="Indkøb og kontrakter")
    assert (await audited(sqlite_example, "role.saved"))[0].data["fields"] == [
        "name",
        "tasks",
        "deputy_required",
        "each",
    ]


async def test_a_role_needs_a_name_of_its_own(sqlite_example: Example) -> None:
    form = await opened(sqlite_example, "/raci indkøb", "Ret rollen")
    empty = await submit(sqlite_example, METTE, form, name_da=(), name_en=())
    assert_error(empty, "name_da", "Udfyld")
    taken = await submit(
        sqlite_example, METTE, empty.form, name_da="systemejer", name_en="Something"
    )
    assert_error(taken, "name_da", "allerede det navn")


async def test_a_new_role_is_added_and_found(sqlite_example: Example) -> None:
    listed = await sqlite_example.say(METTE, "/isms rolle")
    form = await open_form(sqlite_example, METTE, listed.card, "Ny rolle")
    await submit(sqlite_example, METTE, form, name_da="Kryptoansvarlig", kind="internal")
    assert (await sqlite_example.say(METTE, "/raci kryptoansvarlig")).card.title == (
        "Kryptoansvarlig"
    )


async def test_an_external_deputises_for_r_never_for_a(sqlite_example: Example) -> None:
    form = await opened(sqlite_example, "/raci systemejer", "Ret indehaver")
    peter = value_of(form, "deputy", "Peter Drift (Drift A/S)")
    assert peter.startswith(CONTACT)
    assert_error(
        await submit(sqlite_example, METTE, form, deputy=peter),
        "deputy",
        "kan ikke være stedfortræder for en ansvarlig (A)",
    )
    form = await opened(sqlite_example, "/raci indkøb", "Ret indehaver")
    duties = sqlite_example.organisation.duties_of_role["procurement"]
    accountable = any("A" in duty.letters for duty in duties)
    reply = await submit(sqlite_example, METTE, form, deputy=peter)
    assert bool(reply.errors) is accountable


async def test_a_deputy_is_another_and_no_end_comes_before_the_start(
    sqlite_example: Example,
) -> None:
    form = await opened(sqlite_example, "/raci indkøb", "Ret indehaver")
    own = PERSON + sqlite_example.person("bo").id
    assert_error(
        await submit(sqlite_example, METTE, form, deputy=own), "deputy", "en anden end indehaveren"
    )
    assert_error(
        await submit(sqlite_example, METTE, form, ends="2020-01-01"), "ends", "før den første"
    )


async def test_an_external_role_is_held_by_a_contact(sqlite_example: Example) -> None:
    page = await sqlite_example.say(METTE, "/isms rolle leverandør")
    form = await open_form(sqlite_example, METTE, page.card, "Tilføj indehaver")
    assert [o.label for o in choice(form, "holder").options] == ["Peter Drift (Drift A/S)"]
    reply = await submit(
        sqlite_example, METTE, form, holder=value_of(form, "holder", "Peter Drift (Drift A/S)")
    )
    assert "Peter Drift (Drift A/S)" in said(reply)


async def test_who_has_left_is_no_choice(sqlite_example: Example) -> None:
    await leave(sqlite_example, "nina", date(2027, 3, 8))
    form = await opened(sqlite_example, "/raci intern auditor", "Tilføj indehaver")
    assert "Nina Vest" not in [o.label for o in choice(form, "holder").options]


async def test_two_editors_never_overwrite_each_other(example: Example) -> None:
    forms = [await opened(example, "/raci indkøb", "Ret indehaver") for _ in range(2)]
    karin = value_of(forms[0], "deputy", "Karin Friis")
    await submit(example, METTE, forms[0], deputy=karin)
    late = await submit(example, METTE, forms[1], ends="2027-12-31")
    assert_error(late, "", "En anden har ændret det")
    assert late.form is not None
    assert choice(late.form, "deputy").chosen == (karin,)
    await submit(example, METTE, late.form, ends="2027-12-31")
    (held,) = example.organisation.assignments_of_role["procurement"]
    assert held.deputy_id == example.person("karin").id
    assert held.ends == date(2027, 12, 31)


async def test_the_same_form_has_its_effect_once(sqlite_example: Example) -> None:
    form = await opened(sqlite_example, "/raci intern auditor", "Tilføj indehaver")
    nina = value_of(form, "holder", "Nina Vest")
    for _ in range(3):
        await submit(sqlite_example, METTE, form, holder=nina)
    assert len(sqlite_example.organisation.assignments_of_role["internal-auditor"]) == 1


async def test_two_of_one_name_are_told_apart(sqlite_example: Example) -> None:
    people = sqlite_example.house.store.people
    rows = "email;name;unit\nnina2@example.dk;Nina Vest;It\nnina3@example.dk;Nina Vest;It\n"
    await people.run(rows.encode(), "people.csv", dry_run=False)
    await sqlite_example.house.snapshots.refresh()
    form = await opened(sqlite_example, "/raci intern auditor", "Tilføj indehaver")
    named = [o.label for o in choice(form, "holder").options if o.label.startswith("Nina")]
    assert len(set(named)) == 3
    assert any(label.endswith("nina2@example.dk") for label in named)


async def test_a_form_opens_with_what_stands_there(sqlite_example: Example) -> None:
    form = await opened(sqlite_example, "/raci systemejer", "Ret indehaver")
    assert choice(form, "deputy").chosen == (PERSON + sqlite_example.person("karin").id,)
    (starts,) = [f.value for f in form.fields if isinstance(f, DateField) and f.name == "starts"]
    (held,) = sqlite_example.organisation.assignments_of_role["system-owner"]
    assert starts == held.starts


async def leave(example: Example, who: str, last: date) -> None:
    """Let somebody's last day be `last`."""
    async with example.house.store.storage.begin() as work:
        await work.people.save_people([replace(example.person(who), left_on=last)])
        await work.commit()
    await example.house.snapshots.refresh()
