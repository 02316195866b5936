"""`/isms`: the menu of what can be asked, in the words of the place it is asked in."""

from collections.abc import Sequence

from bot.cards.dues import MOST_IN_MENU, due_rows
from bot.cards.menu import MenuLine, menu_card
from bot.cards.owed import next_facts
from bot.chat.reply import Reply
from bot.domain.letter_lines import ToldDue
from bot.domain.owed import Owed
from bot.handlers.turn import Services, Turn
from bot.services.mine import own_debts
from bot.services.permissions import Ability, may


async def show(turn: Turn, services: Services) -> Reply:
    """Show the menu; slash commands where the place has them, plain words in Teams."""
    menu, texts = services.menu, turn.texts
    lines = tuple(
        MenuLine(
            menu.as_named_here(texts(menu.usage_key(command, turn.place.platform))),
            texts(f"command.{command}.summary"),
        )
        for command in menu.commands
    )
    # Where others read along, what one owes is not for them.
    alone = menu.answers_alone(turn.place.platform) or not turn.in_company
    owed = own_debts(turn.standing) if alone else Owed()
    dues = await _dues(turn, services) if alone else ()
    pressing = (
        *due_rows(dues, turn.organisation, texts, MOST_IN_MENU),
        *next_facts(owed, turn.organisation, texts),
    )
    draft = may(turn.standing, Ability.SEE_DRAFT)
    return Reply(menu_card(lines, texts, pressing, draft=draft))


async def _dues(turn: Turn, services: Services) -> Sequence[ToldDue]:
    """Return what else the reader owes."""
    if turn.person is None:
        return ()
    return await services.dues.owed_by(turn.organisation, turn.person.id, turn.today)
