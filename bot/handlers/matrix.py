"""`/raci matrix` and `/raci list`: everything at once, as a picture and as text."""

from bot.cards import matrix as cards
from bot.cards.elements import Card, Picture
from bot.chat.reply import Audience, Reply
from bot.domain.paging import Page
from bot.domain.raci import Activity
from bot.handlers.turn import Services, Turn
from bot.pictures.raci_matrix import draw_matrix
from bot.services.matrix import matrix_page
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
    return Reply(
        cards.list_card(
            turn.organisation,
            matrix_page(turn.organisation, turn.argument, turn.today),
            turn.texts,
        )
    )


async def _matrix(turn: Turn, services: Services, texts: Texts, *, shareable: bool) -> Card:
    page = matrix_page(turn.organisation, turn.argument, turn.today)
    picture = await _picture(turn, services, page, texts) if page.items else None
    return cards.matrix_card(turn.organisation, page, texts, picture, shareable=shareable)


async def _picture(turn: Turn, services: Services, page: Page[Activity], texts: Texts) -> Picture:
    organisation = turn.organisation
    key = ("matrix", organisation.version, texts.language, page.number)
    secret = await services.gallery.secret_of(
        key, lambda: draw_matrix(organisation, page.items, texts)
    )
    return Picture(secret, texts("matrix.title"), cards.matrix_alt(organisation, page, texts))
