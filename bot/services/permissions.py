"""Who may do what: one table (domain.md §3, last rows; issue "Permissions")."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.errors import NotAllowed
from bot.domain.holders import seats_of
from bot.domain.organisation import Organisation
from bot.domain.people import Grant, Person
from bot.domain.raci import Letter

FUNCTION_ROLE = "infosec-function"
MATRIX_ACTIVITY = "roles-raci"


class Ability(StrEnum):
    """Something that not everyone may do, or that everyone may by an explicit choice."""

    SEE_MATRIX = "see-matrix"
    SEE_OWN = "see-own"
    EDIT_MATRIX = "edit-matrix"
    APPROVE_MATRIX = "approve-matrix"
    READ_AUDIT = "read-audit"
    RUN_DOCTOR = "run-doctor"
    IMPORT = "import"


@dataclass(frozen=True)
class Standing:
    """Who asks, in which organisation, on which local date. `person` is None when unbound."""

    organisation: Organisation
    person: Person | None
    on: date


Test = Callable[[Standing], bool]


def _everyone(standing: Standing) -> bool:
    return True


def _bound(standing: Standing) -> bool:
    return standing.person is not None


def _administrator(standing: Standing) -> bool:
    return standing.person is not None and Grant.ADMIN in standing.person.grants


def _auditor(standing: Standing) -> bool:
    return standing.person is not None and Grant.AUDITOR in standing.person.grants


def _holds(role_ids: tuple[str, ...], standing: Standing) -> bool:
    """Tell whether the person holds one of the roles, or deputises for an absent holder."""
    person = standing.person
    return person is not None and any(
        (seat.person is not None and seat.person.id == person.id)
        or (seat.absence is not None and seat.deputy is not None and seat.deputy.id == person.id)
        for role_id in role_ids
        for seat in seats_of(standing.organisation, role_id, standing.on)
    )


def _function(standing: Standing) -> bool:
    return _holds((FUNCTION_ROLE,), standing)


def _accountable_for_matrix(standing: Standing) -> bool:
    matrix = standing.organisation.matrix
    return _holds(matrix.roles_with(MATRIX_ACTIVITY, Letter.ACCOUNTABLE), standing)


ALLOWED: Mapping[Ability, tuple[Test, ...]] = {
    Ability.SEE_MATRIX: (_everyone,),
    Ability.SEE_OWN: (_bound,),
    Ability.EDIT_MATRIX: (_function,),
    Ability.APPROVE_MATRIX: (_accountable_for_matrix,),
    Ability.READ_AUDIT: (_auditor, _administrator),
    Ability.RUN_DOCTOR: (_administrator, _function),
    Ability.IMPORT: (_function, _administrator),
}


def may(standing: Standing, ability: Ability) -> bool:
    """Tell whether the one who asks has `ability`."""
    return any(test(standing) for test in ALLOWED[ability])


def require(standing: Standing, ability: Ability) -> None:
    """Let pass whoever has `ability`.

    Raises:
        NotAllowed: with a sentence that says who can, under `error.not-allowed.<ability>`.
    """
    if not may(standing, ability):
        raise NotAllowed(f"not-allowed.{ability.value}")
