"""The cases in which people are consulted and informed: decisions, inputs and deviations."""

from dataclasses import dataclass
from datetime import date

from bot.domain.decisions import Decision
from bot.domain.deviation_people import DeviationPeople
from bot.domain.deviations import Deviation
from bot.domain.errors import BadInput, NotAllowed
from bot.domain.inputs import Input
from bot.domain.involvement import Involvement
from bot.domain.organisation import Organisation
from bot.domain.plan import Bearer
from bot.domain.plan_rules import people_of
from bot.domain.unit_people import people_of_unit
from bot.services.permissions import Ability, Standing, may
from bot.services.ports import UnitOfWork


@dataclass(frozen=True)
class Case:
    """A case with who is involved in it.

    Args:
        subject: the case ("decision/<id>").
        number, title: what it is called.
        doers: ids of those who have R or A in the case itself.
        owns: the reader chooses whom it asks and tells.
        involvement: as it stands; None while nobody is.
    """

    subject: str
    number: str
    title: str
    doers: frozenset[str] = frozenset()
    owns: bool = False
    involvement: Involvement | None = None

    def require_owner(self) -> None:
        """Let pass who chooses.

        Raises:
            NotAllowed: with a sentence that says who does.
        """
        if not self.owns:
            raise NotAllowed("not-allowed.involvement", number=self.number)


async def case_of(
    work: UnitOfWork, subject: str, standing: Standing, *, lock: bool = False
) -> Case:
    """Return a case.

    Args:
        work: the transaction.
        subject: "decision/<id>", "input/<id>" or "deviation/<id>".
        standing: who looks at it.
        lock: let nobody else change who is involved until the transaction ends.

    Raises:
        BadInput: there is no such case.
    """
    kind, _, id_ = subject.partition("/")
    record: Decision | Input | Deviation | None = None
    if kind == "decision":
        record = await work.decisions.find(id_)
    elif kind == "input":
        record = await work.inputs.find(id_)
    elif kind == "deviation":
        record = await work.deviations.find(id_)
    if record is None:
        raise BadInput("involvement-no-case")
    find = work.involvements.lock if lock else work.involvements.find
    units = await _units(work, record)
    return Case(
        subject,
        record.number,
        record.title,
        _doers(record, units, standing.organisation, standing.on),
        _owns(record, standing),
        await find(subject),
    )


async def _units(work: UnitOfWork, record: Decision | Input | Deviation) -> tuple[str, ...]:
    """Return the units that were given something to do in the case."""
    if isinstance(record, Decision):
        return tuple(one.unit_id for one in await work.assignments.of_decisions([record.id]))
    if isinstance(record, Input):
        return tuple(one.unit_id for one in await work.assignments.of_input(record.id))
    return ()


def _doers(
    record: Decision | Input | Deviation,
    units: tuple[str, ...],
    organisation: Organisation,
    on: date,
) -> frozenset[str]:
    bearers: tuple[Bearer, ...] = ()
    if isinstance(record, Decision):
        bearers = record.proposal.who
    elif isinstance(record, Deviation):
        bearers = (record.owner,)
    people = {person.id for one in bearers for person in people_of(organisation, one, on)}
    heads = (people_of_unit(organisation, unit, on).acting for unit in units)
    return frozenset(people | {head.id for head in heads if head})


def _owns(record: Decision | Input | Deviation, standing: Standing) -> bool:
    """Tell whether the reader is the case's owner: the function, or who sees to a deviation."""
    if isinstance(record, Deviation):
        people = DeviationPeople(record, standing.organisation, standing.on)
        return people.leads(standing.person)
    return may(standing, Ability.ASSIGN)
