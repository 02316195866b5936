"""Who stands behind a role on a given day: holders, deputies, absences and third parties."""

from dataclasses import dataclass
from datetime import date

from bot.domain.organisation import Organisation
from bot.domain.parties import Agreement, Contact, Party
from bot.domain.people import Absence, Assignment, Person, Role
from bot.domain.raci import Letter


@dataclass(frozen=True)
class Seat:
    """One holder of a role on a day. Either `person` or `contact` is set, and so for the deputy.

    `absence` is set while the holder is away; then the deputy acts.
    """

    assignment: Assignment
    person: Person | None = None
    contact: Contact | None = None
    absence: Absence | None = None
    deputy: Person | None = None
    deputy_contact: Contact | None = None


@dataclass(frozen=True)
class PartyView:
    """A third party as an answer shows it: whom to reach, and which agreements bind that day."""

    party: Party
    contacts: tuple[Contact, ...]
    agreements: tuple[Agreement, ...]


@dataclass(frozen=True)
class RoleView:
    """A role on a day. Vacant when nobody and no third party holds it."""

    role: Role
    seats: tuple[Seat, ...]
    parties: tuple[PartyView, ...] = ()

    @property
    def vacant(self) -> bool:
        """Tell whether nobody holds the role."""
        return not self.seats and not self.parties


def seats_of(organisation: Organisation, role_id: str, on: date) -> tuple[Seat, ...]:
    """Return the role's holders on the local date `on`.

    People and third parties that have left do not count.
    """
    running = (
        assignment
        for assignment in organisation.assignments_of_role.get(role_id, ())
        if assignment.runs_on(on)
    )
    seats = (_seat(organisation, assignment, on) for assignment in running)
    return tuple(seat for seat in seats if seat.person or seat.contact)


def role_view(organisation: Organisation, role_id: str, on: date) -> RoleView:
    """Return the role with its holders and, for an external role, the parties that play it."""
    parties = tuple(
        party_view(organisation, party, on)
        for party in organisation.parties_of_role.get(role_id, ())
        if not party.has_ended(on)
    )
    return RoleView(organisation.role[role_id], seats_of(organisation, role_id, on), parties)


def party_view(organisation: Organisation, party: Party, on: date) -> PartyView:
    """Return the party with its contacts, on-call first, and the agreements that bind on `on`."""
    contacts = (c for c in organisation.contacts if c.party_id == party.id)
    agreements = (a for a in organisation.agreements_of(party.id) if a.in_force_on(on))
    return PartyView(party, tuple(sorted(contacts, key=lambda c: not c.on_call)), tuple(agreements))


def _seat(organisation: Organisation, assignment: Assignment, on: date) -> Seat:
    person = present(organisation.person.get(assignment.person_id or ""), on)
    deputy, deputy_contact = _deputies(organisation, assignment, person, on)
    return Seat(
        assignment,
        person=person,
        contact=present_contact(organisation, assignment.contact_id, on),
        absence=organisation.absence_of(person.id, on) if person else None,
        deputy=deputy,
        deputy_contact=deputy_contact,
    )


def _deputies(
    organisation: Organisation, assignment: Assignment, holder: Person | None, on: date
) -> tuple[Person | None, Contact | None]:
    """Return who deputises: the stand-in whom the holder has named for now, else the role's own.

    An external stand-in never deputises for A, whatever the role has become accountable for since.
    """
    absence = organisation.stand_in_of(holder.id, on) if holder else None
    if absence is not None:
        person = present(organisation.person.get(absence.deputy_id or ""), on)
        contact = present_contact(organisation, absence.deputy_contact_id, on)
        if contact and is_accountable(organisation, assignment.role_id):
            contact = None
        if person or contact:
            return person, contact
    return (
        present(organisation.person.get(assignment.deputy_id or ""), on),
        present_contact(organisation, assignment.deputy_contact_id, on),
    )


def is_accountable(organisation: Organisation, role_id: str) -> bool:
    """Tell whether the role has A in any activity of the matrix in use."""
    duties = organisation.duties_of_role.get(role_id, ())
    return any(Letter.ACCOUNTABLE in duty.letters for duty in duties)


def present(person: Person | None, on: date) -> Person | None:
    """Return the person, or None for nobody and for one who has left on the local date `on`."""
    return None if person is None or person.has_left(on) else person


def present_contact(organisation: Organisation, contact_id: str | None, on: date) -> Contact | None:
    """Return the contact while we work with the third party it belongs to."""
    contact = organisation.contact.get(contact_id or "")
    party = organisation.party.get(contact.party_id) if contact else None
    return None if party is None or party.has_ended(on) else contact
