"""The work on one date of the wheel."""

from bot.services.occurrences.changes import Case, Changes, Outcome
from bot.services.occurrences.desk import Check, Occurrences
from bot.services.occurrences.evidence import Given
from bot.services.occurrences.finding import Open
from bot.services.occurrences.settling import Settling

__all__ = ["Case", "Changes", "Check", "Given", "Occurrences", "Open", "Outcome", "Settling"]
