"""The rows of a matrix: activities with their letters, and the headings between them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.domain.cpr import mask_cpr
from bot.domain.language import Localized, localized
from bot.domain.organisation import Organisation
from bot.domain.raci import Activity, Category, Letter, Letters
from bot.importing.names import activity_names, category_names, folded
from bot.importing.sheets.grid import Cell
from bot.importing.sheets.layout import Layout
from bot.importing.sheets.letters import looks_like_letters, read_letters
from bot.importing.sheets.notes import MAX_NAME, Notes, alike, clean, shown, slug

_LEGEND = re.compile(r"[RACI]\s*[=:–-]\s*\S", re.IGNORECASE)
_TALLEST = 1_000


@dataclass
class Rows:
    """Reads the rows below the headings.

    A row says everything about its activity; a cell that cannot be read leaves the letters that
    are known. A known activity keeps its category unless a column of categories says otherwise.

    Args:
        layout: where the matrix lies.
        roles: the role of each column that is read.
        known: the data as it stands.
        language: of new names.
        notes: takes the findings.
    """

    layout: Layout
    roles: Mapping[int, str]
    known: Organisation
    language: str
    notes: Notes
    cells: dict[str, dict[str, Letters]] = field(default_factory=dict)
    activities: dict[str, Activity] = field(default_factory=dict)
    categories: dict[str, Category] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    several: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._names = activity_names(self.known.activities)
        self._category_names = category_names(self.known.categories)
        self._first_role = min(self.layout.roles)
        self._spanning = {
            row
            for merge in self.layout.sheet.merges
            if merge.left <= self.layout.activities and merge.right >= self._first_role
            for row in range(merge.top, min(merge.bottom, merge.top + _TALLEST) + 1)
        }
        self._heading = ""

    def read(self) -> None:
        """Read row by row."""
        by_row: dict[int, dict[int, Cell]] = {}
        for (row, column), cell in self.layout.sheet.cells.items():
            if row > self.layout.row:
                by_row.setdefault(row, {})[column] = cell
        for row in sorted(by_row):
            self._row(row, by_row[row], by_row.get(row + 1, {}))

    def _row(self, row: int, filled: Mapping[int, Cell], below: Mapping[int, Cell]) -> None:
        cells = {column: cell for column, cell in filled.items() if column in self.layout.roles}
        if self._is_heading_again(cells):
            return
        label = filled.get(self.layout.activities)
        if label is None:
            self._without_label(filled, cells)
        elif label.formula:
            self.notes.error("sheet-formula-label", label.name)
        else:
            self._labelled(row, label, filled, cells, below)

    def _labelled(
        self,
        row: int,
        label: Cell,
        filled: Mapping[int, Cell],
        cells: Mapping[int, Cell],
        below: Mapping[int, Cell],
    ) -> None:
        text = clean(label.text)
        activity_id = self._activity_id(filled, text)
        if activity_id is None:
            if _LEGEND.match(text) or looks_like_letters(text):
                return
            if not cells and self._is_heading(row, label, text, below):
                self._heading = text
                return
        if len(text) > MAX_NAME:
            self.notes.error("sheet-too-long", label.name, n=MAX_NAME)
            return
        activity = self._activity(label, text, activity_id, filled)
        if activity.id in self.activities:
            first = self.places[activity.id]
            self.notes.error("sheet-activity-twice", label.name, value=shown(text), cell=first)
            return
        self.activities[activity.id] = activity
        self.places[activity.id] = label.name
        self._letters_of(activity.id, cells)

    # -- letters

    def _letters_of(self, activity_id: str, cells: Mapping[int, Cell]) -> None:
        read: dict[str, Letters] = {}
        accountable = []
        for column, role in self.roles.items():
            cell = cells.get(column)
            letters = self._letters(activity_id, role, cell) if cell else frozenset()
            if letters:
                read[role] = letters
            if cell and Letter.ACCOUNTABLE in letters:
                accountable.append(cell.name)
        known = (r for r in self.known.matrix.cells.get(activity_id, {}) if r in read)
        self.cells[activity_id] = {r: read[r] for r in dict.fromkeys((*known, *read))}
        if len(accountable) > 1:
            self.several[activity_id] = tuple(accountable)

    def _letters(self, activity_id: str, role: str, cell: Cell) -> Letters:
        """Return a cell's letters; those that are known where it cannot be read."""
        known = self.known.matrix.letters(activity_id, role)
        if cell.formula:
            self.notes.error("sheet-formula", cell.name)
            return known
        read = read_letters(cell.text)
        value = shown(clean(cell.text))
        if not read.understood:
            self.notes.error("sheet-letters", cell.name, value=value)
            return known
        if read.left_out:
            self.notes.info("sheet-mark", cell.name, value=shown(clean(read.left_out)))
        if read.in_words and Letter.ACCOUNTABLE in read.letters:
            self.notes.info("sheet-word", cell.name, value=value)
        return read.letters

    # -- what is no activity

    def _without_label(self, filled: Mapping[int, Cell], cells: Mapping[int, Cell]) -> None:
        lettered = [c for c in cells.values() if c.formula or read_letters(c.text).letters]
        if lettered:
            first = min(lettered, key=lambda cell: (cell.row, cell.column))
            self.notes.error("sheet-no-activity", first.name)
        elif len(filled) == 1 and min(filled) < self._first_role:
            self._heading = clean(filled[min(filled)].text)

    def _is_heading_again(self, cells: Mapping[int, Cell]) -> bool:
        """Tell whether the headings are repeated, as they are on each printed page."""
        headings = self.layout.roles
        return bool(cells) and all(
            folded(cell.text) == folded(headings[column].cell.text) != ""
            for column, cell in cells.items()
        )

    def _is_heading(self, row: int, label: Cell, text: str, below: Mapping[int, Cell]) -> bool:
        """Tell whether a row without letters stands over a group of activities."""
        if self._category_names.find(text) or row in self._spanning:
            return True
        if any(column in self.layout.roles for column in below):
            self.notes.info("sheet-category", label.name, value=shown(text))
            return True
        return False

    # -- activities and categories

    def _activity_id(self, filled: Mapping[int, Cell], text: str) -> str | None:
        """Return the id of a known activity: by the column of ids, else by its name."""
        cell = filled.get(self.layout.ids) if self.layout.ids is not None else None
        if cell and cell.text.strip() in self.known.activity:
            return cell.text.strip()
        return self._names.find(text)

    def _activity(
        self, label: Cell, text: str, activity_id: str | None, filled: Mapping[int, Cell]
    ) -> Activity:
        known = self.known.activity.get(activity_id or "")
        if known is None:
            return self._new_activity(label, text, filled)
        activity = replace(known, category_id=self._changed_category(known, filled))
        if activity_names([replace(known, retired_on=None)]).find(text):
            return activity
        return replace(activity, name=localized(self.language, text), short=Localized())

    def _changed_category(self, known: Activity, filled: Mapping[int, Cell]) -> str | None:
        text = self._category_cell(filled)
        if not text:
            return known.category_id
        own = [c for c in self.known.categories if c.id == known.category_id]
        return known.category_id if category_names(own).find(text) else self._category_id(text)

    def _new_activity(self, label: Cell, text: str, filled: Mapping[int, Cell]) -> Activity:
        masked = mask_cpr(text)
        if masked != text:
            self.notes.warning("sheet-cpr", label.name)
        for activity in self.activities.values():
            if alike(activity.name.in_language(self.language), masked):
                return activity
        taken = {**self.known.activity, **self.activities}
        return Activity(
            slug(masked, taken, "activity"),
            localized(self.language, masked),
            category_id=self._category_id(self._category_cell(filled) or self._heading),
            position=max((a.position for a in taken.values()), default=-1) + 1,
        )

    def _category_cell(self, filled: Mapping[int, Cell]) -> str:
        """Return what the column of categories says, the last one where it is left blank."""
        if self.layout.categories is None:
            return ""
        cell = filled.get(self.layout.categories)
        if cell and not cell.formula:
            self._heading = clean(cell.text)
            return self._heading
        return ""

    def _category_id(self, text: str) -> str | None:
        """Return the category's id, a new one for a new name; None for no name."""
        known = self._category_names.find(text)
        if known or not text:
            return known
        for category in self.categories.values():
            if alike(category.name.in_language(self.language), text):
                return category.id
        taken = {c.id: c for c in self.known.categories} | self.categories
        id_ = slug(text, taken, "category")
        position = max((c.position for c in taken.values()), default=-1) + 1
        name = localized(self.language, text[:MAX_NAME])
        self.categories[id_] = Category(id_, name, position)
        return id_
