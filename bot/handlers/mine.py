"""`/isms me` and the Home tab: what the reader answers for."""

from collections.abc import Sequence

from bot.cards.approval_status import waiting_lines
from bot.cards.approvals import Scene
from bot.cards.elements import Button, Line
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
    unanswered = await _unanswered(turn, services)
    dues = await services.dues.owed_by(turn.organisation, answer.person.id, turn.today)
    card = mine_card(
        answer, owed, turn.organisation, turn.texts, _own_buttons(turn), unanswered, dues
    )
    return Reply(card, Audience.PERSONAL)


async def _unanswered(turn: Turn, services: Services) -> Sequence[Line]:
    """Return the requests for decisions that wait for the reader."""
    if turn.person is None:
        return ()
    found = await services.approvals.find.waiting(turn.organisation, turn.person.id)
    waiting = (*found.votes, *found.consulted)
    scenes = [Scene(v.approval, v.forum, turn.organisation, turn.today) for v in waiting]
    return waiting_lines(scenes, turn.texts)


def _own_buttons(turn: Turn) -> tuple[Button, ...]:
    """Return the reader's absences, and where to write to who could be written to elsewhere."""
    if turn.person is None:
        return ()
    absences = Button(turn.texts("button.absences"), "absence.show", turn.person.id)
    elsewhere = len(turn.person.accounts) > 1 and turn.person.writes_on != turn.account.platform
    return (absences, write_here_button(turn.texts)) if elsewhere else (absences,)
