"""Requests for decisions: asked, answered, and kept going."""

from bot.handlers.approvals import ballots, desk, occurrences, requests, view

__all__ = ["ballots", "desk", "occurrences", "requests", "view"]
