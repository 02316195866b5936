"""`/isms absent` and `/isms delegate`: who is away when, and who stands in."""

import re
from dataclasses import replace
from datetime import date

from bot.cards import absence as cards
from bot.cards.elements import Button
from bot.cards.holder_forms import opening_card
from bot.cards.pickers import CONTACT, PERSON
from bot.chat.reply import Audience, Reply
from bot.domain.absence import covers, to_come
from bot.domain.errors import BadInput, FieldErrors
from bot.domain.parties import Contact
from bot.domain.people import Absence, Person
from bot.handlers.parsing import split_period
from bot.handlers.turn import Services, Turn
from bot.search.folding import fold
from bot.services.permissions import Ability, require

_SMALL_WORDS = frozenset({"for", "to", "til", "som", "er", "is", "med", "with", "ved", "by"})


async def absent(turn: Turn, services: Services) -> Reply:
    """Answer `/isms absent 1.-5. december`, perhaps with `@who`; without days, list them.

    Raises:
        BadInput: the days or the person cannot be read.
        NotAllowed: another's absence, and not the function.
    """
    if not _said(turn):
        return _list(turn, _named_person(turn, "") or _self(turn))
    around, (first, last) = split_period(_said(turn), turn.today)
    person = _named_person(turn, around) or _self(turn)
    return await _register(turn, services, Absence("", person.id, first, last))


async def delegate(turn: Turn, services: Services) -> Reply:
    """Answer `/isms delegate @who 1.-5. december`: one's own stand-in for those days.

    Raises:
        BadInput: the days or the person cannot be read.
    """
    me = _self(turn)
    if not _said(turn):
        raise BadInput("absence-who")
    around, (first, last) = split_period(_said(turn), turn.today)
    stand_in = _named_person(turn, around) or _named_contact(turn, around)
    if stand_in is None:
        raise BadInput("absence-who")
    wanted = Absence("", me.id, first, last)
    if isinstance(stand_in, Contact):
        wanted = replace(wanted, deputy_contact_id=stand_in.id)
    else:
        wanted = replace(wanted, deputy_id=stand_in.id)
    return await _register(turn, services, wanted)


async def show(turn: Turn, services: Services) -> Reply:
    """List the absences of a person."""
    return _list(turn, _person(turn))


async def new(turn: Turn, services: Services) -> Reply:
    """Open the form of an absence."""
    person = _person(turn)
    _require_right(turn, person)
    form = cards.absence_form(person, turn.organisation, turn.texts, turn.today)
    button = Button(turn.texts("button.open-form"), "absence.new", person.id, opens=True)
    return Reply(opening_card(form, button), Audience.PERSONAL, form=form)


async def register(turn: Turn, services: Services) -> Reply:
    """Register what stands in the form."""
    deputy = turn.value("deputy")
    wanted = Absence(
        "",
        _person(turn).id,
        date.fromisoformat(turn.value("first")),
        date.fromisoformat(turn.value("last")),
        deputy.removeprefix(PERSON) if deputy.startswith(PERSON) else None,
        deputy.removeprefix(CONTACT) if deputy.startswith(CONTACT) else None,
    )
    return await _saved(turn, services, wanted)


async def remove(turn: Turn, services: Services) -> Reply:
    """Take an absence back."""
    removed = await services.absences.remove(turn.argument, turn.cause)
    person = turn.organisation.person[removed.person_id]
    card = cards.removed_card(removed, person, turn.texts, own=_is_own(turn, person))
    return Reply(card, Audience.PERSONAL, replaces=True)


async def _register(turn: Turn, services: Services, wanted: Absence) -> Reply:
    """Register what was typed; what is wrong with it is said as one sentence."""
    try:
        return await _saved(turn, services, wanted)
    except FieldErrors as found:
        raise next(iter(found.errors.values())) from found


async def _saved(turn: Turn, services: Services, wanted: Absence) -> Reply:
    saved = await services.absences.register(wanted, turn.cause)
    organisation = services.absences.snapshots.current.organisation
    person = organisation.person[saved.person_id]
    card = cards.registered_card(
        saved,
        person,
        covers(organisation, saved),
        turn.texts,
        own=_is_own(turn, person),
    )
    return Reply(card, Audience.PERSONAL)


def _list(turn: Turn, person: Person) -> Reply:
    _require_right(turn, person)
    absences = to_come(turn.organisation, person.id, turn.today)
    own = _is_own(turn, person)
    card = cards.absences_card(person, absences, turn.organisation, turn.texts, own=own)
    return Reply(card, Audience.PERSONAL)


def _said(turn: Turn) -> str:
    """Return what was typed without those who were mentioned."""
    text = turn.argument
    for account in turn.mentioned:
        if person := turn.organisation.bound_to.get(account):
            text = re.sub(re.escape(f"@{person.name}"), " ", text, flags=re.IGNORECASE)
    return re.sub(r"@\S+", " ", text).strip() if turn.mentioned else text.strip()


def _self(turn: Turn) -> Person:
    if turn.person is None:
        raise BadInput("account-unbound")
    return turn.person


def _person(turn: Turn) -> Person:
    """Return the person whom the button or the form is about."""
    person = turn.organisation.person.get(turn.argument)
    if person is None:
        raise BadInput("lookup-gone")
    return person


def _named_person(turn: Turn, around: str) -> Person | None:
    """Return the person who was mentioned, or named by a name that only one has; None for nobody.

    Raises:
        BadInput: the mentioned account is nobody's, or the name is nobody's or several people's.
    """
    if turn.mentioned:
        person = turn.organisation.bound_to.get(turn.mentioned[0])
        if person is None:
            raise BadInput("lookup-unbound")
        return person
    name = _name(around)
    if not name:
        return None
    present = [p for p in turn.organisation.people if not p.has_left(turn.today)]
    found = [p for p in present if _is_called(p.name, name) or fold(p.email) == name]
    if len(found) > 1:
        raise BadInput("absence-several", text=around[:60])
    if not found and not _named_contact(turn, around):
        raise BadInput("absence-nobody", text=around[:60])
    return found[0] if found else None


def _named_contact(turn: Turn, around: str) -> Contact | None:
    name = _name(around)
    found = [c for c in turn.organisation.contacts if name and _is_called(c.name, name)]
    return found[0] if len(found) == 1 else None


def _name(around: str) -> str:
    words = fold(around).replace("@", "").strip(" ,.:").split()
    return " ".join(word for word in words if word not in _SMALL_WORDS)


def _is_called(full: str, name: str) -> bool:
    folded = fold(full)
    return name == folded or name == folded.partition(" ")[0]


def _is_own(turn: Turn, person: Person) -> bool:
    return turn.person is not None and turn.person.id == person.id


def _require_right(turn: Turn, person: Person) -> None:
    if not _is_own(turn, person):
        require(turn.standing, Ability.EDIT_ABSENCES)
