"""The work on one date of the wheel, as those who do it, answer for it and approve it see it."""

import asyncio
from datetime import date, timedelta

import pytest

from bot.cards.codec import card_to_json
from bot.cards.elements import Card, File
from bot.cards.plaintext import card_text
from bot.chat.request import Command, SharedFile
from bot.domain.delivery import Message, MessageState
from bot.domain.occurrences import Occurrence, OccurrenceState
from bot.domain.wheel import System
from bot.domain.wheel_events import FindingNoted
from bot.services.ports import UnitOfWork
from bot.services.reach import where_to_write
from tests.databases import SteppedClock
from tests.example import Example, actor, where
from tests.handlers.asking import audited
from tests.handlers.filling import card_of, open_form, press, said, submit
from tests.handlers.filling import labels as all_labels
from tests.handlers.wheeling import (
    introduce,
    messages,
    now,
    plan,
    received,
    register,
    shown,
    with_pack,
)

DONE, SNOOZE, POSTPONE = "Markér som gennemført", "Påmind mig senere", "Udskyd"
GIVE, DETAILS, LAPSE = "Overdrag", "Se detaljer", "Lad bortfalde"
APPROVE, BACK, REJECT = "Godkend", "Send tilbage", "Afvis"
CALENDAR = "Føj til kalender"
RIGHT_NOW = "tirsdag den 9. marts 2027 kl. 14.30"


def labels(card: Card) -> list[str]:
    """Return what the card's controls say, but for the one that every open date has."""
    return [label for label in all_labels(card) if label != CALENDAR]


@pytest.fixture
async def known(sqlite_example: Example) -> Example:
    """The example on SQLite with everybody's account known."""
    await introduce(sqlite_example)
    return sqlite_example


@pytest.fixture
async def everywhere(example: Example) -> Example:
    """The example on both databases with everybody's account known."""
    await introduce(example)
    return example


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


def sent_file(content: bytes = b"%PDF log", name: str = "gendannelse.pdf") -> SharedFile:
    """Return a file as a platform hands it over."""

    async def read(limit: int) -> bytes:
        return content[:limit]

    return SharedFile(name, len(content), read)


async def test_a_file_comes_with_the_words_and_is_offered_by_the_details(
    everywhere: Example,
) -> None:
    task = await plan(everywhere, "w-restore-test")
    ask = Command(
        actor("jonas"), where("dm-jonas"), "", "udført gendannelse", (), "d1", (sent_file(),)
    )
    reply = await everywhere.house.dispatcher.answer(ask)
    assert "Filen gendannelse.pdf er med som dokumentation." in said(reply)
    assert now(everywhere, task).state is OccurrenceState.PLANNED
    done = await submit(everywhere, "jonas", reply.form, answer="Alt kom tilbage")
    assert now(everywhere, task).state is OccurrenceState.DONE
    details = await press(everywhere, "jonas", done.card, DETAILS)
    (file,) = [element for element in details.card.body if isinstance(element, File)]
    stored = await everywhere.house.services.files.file(file.secret)
    assert stored is not None
    assert (stored.name, stored.content) == ("gendannelse.pdf", b"%PDF log")
    (record,) = await audited(everywhere, "occurrence.evidence-attached")
    assert len(record.data["sha256"]) == 64


async def test_what_shows_it_is_for_those_concerned(known: Example) -> None:
    task = await plan(known, "w-restore-test")
    form = await open_form(known, "jonas", shown(known, task, "jonas"), DONE)
    done = await submit(known, "jonas", form, answer="Gendannet", evidence="Sag 7")
    for who, sees in (("jonas", True), ("mette", True), ("nina", False), ("lone", False)):
        details = said(await press(known, who, done.card, DETAILS))
        assert ("Sag 7" in details) == ("Gendannet" in details) == sees, who
        assert "Status: Gennemført" in details


async def test_a_file_finishes_what_waited_for_it_alone(known: Example) -> None:
    task = await plan(known, "w-restore-test")
    form = await open_form(known, "jonas", shown(known, task, "jonas"), DONE)
    await submit(known, "jonas", form, answer="Gendannet")
    ask = Command(actor("jonas"), where("dm-jonas"), "", "done restore", (), "d1", (sent_file(),))
    reply = await known.house.dispatcher.answer(ask)
    assert "gennemførte opgaven" in said(reply)
    assert now(known, task).state is OccurrenceState.DONE
    assert now(known, task).part("").answer == "Gendannet"


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ((sent_file(), sent_file()), "Send én fil ad gangen."),
        ((sent_file(b""),), "Filen er tom."),
        ((SharedFile("x.pdf", 9 * 1024 * 1024, sent_file().read),), "Filen er for stor."),
    ],
)
async def test_a_file_that_cannot_be_kept_is_said(
    known: Example, files: tuple[SharedFile, ...], sentence: str
) -> None:
    task = await plan(known, "w-restore-test")
    ask = Command(actor("jonas"), where("dm-jonas"), "", "udført gendannelse", (), "d1", files)
    assert sentence in said(await known.house.dispatcher.answer(ask))
    assert now(known, task) == task


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
    assert labels(refused.card) == ["Opret opgave"]
    again = await press(known, "jonas", shown(known, task, "sara"), DONE)
    assert sara.name in said(again)
    form = await open_form(known, "sara", card, DONE)
    await submit(known, "sara", form, answer="Ja", evidence="Log")
    assert now(known, task).part("").done_by == sara.id


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
    assert labels(card) == [APPROVE, BACK, DETAILS]
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


async def test_every_copy_shows_what_happened(known: Example) -> None:
    task = await plan(known, "w-restore-test")
    form = await open_form(known, "jonas", shown(known, task, "jonas"), POSTPONE)
    await submit(known, "jonas", form, due="2027-06-15", reason="Travlt")
    (request,) = await messages(known, task, "mette")
    form = await open_form(known, "jonas", shown(known, task, "jonas"), DONE)
    await submit(known, "jonas", form, answer="Nået alligevel", evidence="Log")
    async with known.house.store.storage.read() as work:
        copies = await work.outbox.copies(f"occurrence/{task.id}/request")
    assert request.id not in {copy.id for copy in copies}
    assert now(known, task).request is None


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


async def remind(example: Example, task: Occurrence, *who: str) -> None:
    """Leave a reminder about an occurrence pending for some people, as a morning does."""
    about = f"occurrence/{task.id}"
    for reader in who:
        person = example.person(reader)
        destination = where_to_write(person)
        assert destination is not None
        message = Message(
            id=f"m-{reader}",
            key=f"reminder:{reader}",
            kind="reminders.told",
            subject=about,
            destination=destination,
            card=card_to_json(shown(example, task, reader)),
            created_at=example.house.clock.now(),
            expires_at=example.house.clock.now() + timedelta(days=5),
            person_id=person.id,
        )
        async with example.house.store.storage.begin() as work:
            await work.outbox.add([message])
            await work.commit()


async def state_of(example: Example, who: str) -> MessageState:
    """Return what became of somebody's reminder."""
    async with example.house.store.storage.read() as work:
        letter = await work.outbox.letter(f"m-{who}")
    assert letter is not None
    return letter.state


async def test_who_has_acted_is_not_reminded(known: Example) -> None:
    task = await plan(known, "w-restore-test")
    await remind(known, task, "jonas", "mette")
    form = await open_form(known, "jonas", shown(known, task, "jonas"), DONE)
    await submit(known, "jonas", form, answer="Ja", evidence="Log")
    for who in ("jonas", "mette"):
        assert await state_of(known, who) is MessageState.CANCELLED


async def test_who_still_owes_a_part_is_reminded(everywhere: Example) -> None:
    lone, bo = everywhere.person("lone"), everywhere.person("bo")
    await register(
        everywhere, System("sys-crm", "Kunder", lone.id), System("sys-erp", "Økonomi", bo.id)
    )
    task = await plan(everywhere, "w-access-review")
    await remind(everywhere, task, "lone", "bo", "mette")
    form = await open_form(everywhere, "lone", shown(everywhere, task, "lone"), DONE)
    await submit(everywhere, "lone", form, reviewed="3", removed="0", evidence="Liste")
    assert await state_of(everywhere, "lone") is MessageState.CANCELLED
    assert await state_of(everywhere, "bo") is MessageState.PENDING
    assert await state_of(everywhere, "mette") is MessageState.PENDING


async def test_a_snooze_keeps_what_a_is_told(known: Example) -> None:
    task = await plan(known, "w-restore-test")
    await remind(known, task, "jonas", "mette")
    form = await open_form(known, "jonas", shown(known, task, "jonas"), SNOOZE)
    await submit(known, "jonas", form, until="2027-03-20", reason="Venter")
    assert await state_of(known, "jonas") is MessageState.CANCELLED
    assert await state_of(known, "mette") is MessageState.PENDING


async def test_each_reader_of_a_copy_sees_what_they_may_still_do(known: Example) -> None:
    task = await plan(known, "w-restore-test")
    await remind(known, task, "jonas", "mette")
    form = await open_form(known, "jonas", shown(known, task, "jonas"), POSTPONE)
    await submit(known, "jonas", form, due="2027-05-03", reason="Travlt")
    async with known.house.store.storage.read() as work:
        updates = {u.person_id: u for u in await every_update(work)}
    mette = card_of(updates[known.person("mette").id])
    jonas = card_of(updates[known.person("jonas").id])
    assert labels(mette)[:2] == [APPROVE, REJECT]
    assert labels(jonas)[0] == DONE
    assert "bad" in card_text(jonas) and "3. maj 2027" in card_text(jonas)


async def every_update(work: UnitOfWork) -> list[Message]:
    """Return the updates that wait to be sent."""
    letters = await work.outbox.letters([MessageState.PENDING])
    return [letter.message for letter in letters if letter.message.updates]


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
