"""`/approval`: what waits for the reader, one request by its number, and the files it rests on."""

from collections.abc import Sequence

from bot.cards.approval_status import waiting_card
from bot.cards.approvals import Scene
from bot.cards.elements import Card, Text, plain
from bot.chat.reply import Audience, Reply
from bot.handlers.approvals.requests import with_file
from bot.handlers.approvals.shown import me, scene_of, status
from bot.handlers.turn import Services, Turn
from bot.services.approvals import View, require_reader


async def show(turn: Turn, services: Services) -> Reply:
    """Answer `/approval`, or `/approval G-12`, perhaps with a file for a new version.

    Raises:
        NotAllowed: the account is bound to nobody, or the request does not concern the asker.
        BadInput: there is no such request.
    """
    number = turn.argument.strip()
    if not number:
        return await _waiting(turn, services)
    view = await services.approvals.find.by_number(number, turn.organisation)
    if turn.files:
        return await with_file(turn, services, view)
    return await status(turn, services, view.approval.id)


async def chosen(turn: Turn, services: Services) -> Reply:
    """Answer a request that was chosen by its id."""
    return await status(turn, services, turn.argument)


async def press_instead(turn: Turn, services: Services) -> Reply:
    """Answer a typed "godkendt": only a press counts; show what waits."""
    return await _waiting(turn, services, turn.texts("approvals.press-instead"))


async def papers(turn: Turn, services: Services) -> Reply:
    """Hand out the files that a request rests on.

    Raises:
        NotAllowed: the request does not concern the reader.
    """
    me(turn)
    view = await services.approvals.find.view(turn.argument, turn.organisation)
    require_reader(view, turn.standing)
    files = [
        await services.files.keep(name, media_type, content)
        for name, media_type, content in await services.approvals.find.papers(view.approval)
    ]
    said = turn.texts("approvals.papers-intro", number=view.approval.number)
    title = turn.texts("approvals.papers-title", title=view.approval.title)
    return Reply(Card(title, body=(Text(plain(said)), *files)), Audience.PERSONAL)


async def _waiting(turn: Turn, services: Services, said: str = "") -> Reply:
    found = await services.approvals.find.waiting(turn.organisation, me(turn))

    def scenes(views: Sequence[View]) -> Sequence[Scene]:
        return [scene_of(view, turn) for view in views]

    card = waiting_card(
        scenes(found.votes),
        scenes(found.consulted),
        scenes(found.paused),
        scenes(found.asked),
        turn.texts,
        said,
    )
    return Reply(card, Audience.PERSONAL)
