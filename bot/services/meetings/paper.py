"""An agenda as a file, with everything that stands on it."""

import asyncio
from collections.abc import Iterable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.cards.agendas import agenda_title, bearer_of, item_facts, meeting_facts
from bot.cards.elements import Fact
from bot.cards.meetings import Shown, attendance_facts
from bot.cards.plaintext import line_text
from bot.cards.plan_words import bearer_name
from bot.documents.agenda import PAPERS, MeetingPaper, PaperFile, Part, paper_file
from bot.domain.agendas import Entry
from bot.domain.meetings import AgendaItem, AgendaState
from bot.services.meetings.desk import View
from bot.texts import Texts

__all__ = ["PAPERS", "PaperFile", "agenda_file"]

_OUT = (AgendaState.SENT, AgendaState.APPROVED)


async def agenda_file(view: View, kind: str, texts: Texts, now: datetime) -> PaperFile:
    """Return an agenda as "docx" or "pdf", as it is now, or as it was sent out.

    Args:
        view: the meeting as its reader sees it.
        kind: the file's ending.
        texts: the reader's language.
        now: the moment, UTC.

    Raises:
        BadInput: there is no such kind.
    """
    stem = texts("papers.agenda-file", date=view.meeting.on.isoformat())
    return await asyncio.to_thread(paper_file, _agenda(view, texts, now), stem, kind)


def rows_of(facts: Iterable[Fact]) -> tuple[tuple[str, str], ...]:
    """Return facts of a card as label and value; a value's lines stand below each other."""
    return tuple((one.label, "\n".join(map(line_text, one.lines))) for one in facts)


def _agenda(view: View, texts: Texts, now: datetime) -> MeetingPaper:
    committee, organisation, meeting = view.committee, view.organisation, view.meeting
    # The paper is everyone's, whoever fetches it.
    shown = Shown(view.agenda, committee, organisation, view.people)
    # Who has not answered is no part of it (domain.md §3).
    silent = texts("meetings.field.silent")
    invited = (*view.people.acting, *view.people.secretaries, *view.people.advisers)
    names = view.people.called(dict.fromkeys(invited))
    rows = (
        (texts("papers.field.committee"), committee.name.in_language(texts.language)),
        *rows_of(meeting_facts(meeting, committee, organisation, texts)),
        (texts("papers.field.invited"), names or "–"),
        *(row for row in rows_of(attendance_facts(shown, texts)) if row[0] != silent),
    )
    today = now.astimezone(ZoneInfo(organisation.profile.timezone)).date()
    return MeetingPaper(
        language=texts.language,
        title=agenda_title(meeting, committee, texts),
        facts=rows,
        parts=tuple(part for entry in view.agenda.entries for part in _parts(entry, view, texts)),
        footer=texts("papers.footer", date=texts.date_medium(today)),
        author=committee.name.in_language(texts.language),
        at=meeting.sent_at or now,
        mark="" if meeting.agenda_state in _OUT else texts("papers.draft-mark"),
    )


def _parts(entry: Entry, view: View, texts: Texts) -> Iterator[Part]:
    """Iterate over a section, and what is dealt with in it."""
    points = tuple(line.text for line in entry.lines)
    if not points and not entry.items:
        points = (texts("meetings.none-since"),)
    role = entry.section.presenter_role
    yield Part(
        entry.number,
        entry.title,
        _note(entry.section.kind.value, f"role:{role}" if role else "", view, texts),
        entry.text,
        points,
    )
    for item in entry.items:
        yield _item(entry.number_of(item), item, view, texts)


def _item(number: str, item: AgendaItem, view: View, texts: Texts) -> Part:
    facts = rows_of(item_facts(item, view.organisation, texts))
    said_above = {texts(f"meetings.field.{name}") for name in ("kind", "text", "presenter")}
    note = _note(item.kind.value, item.presenter, view, texts)
    if item.late:
        note = f"{note} · {texts('meetings.mark-late')}"
    return Part(
        number,
        item.title,
        note,
        item.text,
        item.lines,
        tuple(row for row in facts if row[0] not in said_above),
    )


def _note(kind: str, presenter: str, view: View, texts: Texts) -> str:
    said = texts(f"meetings.kind.{kind}")
    if not presenter:
        return said
    who = bearer_name(bearer_of(presenter), view.organisation, texts)
    return texts("papers.note", kind=said, presenter=who)
