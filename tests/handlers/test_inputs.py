"""Inputs as people meet them: brought by anyone, judged by the function, followed to their end."""

from datetime import date

import pytest

from bot.cards.elements import Select, TextField
from bot.cards.plaintext import card_text
from bot.chat.request import MessageShortcut
from bot.domain.delivery import Lane
from bot.domain.flow_rules import current
from bot.domain.inputs import InputState, Mark
from tests.databases import SteppedClock
from tests.example import Example, actor, where
from tests.handlers.asking import audited
from tests.handlers.filling import card_of, labels, open_form, press, said, sent, submit
from tests.handlers.flowing import Journey
from tests.handlers.meeting import gathered_template, room

__all__ = ["gathered_template", "room"]


async def begun(known: Example, clock: SteppedClock, type_id: str = "in-methods") -> Journey:
    """Let Lone bring an input."""
    journey = Journey(known, clock)
    await journey.begin(type_id, title="Ny metode")
    return journey


# -- brought


async def test_anyone_brings_an_input_and_the_function_is_asked(
    known: Example, clock: SteppedClock
) -> None:
    form = (await known.say("nina", "/isms input Kunden spørger til backup", "dm-nina")).form
    assert form is not None
    reply = await submit(known, "nina", form, type="in-audit-office", **{"from": "Kunde A/S"})
    assert reply.card.title == "IN-1: Kunden spørger til backup"
    assert "du får besked" in said(reply)
    assert "Kunde A/S" in said(reply)
    (asked,) = await sent(known, "inputs.desk")
    assert asked.person_id == known.person("mette").id
    card = card_of(asked)
    assert card.why.startswith("Du får det, fordi")
    # High: within two working days of Tuesday 9 March.
    assert "torsdag den 11. marts 2027" in card.footer
    assert labels(card)[:3] == [
        "Forelæg informationssikkerhedsudvalget",
        "Håndtér uden forelæggelse",
        "Ikke relevant",
    ]
    (record,) = await audited(known, "input.received")
    assert record.data["triage_by"] == "2027-03-11"


async def test_what_is_immediate_goes_ahead_of_the_rest(
    known: Example, clock: SteppedClock
) -> None:
    await Journey(known, clock).begin("in-alerts", title="Hul i fjernadgangen")
    (asked,) = await sent(known, "inputs.desk")
    assert asked.lane is Lane.URGENT
    assert "tirsdag den 9. marts 2027" in card_of(asked).footer


async def test_whoever_is_of_the_function_judges_what_they_bring_at_once(known: Example) -> None:
    form = (await known.say("mette", "/isms input", "dm-mette")).card
    opened = await open_form(known, "mette", form, "Nyt input")
    reply = await submit(known, "mette", opened, type="in-threats", title="Nye angreb")
    assert "Ikke relevant" in labels(reply.card)
    assert await sent(known, "inputs.desk") == []


async def test_an_input_comes_from_a_message_with_its_link(known: Example) -> None:
    link = "https://firma.slack.com/archives/C1/p1"
    request = MessageShortcut(
        actor("bo"), where("general"), "inputs.from-message", "Er vi ramt af hullet? " * 20, link
    )
    form = (await known.house.dispatcher.answer(request)).form
    assert form is not None
    stands = {f.name: f.value for f in form.fields if isinstance(f, TextField)}
    assert stands["text"].startswith("Er vi ramt")
    assert stands["links"] == link
    reply = await submit(known, "bo", form, type="in-alerts")
    assert link in said(reply)


async def test_a_cpr_number_is_masked(known: Example, clock: SteppedClock) -> None:
    form = (await known.say("nina", "/isms input Brev om 010203-1234", "dm-nina")).form
    reply = await submit(known, "nina", form, type="in-threats", text="Borger 010203-1234")
    assert "1234" not in said(reply)


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"title": " "}, "title"),
        ({"links": "www.example.dk"}, "links"),
    ],
)
async def test_what_is_missing_or_wrong_is_said_at_its_field(
    known: Example, values: dict[str, str], wrong: str
) -> None:
    form = (await known.say("nina", "/isms input Noget", "dm-nina")).form
    reply = await submit(known, "nina", form, **{"type": "in-threats", **values})
    assert wrong in reply.errors
    async with known.house.store.storage.read() as work:
        assert await work.inputs.all() == []


# -- judged


async def test_what_is_not_relevant_is_closed_with_its_reason_and_told(
    known: Example, clock: SteppedClock
) -> None:
    journey = await begun(known, clock, "in-alerts")
    missing = await journey.fill("Ikke relevant", reason=" ")
    assert "reason" in missing.errors
    await journey.fill("Ikke relevant", reason="Vi bruger ikke produktet")
    item = await journey.item()
    assert (item.state, item.reason) == (InputState.NOT_RELEVANT, "Vi bruger ikke produktet")
    assert [item.marks[n].mark for n in "123"] == [Mark.DONE, Mark.DONE, Mark.SKIPPED]
    (told,) = await sent_to_lone(known, item.id)
    assert "Vi bruger ikke produktet" in card_text(card_of(told))
    again = await known.press("mette", "inputs.not-relevant", item.id)
    assert "ikke relevant" in said(again)


async def sent_to_lone(known: Example, input_id: str) -> list:  # type: ignore[type-arg]
    """Return what whoever brought it was told."""
    async with known.house.store.storage.read() as work:
        return list(await work.outbox.copies(f"input/{input_id}/told", "inputs.told"))


async def test_what_is_handled_without_the_committee_skips_its_decision(
    known: Example, clock: SteppedClock
) -> None:
    journey = await begun(known, clock, "in-risk-results")
    await journey.fill("Håndtér uden forelæggelse", reason="Inden for vores bemyndigelse")
    item = await journey.item()
    skipped = [n for n, mark in item.marks.items() if mark.mark is Mark.SKIPPED]
    assert sorted(skipped) == ["3", "4"]
    assert [step.n for step in current(item)] == [1]


async def test_an_alert_that_is_handled_goes_past_its_end(
    known: Example, clock: SteppedClock
) -> None:
    journey = await begun(known, clock, "in-alerts")
    await journey.fill("Håndtér uden forelæggelse", reason="Vi lukker porten i dag")
    item = await journey.item()
    assert (item.marks["1"].mark, item.marks["2"].mark) == (Mark.DONE, Mark.SKIPPED)
    assert [step.n for step in current(item)] == [3]


async def test_only_the_function_judges(known: Example, clock: SteppedClock) -> None:
    journey = await begun(known, clock)
    assert "Ikke relevant" not in labels(await journey.look("lone"))
    for action in ("inputs.take", "inputs.not-relevant"):
        reply = await known.press("lone", action, journey.input_id)
        assert "Kun informationssikkerhedsfunktionen" in said(reply)
    refused = await known.press("nina", "inputs.show", journey.input_id)
    assert "Du kan kun se input" in said(refused)


async def test_two_who_judge_at_once_leave_one_judgement(
    known: Example, clock: SteppedClock
) -> None:
    journey = await begun(known, clock)
    card = await journey.look()
    await press(known, "mette", card, "Forelæg informationssikkerhedsudvalget")
    late = await press(known, "mette", card, "Forelæg informationssikkerhedsudvalget")
    assert "blev afgjort tirsdag" in said(late)
    assert len(await audited(known, "input.triaged")) == 1


async def test_another_urgency_moves_the_day(known: Example, clock: SteppedClock) -> None:
    journey = await begun(known, clock)
    assert (await journey.item()).triage_by == date(2027, 3, 16)
    (select,) = [c for c in (await journey.look()).controls if isinstance(c, Select)]
    (sooner,) = [one for one in select.options if one.label == "Straks"]
    await known.press("mette", select.action, sooner.value)
    item = await journey.item()
    assert (item.triage_by, item.state) == (date(2027, 3, 9), InputState.TRIAGE)
    # A simple take is refused then: it is being looked at.
    assert "tog inputtet" in said(await known.press("mette", "inputs.take", item.id))


# -- taken through its flow


async def test_steps_wait_for_their_turn_and_are_marked_once(
    known: Example, clock: SteppedClock
) -> None:
    journey = await begun(known, clock)
    early = await known.press("mette", "inputs.done", f"{journey.input_id} 1")
    assert "Afgør først" in said(early)
    await journey.press("Forelæg informationssikkerhedsudvalget")
    waits = await known.press("mette", "inputs.done", f"{journey.input_id} 2")
    assert "Trin 1 kommer først" in said(waits)
    await journey.press("Markér som gennemført")
    twice = await known.press("mette", "inputs.done", f"{journey.input_id} 1")
    assert "Trin 1 blev afsluttet" in said(twice)
    assert len(await audited(known, "input.step-marked")) == 1
    stranger = await known.press("lone", "inputs.done", f"{journey.input_id} 2")
    assert "Det trin er ikke dit" in said(stranger)


async def test_top_management_marks_its_own_step(known: Example, clock: SteppedClock) -> None:
    journey = await begun(known, clock, "in-audit-office")
    await journey.press("Forelæg informationssikkerhedsudvalget")
    await journey.press("Markér som gennemført", "anders")
    assert (await journey.item()).marks["1"].by == known.person("anders").id


async def test_a_step_with_a_condition_stands_beside_the_next(
    known: Example, clock: SteppedClock
) -> None:
    journey = await begun(known, clock, "in-alerts")
    await journey.fill("Håndtér uden forelæggelse", reason="Vi retter det")
    await journey.press("Markér som gennemført")
    assert [step.n for step in current(await journey.item())] == [4, 5]
    shown = labels(await journey.look())
    assert {"4. Spring over", "5. Markér som gennemført"} <= set(shown)
    await journey.fill("Spring over", reason="Driften er ikke påvirket")
    mark = (await journey.item()).marks["4"]
    assert (mark.mark, mark.note) == (Mark.SKIPPED, "Driften er ikke påvirket")


async def test_a_decision_by_hand_says_what_was_decided(
    known: Example, clock: SteppedClock
) -> None:
    journey = await begun(known, clock, "in-audit-office")
    await journey.press("Forelæg informationssikkerhedsudvalget")
    for _ in range(2):
        await journey.press("Markér som gennemført")
    await journey.press("Markér som gennemført")
    refused = await known.press("mette", "inputs.done", f"{journey.input_id} 4")
    assert "hvad der blev besluttet" in said(refused)
    await journey.fill("Notér beslutningen", note="Handleplan godkendt på mail")
    assert (await journey.item()).state is InputState.DECIDED


async def test_a_vote_in_writing_decides_about_an_input(room: Example, clock: SteppedClock) -> None:
    journey = await begun(room, clock, "in-tests")
    await journey.press("Forelæg informationssikkerhedsudvalget")
    for _ in range(2):
        await journey.press("Markér som gennemført")
    await journey.fill(
        "Send til afstemning",
        what="Test af beredskabet",
        how="Efter planen",
        who=("role:infosec-function",),
        when="2027-05-01",
        basis="Testplan",
    )
    (proposed,) = await audited(room, "input.proposed")
    approval_id = proposed.data["record"].removeprefix("approval/")
    for who in ("anders", "karin", "lone", "bo", "jonas"):
        async with room.house.store.storage.read() as work:
            ballots = await work.outbox.copies(f"approval/{approval_id}/1", "approvals.ballot")
        mine = [b for b in ballots if b.person_id == room.person(who).id]
        if mine and "Godkend" in labels(card_of(mine[0])):
            await press(room, who, card_of(mine[0]), "Godkend")
    item = await journey.item()
    assert item.state is InputState.DECIDED
    assert item.marks["3"].record.startswith("decision/2027-")
    assert "2027-001: Vedtaget" in card_text(await journey.look())


async def test_feedback_that_is_not_good_waits_for_the_function(
    room: Example, clock: SteppedClock
) -> None:
    journey = await begun(room, clock)
    await journey.press("Forelæg informationssikkerhedsudvalget")
    while (step := current(await journey.item())[0]).n < 5:
        del step
        await journey.step()
    await journey.fill(
        "Uddelegér",
        units=("unit-hr", "unit-it"),
        title="Prøv metoden",
        instruction="I en uge",
        due="2027-08-20",
    )
    hr, it = sorted(await journey.assignments(), key=lambda one: one.unit_id)
    await journey.report(hr)
    assert [step.n for step in current(await journey.item())] == [6]
    await journey.report(it, followed="no", comment="Vi nåede det ikke")
    item = await journey.item()
    assert (item.state, [step.n for step in current(item)]) == (InputState.REPORTED_BACK, [8])
    await journey.fill("Registrér afvigelse", text="It fulgte ikke anvisningen")
    item = await journey.item()
    assert (item.state, item.marks["8"].record) == (InputState.DEVIATION, "deviation/AFV-1")
    assert "fortsatte som en afvigelse" in said(
        await room.press("mette", "inputs.done", f"{item.id} 8")
    )


async def test_an_item_that_is_refused_can_be_put_again(room: Example, clock: SteppedClock) -> None:
    journey = await begun(room, clock)
    await journey.press("Forelæg informationssikkerhedsudvalget")
    for _ in range(2):
        await journey.press("Markér som gennemført")
    await journey.fill("Sæt på dagsordenen", what="Godkend metoden")
    item = await journey.item()
    async with room.house.store.storage.read() as work:
        found = await work.meetings.item(item.agenda_item_id or "")
    assert found is not None
    assert (found.section_id, found.records) == ("opt-inputs", (item.subject,))
    assert "Sæt på dagsordenen" not in labels(await journey.look())
    refusal = (await room.press("anders", "meetings.refuse", found.id)).form
    await submit(room, "anders", refusal, reason="Vent til efteråret")
    assert "Sæt på dagsordenen" in labels(await journey.look())


async def test_a_case_can_be_closed_before_its_flow_is_through(
    known: Example, clock: SteppedClock
) -> None:
    journey = await begun(known, clock)
    await journey.press("Forelæg informationssikkerhedsudvalget")
    await journey.fill("Luk sagen nu", reason="Metoden findes allerede")
    item = await journey.item()
    assert (item.state, len(item.marks)) == (InputState.CLOSED, len(item.flow.steps))
    assert "Sagen blev lukket" in said(await known.press("mette", "inputs.close", item.id))


async def test_the_doer_does_not_judge_the_effect(room: Example, clock: SteppedClock) -> None:
    journey = await begun(room, clock, "in-audit-results")
    await journey.press("Forelæg informationssikkerhedsudvalget")
    while [step.n for step in current(await journey.item())] != [10]:
        await journey.step()
    given = (await journey.assignments())[0]
    async with room.house.store.storage.begin() as work:
        doer = given.feedback[-1].__class__(
            given.feedback[-1].followed,
            given.feedback[-1].successful,
            room.person("mette").id,
            given.feedback[-1].at,
        )
        await work.assignments.save(given.__class__(**{**vars(given), "feedback": (doer,)}))
        await work.commit()
    refused = await journey.press("Ja, det har virket")
    assert "En anden skal sige" in said(refused)
    assert not (await journey.item()).is_over
