"""[Bekræft rollen] and [Afslå rollen]: a holder's answer to the version in force."""

from bot.cards.confirmations import answered_card, decline_form
from bot.cards.elements import Button
from bot.cards.holder_forms import opening_card
from bot.chat.reply import Audience, Reply
from bot.domain.confirmations import Answer
from bot.domain.errors import BadInput
from bot.handlers.turn import Services, Turn
from bot.services.confirmations import answered


async def confirm(turn: Turn, services: Services) -> Reply:
    """Take a confirmation."""
    return await _answer(turn, services, Answer.CONFIRMED, "")


async def decline(turn: Turn, services: Services) -> Reply:
    """Open the form of the reason for declining."""
    assignment = services.confirmations.asked(turn.argument, turn.cause)
    form = decline_form(assignment, turn.argument, turn.organisation, turn.texts)
    label = turn.texts("button.open-form")
    button = Button(label, "confirmations.decline", turn.argument, opens=True)
    return Reply(opening_card(form, button), Audience.PERSONAL, form=form)


async def declined(turn: Turn, services: Services) -> Reply:
    """Take a refusal with its reason."""
    return await _answer(turn, services, Answer.DECLINED, turn.value("reason"))


async def as_it_is(turn: Turn, services: Services) -> Reply:
    """Show what was answered.

    Raises:
        BadInput: nothing was, in the version in force.
    """
    snapshot = await services.confirmations.snapshots.refresh()
    found = answered(snapshot.organisation, turn.argument)
    if found is None:
        raise BadInput("lookup-gone")
    card = answered_card(*found, snapshot.organisation, turn.texts)
    return Reply(card, Audience.PERSONAL, replaces=True)


async def _answer(turn: Turn, services: Services, answer: Answer, reason: str) -> Reply:
    given = await services.confirmations.answer(turn.argument, answer, reason, turn.cause)
    organisation = services.confirmations.snapshots.current.organisation
    card = answered_card(*given, organisation, turn.texts)
    return Reply(card, Audience.PERSONAL, replaces=True)
