"""What is told of a decision that has changed nothing."""

from bot.cards.decisions import decision_button
from bot.cards.draft_outcomes import SHOW as DRAFT
from bot.cards.elements import Button, Card, Text, Tone, plain
from bot.cards.plan_tasks import SHOW as PLAN
from bot.domain.decision_events import DecisionWithoutEffect
from bot.texts import Texts


def without_effect_card(event: DecisionWithoutEffect, texts: Texts) -> Card:
    """Return why a decision has changed nothing, and what to do."""
    kind, _, version = event.about.partition("/")
    said = texts(f"decisions.without-effect.{kind}.{event.why}", version=version)
    return Card(
        texts("decisions.without-effect.title", number=event.number),
        why=texts("decisions.without-effect.why"),
        body=(Text(plain(said), Tone.WARNING),),
        controls=(*decision_button(event.decision_id, texts), _shown_button(kind, texts)),
    )


def _shown_button(kind: str, texts: Texts) -> Button:
    if kind == "matrix":
        return Button(texts("drafts.button.show"), DRAFT, "1")
    return Button(texts("button.show-plan"), PLAN, "all//1")
