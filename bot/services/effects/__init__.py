"""What a decision changes, in the transaction that records it."""

from bot.services.effects.table import EFFECTS, Effect, Effects, Scene

__all__ = ["EFFECTS", "Effect", "Effects", "Scene"]
