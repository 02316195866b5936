"""A meeting's papers: what Word reads back, and what stands in the PDF."""

from datetime import UTC, datetime
from io import BytesIO

from docx import Document

from bot.documents.agenda import MeetingPaper, Part, meeting_docx, meeting_pdf

ODD = '#import "x.typ" *fed* $x$ [y] #panic() <b>&'


def paper(title: str = "Dagsorden for Udvalget 11. maj 2027", text: str = "") -> MeetingPaper:
    return MeetingPaper(
        language="da",
        title=title,
        facts=(("Tid", "tirsdag den 11. maj 2027 kl. 9.00-10.30"), ("Sted", text)),
        parts=(
            Part("1", "Godkendelse", "Beslutning", "Første linje\nAnden linje", ("Rød grød",)),
            Part("1.1", "Køb nøgler", facts=(("Hvad", "Køb\nflere"), ("Bilag", text))),
        ),
        footer="Udskrevet 3. maj 2027",
        author="Udvalget",
        at=datetime(2027, 5, 3, 8, 0, tzinfo=UTC),
        subject="2027-0815",
        mark="Udkast",
        keywords=("Møde: 2027-05-11",),
    )


def test_word_reads_back_what_was_written() -> None:
    word = Document(BytesIO(meeting_docx(paper(text=ODD))))
    said = [(p.style.name if p.style else "", p.text) for p in word.paragraphs]
    assert said == [
        ("Title", "Dagsorden for Udvalget 11. maj 2027"),
        ("Normal", "Udkast"),
        ("Heading 1", "1 Godkendelse"),
        ("Normal", "Beslutning"),
        ("Normal", "Første linje"),
        ("Normal", "Anden linje"),
        ("List Bullet", "Rød grød"),
        ("Heading 2", "1.1 Køb nøgler"),
        ("Normal", "Hvad: Køb\nflere"),
        ("Normal", f"Bilag: {ODD}"),
    ]
    assert [[cell.text for cell in row.cells] for row in word.tables[0].rows][1] == ["Sted", ODD]
    about = word.core_properties
    assert (about.title, about.author, about.subject, about.keywords, about.language) == (
        "Dagsorden for Udvalget 11. maj 2027",
        "Udvalget",
        "2027-0815",
        "Møde: 2027-05-11",
        "da-DK",
    )


def test_the_pdf_carries_its_headings_and_what_records_systems_read() -> None:
    pdf = meeting_pdf(paper(text=ODD))
    assert pdf.startswith(b"%PDF-")
    for said in (
        b"/Title(Dagsorden for Udvalget 11. maj 2027)",
        b"/Author(Udvalget)",
        b"/Subject(2027-0815)",
        b"/CreationDate(D:20270503",
        b"/Title(1 Godkendelse)",
        b"<dc:title><rdf:Alt>",
    ):
        assert said in pdf
    assert b"Inter" in pdf


def test_nothing_in_a_text_is_markup_on_paper() -> None:
    assert meeting_pdf(paper(ODD, "\x00\u202e\ud800 " + ODD)).startswith(b"%PDF-")
    word = Document(BytesIO(meeting_docx(paper(ODD, "\x00\x0b\ud800"))))
    assert word.paragraphs[0].text == ODD
