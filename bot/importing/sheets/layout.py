"""Finds the matrix in a sheet: its heading row, the column of activities, the columns of roles."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from bot.importing.names import folded
from bot.importing.sheets.grid import Cell, Merge, Sheet, Spot
from bot.importing.sheets.letters import looks_like_letters

ACTIVITY_HEADINGS = frozenset(
    map(
        folded,
        (
            *("aktivitet", "aktiviteter", "opgave", "opgaver", "proces", "processer"),
            *("ansvarsområde", "ansvarsområder", "leverance", "emne"),
            *("activity", "activities", "task", "tasks", "process", "deliverable"),
        ),
    )
)
CATEGORY_HEADINGS = frozenset(
    map(folded, ("kategori", "gruppe", "tema", "fase", "category", "group", "theme", "phase"))
)
ID_HEADINGS = frozenset({"id", "aktivitetsid", "activityid"})
ASIDE_HEADINGS = frozenset(
    map(
        folded,
        (
            *("nr", "nr.", "nummer", "no", "no.", "#", "bemærkning", "bemærkninger", "note"),
            *("noter", "kommentar", "kommentarer", "beskrivelse", "reference", "referencer"),
            *("krav", "frekvens", "frist", "remarks", "remark", "notes", "comment", "comments"),
            *("description", "references", "requirement", "frequency", "deadline", "status"),
        ),
    )
)
SPECIAL = ACTIVITY_HEADINGS | CATEGORY_HEADINGS | ID_HEADINGS | ASIDE_HEADINGS
"""Headings of columns that are never a role's, as `names.folded` has them."""

_HEADING_ROWS = 100
_ABOVE = 3
_KNOWN_WEIGHT = 0.5
# A column of ids settles which way the matrix lies.
_SURE = 1_000


@dataclass(frozen=True)
class Heading:
    """A column's heading: the cell, and the columns it is merged over."""

    cell: Cell
    merge: Merge | None = None

    @property
    def wide(self) -> bool:
        """Tell whether it stands over several columns."""
        return self.merge is not None and self.merge.left < self.merge.right


@dataclass(frozen=True)
class Layout:
    """Where a matrix lies in a sheet.

    Args:
        sheet: the sheet, turned when roles go down.
        row: the heading row.
        activities: the column of the activities' names.
        roles: the columns of roles, with their headings.
        ids, categories: columns, where there are such.
        unread: columns that are something else.
        turned: roles go down and activities across; a cell's own name is as in the file.
        score: how well the headings fit the columns below them.
        evidence: how many known roles and activities stand where they should.
    """

    sheet: Sheet
    row: int
    activities: int
    roles: Mapping[int, Heading]
    ids: int | None = None
    categories: int | None = None
    unread: tuple[Heading, ...] = ()
    turned: bool = False
    score: float = 0.0
    evidence: int = 0


Known = Callable[[str], bool]


@dataclass
class _Columns:
    """What the columns of a sheet hold."""

    letters: Counter[int] = field(default_factory=Counter)
    first_letters: dict[int, int] = field(default_factory=dict)
    last_letters: dict[int, int] = field(default_factory=dict)


def find_matrix(sheet: Sheet, is_role: Known, is_activity: Known) -> Layout | None:
    """Return where the matrix lies in `sheet`, or None when there is none.

    Args:
        sheet: the sheet.
        is_role: tells whether a text names a known role.
        is_activity: tells whether a text names a known activity.
    """
    upright = _upright(sheet, is_role, is_activity)
    turned = _upright(_turned(sheet), is_role, is_activity)
    if turned and (upright is None or turned.evidence > upright.evidence):
        return replace(turned, turned=True)
    return upright


def _upright(sheet: Sheet, is_role: Known, is_activity: Known) -> Layout | None:
    columns = _columns(sheet)
    covers = _covers(sheet)
    rows = sorted({row for row, _ in sheet.cells})[:_HEADING_ROWS]
    best: Layout | None = None
    for row in rows:
        layout = _with_heading_row(sheet, row, columns, covers, is_role)
        if layout and (best is None or layout.score > best.score):
            best = layout
    if best is None:
        return None
    labels = (c.text for (_, column), c in sheet.cells.items() if column == best.activities)
    known = sum(map(is_activity, labels))
    lettered = any(column in columns.last_letters for column in best.roles)
    return replace(best, evidence=best.evidence + known) if lettered or known else None


def _with_heading_row(
    sheet: Sheet, row: int, columns: _Columns, covers: Mapping[Spot, Merge], is_role: Known
) -> Layout | None:
    """Return the layout if `row` is the heading row, or None when it cannot be."""
    own = [column for (at, column) in sheet.cells if at == row]
    headings = _headings(sheet, row, covers)
    named = {column: folded(heading.cell.text) for column, heading in headings.items()}
    roles: dict[int, Heading] = {}
    for column, heading in headings.items():
        if named[column] in SPECIAL:
            continue
        fits = is_role(heading.cell.text)
        below = columns.last_letters.get(column, 0) > row
        if below or fits:
            roles[column] = heading
    # A heading over several columns tells of one of them only.
    told = {heading.cell.name: column for column, heading in reversed(roles.items())}
    known = sum(is_role(roles[column].cell.text) for column in told.values())
    lettered = [c for c in told.values() if columns.last_letters.get(c, 0) > row]
    if not roles or not (lettered or known > 1) or not any(column in own for column in roles):
        return None
    activities = _activity_column(sheet, row, roles, named)
    if activities is None:
        return None
    roles.pop(activities, None)
    others = {c: h for c, h in headings.items() if c not in roles and c != activities}
    ids = next((c for c in others if named[c] in ID_HEADINGS), None)
    categories = next((c for c in others if named[c] in CATEGORY_HEADINGS), None)
    unknown, unread = _sorted_out(sheet, row, others, named, roles, (ids, categories))
    return Layout(
        sheet,
        row,
        activities,
        dict(sorted({**roles, **unknown}.items())),
        ids,
        categories,
        unread,
        score=len(lettered) + _KNOWN_WEIGHT * known,
        evidence=known + (_SURE if ids else 0),
    )


def _sorted_out(
    sheet: Sheet,
    row: int,
    others: Mapping[int, Heading],
    named: Mapping[int, str],
    roles: Mapping[int, Heading],
    taken: tuple[int | None, int | None],
) -> tuple[dict[int, Heading], tuple[Heading, ...]]:
    """Part the other columns into roles that nobody knows and columns that are something else."""
    unknown, unread = {}, []
    first = min(roles)
    for column, heading in others.items():
        if column in taken or (heading.merge and heading.merge.left < column):
            continue
        below = [c for (at, of), c in sheet.cells.items() if of == column and at > row]
        aside = named[column] in SPECIAL
        if column > first and not aside and all(len(cell.text) < 4 for cell in below):
            unknown[column] = heading
        elif below:
            unread.append(heading)
    return unknown, tuple(unread)


def _headings(sheet: Sheet, row: int, covers: Mapping[Spot, Merge]) -> dict[int, Heading]:
    """Return each column's heading in `row`, or what stands above it in a taller heading."""
    found = {}
    for column in sorted({column for _, column in sheet.cells} | {c for _, c in covers}):
        heading = _heading(sheet, row, column, covers)
        if heading and not looks_like_letters(heading.cell.text):
            found[column] = heading
    return found


def _heading(sheet: Sheet, row: int, column: int, covers: Mapping[Spot, Merge]) -> Heading | None:
    for at in range(row, max(row - _ABOVE, 0), -1):
        merge = covers.get((at, column))
        cell = sheet.cells.get((merge.top, merge.left) if merge else (at, column))
        if cell is None:
            continue
        if at == row or (merge and merge.bottom >= row) or not (merge and merge.left < merge.right):
            return Heading(cell, merge)
        return None
    return None


def _activity_column(
    sheet: Sheet, row: int, roles: Mapping[int, Heading], named: Mapping[int, str]
) -> int | None:
    """Return the column that is headed as the activities, or the one with most texts."""
    texts = Counter(
        column
        for (at, column), cell in sheet.cells.items()
        if at > row and not looks_like_letters(cell.text)
    )
    headed = [column for column in texts if named.get(column) in ACTIVITY_HEADINGS]
    if headed:
        return max(headed, key=lambda column: (texts[column], -column))
    special = CATEGORY_HEADINGS | ID_HEADINGS | ASIDE_HEADINGS
    free = [c for c in texts if c not in roles and named.get(c) not in special]
    before = [column for column in free if column < max(roles)]
    return max(before or free, key=lambda column: (texts[column], -column), default=None)


def _columns(sheet: Sheet) -> _Columns:
    columns = _Columns()
    for (row, column), cell in sheet.cells.items():
        if looks_like_letters(cell.text):
            columns.letters[column] += 1
            last = columns.last_letters.get(column, row)
            columns.last_letters[column] = max(last, row)
    return columns


def _covers(sheet: Sheet) -> dict[Spot, Merge]:
    """Return the merge that covers each cell near the top, where headings stand."""
    return {spot: merge for merge in sheet.merges for spot in _spots(merge)}


def _spots(merge: Merge) -> Iterator[Spot]:
    most_rows, most_columns = 1_000, 500
    for row in range(merge.top, min(merge.bottom, merge.top + most_rows) + 1):
        for column in range(merge.left, min(merge.right, merge.left + most_columns) + 1):
            yield row, column


def _turned(sheet: Sheet) -> Sheet:
    """Return the sheet with its rows as columns; cells keep the names they have in the file."""
    merges = tuple(Merge(m.left, m.top, m.right, m.bottom) for m in sheet.merges)
    return replace(
        sheet, cells={(c, r): cell for (r, c), cell in sheet.cells.items()}, merges=merges
    )
