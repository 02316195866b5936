"""What a decision changes, in the transaction that records it."""

from bot.services.effects.asking import Askable
from bot.services.effects.chair import ChairDecisions
from bot.services.effects.overtaken import Overtaken
from bot.services.effects.table import EFFECTS, Effect, Effects, Scene

__all__ = ["EFFECTS", "Askable", "ChairDecisions", "Effect", "Effects", "Overtaken", "Scene"]
