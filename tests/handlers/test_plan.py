"""`/isms plan` and `/isms task`: given, carried out, approved, and how the plan differs since."""

from datetime import date

import pytest

from bot.cards.elements import Card, TextField
from bot.cards.plaintext import card_text
from bot.chat.reply import Audience, Reply
from bot.chat.request import MessageShortcut
from bot.domain.plan import Bearer, PlanTask, TaskState
from bot.domain.wheel_events import FindingNoted
from tests.databases import SteppedClock
from tests.example import Example, actor, where
from tests.handlers.asking import audited
from tests.handlers.filling import (
    card_of,
    labels,
    open_form,
    press,
    said,
    sent,
    submit,
)

DONE, POSTPONE = "Markér som gennemført", "Udskyd"


@pytest.fixture
async def plan(sqlite_example: Example) -> Example:
    """The example with everybody's account known."""
    for who in ("mette", "anders", "jonas", "nina", "lone", "sara"):
        await sqlite_example.say(who, "/isms")
    return sqlite_example


def newest(example: Example) -> PlanTask:
    """Return the task that was made last."""
    return example.organisation.plan.tasks[-1]


async def given(example: Example, who: str, kind: str = "plan.given") -> list[Card]:
    """Return the cards of a kind that somebody was sent, the replacements included."""
    person = example.person(who)
    tasks = [f"plan/{t.id}" for t in example.organisation.plan.tasks]
    async with example.house.store.storage.read() as work:
        found = [m for s in tasks for m in await work.outbox.copies(s, kind)]
    return [card_of(m) for m in found if m.person_id == person.id]


# -- giving


async def test_the_function_gives_a_task_and_the_one_who_gets_it_is_told(plan: Example) -> None:
    reply = await plan.say("mette", "/isms opgave Ryd op i adgange @jonas senest 1. april")
    task = newest(plan)
    assert "Opgaven er oprettet" in said(reply)
    assert (task.title.da, task.due, task.years) == ("Ryd op i adgange", date(2027, 4, 1), (2027,))
    assert task.responsible == Bearer(person_id=plan.person("jonas").id)
    assert task.accountable == Bearer(role_id="infosec-function")
    assert task.state is TaskState.PROPOSED
    (card,) = await given(plan, "jonas")
    assert "Mette Sørensen har sat dig som udførende (R)" in card.why
    assert {DONE, POSTPONE, "Sæt i gang"} <= set(labels(card))
    (event,) = await audited(plan, "plan.task-added")
    assert event.data["responsible"] == f"person:{plan.person('jonas').id}"
    assert "adgange" not in str(event.data)


async def test_the_same_in_english_from_plain_text(plan: Example) -> None:
    await plan.say("mette", "task Clean up accesses @Jonas Bak by 2027-04-01", "dm-mette")
    assert newest(plan).title.in_language("da") == "Clean up accesses"
    assert newest(plan).responsible.person_id == plan.person("jonas").id


async def test_anybody_may_have_a_task_of_their_own_and_is_not_told_of_it(plan: Example) -> None:
    reply = await plan.say("nina", "/isms opgave Læs politikken senest fredag")
    nina = Bearer(person_id=plan.person("nina").id)
    assert (newest(plan).responsible, newest(plan).accountable) == (nina, nina)
    assert newest(plan).due == date(2027, 3, 12)
    assert "oprettet til dig" in said(reply)
    assert await given(plan, "nina") == []


async def test_only_the_function_and_those_with_a_give_tasks_to_others(plan: Example) -> None:
    before = plan.organisation.plan.tasks
    refused = await plan.say("nina", "/isms opgave Gør noget @jonas senest fredag")
    assert "kan give opgaver til andre" in said(refused)
    assert plan.organisation.plan.tasks == before
    await plan.say("lone", "/isms opgave Gennemgå systemet @jonas senest fredag")
    assert newest(plan).accountable == Bearer(person_id=plan.person("lone").id)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("opgave Ring senest 31. februar", "Jeg kan ikke læse fristen »31. februar«"),
        ("opgave Ring senest 1. marts 2027", "er passeret"),
        ("opgave Ring @ingenmand senest fredag", "Jeg kender ingen »@ingenmand«"),
        ("opgave senest fredag", "Skriv, hvad der skal gøres"),
    ],
)
async def test_what_cannot_be_read_is_told_and_nothing_is_made(
    plan: Example, typed: str, sentence: str
) -> None:
    before = plan.organisation.plan.tasks
    assert sentence in said(await plan.say("mette", f"/isms {typed}"))
    assert plan.organisation.plan.tasks == before


async def test_a_cpr_number_is_masked_and_the_writer_told(plan: Example) -> None:
    reply = await plan.say("mette", "/isms opgave Ring til 010190-1234 senest fredag")
    assert newest(plan).title.da == "Ring til xxxxxx-xxxx"
    assert "ligner et cpr-nummer" in said(reply)


# -- the form


async def test_a_form_makes_a_treatment_item_and_says_what_is_missing(plan: Example) -> None:
    page = await plan.say("mette", "/isms plan")
    form = await open_form(plan, "mette", page.card, "Ny risikohåndtering")
    wrong = await submit(
        plan,
        "mette",
        form,
        title="Bær risikoen",
        risk="Gammelt system",
        option="accept",
        years="2027-2040",
        cost="mange",
    )
    assert wrong.form is not None
    assert set(wrong.errors) == {"cost"}
    wrong = await submit(plan, "mette", wrong.form, cost="25.000 kr.")
    assert set(wrong.errors) == {"years", "accepted_until"}
    saved = await submit(plan, "mette", wrong.form, years="2027, 2028", accepted_until="2027-12-31")
    assert "Risikohåndtering: Bær risikoen" in said(saved)
    task = newest(plan)
    assert task.treatment is not None
    assert (task.cost, task.years) == (25_000, (2027, 2028))


async def test_the_task_of_a_message_links_to_it(plan: Example) -> None:
    request = MessageShortcut(
        actor("nina"),
        where("general"),
        "plan.from-message",
        "Printeren  står åben\nfor alle",
        "https://example.slack.com/archives/C1/p1",
    )
    reply = await plan.house.dispatcher.answer(request)
    assert reply.form is not None
    title = reply.form.fields[0]
    assert isinstance(title, TextField)
    assert title.value == "Printeren står åben for alle"
    shown = await submit(plan, "nina", reply.form)
    assert newest(plan).origin.link == "https://example.slack.com/archives/C1/p1"
    assert "Se beskeden" in said(shown)


async def test_what_work_on_the_wheel_finds_becomes_a_proposed_task(plan: Example) -> None:
    occurrence = plan.organisation.wheel.occurrences[0]
    item = plan.organisation.wheel.item[occurrence.item_id]
    mette = plan.person("mette").id
    noted = FindingNoted(occurrence.id, item.id, mette, "Gæster har nøgler, 010190-1234")
    async with plan.house.store.storage.begin() as work:
        await plan.house.store.journal.record(work, noted, mette)
        await work.commit()
    await plan.house.snapshots.refresh()
    task = newest(plan)
    assert (task.title.da, task.state) == ("Gæster har nøgler, xxxxxx-xxxx", TaskState.PROPOSED)
    assert task.origin.subject == f"occurrence/{occurrence.id}"
    assert task.responsible == Bearer(role_id=item.responsible)
    assert await audited(plan, "plan.task-added")
    shown = said(await plan.press("mette", "plan.task", task.id))
    assert f"Årshjulet: {item.label.da}" in shown


async def test_one_press_on_a_date_of_the_wheel_makes_a_task_of_it(plan: Example) -> None:
    occurrence = plan.organisation.wheel.occurrences[0]
    reply = await plan.press("mette", "plan.add", f"occurrence/{occurrence.id}")
    await submit(plan, "mette", reply.form, title="Følg op")
    assert newest(plan).origin.subject == f"occurrence/{occurrence.id}"


async def test_two_who_edit_at_once_do_not_overwrite_each_other(plan: Example) -> None:
    made = await plan.say("mette", "/isms opgave Ryd op @jonas senest 1. april")
    first = await open_form(plan, "mette", made.card, "Redigér")
    second = await open_form(plan, "jonas", made.card, "Redigér")
    await submit(plan, "mette", first, priority="high")
    again = await submit(plan, "jonas", second, title="Ryd godt op")
    assert again.form is not None
    assert again.errors[""]
    assert newest(plan).title.da == "Ryd op"


# -- carrying out


async def test_done_takes_evidence_and_the_giver_hears_it(plan: Example) -> None:
    await plan.say("mette", "/isms opgave Ryd op @jonas senest 1. april")
    (card,) = await given(plan, "jonas")
    form = await open_form(plan, "jonas", card, DONE)
    missing = await submit(plan, "jonas", form)
    assert "hvad der viser" in missing.errors["evidence"]
    done = await submit(plan, "jonas", form_of(missing), evidence="12 adgange lukket")
    assert "Opgaven er gennemført" in said(done)
    assert done.replaces
    (told,) = await given(plan, "mette", "plan.outcome")
    assert "Jonas Bak har gennemført opgaven" in str(told)
    again = await press(plan, "jonas", card, DONE)
    assert "Opgaven er allerede gennemført" in said(again)
    assert "12 adgange lukket" in said(again)


async def test_who_has_no_part_in_it_is_refused(plan: Example) -> None:
    await plan.say("mette", "/isms opgave Ryd op @jonas senest 1. april")
    (card,) = await given(plan, "jonas")
    refused = await press(plan, "nina", card, "Sæt i gang")
    assert "kan ændres af den, der udfører den (R)" in said(refused)
    assert refused.audience is Audience.PERSONAL


async def test_postponing_takes_a_later_date_and_a_reason(plan: Example) -> None:
    await plan.say("mette", "/isms opgave Ryd op @jonas senest 1. april")
    (card,) = await given(plan, "jonas")
    form = await open_form(plan, "jonas", card, POSTPONE)
    wrong = await submit(plan, "jonas", form, due="2027-03-20", reason="Sygdom")
    assert "efter den nuværende" in wrong.errors["due"]
    await submit(plan, "jonas", form_of(wrong), due="2027-05-01")
    assert (newest(plan).due, newest(plan).reason) == (date(2027, 5, 1), "Sygdom")
    (told,) = await given(plan, "mette", "plan.outcome")
    assert "Den nye frist er 1. maj 2027" in str(told)


async def test_the_doer_does_not_verify_the_effect(plan: Example) -> None:
    page = await plan.say("mette", "/isms plan")
    form = await open_form(plan, "mette", page.card, "Ny risikohåndtering")
    jonas = f"person:{plan.person('jonas').id}"
    people = {"responsible": jonas, "accountable": f"person:{plan.person('anders').id}"}
    made = await submit(plan, "mette", form, title="MFA", risk="Tyveri", **people)
    doing = await open_form(plan, "jonas", made.card, DONE)
    done = await submit(plan, "jonas", doing, link="https://example.dk/x")
    # Who has A hears it, for the effect is to be verified.
    (told,) = await given(plan, "anders", "plan.outcome")
    assert "Jonas Bak har gennemført opgaven" in card_text(told)
    assert "Verificér effekten" not in labels(done.card)
    refused = await plan.press("jonas", "plan.verify", newest(plan).id)
    assert "funktionsadskillelse" in said(refused)
    shown = await plan.press("mette", "plan.task", newest(plan).id)
    verified = await open_form(plan, "mette", shown.card, "Verificér effekten")
    await submit(plan, "mette", verified, answer="Ingen login uden MFA")
    assert newest(plan).state is TaskState.VERIFIED


# -- the view, the approval and the variance


async def test_the_pack_s_tasks_stand_in_the_plan_merged_or_apart(plan: Example) -> None:
    merged = said(await plan.say("nina", "/isms årsplan"))
    assert "Indfør multifaktorautentificering på alle eksterne adgange" in merged
    assert "R: Systemadministrator" in merged
    apart = said(await plan.say("nina", "/isms plan risici"))
    assert "ingen risikohåndtering" in apart
    year = await plan.say("nina", "/isms plan 2029")
    assert "penetrationstest" in said(year)
    assert "multifaktor" not in said(year)


async def test_the_chair_approves_and_the_plan_then_shows_its_variance(
    plan: Example, clock: SteppedClock
) -> None:
    page = await plan.say("mette", "/isms plan")
    asked = await press(plan, "mette", page.card, "Bed om godkendelse")
    assert "1 person er bedt om at godkende" in said(asked)
    (question,) = await sent(plan, "plan.to-approve")
    assert question.person_id == plan.person("anders").id
    refused = await press(plan, "mette", card_of(question), "Godkend planen")
    assert "udvalgets formand" in said(refused)
    approved = await press(plan, "anders", card_of(question), "Godkend planen")
    assert "Version 1 er godkendt af Anders Holm" in said(approved)
    assert {t.state for t in plan.organisation.plan.tasks} == {TaskState.APPROVED}
    again = await press(plan, "anders", card_of(question), "Godkend planen")
    assert "allerede godkendt som version 1" in said(again)

    clock.advance(days=1)
    await plan.say("mette", "/isms opgave Ny opgave @jonas senest 1. april")
    mfa = await plan.press("mette", "plan.task", "p-mfa")
    form = await open_form(plan, "mette", mfa.card, POSTPONE)
    await submit(plan, "mette", form, due="2028-02-01", reason="Leverandøren er forsinket")
    clauses = await plan.press("mette", "plan.task", "p-supplier-clauses")
    form = await open_form(plan, "mette", clauses.card, "Annullér opgaven")
    await submit(plan, "mette", form, reason="Klaret i udbuddet")
    changes = said(await plan.say("anders", "/isms plan afvigelser"))
    assert "Planen afviger fra den godkendte version på 3 punkter" in changes
    for part in (
        "Kommet til",
        "Ny opgave",
        "Frist: intet → 1. februar 2028",
        "År: 2027 → 2027, 2028",
        "Taget ud",
        "Annulleret: Klaret i udbuddet",
    ):
        assert part in changes


async def test_a_plan_that_has_changed_since_is_not_approved_unseen(plan: Example) -> None:
    page = await plan.say("anders", "/isms plan")
    await plan.say("mette", "/isms opgave Ny opgave @jonas senest 1. april")
    late = await press(plan, "anders", page.card, "Godkend planen")
    assert "Planen er ændret, siden kortet blev vist" in said(late)
    assert plan.organisation.plan.approved is None
    assert await audited(plan, "access.press-too-late")


async def test_an_author_approves_in_a_small_organisation_with_a_control(plan: Example) -> None:
    await plan.say("anders", "/isms opgave Min egen opgave senest 1. april")
    page = await plan.say("anders", "/isms plan")
    reply = await press(plan, "anders", page.card, "Godkend planen")
    missing = await submit(plan, "anders", reply.form)
    assert missing.errors
    await submit(plan, "anders", form_of(missing), control="Revisor gennemgår i maj")
    approved = plan.organisation.plan.approved
    assert approved is not None
    assert approved.control == "Revisor gennemgår i maj"


async def test_only_the_function_asks_for_the_approval(plan: Example) -> None:
    page = await plan.say("nina", "/isms plan")
    assert not {"Bed om godkendelse", "Godkend planen"} & set(labels(page.card))
    refused = await plan.press("nina", "plan.submit", "x")
    assert "Det kan kun informationssikkerhedsfunktionen" in said(refused)


def form_of(reply: Reply):  # type: ignore[no-untyped-def]
    """Return a reply's form."""
    assert reply.form is not None
    return reply.form
