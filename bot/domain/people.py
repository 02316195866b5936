"""Units, people, roles and who holds them (domain.md §2)."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from bot.domain.language import Localized, LocalizedList


class RoleKind(StrEnum):
    """Whether a role is held inside the organisation or by a third party."""

    INTERNAL = "internal"
    EXTERNAL = "external"


class Grant(StrEnum):
    """Rights that are given to a person and do not follow from a role."""

    ADMIN = "admin"
    AUDITOR = "auditor"


@dataclass(frozen=True, order=True)
class Account:
    """A platform account. `tenant` is the Slack workspace or the Teams tenant."""

    platform: str
    tenant: str
    id: str


@dataclass(frozen=True)
class Unit:
    """A part of the organisation. `role_id` is the role its head holds for it."""

    id: str
    name: Localized
    role_id: str | None = None
    parent_id: str | None = None
    head_id: str | None = None
    channel: str | None = None
    closed_on: date | None = None


@dataclass(frozen=True)
class Person:
    """A person by random id. `left_on` is the last day of employment, local date.

    `writes_on` is the platform on which the person has asked to be written to.
    """

    id: str
    name: str
    email: str
    phone: str | None = None
    language: str | None = None
    unit_id: str | None = None
    left_on: date | None = None
    accounts: tuple[Account, ...] = ()
    grants: frozenset[Grant] = frozenset()
    writes_on: str | None = None

    def account_on(self, platform: str) -> str | None:
        """Return the account id on `platform`, or None when the person is not bound there."""
        return next((a.id for a in self.accounts if a.platform == platform), None)

    def has_left(self, on: date) -> bool:
        """Tell whether `on` (a local date) lies after the person's last day."""
        return self.left_on is not None and self.left_on < on


@dataclass(frozen=True)
class Role:
    """A role of the matrix, with what its holder does (000 "Fastlæggelse af roller og ansvar").

    `each` tells that every holder does a part of what the role is responsible for; otherwise any
    of them does it for all.
    """

    id: str
    name: Localized
    kind: RoleKind = RoleKind.INTERNAL
    definition: Localized = field(default_factory=Localized)
    typical_holder: Localized = field(default_factory=Localized)
    tasks: LocalizedList = field(default_factory=LocalizedList)
    aliases: LocalizedList = field(default_factory=LocalizedList)
    may_be_accountable: bool = True
    deputy_required: bool = False
    each: bool = False
    retired_on: date | None = None

    @property
    def external(self) -> bool:
        """Tell whether a third party holds the role."""
        return self.kind is RoleKind.EXTERNAL


@dataclass(frozen=True)
class Assignment:
    """A role held by a person or by a third party's contact, from `starts` to `ends` inclusive.

    Exactly one of `person_id` and `contact_id` is set; at most one of the two deputies is.
    """

    id: str
    role_id: str
    starts: date
    person_id: str | None = None
    contact_id: str | None = None
    deputy_id: str | None = None
    deputy_contact_id: str | None = None
    unit_id: str | None = None
    ends: date | None = None

    def runs_on(self, on: date) -> bool:
        """Tell whether the assignment is in force on the local date `on`."""
        return self.starts <= on and (self.ends is None or on <= self.ends)


@dataclass(frozen=True)
class Absence:
    """A person is away from `first` to `last`, both inclusive, local dates.

    At most one of `deputy_id` and `deputy_contact_id` is set: whom the person has named to stand
    in for that time, in place of each role's own deputy.
    """

    id: str
    person_id: str
    first: date
    last: date
    deputy_id: str | None = None
    deputy_contact_id: str | None = None

    def covers(self, on: date) -> bool:
        """Tell whether the person is away on the local date `on`."""
        return self.first <= on <= self.last
