"""`/isms decision`: one decision by its number, the register, or what has some words in it."""

import asyncio
import re
from datetime import date

from bot.cards.decisions import CarriedOut, decision_card, decision_title, register_card
from bot.cards.elements import Card
from bot.cards.exports import file_card
from bot.cards.plaintext import card_text
from bot.chat.reply import Audience, Reply
from bot.domain.decisions import Decision
from bot.handlers.turn import Services, Turn
from bot.services.decisions import evidence_pack
from bot.services.files import LIFETIME
from bot.services.permissions import Ability, may

_NUMBER = re.compile(r"(\d{4})-(\d{1,4})")


async def show(turn: Turn, services: Services) -> Reply:
    """Answer `/isms decision`, with a number or with words."""
    words = " ".join(turn.argument.split())
    number = _NUMBER.fullmatch(words)
    if number is not None:
        year, place = number.groups()
        full = f"{year}-{int(place):03}"
        found = await services.decisions.by_number(full, turn.standing)
        if found is not None:
            return await _shown(turn, services, found)
    every = await services.decisions.search(words, turn.standing)
    if len(every) == 1 and words:
        return await _shown(turn, services, every[0])
    return _private(register_card(every, turn.organisation, words, turn.texts))


async def chosen(turn: Turn, services: Services) -> Reply:
    """Show a decision that was chosen."""
    found = await services.decisions.find(turn.argument, turn.standing)
    return await _shown(turn, services, found)


async def evidence(turn: Turn, services: Services) -> Reply:
    """Answer [Hent dokumentation]: hand out everything that is kept of a decision."""
    kept = await services.decisions.evidence(turn.argument, turn.standing)
    # In the organisation's language, so that it is the same file for everybody.
    # What is late depends on the day, so none of it is.
    carried_out = CarriedOut(kept.assignments, date.min)
    card = decision_card(kept.decision, turn.organisation, turn.place_texts, carried_out)
    content = await asyncio.to_thread(evidence_pack, kept, card_text(card) + "\n")
    name = turn.place_texts("decisions.file", number=kept.decision.number)
    file = await services.files.keep(f"{name}.zip", "application/zip", content)
    until = turn.texts.moment(turn.now + LIFETIME)
    title = decision_title(kept.decision, turn.texts)
    return _private(file_card(file, until, turn.texts, title=title))


async def _shown(turn: Turn, services: Services, found: Decision) -> Reply:
    given = await services.assignments.find.of_decision(found.id)
    delegates = may(turn.standing, Ability.ASSIGN)
    carried_out = CarriedOut(given, turn.today, delegates)
    return _private(decision_card(found, turn.organisation, turn.texts, carried_out))


def _private(card: Card) -> Reply:
    """Return a reply that only its reader sees."""
    return Reply(card, Audience.PERSONAL)
