"""Who may do what: one table (domain.md §3), shown to operators in docs/operations.md."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from bot.domain.committees import Committee
from bot.domain.errors import NotAllowed
from bot.domain.holders import Seat, seats_of
from bot.domain.organisation import Organisation
from bot.domain.people import Grant, Person
from bot.domain.raci import Letter

FUNCTION_ROLE = "infosec-function"
COMMITTEE_ROLE = "infosec-committee"
PROTECTION_OFFICER_ROLE = "dpo"
MATRIX_ACTIVITY = "roles-raci"
PLAN_ACTIVITY = "annual-wheel"
SMALL_PACK = "sme"
"""The pack of organisations so small that an author may be the only one to approve."""


class Ability(StrEnum):
    """Something that people do, whoever may do it."""

    SEE_MATRIX = "see-matrix"
    SEE_WHEEL = "see-wheel"
    SEE_POLICIES = "see-policies"
    SEE_OWN = "see-own"
    EDIT_MATRIX = "edit-matrix"
    APPROVE_MATRIX = "approve-matrix"
    EDIT_HOLDERS = "edit-holders"
    EDIT_PLAN = "edit-plan"
    EDIT_WHEEL = "edit-wheel"
    APPROVE_PLAN = "approve-plan"
    EDIT_ABSENCES = "edit-absences"
    ASSIGN = "assign"
    HANDLE_INPUTS = "handle-inputs"
    EDIT_COMMITTEE = "edit-committee"
    SEE_DRAFT = "see-draft"
    SEE_DECISION = "see-decision"
    SEE_DEVIATION = "see-deviation"
    SEE_INCIDENT = "see-incident"
    SEE_EVIDENCE = "see-evidence"
    READ_AUDIT = "read-audit"
    RUN_DOCTOR = "run-doctor"
    RUN_OUTBOX = "run-outbox"
    SIMULATE = "simulate"
    IMPORT = "import"


@dataclass(frozen=True)
class Concern:
    """Whom a record concerns.

    Args:
        unit_ids: the units that a decision or a deviation is about.
        responsible_ids: the people who are responsible (R) for it.
        accountable_ids: the people who are accountable (A) for it.
        room_ids: the people in an incident's room.
    """

    unit_ids: frozenset[str] = frozenset()
    responsible_ids: frozenset[str] = frozenset()
    accountable_ids: frozenset[str] = frozenset()
    room_ids: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Standing:
    """Who asks, in which organisation, on which local date, about what.

    `person` is None for an account that is bound to nobody; it ranks as an employee.
    """

    organisation: Organisation
    person: Person | None
    on: date
    concern: Concern = field(default_factory=Concern)


Test = Callable[[Standing], bool]


def _everyone(standing: Standing) -> bool:
    return True


def _administrator(standing: Standing) -> bool:
    return standing.person is not None and Grant.ADMIN in standing.person.grants


def _auditor(standing: Standing) -> bool:
    return standing.person is not None and Grant.AUDITOR in standing.person.grants


def _function(standing: Standing) -> bool:
    return _holds((FUNCTION_ROLE,), standing)


def _committee(standing: Standing) -> bool:
    return _holds((COMMITTEE_ROLE,), standing)


def _protection_officer(standing: Standing) -> bool:
    return _holds((PROTECTION_OFFICER_ROLE,), standing)


def _accountable_for_matrix(standing: Standing) -> bool:
    matrix = standing.organisation.matrix
    return _holds(matrix.roles_with(MATRIX_ACTIVITY, Letter.ACCOUNTABLE), standing)


def _accountable_for_plan(standing: Standing) -> bool:
    """Tell whether the person has A for the annual plan, or is the committee's chair."""
    organisation = standing.organisation
    roles = organisation.matrix.roles_with(PLAN_ACTIVITY, Letter.ACCOUNTABLE)
    own = tuple(role for role in roles if role != COMMITTEE_ROLE)
    return _holds((*own, organisation.wheel.chair_role), standing)


def _unit_concerned(standing: Standing) -> bool:
    return standing.person is not None and standing.person.unit_id in standing.concern.unit_ids


def _responsible(standing: Standing) -> bool:
    return standing.person is not None and standing.person.id in standing.concern.responsible_ids


def _accountable(standing: Standing) -> bool:
    return standing.person is not None and standing.person.id in standing.concern.accountable_ids


def _in_the_room(standing: Standing) -> bool:
    return standing.person is not None and standing.person.id in standing.concern.room_ids


ALLOWED: Mapping[Ability, tuple[Test, ...]] = {
    Ability.SEE_MATRIX: (_everyone,),
    Ability.SEE_WHEEL: (_everyone,),
    Ability.SEE_POLICIES: (_everyone,),
    Ability.SEE_OWN: (_everyone,),
    Ability.EDIT_MATRIX: (_function,),
    Ability.APPROVE_MATRIX: (_accountable_for_matrix,),
    Ability.EDIT_HOLDERS: (_function,),
    Ability.EDIT_PLAN: (_function,),
    Ability.EDIT_WHEEL: (_function,),
    Ability.APPROVE_PLAN: (_accountable_for_plan,),
    Ability.EDIT_ABSENCES: (_function,),
    Ability.ASSIGN: (_function,),
    Ability.HANDLE_INPUTS: (_function,),
    Ability.EDIT_COMMITTEE: (_function, _administrator),
    Ability.SEE_DRAFT: (_function, _accountable_for_matrix),
    Ability.SEE_DECISION: (_committee, _function, _unit_concerned),
    Ability.SEE_DEVIATION: (_function, _responsible, _unit_concerned),
    Ability.SEE_INCIDENT: (_in_the_room, _protection_officer, _accountable),
    Ability.SEE_EVIDENCE: (_function, _auditor, _responsible, _accountable),
    Ability.READ_AUDIT: (_auditor, _administrator),
    Ability.RUN_DOCTOR: (_administrator, _function),
    Ability.RUN_OUTBOX: (_administrator,),
    Ability.SIMULATE: (_administrator, _function),
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


def who_may(organisation: Organisation, ability: Ability, on: date) -> tuple[Person, ...]:
    """Return everybody who has `ability` on the local date `on`."""
    return tuple(
        person
        for person in organisation.people
        if not person.has_left(on) and may(Standing(organisation, person, on), ability)
    )


def acting_approvers(organisation: Organisation, on: date) -> tuple[Person, ...]:
    """Return who is asked to approve the matrix: who holds A for it, or deputies for one away."""
    roles = organisation.matrix.roles_with(MATRIX_ACTIVITY, Letter.ACCOUNTABLE)
    seats = (seat for role in roles for seat in seats_of(organisation, role, on))
    acting = (seat.deputy if seat.absence and seat.deputy else seat.person for seat in seats)
    return tuple({person.id: person for person in acting if person}.values())


def role_approves(organisation: Organisation, role_id: str | None, ability: Ability) -> bool:
    """Tell whether a document is a role's to approve, a committee's own role among them.

    Args:
        organisation: the data.
        role_id: the role.
        ability: APPROVE_MATRIX or APPROVE_PLAN; the plan may be the committee's chair's alone.
    """
    of_plan = ability is Ability.APPROVE_PLAN
    if of_plan and role_id is not None and role_id == organisation.wheel.chair_role:
        return True
    activity = PLAN_ACTIVITY if of_plan else MATRIX_ACTIVITY
    return role_id in organisation.matrix.roles_with(activity, Letter.ACCOUNTABLE)


def approving_committees(
    organisation: Organisation, ability: Ability, on: date
) -> tuple[Committee, ...]:
    """Return the committees that approve a document on the local date `on`; see `role_approves`."""
    return tuple(
        committee
        for committee in organisation.committees
        if committee.seats
        and not committee.is_closed(on)
        and role_approves(organisation, committee.role_id, ability)
    )


def somebody_may_approve(
    organisation: Organisation,
    authors: Collection[str],
    on: date,
    ability: Ability = Ability.APPROVE_MATRIX,
) -> bool:
    """Tell whether anybody at all may approve what `authors` have prepared."""
    small = organisation.profile.pack == SMALL_PACK
    return small or not _only_authors(organisation, authors, on, ability)


def may_approve_own(
    organisation: Organisation,
    authors: Collection[str],
    person_id: str,
    on: date,
    ability: Ability = Ability.APPROVE_MATRIX,
) -> bool:
    """Tell whether the approver is an author, which takes a compensating control.

    Args:
        organisation: the data.
        authors: who prepared it.
        person_id: the approver.
        on: the local date.
        ability: of those who may approve it.

    Raises:
        NotAllowed: the approver is an author, and others could approve or the organisation is no
            small one (domain.md §3: author ≠ approver).
    """
    if person_id not in authors:
        return False
    small = organisation.profile.pack == SMALL_PACK
    if not small or not _only_authors(organisation, authors, on, ability):
        raise NotAllowed("not-allowed.self-approval")
    return True


def _only_authors(
    organisation: Organisation, authors: Collection[str], on: date, ability: Ability
) -> bool:
    may_approve = who_may(organisation, ability, on)
    return all(person.id in authors for person in may_approve)


def _holds(role_ids: tuple[str, ...], standing: Standing) -> bool:
    """Tell whether the person holds one of the roles, or acts for a holder who is away."""
    person = standing.person
    return person is not None and any(
        _acts(person, seat)
        for role_id in role_ids
        for seat in seats_of(standing.organisation, role_id, standing.on)
    )


def _acts(person: Person, seat: Seat) -> bool:
    holder = seat.person is not None and seat.person.id == person.id
    deputy = seat.absence is not None and seat.deputy is not None and seat.deputy.id == person.id
    return holder or deputy
