"""A committee's meetings: the agenda and its items, and holding the meeting."""

from bot.handlers.meetings import agenda, conduct, paper

__all__ = ["agenda", "conduct", "paper"]
