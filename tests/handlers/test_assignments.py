"""Assignments as people meet them: four units and one decision, refusals, and what is shown."""

from datetime import date, timedelta

import pytest

from bot.cards.elements import Button, Card, File, Form, Select
from bot.cards.plaintext import card_text
from bot.chat.request import SharedFile
from bot.domain.assignments import Answer, Assignment, AssignmentState
from bot.domain.decisions import Outcome
from bot.domain.delivery import Message
from bot.domain.errors import NotAllowed
from bot.services.assignments import Given
from bot.services.journal import Cause
from tests.databases import SteppedClock
from tests.example import Example
from tests.handlers.asking import audited
from tests.handlers.assigning import HEADS, action, begins, desk
from tests.handlers.filling import card_of, labels, open_form, press, said, submit
from tests.handlers.meeting import at, gathered_template, room

__all__ = ["gathered_template", "room"]

OWN = ["Kvittér", "Meld tilbage", "Sæt i gang", "Send tilbage", "Spørg"]


async def test_each_unit_gets_the_decision_as_an_assignment_of_its_own(
    room: Example, clock: SteppedClock
) -> None:
    table = await desk(room, clock)
    shown = await room.say("mette", "/isms beslutning 2027-001")
    form = await open_form(room, "mette", shown.card, "Uddelegér")
    assert begins(form, "units") == ("unit-hr",)
    assert begins(form, "instruction") == ("Køb nøgler\nI to bølger",)
    assert begins(form, "accountable") == ("role:top-management",)
    given = await submit(
        room,
        "mette",
        form,
        units=tuple(HEADS),
        due="2027-03-23",
        title="indføre nøgler",
    )
    assert "4 opgaver er tildelt" in said(given)
    for who in HEADS.values():
        (card,) = await table.cards(who)
        assert "har besluttet, at" in card.why
        assert "skal indføre nøgler senest 23. marts 2027. Kvittér" in card.why
        assert labels(card) == OWN
    numbers = [one.number for one in (await table.given()).values()]
    assert numbers == ["OP-1", "OP-2", "OP-3", "OP-4"]
    records = await audited(room, "assignment.given")
    assert [one.data["unit_id"] for one in records] == list(HEADS)
    assert {one.actor for one in records} == {room.person("mette").id}


async def test_four_units_four_answers_and_the_agenda_tells_them_rightly(
    room: Example, clock: SteppedClock
) -> None:
    table = await desk(room, clock)
    await table.give()
    assert "Du har kvitteret" in said(await table.press("lone", "Kvittér"))
    assert "er sendt til" in said(await table.report("lone", "yes", "yes"))
    assert "Godkend" in labels((await table.cards("mette", "function"))[-1])
    assert "Lukket" in said(await table.accept("lone"))
    back = (await table.press("bo", "Send tilbage")).form
    await submit(room, "bo", back, reason="Vi har ingen nøgler")
    assert "Vi har ingen nøgler" in card_text((await table.cards("mette", "function"))[-1])
    refused = await table.report("karin", "no", "partly")
    assert refused.errors == {"comment": "Skriv en bemærkning, når du svarer delvist eller nej."}
    told = await table.report("karin", "no", "partly", "Leverandøren kom ikke")
    deviation = await open_form(room, "karin", told.card, "Registrér afvigelse")
    assert "Leverandøren kom ikke" in begins(deviation, "text")[0]
    assert "AFV-1" in said(await submit(room, "karin", deviation))
    await mornings(room, clock, date(2027, 3, 10), date(2027, 4, 2))
    given = await table.given()
    for who in ("lone", "bo", "karin"):
        assert await reminded(room, given[who]) == []
    # Three working days before the deadline, on the day, and A after five, with Easter between.
    *own, last = await reminded(room, given["jonas"])
    assert own[:2] == [("jonas", "2027-03-18", "before-3"), ("jonas", "2027-03-23", "before-0")]
    assert {who for who, *_ in own} == {"jonas"}
    assert last == ("anders", "2027-04-02", "accountable-5")
    agenda = said(await room.say("mette", "/isms dagsorden"))
    sums = (
        "4 opgaver: 1 fulgt og gennemført, 1 svarede nej, 1 sendt tilbage, "
        "1 har ikke svaret, heraf 1 forsinket"
    )
    assert f"Beslutning 2027-001, Sikkerhedsnøgler til alle: {sums}" in agenda
    assert "OP-1 Salg og kundeservice: indføre nøgler – anvisningen fulgt: ja" in agenda
    assert "sendt tilbage: Vi har ingen nøgler" in agenda
    assert "»Leverandøren kom ikke«" in agenda
    assert "venter på vurdering · afvigelse AFV-1" in agenda
    assert "har ikke svaret, 5 arbejdsdage over fristen den 23. marts 2027" in agenda
    decision = said(await room.say("mette", "/isms beslutning 2027-001"))
    assert sums in decision
    silent = said(await room.say("mette", "/isms tilbagemeld"))
    assert "Har ikke svaret (1)" in silent
    assert "beslutning 2027-001" in silent
    assert "uden en afvigelse" not in silent


async def mornings(room: Example, clock: SteppedClock, first: date, last: date) -> None:
    """Let every morning remind."""
    on = first
    while on <= last:
        clock.moment = at(f"{on.isoformat()}T09:00")
        await room.house.services.reminders.remind()
        on += timedelta(days=1)


async def reminded(room: Example, one: Assignment) -> list[tuple[str, str, str]]:
    """Return who was reminded of an assignment's feedback, on which days, and of what."""
    names = {person.id: person.name.split()[0].lower() for person in room.organisation.people}
    key = f"feedback:{one.subject}"
    async with room.house.store.storage.read() as work:
        letters = await work.reminders.letters_about_dues([key])
    found = [
        (names[letter.person_id], letter.on.isoformat(), line.stage.partition("/")[0])
        for letter in letters
        for line in letter.dues
        if line.due_key == key and line.stage
    ]
    return sorted(found, key=lambda told: told[1])


async def test_another_unit_does_not_answer_and_nobody_after_closing(
    room: Example, clock: SteppedClock
) -> None:
    table = await desk(room, clock)
    (lone,) = (await table.give("unit-sales")).values()
    (card,) = await table.cards("lone")
    for who in ("bo", "nina", "mette"):
        for label in ("Kvittér", "Meld tilbage"):
            refused = await room.press(who, *action(card, label))
            assert "den er en anden enheds. Lone Dahl kan svare" in said(refused)
    said_yes = Given(Answer.YES, Answer.YES)
    with pytest.raises(NotAllowed, match="assignment-unit"):
        bo = Cause(room.person("bo").id)
        await room.house.services.assignments.work.report(lone.id, said_yes, bo)
    form = await open_form(room, "lone", card, "Meld tilbage")
    late = await open_form(room, "lone", card, "Meld tilbage")
    await submit(room, "lone", form, followed="yes", successful="yes")
    again = await submit(room, "lone", late, followed="no", successful="no", comment="x")
    assert "Der er allerede meldt tilbage på opgaven OP-1" in said(again)
    await table.accept("lone")
    for label in ("Kvittér", "Meld tilbage"):
        closed = await room.press("lone", *action(card, label))
        assert "Opgaven OP-1 er lukket, så der kan ikke svares på den mere" in said(closed)
        assert "Godkendt af Mette Sørensen" in said(closed)
    assert (await table.given())["lone"].feedback[0].followed.value == "yes"
    refused_before = await audited(room, "access.action-refused")
    assert {one.data["ability"] for one in refused_before} == {"assignment-unit"}
    assert lone.number == "OP-1"


async def test_the_effect_is_judged_by_another_than_the_doer_and_asked_again(
    room: Example, clock: SteppedClock
) -> None:
    table = await desk(room, clock)
    await table.give("unit-sales", effect_due="2027-05-03", effect_by="role:hr")
    await table.report("lone", "yes", "yes")
    assert "effekten skal vurderes" in said(await table.accept("lone"))
    shown = await room.say("karin", "/isms tilbagemeld OP-1")
    assert labels(shown.card) == ["Har den virket?"]
    reference = action(shown.card, "Har den virket?")
    assert "Du har selv udført opgaven OP-1" in said(await room.press("lone", *reference))
    assert "Du kan ikke vurdere effekten" in said(await room.press("bo", *reference))
    clock.moment = at("2027-05-03T10:00")
    form = await open_form(room, "karin", shown.card, "Har den virket?")
    early = await submit(room, "karin", form, answer="too-early", due="2027-08-02")
    assert "effekten vurderes den 2. august 2027" in said(early)
    stale = await press(room, "karin", shown.card, "Har den virket?")
    assert "er ændret, siden du så kortet" in said(stale)
    form = await open_form(room, "karin", early.card, "Har den virket?")
    silent = await submit(room, "karin", form, answer="no")
    assert set(silent.errors) == {"comment"}
    form = await open_form(room, "karin", early.card, "Har den virket?")
    judged = await submit(room, "karin", form, answer="no", comment="De ligger i skuffen")
    assert "Lukket" in said(judged)
    assert "Registrér afvigelse" in labels((await table.cards("mette", "function"))[-1])
    kinds = [one.data["answer"] for one in await audited(room, "assignment.effect")]
    assert kinds == ["too-early", "no"]


async def test_a_doer_is_not_asked_whether_it_worked(room: Example, clock: SteppedClock) -> None:
    await desk(room, clock)
    shown = await room.say("mette", "/isms beslutning 2027-001")
    form = await open_form(room, "mette", shown.card, "Uddelegér")
    lone = f"person:{room.person('lone').id}"
    wrong = await submit(
        room,
        "mette",
        form,
        units=("unit-sales",),
        due="2027-03-01",
        effect_due="2027-02-01",
        effect_by=lone,
    )
    assert set(wrong.errors) == {"due", "effect_due"}
    form = await open_form(room, "mette", shown.card, "Uddelegér")
    wrong = await submit(
        room,
        "mette",
        form,
        units=("unit-sales",),
        due="2027-04-01",
        effect_due="2027-05-01",
        effect_by=lone,
    )
    assert "Vælg en anden" in wrong.errors["effect_by"]


async def test_questions_are_answered_and_what_is_sent_back_is_given_anew(
    room: Example, clock: SteppedClock
) -> None:
    table = await desk(room, clock)
    await table.give("unit-finance")
    asked = (await table.press("bo", "Spørg")).form
    await submit(room, "bo", asked, text="Gælder det også vikarer?")
    answer = (await table.press("mette", "Svar", "function")).form
    assert answer is not None
    assert "Bo Krogh spørger: Gælder det også vikarer?" in card_text_of_form(answer)
    await submit(room, "mette", answer, text="Ja, alle")
    assert "Mette Sørensen svarer: Ja, alle" in card_text((await table.cards("bo"))[-1])
    back = (await table.press("bo", "Send tilbage")).form
    await submit(room, "bo", back, reason="For kort tid")
    anew = (await table.press("mette", "Tildel igen", "function")).form
    assert "For kort tid" in card_text_of_form(anew)
    await submit(room, "mette", anew, due="2027-05-03")
    assert "har ændret opgaven til Økonomi og indkøb" in (await table.cards("bo"))[-1].why
    one = (await table.given())["bo"]
    assert (one.state, one.due.isoformat()) == (AssignmentState.ASSIGNED, "2027-05-03")
    first = (await table.cards("bo"))[0]
    old = await press(room, "bo", first, "Kvittér")
    assert "er ændret, siden du så kortet" in said(old)
    shown = await room.say("mette", "/isms tilbagemeld 1")
    withdraw = await open_form(room, "mette", shown.card, "Træk tilbage")
    await submit(room, "mette", withdraw, reason="Købes centralt")
    assert "Du skal ikke gøre mere" in (await table.cards("bo"))[-1].why
    gone = await table.press("bo", "Kvittér")
    assert "er trukket tilbage" in said(gone)


async def test_what_cannot_be_given_is_told(room: Example, clock: SteppedClock) -> None:
    table = await desk(room, clock)
    await table.give("unit-sales")
    shown = await room.say("mette", "/isms beslutning 2027-001")
    form = await open_form(room, "mette", shown.card, "Uddelegér")
    twice = await submit(
        room, "mette", form, units=("unit-sales",), due="2027-04-01", title="Indføre Nøgler"
    )
    assert twice.errors == {"units": "Salg og kundeservice har allerede denne opgave: OP-1."}
    seen = await room.say("anders", "/isms beslutning 2027-001")
    assert "Uddelegér" not in labels(seen.card)
    refused = await room.press("anders", "assignments.give", f"decision/{table.decision.id}")
    assert "Kun den, der varetager informationssikkerhedsfunktionen" in said(refused)
    assert "er ikke vedtaget" not in said(refused)


async def test_a_decision_that_was_not_adopted_is_not_delegated(
    room: Example, clock: SteppedClock
) -> None:
    table = await desk(room, clock, Outcome.NOT_ADOPTED)
    shown = await room.say("mette", "/isms beslutning 2027-001")
    assert "Uddelegér" not in labels(shown.card)
    refused = await room.press("mette", "assignments.give", f"decision/{table.decision.id}")
    assert "Beslutning 2027-001 er ikke vedtaget" in said(refused)


async def test_who_sees_which_assignment(room: Example, clock: SteppedClock) -> None:
    table = await desk(room, clock)
    await table.give("unit-sales", "unit-finance")
    whole = said(await room.say("anders", "/isms feedback"))
    assert "Har ikke svaret (2)" in whole
    own = said(await room.say("lone", "/isms feedback"))
    assert "OP-1 · Salg og kundeservice" in own
    assert "OP-2" not in own
    assert "ingen opgaver at melde tilbage på" in said(await room.say("sara", "/isms feedback"))
    assert "Du kan ikke se opgaven" in said(await room.say("sara", "/isms tilbagemeld OP-1"))
    colleague = await room.say("nina", "/isms tilbagemeld OP-1")
    assert "Opgave OP-1" in said(colleague)
    assert not colleague.card.controls
    assert "Jeg kender ingen opgave »OP-77«" in said(await room.say("lone", "/isms feedback OP-77"))
    assert "Jeg kender ingen opgave" in said(await room.say("lone", "/isms feedback x y"))
    chosen = await room.say("anders", "/isms feedback")
    (select,) = [one for one in chosen.card.controls if isinstance(one, Select)]
    shown = await room.press("anders", select.action, select.options[0].value)
    assert "Opgave OP-1: indføre nøgler" in said(shown)
    assert not [one for one in shown.card.controls if isinstance(one, Button)]


async def test_a_file_shows_what_was_done_and_is_in_the_evidence(
    room: Example, clock: SteppedClock
) -> None:
    async def read(most: int) -> bytes:
        return b"kvittering"[:most]

    table = await desk(room, clock)
    await table.give("unit-sales")
    opened = await room.say("lone", "/isms tilbagemeld 1")
    shared = SharedFile("nøgler.pdf", 10, read)
    bad = await submit(
        room, "lone", opened.form, shared, followed="yes", successful="yes", link="ikke et link"
    )
    assert set(bad.errors) == {"link"}
    told = await submit(
        room,
        "lone",
        opened.form,
        shared,
        followed="yes",
        successful="yes",
        evidence="Cpr 010190-1234",
    )
    assert "010190" not in said(told)
    assert "lignede et cpr-nummer" in said(told)
    shown = await press(room, "mette", (await table.cards("mette", "function"))[-1], "Se detaljer")
    (file,) = [one for one in shown.card.body if isinstance(one, File)]
    assert file.name == "nøgler.pdf"
    seen = await room.say("anders", "/isms beslutning 2027-001")
    pack = await press(room, "anders", seen.card, "Hent dokumentation")
    (kept,) = [one for one in pack.card.body if isinstance(one, File)]
    content = await room.house.services.files.file(kept.secret)
    assert content is not None
    assert b"feedback/01-OP-1-n" in content.content
    (record,) = await audited(room, "assignment.feedback")
    assert len(record.data["evidence_sha256"]) == 64


async def test_one_press_makes_a_task_of_feedback(room: Example, clock: SteppedClock) -> None:
    table = await desk(room, clock)
    await table.give("unit-sales")
    await table.report("lone", "partly", "yes", "Ti mangler")
    form = (await table.press("mette", "Opret opgave", "function")).form
    assert "OP-1 indføre nøgler" in begins(form, "title")[0]
    made = await submit(room, "mette", form)
    assert not made.errors
    (task,) = [t for t in room.organisation.plan.tasks if t.origin.subject.startswith("assign")]
    assert task.origin.subject == (await table.given())["lone"].subject


async def test_a_unit_is_told_in_its_channel_too_without_names(
    room: Example, clock: SteppedClock
) -> None:
    table = await desk(room, clock)
    assert "Skriv det i enhedens kanal" in said(
        await room.say("lone", "tilbagemeld her", "dm-lone")
    )
    refused = await room.say("nina", "/isms tilbagemeld her", "sales")
    assert "Kun lederen af en enhed" in said(refused)
    told = await room.say("lone", "/isms tilbagemeld her", "sales")
    assert "Salg og kundeservice bliver nu også vist her" in said(told)
    (one,) = (await table.give("unit-sales")).values()
    (posted,) = await posted_about(room, one)
    assert posted.destination.id == "sales"
    text = card_text(card_of(posted))
    assert "skal indføre nøgler" in text
    assert "Lone" not in text
    clock.moment = at("2027-04-05T10:00")
    await table.press("lone", "Kvittér")
    assert "Lone" not in str([one.card for one in await posted_about(room, one)])
    assert len(await table.cards("lone")) == 1
    await room.say("lone", "/isms tilbagemeld ikke her", "sales")
    (other,) = (await table.give("unit-sales", title="vise kort", due="2027-05-03")).values()
    assert await posted_about(room, other) == []
    kinds = [record.data["bound"] for record in await audited(room, "unit.place-bound")]
    assert kinds == [True, False]


async def posted_about(room: Example, one: Assignment) -> list[Message]:
    """Return what was posted in channels about an assignment."""
    async with room.house.store.storage.read() as work:
        return [*await work.outbox.copies(one.subject, "assignments.place")]


def card_text_of_form(form: Form | None) -> str:
    """Return all that stands above a form's fields."""
    assert form is not None
    return card_text(Card(form.title, body=form.intro))
