"""What every kind of document of the matrix shows, in the reader's language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.domain.flows import FlowBook
from bot.domain.holder_rules import is_retired
from bot.domain.organisation import Organisation
from bot.domain.people import Role
from bot.domain.plan import Bearer
from bot.domain.raci import Activity, Letter, Letters, MatrixStatus
from bot.texts import Texts

_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)

COLOURS: Mapping[Letter, tuple[str, str]] = {
    Letter.ACCOUNTABLE: ("14365C", "FFFFFF"),
    Letter.RESPONSIBLE: ("1F7A6D", "FFFFFF"),
    Letter.CONSULTED: ("F6D999", "4A3500"),
    Letter.INFORMED: ("E4E9EE", "33414F"),
}
"""Fill and ink of a cell, by its leading letter; the letter itself always stands in it."""


@dataclass(frozen=True)
class Exported:
    """What is exported, and for whom.

    Args:
        organisation: the data.
        texts: the reader's language.
        on: the local date.
        headings: what stands over each role's column: a name that leads back to the role.
        contacts: the reader may see people's addresses and numbers.
        bearers: what stands for who has R or A in the plan: a name that leads back to them.
        book: the types of input and their flows.
    """

    organisation: Organisation
    texts: Texts
    on: date
    headings: Mapping[str, str]
    contacts: bool
    bearers: Mapping[Bearer, str] = field(default_factory=dict)
    book: FlowBook = field(default_factory=FlowBook)

    @property
    def roles(self) -> tuple[Role, ...]:
        """Return the roles that have a column: those in use, and any other with a duty."""
        used = {role for row in self.organisation.matrix.cells.values() for role in row}
        for item in self.organisation.wheel.items:
            used.update(filter(None, (item.responsible, item.accountable, item.approval_by)))
        return tuple(
            role
            for role in self.organisation.roles
            if role.id in used or not is_retired(role.retired_on, self.on)
        )

    @property
    def groups(self) -> tuple[tuple[str, tuple[Activity, ...]], ...]:
        """Return the activities by category, in the categories' order; the rest come last."""
        names = {c.id: self.words(c.name) for c in self.organisation.categories}
        found: dict[str, list[Activity]] = {category: [] for category in names}
        for activity in self.organisation.activities:
            if not is_retired(activity.retired_on, self.on):
                found.setdefault(activity.category_id or "", []).append(activity)
        return tuple(
            (names.get(category, ""), tuple(activities))
            for category, activities in found.items()
            if activities
        )

    @property
    def title(self) -> str:
        """Return the document's title, with the organisation's name."""
        name = self.organisation.profile.name
        title = self.texts("matrix.title")
        return f"{title} · {name}" if name else title

    @property
    def version(self) -> str:
        """Return which version it is, its status, and the day it was taken out."""
        matrix = self.organisation.matrix
        of_pack = self.texts.has(f"matrix.source.{matrix.source}")
        from_file = matrix.status is MatrixStatus.IMPORTED and not of_pack
        return self.texts(
            "exports.version",
            version=matrix.version,
            status=self.texts("matrix.from-file" if from_file else f"matrix.{matrix.status.value}"),
            date=self.texts.date_medium(self.on),
        )

    def words(self, text: object) -> str:
        """Return a text in the reader's language, without what cannot be printed."""
        in_language = getattr(text, "in_language", None)
        words = in_language(self.texts.language) if in_language else str(text or "")
        return printable(words)

    def letters(self, activity: Activity, role: Role) -> Letters:
        """Return the letters of a cell."""
        return self.organisation.matrix.letters(activity.id, role.id)


def one_line(text: str) -> str:
    """Return `text` without control characters and line breaks."""
    return " ".join(printable(text).split())


def printable(text: str) -> str:
    """Return `text` without control characters."""
    return _UNPRINTABLE.sub(" ", text)


def leading(letters: Letters) -> Letter:
    """Return the letter whose colour a cell has."""
    return next(letter for letter in Letter if letter in letters)
