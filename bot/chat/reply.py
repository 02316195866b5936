"""What goes back to the asker. A message to anyone else goes in the outbox (rule 1)."""

from dataclasses import dataclass
from enum import StrEnum

from bot.cards.elements import Card


class Audience(StrEnum):
    """Who sees a reply.

    ASKER: privately where the platform can (Slack ephemeral, local chat), else in the thread.
    PERSONAL: only ever the asker (Teams: the personal chat).
    PLACE: everyone in the place; the asker chose to share it.
    """

    ASKER = "asker"
    PERSONAL = "personal"
    PLACE = "place"


@dataclass(frozen=True)
class Reply:
    """A card for the asker.

    Args:
        card: what is said.
        audience: who sees it.
        replaces: show it instead of the message that was pressed.
        language: what the card is written in, "da" or "en", for the renderer's own words; empty
            is the organisation's.
    """

    card: Card
    audience: Audience = Audience.ASKER
    replaces: bool = False
    language: str = ""
