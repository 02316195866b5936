"""The list of inputs, the types that the organisation keeps, and what becomes an input."""

from bot.cards.elements import ChoiceField
from bot.cards.plaintext import card_text
from tests.databases import SteppedClock
from tests.example import Example
from tests.handlers.asking import audited
from tests.handlers.filling import labels, open_form, said, submit
from tests.handlers.flowing import Journey
from tests.handlers.meeting import gathered_template, room

__all__ = ["gathered_template", "room"]


async def test_the_list_shows_what_the_reader_may_see_by_urgency(
    known: Example, clock: SteppedClock
) -> None:
    await Journey(known, clock).begin("in-methods")
    await Journey(known, clock).begin("in-alerts", "bo", "Hul i fjernadgangen")
    shown = card_text((await known.say("mette", "/isms input", "dm-mette")).card)
    assert shown.index("IN-2") < shown.index("IN-1")
    assert "Typer input" in labels((await known.say("mette", "/isms input", "dm-mette")).card)
    mine = card_text((await known.say("nina", "/isms input", "dm-nina")).card)
    assert "Der er ingen åbne input" in mine
    assert "IN-2: Hul" in (await known.say("bo", "/isms input in-2", "dm-bo")).card.title
    assert "findes ikke" in said(await known.say("bo", "/isms input 99", "dm-bo"))


async def test_the_organisation_adds_and_closes_types(known: Example, clock: SteppedClock) -> None:
    card = (await known.say("mette", "/isms input typer", "dm-mette")).card
    form = await open_form(known, "mette", card, "Ny type")
    wanted = {
        "name": "Klager fra borgere",
        "flow": "flow-threats",
        "group": "Eksterne input",
        "days": "3",
    }
    assert "name" in (await submit(known, "mette", form, **{**wanted, "name": " "})).errors
    assert "days" in (await submit(known, "mette", form, **{**wanted, "days": "snart"})).errors
    reply = await submit(known, "mette", form, **wanted)
    assert "Klager fra borgere: normal, vurderes inden 3 arbejdsdage, 8 trin" in said(reply)
    assert "Alerts/varslinger: straks, vurderes samme dag, 8 trin" in said(reply)
    assert "name" in (await submit(known, "mette", form, **wanted)).errors
    (kind,) = [k for k in (await known.house.services.inputs.book()).types if "Klager" in k.name.da]
    journey = Journey(known, clock)
    await journey.begin(kind.id)
    closed = await known.press("mette", "inputs.type-close", kind.id)
    assert "Klager fra borgere: lukket" in said(closed)
    offered = (await known.say("nina", "/isms input Noget", "dm-nina")).form
    assert offered is not None
    (types,) = [f for f in offered.fields if isinstance(f, ChoiceField) and f.name == "type"]
    assert len(types.options) == 9
    assert "allerede lukket" in said(await known.press("mette", "inputs.type-close", kind.id))
    assert not (await journey.item()).is_over
    await known.press("mette", "inputs.type-reopen", kind.id)
    assert len(await audited(known, "input.type-saved")) == 3
    assert "Kun informationssikkerhedsfunktionen" in said(
        await known.say("nina", "/isms input typer", "dm-nina")
    )


async def test_a_task_of_the_plan_becomes_an_input_with_one_press(known: Example) -> None:
    task = known.organisation.plan.tasks[0]
    card = (await known.press("mette", "plan.task", task.id)).card
    form = await open_form(known, "mette", card, "Opret input")
    reply = await submit(known, "mette", form, type="in-projects")
    assert task.title.da in reply.card.title
    (record,) = await audited(known, "input.received")
    assert record.data["origin"].endswith(task.id)


async def test_a_date_of_the_wheel_becomes_an_input_with_one_press(room: Example) -> None:
    one = next(o for o in room.organisation.wheel.occurrences if o.is_open)
    label = room.organisation.wheel.item[one.item_id].label.da
    opened = await room.press("mette", "inputs.new", f"occurrence/{one.id}")
    reply = await submit(room, "mette", opened.form, type="in-risk-results")
    assert reply.card.title == f"IN-1: {label}"
    assert label in said(reply)
