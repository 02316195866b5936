"""What every answer about an assignment has in common: its card, and how a form is opened."""

from bot.cards.assignments import Shown, assignment_card
from bot.cards.elements import Button, Card, Form
from bot.cards.holder_forms import opening_card
from bot.chat.reply import Audience, Reply
from bot.domain.cpr import mask_cpr
from bot.handlers.turn import Services, Turn
from bot.services.assignments import View


async def reply(
    turn: Turn, services: Services, assignment_id: str, notice: str = "", *, replaces: bool = False
) -> Reply:
    """Return an assignment as it stands now, with what the reader may do with it.

    Raises:
        BadInput: there is none.
        NotAllowed: it does not concern the reader.
    """
    view = await services.assignments.find.view(assignment_id, turn.standing)
    return Reply(card_of(view, turn, notice), Audience.PERSONAL, replaces=replaces)


async def done(turn: Turn, services: Services, assignment_id: str, key: str) -> Reply:
    """Return an assignment after what was just done to it, and that a number was masked."""
    written = "\n".join(text for given in turn.values.values() for text in given)
    said = turn.texts(f"assignments.done.{key}")
    if mask_cpr(written) != written:
        said = f"{said} {turn.texts('assignments.masked')}"
    return await reply(turn, services, assignment_id, said, replaces=True)


def card_of(view: View, turn: Turn, notice: str = "") -> Card:
    """Return an assignment's card for whoever asks."""
    shown = Shown(
        view.assignment,
        turn.organisation,
        turn.today,
        view.can,
        view.decision,
        view.input,
        view.deviation,
        tasks=view.hands.function,
    )
    return assignment_card(shown, turn.texts, notice=notice)


def opened(turn: Turn, form: Form, action: str, value: str = "") -> Reply:
    """Return a form, and a card that opens it where it cannot open by itself."""
    label = turn.texts("button.open-form")
    button = Button(label, action, value or turn.argument, opens=True)
    return Reply(opening_card(form, button), Audience.PERSONAL, form=form)


def id_of(argument: str) -> str:
    """Return the assignment that a button's or a form's value is about."""
    return argument.split()[0].partition(":")[0] if argument.strip() else ""
