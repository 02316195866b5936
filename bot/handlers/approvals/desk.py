"""What those do who keep a request going: consulted people, the asker, the secretary, the chair."""

from bot.cards import approval_forms as forms
from bot.cards.approval_status import withdraw_card
from bot.cards.approvals import question_card
from bot.cards.elements import Button, Form
from bot.cards.holder_forms import opening_card
from bot.chat.reply import Audience, Reply
from bot.domain.approvals import Choice
from bot.handlers.approvals.shown import masked_note, me, scene_of, status
from bot.handlers.turn import Services, Turn
from bot.services.approvals import require_reader


async def remark(turn: Turn, services: Services) -> Reply:
    """Answer [Send bemærkning]: ask for it."""
    view = await services.approvals.find.view(turn.argument, turn.organisation)
    require_reader(view, turn.standing)
    form = forms.reason_form(view.approval, "remark", turn.argument, turn.texts)
    return _opened(turn, form, "approvals.remark")


async def remarked(turn: Turn, services: Services) -> Reply:
    """Take the remarks of somebody who is consulted."""
    return await _answered(turn, services, turn.value("remark"))


async def no_remarks(turn: Turn, services: Services) -> Reply:
    """Answer [Ingen bemærkninger]."""
    return await _answered(turn, services, "")


async def resume(turn: Turn, services: Services) -> Reply:
    """Answer [Genoptag afstemningen]."""
    await services.approvals.voting.resume(turn.argument, turn.cause)
    said = turn.texts("approvals.resumed")
    return await status(turn, services, turn.argument, said, replaces=True)


async def to_meeting(turn: Turn, services: Services) -> Reply:
    """Answer [Tag på møde]."""
    await services.approvals.requests.move_to_agenda(turn.argument, turn.cause)
    return await status(turn, services, turn.argument, replaces=True)


async def ask_withdraw(turn: Turn, services: Services) -> Reply:
    """Answer [Træk tilbage]: ask whether it is meant."""
    view = await services.approvals.find.view(turn.argument, turn.organisation)
    require_reader(view, turn.standing)
    return Reply(withdraw_card(view.approval, turn.texts), Audience.PERSONAL)


async def withdraw(turn: Turn, services: Services) -> Reply:
    """Take the request back."""
    await services.approvals.requests.withdraw(turn.argument, turn.cause)
    return await status(turn, services, turn.argument, replaces=True)


async def decide_alone(turn: Turn, services: Services) -> Reply:
    """Answer [Afgør som formand]: ask how, and why it cannot wait."""
    approval_id, _, _ = turn.argument.partition(" ")
    view = await services.approvals.find.view(approval_id, turn.organisation)
    require_reader(view, turn.standing)
    form = forms.alone_form(view.approval, turn.argument, turn.texts)
    return _opened(turn, form, "approvals.decide-alone")


async def decided_alone(turn: Turn, services: Services) -> Reply:
    """Decide as the chair alone; the committee is told at once."""
    approval_id, _, version = turn.argument.partition(" ")
    await services.approvals.voting.decide_alone(
        approval_id,
        int(version or 0),
        Choice(turn.value("choice")),
        turn.value("remark"),
        turn.cause,
    )
    return await status(turn, services, approval_id, masked_note(turn), replaces=True)


async def question_as_it_is(turn: Turn, services: Services) -> Reply:
    """Show how the question to somebody who is consulted stands now."""
    return await _question(turn, services)


async def as_it_is(turn: Turn, services: Services) -> Reply:
    """Show how the request stands now."""
    return await status(turn, services, turn.argument.split()[0], replaces=True)


async def _answered(turn: Turn, services: Services, said: str) -> Reply:
    await services.approvals.requests.answer(turn.argument, said, turn.cause)
    return await _question(turn, services)


async def _question(turn: Turn, services: Services) -> Reply:
    view = await services.approvals.find.view(turn.argument, turn.organisation)
    require_reader(view, turn.standing)
    card = question_card(scene_of(view, turn), turn.texts, me(turn))
    return Reply(card, Audience.PERSONAL, replaces=True)


def _opened(turn: Turn, form: Form, action: str) -> Reply:
    button = Button(turn.texts("button.open-form"), action, turn.argument, opens=True)
    return Reply(opening_card(form, button), Audience.PERSONAL, form=form)
