"""A date that is snoozed, postponed, handed over or let lapse, by those who may."""

from datetime import date

import pytest

from bot.cards.plaintext import card_text
from bot.domain.occurrences import OccurrenceState
from tests.example import Example
from tests.handlers.asking import audited
from tests.handlers.filling import open_form, press, said, submit
from tests.handlers.occurring import (
    APPROVE,
    DETAILS,
    DONE,
    GIVE,
    LAPSE,
    POSTPONE,
    REJECT,
    RIGHT_NOW,
    SNOOZE,
    labels,
)
from tests.handlers.wheeling import (
    now,
    plan,
    received,
    shown,
)


async def test_a_snooze_leaves_the_deadline_alone(known: Example) -> None:
    task = await plan(known, "w-restore-test")
    form = await open_form(known, "jonas", shown(known, task, "jonas"), SNOOZE)
    late = await submit(known, "jonas", form, until="2027-04-01", reason="Venter")
    assert "Fristen er onsdag den 31. marts 2027" in late.errors["until"]
    past = await submit(known, "jonas", form, until="2027-03-09", reason="Venter")
    assert "efter i dag" in past.errors["until"]
    done = await submit(known, "jonas", form, until="2027-03-20", reason="Venter på disk")
    assert "påmindet igen 20. marts 2027" in said(done)
    after = now(known, task)
    assert after.due == task.due
    assert after.part("").snoozed_until == date(2027, 3, 20)
    assert labels(done.card) == [DONE, SNOOZE, POSTPONE, GIVE, DETAILS]


async def test_r_postpones_once_by_two_weeks_and_then_asks(everywhere: Example) -> None:
    task = await plan(everywhere, "w-restore-test")
    card = shown(everywhere, task, "jonas")
    form = await open_form(everywhere, "jonas", card, POSTPONE)
    first = await submit(everywhere, "jonas", form, due="2027-04-14", reason="Ferie")
    assert "flyttede" in said(first)
    assert "fra 31. marts 2027 til 14. april 2027" in said(first)
    assert now(everywhere, task).due == date(2027, 4, 14)
    stale = await press(everywhere, "jonas", card, POSTPONE)
    assert "efter at beskeden blev vist" in said(stale)
    assert "14. april 2027" in said(stale)
    form = await open_form(everywhere, "jonas", first.card, POSTPONE)
    second = await submit(everywhere, "jonas", form, due="2027-04-16", reason="Mere ferie")
    assert "bad" in said(second)
    assert now(everywhere, task).due == date(2027, 4, 14)
    request = await received(everywhere, task, "mette", "occurrences.request")
    assert "Jonas Bak beder om at udskyde til 16. april 2027." in card_text(request)
    assert labels(request)[:2] == [APPROVE, REJECT]
    granted = await press(everywhere, "mette", request, APPROVE)
    assert "godkendte" in said(granted)
    assert now(everywhere, task).due == date(2027, 4, 16)
    told = await received(everywhere, task, "jonas", "occurrences.told")
    assert "udskydes til 16. april 2027" in card_text(told)
    again = await press(everywhere, "mette", request, APPROVE)
    assert "Anmodningen er der ikke længere." in said(again)


async def test_more_than_two_weeks_is_a_request_and_a_refusal_is_told(known: Example) -> None:
    task = await plan(known, "w-restore-test")
    form = await open_form(known, "jonas", shown(known, task, "jonas"), POSTPONE)
    await submit(known, "jonas", form, due="2027-04-15", reason="Travlt")
    assert now(known, task).due == task.due
    request = await received(known, task, "mette", "occurrences.request")
    assert "Kun den ansvarlige (A)" in said(await press(known, "jonas", request, APPROVE))
    form = await open_form(known, "mette", request, REJECT)
    refused = await submit(known, "mette", form, reason="Det haster")
    assert "afviste" in said(refused)
    told = await received(known, task, "jonas", "occurrences.told")
    assert "Fristen er den samme." in card_text(told)
    assert "Det haster" in card_text(told)
    assert now(known, task).request is None
    (record,) = await audited(known, "occurrence.refused")
    assert record.data["reason"] == "Det haster"


async def test_a_closed_day_gives_way_to_the_working_day_before(known: Example) -> None:
    task = await plan(known, "w-restore-test")
    form = await open_form(known, "jonas", shown(known, task, "jonas"), POSTPONE)
    await submit(known, "jonas", form, due="2027-04-11", reason="Ferie")
    assert now(known, task).due == date(2027, 4, 9)


async def test_only_a_lets_it_lapse(known: Example) -> None:
    task = await plan(known, "w-restore-test")
    details = await press(known, "jonas", shown(known, task, "jonas"), DETAILS)
    form = await open_form(known, "jonas", details.card, LAPSE)
    asked = await submit(known, "jonas", form, reason="Ny platform")
    assert "bad" in said(asked)
    assert now(known, task).state is OccurrenceState.PLANNED
    request = await received(known, task, "mette", "occurrences.request")
    await press(known, "mette", request, APPROVE)
    assert now(known, task).state is OccurrenceState.LAPSED
    late = await press(known, "jonas", shown(known, task, "jonas"), DETAILS)
    assert f"lod det bortfalde {RIGHT_NOW}" in said(late)
    stale = await press(known, "jonas", details.card, DONE)
    assert "lod opgaven bortfalde" in said(stale)


async def test_a_hand_over_moves_the_work_and_tells_the_new_one(known: Example) -> None:
    task = await plan(known, "w-restore-test")
    form = await open_form(known, "jonas", shown(known, task, "jonas"), GIVE)
    sara = known.person("sara")
    given = await submit(known, "jonas", form, to=f"person:{sara.id}", remark="Nøglen er i A2")
    assert f"overdrog {RIGHT_NOW} opgaven til {sara.name}" in said(given)
    assert labels(given.card) == [DETAILS]
    card = await received(known, task, "sara", "occurrences.to-do")
    assert "Nøglen er i A2" in card_text(card)
    refused = await press(known, "jonas", given.card, DETAILS)
    assert labels(refused.card) == ["Opret opgave", "Opret input", "Registrér afvigelse"]
    again = await press(known, "jonas", shown(known, task, "sara"), DONE)
    assert sara.name in said(again)
    form = await open_form(known, "sara", card, DONE)
    await submit(known, "sara", form, answer="Ja", evidence="Log")
    assert now(known, task).part("").done_by == sara.id


async def test_what_is_held_at_a_meeting_moves_with_it(known: Example) -> None:
    meeting = await plan(known, "w-committee-meetings", date(2027, 5, 11))
    review = await plan(known, "w-management-review", date(2027, 5, 11))
    card = shown(known, review, "mette")
    form = await open_form(known, "mette", card, POSTPONE)
    assert "det er mødet, der flyttes" in card_text_of(form)
    await submit(known, "mette", form, due="2027-05-18", reason="Formanden er væk")
    assert now(known, meeting).due == now(known, review).due == date(2027, 5, 18)
    assert now(known, meeting).postponed == 1
    card = shown(known, review, "mette")
    assert "Planlagt til 11. maj 2027" in card_text(card)


def card_text_of(form: object) -> str:
    """Return what stands above a form's fields."""
    intro = getattr(form, "intro", ())
    return " ".join(part.text for text in intro for part in text.line)


@pytest.mark.parametrize("typed", ["/wheel flyt gendannelse", "årshjul flyt gendannelse"])
async def test_a_move_is_typed_by_who_does_it_or_answers_for_it(known: Example, typed: str) -> None:
    task = await plan(known, "w-restore-test")
    for who in ("jonas", "mette"):
        place = "general" if typed.startswith("/") else f"dm-{who}"
        reply = await known.say(who, typed, place)
        assert reply.form is not None and reply.form.title == POSTPONE
    moved = await submit(known, "mette", reply.form, due="2027-06-15", reason="Ny platform")
    assert "flyttede" in said(moved)
    assert now(known, task).due == date(2027, 6, 15)
    told = await received(known, task, "jonas", "occurrences.told")
    assert "til 15. juni 2027" in card_text(told)
