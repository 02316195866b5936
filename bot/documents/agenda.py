"""Papers of a meeting, its agenda and its minutes, as Word and as PDF."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import Any

from bot.documents.content import one_line, printable
from bot.documents.typeset import typeset
from bot.domain.errors import BadInput

_WORDS, _POINTS = "Normal", "List-Bullet".replace("-", " ")
"""Word's own styles."""
_LANGUAGES = {"da": "da-DK", "en": "en-GB"}
_DEEPEST = 2


@dataclass(frozen=True)
class Part:
    """A section or an item.

    Args:
        number: as it is counted: "4", "4.1".
        title: its heading.
        note: a line below the heading, in a few words: its kind.
        text: paragraphs, one a line.
        points: rows of a list.
        facts: label and value.
    """

    number: str
    title: str
    note: str = ""
    text: str = ""
    points: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()

    @property
    def level(self) -> int:
        """Return the level of its heading, from 1."""
        return min(1 + self.number.count("."), _DEEPEST)


@dataclass(frozen=True)
class MeetingPaper:
    """A paper of a meeting, every word in place.

    Args:
        language: "da" or "en".
        title: at the head.
        facts: label and value, below the title: time, place, who takes part.
        parts: in their order.
        footer: on every page.
        author: who issued it, for records systems.
        subject: the case number, or "".
        at: when it was made, UTC.
        mark: said first of what is a draft; "" otherwise.
        keywords: other metadata, each "name: value".
    """

    language: str
    title: str
    facts: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    footer: str
    author: str
    at: datetime
    subject: str = ""
    mark: str = ""
    keywords: tuple[str, ...] = field(default_factory=tuple)


def meeting_docx(paper: MeetingPaper) -> bytes:
    """Return the paper as a Word file whose headings are Word's own."""
    from docx import Document
    from docx.shared import Pt

    word = Document()
    style = word.styles[_WORDS]
    style.font.name, style.font.size = "Calibri", Pt(11)
    _in_language(style, paper.language)
    _describe(word.core_properties, paper)
    word.add_heading(one_line(paper.title), level=0)
    if paper.mark:
        word.add_paragraph().add_run(one_line(paper.mark)).bold = True
    if paper.facts:
        _facts(word, paper)
    for part in paper.parts:
        _part(word, part)
    word.sections[0].footer.paragraphs[0].text = one_line(paper.footer)
    content = BytesIO()
    word.save(content)
    return content.getvalue()


def meeting_pdf(paper: MeetingPaper) -> bytes:
    """Return the paper as PDF, typeset with fonts of the package."""
    return typeset("agenda.typ", _data(paper))


@dataclass(frozen=True)
class PaperFile:
    """A file that was made."""

    name: str
    media_type: str
    content: bytes


PAPERS: Mapping[str, tuple[str, Callable[[MeetingPaper], bytes]]] = {
    "docx": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        meeting_docx,
    ),
    "pdf": ("application/pdf", meeting_pdf),
}
"""The media type and the writer of each kind of file."""


def paper_file(paper: MeetingPaper, stem: str, kind: str) -> PaperFile:
    """Return a paper as "docx" or "pdf".

    Raises:
        BadInput: there is no such kind.
    """
    if kind not in PAPERS:
        raise BadInput("papers-format")
    media_type, write = PAPERS[kind]
    return PaperFile(f"{stem}.{kind}", media_type, write(paper))


def _describe(about: Any, paper: MeetingPaper) -> None:
    """Write what records systems read; Word keeps 255 characters of each."""
    about.title, about.author = one_line(paper.title)[:255], one_line(paper.author)[:255]
    about.subject = one_line(paper.subject)[:255]
    about.keywords = "; ".join(map(one_line, paper.keywords))[:255]
    about.comments, about.last_modified_by = "", one_line(paper.author)[:255]
    about.language = _LANGUAGES[paper.language]
    about.created = about.modified = paper.at.replace(tzinfo=None)


def _facts(word: Any, paper: MeetingPaper) -> None:
    table = word.add_table(rows=0, cols=2)
    for label, value in paper.facts:
        cells = table.add_row().cells
        cells[0].paragraphs[0].add_run(one_line(label)).bold = True
        cells[1].text = printable(value)


def _part(word: Any, part: Part) -> None:
    word.add_heading(one_line(f"{part.number} {part.title}"), level=part.level)
    if part.note:
        word.add_paragraph().add_run(one_line(part.note)).italic = True
    for line in _lines(part.text):
        word.add_paragraph(line, style=_WORDS)
    for point in part.points:
        word.add_paragraph(one_line(point), style=_POINTS)
    for label, value in part.facts:
        row = word.add_paragraph()
        row.add_run(f"{one_line(label)}: ").bold = True
        row.add_run(printable(value))


def _in_language(style: Any, language: str) -> None:
    """Let Word check the spelling in the language that the text is in."""
    from docx.oxml.ns import qn

    marks = style.element.get_or_add_rPr()
    marks.append(marks.makeelement(qn("w:lang"), {qn("w:val"): _LANGUAGES[language]}))


def _lines(text: str) -> list[str]:
    return [line for line in printable(text).splitlines() if line.strip()]


def _data(paper: MeetingPaper) -> dict[str, Any]:
    return {
        "language": paper.language,
        "title": one_line(paper.title),
        "author": one_line(paper.author),
        "subject": one_line(paper.subject),
        "keywords": [one_line(word) for word in paper.keywords],
        "date": [paper.at.year, paper.at.month, paper.at.day],
        "mark": one_line(paper.mark),
        "footer": one_line(paper.footer),
        "facts": [[one_line(label), printable(value)] for label, value in paper.facts],
        "parts": [
            {
                "number": part.number,
                "title": one_line(part.title),
                "level": part.level,
                "note": one_line(part.note),
                "lines": _lines(part.text),
                "points": [one_line(point) for point in part.points],
                "facts": [[one_line(label), printable(value)] for label, value in part.facts],
            }
            for part in paper.parts
        ],
    }
