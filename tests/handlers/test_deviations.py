"""Deviations: registered in a moment, seen through to an effect that somebody else has verified."""

from datetime import date

import pytest

from bot.cards.plaintext import card_text
from bot.domain.deviations import DeviationState
from tests.example import Example
from tests.handlers.asking import audited
from tests.handlers.deviating import (
    DUE,
    assessed,
    carried_out,
    decided,
    explained,
    labels,
    look,
    one,
    story,
    until_decided,
    until_done,
    verified,
    verify_form,
)
from tests.handlers.filling import open_form, sent, submit


async def test_a_deviation_goes_from_a_sentence_to_closed_with_its_effect_verified(
    everywhere: Example,
) -> None:
    example = everywhere
    told = await example.say("nina", "/isms afvigelse Døren til serverrummet stod åben i nat")
    assert "AFV-1" in told.card.title
    assert "Informationssikkerhedsfunktionen følger op" in card_text(told.card)
    (to_mette,) = await sent(example, "deviations.handle")
    assert to_mette.person_id == example.person("mette").id

    shown = await assessed(example)
    shown = await explained(example, shown)
    shown = await decided(example, shown)
    assert (await one(example)).state is DeviationState.ACTION_DECIDED
    task_id = (await one(example)).task_ids[0]
    assert "Sæt lås på" in card_text((await example.press("mette", "plan.task", task_id)).card)

    await carried_out(example, task_id)
    assert (await one(example)).state is DeviationState.DONE
    (asked,) = await sent(example, "deviations.effect")
    assert asked.person_id == example.person("mette").id
    closed = await verified(example, "mette", answer="yes")
    assert "Det har virket" in card_text(closed.card)
    found = await one(example)
    assert (found.state, found.closed_by) == (DeviationState.CLOSED, example.person("mette").id)
    (outcome,) = await sent(example, "deviations.outcome")
    assert outcome.person_id == example.person("nina").id
    assert [record.kind for record in await story(example)] == [
        "deviation.registered",
        "deviation.assessed",
        "deviation.cause-found",
        "deviation.action-decided",
        "deviation.done",
        "deviation.verified",
        "deviation.closed",
    ]


async def test_the_doer_cannot_say_that_it_worked(known: Example) -> None:
    await until_done(known, doer="mette")
    refused = await known.press("mette", "deviations.verify", (await one(known)).id)
    assert "funktionsadskillelse" in card_text(refused.card)
    assert "Har den virket?" not in labels(await look(known, "mette"))
    # Whoever registered it may; and so may a head of the unit, of whom Nina has none here.
    await verified(known, "nina", answer="yes")
    assert (await one(known)).state is DeviationState.CLOSED


async def test_what_did_not_work_is_opened_again_for_a_new_action(known: Example) -> None:
    await until_done(known)
    form = await verify_form(known, "mette")
    missing = await submit(known, "mette", form, answer="no")
    assert missing.errors == {"comment": "Skriv en bemærkning, når du svarer delvist eller nej."}
    again = await submit(known, "mette", form, answer="no", comment="Døren står stadig åben")
    assert "Genåbnet" in card_text(again.card) or "genåbnet" in card_text(again.card)
    found = await one(known)
    assert (found.state, found.reopened, found.task_ids) == (DeviationState.CAUSE_FOUND, 1, ())
    shown = await look(known, "mette")
    await decided(known, shown, title="Flyt nøglen")
    await carried_out(known, (await one(known)).task_ids[0])
    await verified(known, "mette", answer="yes")
    assert (await one(known)).state is DeviationState.CLOSED


async def test_too_early_is_asked_again_on_a_later_day(known: Example) -> None:
    await until_done(known)
    form = await verify_form(known, "mette")
    refused = await submit(known, "mette", form, answer="too-early")
    assert "again" in refused.errors
    await submit(known, "mette", form, answer="too-early", again="2027-05-31")
    found = await one(known)
    assert found.state is DeviationState.DONE
    assert found.effect is not None and found.effect.due == date(2027, 5, 31)


async def test_partly_is_closed_with_a_reason_or_opened_again(known: Example) -> None:
    await until_done(known)
    await verified(known, "mette", answer="partly", comment="Kun den ene dør")
    assert (await one(known)).state is DeviationState.VERIFIED
    shown = await look(known, "mette")
    closing = await open_form(known, "mette", shown.card, "Luk")
    await submit(known, "mette", closing, reason="Den anden dør nedlægges i maj")
    assert (await one(known)).state is DeviationState.CLOSED
    shown = await look(known, "mette")
    opening = await open_form(known, "mette", shown.card, "Genåbn")
    await submit(known, "mette", opening, reason="Døren nedlægges alligevel ikke")
    found = await one(known)
    assert (found.state, found.reopened) == (DeviationState.CAUSE_FOUND, 1)


async def test_what_is_no_deviation_is_closed_with_a_reason(known: Example) -> None:
    await known.say("nina", "/isms afvigelse Skærmen var ikke låst")
    shown = await look(known, "mette")
    form = await open_form(known, "mette", shown.card, "Luk")
    await submit(known, "mette", form, reason="Det var en demonstration")
    found = await one(known)
    assert (found.state, found.reason) == (DeviationState.CLOSED, "Det var en demonstration")


async def test_actions_that_are_decided_are_seen_through(known: Example) -> None:
    await until_decided(known)
    refused = await known.press("mette", "deviations.close", (await one(known)).id)
    assert "korrigerende handlinger" in card_text(refused.card)


@pytest.mark.parametrize("step", ["assess", "close", "reopen"])
async def test_whoever_registered_it_does_not_see_it_through(known: Example, step: str) -> None:
    if step == "reopen":
        await until_done(known)
        await verified(known, "mette", answer="yes")
    else:
        await known.say("nina", "/isms afvigelse Døren stod åben")
    refused = await known.press("nina", f"deviations.{step}", (await one(known)).id)
    assert "Det kan du ikke" in card_text(refused.card)
    assert labels(await look(known, "nina")) == ["Åbne afvigelser"]


async def test_others_do_not_see_it(known: Example) -> None:
    await known.say("karin", "/isms afvigelse En mappe med CV'er er åben for alle")
    refused = await known.press("bo", "deviations.show", (await one(known)).id)
    assert "kan se afvigelsen" in card_text(refused.card)
    assert "AFV-1" not in card_text((await known.say("bo", "/isms afvigelse")).card)
    assert "AFV-1" in card_text((await known.say("karin", "/isms afvigelse")).card)
    assert "AFV-1" in (await known.say("karin", "/isms deviation afv-1")).card.title


async def test_a_number_that_looks_like_cpr_is_masked_and_the_writer_told(known: Example) -> None:
    told = await known.say("nina", "/isms afvigelse Listen med 010190-1234 lå i printeren")
    assert "CPR" in card_text(told.card)
    assert "010190" not in (await one(known)).title


async def test_whoever_does_the_action_is_not_asked_whether_it_worked(known: Example) -> None:
    await known.say("nina", "/isms afvigelse Døren stod åben")
    shown = await explained(known, await assessed(known))
    form = await open_form(known, "mette", shown.card, "Beslut handling")
    doer = f"person:{known.person('jonas').id}"
    given = {"title": "Sæt lås på", "due": DUE, "effect_due": "2027-03-30"}
    refused = await submit(known, "mette", form, None, **given, responsible=doer, asked=doer)
    assert set(refused.errors) == {"asked", "effect_due"}


async def test_a_form_that_is_older_than_a_change_is_told_how_things_stand(known: Example) -> None:
    await known.say("nina", "/isms afvigelse Døren stod åben")
    shown = await look(known, "mette")
    first = await open_form(known, "mette", shown.card, "Vurdér")
    second = await open_form(known, "mette", shown.card, "Vurdér")
    await submit(known, "mette", first, severity="major")
    told = await submit(known, "mette", second, severity="minor")
    assert "er ændret, siden du åbnede den" in card_text(told.card)
    assert "Større" in card_text(told.card)
    again = await submit(known, "mette", first, severity="minor")
    assert "Større" in card_text(again.card)
    assert len(await audited(known, "deviation.assessed")) == 1
