"""[Send igen] and [Kassér] on an alarm about a message."""

from bot.cards import outbox as cards
from bot.chat.reply import Audience, Reply
from bot.domain.cpr import mask_cpr
from bot.domain.delivery import REPLAYABLE
from bot.handlers.turn import Services, Turn
from bot.services.outbox import LONGEST_REASON


async def replay(turn: Turn, services: Services) -> Reply:
    """Have a message sent again; a second press says what became of it."""
    letter = await services.outbox.replay(turn.argument, turn.cause)
    card = cards.replayed_card(letter, _who(turn), turn.texts.moment(turn.now), turn.texts)
    return Reply(card, Audience.PERSONAL, replaces=True)


async def ask_why(turn: Turn, services: Services) -> Reply:
    """Open the form that asks why a message is given up."""
    letter = await services.outbox.discardable(turn.argument)
    form = cards.discard_form(letter, LONGEST_REASON, turn.texts)
    return Reply(cards.choice_card(letter, turn.texts), Audience.PERSONAL, form=form)


async def discard(turn: Turn, services: Services) -> Reply:
    """Give a message up, for the reason in the form."""
    typed = turn.value("reason")
    letter = await services.outbox.discard(turn.argument, typed, turn.cause)
    reason = mask_cpr(typed)
    card = cards.discarded_card(
        letter,
        _who(turn),
        turn.texts.moment(turn.now),
        reason,
        turn.texts,
        masked=reason != typed,
    )
    return Reply(card, Audience.PERSONAL, replaces=True)


async def as_it_is(turn: Turn, services: Services) -> Reply:
    """Show what has become of the message since the card was written."""
    letter = await services.outbox.letter(turn.argument)
    if letter.state in REPLAYABLE:
        card = cards.choice_card(letter, turn.texts)
    else:
        card = cards.settled_card(letter, turn.texts)
    return Reply(card, Audience.PERSONAL, replaces=True)


def _who(turn: Turn) -> str:
    return turn.person.name if turn.person else turn.account.id
