"""What goes back to the asker. A message to anyone else goes in the outbox (rule 1)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.cards.elements import Card, Form


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
        form: open this form, or show it in place of the one that was submitted. A platform that
            cannot open one here shows `card`, which carries a button that opens it.
        errors: what is wrong in the submitted form, a sentence by field name; `form` is then the
            same form with what was typed. "" is the form as a whole.
    """

    card: Card
    audience: Audience = Audience.ASKER
    replaces: bool = False
    language: str = ""
    form: Form | None = None
    errors: Mapping[str, str] = field(default_factory=dict)


class Receipt(StrEnum):
    """What became of a delivery before it is acknowledged (reliability.md §1).

    NEW: it is stored where it must be; acknowledge it and have it answered.
    AGAIN: it was received before; acknowledge it and do nothing.
    LATER: it could not be stored in time; tell the person to try again.
    """

    NEW = "new"
    AGAIN = "again"
    LATER = "later"
