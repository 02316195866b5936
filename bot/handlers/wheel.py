"""`/wheel`: the year as a picture and as text, a month of it, one's own, and an item of it."""

from bot.cards import wheel as cards
from bot.cards import wheel_items as item_cards
from bot.cards.elements import Picture
from bot.chat.reply import Audience, Reply
from bot.domain.errors import BadInput
from bot.domain.raci import Activity
from bot.domain.wheel_view import Seen, WheelView, read_view
from bot.handlers.turn import Services, Turn
from bot.pictures.wheel import draw_wheel
from bot.services.permissions import Ability, may
from bot.services.wheel import item_dates, look_at_wheel, this_year
from bot.services.wheel_lookup import FoundItems
from bot.services.wheel_words import read_words
from bot.texts import Texts

_LONGEST_QUERY = 60
_MOST_ACTIVITIES = 3


async def show(turn: Turn, services: Services) -> Reply:
    """Answer `/wheel`, `/wheel marts 2027`, `/wheel mine`, `/wheel <item>`, or a button's view.

    Raises:
        BadInput: the year is too far off, or one's own is asked for by an account that is bound
            to nobody.
    """
    view = read_view(turn.argument) or _view_in_words(turn)
    if view is None:
        return await _item(turn, services)
    if view.mine and turn.person is None:
        raise BadInput("account-unbound")
    audience = Audience.PERSONAL if view.mine else Audience.ASKER
    return await _reply(turn, services, view, turn.texts, audience)


async def when(turn: Turn, services: Services) -> Reply:
    """Answer "hvornår er …": the item that is meant, and what the matrix has when none is."""
    return await (_item(turn, services) if turn.argument.strip() else show(turn, services))


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


def _view_in_words(turn: Turn) -> WheelView | None:
    """Return the view that the words ask for, None when they are no month and no year."""
    start_month = turn.organisation.wheel.calendar.year_start_month
    try:
        return read_words(turn.argument, turn.today, start_month)
    except BadInput as error:
        if error.key != "wheel-words":
            raise
        return None


async def _item(turn: Turn, services: Services) -> Reply:
    """Show the item that is meant, or ask which one; people are named where nobody reads along."""
    organisation = turn.organisation
    found = await services.wheel_lookup.find(organisation, turn.argument)
    if not found.sure:
        return await _unsure(turn, services, found)
    item = found.items[0]
    may_edit = may(turn.standing, Ability.EDIT_WHEEL) and turn.alone
    card = item_cards.item_page(
        item,
        item_dates(organisation, item, turn.today),
        organisation,
        turn.texts,
        may_edit=may_edit,
        on=turn.today if turn.alone else None,
    )
    return Reply(card)


async def _unsure(turn: Turn, services: Services, found: FoundItems) -> Reply:
    activities: list[Activity] = []
    if not found.fits:
        answers = await services.raci.find(
            turn.argument, turn.organisation, turn.today, frozenset({"activity"})
        )
        activities = [turn.organisation.activity[one.id] for one in answers.answers]
    query = " ".join(turn.argument.split())[:_LONGEST_QUERY]
    card = item_cards.unsure_card(
        query, found.items, activities[:_MOST_ACTIVITIES], turn.texts, fits=found.fits
    )
    return Reply(card)


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
