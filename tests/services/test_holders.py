"""Changes of roles and holders at the same time, and what is written of them."""

import asyncio
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain import holder_events
from bot.domain.errors import NotReady, Overtaken
from bot.domain.events import Event
from bot.domain.people import Assignment
from bot.services.holders import Holders
from bot.services.identifiers import differences, seen
from bot.services.journal import Cause
from tests.example import Example
from tests.tries import tries

EVENTS = [
    kind
    for kind in vars(holder_events).values()
    if isinstance(kind, type) and issubclass(kind, Event) and hasattr(kind, "kind")
]


def held(example: Example, role: str = "procurement") -> Assignment:
    """Return the one assignment of a role."""
    (found,) = example.organisation.assignments_of_role[role]
    return found


def deputies(example: Example) -> list[str]:
    """Return the ids of those who may deputise for the one who holds the role."""
    return [p.id for p in example.organisation.people if p.id != held(example).person_id]


async def test_of_changes_at_once_one_is_made_and_the_others_are_told(example: Example) -> None:
    service: Holders = example.house.services.holders
    before = held(example)
    wanted = deputies(example)[:5]
    outcomes = await asyncio.gather(
        *(
            service.change(before.id, seen(before), {"deputy_id": deputy}, Cause())
            for deputy in wanted
        ),
        return_exceptions=True,
    )
    made = [outcome for outcome in outcomes if isinstance(outcome, Assignment)]
    assert len(made) == 1
    assert held(example) == made[0]
    # A lock that is waited for too long is told too: nothing was made, and it may be tried again.
    told = (Overtaken, NotReady)
    assert all(isinstance(o, told) for o in outcomes if o is not made[0])


@settings(
    max_examples=tries(8, 40),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
async def test_no_change_that_was_made_is_lost(sqlite_example: Example, data: Any) -> None:
    """Editors open the form whenever they like, and save it with one change of theirs."""
    service: Holders = sqlite_example.house.services.holders
    steps = data.draw(st.lists(st.tuples(st.integers(0, 2), st.booleans()), max_size=12))
    start = held(sqlite_example)
    open_forms = dict.fromkeys(range(3), start)
    expected = start
    for editor, saves in steps:
        if not saves:
            open_forms[editor] = held(sqlite_example)
            continue
        form = open_forms[editor]
        deputy = data.draw(st.sampled_from(deputies(sqlite_example)))
        try:
            expected = await service.change(form.id, seen(form), {"deputy_id": deputy}, Cause())
        except Overtaken:
            assert form != expected
        else:
            assert differences(form, expected) in ((), ("deputy_id",))
        assert held(sqlite_example) == expected


@pytest.mark.parametrize("kind", EVENTS)
def test_every_event_has_a_subject_and_no_names_of_people(kind: type[Event]) -> None:
    values: dict[Any, Any] = {"int": 1, "bool": True}
    event = kind(*(values.get(getattr(f.type, "__name__", ""), "x") for f in fields(kind)))
    assert event.subject()
    assert not {"name", "email", "phone", "reason"} & event.data().keys()


def test_no_two_events_share_a_kind() -> None:
    kinds = [kind.kind for kind in EVENTS]
    assert len(set(kinds)) == len(kinds) >= 10
