"""Terms of reference: how a text is filled in, how versions follow, and when they are reviewed."""

import calendar
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import rfc8785

from bot.domain.committees import Committee, Terms, TermsSection, TermsState
from bot.domain.organisation import Organisation
from bot.domain.wheel import WheelItem
from bot.domain.wheel_rules import interval_of, is_weekly

HEADINGS = (
    "background",
    "members",
    "responsibilities",
    "reporting",
    "meetings",
    "frequency",
    "agenda",
    "secretariat",
)
"""The eight headings of the guide (001 §2 "Kommissorium"), by section id."""

FREQUENCY = "frequency"
"""The section that drives when the committee meets."""

REVIEW_AHEAD_DAYS = 30
"""How many days before its review the secretary is told of it."""

AHEAD, PAST = "ahead", "past"
"""The stages of a review."""

_PLACEHOLDER = re.compile(r"\{\{\s*([a-zæøå_]{1,40})\s*\}\}")


@dataclass(frozen=True)
class Frequency:
    """In which months, and by which rule of the wheel, a committee meets."""

    months: tuple[int, ...]
    due_rule: str


def filled_in(text: str, values: Mapping[str, str]) -> str:
    """Return `text` with its placeholders filled in; one that is not known stays as it is."""
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)


def unknown_placeholders(text: str, known: Mapping[str, str]) -> tuple[str, ...]:
    """Return the placeholders of `text` that nothing is filled in for."""
    return tuple(dict.fromkeys(n for n in _PLACEHOLDER.findall(text) if n not in known))


def newest(versions: Sequence[Terms]) -> Terms | None:
    """Return the version that was made last."""
    return max(versions, key=lambda one: one.version, default=None)


def in_force(versions: Sequence[Terms]) -> Terms | None:
    """Return the version that the committee works by, None before the first approval."""
    return next((one for one in versions if one.state is TermsState.IN_FORCE), None)


def section_of(terms: Terms, section_id: str) -> TermsSection | None:
    """Return a section of a version."""
    return next((one for one in terms.sections if one.id == section_id), None)


def frequency_of(terms: Terms) -> Frequency | None:
    """Return how often a version says the committee meets, None where it does not say."""
    section = section_of(terms, FREQUENCY)
    if section is None or not section.months:
        return None
    return Frequency(section.months, section.due_rule)


def series_frequency(organisation: Organisation, committee: Committee) -> Frequency | None:
    """Return how often the committee does meet, by its item of the wheel."""
    item = organisation.wheel.item.get(committee.series.item_id or "")
    return None if item is None else Frequency(item.months, item.due_rule)


def differs(organisation: Organisation, committee: Committee, terms: Terms | None) -> bool:
    """Tell whether the meetings of the wheel differ from what a version of the terms says."""
    said = frequency_of(terms) if terms else None
    meets = series_frequency(organisation, committee)
    return said is not None and meets is not None and said != meets


def following(item: WheelItem, frequency: Frequency, on: date) -> WheelItem:
    """Return an item of the wheel whose dates follow `frequency`; weeks are counted from `on`."""
    weekly = is_weekly(frequency.due_rule)
    return replace(
        item,
        months=frequency.months,
        due_rule=frequency.due_rule,
        interval=interval_of(frequency.months, frequency.due_rule),
        starts_on=(item.starts_on or on) if weekly else item.starts_on,
    )


def edited(versions: Sequence[Terms], section: TermsSection, by: str, at: datetime) -> Terms:
    """Return the draft in which `section` stands; an approved version is followed by a new one.

    Args:
        versions: every version so far; at least one.
        section: as it is to read; one with a new id comes last.
        by: who writes it, by person id.
        at: UTC.
    """
    last = newest(versions)
    assert last is not None
    draft = last if last.state is TermsState.DRAFT else _following(last)
    known = {one.id for one in draft.sections}
    sections = tuple(section if one.id == section.id else one for one in draft.sections)
    if section.id not in known:
        sections = (*sections, section)
    return replace(draft, sections=sections, authors=_with(draft.authors, by), changed_at=at)


def without(terms: Terms, section_id: str, by: str, at: datetime) -> Terms:
    """Return a draft without one of the organisation's own sections."""
    sections = tuple(one for one in terms.sections if one.id != section_id)
    return replace(terms, sections=sections, authors=_with(terms.authors, by), changed_at=at)


def brought_into_force(
    terms: Terms, by: str | None, at: datetime, on: date, decision_id: str | None
) -> Terms:
    """Return a version as it is from its approval on, with the day of its next review.

    Args:
        terms: the version.
        by: who approved it; None when a vote closed by itself.
        at: UTC.
        on: the local date of it.
        decision_id: the decision.
    """
    return replace(
        terms,
        state=TermsState.IN_FORCE,
        approved_by=by,
        approved_at=at,
        review_on=months_after(on, terms.review_months),
        decision_id=decision_id,
        changed_at=at,
    )


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later, the last one of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def review_stage(terms: Terms, on: date) -> str:
    """Return the stage of a version's review that the secretary has yet to be told of, or "".

    "ahead" from thirty days before the review, "past" from the day after it, each once.
    """
    if terms.state is not TermsState.IN_FORCE or terms.review_on is None:
        return ""
    if terms.review_on < on:
        return "" if PAST in terms.told else PAST
    ahead = terms.review_on <= on + timedelta(days=REVIEW_AHEAD_DAYS)
    return AHEAD if ahead and AHEAD not in terms.told else ""


def terms_digest(terms: Terms) -> str:
    """Return the SHA-256 of what a version says in every language, in hexadecimal."""
    sections = [
        [
            *(one.id, one.level, one.due_rule, list(one.months)),
            *(one.heading.da, one.heading.en, one.body.da, one.body.en),
        ]
        for one in terms.sections
    ]
    said: dict[str, Any] = {
        "approver_role": terms.approver_role,
        "committee": terms.committee_id,
        "review_months": terms.review_months,
        "sections": sections,
        "version": terms.version,
    }
    return hashlib.sha256(rfc8785.dumps(said)).hexdigest()


def terms_subject(committee_id: str, version: int) -> str:
    """Return what an approval of a version is about."""
    return f"terms/{committee_id}/{version}"


def terms_named(subject: str) -> tuple[str, int] | None:
    """Return the committee and the version that `terms_subject` named, None for anything else."""
    kind, _, rest = subject.partition("/")
    committee_id, _, version = rest.rpartition("/")
    if kind != "terms" or not committee_id or not (version.isascii() and version.isdigit()):
        return None
    return committee_id, int(version)


def _following(terms: Terms) -> Terms:
    return replace(
        terms,
        version=terms.version + 1,
        state=TermsState.DRAFT,
        authors=(),
        approved_by=None,
        approved_at=None,
        review_on=None,
        decision_id=None,
        told=(),
    )


def _with(authors: tuple[str, ...], by: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*authors, by)))
