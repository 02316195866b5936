"""Organisation-wide asks: sent to all units or system owners, answered, watched and closed."""

from bot.services.asks.desk import Asks, AskView
from bot.services.asks.export import ask_file
from bot.services.asks.following import AskFollowers
from bot.services.asks.starting import NewAsk, Origin

__all__ = ["AskFollowers", "AskView", "Asks", "NewAsk", "Origin", "ask_file"]
