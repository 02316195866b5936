"""What shows that a task is done, as a file too; and tasks that come from a date or a finding."""

from datetime import date

from bot.cards.elements import Button, File, FileField, Select, TextField
from bot.chat.reply import Reply
from bot.chat.request import ButtonPress, Command, SharedFile
from bot.domain.occurrences import OccurrenceState
from bot.domain.plan import Bearer, PlanTask, TaskState
from tests.example import Example, actor, where
from tests.handlers.filling import card_of, labels, open_form, press, said, submit
from tests.handlers.wheeling import now, plan, shown

DONE, DETAILS, CREATE = "Markér som gennemført", "Se detaljer", "Opret opgave"


def photo(content: bytes = b"%PDF lock") -> SharedFile:
    """Return a file as a platform hands it over."""

    async def read(limit: int) -> bytes:
        return content[:limit]

    return SharedFile("laas.pdf", len(content), read)


async def lock(example: Example, words: str = "Køb en lås") -> PlanTask:
    """Let Mette give Jonas a task."""
    await example.say("mette", f"/isms opgave {words} @jonas senest 1. april")
    return example.organisation.plan.tasks[-1]


async def type_done(example: Example, who: str, words: str, *files: SharedFile) -> Reply:
    """Send the bot "udført" with the task's name, and files with it."""
    typed = f"udført {words}".strip()
    ask = Command(actor(who), where(f"dm-{who}"), "", typed, (), "d1", files)
    return await example.house.dispatcher.answer(ask)


def task_of(example: Example, task: PlanTask) -> PlanTask:
    return example.organisation.plan.task[task.id]


async def show(example: Example, who: str, task: PlanTask) -> Reply:
    request = ButtonPress(actor(who), where(f"dm-{who}"), "plan.task", task.id)
    return await example.house.dispatcher.answer(request)


async def test_a_file_in_the_form_shows_that_a_task_is_done(known: Example) -> None:
    task = await lock(known)
    form = await open_form(known, "jonas", (await show(known, "jonas", task)).card, DONE)
    (field,) = [one for one in form.fields if isinstance(one, FileField)]
    assert "»udført Køb en lås«" in field.hint
    nothing = await submit(known, "jonas", form)
    assert "evidence" in nothing.errors
    empty = await submit(known, "jonas", form, shared=photo(b""))
    assert "tom" in empty.errors["file"]
    done = await submit(known, "jonas", form, shared=photo())
    assert "Opgaven er gennemført" in said(done)
    assert task_of(known, task).state is TaskState.DONE
    (file,) = [e for e in (await show(known, "mette", task)).card.body if isinstance(e, File)]
    assert file.name == "laas.pdf"
    others = await show(known, "nina", task)
    assert not any(isinstance(element, File) for element in others.card.body)


async def test_a_file_in_the_form_shows_that_a_date_is_done(known: Example) -> None:
    task = await plan(known, "w-restore-test")
    form = await open_form(known, "jonas", shown(known, task, "jonas"), DONE)
    done = await submit(known, "jonas", form, shared=photo(), answer="Gendannet")
    assert now(known, task).state is OccurrenceState.DONE
    details = await press(known, "jonas", done.card, DETAILS)
    assert [e.name for e in details.card.body if isinstance(e, File)] == ["laas.pdf"]


async def test_a_typed_word_with_a_file_finishes_a_task_of_the_plan(known: Example) -> None:
    task = await lock(known)
    other = await lock(known, "Køb en dør")
    several = await type_done(known, "jonas", "køb", photo())
    assert {"Køb en lås", "Køb en dør"} <= set(labels(several.card))
    form = (await type_done(known, "jonas", "en lås")).form
    assert form is not None and form.action == "plan.done"
    done = await type_done(known, "jonas", "en lås", photo())
    assert "Opgaven er gennemført" in said(done)
    assert task_of(known, task).evidence.file_id
    assert task_of(known, other).is_open
    # What is done is no longer meant; a date of the wheel still is.
    await plan(known, "w-restore-test")
    reply = await type_done(known, "jonas", "gendannelse")
    assert reply.form is not None and reply.form.action == "occurrences.delivered"


async def test_a_task_is_handed_over_and_the_new_one_is_told(known: Example) -> None:
    task = await lock(known)
    card = (await show(known, "jonas", task)).card
    form = await open_form(known, "jonas", card, "Overdrag")
    sara = known.person("sara")
    assert "Opgaven er overdraget" in said(
        await submit(known, "jonas", form, to=f"person:{sara.id}")
    )
    assert task_of(known, task).responsible == Bearer(person_id=sara.id)
    async with known.house.store.storage.read() as work:
        told = [m for m in await work.outbox.copies(f"plan/{task.id}") if m.person_id == sara.id]
    assert "Jonas Bak har sat dig som udførende (R)" in str(card_of(told[0]).why)
    nina = await show(known, "nina", task)
    assert "Overdrag" not in labels(nina.card)


# -- tasks from elsewhere


async def test_a_date_of_the_wheel_gives_a_task_in_one_press(known: Example) -> None:
    date_ = await plan(known, "w-restore-test")
    details = (await press(known, "mette", shown(known, date_, "mette"), DETAILS)).card
    form = await open_form(known, "mette", details, CREATE)
    title = form.fields[0]
    assert isinstance(title, TextField) and title.value == "Opfølgning: Test af gendannelse"
    await submit(known, "mette", form)
    made = known.organisation.plan.tasks[-1]
    assert made.origin.subject == f"occurrence/{date_.id}"
    item = known.organisation.wheel.item[date_.item_id]
    assert made.responsible == Bearer(role_id=item.responsible)
    assert made.accountable == Bearer(role_id=item.accountable)


async def test_who_gives_no_tasks_makes_it_for_themselves(known: Example) -> None:
    date_ = await plan(known, "w-restore-test")
    details = (await press(known, "nina", shown(known, date_, "nina"), DETAILS)).card
    saved = await submit(known, "nina", await open_form(known, "nina", details, CREATE))
    assert "oprettet til dig" in said(saved)
    nina = Bearer(person_id=known.person("nina").id)
    assert known.organisation.plan.tasks[-1].responsible == nina


async def test_a_finding_of_the_check_gives_a_task_while_it_is_there(known: Example) -> None:
    check = await known.say("mette", "/raci tjek")
    (choice,) = [c for c in check.card.controls if isinstance(c, Select)]
    for value, there in ((choice.options[0].value, True), ("finding/gone", False)):
        request = ButtonPress(actor("mette"), where("dm-mette"), choice.action, value)
        reply = await known.house.dispatcher.answer(request)
        assert (reply.form is not None) == there
    assert "Fundet er der ikke mere" in said(reply)


async def test_what_was_found_is_followed_to_the_task_and_back(known: Example) -> None:
    date_ = await plan(known, "w-restore-test", date(2027, 3, 31))
    form = await open_form(known, "jonas", shown(known, date_, "jonas"), DONE)
    await submit(known, "jonas", form, answer="Ja", evidence="Log", finding="Disk 3 er langsom")
    found = known.organisation.plan.tasks[-1]
    assert (found.title.da, found.state) == ("Disk 3 er langsom", TaskState.PROPOSED)
    card = (await show(known, "jonas", found)).card
    assert "Årshjulet: Test af gendannelse, 31. marts 2027" in said(Reply(card))
    assert any(isinstance(c, Button) and c.label == DONE for c in card.controls)
    form = await open_form(known, "jonas", card, DONE)
    await submit(known, "jonas", form, evidence="Ny disk")
    assert task_of(known, found).state is TaskState.DONE
