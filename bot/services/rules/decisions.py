"""Who hears that a decision has changed nothing: who asked, who recorded it, the secretary."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.cards.decision_effects import without_effect_card
from bot.cards.elements import Card
from bot.domain.committee_people import secretaries_of
from bot.domain.decision_events import DecisionWithoutEffect
from bot.domain.events import Event
from bot.domain.organisation import Organisation
from bot.services.notices import Follow, Notice, Rule
from bot.texts import Texts

WITHOUT_EFFECT = "decisions.without-effect"


def without_effect(event: Event, organisation: Organisation) -> Sequence[Follow]:
    """Tell those who can do something about it."""
    assert isinstance(event, DecisionWithoutEffect)
    committee = organisation.committee.get(event.committee_id)
    on = date.fromisoformat(event.on)
    secretaries = secretaries_of(organisation, committee, on) if committee else ()
    readers = dict.fromkeys((event.asked_by, event.by, *(one.id for one in secretaries)))

    def card(texts: Texts) -> Card:
        return without_effect_card(event, texts)

    subject = f"{event.subject()}/without-effect"
    return [
        Notice(WITHOUT_EFFECT, subject, one, card)
        for one in readers
        if one and one in organisation.person
    ]


RULES: Mapping[type[Event], Rule] = {DecisionWithoutEffect: without_effect}
