"""Rows that travel as one JSON parameter arrive as they were sent, each once."""

import asyncio
from datetime import timedelta

from bot.domain.delivery import Lane, WhenUnknown
from storage.unit_of_work import SqlStorage
from tests.databases import START
from tests.storage.outboxes import add, claim, message

# What JSON escapes, what SQL and its drivers read as marks, and what PostgreSQL keeps in no text.
_ODD = ("a\0b", "\\u0000", '"', "'", "%s :one $1 ?", "\u2028", "æøå \U0001f600", "")


async def test_what_a_message_says_comes_back_as_it_was(storage: SqlStorage) -> None:
    sent = [
        message(
            f"m'{n}\\",
            f'U"{n}',
            card={"is": "Card", "title": text, "body": [{"text": text}, None, 1.5, True]},
            subject="it's :one %s",
            person_id=None if n % 2 else "anna",
            language="en",
            when_unknown=WhenUnknown.RESEND,
            lane=Lane.NORMAL,
        )
        for n, text in enumerate(_ODD)
    ]
    assert await add(storage, *sent) == sent
    found = sorted((one.message for one in await claim(storage)), key=lambda one: one.id)
    assert found == sorted(sent, key=lambda one: one.id)
    assert {one.expires_at for one in found} == {START + timedelta(days=7)}


async def test_of_the_same_rows_written_at_once_each_is_added_once(storage: SqlStorage) -> None:
    ours = [message(f"a{n}", key=f"key-{n}") for n in range(50)]
    theirs = [message(f"b{n}", key=f"key-{n}") for n in reversed(range(50))]
    added = await asyncio.gather(add(storage, *ours), add(storage, *theirs))
    assert sorted(one.key for each in added for one in each) == sorted(one.key for one in ours)
