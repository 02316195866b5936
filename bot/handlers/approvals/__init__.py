"""Requests for decisions: asked, answered, and kept going."""

from bot.handlers.approvals import ballots, desk, occurrences, requests, versions, view

__all__ = ["ballots", "desk", "occurrences", "requests", "versions", "view"]
