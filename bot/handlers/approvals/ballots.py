"""The buttons and forms of a ballot: pressed by its reader, on its message, for its version."""

from dataclasses import replace

from bot.cards import approval_forms as forms
from bot.cards.approvals import Scene, ballot_card
from bot.cards.elements import Button, Card, Text, plain
from bot.cards.holder_forms import opening_card
from bot.chat.reply import Audience, Reply
from bot.domain.approvals import Choice
from bot.domain.errors import FieldErrors
from bot.handlers.approvals.shown import masked_note, me, scene_of, status
from bot.handlers.turn import Services, Turn
from bot.services.approvals import Ballot, Pressed, View

_CONTROL = "control"
_KINDS = {"with-remarks": Choice.FOR_WITH_REMARKS, _CONTROL: Choice.FOR, "reject": Choice.AGAINST}


async def approve(turn: Turn, services: Services) -> Reply:
    """Answer [Godkend]; an only approver who wrote it is asked for a compensating control."""
    try:
        return await _cast(turn, services, turn.argument, Choice.FOR, "")
    except FieldErrors:
        return await _reason(turn, services, "approve", _CONTROL)


async def abstain(turn: Turn, services: Services) -> Reply:
    """Answer [Undlad at stemme]."""
    return await _cast(turn, services, turn.argument, Choice.ABSTAIN, "")


async def recuse(turn: Turn, services: Services) -> Reply:
    """Answer [Jeg er inhabil]."""
    return await _cast(turn, services, turn.argument, Choice.RECUSED, "")


async def with_remarks(turn: Turn, services: Services) -> Reply:
    """Answer [Godkend med bemærkninger]: ask for them."""
    return await _reason(turn, services, "with-remarks", "with-remarks")


async def reject(turn: Turn, services: Services) -> Reply:
    """Answer [Afvis]: ask why."""
    return await _reason(turn, services, "reject", "reject")


async def send_back(turn: Turn, services: Services) -> Reply:
    """Answer [Send tilbage]: ask why."""
    return await _reason(turn, services, "send-back", "send-back")


async def said_with_remarks(turn: Turn, services: Services) -> Reply:
    """Take a vote for it, with remarks."""
    return await _said(turn, services, "with-remarks")


async def said_control(turn: Turn, services: Services) -> Reply:
    """Take an only approver's vote for their own work, with its compensating control."""
    return await _said(turn, services, _CONTROL)


async def said_reject(turn: Turn, services: Services) -> Reply:
    """Take a vote against it, with its reason."""
    return await _said(turn, services, "reject")


async def said_send_back(turn: Turn, services: Services) -> Reply:
    """Send the version back."""
    ballot = await _ballot(turn, services, turn.argument)
    await services.approvals.voting.send_back(
        ballot.approval_id, ballot.version, turn.value("remark"), turn.cause
    )
    return await _shown(turn, services, turn.argument, ballot)


async def change(turn: Turn, services: Services) -> Reply:
    """Answer [Skift svar]: show the choices again."""
    ballot = await _ballot(turn, services, turn.argument)
    return await _shown(turn, services, turn.argument, ballot, again=True)


async def take_back(turn: Turn, services: Services) -> Reply:
    """Answer [Træk svaret tilbage]."""
    ballot = await _ballot(turn, services, turn.argument)
    voting, about = services.approvals.voting, (ballot.approval_id, ballot.version)
    await voting.take_back(*about, turn.cause, elsewhere=ballot.again)
    return await _shown(turn, services, turn.argument, ballot)


async def answer(turn: Turn, services: Services) -> Reply:
    """Answer [Svar på G-12]: open the form of an answer, which nobody else can submit."""
    approval_id, _, version = turn.argument.partition(" ")
    reader = me(turn)
    view = await services.approvals.find.view(approval_id, turn.organisation)
    await services.approvals.voting.require_voter(approval_id, int(version or 0), turn.cause)
    vote = view.approval.votes.get(reader)
    chosen = vote.choice if vote else None
    form = forms.answer_form(view.approval, turn.texts, turn.argument, chosen)
    button = Button(turn.texts("button.open-form"), "approvals.answer", turn.argument, opens=True)
    return Reply(opening_card(form, button), Audience.PERSONAL, form=form)


async def answered(turn: Turn, services: Services) -> Reply:
    """Take an answer from the form, and show how the request stands."""
    approval_id, _, version = turn.argument.partition(" ")
    voting, remark, given = services.approvals.voting, turn.value("remark"), turn.value("choice")
    seen = int(version or 0)
    if given == forms.SEND_BACK:
        await voting.send_back(approval_id, seen, remark, turn.cause)
        said = turn.texts("approvals.you-sent-back")
    else:
        choice = Choice(given)
        await voting.cast(approval_id, seen, choice, remark, turn.cause, elsewhere=True)
        label = turn.texts(f"approvals.choice.{choice.value}")
        said = turn.texts("approvals.your-answer", answer=label)
    return await status(turn, services, approval_id, f"{said} {masked_note(turn)}".strip())


async def as_it_is(turn: Turn, services: Services) -> Reply:
    """Show the reader's ballot as it stands now."""
    ballot = await _ballot(turn, services, turn.argument)
    return await _shown(turn, services, turn.argument, ballot)


async def _ballot(turn: Turn, services: Services, ballot_id: str) -> Ballot:
    reader = turn.person.id if turn.person else None
    pressed = Pressed(turn.account, reader, turn.place, turn.cause.message_id)
    return await services.approvals.ballots.read(ballot_id, pressed)


async def _cast(
    turn: Turn, services: Services, ballot_id: str, choice: Choice, remark: str
) -> Reply:
    ballot = await _ballot(turn, services, ballot_id)
    voting = services.approvals.voting
    about = (ballot.approval_id, ballot.version)
    voted = await voting.cast(*about, choice, remark, turn.cause, elsewhere=ballot.again)
    view = services.approvals.find.seen(voted.approval, turn.organisation, voted.decision)
    return _as_it_stands(view, turn, ballot_id, ballot)


async def _said(turn: Turn, services: Services, kind: str) -> Reply:
    return await _cast(turn, services, turn.argument, _KINDS[kind], turn.value("remark"))


async def _reason(turn: Turn, services: Services, action: str, kind: str) -> Reply:
    """Open the form of a reason, to who may vote."""
    ballot = await _ballot(turn, services, turn.argument)
    voting = services.approvals.voting
    await voting.require_voter(ballot.approval_id, ballot.version, turn.cause)
    view = await services.approvals.find.view(ballot.approval_id, turn.organisation)
    form = forms.reason_form(view.approval, kind, turn.argument, turn.texts)
    label = turn.texts("button.open-form")
    button = Button(label, f"approvals.{action}", turn.argument, opens=True)
    return Reply(opening_card(form, button), Audience.PERSONAL, form=form)


async def _shown(
    turn: Turn, services: Services, ballot_id: str, ballot: Ballot, *, again: bool = False
) -> Reply:
    """Show the reader's ballot in place of the card that was pressed."""
    view = await services.approvals.find.view(ballot.approval_id, turn.organisation)
    return _as_it_stands(view, turn, ballot_id, ballot, again=again)


def _as_it_stands(
    view: View, turn: Turn, ballot_id: str, ballot: Ballot, *, again: bool = False
) -> Reply:
    card = _card(scene_of(view, turn), turn, ballot_id, ballot, again=again)
    if note := masked_note(turn):
        card = replace(card, body=(Text(plain(note)), *card.body))
    return Reply(card, Audience.PERSONAL, replaces=True)


def _card(scene: Scene, turn: Turn, ballot_id: str, ballot: Ballot, *, again: bool) -> Card:
    return ballot_card(
        scene,
        turn.texts,
        reader=me(turn),
        ballot=ballot_id,
        version=ballot.version,
        again=again,
    )
