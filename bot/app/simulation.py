"""`tovholder simulate`: a year worked out beside the server that may run, or for an example."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.app.clocks import SystemClock
from bot.app.first_steps import cast_of
from bot.app.house import open_store
from bot.cards.simulation import busiest_week, unreached_note, week_name
from bot.domain.organisation import Organisation
from bot.domain.reminders import Letter
from bot.domain.schedules import CatchingUp, CatchUp
from bot.domain.simulation import Forecast, PersonsYear, Progress, Wished, week_of
from bot.importing.packs import STARTER_PACKS, starter_pack
from bot.pictures.simulation import draw_simulation
from bot.services.ports import Clock
from bot.services.simulation import Known, what_is_known, work_out, year_wished
from bot.settings import Settings, load_settings
from bot.texts import Texts

_NAME_WIDTH = 24


async def simulate(
    settings: Settings,
    year: str,
    *,
    in_time: bool = False,
    people: int | None = None,
    pack: str = STARTER_PACKS[0],
    progress: Progress | None = None,
) -> Forecast:
    """Work a year out; nothing is written and nothing sent.

    Args:
        settings: the settings.
        year: four digits; "" for the one that most of the next twelve months are in.
        in_time: take each task to be done on its deadline, else none ever.
        people: work it out for the example organisation grown to so many, not for the data.
        pack: the example's starter pack.
        progress: told how far it has come.

    Raises:
        BadInput: the year or the number of people cannot be used, or there is no annual wheel.
        NotReady: the database is out of reach.
    """
    clock = SystemClock()
    catching_up = CatchingUp(CatchUp(settings.catch_up), settings.catch_up_days)
    if people is None:
        async with open_store(settings, clock, read_only=True) as store:
            known = await what_is_known(store.storage, catching_up)
    else:
        known = await _example(people, pack, clock)
    zone = ZoneInfo(known.organisation.profile.timezone)
    today = clock.now().astimezone(zone).date()
    wished = Wished(year_wished(year, today), in_time)
    return work_out(known, wished, today, progress)


async def _example(people: int, pack: str, clock: Clock) -> Known:
    """Return the example grown to `people`, loaded into a database of its own.

    Raises:
        BadInput: the number or the pack cannot be used.
    """
    cast, loaded = cast_of(people), starter_pack(pack)
    with tempfile.TemporaryDirectory(prefix="tovholder-") as folder:
        settings = load_settings({"TOVHOLDER_DATA_DIR": folder}, Path(folder))
        async with open_store(settings, clock) as store:
            await store.setup.load_example(loaded, cast, away=False)
            return await what_is_known(store.storage)


def as_json(forecast: Forecast) -> dict[str, Any]:
    """Return the year as `--json` prints it (docs/operations.md)."""
    organisation = forecast.organisation
    return {
        "year": forecast.year,
        "from": forecast.first.isoformat(),
        "in_time": forecast.in_time,
        "messages": len(forecast.letters),
        "busiest": _busiest(forecast),
        "people": [_person_json(forecast, person) for person in forecast.people],
        "letters": [_letter_json(organisation, letter) for letter in forecast.letters],
    }


def lines(forecast: Forecast, texts: Texts) -> list[str]:
    """Return the year as a table for a person: people down, months across."""
    title = texts("simulation.title", year=forecast.year)
    assumption = texts("simulation.in-time" if forecast.in_time else "simulation.never")
    if not forecast.letters:
        return [title, texts("simulation.nothing")]
    months = [texts.month_short(month) for month in range(1, 13)]
    heading = _line(
        texts("simulation.person"), months, texts("simulation.total"), texts("simulation.most")
    )
    rows = [_row(forecast, person, texts) for person in forecast.people]
    note = [unreached_note(forecast, texts)] if forecast.unreached else []
    return [title, assumption, "", heading, *rows, "", _sum_line(forecast, texts), *note]


def draw(forecast: Forecast, texts: Texts) -> bytes:
    """Return everybody's year as a PNG."""
    return draw_simulation(forecast, forecast.people, texts)


def _row(forecast: Forecast, person: PersonsYear, texts: Texts) -> str:
    months = [str(person.months.get(month, "")) for month in range(1, 13)]
    most = f"{person.weeks[person.busiest]} ({week_name(person.busiest, texts)})"
    return _line(forecast.name_of(person.person_id), months, str(person.total), most)


def _line(name: str, months: Sequence[str], total: str, most: str) -> str:
    shown = name if len(name) <= _NAME_WIDTH else f"{name[: _NAME_WIDTH - 1]}…"
    columns = "".join(f"{month:>5}" for month in months)
    return f"{shown:<{_NAME_WIDTH}}{columns}{total:>7}  {most}"


def _sum_line(forecast: Forecast, texts: Texts) -> str:
    week = busiest_week(forecast)
    return texts(
        "simulation.sum",
        messages=texts.plural("simulation.messages", len(forecast.letters)),
        people=texts.plural("simulation.people", len(forecast.people)),
        week=week_name(week, texts),
        most=forecast.per_week[week],
    )


def _busiest(forecast: Forecast) -> dict[str, Any] | None:
    if not forecast.letters:
        return None
    week = busiest_week(forecast)
    return {"week": str(week), "messages": forecast.per_week[week]}


def _person_json(forecast: Forecast, person: PersonsYear) -> dict[str, Any]:
    known = forecast.organisation.person.get(person.person_id)
    return {
        "person": person.person_id,
        "name": known.name if known else "",
        "email": known.email if known else "",
        "reachable": person.person_id not in forecast.unreached,
        "messages": person.total,
        "weeks": {str(week): count for week, count in sorted(person.weeks.items())},
    }


def _letter_json(organisation: Organisation, letter: Letter) -> dict[str, Any]:
    occurrences = organisation.wheel.occurrence
    return {
        "day": letter.on.isoformat(),
        "week": str(week_of(letter.on)),
        "person": letter.person_id,
        "lines": [
            {"item": one.item_id, "due": one.due.isoformat(), "stage": line.stage}
            for line in letter.lines
            if (one := occurrences.get(line.occurrence_id))
        ],
        "tasks": [
            {"task": task.id, "due": task.deadline.isoformat(), "stage": line.stage}
            for line in letter.tasks
            if (task := organisation.plan.task.get(line.task_id))
        ],
    }
