"""Who is consulted and informed in a case by the matrix, and who is told only by a press."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.cards.elements import Button, Card, ChoiceField, Form
from bot.chat.reply import Reply
from bot.domain.decisions import Decision, DecisionKind, Mode, Outcome, Proposal
from bot.domain.delivery import Message
from bot.domain.due_rules import CONSULTATION_DAYS
from bot.domain.dues import DueKind
from bot.domain.papers import Basis
from bot.domain.plan import Bearer
from tests.databases import SteppedClock
from tests.example import Example
from tests.handlers.asking import audited
from tests.handlers.deviating import look, one
from tests.handlers.filling import button, card_of, labels, open_form, press, said, submit


async def case(example: Example) -> Card:
    """Register a deviation, and let Mette look at who is involved in it."""
    await example.say("nina", "/isms afvigelse Døren til serverrummet stod åben")
    shown = await look(example, "mette")
    return (await press(example, "mette", shown.card, "Konsultér og informér")).card


async def row(example: Example, card: Card, activity: str) -> Reply:
    """Choose a row of the matrix."""
    form = await open_form(example, "mette", card, "Vælg række i matricen")
    return await submit(example, "mette", form, activity=activity)


async def ticking(example: Example, activity: str) -> Form:
    """Open the form that a row of the matrix has filled in."""
    shown = await row(example, await case(example), activity)
    return await open_form(example, "mette", shown.card, "Vælg, hvem der får den")


def chosen(example: Example, form: Form, name: str) -> set[str]:
    """Return whose names are ticked in a field."""
    (field,) = [f for f in form.fields if isinstance(f, ChoiceField) and f.name == name]
    people = example.organisation.person
    return {people[value.removeprefix("person:")].email.partition("@")[0] for value in field.chosen}


def offered(form: Form, name: str) -> set[str]:
    """Return the labels of a field's choices."""
    (field,) = [f for f in form.fields if isinstance(f, ChoiceField) and f.name == name]
    return {option.label for option in field.options}


async def outbox(example: Example, kind: str, person: str = "") -> list[Message]:
    """Return the messages of a kind about the only deviation, one person's or a channel's."""
    person_id = example.person(person).id if person else ""
    about = f"involvement/{(await one(example)).subject}"
    async with example.house.store.storage.read() as work:
        subjects = [about, f"{about}/{person_id}"]
        found = [m for s in dict.fromkeys(subjects) for m in await work.outbox.copies(s, kind)]
    return [message for message in found if (message.person_id or "") == person_id]


async def test_the_matrix_in_force_fills_the_form_and_the_highest_letter_wins(
    known: Example,
) -> None:
    form = await ticking(known, "policies")
    # Anders has A as chair and C as top management; Mette has R; both are neither asked nor told.
    assert chosen(known, form, "consulted") == {"lone", "bo", "karin"}
    assert chosen(known, form, "informed") == set()
    assert not {"Mette Sørensen", "Anders Holm"} & offered(form, "consulted")
    assert "Nina Vest" in offered(form, "consulted")


async def test_who_is_consulted_answers_and_who_is_informed_reads_it_on_monday(
    known: Example, clock: SteppedClock
) -> None:
    form = await ticking(known, "policies")
    jonas, nina = (f"person:{known.person(who).id}" for who in ("jonas", "nina"))
    karin = f"person:{known.person('karin').id}"
    done = await submit(
        known,
        "mette",
        form,
        consulted=(karin, jonas),
        informed=(nina, jonas),
        question="Hvad gør vi ved nøglen?",
        text="Døren får ny lås",
    )
    assert "De konsulterede er spurgt" in said(done)
    (asked,) = await outbox(known, "involvement.asked", "karin")
    assert "Hvad gør vi ved nøglen?" in said(Reply(card_of(asked)))
    assert await outbox(known, "involvement.asked", "nina") == []
    async with known.house.store.storage.read() as work:
        notes = await work.involvements.notes()
    # Jonas is ticked in both: he is only asked.
    assert [note.person_id for note in notes] == [known.person("nina").id]

    answer = await open_form(known, "karin", card_of(asked), "Svar")
    thanks = await submit(known, "karin", answer, answer="Giv den til receptionen")
    assert "Svar" not in labels(thanks.card)
    (told,) = await outbox(known, "involvement.answered", "mette")
    assert "Karin Friis: Giv den til receptionen" in said(Reply(card_of(told)))
    assert "Mangler svar: Jonas Bak" in said(Reply(card_of(told)))
    again = await submit(known, "karin", answer, answer="Nej, vent")
    assert "allerede svaret" in said(again)
    assert len(await audited(known, "involvement.answered")) == 1
    refused = await known.press("bo", "involvement.answer", (await one(known)).subject)
    assert "Kun den, der er konsulteret" in said(refused)

    clock.moment = datetime(2027, 3, 15, 8, tzinfo=UTC)
    async with known.house.store.storage.begin() as work:
        await work.reminders.morning_done(date(2027, 3, 12))
        await work.commit()
    await known.house.services.reminders.remind()
    async with known.house.store.storage.read() as work:
        readers = await work.reminders.readers_on(date(2027, 3, 15))
        assert await work.involvements.notes() == []
    assert known.person("nina").id in readers


async def test_nobody_is_asked_twice_and_the_owner_can_add_more(known: Example) -> None:
    form = await ticking(known, "policies")
    jonas = f"person:{known.person('jonas').id}"
    done = await submit(known, "mette", form, consulted=(jonas,))
    stale = await submit(known, "mette", form, consulted=(jonas,))
    assert "Nogen har valgt andre" in said(stale)
    shown = await row(known, done.card, "policies")
    more = await open_form(known, "mette", shown.card, "Vælg, hvem der får den")
    assert chosen(known, more, "consulted") == {"lone", "bo", "karin"}
    nobody = await submit(known, "mette", more, consulted=(jonas,))
    assert set(nobody.errors) == {"consulted"}
    unsaid = await submit(known, "mette", more, question="")
    assert set(unsaid.errors) == {"question"}
    await submit(known, "mette", more)
    assert len(await outbox(known, "involvement.asked", "jonas")) == 1
    assert len(await audited(known, "involvement.chosen")) == 2


async def test_employees_and_suppliers_get_one_notice_and_only_by_a_press(known: Example) -> None:
    card = await case(known)
    assert "Slå op i kanal" not in labels(card)
    refused = await known.press("mette", "involvement.post", (await one(known)).subject)
    assert "/isms opslag her" in said(refused)
    assert "alle medarbejdere" not in said(await known.say("nina", "/isms opslag her"))
    assert "slået op her" in said(await known.say("mette", "/isms opslag her", "general"))
    shown = await row(known, card, "policies")
    assert "Får kun opslag: Medarbejderne, Leverandør" in said(shown)
    form = await open_form(known, "mette", shown.card, "Slå op i kanal")
    assert await outbox(known, "involvement.posted") == []
    missing = await submit(known, "mette", form)
    assert set(missing.errors) == {"text"}
    done = await submit(known, "mette", form, roles=("employees",), text="Husk at låse døren")
    assert "Medarbejderne: slået op i kanalen af Mette Sørensen" in said(done)
    (posted,) = await outbox(known, "involvement.posted")
    assert (posted.destination.kind, posted.destination.id) == ("channel", "general")
    told = said(Reply(card_of(posted)))
    assert "Husk at låse døren" in told and "AFV-1" not in told and "serverrum" not in told


async def test_the_text_for_an_authority_is_taken_and_not_sent(known: Example) -> None:
    shown = await row(known, await case(known), "authority-notification")
    form = await open_form(known, "mette", shown.card, "Vis teksten")
    taken = await submit(known, "mette", form, roles=("authorities",), text="Vi anmelder et brud")
    assert "Vi anmelder et brud" in said(taken) and "Intet er sendt" in said(taken)
    assert await outbox(known, "involvement.posted") == []
    (noted,) = await audited(known, "involvement.noticed")
    assert (noted.data["place"], list(noted.data["roles"])) == ("", ["authorities"])


@pytest.mark.parametrize("who", ["nina", "bo"])
async def test_only_a_cases_owner_chooses(known: Example, who: str) -> None:
    card = await case(known)
    chooses = button(card, "Vælg række i matricen")
    refused = await known.press(who, chooses.action, chooses.value)
    assert "Det kan du ikke" in said(refused)


async def test_the_buttons_stand_on_cases_of_every_kind(known: Example) -> None:
    form = (await known.say("mette", "/isms input Ny risiko", "dm-mette")).form
    made = await submit(known, "mette", form, type="in-threats")
    async with known.house.store.storage.read() as work:
        (item,) = await work.inputs.all()
    presents = [c for c in made.card.controls if isinstance(c, Button)]
    assert "Konsultér og informér" not in [b.label for b in presents]
    handled = await open_form(known, "mette", made.card, "Håndtér uden forelæggelse")
    await submit(known, "mette", handled, reason="Vi klarer det selv")
    seen = (await known.press("mette", "inputs.show", item.id)).card
    opened = await press(known, "mette", seen, "Konsultér og informér")
    assert f"{item.number} Ny risiko" in opened.card.title


async def test_the_morning_reminds_of_an_answer_with_the_button_that_gives_it(
    known: Example, clock: SteppedClock
) -> None:
    form = await ticking(known, "policies")
    karin = known.person("karin").id
    await submit(known, "mette", form, consulted=(f"person:{karin}",), informed=())
    due = known.organisation.wheel.calendar.add_workdays(clock.now().date(), CONSULTATION_DAYS)
    async with known.house.store.storage.begin() as work:
        await work.reminders.morning_done(due - timedelta(1))
        await work.commit()
    clock.moment = datetime(due.year, due.month, due.day, 8, tzinfo=UTC)
    await known.house.services.reminders.remind()
    owed = await known.house.services.dues.owed_by(known.organisation, karin, due)
    (line,) = [told for told in owed if told.due and told.due.kind is DueKind.CONSULTATION]
    shown = (await known.press("karin", "dues.show", line.key)).card
    answer = await open_form(known, "karin", shown, "Svar")
    await submit(known, "karin", answer, answer="Giv den til receptionen")
    left = await known.house.services.dues.owed_by(known.organisation, karin, due)
    assert DueKind.CONSULTATION not in {told.due.kind for told in left if told.due}


async def test_who_carries_a_decision_out_is_neither_asked_nor_told(known: Example) -> None:
    decision = Decision(
        "decision-1",
        "2027-001",
        known.organisation.committees[0].id,
        "Ny politik",
        next(iter(DecisionKind)),
        Proposal("Vedtag den", who=(Bearer(role_id="hr"),)),
        Basis(),
        Outcome.ADOPTED,
        next(iter(Mode)),
        known.house.clock.now(),
    )
    async with known.house.store.storage.begin() as work:
        await work.decisions.add(decision, 2027)
        await work.commit()
    card = (await known.press("mette", "decisions.show", decision.id)).card
    opened = await press(known, "mette", card, "Konsultér og informér")
    shown = await row(known, opened.card, "policies")
    form = await open_form(known, "mette", shown.card, "Vælg, hvem der får den")
    assert chosen(known, form, "consulted") == {"lone", "bo"}
    assert "Karin Friis" not in offered(form, "informed")
