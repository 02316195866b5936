"""Conversation references survive a restart."""

from bot.services.conversations import Conversations
from storage.unit_of_work import SqlStorage


async def test_a_reference_is_kept_replaced_and_forgotten(storage: SqlStorage) -> None:
    kept = Conversations(storage)
    assert await kept.recall("teams:person:t:1") is None
    await kept.remember("teams:person:t:1", {"serviceUrl": "https://a", "n": {"x": "æøå"}})
    await kept.remember("teams:person:t:1", {"serviceUrl": "https://b"})
    assert await Conversations(storage).recall("teams:person:t:1") == {"serviceUrl": "https://b"}
    await kept.remember("teams:place:t:2", {"serviceUrl": "https://c"})
    assert len(await kept.every()) == 2
    await kept.forget("teams:person:t:1")
    await kept.forget("teams:person:t:1")
    assert await kept.recall("teams:person:t:1") is None
