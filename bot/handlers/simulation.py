"""`/isms admin simulate`: who would get how many messages in a year, before anyone is disturbed."""

from bot.cards import simulation as cards
from bot.cards.elements import Picture
from bot.chat.reply import Audience, Reply
from bot.domain.paging import Page, page_of
from bot.domain.simulation import Forecast, PersonsYear, Wished
from bot.handlers.turn import Services, Turn
from bot.pictures.simulation import draw_simulation
from bot.services.simulation import year_wished

_PEOPLE_A_PAGE = 25


async def show(turn: Turn, services: Services) -> Reply:
    """Answer the command with a year, or a button with a year, an assumption and a page.

    Raises:
        BadInput: the year is none that can be worked out, or there is no annual wheel.
    """
    year, in_time, page_number = _asked(turn.argument)
    wished = Wished(year_wished(year, turn.today), in_time)
    forecast = await services.simulations.forecast(wished, turn.today)
    page = page_of(forecast.people, _PEOPLE_A_PAGE, page_number)
    picture = await _picture(turn, services, forecast, page) if page.items else None
    card = cards.simulation_card(forecast, page, turn.texts, picture)
    return Reply(card, Audience.PERSONAL)


def _asked(argument: str) -> tuple[str, bool, str]:
    year, assumption, page = (*argument.split(), *3 * ("",))[:3]
    return year, assumption == cards.IN_TIME, page


async def _picture(
    turn: Turn, services: Services, forecast: Forecast, page: Page[PersonsYear]
) -> Picture:
    texts = turn.texts
    # People are told more every morning, without any change of the data.
    asked = (forecast.year, forecast.in_time, turn.today, len(forecast.letters))
    key = ("simulation", forecast.organisation.version, *asked, texts.language, page.number)
    secret = await services.gallery.secret_of(
        key, lambda: draw_simulation(forecast, page.items, texts)
    )
    title = texts("simulation.title", year=forecast.year)
    return Picture(secret, title, cards.simulation_alt(forecast, page, texts))
