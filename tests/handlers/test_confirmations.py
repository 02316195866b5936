"""[Bekræft rollen] and [Afslå rollen], from the approval to the doctor's tally."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.cards.elements import Card
from bot.cards.plaintext import card_text
from bot.chat.reply import Reply
from bot.domain.confirmations import Answer
from bot.services.doctor import diagnosis_text
from bot.texts import Texts
from storage.database import open_database
from tests.databases import SteppedClock
from tests.example import Example, furnished
from tests.handlers.asking import audited
from tests.handlers.filling import (
    approve_version,
    card_of,
    labels,
    open_form,
    press,
    said,
    sent,
    submit,
)

CONFIRM, DECLINE = "Bekræft rollen", "Afslå rollen"
EVERYBODY = ("mette", "anders", "karin", "jonas", "lone", "sara", "bo", "nina")


@pytest.fixture
async def approved(example: Example) -> Example:
    """The example with version 2 in force and everybody asked."""
    return await in_force(example)


@pytest.fixture(scope="module")
def approved_template(loaded_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with version 2 in force, to be copied."""
    folder = tmp_path_factory.mktemp("approved")
    path = Path(shutil.copyfile(loaded_template, folder / "approved.db"))

    async def approve() -> None:
        database = await open_database(f"sqlite:///{path}")
        try:
            await in_force(await furnished(database, SteppedClock(), folder, loaded=True))
        finally:
            await database.close()

    asyncio.run(approve())
    return path


@pytest.fixture
async def sqlite_approved(
    approved_template: Path, clock: SteppedClock, tmp_path: Path
) -> AsyncIterator[Example]:
    """The same on SQLite alone."""
    path = shutil.copyfile(approved_template, tmp_path / "tovholder.db")
    database = await open_database(f"sqlite:///{path}")
    yield await furnished(database, clock, tmp_path, loaded=True)
    await database.close()


async def in_force(example: Example) -> Example:
    """Bring a version in force with everybody's account known."""
    for who in EVERYBODY:
        await example.say(who, "/isms")
    await approve_version(example)
    return example


async def asked(example: Example, who: str, role: str) -> Card:
    """Return the question that somebody got about a role."""
    subjects = {
        f"confirmation/{example.organisation.matrix.version}/{a.id}"
        for a in example.organisation.assignments_of_role[role]
    }
    mine = [
        m
        for m in await sent(example, "confirmations.ask")
        if m.person_id == example.person(who).id and m.subject in subjects and m.updates is None
    ]
    return card_of(mine[-1])


async def doctor_says(example: Example) -> str:
    """Return the doctor's line about confirmations."""
    found = await example.house.services.doctor.examine(example.house.clock.now().date())
    lines = [diagnosis_text(d, Texts("da")) for d in found if d.code == "confirmations"]
    return lines[0] if lines else ""


async def decline(example: Example, who: str, card: Card, reason: str) -> Reply:
    """Decline a role for a reason."""
    form = await open_form(example, who, card, DECLINE)
    return await submit(example, who, form, reason=reason)


async def test_each_holder_is_asked_once_with_what_the_role_does(approved: Example) -> None:
    card = await asked(approved, "jonas", "system-administrator")
    text = card_text(card)
    assert text.startswith("Bekræft rollen: Systemadministrator")
    assert "RACI-matrixens version 2" in text
    assert "Opgaver: " in text
    assert "Udførende (R): " in text
    assert labels(card) == [CONFIRM, DECLINE]
    asks = await sent(approved, "confirmations.ask")
    held = {a.id for a in approved.organisation.assignments}
    assert len(asks) == len({(m.subject, m.person_id) for m in asks}) == len(held)
    assert "ikke bekræftet endnu" in said(await approved.say("bo", "/raci systemadministrator"))


async def test_a_confirmation_is_kept_and_shown(approved: Example) -> None:
    card = await asked(approved, "jonas", "system-administrator")
    reply = await press(approved, "jonas", card, CONFIRM)
    assert reply.replaces
    assert labels(reply.card) == []
    assert "Jonas Bak bekræftede rollen tirsdag den 9. marts 2027 kl. 14.30." in said(reply)
    assert "Jonas Bak: bekræftet tirsdag den 9. marts 2027 kl. 14.30" in said(
        await approved.say("bo", "/raci systemadministrator")
    )
    (record,) = await audited(approved, "role.answered")
    assert record.data["answer"] == "confirmed"
    assert (await doctor_says(approved)).startswith("1 af 11 roller er bekræftet. Mangler svar: ")


@pytest.mark.parametrize("label", [CONFIRM, DECLINE])
async def test_a_second_press_tells_what_was_answered(
    sqlite_approved: Example, clock: SteppedClock, label: str
) -> None:
    card = await asked(sqlite_approved, "jonas", "system-administrator")
    await press(sqlite_approved, "jonas", card, CONFIRM)
    clock.advance(hours=1)
    late = await press(sqlite_approved, "jonas", card, label)
    assert "Rollen blev allerede bekræftet tirsdag den 9. marts 2027 kl. 14.30." in said(late)
    assert late.form is None
    (record,) = await audited(sqlite_approved, "access.press-too-late")
    assert record.data["reason"] == "confirmations-confirmed-already"


@pytest.mark.parametrize("who", ["sara", "mette", "erik"])
async def test_only_who_was_asked_may_answer(sqlite_approved: Example, who: str) -> None:
    card = await asked(sqlite_approved, "jonas", "system-administrator")
    for label in (CONFIRM, DECLINE):
        refused = await press(sqlite_approved, who, card, label)
        assert "Kun den, der har rollen" in said(refused)
    assert sqlite_approved.organisation.confirmations == ()
    assert {r.data["ability"] for r in await audited(sqlite_approved, "access.action-refused")} == {
        "answer-role"
    }


async def test_a_refusal_is_told_and_found(approved: Example) -> None:
    card = await asked(approved, "lone", "system-owner")
    form = await open_form(approved, "lone", card, DECLINE)
    empty = await submit(approved, "lone", form)
    assert set(empty.errors) == {"reason"}
    reply = await submit(approved, "lone", empty.form, reason="Jeg skifter job.")
    assert "Lone Dahl afslog rollen" in said(reply)
    told = await sent(approved, "confirmations.declined")
    assert {m.person_id for m in told} == {approved.person(w).id for w in ("mette", "anders")}
    text = card_text(card_of(told[0]))
    assert "Lone Dahl har afslået rollen Systemejer i version 2." in text
    assert "Jeg skifter job." in text
    assert "Lone Dahl har afslået rollen Systemejer." in said(
        await approved.say("bo", "/raci tjek")
    )
    assert "Afslået: Systemejer." in await doctor_says(approved)
    (record,) = await audited(approved, "role.answered")
    assert "job" not in str(record.data)
    (given,) = approved.organisation.confirmations
    assert (given.answer, given.reason) == (Answer.DECLINED, "Jeg skifter job.")


async def test_every_copy_of_the_question_is_updated(sqlite_approved: Example) -> None:
    card = await asked(sqlite_approved, "jonas", "incident-lead")
    async with sqlite_approved.house.store.storage.begin() as work:
        (copy,) = [
            m
            for m in await sent(sqlite_approved, "confirmations.ask")
            if card_of(m).title == card.title
        ]
        assert copy.updates is None
    await press(sqlite_approved, "jonas", card, CONFIRM)
    async with sqlite_approved.house.store.storage.read() as work:
        left = await work.outbox.copies(copy.subject)
    assert left == []


async def test_a_new_holder_is_asked_while_a_version_is_in_force(sqlite_approved: Example) -> None:
    found = await sqlite_approved.say("mette", "/raci intern auditor")
    form = await open_form(sqlite_approved, "mette", found.card, "Tilføj indehaver")
    nina = f"person:{sqlite_approved.person('nina').id}"
    await submit(sqlite_approved, "mette", form, holder=nina)
    card = await asked(sqlite_approved, "nina", "internal-auditor")
    await press(sqlite_approved, "nina", card, CONFIRM)
    assert "1 af 12 roller er bekræftet" in await doctor_says(sqlite_approved)


async def test_the_function_records_the_answer_of_an_external(sqlite_approved: Example) -> None:
    page = await sqlite_approved.say("mette", "/isms rolle leverandør")
    form = await open_form(sqlite_approved, "mette", page.card, "Tilføj indehaver")
    peter = f"contact:{sqlite_approved.organisation.contacts[0].id}"
    await submit(sqlite_approved, "mette", form, holder=peter)
    card = await asked(sqlite_approved, "mette", "supplier")
    assert "Spørg, og registrér svaret." in card_text(card)
    refused = await press(sqlite_approved, "nina", card, CONFIRM)
    assert "Kun informationssikkerhedsfunktionen" in said(refused)
    reply = await press(sqlite_approved, "mette", card, CONFIRM)
    assert "Peter Drift (Drift A/S) bekræftede rollen" in said(reply)
    assert "Registreret af Mette Sørensen." in said(reply)


async def test_whose_role_has_ended_cannot_answer(
    sqlite_approved: Example, clock: SteppedClock
) -> None:
    card = await asked(sqlite_approved, "bo", "procurement")
    found = await sqlite_approved.say("mette", "/isms rolle indkøb")
    form = await open_form(sqlite_approved, "mette", found.card, "Afslut Bo Krogh")
    await submit(sqlite_approved, "mette", form, ends="2027-03-09")
    clock.advance(days=1)
    late = await press(sqlite_approved, "bo", card, CONFIRM)
    assert "har ikke længere rollen" in said(late)


async def test_who_becomes_reachable_is_asked_then(sqlite_example: Example) -> None:
    await approve_version(sqlite_example)
    lone = sqlite_example.person("lone").id
    ask_again = sqlite_example.house.services.confirmations.ask_again
    await ask_again(lambda person: bool(person.accounts))
    assert lone not in {m.person_id for m in await sent(sqlite_example, "confirmations.ask")}
    await sqlite_example.say("lone", "/isms")
    for _ in range(3):
        await ask_again(lambda person: bool(person.accounts))
    asks = [m for m in await sent(sqlite_example, "confirmations.ask") if m.person_id == lone]
    assert len(asks) == 2
    assert len(await audited(sqlite_example, "holder.reachable")) == 2


async def test_before_a_version_is_approved_nobody_is_asked(sqlite_example: Example) -> None:
    assert await doctor_says(sqlite_example) == ""
    assert "bekræftet" not in said(await sqlite_example.say("bo", "/raci systemadministrator"))
    late = await sqlite_example.press("jonas", "confirmations.confirm", "1:nothing")
    assert "har ikke længere rollen" in said(late)
    late = await sqlite_example.press("jonas", "confirmations.confirm", "7:nothing")
    assert "version 1 gælder nu" in said(late)
