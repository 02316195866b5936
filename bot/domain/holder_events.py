"""What changes about who holds which role: roles, holders, third parties, absences, answers."""

from dataclasses import dataclass

from bot.domain.events import Event


@dataclass(frozen=True)
class RoleSaved(Event):
    """A role's texts or rules were changed; `fields` names which."""

    kind = "role.saved"
    role_id: str
    fields: tuple[str, ...]

    def subject(self) -> str:
        """Return the role."""
        return f"role/{self.role_id}"


@dataclass(frozen=True)
class _OfAssignment(Event):
    """Something happened to an assignment; people and contacts by random id."""

    assignment_id: str
    role_id: str
    person_id: str | None
    contact_id: str | None

    def subject(self) -> str:
        """Return the assignment."""
        return f"assignment/{self.assignment_id}"


@dataclass(frozen=True)
class HolderAppointed(_OfAssignment):
    """Somebody was given a role; `on` is the local date, ISO 8601."""

    kind = "holder.appointed"
    on: str = ""


@dataclass(frozen=True)
class HolderReachable(_OfAssignment):
    """A holder who has not been asked to confirm the role can be asked; `on` as above."""

    kind = "holder.reachable"
    on: str = ""


@dataclass(frozen=True)
class HolderChanged(_OfAssignment):
    """An assignment's deputy, dates or unit were changed; `fields` names which."""

    kind = "holder.changed"
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class HolderEnded(_OfAssignment):
    """Somebody's last day in a role was set; `ends` is an ISO date."""

    kind = "holder.ended"
    ends: str = ""


@dataclass(frozen=True)
class PartySaved(Event):
    """A third party came in or was changed; `what` is "party", "contact" or "agreement"."""

    kind = "party.saved"
    party_id: str
    what: str
    item_id: str
    added: bool

    def subject(self) -> str:
        """Return the third party."""
        return f"party/{self.party_id}"


@dataclass(frozen=True)
class AbsenceSaved(Event):
    """An absence was registered, or its stand-in was named. Dates are ISO, local, inclusive."""

    kind = "absence.saved"
    absence_id: str
    person_id: str
    first: str
    last: str
    deputy_id: str | None = None
    deputy_contact_id: str | None = None

    def subject(self) -> str:
        """Return the person."""
        return f"person/{self.person_id}"


@dataclass(frozen=True)
class AbsenceRemoved(Event):
    """An absence was taken back."""

    kind = "absence.removed"
    absence_id: str
    person_id: str

    def subject(self) -> str:
        """Return the person."""
        return f"person/{self.person_id}"


@dataclass(frozen=True)
class RoleAnswered(Event):
    """A holder confirmed or declined the role that a version gives them.

    `answer` is "confirmed" or "declined"; the reason lies with the answer, not in the log.
    """

    kind = "role.answered"
    version: int
    assignment_id: str
    role_id: str
    person_id: str | None
    contact_id: str | None
    answer: str

    def subject(self) -> str:
        """Return the assignment in the version."""
        return confirmation_subject(self.version, self.assignment_id)


@dataclass(frozen=True)
class WritingPlaceChosen(Event):
    """A person chose the platform on which they are written to."""

    kind = "person.writing-place-chosen"
    person_id: str
    platform: str

    def subject(self) -> str:
        """Return the person."""
        return f"person/{self.person_id}"


@dataclass(frozen=True)
class Unreached(Event):
    """A message had no place to go: its reader has no account on a platform that is attached."""

    kind = "message.unreached"
    person_id: str
    notice: str
    about: str

    def subject(self) -> str:
        """Return the person."""
        return f"person/{self.person_id}"


def confirmation_subject(version: int, assignment_id: str) -> str:
    """Return what the messages about one holder's confirmation in one version are about."""
    return f"confirmation/{version}/{assignment_id}"
