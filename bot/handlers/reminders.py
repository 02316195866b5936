"""[Vis flere] on a letter: all of its lines."""

from bot.cards.reminders import letter_card
from bot.chat.reply import Audience, Reply
from bot.domain.errors import BadInput
from bot.handlers.turn import Services, Turn


async def more(turn: Turn, services: Services) -> Reply:
    """Show the reader's letter uncut, as things stand now.

    Raises:
        BadInput: there is no such letter to the reader.
    """
    letter = await services.reminders.letter(turn.argument)
    if turn.person is None or letter is None or letter.person_id != turn.person.id:
        raise BadInput("lookup-gone")
    dues = await services.reminders.owed_in(letter, turn.organisation)
    card = letter_card(
        letter, turn.organisation, turn.texts, turn.today, everything=True, dues=dues
    )
    return Reply(card, Audience.PERSONAL)
