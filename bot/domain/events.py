"""Every change of state. The journal writes each to the audit log in the change's transaction.

Events name people by their random ids only; names live in an erasable table (reliability.md §3).
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
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
class DraftStarted(Event):
    """The first change was saved: draft `version` begins on the version in use, `base`."""

    kind = "matrix.draft-started"
    version: int
    base: int

    def subject(self) -> str:
        """Return the matrix version."""
        return f"matrix/{self.version}"


@dataclass(frozen=True)
class DraftRowSaved(Event):
    """A row of the draft was saved.

    Args:
        version: the draft's number.
        activity: the row.
        before: letters by role as the draft had them, and as the person who saved had seen them.
        after: letters by role from now on.
        previous: who had saved the row in the draft before, if anybody had.
        by: who saved it now.
        saved_at: UTC, ISO 8601; tells one saving of a row from the next.
        retires: the activity leaves the matrix with the draft.
        added: the activity's names, when the draft adds it.
    """

    kind = "matrix.row-saved"
    version: int
    activity: str
    before: dict[str, str]
    after: dict[str, str]
    previous: str | None
    by: str
    saved_at: str
    retires: bool = False
    added: tuple[str, ...] = ()

    def subject(self) -> str:
        """Return the matrix version."""
        return f"matrix/{self.version}"


@dataclass(frozen=True)
class DraftMoved(Event):
    """What the drafts' further events share.

    Args:
        version: the draft's number.
        submission: how many times it had been submitted.
        digest: tells the content that the person who moved it saw from any other.
        by: who moved it.
        at: UTC, ISO 8601.
        authors: everybody who had saved a row.
        reason: why, where the move has a reason.
    """

    version: int
    submission: int
    digest: str
    by: str
    at: str
    authors: tuple[str, ...]
    reason: str = ""

    def subject(self) -> str:
        """Return the matrix version."""
        return f"matrix/{self.version}"


@dataclass(frozen=True)
class MatrixSubmitted(DraftMoved):
    """A draft waits for approval by one of `approvers`; `on` is the local date, ISO 8601."""

    kind = "matrix.submitted"
    approvers: tuple[str, ...] = ()
    on: str = ""


@dataclass(frozen=True)
class DraftWithdrawn(DraftMoved):
    """A submitted draft was taken back to be edited."""

    kind = "matrix.withdrawn"


@dataclass(frozen=True)
class MatrixSentBack(DraftMoved):
    """A submitted draft was sent back to its authors."""

    kind = "matrix.sent-back"


@dataclass(frozen=True)
class MatrixRejected(DraftMoved):
    """A submitted draft was rejected for good."""

    kind = "matrix.rejected"


@dataclass(frozen=True)
class DraftDiscarded(DraftMoved):
    """A draft was thrown away by one of those who edit."""

    kind = "matrix.draft-discarded"


@dataclass(frozen=True)
class MatrixApproved(DraftMoved):
    """Version `version` came into force, and froze the role descriptions with it.

    Args:
        base: the version that it supersedes.
        on: the local date, ISO 8601.
        changes: activity to [letters by role before, letters by role after].
        roles_digest: SHA-256 of the frozen role descriptions.
        control: the compensating control, when an author approved.
        exemptions: external parties that may hold A, each as activity, role, reason and last day.
    """

    kind = "matrix.approved"
    base: int = 0
    on: str = ""
    changes: Mapping[str, tuple[dict[str, str], dict[str, str]]] = field(default_factory=dict)
    roles_digest: str = ""
    control: str = ""
    exemptions: tuple[tuple[str, str, str, str], ...] = ()


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


@dataclass(frozen=True)
class ImportUndone(Event):
    """An import was undone: what it had changed is as it was before.

    Args:
        import_id: the import.
        source: the file's name.
        version: the matrix version in use again, or the draft that was dropped; 0 for neither.
    """

    kind = "import.undone"
    import_id: str
    source: str
    version: int

    def subject(self) -> str:
        """Return the import."""
        return f"import/{self.import_id}"
