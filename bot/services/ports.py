"""What the use cases need from the outside: storage in one transaction, and the time."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.domain.organisation import Organisation, Profile
from bot.domain.parties import Agreement, Contact, Party
from bot.domain.people import Absence, Account, Assignment, Person, Role, Unit
from bot.domain.raci import Activity, Category, Matrix


class Clock(Protocol):
    """The time, injected so that tests and the demo can move it."""

    def now(self) -> datetime:
        """Return the present moment in UTC, with its zone."""
        ...


class Profiles(Protocol):
    """The organisation's own settings."""

    async def save(self, profile: Profile) -> None:
        """Write the organisation's profile."""
        ...


class People(Protocol):
    """Units, people, roles, assignments and absences. `save_*` inserts or updates by id."""

    async def save_units(self, units: Sequence[Unit]) -> None: ...

    async def save_people(self, people: Sequence[Person]) -> None:
        """Write people with their grants; their accounts are written by `Accounts`."""
        ...

    async def save_roles(self, roles: Sequence[Role]) -> None: ...

    async def save_assignments(self, assignments: Sequence[Assignment]) -> None: ...

    async def save_absences(self, absences: Sequence[Absence]) -> None: ...


class Parties(Protocol):
    """Third parties with contacts and agreements. `save_*` inserts or updates by id."""

    async def save_parties(self, parties: Sequence[Party]) -> None: ...

    async def save_contacts(self, contacts: Sequence[Contact]) -> None: ...

    async def save_agreements(self, agreements: Sequence[Agreement]) -> None: ...


class Activities(Protocol):
    """Activities and the matrix's versions."""

    async def save_categories(self, categories: Sequence[Category]) -> None: ...

    async def save_activities(self, activities: Sequence[Activity]) -> None: ...

    async def add_matrix(self, matrix: Matrix) -> None:
        """Write a new version and close the one in use at its `used_from`."""
        ...

    async def matrix_at(self, moment: datetime) -> Matrix | None:
        """Return the version that look-ups read at `moment` (UTC), or None before the first."""
        ...

    async def next_version(self) -> int:
        """Return the number of the next matrix version, from 1."""
        ...


class Packs(Protocol):
    """Validated packs as they came, for the features that later read them."""

    async def save(self, pack: str, locale: str, content: Mapping[str, Any]) -> None:
        """Keep the whole pack, replacing an earlier one of the same name and locale."""
        ...

    async def load(self, pack: str, locale: str) -> Mapping[str, Any] | None:
        """Return a kept pack."""
        ...


class Accounts(Protocol):
    """Platform accounts bound to people, and the one-time codes that bind them."""

    async def bind(self, account: Account, person_id: str, at: datetime) -> bool:
        """Bind `account`; False when it is bound already or the person has one there."""
        ...

    async def add_code(self, digest: str, person_id: str, expires_at: datetime) -> None:
        """Keep the SHA-256 digest of a one-time code."""
        ...

    async def use_code(self, digest: str, at: datetime) -> str | None:
        """Use up a code and return its person's id; None when unknown, used or expired at `at`."""
        ...


@dataclass(frozen=True)
class AuditRecord:
    """What the journal hands to the audit log. `actor` is a person id or "system"."""

    at: datetime
    actor: str
    kind: str
    subject: str
    data: Mapping[str, Any]


@dataclass(frozen=True)
class AuditEntry:
    """A stored record: `seq` from 1 without gaps, `digest` chains to `previous` (SHA-256, hex)."""

    seq: int
    record: AuditRecord
    previous: str
    digest: str


class AuditLog(Protocol):
    """The append-only log (reliability.md §3)."""

    async def append(self, record: AuditRecord) -> AuditEntry:
        """Chain and write `record`, with the head locked last."""
        ...

    def entries(self, after: int = 0) -> AsyncIterator[AuditEntry]:
        """Iterate over the stored entries with `seq` above `after`, in order."""
        ...


class Pictures(Protocol):
    """Rendered pictures under a secret."""

    async def add(self, secret: str, png: bytes, expires_at: datetime) -> None:
        """Keep a picture and drop those that have expired."""
        ...

    async def load(self, secret: str, at: datetime) -> bytes | None:
        """Return a picture that has not expired at `at`."""
        ...


class ConversationReferences(Protocol):
    """Where the bot can write on a platform, as JSON by key."""

    async def save(self, key: str, reference: Mapping[str, Any]) -> None:
        """Keep `reference` in place of any other under `key`."""
        ...

    async def load(self, key: str) -> Mapping[str, Any] | None:
        """Return what is kept under `key`."""
        ...

    async def remove(self, key: str) -> None:
        """Forget what is kept under `key`, if anything is."""
        ...

    async def every(self) -> Sequence[Mapping[str, Any]]:
        """Return every reference, in no order."""
        ...


class UnitOfWork(Protocol):
    """One transaction. Leaving without `commit` undoes everything."""

    profiles: Profiles
    people: People
    parties: Parties
    activities: Activities
    packs: Packs
    accounts: Accounts
    audit: AuditLog
    pictures: Pictures
    conversations: ConversationReferences

    async def organisation(self) -> Organisation:
        """Read the whole organisation as it stands in this transaction."""
        ...

    async def data_version(self) -> int:
        """Return a number that every change of what `organisation` reads makes higher."""
        ...

    async def commit(self) -> None:
        """Commit what was done so far."""
        ...


class Storage(Protocol):
    """Opens transactions."""

    def begin(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """Open a transaction that may write."""
        ...

    def read(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """Open a transaction that only reads; a write in it fails."""
        ...
