"""What an item of the wheel may say, and how its rule is put into words (domain.md §2)."""

import re
from collections.abc import Callable, Mapping, Sequence

from bot.domain.errors import BadInput, TovholderError
from bot.domain.organisation import Organisation
from bot.domain.wheel import ItemKind, ItemState, WheelItem, check_rule

MOST_DAYS = 366
MOST_REMINDERS = 12

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
_PLACES = ("first", "second", "third", "fourth", "last")
_DAYS = (1, 5, 10, 15, 20, 25, 31)
_WEEKS = (1, 2, 4)
_DAY = re.compile(r"day_(\d+)")
_EVERY = re.compile(r"every_(\d+)_weeks_(\w+)")
_SEPARATORS = re.compile(r"[\s,;·/]+")
_INTERVALS = {12: "monthly", 4: "quarterly", 3: "three_per_year", 2: "half-yearly", 1: "yearly"}

RULES = (
    *("first_workday", "last_workday"),
    *(f"{place}_{weekday}" for place in _PLACES for weekday in _WEEKDAYS),
    *(f"day_{day}" for day in _DAYS),
    *(f"every_{weeks}_weeks_{weekday}" for weeks in _WEEKS for weekday in _WEEKDAYS),
)
"""The rules that people are offered; a file may have others, see `check_rule`."""


def rule_words(rule: str) -> tuple[str, Mapping[str, int]]:
    """Return the key and the numbers of a rule's sentence, under `wheel-rule.` in the catalogues.

    Raises:
        BadInput: `wheel-rule` (value): it is no rule.
    """
    check_rule(rule)
    if day := _DAY.fullmatch(rule):
        last = int(day[1]) == 31
        return ("last-day", {}) if last else ("day", {"n": int(day[1])})
    if every := _EVERY.fullmatch(rule):
        one = int(every[1]) == 1
        return (every[2], {}) if one else (f"weeks-{every[2]}", {"n": int(every[1])})
    place, _, weekday = rule.partition("_")
    return (f"place-{place}-{weekday}" if weekday in _WEEKDAYS else rule), {}


def rule_text(rule: str, texts: Callable[..., str]) -> str:
    """Return a due rule in the words of `texts`: "anden tirsdag", "den 15."."""
    key, numbers = rule_words(rule)
    return texts(f"wheel-rule.{key}", **numbers)


def is_weekly(rule: str) -> bool:
    """Tell whether a rule counts weeks, and so needs a week to count from."""
    return _EVERY.fullmatch(rule) is not None


def interval_of(months: Sequence[int], rule: str) -> str:
    """Return what an item's interval is called."""
    return "weekly" if is_weekly(rule) else _INTERVALS.get(len(set(months)), "irregular")


def days_in(text: str) -> tuple[int, ...]:
    """Return the numbers of days in "28, 14, 3", each once, the largest first.

    Raises:
        BadInput: `wheel-item-days` (most, n): it is no such list.
    """
    parts = [part for part in _SEPARATORS.split(text.strip()) if part]
    if len(parts) > MOST_REMINDERS or not all(_is_days(part) for part in parts):
        raise BadInput("wheel-item-days", most=MOST_DAYS, n=MOST_REMINDERS)
    return tuple(sorted({int(part) for part in parts}, reverse=True))


def _is_days(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 4 and int(text) <= MOST_DAYS


def item_errors(organisation: Organisation, item: WheelItem) -> Mapping[str, TovholderError]:
    """Return what stands in the way of an item, by its field's name."""
    errors: dict[str, TovholderError] = {}
    labels = {label.casefold() for label in item.label.variants()}
    if not labels:
        errors["label"] = BadInput("form-required")
    for other in organisation.wheel.items:
        taken = labels & {label.casefold() for label in other.label.variants()}
        if other.id != item.id and other.state is not ItemState.RETIRED and taken:
            errors["label"] = BadInput("wheel-item-label")
    if item.activity_id not in organisation.activity:
        errors["activity_id"] = BadInput("form-required")
    if not item.months:
        errors["months"] = BadInput("form-required")
    for name in ("responsible", "accountable"):
        if getattr(item, name) not in organisation.role:
            errors[name] = BadInput("form-required")
    accountable = organisation.role.get(item.accountable)
    if accountable is not None and accountable.external:
        errors["accountable"] = BadInput("wheel-item-external")
    if error := _held_at_error(organisation, item):
        errors["held_at"] = error
    return errors


def may_host(item: WheelItem) -> bool:
    """Tell whether other items may be held at an item: it is a meeting with a date of its own."""
    usable = item.state is not ItemState.RETIRED
    return usable and item.kind is ItemKind.MEETING and item.held_at is None


def _held_at_error(organisation: Organisation, item: WheelItem) -> TovholderError | None:
    """A date is followed one step only, and in months that both have."""
    if item.held_at is None:
        return None
    host = organisation.wheel.item.get(item.held_at)
    if host is None or host.id == item.id or not may_host(host):
        return BadInput("wheel-item-host")
    if any(other.held_at == item.id for other in organisation.wheel.items):
        return BadInput("wheel-item-is-host")
    if not set(item.months) <= set(host.months):
        return BadInput("wheel-item-host-months")
    return None
