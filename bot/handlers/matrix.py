"""`/raci matrix` and `/raci list`: everything at once, as a picture and as text."""

from bot.cards import matrix as cards
from bot.cards.elements import Card, Picture
from bot.cards.matrix import Page
from bot.chat.reply import Audience, Reply
from bot.handlers.turn import Services, Turn
from bot.pictures.raci_matrix import draw_matrix
from bot.services.raci import ACTIVITIES_PER_PAGE, activities_in_order
from bot.texts import Texts


async def show(turn: Turn, services: Services) -> Reply:
    """Answer `/raci matrix` or [Vis flere]: one page of the matrix."""
    return Reply(await _matrix(turn, services, turn.texts, shareable=turn.in_company))


async def share(turn: Turn, services: Services) -> Reply:
    """Show a page of the matrix to everyone in the place."""
    card = await _matrix(turn, services, turn.place_texts, shareable=False)
    return Reply(card, Audience.PLACE)


async def show_list(turn: Turn, services: Services) -> Reply:
    """Answer `/raci list`: what can be looked up, to choose from."""
    return Reply(cards.list_card(turn.organisation, _page(turn), turn.texts))


async def _matrix(turn: Turn, services: Services, texts: Texts, *, shareable: bool) -> Card:
    page = _page(turn)
    picture = await _picture(turn, services, page, texts) if page.activities else None
    return cards.matrix_card(turn.organisation, page, texts, picture, shareable=shareable)


async def _picture(turn: Turn, services: Services, page: Page, texts: Texts) -> Picture:
    organisation = turn.organisation
    key = ("matrix", organisation.version, texts.language, page.number)
    secret = await services.gallery.secret_of(
        key, lambda: draw_matrix(organisation, page.activities, texts)
    )
    return Picture(secret, texts("matrix.title"), cards.matrix_alt(organisation, page, texts))


def _page(turn: Turn) -> Page:
    """Return the page that the button asks for; anything but a page's number means the first."""
    activities = activities_in_order(turn.organisation)
    count = max(1, -(-len(activities) // ACTIVITIES_PER_PAGE))
    asked = int(turn.argument) if turn.argument.isdecimal() and len(turn.argument) < 6 else 1
    number = min(max(asked, 1), count)
    start = (number - 1) * ACTIVITIES_PER_PAGE
    return Page(number, count, activities[start : start + ACTIVITIES_PER_PAGE])
