"""Activities and the RACI matrix. The rules that judge a matrix stand in `findings`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bot.domain.language import Localized, LocalizedList


class Letter(StrEnum):
    """RACI letters in the order they are always printed: A before R, as the chat answers do."""

    ACCOUNTABLE = "A"
    RESPONSIBLE = "R"
    CONSULTED = "C"
    INFORMED = "I"


Letters = frozenset[Letter]


class MatrixStatus(StrEnum):
    """A matrix version's life cycle (domain.md §2). IMPORTED is in use but not yet approved."""

    IMPORTED = "imported"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"
    REJECTED = "rejected"


@dataclass(frozen=True)
class Category:
    """A group of activities, in the order the pack has them."""

    id: str
    name: Localized
    position: int = 0


@dataclass(frozen=True)
class Activity:
    """A security activity. `references` maps "iso27001_2022", "law" and "seed" to clauses."""

    id: str
    name: Localized
    short: Localized = field(default_factory=Localized)
    category_id: str | None = None
    description: Localized = field(default_factory=Localized)
    evidence: LocalizedList = field(default_factory=LocalizedList)
    aliases: LocalizedList = field(default_factory=LocalizedList)
    references: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    position: int = 0
    retired_on: date | None = None


@dataclass(frozen=True, slots=True)
class Duty:
    """A role's letters in one activity."""

    activity: Activity
    letters: Letters


@dataclass(frozen=True)
class Matrix:
    """One version of the matrix.

    `cells` maps activity id to role id to letters. `source` names where it came from (a pack's
    title or a file's name). Moments are UTC; `used_from` is when look-ups began to read it.
    `control` is the compensating control of a version that its own author approved.
    """

    version: int
    status: MatrixStatus
    cells: Mapping[str, Mapping[str, Letters]]
    source: str = ""
    used_from: datetime | None = None
    used_to: datetime | None = None
    control: str = ""

    def letters(self, activity_id: str, role_id: str) -> Letters:
        """Return the letters of one cell, an empty set when the role has no part."""
        return self.cells.get(activity_id, {}).get(role_id, frozenset())

    def roles_with(self, activity_id: str, letter: Letter) -> tuple[str, ...]:
        """Return the ids of the roles that hold `letter` in the activity, in the row's order."""
        row = self.cells.get(activity_id, {})
        return tuple(role for role, letters in row.items() if letter in letters)


def parse_letters(text: str) -> Letters:
    """Read "R", "AR" or "A/R" as letters.

    Raises:
        ValueError: the text holds anything but the four letters and separators.
    """
    return frozenset(Letter(char) for char in text.upper() if char not in " /,+&;")


def format_letters(letters: Letters) -> str:
    """Return letters as "A/R", in the order A, R, C, I."""
    return "/".join(letter.value for letter in Letter if letter in letters)
