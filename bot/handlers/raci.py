"""`/raci`: who is responsible, asked by activity, role, person, unit or supplier."""

from dataclasses import replace
from datetime import date

from bot.cards import raci as cards
from bot.cards.absence import absence_button
from bot.cards.draft_rows import activity_note, edit_button, role_note
from bot.cards.elements import Button, Card
from bot.cards.holder_pages import role_buttons
from bot.cards.matrix import list_card
from bot.cards.parties import party_buttons
from bot.cards.raci import Choice, Setting
from bot.chat.reply import Audience, Reply
from bot.domain.duties import (
    ActivityAnswer,
    PersonAnswer,
    RoleAnswer,
    UnitAnswer,
)
from bot.domain.errors import BadInput
from bot.domain.organisation import Organisation
from bot.handlers.parsing import parse_date, split_as_of
from bot.handlers.turn import Services, Turn
from bot.services.matrix import matrix_page
from bot.services.permissions import Ability, may
from bot.services.raci import Found, Target, answer_about, owners
from bot.texts import Texts

_MOST_CHOICES = 5


async def look_up(turn: Turn, services: Services) -> Reply:
    """Answer `/raci <text>`; without text, show everything that can be looked up."""
    text, on = split_as_of(turn.argument)
    if turn.mentioned:
        return await _about_mentioned(turn, services, on)
    if not text:
        page = matrix_page(turn.organisation, "", turn.today)
        return Reply(list_card(turn.organisation, page, turn.texts))
    found = await services.raci.find(text, turn.organisation, on or turn.today)
    if not found.answers or found.ambiguous:
        return Reply(_choices(text, found, turn))
    best, *others = (*found.answers, *found.nearest)
    return Reply(await _answer(turn, services, best, on, tuple(others[:_MOST_CHOICES])))


async def show(turn: Turn, services: Services) -> Reply:
    """Answer a button or a choice: its value is "kind:id", perhaps with "@date"."""
    target, on = _parse_value(turn.argument)
    return Reply(await _answer(turn, services, target, on, ()))


async def share(turn: Turn, services: Services) -> Reply:
    """Show an answer to everyone in the place, in the organisation's language."""
    target, on = _parse_value(turn.argument)
    organisation = await services.raci.organisation_on(on)
    setting = _setting(turn, organisation, on, turn.place_texts, shared=True)
    return Reply(_card(target, setting), Audience.PLACE)


async def _about_mentioned(turn: Turn, services: Services, on: date | None) -> Reply:
    person = turn.organisation.bound_to.get(turn.mentioned[0])
    if person is None:
        raise BadInput("lookup-unbound")
    return Reply(await _answer(turn, services, Target("person", person.id), on, ()))


async def _answer(
    turn: Turn,
    services: Services,
    target: Target,
    on: date | None,
    others: tuple[Target, ...],
) -> Card:
    organisation = await services.raci.organisation_on(on)
    value = _value(target, on) if turn.in_company else ""
    choices = tuple(_choice(organisation, other, turn.texts) for other in others)
    setting = _setting(turn, organisation, on, turn.texts, value=value, others=choices)
    if on is None and turn.alone and may(turn.standing, Ability.EDIT_MATRIX):
        setting = _for_editor(setting, target)
    if on is None and turn.alone:
        changing = _changing(turn, target, turn.texts)
        setting = replace(setting, more=(*setting.more, *changing))
    return _card(target, setting)


def _changing(turn: Turn, target: Target, texts: Texts) -> tuple[Button, ...]:
    """Return the buttons that change what the answer is about, for who may change it."""
    standing = turn.standing
    if target.kind == "person":
        own = turn.person is not None and turn.person.id == target.id
        allowed = own or may(standing, Ability.EDIT_ABSENCES)
        return (absence_button(target.id, texts),) if allowed else ()
    if not may(standing, Ability.EDIT_HOLDERS):
        return ()
    if target.kind == "role":
        return role_buttons(target.id, turn.organisation, texts, turn.today)
    return party_buttons(target.id, texts) if target.kind == "party" else ()


def _for_editor(setting: Setting, target: Target) -> Setting:
    """Add what the draft would change, and the button that changes it."""
    texts, organisation = setting.texts, setting.organisation
    if target.kind == "activity":
        note = activity_note(target.id, organisation, texts)
        return replace(setting, note=note, more=(edit_button(target.id, texts),))
    if target.kind == "role":
        return replace(setting, note=role_note(target.id, organisation, texts))
    return setting


def _setting(
    turn: Turn,
    organisation: Organisation,
    on: date | None,
    texts: Texts,
    *,
    shared: bool = False,
    value: str = "",
    others: tuple[Choice, ...] = (),
) -> Setting:
    day = on or turn.today
    people = owners(organisation, day)
    owner = people[0].name if people else texts("raci.owner-unknown")
    return Setting(texts, organisation, day, turn.today, owner, shared, value, others)


def _card(target: Target, setting: Setting) -> Card:
    answer = answer_about(setting.organisation, target, setting.on)
    match answer:
        case ActivityAnswer():
            return cards.activity_card(answer, setting)
        case RoleAnswer():
            return cards.role_card(answer, setting)
        case PersonAnswer():
            return cards.person_card(answer, setting)
        case UnitAnswer():
            return cards.unit_card(answer, setting)
        case _:
            return cards.party_card(answer, setting)


def _choices(query: str, found: Found, turn: Turn) -> Card:
    targets = (*found.answers, *found.nearest)[:_MOST_CHOICES]
    if not found.answers:
        targets = targets[:3]
    choices = tuple(_choice(turn.organisation, target, turn.texts) for target in targets)
    return cards.choices_card(query, choices, turn.texts, several=bool(found.answers))


def _choice(organisation: Organisation, target: Target, texts: Texts) -> Choice:
    return Choice(str(target), target_name(organisation, target, texts))


def target_name(organisation: Organisation, target: Target, texts: Texts) -> str:
    """Return what the reader calls the thing that `target` points at."""
    match target.kind:
        case "activity":
            activity = organisation.activity[target.id]
            names = (activity.short, activity.name)
            return next(n for name in names if (n := name.in_language(texts.language)))
        case "role":
            return organisation.role[target.id].name.in_language(texts.language)
        case "unit":
            return organisation.unit[target.id].name.in_language(texts.language)
        case "person":
            return organisation.person[target.id].name
        case _:
            return organisation.party[target.id].name


def _value(target: Target, on: date | None) -> str:
    return f"{target}@{on.isoformat()}" if on else str(target)


def _parse_value(value: str) -> tuple[Target, date | None]:
    """Read "kind:id" or "kind:id@date".

    Raises:
        BadInput: the value is not of that form.
    """
    reference, _, day = value.partition("@")
    kind, _, identifier = reference.partition(":")
    if not identifier:
        raise BadInput("lookup-gone")
    return Target(kind, identifier), parse_date(day) if day else None
