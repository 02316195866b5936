"""What belongs to an input: the decisions about it, and what the units were given to do."""

from collections.abc import Iterable, Sequence

from bot.domain.assignments import Assignment
from bot.domain.decisions import Decision
from bot.domain.inputs import Input
from bot.services.ports import UnitOfWork

_PREFIX = "input/"


async def assignments_of(work: UnitOfWork, item: Input) -> Sequence[Assignment]:
    """Return what units were given because of an input or its decisions, the oldest first."""
    found = {one.id: one for one in await work.assignments.of_input(item.id)}
    if item.decision_ids:
        for one in await work.assignments.of_decisions(item.decision_ids):
            found.setdefault(one.id, one)
    return sorted(found.values(), key=lambda one: (one.assigned_at, one.number))


async def decisions_of(work: UnitOfWork, item: Input) -> Sequence[Decision]:
    """Return what was decided about an input, the oldest first."""
    found = [await work.decisions.find(one) for one in item.decision_ids]
    return [one for one in found if one is not None]


async def input_behind(work: UnitOfWork, input_id: str, decision_id: str) -> Input | None:
    """Return the input of which a record is, directly or through a decision; locked."""
    if not input_id and decision_id:
        decision = await work.decisions.find(decision_id)
        input_id = input_named(decision.about) if decision else ""
    return await work.inputs.lock(input_id) if input_id else None


def input_named(record: str) -> str:
    """Return the id in "input/<id>", "" for any other record."""
    return record.removeprefix(_PREFIX) if record.startswith(_PREFIX) else ""


def doers(assignments: Iterable[Assignment]) -> frozenset[str]:
    """Return who reported back on what they did."""
    return frozenset(one.by for given in assignments for one in given.feedback)
