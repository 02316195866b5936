"""The work on one date of the wheel, as those who do it, answer for it and approve it see it."""

import asyncio
from datetime import date

import pytest

from bot.cards.plaintext import card_text
from bot.domain.occurrences import OccurrenceState
from bot.domain.wheel import System
from bot.domain.wheel_events import FindingNoted
from tests.databases import SteppedClock
from tests.example import Example
from tests.handlers.asking import audited
from tests.handlers.filling import open_form, press, said, submit
from tests.handlers.occurring import (
    APPROVE,
    BACK,
    DETAILS,
    DONE,
    GIVE,
    POSTPONE,
    RIGHT_NOW,
    SNOOZE,
    labels,
)
from tests.handlers.wheeling import (
    now,
    plan,
    received,
    register,
    shown,
    with_pack,
)


async def test_one_press_and_its_evidence_finish_a_task(everywhere: Example) -> None:
    task = await plan(everywhere, "w-restore-test")
    card = shown(everywhere, task, "jonas")
    assert labels(card) == [DONE, SNOOZE, POSTPONE, GIVE, DETAILS]
    form = await open_form(everywhere, "jonas", card, DONE)
    done = await submit(everywhere, "jonas", form, answer="Gendannet på 2 timer", evidence="Log 7")
    assert done.replaces
    assert f"Jonas Bak gennemførte opgaven {RIGHT_NOW}." in said(done)
    assert labels(done.card) == [DETAILS]
    assert now(everywhere, task).state is OccurrenceState.DONE
    (record,) = await audited(everywhere, "occurrence.delivered")
    assert record.subject == f"occurrence/{task.id}"
    assert "letters" not in record.data
    details = said(await press(everywhere, "mette", shown(everywhere, task, "mette"), DETAILS))
    assert "Svar: Gendannet på 2 timer" in details
    assert "Dokumentation: Log 7" in details


async def test_a_second_press_says_who_did_it_and_when(known: Example) -> None:
    task = await plan(known, "w-restore-test")
    card = shown(known, task, "jonas")
    form = await open_form(known, "jonas", card, DONE)
    await submit(known, "jonas", form, answer="Ja", evidence="Log")
    sentence = f"Jonas Bak gennemførte allerede opgaven {RIGHT_NOW}."
    for label in (DONE, SNOOZE, POSTPONE, GIVE):
        again = await press(known, "jonas", card, label)
        assert again.form is None
        assert sentence in said(again)
        assert labels(again.card) == [DETAILS]
    assert sentence in said(await submit(known, "jonas", form, answer="Ja", evidence="L"))
    assert len(await audited(known, "occurrence.delivered")) == 1
    assert len(await audited(known, "access.press-too-late")) == 5


@pytest.mark.parametrize("label", [DONE, SNOOZE, POSTPONE, GIVE])
async def test_somebody_else_is_told_who_can(known: Example, label: str) -> None:
    task = await plan(known, "w-restore-test")
    card = shown(known, task, "jonas")
    reply = await press(known, "nina", card, label)
    assert reply.form is None
    assert "Det kan du ikke." in said(reply)
    assert "Jonas Bak" in said(reply)
    assert now(known, task) == task
    assert labels(shown(known, task, "nina")) == [DETAILS]


async def test_two_who_press_at_once_do_it_once(everywhere: Example) -> None:
    task = await plan(everywhere, "w-restore-test")
    card = shown(everywhere, task, "jonas")
    forms = [await open_form(everywhere, "jonas", card, DONE) for _ in range(2)]
    replies = await asyncio.gather(
        *(submit(everywhere, "jonas", form, answer="Ja", evidence="L") for form in forms)
    )
    texts = sorted(said(reply) for reply in replies)
    assert sum("gennemførte allerede" in text for text in texts) == 1
    assert len(await audited(everywhere, "occurrence.delivered")) == 1


async def test_without_evidence_it_waits_and_says_what_is_missing(known: Example) -> None:
    task = await plan(known, "w-restore-test")
    form = await open_form(known, "jonas", shown(known, task, "jonas"), DONE)
    waits = await submit(known, "jonas", form, answer="Gendannet")
    assert "der mangler dokumentation" in said(waits)
    assert "Det, der mangler: Log over gennemført gendannelsestest." in said(waits)
    assert "Status: Afventer dokumentation" in said(waits)
    assert now(known, task).state is OccurrenceState.AWAITING_EVIDENCE
    assert now(known, task).part("").done_at is None
    again = await open_form(known, "jonas", waits.card, DONE)
    assert again.fields[0].value == "Gendannet"
    done = await submit(known, "jonas", again, link="https://intranet.example.dk/log")
    assert now(known, task).state is OccurrenceState.DONE
    assert "Status: Gennemført" in said(done)


async def test_a_link_must_be_an_address(known: Example) -> None:
    task = await plan(known, "w-restore-test")
    form = await open_form(known, "jonas", shown(known, task, "jonas"), DONE)
    reply = await submit(known, "jonas", form, answer="Ja", link="javascript:alert(1)")
    assert set(reply.errors) == {"link"}
    assert reply.form is not None
    assert reply.form.fields[0].value == "Ja"
    assert now(known, task) == task


async def test_a_second_person_approves_and_the_doer_hears(
    known: Example, clock: SteppedClock
) -> None:
    task = await plan(known, "w-risk-assessment")
    form = await open_form(known, "mette", shown(known, task, "mette"), DONE)
    assert form.fields[0].label.startswith("Er risikobilledet ændret, og hvilke risici")
    done = await submit(known, "mette", form, answer="Uændret", evidence="Rapport")
    assert "Den venter på godkendelse af Anders" in said(done)
    assert now(known, task).state is OccurrenceState.TO_APPROVE
    card = await received(known, task, "anders", "occurrences.to-approve")
    assert labels(card) == [APPROVE, BACK, DETAILS, "Send til afstemning"]
    assert "Rapport" in card_text(card)
    refused = said(await press(known, "mette", card, APPROVE))
    assert "Anders" in refused and "Det kan du ikke" in refused
    form = await open_form(known, "anders", card, BACK)
    await submit(known, "anders", form, reason="Bilag 2 mangler")
    back = await received(known, task, "mette", "occurrences.to-do")
    assert "Bilag 2 mangler" in card_text(back)
    assert now(known, task).state is OccurrenceState.STARTED
    assert "ikke noget at godkende" in said(await press(known, "anders", card, APPROVE))
    clock.advance(hours=1)
    form = await open_form(known, "mette", back, DONE)
    await submit(known, "mette", form, answer="Uændret", evidence="Rapport med bilag 2")
    stale = said(await press(known, "anders", card, APPROVE))
    assert "efter at beskeden blev vist" in stale
    card = await received(known, task, "anders", "occurrences.to-approve")
    approved = await press(known, "anders", card, APPROVE)
    assert "godkendte opgaven" in said(approved)
    assert now(known, task).state is OccurrenceState.DONE
    told = await received(known, task, "mette", "occurrences.told")
    assert "godkendte opgaven" in card_text(told)
    twice = said(await press(known, "anders", card, APPROVE))
    assert "godkendte allerede opgaven" in twice
    (record,) = await audited(known, "occurrence.approved")
    assert record.data["control"] == ""


async def test_a_doer_approves_only_where_nobody_else_can(known: Example) -> None:
    example = known
    task = await plan(example, "w-roles-review")
    form = await open_form(example, "mette", shown(example, task, "mette"), GIVE)
    anders = example.person("anders")
    await submit(example, "mette", form, to=f"person:{anders.id}")
    form = await open_form(example, "anders", shown(example, task, "anders"), DONE)
    done = await submit(example, "anders", form, answer="Ja", evidence="Matrix")
    assert "lige nu er der ingen anden, der kan godkende" in said(done)
    await with_pack(example, "public")
    refused = await press(example, "anders", done.card, APPROVE)
    assert "funktionsadskillelse" in said(refused)
    await with_pack(example, "sme")
    form = await open_form(example, "anders", done.card, APPROVE)
    empty = await submit(example, "anders", form, control=" ")
    assert empty.errors
    approved = await submit(example, "anders", form, control="Revisor ser på det i maj")
    assert "Kompenserende kontrol: Revisor ser på det i maj" in said(approved)
    (record,) = await audited(example, "occurrence.approved")
    assert record.data["control"] == "Revisor ser på det i maj"


async def test_the_risk_plan_is_updated_or_reasoned_sufficient(known: Example) -> None:
    task = await plan(known, "w-risk-treatment-plan")
    form = await open_form(known, "mette", shown(known, task, "mette"), DONE)
    assert form.fields[0].label.startswith("Er planen opdateret?")
    bare = await submit(known, "mette", form, evidence="Plan")
    assert set(bare.errors) == {"plan"}
    hollow = await submit(known, "mette", form, plan="sufficient", evidence="Plan")
    assert "hvorfor planen stadig er dækkende" in hollow.errors["answer"]
    done = await submit(
        known, "mette", form, plan="sufficient", answer="Ingen nye risici", evidence="Plan"
    )
    assert "stadig dækkende" in said(done)
    assert "Ingen nye risici" in said(done)


async def test_an_access_review_counts_system_by_system(known: Example) -> None:
    owners = {name: known.person(name).id for name in ("lone", "bo")}
    await register(
        known,
        System("sys-crm", "Kundekartotek", owners["lone"]),
        System("sys-pay", "Løn", owners["lone"]),
        System("sys-erp", "Økonomi", owners["bo"]),
    )
    task = await plan(known, "w-access-review")
    card = shown(known, task, "lone")
    assert card.title.endswith(": Kundekartotek")
    form = await open_form(known, "lone", card, DONE)
    wrong = await submit(known, "lone", form, reviewed="12", removed="13", evidence="Liste")
    assert "flere" in wrong.errors["removed"]
    words = await submit(known, "lone", form, reviewed="tolv", removed="1", evidence="Liste")
    assert "helt tal" in words.errors["reviewed"]
    first = await submit(known, "lone", form, reviewed="1.200", removed="3", evidence="Liste")
    assert "Hele opgaven: 1 af 3 dele er gennemført" in said(first)
    assert now(known, task).state is OccurrenceState.STARTED
    card = shown(known, task, "lone")
    assert card.title.endswith(": Løn")
    form = await open_form(known, "lone", card, DONE)
    await submit(known, "lone", form, reviewed="4", removed="0", evidence="Liste")
    form = await open_form(known, "bo", shown(known, task, "bo"), DONE)
    last = await submit(known, "bo", form, reviewed="9", removed="9", evidence="Liste")
    assert now(known, task).state is OccurrenceState.DONE
    details = said(await press(known, "bo", last.card, DETAILS))
    assert "Gennemgået: 9. Fjernet: 9." in details


async def test_a_finding_becomes_an_event_once(known: Example) -> None:
    task = await plan(known, "w-restore-test")
    form = await open_form(known, "jonas", shown(known, task, "jonas"), DONE)
    await submit(known, "jonas", form, answer="Ja", evidence="Log", finding="Disk 3 er langsom")
    (record,) = await audited(known, FindingNoted.kind)
    assert "text" not in record.data


async def test_a_cpr_number_is_masked_and_said(known: Example) -> None:
    task = await plan(known, "w-restore-test")
    form = await open_form(known, "jonas", shown(known, task, "jonas"), DONE)
    done = await submit(known, "jonas", form, answer="010190-1234 er slettet", evidence="Log")
    assert "010190" not in said(done)
    assert "Skriv ikke cpr-numre her." in said(done)
    assert "010190" not in now(known, task).part("").answer


@pytest.mark.parametrize(
    "words",
    ["gendannelsestest", "restore", "test af gendannelse", "backup", "GENDANNELSE?"],
)
async def test_words_find_ones_own_task(known: Example, words: str) -> None:
    await plan(known, "w-restore-test")
    await plan(known, "w-restore-test", date(2027, 9, 14))
    await plan(known, "w-measurements", date(2027, 8, 31))
    reply = await known.say("jonas", f"udført {words}", "dm-jonas")
    assert reply.form is not None
    assert "31. marts 2027" in said(reply)


async def test_words_that_fit_several_ask_which(known: Example) -> None:
    await plan(known, "w-awareness", date(2027, 3, 15))
    await plan(known, "w-awareness-october", date(2027, 10, 4))
    reply = await known.say("mette", "udført aware", "dm-mette")
    assert "Hvilken opgave er gennemført?" in said(reply)
    assert reply.form is None
    none = await known.say("mette", "udført parkeringskort", "dm-mette")
    assert "Jeg fandt ingen åben opgave hos dig" in said(none)
    assert len(labels(none.card)) == 2
    nobody = await known.say("nina", "udført awareness", "dm-nina")
    assert "Du har ingen åbne opgaver i årshjulet" in said(nobody)
