"""Minutes of meetings: drafted from what was recorded, commented on, approved, and filed."""

from bot.services.minutes.case import Cases
from bot.services.minutes.closing import MinutesClosing
from bot.services.minutes.desk import MinutesDesk, View
from bot.services.minutes.following import MinutesFollowers
from bot.services.minutes.paper import minutes_file

__all__ = ["Cases", "MinutesClosing", "MinutesDesk", "MinutesFollowers", "View", "minutes_file"]
