"""Behind `tovholder wheel`: a year's dates, of a starter pack or of the database."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.app.clocks import SystemClock
from bot.app.house import open_store
from bot.domain.errors import BadInput
from bot.domain.language import LANGUAGES
from bot.domain.organisation import Organisation
from bot.domain.wheel import PlannedDate, Wheel, WheelItem, every_planned_date
from bot.domain.workdays import WorkCalendar
from bot.importing.packs import starter_pack
from bot.settings import Settings
from bot.texts import Texts

_YEARS = range(2000, 2101)
_GAP = "  "


@dataclass(frozen=True)
class WheelDate:
    """One date of an item: its deadline, and from when it is prepared."""

    item: WheelItem
    due: date
    prepares_on: date

    def as_json(self) -> dict[str, Any]:
        """Return the date as interfaces.md has it."""
        return {
            "item": self.item.id,
            "due": self.due.isoformat(),
            "prep_starts": self.prepares_on.isoformat(),
            "responsible": self.item.responsible,
        }


async def open_wheel(settings: Settings, pack: str | None) -> Organisation:
    """Return the organisation whose wheel is asked for.

    Args:
        settings: the settings.
        pack: a starter pack; the database when None.

    Raises:
        BadInput: there is no such pack.
        NotReady: there is no database.
    """
    if pack:
        other = next(language for language in LANGUAGES if language != settings.language)
        loaded = starter_pack(pack, languages=(settings.language, other))
        return Organisation(
            roles=loaded.roles, wheel=Wheel(loaded.calendar or WorkCalendar(), loaded.items)
        )
    async with (
        open_store(settings, SystemClock(), read_only=True) as store,
        store.storage.read() as work,
    ):
        return await work.organisation()


def dates_of_year(wheel: Wheel, year: int) -> list[WheelDate]:
    """Return a year's dates, the earliest first; a date that was moved is where it was moved to.

    Raises:
        BadInput: `wheel-dates-year` (value): the year is out of reach.
    """
    if year not in _YEARS:
        raise BadInput("wheel-dates-year", value=year, first=_YEARS[0], last=_YEARS[-1])
    there = {(one.item_id, one.key): one for one in wheel.occurrences}
    found = []
    for item, planned in every_planned_date(wheel.items, year, wheel.calendar):
        now = there.get((item.id, planned.key))
        dates = PlannedDate(planned.key, now.due, now.prepares_on) if now else planned
        found.append(WheelDate(item, dates.due, dates.prepares_on))
    return sorted(found, key=lambda one: (one.due, one.prepares_on, one.item.id))


def table_of_dates(organisation: Organisation, dates: list[WheelDate], texts: Texts) -> list[str]:
    """Return the dates as lines of a table for a person."""
    if not dates:
        return [texts("wheel-dates.none")]
    rows = [[texts(f"wheel-dates.{name}") for name in ("due", "begins", "item", "responsible")]]
    for one in dates:
        role = organisation.role.get(one.item.responsible)
        rows.append(
            [
                texts.date_table(one.due),
                texts.date_table(one.prepares_on),
                one.item.label.in_language(texts.language),
                role.name.in_language(texts.language) if role else one.item.responsible,
            ]
        )
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        _GAP.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
