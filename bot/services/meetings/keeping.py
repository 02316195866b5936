"""An agenda as it went out: the very bytes are kept with their digest, and handed out since."""

import hashlib
from dataclasses import dataclass

from bot.domain.meeting_events import AgendaKept
from bot.domain.meetings import Meeting, MeetingState
from bot.domain.papers import Paper, digest_of
from bot.services.identifiers import new_id
from bot.services.journal import Cause
from bot.services.meetings.agenda import OUT
from bot.services.meetings.case import Cases
from bot.services.meetings.desk import View
from bot.services.meetings.paper import PaperFile, agenda_file
from bot.services.ports import UnitOfWork
from bot.texts import Texts


@dataclass(frozen=True)
class AgendaPapers:
    """Hands agendas out as files; what was sent out is a record, the same for everybody."""

    cases: Cases

    async def file(self, view: View, kind: str, texts: Texts, cause: Cause) -> PaperFile:
        """Return an agenda as "docx" or "pdf": a draft as it is now, one that is out as it was.

        Args:
            view: the meeting as its reader sees it.
            kind: the file's ending.
            texts: the reader's language.
            cause: who asks for it.

        Raises:
            BadInput: there is no such kind.
        """
        now = self.cases.clock.now()
        meeting = view.meeting
        if meeting.agenda_state not in OUT:
            return await agenda_file(view, kind, texts, now)
        subject = kept_subject(meeting, texts.language, kind)
        async with self.cases.storage.read() as work:
            kept = await _kept(work, subject)
        if kept is not None:
            return kept
        made = await agenda_file(view, kind, texts, now)
        # The delivery that asks for it has had its effect, perhaps: it was sent out just now.
        async with self.cases.changing(meeting.id, Cause(cause.actor)) as case:
            kept = await _kept(case.work, subject)
            if kept is not None:
                return kept
            sha256 = digest_of(made.content)
            paper = Paper(
                new_id("paper"),
                subject,
                made.name,
                made.media_type,
                len(made.content),
                sha256,
                case.act.by,
                case.act.at,
            )
            await case.work.papers.add(paper, made.content)
            kept_now = await case.told(AgendaKept, case.meeting, file=made.name, sha256=sha256)
            await case.record(kept_now)
        return made


def kept_subject(meeting: Meeting, language: str, kind: str) -> str:
    """Return what the papers of an agenda as it was sent belong to.

    Sent again, or for another date, hour or place, it is another one.
    """
    said = (
        meeting.sent_at.isoformat() if meeting.sent_at else "",
        meeting.on.isoformat(),
        meeting.starts_at.isoformat(),
        meeting.place,
        str(meeting.state is MeetingState.CANCELLED),
    )
    stamp = hashlib.sha256("\0".join(said).encode()).hexdigest()[:16]
    return f"agenda/{meeting.id}/{stamp}/{language}/{kind}"


async def _kept(work: UnitOfWork, subject: str) -> PaperFile | None:
    for paper in await work.papers.of(subject):
        content = await work.papers.content(paper.id)
        if content is not None:
            return PaperFile(paper.name, paper.media_type, content)
    return None
