"""Whom a row of the matrix asks (C) and tells (I), and what may become of it.

A person's highest letter wins: who is R or A is neither asked nor told. Collective and external
roles get no direct messages by rule (domain.md §3).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from bot.domain.committee_people import acting_in, members_on
from bot.domain.errors import BadInput, FieldErrors, NotAllowed, TooLate, TovholderError
from bot.domain.holder_rules import held_by_everyone
from bot.domain.involvement import Consulted, Involvement, OutsideNotice
from bot.domain.occurrence_hands import Act
from bot.domain.organisation import Organisation
from bot.domain.people import Person, Role
from bot.domain.raci import Letter
from bot.domain.wheel_people import people_on

_ORDER = tuple(Letter)
_DOES = frozenset({Letter.ACCOUNTABLE, Letter.RESPONSIBLE})
_HEARS = frozenset({Letter.CONSULTED, Letter.INFORMED})


@dataclass(frozen=True)
class MatrixRow:
    """The people of one row of the matrix in force, on a day.

    Args:
        letters: each person's highest letter, by id.
        outside: the roles with C or I that get no direct message, in the row's order.
        vacant: the other roles with C or I that nobody holds.
    """

    letters: Mapping[str, Letter] = field(default_factory=dict)
    outside: tuple[Role, ...] = ()
    vacant: tuple[Role, ...] = ()

    def with_letter(self, letter: Letter) -> tuple[str, ...]:
        """Return the ids of those whose highest letter it is."""
        return tuple(person for person, own in self.letters.items() if own is letter)

    @property
    def doers(self) -> frozenset[str]:
        """Return who is neither asked nor told."""
        return frozenset(person for person, own in self.letters.items() if own in _DOES)


def is_outside(role: Role) -> bool:
    """Tell whether a role is collective or external, and so gets no direct message."""
    return role.external or held_by_everyone(role)


def row_of(
    organisation: Organisation, activity_id: str, on: date, doers: Collection[str] = ()
) -> MatrixRow:
    """Return the people of a row of the matrix in force on the local date `on`.

    Args:
        organisation: as it stands.
        activity_id: the row; "" for none.
        on: the local date.
        doers: who has R or A in the case itself, whatever the row says of them.
    """
    letters = dict.fromkeys(doers, Letter.RESPONSIBLE)
    outside: list[Role] = []
    vacant: list[Role] = []
    for role_id, held in organisation.matrix.cells.get(activity_id, {}).items():
        role = organisation.role.get(role_id)
        if role is None or not held:
            continue
        highest = min(held, key=_ORDER.index)
        if is_outside(role):
            outside += [role] if highest in _HEARS else []
            continue
        people = _people(organisation, role, highest, on)
        vacant += [role] if highest in _HEARS and not people else []
        for person in people:
            letters[person.id] = min(letters.get(person.id, highest), highest, key=_ORDER.index)
    return MatrixRow(letters, tuple(outside), tuple(vacant))


def _people(organisation: Organisation, role: Role, letter: Letter, on: date) -> Sequence[Person]:
    """Return who acts in a role; a committee's A is its chair's, its C and I each member's."""
    committee = next((c for c in organisation.committees if c.role_id == role.id), None)
    if committee is None:
        return acting_in(organisation, role.id, on)
    if letter in _DOES:
        chairing = people_on(organisation, on).acting_as(committee.chair_role)
        return [organisation.person[actor.person_id] for actor in chairing]
    members = members_on(organisation, committee, on)
    return [member.acting for member in members if member.acting]


def involved(
    before: Involvement | None,
    wanted: Involvement,
    row: MatrixRow,
    act: Act,
) -> Involvement:
    """Return who is consulted and informed in a case, with those who were so before.

    Args:
        before: who was involved so far; None for nobody.
        wanted: what the owner has chosen.
        row: of the matrix in force.
        act: who chose, and when.

    Raises:
        FieldErrors: nobody is chosen, nobody new is, or it is not said what they are asked or told.
    """
    known = before or replace(wanted, consulted=(), informed=())
    asked = {one.person_id for one in known.consulted}
    consulted = tuple(
        one
        for one in wanted.consulted
        if one.person_id not in asked and one.person_id not in row.doers
    )
    higher = asked | {one.person_id for one in consulted} | row.doers
    informed = tuple(
        one for one in wanted.informed if one not in higher and one not in known.informed
    )
    errors: dict[str, TovholderError] = {}
    if not consulted and not informed:
        errors["consulted"] = BadInput("involvement-nobody")
    if consulted and not wanted.question.strip():
        errors["question"] = BadInput("involvement-no-question")
    if informed and not wanted.text.strip():
        errors["text"] = BadInput("involvement-no-text")
    if errors:
        raise FieldErrors(errors)
    return replace(
        known,
        activity_id=wanted.activity_id or known.activity_id,
        by=act.by,
        at=act.at if consulted else known.at,
        consulted=(*known.consulted, *consulted),
        informed=(*known.informed, *informed),
        question=wanted.question.strip() if consulted else known.question,
        text=wanted.text.strip() if informed else known.text,
        changed_at=act.at,
    )


def answered(involvement: Involvement, person_id: str, text: str, act: Act) -> Involvement:
    """Return an involvement with somebody's answer.

    Args:
        involvement: as it is.
        person_id: who was consulted.
        text: the answer.
        act: who answers: they, or who stands in for them.

    Raises:
        NotAllowed: they are not consulted.
        TooLate: they have answered.
        FieldErrors: nothing is said.
    """
    found = next((one for one in involvement.consulted if one.person_id == person_id), None)
    if found is None:
        raise NotAllowed("not-allowed.involvement-answer")
    if found.answer is not None:
        raise TooLate("involvement-answered")
    if not text.strip():
        raise FieldErrors({"answer": BadInput("form-required")})
    said = Consulted(person_id, text.strip(), act.at)
    everybody = tuple(said if one is found else one for one in involvement.consulted)
    return replace(involvement, consulted=everybody, changed_at=act.at)


def noticed(
    before: Involvement, roles: Sequence[str], text: str, place: str, act: Act
) -> Involvement:
    """Return an involvement with a notice that somebody pressed to post, or took to send.

    Args:
        before: as it is.
        roles: ids of the roles that it is for.
        text: as it is posted.
        place: where; "" when it is only taken.
        act: who pressed, and when.

    Raises:
        FieldErrors: nothing is said, or it is for nobody.
    """
    errors: dict[str, TovholderError] = {}
    if not roles:
        errors["roles"] = BadInput("form-required")
    if not text.strip():
        errors["text"] = BadInput("form-required")
    if errors:
        raise FieldErrors(errors)
    made = (OutsideNotice(role, text.strip(), act.by, act.at, place) for role in roles)
    return replace(before, notices=(*before.notices, *made), changed_at=act.at)


def outside_roles(organisation: Organisation, activity_id: str, on: date) -> tuple[Role, ...]:
    """Return the roles that a notice can be for: the row's, else every collective or external."""
    found = row_of(organisation, activity_id, on).outside
    return found or tuple(_outside(organisation))


def _outside(organisation: Organisation) -> Iterator[Role]:
    return (role for role in organisation.roles if is_outside(role) and role.retired_on is None)
