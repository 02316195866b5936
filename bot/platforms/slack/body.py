"""A card's elements → blocks, line by line, until the room or the characters are used up."""

from bot.cards.elements import (
    Element,
    Facts,
    Heading,
    Line,
    Picture,
    Plain,
    Strong,
    Table,
    Text,
    Tone,
)
from bot.cards.plaintext import line_text
from bot.platforms.slack import limits
from bot.platforms.slack.limits import cut
from bot.platforms.slack.richtext import CONTAINER, Json, bullets, cost, elements, is_plain, section
from bot.texts import Texts

_NAMED = 2


class Body:
    """Collects the blocks of one card's elements.

    Args:
        room: how many blocks may be used.
        characters: how many characters may be used.
        teams: workspaces whose accounts become mentions.
        tables: whether a table block may be used.
    """

    def __init__(self, room: int, characters: int, teams: frozenset[str], tables: bool) -> None:
        self._room = room
        self._characters = characters
        self._teams = teams
        self._table_allowed = tables
        self._blocks: list[Json] = []
        self._run: list[Json] = []
        self._lines: list[list[Json]] = []
        self._points: list[list[Json]] = []
        self._previous: type | None = None
        self._left_out = 0

    def add(self, element: Element, texts: Texts, picture: str | None) -> None:
        """Add an element.

        Args:
            element: what to show.
            texts: for what the renderer itself says.
            picture: catalogue key of the line that says where a picture is, or None for no line.
        """
        if self._begins_block(element):
            self._close()
        self._previous = type(element)
        match element:
            case Text():
                self._text(element, texts)
            case Heading(text=text):
                self._line((Strong(text),))
            case Facts():
                self._facts(element)
            case Table():
                self._table(element)
            case Picture(title=title):
                if picture is not None:
                    self._context(texts(picture, title=title))

    def finish(self) -> tuple[list[Json], int]:
        """Return the blocks, and how many lines had no room."""
        self._close()
        return self._blocks, self._left_out

    def _begins_block(self, element: Element) -> bool:
        """Paragraphs share a block, and a heading shares it with what follows."""
        if isinstance(element, Heading):
            return True
        if self._previous is Heading:
            return False
        return isinstance(element, Facts) or self._previous is not type(element)

    def _text(self, text: Text, texts: Texts) -> None:
        if text.tone is Tone.MUTED and is_plain(text.line):
            self._context(line_text(text.line))
        elif text.tone is Tone.WARNING:
            sign = {"type": "emoji", "name": "warning"}
            label = elements((Plain(" "), Strong(texts("slack.warning")), Plain(" ")), self._teams)
            self._put([sign, *label, *elements(text.line, self._teams)])
        else:
            style = {"italic": True} if text.tone is Tone.MUTED else {}
            self._put(elements(text.line, self._teams, **style))

    def _facts(self, facts: Facts) -> None:
        for fact in facts.rows:
            if len(fact.lines) < _NAMED:
                value = fact.lines[0] if fact.lines else ()
                self._line((Strong(f"{fact.label}:"), Plain(" "), *value))
            else:
                self._line((Strong(f"{fact.label}:"),))
                for line in fact.lines:
                    self._point(line)

    def _table(self, table: Table) -> None:
        if not self._table_allowed or not table.rows or len(table.columns) > limits.TABLE_COLUMNS:
            self._table_as_lines(table)
            return
        self._close()
        self._table_allowed = False
        rows = [[_cell((Plain(column),), self._teams) for column in table.columns]]
        self._characters -= limits.BLOCK_OVERHEAD + sum(len(c) + 1 for c in table.columns)
        characters = min(limits.TABLE_CHARACTERS, self._characters)
        for cells in table.rows:
            size = sum(len(line_text(cell)) + 1 for cell in cells)
            if len(rows) == limits.TABLE_ROWS or size > characters or not self._room:
                self._left_out += len(table.rows) - len(rows) + 1
                break
            characters -= size
            self._characters -= size
            rows.append([_cell(cell, self._teams) for cell in cells])
        if len(rows) > 1 and self._room:
            self._room -= 1
            self._blocks.append(
                {
                    "type": "table",
                    "column_settings": [{"is_wrapped": True} for _ in table.columns],
                    "rows": rows,
                }
            )

    def _table_as_lines(self, table: Table) -> None:
        """Show each row as its first cell and, behind it, the other filled cells by column."""
        for cells in table.rows:
            first, *others = cells or ((),)
            line: list[Line] = [(Strong(line_text(first)),)]
            for column, cell in zip(table.columns[1:], others, strict=False):
                if line_text(cell).strip():
                    line.append((Plain(f" · {column}: "), *cell))
            self._line(tuple(inline for part in line for inline in part))

    def _line(self, line: Line) -> None:
        self._put(elements(line, self._teams))

    def _put(self, line: list[Json]) -> None:
        if self._fits(line):
            self._bullets()
            self._lines.append(line)

    def _point(self, line: Line) -> None:
        point = elements(line, self._teams)
        if self._fits(point):
            self._sections()
            self._points.append(point)

    def _context(self, text: str) -> None:
        self._close()
        text = cut(text, limits.CONTEXT)
        if not text.strip() or not self._fits([{"type": "text", "text": text}]):
            return
        self._room -= 1
        plain = {"type": "plain_text", "text": text, "emoji": False}
        self._blocks.append({"type": "context", "elements": [plain]})

    def _fits(self, line: list[Json]) -> bool:
        """Take the line's characters; once one line had no room, no later one is shown."""
        if not line:
            return False
        needed = cost(line) + CONTAINER + (0 if self._is_open() else limits.BLOCK_OVERHEAD)
        if self._left_out or not self._room or needed > self._characters:
            self._left_out += 1
            return False
        self._characters -= needed
        return True

    def _is_open(self) -> bool:
        return bool(self._run or self._lines or self._points)

    def _sections(self) -> None:
        if self._lines:
            self._run.append(section(self._lines))
            self._lines = []

    def _bullets(self) -> None:
        if self._points:
            self._run.append(bullets(self._points))
            self._points = []

    def _close(self) -> None:
        """End the rich text block that is being written."""
        self._sections()
        self._bullets()
        if self._run:
            self._room -= 1
            self._blocks.append({"type": "rich_text", "elements": self._run})
            self._run = []


def _cell(line: Line, teams: frozenset[str]) -> Json:
    if is_plain(line):
        return {"type": "raw_text", "text": line_text(line) or " "}
    inner = elements(line, teams)
    if not inner:
        return {"type": "raw_text", "text": " "}
    return {"type": "rich_text", "elements": [section([inner])]}
