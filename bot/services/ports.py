"""What the use cases need from the outside: storage in one transaction, and the time."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.domain.alarms import Alarm, Copy, Trouble
from bot.domain.confirmations import Confirmation
from bot.domain.delivery import (
    Claim,
    Gate,
    Letter,
    Message,
    MessageState,
    Settlement,
    TokenRefusal,
)
from bot.domain.drafts import Draft, DraftRow, FrozenRole
from bot.domain.imports import ImportState, Things
from bot.domain.organisation import Organisation, Profile
from bot.domain.parties import Agreement, Contact, Party
from bot.domain.people import Absence, Account, Assignment, Person, Role, Unit
from bot.domain.raci import Activity, Category, Letters, Matrix


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

    async def save_absences(self, absences: Sequence[Absence]) -> None:
        """Write absences with the stand-ins that they name."""
        ...

    async def remove_absence(self, absence_id: str) -> bool:
        """Take an absence back; False when it is not there."""
        ...


class Parties(Protocol):
    """Third parties with contacts and agreements. `save_*` inserts or updates by id."""

    async def save_parties(self, parties: Sequence[Party]) -> None: ...

    async def save_contacts(self, contacts: Sequence[Contact]) -> None: ...

    async def save_agreements(self, agreements: Sequence[Agreement]) -> None: ...


class Confirmations(Protocol):
    """What holders answered to the roles that a matrix version gives them."""

    async def add(self, confirmation: Confirmation) -> bool:
        """Keep an answer; False when that holder has answered to that version already."""
        ...


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

    async def row_in_use(self, activity_id: str) -> tuple[int, Mapping[str, Letters]]:
        """Return the number of the version in use, 0 without one, and one of its rows."""
        ...

    async def next_version(self) -> int:
        """Return the number of the next matrix version, from 1; drafts have theirs too."""
        ...


class Drafts(Protocol):
    """Drafts of the matrix, one of them open at a time, and the roles frozen with a version."""

    async def lock(self) -> None:
        """Let nobody else change the data until this transaction ends."""
        ...

    async def current(self) -> Draft | None:
        """Return the open draft."""
        ...

    async def find(self, version: int) -> Draft | None:
        """Return a draft, open or not."""
        ...

    async def save(self, draft: Draft) -> None:
        """Write where a draft is; its rows are written by `save_row`."""
        ...

    async def save_row(self, version: int, row: DraftRow) -> None:
        """Write a row of a draft in place of what it had for the activity."""
        ...

    async def drop_row(self, version: int, activity_id: str) -> None:
        """Let the draft leave the activity as it is in use."""
        ...

    async def freeze(self, version: int, roles: Sequence[FrozenRole]) -> None:
        """Keep the roles as they are described and held when a version comes into force."""
        ...

    async def frozen(self, version: int) -> Sequence[FrozenRole]:
        """Return the roles that were frozen with a version; none when it was only imported."""
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


@dataclass(frozen=True)
class Received:
    """A delivery that changes something, as it was received. Both moments are UTC."""

    key: str
    request: Mapping[str, Any]
    received_at: datetime
    answered_at: datetime | None = None


class Inbox(Protocol):
    """Deliveries that change something (reliability.md §1 "Inbox")."""

    async def add(self, received: Received) -> bool:
        """Keep a delivery; False when its key is there already."""
        ...

    async def take_effect(self, key: str, at: datetime) -> bool:
        """Note that the delivery has its effect in this transaction; unknown keys are added.

        Returns:
            False when it had its effect in an earlier transaction.
        """
        ...

    async def answered(self, key: str, at: datetime) -> None:
        """Note that the delivery was answered, with or without an effect."""
        ...

    async def left_over(self, before: datetime, limit: int) -> Sequence[Received]:
        """Claim deliveries received before `before` that nobody has answered, the oldest first.

        A claimed one is not given out again for a minute.
        """
        ...

    async def unanswered(self, limit: int = 1000) -> Sequence[str]:
        """Return the keys of deliveries that nobody has answered, the oldest first."""
        ...

    async def forget(self, before: datetime) -> None:
        """Drop deliveries received before `before`."""
        ...


@dataclass(frozen=True)
class OpenForm:
    """A form that someone has open, as it was shown.

    Args:
        id: random; the platforms carry it as the form's value.
        platform, tenant, account: who has it open.
        form: from `cards.codec`, with the handler's own value.
        expires_at: UTC.
    """

    id: str
    platform: str
    tenant: str
    account: str
    form: Mapping[str, Any]
    expires_at: datetime


class Forms(Protocol):
    """Drafts of forms, which expire."""

    async def add(self, form: OpenForm) -> None:
        """Keep an open form."""
        ...

    async def load(self, form_id: str) -> OpenForm | None:
        """Return an open form, expired or not."""
        ...

    async def forget(self, before: datetime) -> None:
        """Drop forms that expired before `before`."""
        ...


class Outbox(Protocol):
    """Messages to anyone but the asker, written in the transaction that caused them."""

    async def add(self, messages: Sequence[Message]) -> Sequence[Message]:
        """Put messages in the outbox; return those whose key was not there yet."""
        ...

    async def copies(self, subject: str, kind: str | None = None) -> Sequence[Message]:
        """Return the messages about `subject` that are sent or may yet be, not their updates."""
        ...

    async def cancel(self, subject: str, kind: str | None = None) -> None:
        """Cancel what is pending about `subject`."""
        ...

    async def claim(
        self,
        token: str,
        platforms: Sequence[str],
        limit: int,
        lease: timedelta,
        *,
        urgent: bool = False,
    ) -> Sequence[Claim]:
        """Take messages in hand that may be sent now: the first of each open destination.

        The urgent ones come first, then those that were written first. An update comes once the
        message itself is sent.

        Args:
            token: a new random one.
            platforms: only messages to these.
            limit: at most so many.
            lease: for how long, by the database's clock.
            urgent: only urgent ones.
        """
        ...

    async def release(self, token: str) -> None:
        """Give back what was claimed with `token` and never tried."""
        ...

    async def claim_unknown(
        self, token: str, platforms: Sequence[str], limit: int, lease: timedelta
    ) -> Sequence[Claim]:
        """Take messages in hand whose unknown outcome may be looked into now."""
        ...

    async def settle(
        self, settlements: Sequence[Settlement], gates: Sequence[Gate] = ()
    ) -> Sequence[str]:
        """Note what became of claimed messages, and shut gates.

        A message that is sent opens its platform's own gate.

        Returns:
            The ids of the settled messages; one whose token no longer counts is left as it is.
        """
        ...

    async def recover(self, *, abandoned: bool = False) -> Sequence[str]:
        """Note as unknown what is being sent under a lease that ran out; return the ids.

        Args:
            abandoned: all that is being sent: no other process runs that could be sending.
        """
        ...

    async def tidy(self) -> None:
        """Note what has expired, and cancel the updates of messages that will not be sent."""
        ...

    async def letters(self, states: Sequence[MessageState], limit: int = 1000) -> Sequence[Letter]:
        """Return messages in these states, those first that have been so for longest."""
        ...

    async def letter(self, message_id: str) -> Letter | None:
        """Return a message of any state."""
        ...

    async def count(self) -> Mapping[MessageState, int]:
        """Return how many messages are in each state; none is left out."""
        ...

    async def replay(self, message_id: str) -> bool:
        """Have a dead, held or expired message sent again, with its own key and a new expiry.

        Returns:
            False when it is none of these: a second replay does nothing.
        """
        ...

    async def discard(self, message_id: str, reason: str) -> bool:
        """Give up a dead, held, expired or pending message; False when it is none of these."""
        ...

    async def stuck(self, older_than: timedelta, limit: int = 1000) -> Sequence[Letter]:
        """Return messages that have been due for longer and that nobody picks up.

        Those that wait at a gate, or behind others to the same destination that are on their
        way, are not among them.
        """
        ...

    async def refusing(self) -> Sequence[TokenRefusal]:
        """Return the platforms that do not take our token, until one of them takes a message."""
        ...

    async def forget_bodies(self, before: datetime) -> None:
        """Empty the cards of messages that reached their last state before `before`."""
        ...


@dataclass(frozen=True)
class StoredImport:
    """An import as it is kept.

    Args:
        id: random; buttons carry it.
        name: the file's.
        content: the file, while it may still be applied.
        state: where it is.
        fingerprint: tells what was shown from what would be shown now.
        by, at: who brought it there, and when (UTC).
        expires_at: UTC; then it is dropped, and can no longer be applied or undone.
        undo: what to put back, once it is applied.
    """

    id: str
    name: str
    content: bytes
    state: ImportState
    fingerprint: str
    by: str
    at: datetime
    expires_at: datetime
    undo: Mapping[str, Any] | None = None


class Imports(Protocol):
    """Imports that wait for an answer, or can be undone."""

    async def save(self, item: StoredImport) -> None:
        """Write an import."""
        ...

    async def load(self, import_id: str) -> StoredImport | None:
        """Return an import, expired or not."""
        ...

    async def latest_applied(self) -> StoredImport | None:
        """Return the import that was applied last and is not undone."""
        ...

    async def forget(self, before: datetime) -> None:
        """Drop imports that expired before `before`."""
        ...

    async def remove(self, things: Things) -> None:
        """Delete things by id; people lose their accounts with it."""
        ...

    async def remove_pack(self, name: str, locale: str) -> None:
        """Delete a kept pack."""
        ...

    async def take_back(self, version: int, previous: int) -> None:
        """Let look-ups read `previous` (0 for none) again, as if `version` was never in use."""
        ...


@dataclass(frozen=True)
class KeptFile:
    """A file that waits to be fetched. `media_type` is its MIME type."""

    name: str
    media_type: str
    content: bytes


class Files(Protocol):
    """Files that wait to be fetched, under a secret."""

    async def add(self, secret: str, file: KeptFile, expires_at: datetime) -> None:
        """Keep a file."""
        ...

    async def load(self, secret: str, at: datetime) -> KeptFile | None:
        """Return a file that has not expired at `at`."""
        ...

    async def forget(self, before: datetime) -> None:
        """Drop files that expired before `before`."""
        ...


class Alarms(Protocol):
    """The operator's alarms. Every `now` is by the real clock, UTC (reliability.md §4)."""

    async def every(self) -> Sequence[Alarm]:
        """Return the alarms that are open, and those whose end is yet to be told; oldest first."""
        ...

    async def see(self, trouble: Trouble, raised_at: datetime, now: datetime) -> bool:
        """Note that `trouble` was found at `now`; True when that opens an alarm.

        Args:
            raised_at: the moment by the organisation's clock, for a new alarm.
        """
        ...

    async def clear(self, alarm: Alarm, now: datetime) -> bool:
        """Close `alarm` unless it was seen since it was read; True when that closed it."""
        ...

    async def claim(self, now: datetime) -> Sequence[Alarm]:
        """Take the alarms in hand that are due at `now`; nobody else is given them for a minute."""
        ...

    async def told(self, key: str, now: datetime, copies: Sequence[Copy]) -> None:
        """Note that an alarm was told at `now`, and every place where a copy of it stands."""
        ...

    async def forget(self, key: str) -> None:
        """Drop an alarm whose end is told, unless it was raised again meanwhile."""
        ...

    async def beat(self, now: datetime) -> None:
        """Note that somebody looked after everything at `now`."""
        ...

    async def last_beat(self) -> datetime | None:
        """Return when somebody last looked after everything, None before the first time."""
        ...


class UnitOfWork(Protocol):
    """One transaction. Leaving without `commit` undoes everything."""

    profiles: Profiles
    people: People
    parties: Parties
    confirmations: Confirmations
    activities: Activities
    packs: Packs
    accounts: Accounts
    audit: AuditLog
    pictures: Pictures
    conversations: ConversationReferences
    drafts: Drafts
    inbox: Inbox
    forms: Forms
    outbox: Outbox
    alarms: Alarms
    imports: Imports
    files: Files

    async def organisation(self) -> Organisation:
        """Read the whole organisation as it stands in this transaction."""
        ...

    async def claim(self) -> None:
        """Let nobody else change what `organisation` reads until this transaction ends.

        Who decides by what stands there now claims it first, then reads.
        """
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
