"""`/wheel`: the year as a picture and as text, a month of it, and one's own."""

from bot.cards import wheel as cards
from bot.cards.elements import Picture
from bot.chat.reply import Audience, Reply
from bot.domain.errors import BadInput
from bot.domain.wheel_view import Seen, WheelView, read_view
from bot.handlers.turn import Services, Turn
from bot.pictures.wheel import draw_wheel
from bot.services.wheel import look_at_wheel, this_year
from bot.services.wheel_words import read_words
from bot.texts import Texts


async def show(turn: Turn, services: Services) -> Reply:
    """Answer `/wheel`, `/wheel marts 2027`, `/wheel mine`, or a button's view.

    Raises:
        BadInput: the text is neither a month nor a year, or one's own is asked for by an account
            that is bound to nobody.
    """
    start_month = turn.organisation.wheel.calendar.year_start_month
    view = read_view(turn.argument) or read_words(turn.argument, turn.today, start_month)
    if view.mine and turn.person is None:
        raise BadInput("account-unbound")
    audience = Audience.PERSONAL if view.mine else Audience.ASKER
    return await _reply(turn, services, view, turn.texts, audience)


async def share(turn: Turn, services: Services) -> Reply:
    """Show a view of the wheel to everyone in the place; it names roles, never people."""
    view = read_view(turn.argument) or this_year(turn.organisation, turn.today)
    everybody = WheelView(view.year, view.month)
    return await _reply(turn, services, everybody, turn.place_texts, Audience.PLACE)


async def _reply(
    turn: Turn, services: Services, view: WheelView, texts: Texts, audience: Audience
) -> Reply:
    seen = look_at_wheel(turn.organisation, view, turn.today, turn.person)
    picture = None
    if view.month is None and seen.page.number == 1:
        picture = await _picture(turn, services, seen, texts)
    shareable = turn.in_company and audience is Audience.ASKER
    card = cards.wheel_card(turn.organisation, seen, texts, picture, shareable=shareable)
    return Reply(card, audience)


async def _picture(turn: Turn, services: Services, seen: Seen, texts: Texts) -> Picture:
    organisation, view = turn.organisation, seen.view
    reader = turn.person.id if view.mine and turn.person else ""
    title = cards.picture_title(organisation, view, texts)
    key = ("wheel", organisation.version, texts.language, str(view), turn.today, reader)
    secret = await services.gallery.secret_of(
        key, lambda: draw_wheel(organisation, seen.shown, title, texts)
    )
    return Picture(
        secret,
        cards.wheel_title(organisation, view, texts),
        cards.wheel_alt(organisation, seen.shown, title, texts),
    )
