"""A card's elements → blocks, line by line, until the room or the characters are used up."""

from bot.cards.elements import (
    Element,
    Facts,
    File,
    Heading,
    Line,
    Link,
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
from bot.platforms.slack.markup import Json, Words, is_tame, marked_up, text_object, words
from bot.texts import Texts

_WARNING_SIGN = "⚠️"
_BULLET = "• "


class Body:
    """Collects the blocks of one card's elements.

    Tables are lines too: Slack's table block stands in messages only, once, and not in every
    client, while a line keeps its mentions and reads aloud well.

    Args:
        room: how many blocks may be used.
        characters: how many characters may be used.
        teams: workspaces whose accounts become mentions.
        texts: for what the renderer itself says.
        picture: catalogue key of the line that says where a picture is, or None for no line.
    """

    def __init__(
        self,
        room: int,
        characters: int,
        teams: frozenset[str],
        texts: Texts,
        picture: str | None,
    ) -> None:
        self._room = room
        self._characters = characters
        self._teams = teams
        self._texts = texts
        self._picture = picture
        self._blocks: list[Json] = []
        self._run: list[str] = []
        self._run_marked = False
        self._run_length = 0
        self._previous: type | None = None
        self._left_out = 0

    def add(self, element: Element) -> None:
        """Add an element."""
        if self._begins_block(element):
            self._close()
        self._previous = type(element)
        match element:
            case Text():
                self._text(element)
            case Heading(text=text):
                self._say(words((Strong(text),), self._teams))
            case Facts():
                self._facts(element)
            case Table():
                self._table(element)
            case File(name=name, url=url):
                self._say(words((Link(name, url),), self._teams))
            case Picture(title=title):
                if self._picture is not None:
                    self._small(Words(self._texts(self._picture, title=title)))

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
        return isinstance(element, Facts | Table) or self._previous is not type(element)

    def _text(self, text: Text) -> None:
        if text.tone is Tone.MUTED:
            self._small(words(text.line, self._teams))
        elif text.tone is Tone.WARNING:
            sign = (Plain(f"{_WARNING_SIGN} "), Strong(self._texts("slack.warning")), Plain(" "))
            self._say(words((*sign, *text.line), self._teams))
        else:
            self._say(words(text.line, self._teams))

    def _facts(self, facts: Facts) -> None:
        for fact in facts.rows:
            label = (Strong(f"{fact.label}:"),)
            if len(fact.lines) <= 1:
                self._labelled(label, fact.lines[0] if fact.lines else ())
            else:
                self._say(words(label, self._teams))
                for line in filter(line_text, fact.lines):
                    self._say(words((Plain(_BULLET), *line), self._teams))

    def _labelled(self, label: tuple[Strong, ...], value: Line) -> None:
        """A value that must be plain text stands below its label, which stays bold."""
        together = words((*label, Plain(" "), *value), self._teams)
        if together.marked or not is_tame(label[0].text):
            self._say(together)
        else:
            self._say(words(label, self._teams))
            self._say(Words(cut(line_text(value), limits.LINE)))

    def _table(self, table: Table) -> None:
        """Show each row as its first cell and, behind it, the other filled cells by column."""
        for cells in table.rows:
            first, *others = cells or ((),)
            line: list[Line] = [(Strong(line_text(first)),)]
            for column, cell in zip(table.columns[1:], others, strict=False):
                if line_text(cell).strip():
                    line.append((Plain(f" · {column}: "), *cell))
            self._say(words(tuple(inline for part in line for inline in part), self._teams))

    def _say(self, said: Words) -> None:
        """Add a line to the section being written, or begin another for text of another kind."""
        if not said.text.strip():
            return
        if self._run and self._run_marked and not said.marked:
            said = marked_up(said)
        full = self._run_length + len(said.text) >= limits.SECTION
        if self._run and (self._run_marked != said.marked or full):
            self._close()
        if self._fits(said):
            self._run_marked = said.marked
            self._run.append(said.text)
            self._run_length += len(said.text) + 1

    def _small(self, said: Words) -> None:
        self._close()
        if said.text.strip() and self._fits(said):
            self._block({"type": "context", "elements": [text_object(said)]})

    def _fits(self, said: Words) -> bool:
        """Take the line's characters; once one line had no room, no later one is shown."""
        needed = len(said.text) + 1 + (0 if self._run else limits.BLOCK_OVERHEAD)
        if self._left_out or not self._room or needed > self._characters:
            self._left_out += 1
            return False
        self._characters -= needed
        return True

    def _close(self) -> None:
        """End the section that is being written."""
        if self._run:
            said = Words("\n".join(self._run), self._run_marked)
            self._run, self._run_length = [], 0
            self._block({"type": "section", "text": text_object(said)})

    def _block(self, block: Json) -> None:
        self._room -= 1
        self._blocks.append(block)
