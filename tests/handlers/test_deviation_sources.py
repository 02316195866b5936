"""A deviation from a message, an assignment, an input or a date: the form says what is known."""

from datetime import date

from bot.cards.plaintext import card_text
from bot.chat.request import MessageShortcut
from bot.domain.assignments import Answer, Assignment, Feedback
from bot.domain.occurrence_marks import reference_to
from bot.domain.plan import Bearer
from bot.domain.wheel_events import occurrence_subject
from tests.example import Example, actor, where
from tests.handlers.deviating import one
from tests.handlers.filling import submit
from tests.handlers.wheeling import plan

LINK = "https://virksomheden.slack.com/archives/C0GENERAL/p1800000000000200"


async def test_a_message_is_registered_with_a_link_to_it(known: Example) -> None:
    place, said = where("general"), "Der hang en liste med adgangskoder"
    shortcut = MessageShortcut(actor("nina"), place, "deviations.from-message", said, LINK)
    form = (await known.house.dispatcher.answer(shortcut)).form
    await submit(known, "nina", form)
    made = await one(known)
    assert (made.title, made.origin.link) == (said, LINK)
    assert made.unit_id == known.person("nina").unit_id


async def test_an_assignment_that_was_not_carried_out(known: Example) -> None:
    unit = known.organisation.unit[known.person("lone").unit_id or ""]
    said = Feedback(
        Answer.NO, Answer.NO, known.person("lone").id, known.house.clock.now(), "Kun to"
    )
    kept = Assignment(
        "a-1",
        "OP-1",
        unit.id,
        "Udlevér nøgler",
        "Til alle",
        date(2027, 4, 1),
        Bearer(person_id=known.person("anders").id),
        known.person("mette").id,
        known.house.clock.now(),
        feedback=(said,),
    )
    async with known.house.store.storage.begin() as work:
        await work.assignments.save(kept)
        await work.commit()
    refused = await known.press("bo", "deviations.of-assignment", "a-1")
    assert "kan se afvigelsen" in card_text(refused.card)
    form = (await known.press("mette", "deviations.of-assignment", "a-1")).form
    await submit(known, "mette", form)
    made = await one(known)
    assert (made.origin.subject, made.unit_id) == ("assignment/a-1", unit.id)
    assert "OP-1" in made.title and "Kun to" in made.text


async def test_what_an_audit_found(known: Example) -> None:
    audit = next(item.id for item in known.organisation.wheel.items if "audit" in item.id)
    held = await plan(known, audit)
    shown = await known.press("mette", "occurrences.show", str(reference_to(held, "")))
    assert "Registrér afvigelse" in [control.label for control in shown.card.controls]
    form = (await known.press("mette", "deviations.new", occurrence_subject(held.id))).form
    await submit(known, "mette", form, text="Intern audit: loggen blev ikke gennemgået")
    assert (await one(known)).origin.subject == occurrence_subject(held.id)
