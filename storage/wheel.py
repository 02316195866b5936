"""The annual wheel: its calendar, its items and the systems register."""

from collections.abc import Iterable, Sequence
from datetime import time
from typing import Any

from sqlalchemy import JSON, Column, Date, Integer, Row, Table, Text

from bot.domain.language import Localized
from bot.domain.wheel import ItemKind, ItemState, Ladder, System, Wheel, WheelItem
from bot.domain.workdays import WorkCalendar
from storage.occurrences import SqlOccurrences, occurrences_from
from storage.tables import (
    METADATA,
    identity,
    localized_columns,
    localized_values,
    only_row,
    ordinal,
    reference,
)

WHEEL_CALENDAR = Table(
    "wheel_calendar",
    METADATA,
    *only_row(),
    Column("holidays", Text, nullable=False),
    Column("closing_days", JSON, nullable=False),
    Column("working_days", JSON, nullable=False),
    Column("quiet_weeks", JSON, nullable=False),
    # Local times of day, "HH:MM".
    Column("reminder_time", Text, nullable=False),
    Column("opens", Text, nullable=False),
    Column("closes", Text, nullable=False),
    Column("year_start_month", Integer, nullable=False),
    Column("chair_role", Text, nullable=False),
)
WHEEL_ITEM = Table(
    "wheel_item",
    METADATA,
    identity(),
    ordinal(),
    Column("position", Integer, nullable=False),
    reference("activity_id", "activity", required=True),
    *localized_columns("label"),
    Column("kind", Text, nullable=False),
    reference("held_at", "wheel_item"),
    Column("state", Text, nullable=False),
    Column("interval", Text, nullable=False),
    Column("months", JSON, nullable=False),
    Column("due_rule", Text, nullable=False),
    Column("starts_on", Date),
    Column("lead_days", Integer, nullable=False),
    Column("reminders_before", JSON, nullable=False),
    Column("late_responsible", Integer, nullable=False),
    Column("late_accountable", Integer, nullable=False),
    Column("late_committee", Integer, nullable=False),
    reference("responsible", "role", required=True),
    reference("accountable", "role", required=True),
    reference("approval_by", "role"),
    Column("agenda_item", Text),
    *localized_columns("evidence"),
    *localized_columns("note"),
    Column("source", Text, nullable=False),
)
WHEEL_SYSTEM = Table(
    "wheel_system",
    METADATA,
    identity(),
    ordinal(),
    Column("name", Text, nullable=False),
    reference("owner_id", "person"),
    Column("retired_on", Date),
)


class SqlWheels(SqlOccurrences):
    """The annual wheel, in one transaction. `save_*` inserts or updates by id."""

    async def save_calendar(self, calendar: WorkCalendar, chair_role: str) -> None:
        """Write when the organisation works, and whose holder a committee's chair is."""
        await self._transaction.touch()
        await self._transaction.save(WHEEL_CALENDAR, [_calendar_row(calendar, chair_role)])

    async def save_items(self, items: Sequence[WheelItem]) -> None:
        """Write items."""
        await self._transaction.touch()
        await self._transaction.save(WHEEL_ITEM, [_item_row(item) for item in items])

    async def save_systems(self, systems: Sequence[System]) -> None:
        """Write systems of the register."""
        rows = [
            {"id": s.id, "name": s.name, "owner_id": s.owner_id, "retired_on": s.retired_on}
            for s in systems
        ]
        await self._transaction.touch()
        await self._transaction.save(WHEEL_SYSTEM, rows)


def wheel_from(
    calendars: Sequence[Row[Any]],
    items: Iterable[Row[Any]],
    occurrences: Iterable[Row[Any]],
    parts: Iterable[Row[Any]],
    systems: Iterable[Row[Any]],
) -> Wheel:
    """Build the wheel from its rows; with the default calendar before there is one."""
    given = {}
    if calendars:
        given = {"calendar": _calendar(calendars[0]), "chair_role": calendars[0].chair_role}
    return Wheel(
        items=tuple(_item(row) for row in items),
        occurrences=occurrences_from(occurrences, parts),
        systems=tuple(System(row.id, row.name, row.owner_id, row.retired_on) for row in systems),
        **given,
    )


def _calendar_row(calendar: WorkCalendar, chair_role: str) -> dict[str, Any]:
    return {
        "id": 1,
        "holidays": calendar.holidays,
        "closing_days": [list(day) for day in calendar.closing_days],
        "working_days": sorted(calendar.working_days),
        "quiet_weeks": sorted(calendar.quiet_weeks),
        "reminder_time": f"{calendar.reminder_time:%H:%M}",
        "opens": f"{calendar.opens:%H:%M}",
        "closes": f"{calendar.closes:%H:%M}",
        "year_start_month": calendar.year_start_month,
        "chair_role": chair_role,
    }


def _calendar(row: Row[Any]) -> WorkCalendar:
    return WorkCalendar(
        holidays=row.holidays,
        closing_days=tuple((month, day) for month, day in row.closing_days),
        working_days=frozenset(row.working_days),
        quiet_weeks=frozenset(row.quiet_weeks),
        reminder_time=time.fromisoformat(row.reminder_time),
        opens=time.fromisoformat(row.opens),
        closes=time.fromisoformat(row.closes),
        year_start_month=row.year_start_month,
    )


def _item_row(item: WheelItem) -> dict[str, Any]:
    return {
        "id": item.id,
        "position": item.position,
        "activity_id": item.activity_id,
        **localized_values("label", item.label),
        "kind": item.kind.value,
        "held_at": item.held_at,
        "state": item.state.value,
        "interval": item.interval,
        "months": list(item.months),
        "due_rule": item.due_rule,
        "starts_on": item.starts_on,
        "lead_days": item.lead_days,
        "reminders_before": list(item.ladder.before),
        "late_responsible": item.ladder.responsible,
        "late_accountable": item.ladder.accountable,
        "late_committee": item.ladder.committee,
        "responsible": item.responsible,
        "accountable": item.accountable,
        "approval_by": item.approval_by,
        "agenda_item": item.agenda_item,
        **localized_values("evidence", item.evidence),
        **localized_values("note", item.note),
        "source": item.source,
    }


def _item(row: Row[Any]) -> WheelItem:
    return WheelItem(
        id=row.id,
        activity_id=row.activity_id,
        label=Localized(row.label_da, row.label_en),
        responsible=row.responsible,
        accountable=row.accountable,
        months=tuple(row.months),
        due_rule=row.due_rule,
        kind=ItemKind(row.kind),
        held_at=row.held_at,
        state=ItemState(row.state),
        interval=row.interval,
        starts_on=row.starts_on,
        lead_days=row.lead_days,
        ladder=Ladder(
            before=tuple(row.reminders_before),
            responsible=row.late_responsible,
            accountable=row.late_accountable,
            committee=row.late_committee,
        ),
        approval_by=row.approval_by,
        agenda_item=row.agenda_item,
        evidence=Localized(row.evidence_da, row.evidence_en),
        note=Localized(row.note_da, row.note_en),
        source=row.source,
        position=row.position,
    )
