"""Terms of reference as files: Word opens them with their headings, and so does a PDF reader."""

from datetime import UTC, datetime
from io import BytesIO

from docx import Document

from bot.documents.terms import TermsDocument, numbered, terms_docx, terms_pdf

SECTIONS = (
    ("Baggrund", 1, ("Nedsat i Bølgen A/S.", "• vurderer input", "• #set page(width: 1cm)")),
    ("Møder", 1, ("Efter aftale.",)),
    ("Frekvens", 2, ("Fire gange om året.",)),
    ("Revision", 1, ("Hvert år.\x00",)),
)
TERMS = TermsDocument(
    "da",
    "Kommissorium for Udvalget",
    (("Version", "Version 1: kladde"),),
    numbered(SECTIONS),
    "Version 1: kladde",
    datetime(2027, 3, 9, 8, tzinfo=UTC),
    "Kladde, ikke godkendt",
)


def test_sections_are_numbered_below_each_other() -> None:
    assert [(c.number, c.level) for c in TERMS.clauses] == [
        ("1", 1),
        ("2", 1),
        ("2.1", 2),
        ("3", 1),
    ]
    assert [c.number for c in numbered((("A", 2, ()), ("B", 3, ())))] == ["1", "1.1.1"]


def test_word_has_the_headings_the_words_and_the_language() -> None:
    word = Document(BytesIO(terms_docx(TERMS)))
    said = [(p.style.name, p.text) for p in word.paragraphs]
    assert said[0] == ("Title", "Kommissorium for Udvalget")
    assert ("Heading 1", "1 Baggrund") in said
    assert ("Heading 2", "2.1 Frekvens") in said
    assert ("List Bullet", "vurderer input") in said
    assert ("Normal", "Nedsat i Bølgen A/S.") in said
    assert "Kladde, ikke godkendt" in {text for _, text in said}
    assert word.tables[0].cell(0, 1).text == "Version 1: kladde"
    assert word.core_properties.language == "da-DK"


def test_a_pdf_is_typeset_and_nothing_in_it_is_markup() -> None:
    assert terms_pdf(TERMS).startswith(b"%PDF-")
