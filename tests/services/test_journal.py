"""Events are written in the transaction that they belong to, and name nobody."""

from collections.abc import Iterator
from dataclasses import fields

import pytest

from bot.app import house  # noqa: F401 - it brings in every event
from bot.domain.dues import DueBook
from bot.domain.events import Event, LanguageChosen
from tests.databases import START
from tests.services.rooms import Rooms

VALUES = {
    "str": "x",
    "int": 1,
    "bool": True,
    "dict": {},
    "Mapping": {},
    "tuple": (),
    # What messages show of a meeting stays outside the log.
    "Stage": None,
    "AgendaItem": None,
    "Meeting": None,
    "Minutes": None,
    # What letters tell of as it stood stays outside too.
    "DueBook": DueBook(),
}


def leaves(kind: type[Event]) -> Iterator[type[Event]]:
    """Iterate over the events of the house that stand for one thing that happens."""
    if not kind.__subclasses__() and kind.__module__.startswith("bot."):
        yield kind
    for narrower in kind.__subclasses__():
        yield from leaves(narrower)


EVENTS = list(leaves(Event))


async def test_an_event_is_kept_only_when_its_change_is(rooms: Rooms) -> None:
    event = LanguageChosen("person-1", "en")
    async with rooms.storage.begin() as work:
        await rooms.journal.record(work, event, "person-1")
    assert await rooms.audit() == []
    async with rooms.storage.begin() as work:
        await rooms.journal.record(work, event, "person-1")
        await work.commit()
    (record,) = await rooms.audit()
    assert (record.at, record.actor, record.kind, record.subject, record.data) == (
        START,
        "person-1",
        "person.language-chosen",
        "person/person-1",
        {"person_id": "person-1", "language": "en"},
    )


@pytest.mark.parametrize("kind", EVENTS)
def test_every_event_has_a_name_a_subject_and_no_names_of_people(kind: type[Event]) -> None:
    names = [str(getattr(f.type, "__name__", f.type)).split(" |")[0] for f in fields(kind)]
    event = kind(*(VALUES[name.split("[")[0].split(".")[-1]] for name in names))
    assert event.kind
    assert event.subject()
    assert not {"name", "email", "phone"} & event.data().keys()


def test_no_two_events_share_a_kind() -> None:
    assert len({kind.kind for kind in EVENTS}) == len(EVENTS) >= 30
