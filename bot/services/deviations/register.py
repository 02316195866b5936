"""Writes a deviation and what happens to it, in a transaction that is open."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from bot.domain.cpr import mask_cpr
from bot.domain.deviation_events import DeviationEvent, DeviationRegistered
from bot.domain.deviation_people import FUNCTION
from bot.domain.deviation_rules import titled
from bot.domain.deviations import Deviation
from bot.domain.plan import Origin
from bot.services.identifiers import new_id
from bot.services.ports import UnitOfWork

Made = TypeVar("Made", bound=DeviationEvent)


@dataclass(frozen=True)
class NewDeviation:
    """What is said of something that is not as it should be.

    Args:
        text: what was seen; its first line becomes the title.
        unit_id: where, as far as that is known.
        correction: what was done about it at once.
        origin: what it came from.
    """

    text: str
    unit_id: str | None = None
    correction: str = ""
    origin: Origin = field(default_factory=Origin)


@dataclass(frozen=True)
class Noted:
    """Who did something, and when.

    Args:
        by: a person; None for an account that is bound to nobody.
        at: UTC.
        on: the local date.
    """

    by: str | None
    at: datetime
    on: date


async def register(
    work: UnitOfWork, wanted: NewDeviation, noted: Noted
) -> tuple[Deviation, DeviationRegistered]:
    """Write a new deviation, which the function sees to until it says otherwise.

    Raises:
        BadInput: nothing is said.
    """
    title, text = titled(mask_cpr(wanted.text))
    deviation = Deviation(
        new_id("deviation"),
        await work.deviations.next_number(),
        title,
        noted.at,
        FUNCTION,
        text,
        wanted.origin,
        noted.by,
        wanted.unit_id,
        correction=mask_cpr(wanted.correction.strip()),
        changed_at=noted.at,
    )
    await work.deviations.save(deviation)
    event = told(DeviationRegistered, deviation, noted, unit_id=wanted.unit_id or "")
    return deviation, event


def told(kind: type[Made], deviation: Deviation, noted: Noted, **more: object) -> Made:
    """Return what happened to a deviation."""
    return kind(
        deviation.id,
        deviation.number,
        deviation.origin.subject,
        noted.by,
        noted.at.isoformat(),
        noted.on.isoformat(),
        **more,
    )
