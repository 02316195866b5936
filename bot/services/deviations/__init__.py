"""Deviations: registered by anyone, seen through to an effect that another person has verified."""

from bot.services.deviations.case import stamp
from bot.services.deviations.desk import Action, Deviations
from bot.services.deviations.following import DeviationFollowers
from bot.services.deviations.register import NewDeviation
from bot.services.deviations.sources import Source

__all__ = ["Action", "DeviationFollowers", "Deviations", "NewDeviation", "Source", "stamp"]
