"""Files that show that a date's work is done: sent with the words, kept, and handed out again."""

import pytest

from bot.cards.elements import File
from bot.chat.request import Command, SharedFile
from bot.domain.occurrences import OccurrenceState
from tests.example import Example, actor, where
from tests.handlers.asking import audited
from tests.handlers.filling import open_form, press, said, submit
from tests.handlers.occurring import DETAILS, DONE
from tests.handlers.wheeling import (
    now,
    plan,
    shown,
)


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
