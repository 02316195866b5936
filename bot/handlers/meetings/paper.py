"""The agenda as a file."""

from bot.cards.agendas import agenda_title
from bot.cards.exports import file_card
from bot.cards.meeting_notices import sent_card
from bot.chat.reply import Audience, Reply
from bot.handlers.meetings.finding import shown, view_of
from bot.handlers.turn import Services, Turn
from bot.services.files import LIFETIME
from bot.services.meetings import OUT, PAPERS, PaperFile


async def _file(turn: Turn, services: Services, meeting_id: str, kind: str) -> PaperFile:
    """Return an agenda as a file: one that is out in the organisation's language, for everybody."""
    texts, cause = turn.texts, turn.cause
    view = await view_of(turn, services, meeting_id)
    if view.meeting.agenda_state in OUT:
        texts = turn.place_texts
        view = await services.meetings.view(meeting_id, cause, texts)
    return await services.agenda_papers.file(view, kind, texts, cause)


async def show(turn: Turn, services: Services) -> Reply:
    """Answer [Hent som Word] and [Hent som PDF] of an agenda."""
    meeting_id, _, kind = turn.argument.partition("/")
    view = await view_of(turn, services, meeting_id)
    made = await _file(turn, services, meeting_id, kind)
    title = agenda_title(view.meeting, view.committee, turn.texts)
    return await handed_out(turn, services, made, title)


async def sent_out(turn: Turn, services: Services, meeting_id: str) -> Reply:
    """Say that an agenda is sent out, with its files and the meeting's for a calendar."""
    view = await view_of(turn, services, meeting_id)
    texts = turn.texts
    made = [await _file(turn, services, meeting_id, kind) for kind in PAPERS]
    made.append(PaperFile(*await services.meetings.calendar_file(view, texts)))
    files = [await services.files.keep(one.name, one.media_type, one.content) for one in made]
    until = texts.moment(turn.now + LIFETIME)
    return Reply(sent_card(shown(turn, view), files, until, texts), Audience.PERSONAL)


async def handed_out(turn: Turn, services: Services, made: PaperFile, title: str) -> Reply:
    """Return a file, kept for a day."""
    file = await services.files.keep(made.name, made.media_type, made.content)
    until = turn.texts.moment(turn.now + LIFETIME)
    return Reply(file_card(file, until, turn.texts, title=title), Audience.PERSONAL)
