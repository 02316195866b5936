"""Writes a new ask in a transaction that is open."""

from dataclasses import dataclass
from datetime import date

from bot.domain import ask_rules as rules
from bot.domain.ask_events import AskStarted
from bot.domain.ask_people import Asked
from bot.domain.asks import Ask, Audience
from bot.domain.cpr import mask_cpr
from bot.domain.occurrence_hands import Act
from bot.domain.organisation import Organisation
from bot.services.identifiers import new_id
from bot.services.ports import UnitOfWork


@dataclass(frozen=True)
class NewAsk:
    """What everybody is to be asked.

    Args:
        question: as it is asked.
        audience: who is asked.
        due: by when, a local date.
        origin: the record that it comes from, or "".
    """

    question: str
    audience: Audience
    due: date
    origin: str = ""


@dataclass(frozen=True)
class Origin:
    """What an ask may come from, as its form shows it.

    Args:
        subject: the record, or "".
        number, title: what it is called.
        elsewhere: the same error is looked for elsewhere.
    """

    subject: str = ""
    number: str = ""
    title: str = ""
    elsewhere: bool = False


async def start(
    work: UnitOfWork, organisation: Organisation, wanted: NewAsk, act: Act
) -> tuple[Ask, AskStarted]:
    """Write an ask to everybody who is there today.

    Raises:
        FieldErrors: nothing is asked, nobody is there to be asked, or the day is wrong.
    """
    asked = Asked(organisation, act.on)
    keys = asked.keys(wanted.audience)
    rules.require_sound(wanted.question, keys, wanted.due, act.on)
    people = {key: asked.told(wanted.audience, key) for key in keys}
    ask = Ask(
        new_id("ask"),
        await work.asks.next_number(),
        mask_cpr(wanted.question.strip()),
        wanted.audience,
        keys,
        wanted.due,
        act.by,
        act.at,
        wanted.origin,
        told={key: person.id for key, person in people.items() if person},
        changed_at=act.at,
    )
    await work.asks.save(ask)
    event = AskStarted(
        ask.id,
        ask.number,
        ask.origin,
        act.by,
        act.at.isoformat(),
        act.on.isoformat(),
        audience=ask.audience.value,
        keys=ask.keys,
        due=ask.due.isoformat(),
    )
    return ask, event
