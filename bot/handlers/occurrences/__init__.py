"""The work on one date of the wheel: what people type, press and fill in."""

from bot.handlers.occurrences import buttons, words

__all__ = ["buttons", "words"]
