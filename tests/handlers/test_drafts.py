"""`/raci set` and `/raci draft`: from a saved row to a version in force, as people see it."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.cards.codec import card_from_json
from bot.cards.elements import Button, Card, ChoiceField, Form, Picture, Style
from bot.cards.plaintext import card_text
from bot.chat.ports import DirectoryProfile
from bot.chat.reply import Reply
from bot.chat.request import Actor, ButtonPress, Command, FormSubmit, Place, PlaceKind
from bot.domain.delivery import Message
from bot.domain.raci import MatrixStatus
from tests.databases import SteppedClock
from tests.example import Example, actor, where
from tests.handlers.asking import OneDirectory, account, audited

METTE, ANDERS = "mette", "anders"
SUBMIT, DISCARD = "Send til godkendelse", "Kassér kladden"
APPROVE, SEND_BACK, REJECT = "Godkend", "Send tilbage", "Afvis"


async def submit(
    example: Example, who: str, form: Form | None, **values: str | tuple[str, ...]
) -> Reply:
    """Fill a form in, what stands in it left as it is, and submit it."""
    assert form is not None
    filled = {f.name: f.chosen for f in form.fields if isinstance(f, ChoiceField)}
    filled |= {n: v if isinstance(v, tuple) else (v,) for n, v in values.items()}
    request = FormSubmit(actor(who), where(f"dm-{who}"), form.action, form.value, filled)
    return await example.house.dispatcher.answer(request)


async def press(example: Example, who: str, card: Card, label: str) -> Reply:
    """Press a button by its label."""
    (button,) = [c for c in card.controls if isinstance(c, Button) and c.label == label]
    request = ButtonPress(actor(who), where(f"dm-{who}"), button.action, button.value, "m1")
    return await example.house.dispatcher.answer(request)


def labels(card: Card) -> list[str]:
    """Return what the card's buttons say."""
    return [control.label for control in card.controls]


async def save(example: Example, who: str = METTE, **values: str | tuple[str, ...]) -> Reply:
    """Change the row of backup: legal is consulted from now on, unless told otherwise."""
    opened = await example.say(who, "/raci ret backup")
    return await submit(example, who, opened.form, **(values or {"C": ("legal",)}))


async def submitted(example: Example, who: str = METTE) -> Reply:
    """Save a change and submit it."""
    return await press(example, who, (await save(example, who)).card, SUBMIT)


async def outbox(example: Example, kind: str, version: int = 2) -> Sequence[Message]:
    """Return the messages of a kind about a draft's submissions and about the draft itself."""
    found: list[Message] = []
    async with example.house.store.storage.read() as work:
        for subject in (f"matrix/{version}", *(f"matrix/{version}/{n}" for n in range(4))):
            found += await work.outbox.copies(subject, kind)
    return found


async def card_for(example: Example, kind: str, who: str) -> Card:
    """Return the newest card of a kind that went to somebody."""
    mine = [m for m in await outbox(example, kind) if m.person_id == example.person(who).id]
    return card_from_json(dict(mine[-1].card))


@pytest.fixture
async def bound(sqlite_example: Example) -> Example:
    """The example with the accounts of those who edit and approve known."""
    for who in (METTE, ANDERS, "lone"):
        await sqlite_example.say(who, "/isms")
    return sqlite_example


async def test_a_change_runs_from_draft_to_sent_back_to_force(
    example: Example, clock: SteppedClock
) -> None:
    for who in (METTE, ANDERS):
        await example.say(who, "/isms")
    saved = await save(example)
    assert "Backup: Systemejer: C → –; Jura: – → C" in card_text(saved.card)
    assert saved.replaces
    sent = await press(example, METTE, saved.card, SUBMIT)
    assert "Kladden er sendt til Anders Holm." in card_text(sent.card)
    assert sent.replaces

    asked = await card_for(example, "drafts.to-approve", ANDERS)
    assert labels(asked)[:3] == [APPROVE, SEND_BACK, REJECT]
    form = (await press(example, ANDERS, asked, SEND_BACK)).form
    returned = await submit(example, ANDERS, form, reason="Spørg også Lone.")
    assert "Anders Holm sendte version 2 tilbage" in card_text(returned.card)
    heard = await card_for(example, "drafts.outcome", METTE)
    assert "Spørg også Lone." in card_text(heard)
    assert labels(heard) == ["Se kladden"]

    clock.advance(minutes=5)
    again = await press(example, METTE, (await save(example, C=("legal", "hr"))).card, SUBMIT)
    assert "Matrix, version 2: Til godkendelse" in card_text(again.card)
    asked = await card_for(example, "drafts.to-approve", ANDERS)
    approved = await press(example, ANDERS, asked, APPROVE)
    assert approved.replaces
    assert labels(approved.card) == []
    assert "Anders Holm godkendte version 2" in card_text(approved.card)
    assert example.organisation.matrix.status is MatrixStatus.IN_FORCE
    assert example.organisation.matrix.version == 2
    assert example.organisation.draft is None
    said = card_text((await example.say("nina", "/raci backup")).card)
    assert "version 2 · Gældende" in said
    assert "Konsulteres (C): Jura" in said
    heard = await card_for(example, "drafts.outcome", METTE)
    assert "Anders Holm godkendte version 2" in card_text(heard)
    assert "Jura: – → C" in card_text(heard)


async def test_without_an_activity_one_is_chosen_in_a_form(bound: Example) -> None:
    reply = await bound.say(METTE, "/raci set")
    assert next(c.opens for c in reply.card.controls if isinstance(c, Button))
    opened = await submit(bound, METTE, reply.form, activity="backup")
    assert opened.form is not None
    assert opened.form.action == "drafts.row"
    named = await submit(bound, METTE, reply.form, activity="Awareness")
    assert named.form is not None


@pytest.mark.parametrize("text", ["/raci ret backup", "/raci set backup", "raci ret BACKUP"])
async def test_the_form_shows_what_stands_there_now(bound: Example, text: str) -> None:
    place = "general" if text.startswith("/") else "dm-mette"
    form = (await bound.say(METTE, text, place)).form
    assert form is not None
    fields = {field.name: field for field in form.fields if isinstance(field, ChoiceField)}
    row = bound.organisation.matrix.cells["backup"]
    for letter in "ARCI":
        chosen = {role for role, letters in row.items() if letter in letters}
        assert set(fields[letter].chosen) == chosen
        assert fields[letter].several is (letter != "A")


async def test_the_form_shows_the_drafts_row_when_there_is_one(bound: Example) -> None:
    await save(bound)
    form = (await bound.say(METTE, "/raci ret backup")).form
    assert form is not None
    (consulted,) = [f for f in form.fields if isinstance(f, ChoiceField) and f.name == "C"]
    assert consulted.chosen == ("legal",)


async def test_an_unknown_activity_offers_the_nearest(bound: Example) -> None:
    reply = await bound.say(METTE, "/raci ret parkeringskort")
    assert reply.form is None
    assert all(c.opens for c in reply.card.controls if isinstance(c, Button))
    assert "parkeringskort" in card_text(reply.card)


async def test_saving_the_same_changes_nothing(bound: Example) -> None:
    opened = await bound.say(METTE, "/raci ret backup")
    reply = await submit(bound, METTE, opened.form)
    assert "Intet er ændret" in card_text(reply.card)
    assert bound.organisation.draft is None
    assert await audited(bound, "matrix.draft-started") == []


async def test_a_draft_with_faults_is_saved_and_cannot_be_submitted(bound: Example) -> None:
    reply = await save(bound, R=())
    said = card_text(reply.card)
    assert "Står i vejen for godkendelse" in said
    assert "Backup" in said
    assert SUBMIT not in labels(reply.card)
    assert bound.organisation.draft is not None


async def test_only_those_who_may_edit_see_the_draft_in_look_ups(bound: Example) -> None:
    await save(bound)
    for who, sees in ((METTE, True), ("nina", False), (ANDERS, False)):
        card = (await bound.say(who, "/raci backup")).card
        assert ("Kladde v2 ændrer dette" in card_text(card)) is sees
        assert ("Ret" in labels(card)) is sees
    role = (await bound.say(METTE, "/raci jura")).card
    assert "Backup: – → C" in card_text(role)
    shared = await bound.press(METTE, "raci.share", "activity:backup")
    assert "Kladde" not in card_text(shared.card)


async def test_an_answer_that_all_see_in_teams_keeps_the_draft_to_itself(bound: Example) -> None:
    await save(bound)
    profile = DirectoryProfile("Mette Sørensen", "mette@example.dk", member=True)
    bound.house.dispatcher.attach({"teams": OneDirectory(profile)})
    who = account("teams", "T-mette")
    for kind, sees in ((PlaceKind.DIRECT, True), (PlaceKind.CHANNEL, False)):
        place = Place("teams", who.tenant, "c1", kind)
        asked = Command(Actor(who), place, "", "raci backup")
        card = (await bound.house.dispatcher.answer(asked)).card
        assert ("Kladde v2 ændrer dette" in card_text(card)) is sees
        assert ("Ret" in labels(card)) is sees


async def test_the_button_of_a_look_up_opens_the_form(bound: Example) -> None:
    card = (await bound.say(METTE, "/raci backup")).card
    (button,) = [c for c in card.controls if isinstance(c, Button) and c.label == "Ret"]
    assert button.opens
    assert (await press(bound, METTE, card, "Ret")).form is not None


@pytest.mark.parametrize("who", ["nina", ANDERS, "lone"])
async def test_who_may_not_edit_is_refused_and_recorded(bound: Example, who: str) -> None:
    for reply in (
        await bound.say(who, "/raci ret backup"),
        await bound.press(who, "drafts.edit", "backup"),
        await bound.press(who, "drafts.submit", "2:x"),
    ):
        assert "Kun informationssikkerhedsfunktionen kan rette matrixen" in card_text(reply.card)
    assert len(await audited(bound, "access.action-refused")) == 3


async def test_who_may_not_approve_is_refused_and_recorded(bound: Example) -> None:
    await submitted(bound)
    asked = await card_for(bound, "drafts.to-approve", ANDERS)
    for label in (APPROVE, SEND_BACK, REJECT):
        reply = await press(bound, METTE, asked, label)
        assert "ansvarlig (A) for rollefordelingen" in card_text(reply.card)
    refused = await audited(bound, "access.action-refused")
    assert [r.data["ability"] for r in refused] == ["approve-matrix"] * 3
    assert bound.organisation.draft is not None


async def test_a_second_press_says_who_did_it_and_is_recorded(bound: Example) -> None:
    await submitted(bound)
    asked = await card_for(bound, "drafts.to-approve", ANDERS)
    await press(bound, ANDERS, asked, APPROVE)
    second = await press(bound, ANDERS, asked, APPROVE)
    said = card_text(second.card)
    assert "Anders Holm har allerede godkendt version 2 tirsdag den 9. marts 2027" in said
    assert second.replaces
    assert labels(second.card) == []
    (late,) = await audited(bound, "access.press-too-late")
    assert late.data == {"action": "drafts.approve", "reason": "draft-is-approved"}
    assert len(await audited(bound, "matrix.approved")) == 1


async def test_a_stale_card_is_refused_recorded_and_made_anew(
    bound: Example, clock: SteppedClock
) -> None:
    """What the approver saw is not what is there: it is never approved unseen."""
    card = (await submitted(bound)).card
    asked = await card_for(bound, "drafts.to-approve", ANDERS)
    drawn = await press(bound, METTE, card, "Træk tilbage")
    clock.advance(minutes=1)
    await press(bound, METTE, (await save(bound, C=("hr",))).card, SUBMIT)
    for label in (APPROVE, SEND_BACK, REJECT):
        stale = await press(bound, ANDERS, asked, label)
        assert "er ændret, siden kortet blev vist" in card_text(stale.card)
        assert "HR-funktionen: – → C" in card_text(stale.card)
        assert labels(stale.card)[:3] == [APPROVE, SEND_BACK, REJECT]
    assert len(await audited(bound, "access.press-too-late")) == 3
    fresh = await press(bound, ANDERS, stale.card, APPROVE)
    assert "godkendte version 2" in card_text(fresh.card)
    late = await press(bound, METTE, drawn.card, SUBMIT)
    assert "allerede godkendt" in card_text(late.card)


async def test_another_version_in_use_makes_the_approval_stale(bound: Example) -> None:
    await submitted(bound)
    asked = await card_for(bound, "drafts.to-approve", ANDERS)
    in_use = bound.organisation.matrix
    async with bound.house.store.storage.begin() as work:
        number = await work.activities.next_version()
        now = bound.house.clock.now()
        await work.activities.add_matrix(replace(in_use, version=number, used_from=now))
        await work.commit()
    stale = await press(bound, ANDERS, asked, APPROVE)
    assert "er ændret, siden kortet blev vist" in card_text(stale.card)
    assert f"Ændrer version {number}" in card_text(stale.card)


async def test_a_submitted_draft_is_edited_only_after_it_is_withdrawn(bound: Example) -> None:
    opened = await bound.say(METTE, "/raci ret backup")
    sent = await submitted(bound)
    locked = await bound.say(METTE, "/raci ret politikker")
    assert "Den skal trækkes tilbage" in card_text(locked.card)
    late = await submit(bound, METTE, opened.form, C=("hr",))
    assert "Træk den tilbage, før du retter" in late.errors[""]
    await press(bound, METTE, sent.card, "Træk tilbage")
    assert (await bound.say(METTE, "/raci ret politikker")).form is not None
    told = await outbox(bound, "drafts.to-approve")
    assert told == []


async def test_two_editors_of_one_row_both_see_what_happens(
    bound: Example, clock: SteppedClock
) -> None:
    first = await bound.say(METTE, "/raci ret backup")
    second = await bound.say(METTE, "/raci ret backup")
    await submit(bound, METTE, first.form, C=("legal",))
    clash = await submit(bound, METTE, second.form, C=("hr",))
    assert "Ikke gemt: Mette Sørensen rettede rækken" in clash.errors[""]
    assert clash.form is not None
    above = card_text(Card("", body=clash.form.intro))
    assert "Dér står nu" in above
    assert "Jura" in above
    assert "Du har valgt" in above
    assert "HR" in above
    (consulted,) = [f for f in clash.form.fields if f.name == "C"]
    assert isinstance(consulted, ChoiceField)
    assert consulted.chosen == ("hr",)
    draft = bound.organisation.draft
    assert draft is not None
    assert "legal" in draft.rows["backup"].cells
    saved = await submit(bound, METTE, clash.form)
    assert "er gemt i kladden" in card_text(saved.card)
    assert bound.organisation.draft is not None
    assert "hr" in bound.organisation.draft.rows["backup"].cells


async def test_different_rows_never_clash(bound: Example) -> None:
    first = await bound.say(METTE, "/raci ret backup")
    second = await bound.say(METTE, "/raci ret politikker")
    await submit(bound, METTE, first.form, C=("legal",))
    reply = await submit(bound, METTE, second.form, I=("legal",))
    assert reply.errors == {}
    assert "2 ændringer" in card_text(reply.card)


async def test_a_version_approved_meanwhile_is_told_and_a_new_draft_begins_if_wanted(
    bound: Example, clock: SteppedClock
) -> None:
    await save(bound)
    opened = await bound.say(METTE, "/raci ret politikker")
    card = (await bound.say(METTE, "/raci kladde")).card
    await press(bound, METTE, card, SUBMIT)
    await press(bound, ANDERS, await card_for(bound, "drafts.to-approve", ANDERS), APPROVE)
    late = await submit(bound, METTE, opened.form, I=("legal",))
    assert "Anders Holm godkendte version 2" in late.errors[""]
    assert bound.organisation.draft is None
    assert late.form is not None
    assert late.form.submit == "Begynd en ny kladde"
    saved = await submit(bound, METTE, late.form)
    assert "Matrix, version 3: Kladde" in card_text(saved.card)
    draft = bound.organisation.draft
    assert draft is not None
    assert set(draft.rows) == {"policies"}


async def test_a_rejected_draft_is_closed_and_its_author_told(bound: Example) -> None:
    await submitted(bound)
    asked = await card_for(bound, "drafts.to-approve", ANDERS)
    form = (await press(bound, ANDERS, asked, REJECT)).form
    empty = await submit(bound, ANDERS, form, reason=" ")
    assert empty.errors == {"reason": "Udfyld feltet."}
    await submit(bound, ANDERS, form, reason="Ikke nu. 010190-1234 har spurgt.")
    heard = card_text(await card_for(bound, "drafts.outcome", METTE))
    assert "Ikke nu. xxxxxx-xxxx har spurgt." in heard
    assert bound.organisation.draft is None
    assert "Ingen kladde" in card_text((await bound.say(METTE, "/raci draft")).card)
    again = await save(bound)
    assert "version 3" in card_text(again.card)


async def test_a_draft_is_discarded_only_after_asking(bound: Example) -> None:
    card = (await save(bound)).card
    asked = await press(bound, METTE, card, DISCARD)
    assert bound.organisation.draft is not None
    done = await submit(bound, METTE, asked.form)
    assert "kasserede kladden til version 2" in card_text(done.card)
    assert bound.organisation.draft is None


async def test_copies_of_the_card_say_what_was_done_without_buttons(bound: Example) -> None:
    from sqlalchemy import select

    from storage.outbox import MESSAGE

    await submitted(bound)
    asked = await card_for(bound, "drafts.to-approve", ANDERS)
    async with bound.house.store.database.writer.begin() as connection:  # type: ignore[union-attr]
        await connection.execute(MESSAGE.update().values(state="sent"))
    await press(bound, ANDERS, asked, APPROVE)
    async with bound.house.store.database.reader.connect() as connection:
        rows = await connection.execute(select(MESSAGE).where(MESSAGE.c.updates.is_not(None)))
        (update,) = [row for row in rows if row.kind == "drafts.to-approve"]
    card = card_from_json(update.card)
    assert labels(card) == []
    assert "Anders Holm godkendte version 2" in card_text(card)


async def test_each_finding_is_told_to_its_a_once_per_version(bound: Example) -> None:
    await submitted(bound)
    await press(bound, ANDERS, await card_for(bound, "drafts.to-approve", ANDERS), APPROVE)
    told = await outbox(bound, "findings.to-accountable")
    readers = [message.person_id for message in told]
    assert readers
    assert len(set(readers)) == len(readers)
    said = card_text(card_from_json(dict(told[0].card)))
    assert "fordi du er ansvarlig (A)" in said


async def test_the_draft_can_be_seen_as_a_picture(bound: Example) -> None:
    card = (await save(bound)).card
    drawn = await press(bound, METTE, card, "Vis kladden som billede")
    (drawing,) = [element for element in drawn.card.body if isinstance(element, Picture)]
    assert await bound.house.services.gallery.picture(drawing.secret)
    assert "Antal aktiviteter: 1." in drawing.alt


async def test_at_most_two_primary_buttons(bound: Example) -> None:
    card = (await submitted(bound)).card
    asked = await card_for(bound, "drafts.to-approve", ANDERS)
    for shown in (card, asked):
        primary = [c for c in shown.controls if getattr(c, "style", None) is Style.PRIMARY]
        assert len(primary) <= 2


async def test_english_words_give_english_cards(bound: Example) -> None:
    await bound.say(METTE, "/isms language en")
    opened = await bound.say(METTE, "/raci set backup")
    saved = await submit(bound, METTE, opened.form, C=("legal",))
    assert "is saved in the draft" in card_text(saved.card)
    assert "Submit for approval" in labels(saved.card)
