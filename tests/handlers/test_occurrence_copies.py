"""The copies of a date's card: what is pending when somebody acts, and what each shows then."""

from datetime import timedelta

from bot.cards.codec import card_to_json
from bot.cards.plaintext import card_text
from bot.domain.delivery import Message, MessageState
from bot.domain.occurrences import Occurrence
from bot.domain.wheel import System
from bot.services.ports import UnitOfWork
from bot.services.reach import where_to_write
from tests.example import Example
from tests.handlers.filling import card_of, open_form, submit
from tests.handlers.occurring import APPROVE, DONE, POSTPONE, REJECT, SNOOZE, labels
from tests.handlers.wheeling import (
    messages,
    now,
    plan,
    register,
    shown,
)


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
