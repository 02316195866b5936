"""Minutes as a file for the members and the records system."""

import asyncio
from zoneinfo import ZoneInfo

from bot.cards.agendas import when_text
from bot.cards.minutes import MinutesPage, item_text, minutes_facts, minutes_title
from bot.cards.plaintext import line_text
from bot.documents.agenda import MeetingPaper, PaperFile, Part, paper_file
from bot.domain.minutes import MinutesState
from bot.domain.organisation import Organisation
from bot.texts import Texts

_FIXED = (MinutesState.APPROVED, MinutesState.REPLACED)


async def minutes_file(
    page: MinutesPage, organisation: Organisation, kind: str, texts: Texts
) -> PaperFile:
    """Return minutes as "docx" or "pdf"; the case number is their subject.

    Raises:
        BadInput: there is no such kind.
    """
    stem = texts("papers.minutes-file", date=page.meeting.on.isoformat())
    paper = _paper(page, organisation, texts)
    return await asyncio.to_thread(paper_file, paper, f"{stem}-v{page.minutes.version}", kind)


def _paper(page: MinutesPage, organisation: Organisation, texts: Texts) -> MeetingPaper:
    minutes = page.minutes
    at = minutes.approved_at or minutes.changed_at or page.meeting.ended_at
    assert at is not None
    name = page.committee.name.in_language(texts.language)
    facts = (
        (texts("papers.field.committee"), name),
        (texts("meetings.field.when"), when_text(page.meeting, texts)),
        *([(texts("meetings.field.place"), page.meeting.place)] if page.meeting.place else []),
        *((f.label, "\n".join(map(line_text, f.lines))) for f in minutes_facts(page, texts)),
    )
    on = at.astimezone(ZoneInfo(organisation.profile.timezone)).date()
    held, case = page.meeting.on.isoformat(), minutes.case_number
    keywords = (
        texts("papers.keyword.held", date=held),
        *((texts("papers.keyword.case", case=case),) if case else ()),
    )
    return MeetingPaper(
        language=texts.language,
        title=minutes_title(page, texts),
        facts=facts,
        parts=tuple(
            Part(one.number, one.title, points=item_text(one, page, texts)) for one in minutes.items
        ),
        footer=texts("papers.minutes-footer", version=minutes.version, date=texts.date_medium(on)),
        author=name,
        at=at,
        subject=case,
        mark="" if minutes.state in _FIXED else texts("papers.draft-mark"),
        keywords=keywords,
    )
