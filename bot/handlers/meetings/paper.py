"""The agenda as a file."""

from bot.cards.agendas import agenda_title
from bot.cards.elements import File
from bot.cards.exports import file_card
from bot.chat.reply import Audience, Reply
from bot.handlers.meetings.finding import view_of
from bot.handlers.turn import Services, Turn
from bot.services.files import LIFETIME
from bot.services.meetings import PAPERS, PaperFile, agenda_file


async def show(turn: Turn, services: Services) -> Reply:
    """Answer [Hent som Word] and [Hent som PDF] of an agenda."""
    meeting_id, _, kind = turn.argument.partition("/")
    view = await view_of(turn, services, meeting_id)
    made = await agenda_file(view, kind, turn.texts, turn.now)
    title = agenda_title(view.meeting, view.committee, turn.texts)
    return await handed_out(turn, services, made, title)


async def agenda_files(turn: Turn, services: Services, meeting_id: str) -> tuple[File, ...]:
    """Return an agenda in each kind of file."""
    view = await view_of(turn, services, meeting_id)
    made = [await agenda_file(view, kind, turn.texts, turn.now) for kind in PAPERS]
    return tuple([await services.files.keep(one.name, one.media_type, one.content) for one in made])


async def handed_out(turn: Turn, services: Services, made: PaperFile, title: str) -> Reply:
    """Return a file, kept for a day."""
    file = await services.files.keep(made.name, made.media_type, made.content)
    until = turn.texts.moment(turn.now + LIFETIME)
    return Reply(file_card(file, until, turn.texts, title=title), Audience.PERSONAL)
