"""What becomes of an input: the function's three ways, and how soon (001 §2)."""

from bot.cards import input_forms as forms
from bot.chat.reply import Reply
from bot.domain.flows import Urgency
from bot.domain.input_rules import require_untriaged
from bot.domain.inputs import InputState
from bot.handlers.inputs.opening import opened
from bot.handlers.inputs.view import after
from bot.handlers.turn import Services, Turn


async def take(turn: Turn, services: Services) -> Reply:
    """Answer [Jeg tager den]."""
    item = await services.inputs.take(turn.argument, turn.cause)
    return await after(turn, services, item, turn.texts("inputs.taken-now"))


async def urgency(turn: Turn, services: Services) -> Reply:
    """Take another urgency."""
    input_id, _, chosen = turn.argument.partition(" ")
    item = await services.inputs.set_urgency(input_id, Urgency(chosen), turn.cause)
    said = turn.texts(f"inputs.urgency.{item.urgency.value}")
    return await after(turn, services, item, turn.texts("inputs.urgency-now", urgency=said))


async def present(turn: Turn, services: Services) -> Reply:
    """Answer [Forelæg udvalget]."""
    input_id, _, committee_id = turn.argument.partition(" ")
    item = await services.inputs.triage(
        input_id, InputState.PRESENTED, "", committee_id, turn.cause
    )
    return await after(turn, services, item, turn.texts("inputs.told.presented"))


async def handle(turn: Turn, services: Services) -> Reply:
    """Answer [Håndtér uden forelæggelse]: ask how."""
    return await _ask(turn, services, "handled", "inputs.handle")


async def not_relevant(turn: Turn, services: Services) -> Reply:
    """Answer [Ikke relevant]: ask why."""
    return await _ask(turn, services, "not-relevant", "inputs.not-relevant")


async def handled(turn: Turn, services: Services) -> Reply:
    """Let an input be handled without the committee."""
    return await _decided(turn, services, InputState.HANDLED)


async def found_irrelevant(turn: Turn, services: Services) -> Reply:
    """Close an input that is not relevant."""
    return await _decided(turn, services, InputState.NOT_RELEVANT)


async def _decided(turn: Turn, services: Services, way: InputState) -> Reply:
    reason = turn.value("reason")
    item = await services.inputs.triage(turn.argument, way, reason, None, turn.cause)
    return await after(turn, services, item, turn.texts(f"inputs.told.{way.value}"))


async def _ask(turn: Turn, services: Services, kind: str, action: str) -> Reply:
    services.inputs.rights(turn.organisation, turn.cause).require_handling()
    view = await services.inputs.view(turn.argument, turn.organisation, turn.cause)
    require_untriaged(view.item)
    form = forms.reason_form(kind, view.item, view.item.id, turn.texts, None)
    return opened(turn, form, action, view.item.id)
