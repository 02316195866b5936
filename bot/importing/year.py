"""The calendar and the annual wheel of a file as domain objects."""

from datetime import date, time

from bot.domain.finding import Finding, Severity
from bot.domain.language import localized
from bot.domain.wheel import ItemKind, ItemState, Ladder, WheelItem
from bot.domain.workdays import WorkCalendar
from bot.importing.pack_models.pack import MatrixFile, StarterPack
from bot.importing.pack_models.year import WheelItemModel

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def calendar_of(model: MatrixFile) -> WorkCalendar | None:
    """Return when the organisation works, None where the file does not say."""
    given = model.calendar
    if given is None:
        return None
    opens, closes = given.working_hours.split("-")
    return WorkCalendar(
        holidays=given.holidays,
        closing_days=tuple(
            (int(month), int(day))
            for month, day in (one.split("-") for one in given.include_customary_closing_days)
        ),
        working_days=frozenset(_WEEKDAYS.index(day) for day in given.working_days),
        quiet_weeks=frozenset(given.quiet_weeks),
        reminder_time=time.fromisoformat(given.reminder_time),
        opens=time.fromisoformat(opens),
        closes=time.fromisoformat(closes),
        year_start_month=model.annual_wheel.year_start_month if model.annual_wheel else 1,
    )


def chair_role_of(model: MatrixFile) -> str | None:
    """Return whose holder acts for the committee, None where the file does not say."""
    own = model.annual_wheel.chair_role if model.annual_wheel else None
    if own is None and isinstance(model, StarterPack) and model.committee:
        return model.committee.chair_role
    return own


def items_of(model: MatrixFile) -> tuple[WheelItem, ...]:
    """Return the items of the annual wheel."""
    items = model.annual_wheel.items if model.annual_wheel else ()
    return tuple(_item(item, model.locale, place) for place, item in enumerate(items))


def item_waits(item: WheelItem) -> Finding:
    """Return that an item is not taken, as its activity waits in a draft of the matrix."""
    where = item.activity_id
    return Finding("wheel-item-waits", Severity.WARNING, where, {"activity": where})


def _item(item: WheelItemModel, language: str, position: int) -> WheelItem:
    return WheelItem(
        id=item.id,
        activity_id=item.activity,
        label=localized(language, item.label),
        responsible=item.responsible,
        accountable=item.accountable,
        months=tuple(sorted(set(item.months))),
        due_rule=item.due_rule,
        kind=ItemKind(item.kind),
        held_at=item.held_at,
        state=ItemState(item.state),
        interval=item.interval,
        starts_on=date.fromisoformat(item.starts_on) if item.starts_on else None,
        lead_days=item.lead_days,
        ladder=_ladder(item),
        approval_by=item.approval_by,
        agenda_item=item.agenda_item,
        evidence=localized(language, item.evidence_required),
        note=localized(language, item.note),
        source=item.source,
        position=position,
    )


def _ladder(item: WheelItemModel) -> Ladder:
    usual, pings = Ladder(), item.overdue_ping_days
    days = item.reminders_days_before
    return Ladder(
        before=usual.before if days is None else tuple(sorted(set(days), reverse=True)),
        responsible=pings.responsible if pings else usual.responsible,
        accountable=pings.accountable if pings else usual.accountable,
        committee=pings.committee if pings else usual.committee,
    )
