"""Terms of reference: drafts that are written in, and what a section on the frequency moves."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from bot.domain.committee_events import CommitteeSaved, TermsSaved
from bot.domain.committees import Committee, Terms, TermsSection, TermsState
from bot.domain.errors import BadInput, FieldErrors, Overtaken, TooLate
from bot.domain.language import LANGUAGES, Localized
from bot.domain.organisation import Organisation
from bot.domain.terms import (
    FREQUENCY,
    HEADINGS,
    Frequency,
    edited,
    following,
    newest,
    section_of,
    series_frequency,
    terms_digest,
    unknown_placeholders,
    without,
)
from bot.domain.wheel_events import WheelItemSaved
from bot.services.committees.founding import first_terms, frequency_body, meeting_item
from bot.services.identifiers import differences, new_id, seen
from bot.services.journal import Cause, Journal
from bot.services.ports import Clock, Storage, UnitOfWork
from bot.services.snapshots import Snapshots

PLACEHOLDERS = dict.fromkeys(
    ("organisation", "formand", "medlemmer", "sekretaer", "frekvens", "dato", "version"), ""
)
"""What is filled in by itself; see `TermsSection`."""


@dataclass(frozen=True)
class SectionText:
    """What a form says of a section, in the language of whoever fills it in.

    `frequency` is None where the form does not ask, or the committee meets only when needed.
    """

    language: str
    heading: str
    body: str
    frequency: Frequency | None = None


@dataclass(frozen=True)
class SavedSection:
    """A section that was saved.

    Args:
        terms: the draft in which it stands.
        section: as it stands there.
        moved: the meetings of the wheel were moved with it.
    """

    terms: Terms
    section: TermsSection
    moved: bool = False


@dataclass(frozen=True)
class TermsDesk:
    """Changes of terms of reference. An approved version is never changed: a draft follows it."""

    storage: Storage
    snapshots: Snapshots
    journal: Journal
    clock: Clock

    async def begin(self, committee_id: str, cause: Cause) -> Terms:
        """Write a first draft with the eight headings.

        Raises:
            TooLate: the committee is gone, or has terms already.
        """
        async with self._changing() as (work, organisation):
            committee = _committee(organisation, committee_id)
            if await work.committees.terms_of(committee_id):
                raise TooLate("terms-there")
            made = first_terms(committee_id, series_frequency(organisation, committee))
            draft = replace(made, authors=(cause.actor,), changed_at=self.clock.now())
            await work.committees.save_terms(draft)
            event = TermsSaved(committee_id, draft.version, digest=terms_digest(draft))
            await self.journal.record(work, event, cause)
        return draft

    async def save_section(
        self, committee_id: str, section_id: str, seen_then: str, text: SectionText, cause: Cause
    ) -> SavedSection:
        """Write a section in the newest version's draft; an empty `section_id` adds one.

        A frequency that is new moves the committee's meetings of the wheel with it.

        Args:
            committee_id: whose terms.
            section_id: the section, "" for a new one.
            seen_then: `seen(section)` when the form was opened.
            text: what the form says.
            cause: who writes it.

        Raises:
            TooLate: the committee or the section is gone.
            Overtaken: somebody has changed the section since.
            BadInput: the newest version waits for its approval.
            FieldErrors: what is wrong, by field.
        """
        async with self._changing() as (work, organisation):
            committee = _committee(organisation, committee_id)
            versions = await self._editable(work, committee_id)
            known = _known(versions, section_id, seen_then)
            wanted = _written(known, text)
            moved = False
            if text.frequency and text.frequency != series_frequency(organisation, committee):
                await self._move(work, organisation, committee, text.frequency, cause)
                moved = True
            draft = edited(versions, wanted, cause.actor, self.clock.now())
            await work.committees.save_terms(draft)
            event = TermsSaved(committee_id, draft.version, wanted.id, digest=terms_digest(draft))
            await self.journal.record(work, event, cause)
        return SavedSection(draft, wanted, moved)

    async def remove_section(self, committee_id: str, section_id: str, cause: Cause) -> Terms:
        """Take one of the organisation's own sections out of the newest version's draft.

        Raises:
            TooLate: the section is gone already.
            BadInput: the version waits for its approval, or it is one of the eight.
        """
        if section_id in HEADINGS:
            raise BadInput("terms-own-section")
        async with self._changing() as (work, organisation):
            _committee(organisation, committee_id)
            versions = await self._editable(work, committee_id)
            last = newest(versions)
            section = section_of(last, section_id) if last else None
            if section is None:
                raise TooLate("lookup-gone")
            now = self.clock.now()
            draft = edited(versions, section, cause.actor, now)
            draft = without(draft, section_id, cause.actor, now)
            await work.committees.save_terms(draft)
            digest = terms_digest(draft)
            event = TermsSaved(committee_id, draft.version, section_id, True, digest)
            await self.journal.record(work, event, cause)
        return draft

    async def _editable(self, work: UnitOfWork, committee_id: str) -> Sequence[Terms]:
        """Return the versions of terms that may be written in.

        Raises:
            TooLate: there are none.
            BadInput: the newest one waits for its approval.
        """
        versions = await work.committees.terms_of(committee_id)
        last = newest(versions)
        if last is None:
            raise TooLate("lookup-gone")
        if last.state is TermsState.TO_APPROVE:
            raise BadInput("terms-waiting")
        return versions

    async def _move(
        self,
        work: UnitOfWork,
        organisation: Organisation,
        committee: Committee,
        frequency: Frequency,
        cause: Cause,
    ) -> None:
        """Let the committee's item of the wheel follow a frequency; without one there is a new."""
        today = self._today(organisation)
        item = organisation.wheel.item.get(committee.series.item_id or "")
        if item is None:
            roles = (committee.secretary_role, committee.chair_role)
            added = meeting_item(organisation, committee.name, roles, frequency, today)
            await work.wheel.save_items([added])
            await self.journal.record(work, WheelItemSaved(added.id, ("added",)), cause)
            series = replace(committee.series, item_id=added.id)
            await work.committees.save(replace(committee, series=series))
            await self.journal.record(work, CommitteeSaved(committee.id, ("series",)), cause)
            return
        wanted = following(item, frequency, today)
        await work.wheel.save_items([wanted])
        event = WheelItemSaved(item.id, differences(item, wanted))
        await self.journal.record(work, event, cause)

    def _today(self, organisation: Organisation) -> date:
        return self.clock.now().astimezone(ZoneInfo(organisation.profile.timezone)).date()

    @asynccontextmanager
    async def _changing(self) -> AsyncIterator[tuple[UnitOfWork, Organisation]]:
        async with self.storage.begin() as work:
            await work.claim()
            yield work, await work.organisation()
            await work.commit()
        await self.snapshots.refresh()


def _committee(organisation: Organisation, committee_id: str) -> Committee:
    committee = organisation.committee.get(committee_id)
    if committee is None:
        raise TooLate("lookup-gone")
    return committee


def _known(versions: Sequence[Terms], section_id: str, seen_then: str) -> TermsSection | None:
    """Return the section that a form showed, None for a new one."""
    if not section_id:
        return None
    last = newest(versions)
    section = section_of(last, section_id) if last else None
    if section is None:
        raise TooLate("lookup-gone")
    if seen(section) != seen_then:
        raise Overtaken("form-overtaken")
    return section


def _written(known: TermsSection | None, text: SectionText) -> TermsSection:
    """Return the section with what the form says of it.

    Where the frequency is new and the words are not, they give way to words that say it.

    Raises:
        FieldErrors: a placeholder that nothing is filled in for, or months without a day.
    """
    if unknown := unknown_placeholders(text.body, PLACEHOLDERS):
        names = ", ".join(f"{{{{{name}}}}}" for name in unknown)
        raise FieldErrors({"body": BadInput("terms-placeholder", names=names)})
    if text.frequency and not text.frequency.due_rule:
        raise FieldErrors({"due_rule": BadInput("committee-rule-missing")})
    section = known or TermsSection(new_id("section"), Localized(), Localized())
    heading = _said(section.heading, text.heading, text.language)
    body = _said(section.body, text.body, text.language)
    if section.id != FREQUENCY:
        return replace(section, heading=heading, body=body)
    months, rule = (text.frequency.months, text.frequency.due_rule) if text.frequency else ((), "")
    is_new = (months, rule) != (section.months, section.due_rule)
    if is_new and months and body == section.body:
        body = frequency_body()
    return replace(section, heading=heading, body=body, months=months, due_rule=rule)


def _said(text: Localized, typed: str, language: str) -> Localized:
    """Return a text with what was typed in one language; unchanged it stays as it was.

    What a new section says in one language stands in for the other.
    """
    if typed == text.in_language(language):
        return text
    assert language in LANGUAGES
    return replace(text, **{language: typed})
