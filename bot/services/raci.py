"""Look-ups: from what was typed to an answer, on the snapshot or on an earlier day's matrix."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.drafts import FrozenRole
from bot.domain.duties import (
    ActivityAnswer,
    PartyAnswer,
    PersonAnswer,
    RoleAnswer,
    UnitAnswer,
    activity_answer,
    party_answer,
    person_answer,
    role_answer,
    unit_answer,
)
from bot.domain.errors import BadInput
from bot.domain.holders import role_view
from bot.domain.organisation import EMPTY_MATRIX, Organisation
from bot.domain.people import Person, Role
from bot.domain.raci import Letter
from bot.search.index import Hit
from bot.services.permissions import FUNCTION_ROLE, MATRIX_ACTIVITY
from bot.services.ports import Storage
from bot.services.snapshots import Snapshots

Answer = ActivityAnswer | RoleAnswer | PersonAnswer | UnitAnswer | PartyAnswer


@dataclass(frozen=True)
class Target:
    """Something that can be looked up: its kind ("activity", "role", …) and id."""

    kind: str
    id: str

    def __str__(self) -> str:
        """Return what a button carries: "activity:backup"."""
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True)
class Found:
    """What a query found. `answers` is empty when nothing fits; `nearest` is what comes next."""

    answers: tuple[Target, ...]
    nearest: tuple[Target, ...]
    ambiguous: bool


@dataclass(frozen=True)
class RaciLookup:
    """Reads the matrix. It changes nothing and keeps no trace of who asked (domain.md §3)."""

    snapshots: Snapshots
    storage: Storage

    async def find(
        self,
        query: str,
        organisation: Organisation,
        on: date,
        kinds: frozenset[str] | None = None,
    ) -> Found:
        """Return what `query` may mean in `organisation` on the local date `on`, best first.

        Args:
            query: what was typed.
            organisation: what is not in it is not found.
            on: what was over by then is not found.
            kinds: "role", "party" and so on; None for all.
        """
        result = (await self.snapshots.index()).search(query, kinds, on)
        return Found(
            _known(result.answers, organisation),
            _known(result.suggestions, organisation),
            result.ambiguous,
        )

    async def organisation_on(self, on: date | None) -> Organisation:
        """Return the organisation with the matrix that was read on the local date `on`.

        Args:
            on: None for the snapshot as it is. The day's last moment decides.
        """
        organisation = self.snapshots.current.organisation
        if on is None:
            return organisation
        ends = datetime.combine(
            on + timedelta(days=1), time(), ZoneInfo(organisation.profile.timezone)
        )
        async with self.storage.read() as work:
            matrix = await work.activities.matrix_at(ends.astimezone(UTC) - timedelta(seconds=1))
            frozen = await work.drafts.frozen(matrix.version) if matrix else ()
        return replace(
            organisation,
            matrix=matrix or EMPTY_MATRIX,
            roles=_as_frozen(organisation.roles, frozen),
            draft=None,
        )


def _as_frozen(roles: tuple[Role, ...], frozen: Sequence[FrozenRole]) -> tuple[Role, ...]:
    """Return the roles with the descriptions that were frozen with a version."""
    then = {item.role.id: item.role for item in frozen}
    return tuple(
        replace(
            role,
            name=then[role.id].name,
            kind=then[role.id].kind,
            definition=then[role.id].definition,
            tasks=then[role.id].tasks,
        )
        if role.id in then
        else role
        for role in roles
    )


def _known(hits: Iterable[Hit], organisation: Organisation) -> tuple[Target, ...]:
    """Return what was hit and is there: the index may be a moment older or newer."""
    there: Mapping[str, Container[str]] = {
        "activity": organisation.activity,
        "role": organisation.role,
        "person": organisation.person,
        "unit": organisation.unit,
        "party": organisation.party,
    }
    return tuple(Target(hit.kind, hit.id) for hit in hits if hit.id in there[hit.kind])


def answer_about(organisation: Organisation, target: Target, on: date) -> Answer:
    """Return the answer about `target` on the local date `on`.

    Raises:
        BadInput: the target no longer exists.
    """
    try:
        match target.kind:
            case "activity":
                return activity_answer(organisation, target.id, on)
            case "role":
                return role_answer(organisation, target.id, on)
            case "person":
                return person_answer(organisation, target.id, on)
            case "unit":
                return unit_answer(organisation, target.id, on)
            case "party":
                return party_answer(organisation, target.id, on)
    except KeyError:
        pass
    raise BadInput("lookup-gone")


def owners(organisation: Organisation, on: date) -> tuple[Person, ...]:
    """Return who can fill a vacant role: those who edit the matrix, else those who approve it."""
    matrix = organisation.matrix
    for role_id in (FUNCTION_ROLE, *matrix.roles_with(MATRIX_ACTIVITY, Letter.ACCOUNTABLE)):
        if role_id in organisation.role:
            seats = role_view(organisation, role_id, on).seats
            people = tuple(seat.person for seat in seats if seat.person)
            if people:
                return people
    return ()
