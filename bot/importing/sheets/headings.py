"""Whose column is whose: the headings of a matrix as roles."""

from dataclasses import dataclass, field

from bot.domain.language import localized
from bot.domain.organisation import Organisation
from bot.domain.people import Role
from bot.importing.names import folded, role_names
from bot.importing.sheets.grid import Merge
from bot.importing.sheets.layout import SPECIAL, Heading, Layout
from bot.importing.sheets.letters import looks_like_letters
from bot.importing.sheets.notes import MAX_NAME, Notes, alike, clean, shown, slug

_ENGLISH = frozenset({"activity", "activities", "task", "tasks", "process", "category"})
_DANISH = frozenset({"aktivitet", "aktiviteter", "opgave", "opgaver", "kategori", "proces"})


class RoleNames:
    """The roles by every way to write them; one that is retired by its id alone."""

    def __init__(self, organisation: Organisation) -> None:
        self.any_known = bool(organisation.roles)
        self._index = role_names(organisation.roles)
        self._retired = {role.id for role in organisation.roles if role.retired_on}

    def find(self, text: str) -> str | None:
        """Return the role that a heading means."""
        text = text.strip()
        return text if text in self._retired else self._index.find(text)

    def nearest(self, text: str) -> str | None:
        """Return the role that is most like a heading."""
        return self._index.nearest(text)


@dataclass
class RoleColumns:
    """Reads the headings. Where there are no roles at all yet, every heading is a new one.

    Args:
        layout: where the matrix lies.
        names: the roles that are known.
        language: of new names.
        notes: takes the findings.
    """

    layout: Layout
    names: RoleNames
    language: str
    notes: Notes
    new: dict[str, Role] = field(default_factory=dict)

    def read(self) -> dict[int, str]:
        """Return the role of each column that can be read."""
        found: dict[int, str] = {}
        for column, heading in self.layout.roles.items():
            if heading.wide and not self._is_first(heading, column):
                continue
            if heading.wide:
                self._tell_of_width(heading)
            role = self._role(heading)
            if role in found.values() and role is not None:
                self.notes.error("sheet-role-twice", heading.cell.name, role=role)
            elif role is not None:
                found[column] = role
        for heading in self.layout.unread:
            value = shown(clean(heading.cell.text))
            self.notes.info("sheet-column", heading.cell.name, value=value)
        return found

    def _is_first(self, heading: Heading, column: int) -> bool:
        of_the_same = (c for c, h in self.layout.roles.items() if h.merge == heading.merge)
        return column == min(of_the_same)

    def _tell_of_width(self, heading: Heading) -> None:
        merge = heading.merge
        assert merge is not None
        if self.layout.turned:
            merge = Merge(merge.left, merge.top, merge.right, merge.bottom)
        value = shown(clean(heading.cell.text))
        self.notes.error("sheet-merged-heading", merge.name, value=value)

    def _role(self, heading: Heading) -> str | None:
        cell = heading.cell
        if cell.formula:
            self.notes.error("sheet-formula-heading", cell.name)
            return None
        text = clean(cell.text)
        role = self.names.find(text)
        if role or not text:
            return role
        if not self.names.any_known:
            return self._new_role(text)
        nearest = self.names.nearest(text)
        if nearest:
            self.notes.error("sheet-unknown-role", cell.name, value=shown(text), role=nearest)
        else:
            self.notes.error("sheet-unknown-role-unlike", cell.name, value=shown(text))
        return None

    def _new_role(self, text: str) -> str:
        for role in self.new.values():
            if alike(role.name.in_language(self.language), text):
                return role.id
        id_ = slug(text, self.new, "role")
        self.new[id_] = Role(id_, localized(self.language, text[:MAX_NAME]))
        return id_


def language_of(layout: Layout, fallback: str) -> str:
    """Return the language of the headings, `fallback` where they do not tell."""
    headings = {folded(c.text) for (row, _), c in layout.sheet.cells.items() if row == layout.row}
    if headings & _ENGLISH:
        return "en"
    return "da" if headings & _DANISH else fallback


def heading_of(role: Role, names: RoleNames, language: str) -> str:
    """Return what to write over a role's column so that it is read as that role again.

    It is the role's name, or its id where the name means something else as well.
    """
    name = clean(role.name.in_language(language))
    means_more = folded(name) in SPECIAL or looks_like_letters(name)
    return name if names.find(name) == role.id and not means_more else role.id
