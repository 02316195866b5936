"""Terms of reference as a file, with every word filled in as it is today."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.cards.terms import TermsPage, section_lines, state_text, terms_facts
from bot.documents.terms import TermsDocument, numbered, terms_docx, terms_pdf
from bot.domain.committees import TermsState
from bot.domain.errors import BadInput
from bot.texts import Texts


@dataclass(frozen=True)
class PaperKind:
    """A kind of file."""

    media_type: str
    write: Callable[[TermsDocument], bytes]


PAPERS: Mapping[str, PaperKind] = {
    "docx": PaperKind(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document", terms_docx
    ),
    "pdf": PaperKind("application/pdf", terms_pdf),
}


@dataclass(frozen=True)
class TermsFile:
    """A file that was made."""

    name: str
    media_type: str
    content: bytes


async def terms_file(shown: TermsPage, kind: str, texts: Texts, now: datetime) -> TermsFile:
    """Return a version of the terms as "docx" or "pdf".

    Args:
        shown: the version, and what is filled in.
        kind: the file's ending.
        texts: the reader's language.
        now: the moment, UTC.

    Raises:
        BadInput: there is no such kind.
    """
    paper = PAPERS.get(kind)
    if paper is None:
        raise BadInput("terms-format")
    document = _document(shown, texts, now)
    content = await asyncio.to_thread(paper.write, document)
    stem = texts("terms.file-name")
    return TermsFile(f"{stem}-v{shown.terms.version}.{kind}", paper.media_type, content)


def _document(shown: TermsPage, texts: Texts, now: datetime) -> TermsDocument:
    terms, organisation = shown.terms, shown.page.organisation
    name = shown.page.committee.name.in_language(texts.language)
    today = now.astimezone(ZoneInfo(organisation.profile.timezone)).date()
    of_force = terms.state in (TermsState.IN_FORCE, TermsState.REPLACED)
    return TermsDocument(
        language=texts.language,
        title=texts("terms.title", name=name),
        facts=terms_facts(shown, texts),
        clauses=numbered(
            [
                (
                    one.heading.in_language(texts.language),
                    one.level,
                    section_lines(shown, one, texts),
                )
                for one in terms.sections
            ]
        ),
        footer=texts(
            "terms.footer",
            version=terms.version,
            state=state_text(terms, texts),
            date=texts.date_medium(today),
        ),
        at=now,
        mark="" if of_force else texts("terms.draft-mark"),
    )
