"""Which record a decision changes: a table from the prefix of `about` to what follows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.decision_events import DecisionRecorded
from bot.domain.events import Event
from bot.services.effects import matrix, occurrences, plan, terms
from bot.services.effects.scene import Effect, Scene
from bot.services.journal import Cause, Reaction
from bot.services.ports import UnitOfWork

__all__ = ["EFFECTS", "Effect", "Effects", "Scene"]

EFFECTS: Mapping[str, Effect] = {
    "matrix": matrix.decided,
    "occurrence": occurrences.decided,
    "plan-version": plan.decided,
    "terms": terms.decided,
}
"""By what stands before the first slash of `about`; for anything else nothing follows."""


@dataclass(frozen=True)
class Effects:
    """Lets a decision take effect; the journal calls it.

    Args:
        notify: tells whoever hears of what follows.
        effects: from prefixes to what follows.
    """

    notify: Reaction
    effects: Mapping[str, Effect]

    async def __call__(self, work: UnitOfWork, event: Event, cause: Cause) -> Sequence[Event]:
        """Change what a decision is about, and return what has happened."""
        if not isinstance(event, DecisionRecorded):
            return ()
        prefix, _, about = event.about.partition("/")
        effect = self.effects.get(prefix)
        if effect is None or not about:
            return ()
        await work.claim()
        scene = Scene(work, await work.organisation(), event, about)
        happened: list[Event] = []
        for one in await effect(scene):
            happened += (one, *await self.notify(work, one, cause))
        return happened
