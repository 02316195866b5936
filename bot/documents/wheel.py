"""The calendar and the annual wheel, in the form of a pack and as lists."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from bot.documents.content import Exported, one_line
from bot.domain.language import Localized
from bot.domain.wheel import ItemState, WheelItem
from bot.domain.wheel_rules import rule_text
from bot.domain.workdays import WorkCalendar

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def items_of(exported: Exported) -> Sequence[WheelItem]:
    """Return the items in use whose activity is in use as well."""
    shown = {activity.id for _, group in exported.groups for activity in group}
    items = exported.organisation.wheel.items
    return [i for i in items if i.state is not ItemState.RETIRED and i.activity_id in shown]


def calendar_values(exported: Exported) -> dict[str, Any] | None:
    """Return when the organisation works; None where nobody has said so."""
    wheel = exported.organisation.wheel
    calendar = wheel.calendar
    if calendar == WorkCalendar() and not wheel.items:
        return None
    return {
        "holidays": calendar.holidays,
        "include_customary_closing_days": [f"{m:02}-{d:02}" for m, d in calendar.closing_days],
        "quiet_weeks": sorted(calendar.quiet_weeks),
        "working_days": [_WEEKDAYS[day] for day in sorted(calendar.working_days)],
        "working_hours": f"{calendar.opens:%H:%M}-{calendar.closes:%H:%M}",
        "due_date_shift": "previous_workday",
        "meeting_shift": "same_weekday_next_week",
        "reminder_time": f"{calendar.reminder_time:%H:%M}",
    }


def wheel_values(exported: Exported) -> dict[str, Any] | None:
    """Return the wheel; None where there is none."""
    items = items_of(exported)
    if not items:
        return None
    wheel = exported.organisation.wheel
    chair = wheel.chair_role if wheel.chair_role in {role.id for role in exported.roles} else None
    ids = {item.id for item in items}
    return {
        "year_start_month": wheel.calendar.year_start_month,
        **({"chair_role": chair} if chair else {}),
        "items": [_item_values(exported, item, ids) for item in items],
    }


def _item_values(exported: Exported, item: WheelItem, ids: set[str]) -> dict[str, Any]:
    ladder = item.ladder
    values = {
        "id": item.id,
        "state": item.state.value,
        "kind": item.kind.value,
        "held_at": item.held_at if item.held_at in ids else None,
        "activity": item.activity_id,
        "label": one_line(exported.words(item.label)),
        "interval": item.interval,
        "months": list(item.months),
        "due_rule": item.due_rule,
        "starts_on": item.starts_on.isoformat() if item.starts_on else None,
        "lead_days": item.lead_days,
        "reminders_days_before": list(ladder.before),
        "overdue_ping_days": {
            "responsible": ladder.responsible,
            "accountable": ladder.accountable,
            "committee": ladder.committee,
        },
        "responsible": item.responsible,
        "accountable": item.accountable,
        "approval_by": item.approval_by,
        "agenda_item": item.agenda_item,
        "evidence_required": _own(item.evidence, exported),
        "source": item.source,
        "note": _own(item.note, exported),
    }
    return {name: value for name, value in values.items() if value not in (None, "")}


def _own(text: Localized, exported: Exported) -> str | None:
    return text.en if exported.texts.language == "en" else text.da


COLUMNS = (
    *("id", "item", "activity", "item-state", "item-kind", "held-at", "months", "rule"),
    *("counted-from", "lead-days", "reminders", "late", "responsible", "accountable"),
    *("approval", "agenda-item", "item-evidence", "item-note"),
)
"""The columns of the wheel as a list, by which it imports again."""

SYSTEMS = ("system", "owner")
"""The columns of the systems register."""


def item_rows(exported: Exported) -> Iterator[Sequence[object]]:
    """Iterate over the items in use as `COLUMNS` has them."""
    texts = exported.texts
    for item in items_of(exported):
        ladder = item.ladder
        late = (ladder.responsible, ladder.accountable, ladder.committee)
        yield (
            item.id,
            one_line(exported.words(item.label)),
            item.activity_id,
            texts(f"exports.item-state.{item.state.value}"),
            texts(f"wheel-items.kind.{item.kind.value}"),
            item.held_at or "",
            ", ".join(texts.month_short(month) for month in item.months),
            rule_text(item.due_rule, texts),
            item.starts_on.isoformat() if item.starts_on else "",
            item.lead_days,
            ", ".join(map(str, ladder.before)),
            ", ".join(map(str, late)),
            exported.headings.get(item.responsible, item.responsible),
            exported.headings.get(item.accountable, item.accountable),
            exported.headings.get(item.approval_by or "", item.approval_by or ""),
            item.agenda_item or "",
            exported.words(item.evidence),
            exported.words(item.note),
        )


def system_rows(exported: Exported) -> Iterator[Sequence[object]]:
    """Iterate over the systems in use with their owners' names.

    Where two share a name, the address tells them apart for whoever may see it.
    """
    organisation = exported.organisation
    names = Counter(person.name.casefold() for person in organisation.people)
    for system in organisation.wheel.systems:
        if system.retired_on is not None:
            continue
        owner = organisation.person.get(system.owner_id or "")
        shared = owner is not None and names[owner.name.casefold()] > 1
        name = owner.email if owner and shared and exported.contacts else owner and owner.name
        yield (one_line(system.name), name or "")
