"""`/isms feedback`: who has not answered, one assignment by its number, and its form."""

import re
from dataclasses import replace

from bot.cards import assignment_forms as forms
from bot.cards.assignment_lists import Group, overview_card
from bot.cards.elements import Card, Text, plain
from bot.chat.reply import Audience, Reply
from bot.domain.assignment_steps import Step
from bot.domain.committees import BoundPlace
from bot.domain.errors import BadInput
from bot.handlers.assignments.shown import card_of, id_of, opened, reply
from bot.handlers.parsing import sent_file
from bot.handlers.turn import Services, Turn
from bot.services.assignments import View
from bot.services.permissions import Ability, Concern, may

_HERE = {"her": True, "here": True, "ikke her": False, "not here": False}
"""What a unit's head types in its channel, to be told there or no longer."""

_NUMBER = re.compile(r"(?:op[- ]?)?\d{1,6}", re.IGNORECASE)


async def feedback(turn: Turn, services: Services) -> Reply:
    """Answer `/isms feedback`, perhaps with a number and a file that shows what was done.

    Raises:
        BadInput: the account is bound to nobody, there is no such assignment, or no such file.
        NotAllowed: it does not concern the asker.
    """
    if turn.person is None:
        raise BadInput("account-unbound")
    words = turn.argument.strip(" .?")
    if words.casefold() in _HERE:
        return await _bound(turn, services, bound=_HERE[words.casefold()])
    if not words:
        return await overview(turn, services)
    if not _NUMBER.fullmatch(words):
        raise BadInput("assignment-none", text=words[:40])
    view = await services.assignments.find.by_number(words, turn.standing)
    if Step.REPORT not in view.can:
        return Reply(card_of(view, turn), Audience.PERSONAL)
    return await report_form(turn, services, view)


async def _bound(turn: Turn, services: Services, *, bound: bool) -> Reply:
    """Let the units that the asker answers for be told in this place, or no longer."""
    if not turn.in_company:
        raise BadInput("assignment-here-direct")
    place = BoundPlace(turn.place.platform, turn.place.tenant, turn.place.id)
    units = await services.assignments.channels.bind(place, turn.cause, bound=bound)
    names = ", ".join(unit.name.in_language(turn.texts.language) for unit in units)
    said = turn.texts("assignments.bound" if bound else "assignments.unbound", units=names)
    return Reply(Card(turn.texts("assignments.own"), body=(Text(plain(said)),)))


async def overview(turn: Turn, services: Services) -> Reply:
    """Show who has not answered: every unit's to the function and the committee, else one's own.

    Raises:
        BadInput: the account is bound to nobody.
    """
    if turn.person is None:
        raise BadInput("account-unbound")
    found = await services.assignments.find.overview(turn.standing)
    groups = (
        Group("silent", found.silent),
        Group("waiting", found.waiting),
        Group("deviating", found.deviating),
        Group("effects", found.effects),
    )
    card = overview_card(
        groups, found.decisions, turn.organisation, turn.texts, turn.today, whole=found.whole
    )
    return Reply(card, Audience.PERSONAL)


async def show(turn: Turn, services: Services) -> Reply:
    """Show an assignment, with the files that show what was done to those who may see them."""
    view = await services.assignments.find.view(id_of(turn.argument), turn.standing)
    card = card_of(view, turn)
    if not _sees_evidence(turn, view):
        return Reply(card, Audience.PERSONAL)
    files = [
        await services.files.keep(one.name, one.media_type, one.content)
        for one in await services.assignments.find.evidence(view.assignment)
    ]
    return Reply(replace(card, body=(*card.body, *files)), Audience.PERSONAL)


async def as_it_is(turn: Turn, services: Services) -> Reply:
    """Show how an assignment stands now."""
    return await reply(turn, services, id_of(turn.argument), replaces=True)


async def report_form(turn: Turn, services: Services, view: View) -> Reply:
    """Open the form of the two questions, with the file that was sent along."""
    file = await sent_file(turn.files)
    form = forms.report_form(
        view.assignment, turn.organisation, turn.texts, file.name if file else ""
    )
    if file is not None:
        kept = await services.files.keep(file.name, "application/octet-stream", file.content)
        form = replace(form, value=f"{form.value} {kept.secret}")
    return opened(turn, form, "assignments.report", form.value)


def _sees_evidence(turn: Turn, view: View) -> bool:
    """Tell whether the reader may see what shows that it was done: A, R, the function, auditors."""
    if view.hands.concerned:
        return True
    person = turn.person.id if turn.person else ""
    accountable = frozenset({person}) if view.hands.accountable else frozenset[str]()
    standing = replace(turn.standing, concern=Concern(accountable_ids=accountable))
    return may(standing, Ability.SEE_EVIDENCE)
