"""How a request is shown to whoever asks, in every reply."""

from bot.cards.approval_status import status_card
from bot.cards.approvals import Scene
from bot.chat.reply import Audience, Reply
from bot.domain.cpr import mask_cpr
from bot.domain.errors import NotAllowed
from bot.handlers.turn import Services, Turn
from bot.services.approvals import View, require_reader


def me(turn: Turn) -> str:
    """Return who asks.

    Raises:
        NotAllowed: the account is bound to nobody.
    """
    if turn.person is None:
        raise NotAllowed("not-allowed.vote-unknown")
    return turn.person.id


def scene_of(view: View, turn: Turn) -> Scene:
    """Return what the cards of a request are made of."""
    return Scene(view.approval, view.forum, turn.organisation, turn.today, view.decision)


async def status(
    turn: Turn, services: Services, approval_id: str, said: str = "", *, replaces: bool = False
) -> Reply:
    """Show how a request stands now.

    Raises:
        BadInput: there is none.
        NotAllowed: the reader may not see it.
    """
    reader = me(turn)
    view = await services.approvals.find.view(approval_id, turn.organisation)
    require_reader(view, turn.standing)
    card = status_card(scene_of(view, turn), turn.texts, reader, said=said)
    return Reply(card, Audience.PERSONAL, replaces=replaces)


def masked_note(turn: Turn) -> str:
    """Return what tells that a CPR number was masked, "" when none was typed."""
    written = "\n".join(text for given in turn.values.values() for text in given)
    return "" if mask_cpr(written) == written else turn.texts("approvals.masked")
