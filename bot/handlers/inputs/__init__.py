"""Inputs: brought, judged by the function, and taken through their flows."""

from bot.handlers.inputs import receiving, steps, triage, types, view

__all__ = ["receiving", "steps", "triage", "types", "view"]
