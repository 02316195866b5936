"""Who is consulted (C) and informed (I) in a case: what people type, press and fill in."""

from collections.abc import Sequence
from dataclasses import replace

from bot.cards import involvement as cards
from bot.cards import involvement_forms as forms
from bot.cards.elements import Button, Card, Form, Option
from bot.cards.holder_forms import opening_card
from bot.cards.involvement import Shown
from bot.cards.pickers import PERSON
from bot.chat.reply import Audience, Reply
from bot.chat.request import PlaceKind
from bot.domain.committees import BoundPlace
from bot.domain.cpr import mask_cpr
from bot.domain.errors import BadInput, FieldErrors
from bot.domain.organisation import Organisation
from bot.handlers.turn import Services, Turn
from bot.services.involvement import Case, Wanted, mark_of, places_of


async def open_case(turn: Turn, services: Services) -> Reply:
    """Show a case's owner who is consulted and informed."""
    return _private(_card(turn, await services.involvement.look(_subject(turn), turn.standing)))


async def as_it_is(turn: Turn, services: Services) -> Reply:
    """Show who is consulted and informed now."""
    return replace(await open_case(turn, services), replaces=True)


async def choose(turn: Turn, services: Services) -> Reply:
    """Open the form of which row of the matrix is asked."""
    case = await services.involvement.look(_subject(turn), turn.standing)
    return _opened(turn, forms.choose_form(_shown(turn, case), turn.texts), cards.CHOOSE)


async def chosen(turn: Turn, services: Services) -> Reply:
    """Show what the row says, before anybody is asked or told."""
    case = await services.involvement.look(_subject(turn), turn.standing)
    activity_id = turn.value("activity")
    row = services.involvement.row(case, activity_id, turn.standing)
    return _private(cards.row_card(_shown(turn, case), activity_id, row, turn.texts))


async def tick(turn: Turn, services: Services) -> Reply:
    """Open the form in which those consulted and informed are ticked."""
    subject, _, activity_id = turn.argument.partition(" ")
    case = await services.involvement.look(subject, turn.standing)
    row = services.involvement.row(case, activity_id, turn.standing)
    value = f"{subject} {activity_id} {mark_of(case)}"
    return _opened(turn, forms.tick_form(_shown(turn, case), row, value, turn.texts), cards.TICK)


async def ticked(turn: Turn, services: Services) -> Reply:
    """Ask those consulted, and tell those informed in their Monday letter."""
    subject, activity_id, mark = turn.argument.split(" ")
    wanted = Wanted(
        activity_id,
        _people(turn.values.get("consulted", ())),
        _people(turn.values.get("informed", ())),
        turn.value("question"),
        turn.value("text"),
    )
    case = await services.involvement.involve(subject, mark, wanted, turn.cause)
    return _done(turn, case, "involvement.done.sent", wanted.question + wanted.text)


async def answer(turn: Turn, services: Services) -> Reply:
    """Open the form of an answer."""
    case, _ = await services.involvement.asked(_subject(turn), turn.standing)
    return _opened(turn, forms.answer_form(_shown(turn, case), turn.texts), cards.ANSWER)


async def answered(turn: Turn, services: Services) -> Reply:
    """Take the answer of the form."""
    _, person_id = await services.involvement.asked(_subject(turn), turn.standing)
    text = turn.value("answer")
    case = await services.involvement.answer(_subject(turn), text, turn.cause)
    notice = _masked(turn, turn.texts("involvement.done.answered"), text)
    card = cards.question_card(_shown(turn, case), person_id, turn.texts, notice=notice)
    return Reply(card, Audience.PERSONAL, replaces=True)


async def post(turn: Turn, services: Services) -> Reply:
    """Open the form of a notice to be posted.

    Raises:
        BadInput: no place is bound for notices.
    """
    places = _places(turn)
    if not places:
        raise BadInput("involvement-no-place")
    return await _notice(turn, services, places, cards.POST)


async def take(turn: Turn, services: Services) -> Reply:
    """Open the form of a notice whose text is taken."""
    return await _notice(turn, services, (), cards.TAKE)


async def posted(turn: Turn, services: Services) -> Reply:
    """Post one notice in the place that was chosen."""
    chosen = next((p for p in places_of(turn.organisation) if str(p) == turn.value("place")), None)
    if chosen is None:
        raise FieldErrors({"place": BadInput("involvement-place-gone")})
    roles, text = turn.values.get("roles", ()), turn.value("text")
    case = await services.involvement.notice(_subject(turn), roles, text, chosen, turn.cause)
    return _done(turn, case, "involvement.done.posted", text)


async def taken(turn: Turn, services: Services) -> Reply:
    """Hand out the text of a notice, and note who took it."""
    roles, text = turn.values.get("roles", ()), turn.value("text")
    case = await services.involvement.notice(_subject(turn), roles, text, None, turn.cause)
    assert case.involvement is not None
    said = case.involvement.notices[-1].text
    return _private(cards.text_card(_shown(turn, case), said, turn.texts))


async def here(turn: Turn, services: Services) -> Reply:
    """Let notices be posted in the place where it is said.

    Raises:
        BadInput: it is said in a private conversation, or there is no committee yet.
    """
    if turn.place.kind is PlaceKind.DIRECT:
        raise BadInput("involvement-direct")
    place = BoundPlace(turn.place.platform, turn.place.tenant, turn.place.id)
    await services.involvement.bind(place, turn.cause)
    return _private(cards.bound_card(turn.texts))


async def _notice(turn: Turn, services: Services, places: tuple[Option, ...], action: str) -> Reply:
    subject, _, activity_id = turn.argument.partition(" ")
    case = await services.involvement.look(subject, turn.standing)
    shown = _shown(turn, case)
    form = forms.notice_form(shown, activity_id, places, turn.texts, turn.place_texts)
    return _opened(turn, form, action)


def _done(turn: Turn, case: Case, key: str, written: str) -> Reply:
    notice = _masked(turn, turn.texts(key), written)
    return Reply(_card(turn, case, notice), Audience.PERSONAL, replaces=True)


def _masked(turn: Turn, notice: str, written: str) -> str:
    masked = mask_cpr(written) != written
    return f"{notice} {turn.texts('involvement.masked')}" if masked else notice


def _card(turn: Turn, case: Case, notice: str = "") -> Card:
    return cards.involvement_card(_shown(turn, case), turn.texts, notice=notice)


def _shown(turn: Turn, case: Case) -> Shown:
    return Shown(
        case.subject,
        case.number,
        case.title,
        turn.organisation,
        turn.today,
        case.involvement,
        places=bool(places_of(turn.organisation)),
    )


def _places(turn: Turn) -> tuple[Option, ...]:
    organisation: Organisation = turn.organisation
    return tuple(
        Option(turn.texts(f"involvement.place.{place.platform}"), str(place))
        for place in places_of(organisation)
    )


def _people(chosen: Sequence[str]) -> tuple[str, ...]:
    return tuple(one.removeprefix(PERSON) for one in chosen)


def _subject(turn: Turn) -> str:
    """Return the case that a button's or a form's value is about."""
    return turn.argument.partition(" ")[0]


def _opened(turn: Turn, form: Form, action: str) -> Reply:
    button = Button(turn.texts("button.open-form"), action, turn.argument, opens=True)
    return Reply(opening_card(form, button), Audience.PERSONAL, form=form)


def _private(card: Card) -> Reply:
    return Reply(card, Audience.PERSONAL)
