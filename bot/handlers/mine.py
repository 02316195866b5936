"""`/isms me` and the Home tab: what the reader answers for."""

from bot.cards.elements import Button
from bot.cards.mine import mine_card, unbound_card
from bot.cards.reach import write_here_button
from bot.chat.reply import Audience, Reply
from bot.handlers.turn import Services, Turn
from bot.services.mine import own_answer, own_debts


async def show(turn: Turn, services: Services) -> Reply:
    """Show what the reader owes and their roles; personal, so a channel never sees it."""
    answer = own_answer(turn.standing)
    if answer is None:
        return Reply(unbound_card(turn.texts), Audience.PERSONAL)
    owed = own_debts(turn.standing)
    card = mine_card(answer, owed, turn.organisation, turn.texts, _own_buttons(turn))
    return Reply(card, Audience.PERSONAL)


def _own_buttons(turn: Turn) -> tuple[Button, ...]:
    """Return the reader's absences, and where to write to who could be written to elsewhere."""
    if turn.person is None:
        return ()
    absences = Button(turn.texts("button.absences"), "absence.show", turn.person.id)
    elsewhere = len(turn.person.accounts) > 1 and turn.person.writes_on != turn.account.platform
    return (absences, write_here_button(turn.texts)) if elsewhere else (absences,)
