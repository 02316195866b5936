"""What happens to an organisation-wide ask; see `events`. What people write stands in the ask."""

from dataclasses import dataclass

from bot.domain.events import Event


@dataclass(frozen=True)
class AskEvent(Event):
    """What the events of an ask share.

    Args:
        ask_id, number: the ask.
        origin: the record that it came from ("deviation/<id>"), or "".
        by: who did it, by person id.
        at: UTC, ISO 8601.
        on: the local date, ISO 8601.
    """

    ask_id: str
    number: str
    origin: str
    by: str
    at: str
    on: str

    def subject(self) -> str:
        """Return the ask."""
        return ask_subject(self.ask_id)


def ask_subject(ask_id: str) -> str:
    """Return what the status of one ask is about."""
    return f"ask/{ask_id}"


def question_subject(ask_id: str, person_id: str) -> str:
    """Return what the messages to one person who is asked are about."""
    return f"ask/{ask_id}/{person_id}"


@dataclass(frozen=True)
class AskStarted(AskEvent):
    """Every unit or system owner was asked; `audience` as `asks.Audience`, `due` ISO 8601."""

    kind = "ask.started"
    audience: str = ""
    keys: tuple[str, ...] = ()
    due: str = ""


@dataclass(frozen=True)
class AskAnswered(AskEvent):
    """It was answered for some units or systems.

    Args:
        keys: their ids.
        affected: as `asks.Affected`.
        fixed: as `asks.Fixed`, or "".
        complete: nobody is silent any more.
    """

    kind = "ask.answered"
    keys: tuple[str, ...] = ()
    affected: str = ""
    fixed: str = ""
    complete: bool = False


@dataclass(frozen=True)
class AskClosed(AskEvent):
    """Whoever asked needs no more answers; `silent` tells how many there were not."""

    kind = "ask.closed"
    silent: int = 0


ASK_EVENTS: tuple[type[AskEvent], ...] = (AskStarted, AskAnswered, AskClosed)
