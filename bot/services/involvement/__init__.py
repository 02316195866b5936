"""Who is consulted (C) and informed (I) in a case, and notices to those who get no message."""

from bot.services.involvement.cases import Case
from bot.services.involvement.desk import Involvements, Wanted, mark_of, places_of

__all__ = ["Case", "Involvements", "Wanted", "mark_of", "places_of"]
