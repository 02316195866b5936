"""Terms of reference as a Word file, for people to go on writing in, and as PDF."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from bot.documents.content import printable
from bot.documents.typeset import typeset

_BULLET = "• "
_WORDS, _POINTS = "Normal", "List-Bullet".replace("-", " ")
"""Word's own styles."""
_LANGUAGES = {"da": "da-DK", "en": "en-GB"}


@dataclass(frozen=True)
class Clause:
    """A section: its number ("2.1"), its heading, its level from 1, and its paragraphs.

    A paragraph that begins with "• " is a point of a list.
    """

    number: str
    heading: str
    level: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class TermsDocument:
    """Terms of reference, every word filled in.

    Args:
        language: "da" or "en".
        title: at the head.
        facts: label and value, below the title: version, approval, review.
        clauses: in order.
        mark: said first where they are not in force; "" otherwise.
        footer: on every page.
        at: when it was written, UTC.
    """

    language: str
    title: str
    facts: Sequence[tuple[str, str]]
    clauses: Sequence[Clause]
    footer: str
    at: datetime
    mark: str = ""


def numbered(headings: Sequence[tuple[str, int, tuple[str, ...]]]) -> tuple[Clause, ...]:
    """Return sections as clauses: those of level 1 are counted, deeper ones below them."""
    counts = [0, 0, 0]
    found = []
    for heading, level, lines in headings:
        # A deeper section that comes first has nothing to stand below.
        depth = min(max(level, 1), 3) if any(counts) else 1
        counts[depth - 1] += 1
        counts[depth:] = [0] * (3 - depth)
        number = ".".join(str(max(count, 1)) for count in counts[:depth])
        found.append(Clause(number, heading, depth, lines))
    return tuple(found)


def terms_docx(document: TermsDocument) -> bytes:
    """Return the terms as a Word file whose headings are Word's own."""
    from docx import Document
    from docx.shared import Pt

    word = Document()
    style = word.styles[_WORDS]
    style.font.name, style.font.size = "Calibri", Pt(11)
    _in_language(style, document.language)
    about = word.core_properties
    about.title, about.author, about.comments = printable(document.title), "", ""
    about.language = _LANGUAGES[document.language]
    about.created = about.modified = document.at.replace(tzinfo=None)
    word.add_heading(printable(document.title), level=0)
    if document.mark:
        word.add_paragraph().add_run(printable(document.mark)).bold = True
    _facts(word, document)
    for clause in document.clauses:
        word.add_heading(printable(f"{clause.number} {clause.heading}"), level=clause.level)
        for line in clause.lines:
            point = line.startswith(_BULLET)
            text = printable(line.removeprefix(_BULLET))
            word.add_paragraph(text, style=_POINTS if point else _WORDS)
    word.sections[0].footer.paragraphs[0].text = printable(document.footer)
    content = BytesIO()
    word.save(content)
    return content.getvalue()


def terms_pdf(document: TermsDocument) -> bytes:
    """Return the terms as PDF, typeset with fonts of the package."""
    return typeset("terms.typ", _data(document))


def _facts(word: Any, document: TermsDocument) -> None:
    if not document.facts:
        return
    table = word.add_table(rows=0, cols=2)
    for label, value in document.facts:
        cells = table.add_row().cells
        cells[0].paragraphs[0].add_run(printable(label)).bold = True
        cells[1].text = printable(value)


def _in_language(style: Any, language: str) -> None:
    """Let Word check the spelling in the language that the text is in."""
    from docx.oxml.ns import qn

    marks = style.element.get_or_add_rPr()
    lang = marks.makeelement(qn("w:lang"), {qn("w:val"): _LANGUAGES[language]})
    marks.append(lang)


def _data(document: TermsDocument) -> dict[str, Any]:
    return {
        "language": document.language,
        "title": printable(document.title),
        "mark": printable(document.mark),
        "footer": printable(document.footer),
        "facts": [[printable(label), printable(value)] for label, value in document.facts],
        "clauses": [
            {
                "number": clause.number,
                "heading": printable(clause.heading),
                "level": clause.level,
                "lines": [
                    {
                        "point": line.startswith(_BULLET),
                        "text": printable(line.removeprefix(_BULLET)),
                    }
                    for line in clause.lines
                ],
            }
            for clause in document.clauses
        ],
    }
