"""A year in advance: works out who would get which messages, and sends nothing."""

import asyncio
from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.domain.errors import BadInput
from bot.domain.organisation import Organisation
from bot.domain.schedules import CatchingUp
from bot.domain.simulation import Forecast, Progress, Wished, simulated
from bot.services.ports import Storage

MOST_YEARS = 5
"""How far ahead a year may lie; each takes a second or two to live through."""

_HALF_A_YEAR = timedelta(days=183)


@dataclass(frozen=True)
class Known:
    """What a year is worked out from.

    Args:
        organisation: as it stands.
        last_morning: the last local date whose reminders are told, None before the first.
        catching_up: what is done with mornings that nobody told.
    """

    organisation: Organisation
    last_morning: date | None
    catching_up: CatchingUp = field(default_factory=CatchingUp)


async def what_is_known(storage: Storage, catching_up: CatchingUp | None = None) -> Known:
    """Read what a year is worked out from.

    Args:
        storage: where it is read.
        catching_up: what is done with mornings that nobody told; the usual without it.

    Raises:
        BadInput: there is neither an annual wheel nor a plan.
    """
    async with storage.read() as work:
        organisation = await work.organisation()
        last_morning = await work.reminders.last_morning()
    if not organisation.wheel.items and not organisation.plan.tasks:
        raise BadInput("simulation-empty")
    return Known(organisation, last_morning, catching_up or CatchingUp())


def year_wished(text: str, today: date) -> int:
    """Return the year that was asked for; without one, the year that most of the next one is in.

    Raises:
        BadInput: `simulation-year`: it is no year that can be worked out.
    """
    asked = text.strip()
    if not asked:
        return (today + _HALF_A_YEAR).year
    years = range(today.year, today.year + MOST_YEARS + 1)
    if asked not in map(str, years):
        raise BadInput("simulation-year", first=years[0], last=years[-1])
    return int(asked)


def work_out(
    known: Known, wished: Wished, today: date, progress: Progress | None = None
) -> Forecast:
    """Return what would be sent from the first morning on that is not told yet.

    It takes a second or two: call it in a thread where others wait.

    Args:
        known: the organisation and what it has been told.
        wished: the year.
        today: the local date; nothing is told of the days before it.
        progress: told how far it has come.
    """
    # On the day on which the wheel is set up nobody is told anything yet.
    told = known.last_morning or today
    return simulated(known.organisation, told, today, wished, progress, known.catching_up)


class Simulations:
    """Works a year out for those who ask in the chat."""

    def __init__(self, storage: Storage, catching_up: CatchingUp | None = None) -> None:
        self._storage = storage
        self._catching_up = catching_up

    async def forecast(self, wished: Wished, today: date) -> Forecast:
        """Return what would be sent.

        Raises:
            BadInput: there is neither an annual wheel nor a plan.
        """
        known = await what_is_known(self._storage, self._catching_up)
        return await asyncio.to_thread(work_out, known, wished, today)
