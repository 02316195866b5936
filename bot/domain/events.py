"""Every change of state. The journal writes each to the audit log in the change's transaction.

Events name people by their random ids only; names live in an erasable table (reliability.md §3).
"""

from dataclasses import asdict, dataclass
from typing import Any, ClassVar


@dataclass(frozen=True)
class Event:
    """A change of state. `kind` names it in the audit log and never changes."""

    kind: ClassVar[str]

    def subject(self) -> str:
        """Return the id of what changed."""
        raise AttributeError(f"{type(self).__name__} has no subject")

    def data(self) -> dict[str, Any]:
        """Return the event's own values, ready for JSON."""
        return asdict(self)


@dataclass(frozen=True)
class OrganisationSetUp(Event):
    """`tovholder init` was answered."""

    kind = "organisation.set-up"
    language: str
    timezone: str
    pack: str

    def subject(self) -> str:
        """Return the organisation."""
        return "organisation"


@dataclass(frozen=True)
class PackImported(Event):
    """A pack or matrix file came in as matrix version `version`."""

    kind = "pack.imported"
    source: str
    version: int
    changes: dict[str, int]
    findings: tuple[str, ...]

    def subject(self) -> str:
        """Return the matrix version."""
        return f"matrix/{self.version}"


@dataclass(frozen=True)
class PeopleImported(Event):
    """A list of people came in."""

    kind = "people.imported"
    source: str
    changes: dict[str, int]

    def subject(self) -> str:
        """Return the organisation's people."""
        return "people"


@dataclass(frozen=True)
class AccountBound(Event):
    """A platform account was bound to a person, by "directory" or by "code"."""

    kind = "account.bound"
    person_id: str
    platform: str
    by: str

    def subject(self) -> str:
        """Return the person."""
        return f"person/{self.person_id}"


@dataclass(frozen=True)
class LinkCodeIssued(Event):
    """A person asked for a one-time code to bind another account."""

    kind = "account.link-code-issued"
    person_id: str

    def subject(self) -> str:
        """Return the person."""
        return f"person/{self.person_id}"


@dataclass(frozen=True)
class LanguageChosen(Event):
    """A person chose the language of their own answers."""

    kind = "person.language-chosen"
    person_id: str
    language: str

    def subject(self) -> str:
        """Return the person."""
        return f"person/{self.person_id}"


@dataclass(frozen=True)
class ForeignRefused(Event):
    """A validly signed request came from a workspace, tenant or app that is not ours."""

    kind = "access.foreign-refused"
    platform: str
    tenant: str
    app: str

    def subject(self) -> str:
        """Return the platform."""
        return f"platform/{self.platform}"


@dataclass(frozen=True)
class PressTooLate(Event):
    """Someone pressed on a stale card, or pressed what was done already."""

    kind = "access.press-too-late"
    action: str
    reason: str

    def subject(self) -> str:
        """Return the action."""
        return f"action/{self.action}"


@dataclass(frozen=True)
class ActionRefused(Event):
    """Someone tried what they have no right to."""

    kind = "access.action-refused"
    ability: str

    def subject(self) -> str:
        """Return the ability."""
        return f"ability/{self.ability}"
