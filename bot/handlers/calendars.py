"""`kalender`: the address of one's own calendar, and of the organisation's; a date as a file."""

from bot.cards import calendars as cards
from bot.chat.reply import Audience, Reply
from bot.domain.calendars import ORGANISATION
from bot.domain.errors import BadInput
from bot.handlers.turn import Services, Turn
from bot.services.files import LIFETIME
from bot.services.permissions import Ability, may, require


async def give(turn: Turn, services: Services) -> Reply:
    """Answer `kalender`: an address if the reader has none yet, else since when there is one.

    Raises:
        BadInput: the account is bound to nobody.
    """
    owner = _owner(turn, cards.OWN)
    if await services.calendars.standing(owner) is None:
        return await _opened(turn, services, cards.OWN, owner)
    return await _standing(turn, services, cards.OWN, owner)


async def show(turn: Turn, services: Services) -> Reply:
    """Answer whether there is an address: the reader's own, or the organisation's."""
    which = _which(turn)
    return await _standing(turn, services, which, _owner(turn, which))


async def new(turn: Turn, services: Services) -> Reply:
    """Give out a new address; the one before is closed by it."""
    which = _which(turn)
    return await _opened(turn, services, which, _owner(turn, which))


async def close(turn: Turn, services: Services) -> Reply:
    """Close an address.

    Raises:
        TooLate: there is none.
    """
    which = _which(turn)
    owner = _owner(turn, which)
    await services.calendars.close(owner, turn.cause)
    return await _standing(turn, services, which, owner)


async def file(turn: Turn, services: Services) -> Reply:
    """Hand a date of the wheel over as a file that opens in a calendar.

    Raises:
        BadInput: the date is no longer there.
    """
    occurrence = turn.organisation.wheel.occurrence.get(turn.argument)
    if occurrence is None or occurrence.item_id not in turn.organisation.wheel.item:
        raise BadInput("calendar-gone")
    name, media_type, content = await services.calendars.single(occurrence, turn.texts)
    kept = await services.files.keep(name, media_type, content)
    until = turn.texts.moment(turn.now + LIFETIME)
    return Reply(cards.date_card(kept, until, turn.texts), Audience.PERSONAL)


async def _opened(turn: Turn, services: Services, which: str, owner: str) -> Reply:
    url = await services.calendars.open(owner, turn.cause)
    return Reply(cards.address_card(url, which, turn.texts, keeper=_keeps(turn)), Audience.PERSONAL)


async def _standing(turn: Turn, services: Services, which: str, owner: str) -> Reply:
    feed = await services.calendars.standing(owner)
    return Reply(
        cards.standing_card(feed, which, turn.texts, keeper=_keeps(turn)), Audience.PERSONAL
    )


def _which(turn: Turn) -> str:
    return cards.EVERYTHING if turn.argument == cards.EVERYTHING else cards.OWN


def _owner(turn: Turn, which: str) -> str:
    """Return whose calendar is meant.

    Raises:
        BadInput: one's own, of an account that is bound to nobody.
        NotAllowed: the organisation's, which only those may give out who keep the plan.
    """
    if which == cards.EVERYTHING:
        require(turn.standing, Ability.EDIT_PLAN)
        return ORGANISATION
    if turn.person is None:
        raise BadInput("account-unbound")
    return turn.person.id


def _keeps(turn: Turn) -> bool:
    return may(turn.standing, Ability.EDIT_PLAN)
