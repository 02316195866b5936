"""Who asks, what may go wrong, and what is told then."""

import re
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from bot.cards.plaintext import card_text
from bot.chat.ports import DirectoryProfile
from bot.chat.reply import Reply
from bot.domain.people import Account
from tests.databases import SteppedClock
from tests.example import Example
from tests.handlers.asking import OneDirectory, account, audited, press_as, say_as

SLACK = account("slack", "U1")
KARIN = DirectoryProfile("Karin Friis", "karin@example.dk", member=True)


def known(reply: Reply) -> bool:
    """Tell whether the asker's own page knew them."""
    return "Jeg kender ikke din konto" not in card_text(reply.card)


def drop(folder: Path, table: str) -> None:
    """Take a table away behind the house's back."""
    with sqlite3.connect(folder / "tovholder.db") as connection:
        connection.execute(f"DROP TABLE {table}")


async def test_a_button_of_another_version_says_so(sqlite_example: Example) -> None:
    for action in ("raci.explode", "", "menu"):
        said = card_text((await sqlite_example.press("mette", action, "x")).card)
        assert "Knappen hører til en ældre besked." in said


async def test_a_failure_is_told_by_a_reference_and_nothing_more(
    sqlite_example: Example, tmp_path: Path
) -> None:
    await sqlite_example.say("mette", "/isms")
    drop(tmp_path, "picture")
    said = card_text((await sqlite_example.say("mette", "/raci matrix")).card)
    assert re.search(r"Reference: \S{8,}\.", said)
    for inside in ("Traceback", "sqlite", "pictures", "Error", "File "):
        assert inside not in said
    assert "Backup" in card_text((await sqlite_example.say("mette", "/raci backup")).card)


async def test_a_refusal_is_told_even_when_it_cannot_be_recorded(
    sqlite_example: Example, tmp_path: Path
) -> None:
    await sqlite_example.say("nina", "/isms")
    drop(tmp_path, "audit_head")
    said = card_text((await sqlite_example.say("nina", "/isms admin doctor")).card)
    assert "Kun en administrator eller informationssikkerhedsfunktionen" in said


async def test_a_member_is_bound_at_first_sight_by_the_directorys_e_mail(
    example: Example,
) -> None:
    profile = replace(KARIN, email=" KARIN@Example.dk ")
    example.house.dispatcher.attach({"slack": OneDirectory(profile)})
    assert known(await say_as(example, SLACK, "mine"))
    karin = example.person("karin")
    assert karin.account_on("slack") == SLACK.id
    (record,) = await audited(example, "account.bound")
    assert record.data == {"person_id": karin.id, "platform": "slack", "by": "directory"}


@pytest.mark.parametrize(
    "profile",
    [
        replace(KARIN, member=False),
        replace(KARIN, email=None),
        replace(KARIN, email=""),
        replace(KARIN, email="somebody@else.dk"),
        replace(KARIN, email="karin@example.dk.evil.com"),
        None,
    ],
)
async def test_guests_and_strangers_are_never_bound(
    sqlite_example: Example, profile: DirectoryProfile | None
) -> None:
    sqlite_example.house.dispatcher.attach({"slack": OneDirectory(profile)})
    assert not known(await say_as(sqlite_example, SLACK, "mine"))
    assert sqlite_example.person("karin").account_on("slack") is None
    assert await audited(sqlite_example, "account.bound") == []


async def test_a_second_account_with_the_same_address_is_not_bound(
    sqlite_example: Example,
) -> None:
    sqlite_example.house.dispatcher.attach({"slack": OneDirectory(KARIN)})
    assert known(await say_as(sqlite_example, SLACK, "mine"))
    assert not known(await say_as(sqlite_example, account("slack", "U2"), "mine"))
    assert sqlite_example.person("karin").account_on("slack") == SLACK.id


async def test_the_name_in_a_message_binds_nobody(sqlite_example: Example) -> None:
    card = (await sqlite_example.say("mette@example.dk", "/isms me")).card
    assert "Jeg kender ikke din konto." in card_text(card)


async def test_the_directory_is_asked_about_a_stranger_once_in_ten_minutes(
    sqlite_example: Example, clock: SteppedClock
) -> None:
    directory = OneDirectory(None)
    sqlite_example.house.dispatcher.attach({"slack": directory})
    for _ in range(3):
        await say_as(sqlite_example, SLACK, "mine")
    assert directory.asked == 1
    clock.advance(minutes=10)
    directory.answer = KARIN
    assert known(await say_as(sqlite_example, SLACK, "mine"))
    assert directory.asked == 2


async def test_a_directory_that_cannot_be_asked_leaves_an_employee(
    sqlite_example: Example, clock: SteppedClock
) -> None:
    directory = OneDirectory(KARIN, broken=True)
    sqlite_example.house.dispatcher.attach({"slack": directory})
    assert (await say_as(sqlite_example, SLACK, "backup")).card.title == "Backup og gendannelse"
    directory.broken = False
    clock.advance(minutes=10)
    assert known(await say_as(sqlite_example, SLACK, "mine"))


async def test_an_unbound_account_ranks_as_an_employee(sqlite_example: Example) -> None:
    assert (await say_as(sqlite_example, SLACK, "backup")).card.title == "Backup og gendannelse"
    refused = await say_as(sqlite_example, SLACK, "admin tjek")
    assert "Det kan du ikke." in card_text(refused.card)
    assert not known(await press_as(sqlite_example, SLACK, "mine.show"))


async def test_a_foreign_workspace_is_recorded(example: Example) -> None:
    await example.house.dispatcher.refused("slack", "T0FREMMED" * 20, "A0APP")
    (record,) = await audited(example, "access.foreign-refused")
    assert record.actor == "system"
    assert record.subject == "platform/slack"
    assert record.data == {"platform": "slack", "tenant": ("T0FREMMED" * 20)[:64], "app": "A0APP"}


async def test_look_ups_leave_no_trace(sqlite_example: Example) -> None:
    await sqlite_example.say("nina", "/isms")

    async def entries() -> int:
        async with sqlite_example.house.store.storage.read() as work:
            return len([entry async for entry in work.audit.entries()])

    before = await entries()
    for text in ("/raci backup", "/raci xyzzy", "/raci jonas", "/raci liste", "/raci tjek"):
        await sqlite_example.say("nina", text)
    assert await entries() == before


async def test_answers_are_counted_by_feature_and_outcome(sqlite_example: Example) -> None:
    await sqlite_example.say("mette", "/raci backup")
    await sqlite_example.say("nina", "/isms admin doctor")
    await sqlite_example.press("nina", "gone")
    page = sqlite_example.house.metrics.page().decode()
    for labels in (
        'feature="raci",outcome="ok"',
        'feature="doctor",outcome="refused"',
        'feature="unknown",outcome="bad-input"',
    ):
        assert labels in page
    assert "nina" not in page


async def test_two_first_messages_at_once_bind_one_account_once(sqlite_example: Example) -> None:
    import asyncio

    sqlite_example.house.dispatcher.attach({"slack": OneDirectory(KARIN)})
    replies = await asyncio.gather(*(say_as(sqlite_example, SLACK, "mine") for _ in range(5)))
    assert all(map(known, replies))
    assert len(await audited(sqlite_example, "account.bound")) == 1
    assert sqlite_example.organisation.bound_to[Account("slack", "slack-tenant", "U1")]
