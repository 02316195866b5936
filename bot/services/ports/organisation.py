"""Repositories of the organisation: people, parties, activities, drafts and packs."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from bot.domain.confirmations import Confirmation
from bot.domain.drafts import Draft, DraftRow, FrozenRole
from bot.domain.organisation import Profile
from bot.domain.parties import Agreement, Contact, Party
from bot.domain.people import Absence, Account, Assignment, Person, Role, Unit
from bot.domain.raci import Activity, Category, Letters, Matrix


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
