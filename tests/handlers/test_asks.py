"""Organisation-wide asks: everybody asked at once, counted as they answer, the silent reminded."""

import io
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from bot.cards.elements import ChoiceField
from bot.cards.plaintext import card_text
from bot.chat.reply import Reply
from bot.domain.asks import Ask
from bot.domain.delivery import Message
from bot.domain.language import Localized
from bot.domain.people import Account, Person, Unit
from bot.domain.wheel import System
from storage.outbox_tables import COLUMNS, MESSAGE, message_from
from tests.databases import SteppedClock
from tests.example import PLATFORM, TENANT, Example
from tests.handlers.asking import audited
from tests.handlers.assigning import begins
from tests.handlers.deviating import assessed, look, one
from tests.handlers.filling import card_of, labels, open_form, press, said, submit

QUESTION = "Bruger I fjernadgangen fra leverandøren X?"
DUE = "2027-03-17"


@dataclass(frozen=True)
class Crowd:
    """The example with units of which each is led by somebody: `h0`, `h1` and so on."""

    example: Example
    count: int

    async def arrive(self) -> None:
        """Put the units in place of the example's own."""
        example = self.example
        async with example.house.store.storage.begin() as work:
            now = example.house.clock.now()
            heads = [
                Person(f"person-h{n}", f"Leder {n}", f"h{n}@example.dk") for n in range(self.count)
            ]
            await work.people.save_people(heads)
            units = [
                Unit(f"unit-{n:02}", Localized(f"Enhed {n}", f"Unit {n}"), head_id=f"person-h{n}")
                for n in range(self.count)
            ]
            old = [
                Unit(one.id, one.name, closed_on=date(2027, 1, 1))
                for one in example.organisation.units
            ]
            await work.people.save_units([*old, *units])
            for n in range(self.count):
                await work.accounts.bind(Account(PLATFORM, TENANT, f"h{n}"), f"person-h{n}", now)
            await work.commit()
        await example.house.snapshots.refresh()

    async def answer(self, n: int, **values: str) -> Reply:
        """Let the head of a unit answer from the card that they were sent."""
        (card,) = await copies(self.example, f"person-h{n}", "asks.question")
        form = await open_form(self.example, f"h{n}", card_of(card), "Svar")
        return await submit(self.example, f"h{n}", form, **values)


async def copies(example: Example, person_id: str, kind: str) -> list[Message]:
    """Return the messages of a kind to somebody about the only ask."""
    ask = await only(example)
    async with example.house.store.storage.read() as work:
        subjects = (ask.subject, f"{ask.subject}/{person_id}")
        found = [m for s in subjects for m in await work.outbox.copies(s, kind)]
    return [message for message in found if message.person_id == person_id]


async def only(example: Example) -> Ask:
    """Return the only ask."""
    async with example.house.store.storage.read() as work:
        (found,) = await work.asks.all()
    return found


async def asked(example: Example, **values: str) -> Reply:
    """Let Mette ask everybody."""
    form = (await example.say("mette", f"/isms rundspørge {QUESTION}")).form
    return await submit(example, "mette", form, due=DUE, **values)


@pytest.fixture
async def crowd(known: Example) -> Crowd:
    """Forty units."""
    found = Crowd(known, 40)
    await found.arrive()
    return found


async def test_forty_units_are_asked_counted_reminded_and_exported(
    crowd: Crowd, clock: SteppedClock
) -> None:
    example = crowd.example
    told = await asked(example)
    assert "sendt til 40 personer" in said(told)
    assert "0 af 40 har svaret" in said(told)
    ask = await only(example)
    assert len(ask.keys) == 40
    await crowd.answer(0, affected="yes", fixed="partly", comment="Kun på to maskiner")
    await crowd.answer(1, affected="yes", fixed="yes")
    await crowd.answer(2, affected="unknown")
    for n in range(3, 8):
        await crowd.answer(n, affected="no")
    seen = said(await example.press("mette", "asks.show", ask.id))
    assert "8 af 40 har svaret" in seen
    assert "2 (udbedret: 1, delvist: 1, ikke udbedret: 0)" in seen
    assert "Hvem er berørt: Enhed 0, Enhed 1" in seen

    clock.moment = datetime(2027, 3, 12, 8, tzinfo=UTC)
    async with example.house.store.storage.begin() as work:
        await work.reminders.morning_done(date(2027, 3, 11))
        await work.commit()
    await example.house.services.reminders.remind()
    assert await _reminded(example) == {f"person-h{n}" for n in range(8, 40)}
    await crowd.answer(8, affected="no")
    clock.moment = datetime(2027, 3, 17, 8, tzinfo=UTC)
    await example.house.services.reminders.remind()
    assert await _reminded(example, "2027-03-17") == {f"person-h{n}" for n in range(9, 40)}

    made = await example.press("mette", "asks.export", f"{ask.id}:xlsx")
    file = await example.house.services.files.file(made.card.body[0].secret)  # type: ignore[union-attr]
    assert file is not None
    rows = list(load_workbook(io.BytesIO(file.content)).active.iter_rows(values_only=True))  # type: ignore[union-attr]
    assert len(rows) == 41
    assert rows[1][:5] == ("Enhed 0", "Leder 0", "Berørt", "Delvist", "Kun på to maskiner")
    assert rows[40][2] == "Har ikke svaret"
    made = await example.press("mette", "asks.export", f"{ask.id}:csv")
    file = await example.house.services.files.file(made.card.body[0].secret)  # type: ignore[union-attr]
    assert file is not None
    assert len(file.content.decode("utf-8-sig").strip().splitlines()) == 41


async def _reminded(example: Example, on: str = "2027-03-12") -> set[str]:
    """Return which heads have had a message on a day."""
    async with example.house.store.storage.read() as work:
        told = await work.reminders.readers_on(date.fromisoformat(on))
    return {person for person in told if person.startswith("person-h")}


async def test_forty_answers_wait_as_one_edit_of_the_card_of_who_asked(known: Example) -> None:
    crowd = Crowd(known, 6)
    await crowd.arrive()
    await asked(known)
    for n in range(6):
        await crowd.answer(n, affected="no")
    (status,) = await copies(known, known.person("mette").id, "asks.status")
    edits = await _edits_of(known, status)
    assert [card_text(card_of(edit)).count("6 af 6 har svaret") for edit in edits] == [1]
    # Nobody else's card is touched by an answer.
    (question,) = await copies(known, "person-h0", "asks.question")
    assert len(await _edits_of(known, question)) == 1
    assert len(await copies(known, known.person("mette").id, "asks.complete")) == 1


async def _edits_of(example: Example, message: Message) -> list[Message]:
    """Return the edits of a message that are still to be sent."""
    async with example.house.store.storage.read() as work:
        rows = await work._transaction.connection.execute(  # type: ignore[attr-defined]
            select(*COLUMNS).where(MESSAGE.c.updates == message.id, MESSAGE.c.state == "pending")
        )
        return [message_from(row) for row in rows]


async def test_only_who_answers_for_a_unit_may_and_not_after_it_is_closed(known: Example) -> None:
    crowd = Crowd(known, 2)
    await crowd.arrive()
    await asked(known)
    ask = await only(known)
    refused = await known.press("bo", "asks.answer", ask.id)
    assert "Kun de spurgte" in said(refused)
    (card,) = await copies(known, "person-h0", "asks.question")
    form = await open_form(known, "h0", card_of(card), "Svar")
    missing = await submit(known, "h0", form, affected="yes")
    assert set(missing.errors) == {"fixed"}
    late = await open_form(
        known, "h1", card_of((await copies(known, "person-h1", "asks.question"))[0]), "Svar"
    )
    whole = (await known.press("mette", "asks.show", ask.id)).card
    closed = await press(known, "mette", whole, "Luk rundspørgen")
    assert "Rundspørgen er lukket" in said(closed)
    assert "Luk rundspørgen" not in labels(closed.card)
    told = await submit(known, "h1", late, affected="no")
    assert "er lukket" in said(told) and "Svar" not in labels(told.card)
    again = await press(known, "mette", whole, "Luk rundspørgen")
    assert "er lukket" in said(again)
    assert len(await audited(known, "ask.closed")) == 1
    assert (await only(known)).answers == {}


async def test_two_who_answer_for_one_unit_at_once_do_not_overwrite_each_other(
    known: Example,
) -> None:
    crowd = Crowd(known, 1)
    await crowd.arrive()
    await asked(known)
    (card,) = await copies(known, "person-h0", "asks.question")
    first = await open_form(known, "h0", card_of(card), "Svar")
    second = await open_form(known, "h0", card_of(card), "Svar")
    await submit(known, "h0", first, affected="no")
    told = await submit(known, "h0", second, affected="yes", fixed="no")
    assert "Der er svaret" in said(told) and "Ikke berørt" in said(told)
    assert len(await audited(known, "ask.answered")) == 1
    change = await open_form(known, "h0", told.card, "Ret svaret")
    assert [f.chosen for f in change.fields if isinstance(f, ChoiceField)] == [("no",), ()]
    await submit(known, "h0", change, affected="yes", fixed="no")
    (answer,) = (await only(known)).answers.values()
    assert answer.affected == "yes"


async def test_who_answers_for_several_is_asked_once_and_answers_for_each(known: Example) -> None:
    crowd = Crowd(known, 3)
    await crowd.arrive()
    async with known.house.store.storage.begin() as work:
        unit = known.organisation.unit["unit-01"]
        await work.people.save_units([Unit(unit.id, unit.name, head_id="person-h0")])
        await work.commit()
    await known.house.snapshots.refresh()
    told = await asked(known)
    assert "sendt til 2 personer" in said(told)
    (card,) = await copies(known, "person-h0", "asks.question")
    form = await open_form(known, "h0", card_of(card), "Svar")
    await submit(known, "h0", form, keys=("unit-01",), affected="no")
    assert set((await only(known)).answers) == {"unit-01"}
    rest = await open_form(
        known, "h0", (await known.press("h0", "asks.show", (await only(known)).id)).card, "Svar"
    )
    assert next(f for f in rest.fields if isinstance(f, ChoiceField)).chosen == ("unit-00",)


@pytest.mark.parametrize("who", ["bo", "karin"])
async def test_the_function_alone_asks_everybody(known: Example, who: str) -> None:
    refused = await known.say(who, "/isms rundspørge Er vi ramt?")
    assert "Det kan du ikke" in said(refused)
    assert "Start rundspørge" not in labels((await known.say(who, "/isms rundspørge")).card)


async def test_an_ask_cannot_be_due_before_it_is_sent(known: Example) -> None:
    form = (await known.say("mette", f"/isms rundspørge {QUESTION}")).form
    refused = await submit(known, "mette", form, due="2020-01-01")
    assert set(refused.errors) == {"due"}


async def test_an_error_that_may_be_elsewhere_asks_every_unit_and_shows_what_they_say(
    known: Example,
) -> None:
    crowd = Crowd(known, 2)
    await crowd.arrive()
    await known.say("nina", "/isms afvigelse Døren til serverrummet stod åben")
    shown = await assessed(known)
    form = await open_form(known, "mette", shown.card, "Find årsagen")
    told = await submit(known, "mette", form, cause="Ingen har nøglen", elsewhere="yes")
    ask = await only(known)
    assert ask.question.startswith("Findes den samme fejl hos jer? Døren til")
    assert (await one(known)).ask_id == ask.id and ask.origin == (await one(known)).subject
    assert "RS-1 · 0 af 2 har svaret" in said(told)
    await crowd.answer(0, affected="yes", fixed="no")
    await crowd.answer(1, affected="no")
    seen = await look(known, "mette")
    assert "RS-1 · 2 af 2 har svaret · berørt: 1 · udbedret: 0" in said(seen)
    assert "Se rundspørgen" in labels(seen.card)
    under_way = await known.press("mette", "asks.new", (await one(known)).subject)
    refused = await submit(known, "mette", under_way.form)
    assert "Der er allerede spurgt" in said(refused)


async def test_nobody_is_asked_where_the_error_is_not_elsewhere(known: Example) -> None:
    await known.say("nina", "/isms afvigelse Døren til serverrummet stod åben")
    shown = await assessed(known)
    form = await open_form(known, "mette", shown.card, "Find årsagen")
    await submit(known, "mette", form, cause="Ingen har nøglen", elsewhere="no")
    async with known.house.store.storage.read() as work:
        assert await work.asks.all() == []


async def test_a_question_that_was_deleted_is_asked_of_nobody(known: Example) -> None:
    await known.say("nina", "/isms afvigelse Døren til serverrummet stod åben")
    shown = await assessed(known)
    form = await open_form(known, "mette", shown.card, "Find årsagen")
    told = await submit(known, "mette", form, cause="Nøglen", elsewhere="yes", question="")
    assert "Start rundspørge" in labels(told.card)
    async with known.house.store.storage.read() as work:
        assert await work.asks.all() == []


async def test_systems_are_answered_for_by_their_owners(known: Example) -> None:
    async with known.house.store.storage.begin() as work:
        systems = [
            System("crm", "CRM", known.person("lone").id),
            System("erp", "ERP", known.person("bo").id),
        ]
        await work.wheel.save_systems(systems)
        await work.commit()
    await known.house.snapshots.refresh()
    await asked(known, audience="systems")
    ask = await only(known)
    assert set(ask.keys) >= {"crm", "erp"}
    assert ask.told["crm"] == known.person("lone").id
    form = (await known.press("lone", "asks.answer", f"{ask.id}:crm")).form
    await submit(known, "lone", form, affected="no")
    refused = await known.press("nina", "asks.show", ask.id)
    assert "Kun de spurgte" in said(refused)


async def test_an_answer_with_a_cpr_number_is_masked(known: Example) -> None:
    crowd = Crowd(known, 1)
    await crowd.arrive()
    await asked(known)
    told = await crowd.answer(0, affected="no", comment="Listen med 010190-1234")
    assert "CPR" in said(told)
    (answer,) = (await only(known)).answers.values()
    assert "010190" not in answer.comment


async def test_what_was_typed_stands_in_the_form_that_a_button_opens_later(known: Example) -> None:
    typed = await known.say("mette", f"/isms rundspørge {QUESTION}")
    form = await open_form(known, "mette", typed.card, "Åbn formularen")
    assert begins(form, "question") == (QUESTION,)


async def test_an_alert_is_asked_about_from_its_card(known: Example) -> None:
    form = (await known.say("mette", "/isms input Sårbar fjernadgang", "dm-mette")).form
    made = await submit(known, "mette", form, type="in-alerts")
    asking = await open_form(known, "mette", made.card, "Start rundspørge")
    told = await submit(known, "mette", asking)
    assert (await only(known)).question == "Er I berørt af dette? Sårbar fjernadgang"
    assert "Kommer af: IN-1 Sårbar fjernadgang" in said(told)


async def test_an_open_form_of_a_deviation_outlives_the_ask_that_it_starts(known: Example) -> None:
    crowd = Crowd(known, 1)
    await crowd.arrive()
    await known.say("nina", "/isms afvigelse Døren til serverrummet stod åben")
    shown = await assessed(known)
    open_meanwhile = await open_form(known, "mette", shown.card, "Luk")
    asking = (await known.press("mette", "asks.new", (await one(known)).subject)).form
    await submit(known, "mette", asking)
    await submit(known, "mette", open_meanwhile, reason="Det var en øvelse")
    assert not (await one(known)).is_open
