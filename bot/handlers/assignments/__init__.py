"""Assignments of units: given, answered, reported on and judged."""

from bot.handlers.assignments import giving, judging, unit, view

__all__ = ["giving", "judging", "unit", "view"]
