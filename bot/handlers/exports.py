"""`/isms export`: the matrix as Excel, PDF, CSV or YAML."""

from bot.cards.exports import choice_card, file_card
from bot.chat.reply import Audience, Reply
from bot.handlers.turn import Services, Turn
from bot.services.exports import FORMATS, export, format_named, may_see_contacts
from bot.services.files import LIFETIME


async def choose(turn: Turn, services: Services) -> Reply:
    """Answer `/isms export`, or `/isms export pdf` at once."""
    if turn.argument.strip():
        return await make(turn, services)
    return Reply(choice_card(tuple(FORMATS), turn.texts), Audience.PERSONAL)


async def make(turn: Turn, services: Services) -> Reply:
    """Make the file that was asked for and hand it over.

    Raises:
        BadInput: there is no such format, or no matrix yet.
    """
    kind = format_named(turn.argument)
    contacts = may_see_contacts(turn.standing)
    book = await services.inputs.book()
    made = await export(
        turn.organisation, kind, turn.texts, turn.today, contacts=contacts, book=book
    )
    file = await services.files.keep(made.name, made.media_type, made.content)
    until = turn.texts.moment(turn.now + LIFETIME)
    left_out = kind is FORMATS["xlsx"] and not contacts
    return Reply(file_card(file, until, turn.texts, left_out=left_out), Audience.PERSONAL)
