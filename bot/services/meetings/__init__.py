"""A committee's meetings: their dates, their agendas, and what is done at them."""

from bot.services.meetings.agenda import OUT
from bot.services.meetings.case import Cases
from bot.services.meetings.desk import Meetings, View
from bot.services.meetings.following import MeetingFollowers
from bot.services.meetings.items import AgendaItems, Dealt, NewPaper, Written
from bot.services.meetings.keeping import AgendaPapers
from bot.services.meetings.paper import PAPERS, PaperFile
from bot.services.meetings.planning import MeetingPlans

__all__ = [
    "OUT",
    "PAPERS",
    "AgendaItems",
    "AgendaPapers",
    "Cases",
    "Dealt",
    "MeetingFollowers",
    "MeetingPlans",
    "Meetings",
    "NewPaper",
    "PaperFile",
    "View",
    "Written",
]
