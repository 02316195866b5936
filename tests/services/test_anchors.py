"""The audit log's end is signed each day, and given to the committee each month."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.cards.codec import card_from_json
from bot.cards.plaintext import card_text
from bot.domain.audit_events import AuditAnchored
from bot.domain.committees import BoundPlace, Committee
from bot.domain.delivery import Message, MessageState, Settlement
from bot.domain.language import Localized
from bot.scheduler.anchors import AnchorTick
from bot.services.anchors import Anchors
from storage.anchor_book import FileAnchorBook, anchors_in, kept_anchors
from storage.anchors import create_key, verify_anchor
from tests.databases import SteppedClock
from tests.example import Example
from tests.services.mornings import LEASE

PLACE = BoundPlace("web", "demo", "udvalg")


@pytest.fixture
def book(tmp_path: Path) -> FileAnchorBook:
    """An installation's key, and an empty book of anchors."""
    create_key(tmp_path / "audit-key.pem")
    return FileAnchorBook(tmp_path / "audit-key.pem", tmp_path / "audit-anchors.jsonl")


@pytest.fixture
def anchors(sqlite_example: Example, clock: SteppedClock, book: FileAnchorBook) -> Anchors:
    """What signs the example's log."""
    store = sqlite_example.house.store
    return Anchors(store.storage, store.journal, clock, book)


async def sent(example: Example) -> list[Message]:
    """Return the messages with anchors."""
    async with example.house.store.storage.read() as work:
        kinds = ("audit.anchor", "audit.anchor-posted")
        letters = await work.outbox.letters(list(MessageState))
        return [one.message for one in letters if one.message.kind in kinds]


async def deliver(example: Example) -> None:
    """Take what is pending, each as the platform's message "ts-<place>"."""
    async with example.house.store.storage.begin() as work:
        claims = await work.outbox.claim("token", ["web"], 50, LEASE)
        state = MessageState.SENT
        await work.outbox.settle(
            [
                Settlement(
                    c.message.id, "token", state, platform_id=f"ts-{c.message.destination.id}"
                )
                for c in claims
            ]
        )
        await work.commit()


async def test_each_local_day_has_one_anchor(
    anchors: Anchors, clock: SteppedClock, book: FileAnchorBook
) -> None:
    first = await anchors.anchor()
    assert first is not None
    assert verify_anchor(first)
    clock.advance(hours=9)
    assert await anchors.anchor() is None
    # 23:30 UTC is half past midnight in Copenhagen.
    clock.advance(hours=1)
    second = await anchors.anchor()
    assert second is not None
    assert [kept.anchor for kept in kept_anchors(book.file)] == [first, second]


async def test_a_month_is_given_to_chair_and_secretary_once(
    anchors: Anchors, sqlite_example: Example, clock: SteppedClock, book: FileAnchorBook
) -> None:
    for key in ("anders", "mette"):
        await sqlite_example.say(key, "/isms")
    await anchors.anchor()
    assert await sent(sqlite_example) == []
    clock.advance(days=31)
    anchor = await anchors.anchor()
    book.file.write_text(book.file.read_text(encoding="utf-8").splitlines()[0] + "\n")
    await anchors.anchor()
    messages = await sent(sqlite_example)
    readers = {sqlite_example.person(key).id for key in ("anders", "mette")}
    assert {message.person_id for message in messages} == readers
    assert len(messages) == 2
    said = card_text(card_from_json(dict(messages[0].card)))
    assert "9. april 2027" in said
    assert anchors_in(said.splitlines()) == [anchor]


async def test_a_committees_place_has_all_of_them_in_one_thread(
    anchors: Anchors, sqlite_example: Example, clock: SteppedClock
) -> None:
    async with sqlite_example.house.store.storage.begin() as work:
        organisation = await work.organisation()
        for committee in organisation.committees or [founded(organisation.wheel.chair_role)]:
            await work.committees.save(replace(committee, places=(PLACE,)))
        await work.commit()
    await anchors.anchor()
    for _ in range(2):
        clock.advance(days=31)
        await anchors.anchor()
        await deliver(sqlite_example)
    posted = [one for one in await sent(sqlite_example) if one.kind == "audit.anchor-posted"]
    assert sorted(one.destination.thread or "" for one in posted) == ["", "ts-udvalg"]


def founded(chair_role: str) -> Committee:
    """Return a committee with nobody in it."""
    return Committee(
        "isu", Localized("Udvalget", "The committee"), chair_role, chair_role, chair_role
    )


async def test_an_empty_log_has_no_anchor(
    anchors: Anchors, book: FileAnchorBook, sqlite_storage: object
) -> None:
    empty = replace(anchors, storage=sqlite_storage)  # type: ignore[arg-type]
    assert await empty.anchor() is None
    assert not book.file.exists()


async def test_a_missing_key_stops_nothing(anchors: Anchors, book: FileAnchorBook) -> None:
    book.key.unlink()
    await AnchorTick(anchors).tick()
    assert not book.file.exists()
    create_key(book.key)
    await AnchorTick(anchors).tick()
    assert len(kept_anchors(book.file)) == 1


def test_the_event_names_its_month() -> None:
    event = AuditAnchored(7, "r", "k", "s", date(2027, 4, 9).isoformat())
    assert event.subject() == "audit-anchor/2027-04"
