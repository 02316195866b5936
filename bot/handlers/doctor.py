"""`/isms admin doctor`: what is well with the installation and what is missing."""

from bot.cards.doctor import doctor_card
from bot.chat.reply import Audience, Reply
from bot.handlers.turn import Services, Turn
from bot.services.doctor import diagnosis_text


async def show(turn: Turn, services: Services) -> Reply:
    """List every diagnosis, what is missing first."""
    found = await services.doctor.examine(turn.today, turn.texts.language)
    lines = [(line.ok, diagnosis_text(line, turn.texts)) for line in found]
    return Reply(doctor_card(lines, turn.texts), Audience.PERSONAL)
