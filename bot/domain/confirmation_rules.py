"""Who is asked to confirm a role, and how far that has come (domain.md rows 4-7, 77-78)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.domain.confirmations import Answer, Confirmation
from bot.domain.finding import Finding, Severity
from bot.domain.holder_rules import is_retired
from bot.domain.holders import present, present_contact
from bot.domain.organisation import Organisation
from bot.domain.people import Assignment
from bot.domain.raci import MatrixStatus


@dataclass(frozen=True)
class Tally:
    """How many of the roles that a version gives a part are confirmed by all their holders.

    `waiting` are the ids of the others that nobody has declined, `declined` of those that
    somebody has.
    """

    total: int
    waiting: tuple[str, ...]
    declined: tuple[str, ...]

    @property
    def confirmed(self) -> int:
        """Return how many are confirmed."""
        return self.total - len(self.waiting) - len(self.declined)


def to_confirm(organisation: Organisation, on: date) -> tuple[Assignment, ...]:
    """Return the assignments whose holders the version in force asks, on the local date `on`.

    Those that begin later are asked too; before a version is approved nobody is.
    """
    if organisation.matrix.status is not MatrixStatus.IN_FORCE:
        return ()
    return tuple(a for a in organisation.assignments if _is_asked(organisation, a, on))


def confirmation_of(organisation: Organisation, assignment_id: str) -> Confirmation | None:
    """Return the holder's answer to the matrix's own version, None before there is one."""
    version = organisation.matrix.version
    return next(
        (
            given
            for given in organisation.confirmations
            if given.assignment_id == assignment_id and given.version == version
        ),
        None,
    )


def tally(organisation: Organisation, on: date) -> Tally:
    """Return how many roles are confirmed on the local date `on`."""
    answers: dict[str, set[Answer | None]] = {}
    for assignment in to_confirm(organisation, on):
        if assignment.runs_on(on):
            given = confirmation_of(organisation, assignment.id)
            answers.setdefault(assignment.role_id, set()).add(given.answer if given else None)
    declined = tuple(role for role, found in answers.items() if Answer.DECLINED in found)
    waiting = tuple(r for r, found in answers.items() if None in found and r not in declined)
    return Tally(len(answers), waiting, declined)


def confirmation_findings(organisation: Organisation, on: date) -> Iterator[Finding]:
    """Iterate over the roles that a holder has declined on the local date `on`."""
    for assignment in to_confirm(organisation, on):
        given = confirmation_of(organisation, assignment.id)
        if assignment.runs_on(on) and given and given.answer is Answer.DECLINED:
            holder = assignment.person_id or assignment.contact_id or ""
            params = {"person": holder, "role": assignment.role_id}
            yield Finding("role-declined", Severity.WARNING, assignment.role_id, params)


def _is_asked(organisation: Organisation, assignment: Assignment, on: date) -> bool:
    role = organisation.role.get(assignment.role_id)
    if role is None or is_retired(role.retired_on, on) or is_retired(assignment.ends, on):
        return False
    if not organisation.duties_of_role.get(role.id):
        return False
    person = present(organisation.person.get(assignment.person_id or ""), on)
    return bool(person or present_contact(organisation, assignment.contact_id, on))
