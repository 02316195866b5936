"""Calendar feeds: an address for a person or the organisation, and the calendar behind it."""

import asyncio
import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from bot.chat.ports import ServedCalendar
from bot.documents.calendar import MEDIA_TYPE, calendar_file
from bot.domain.calendars import ORGANISATION, CalendarEntry, Feed, FeedClosed, FeedOpened
from bot.domain.errors import TooLate
from bot.domain.occurrences import Occurrence
from bot.domain.organisation import Organisation
from bot.domain.owed import own_marking, own_tasks
from bot.domain.plan import PlanTask
from bot.domain.wheel_year import Entry, Mark, Shown, Span, mark_of, one_offs, show_wheel
from bot.services.identifiers import new_id
from bot.services.journal import Cause, Journal
from bot.services.ports import Clock, Storage
from bot.services.snapshots import Snapshots
from bot.texts import Texts

_SECRET_BYTES = 24


@dataclass(frozen=True)
class Calendars:
    """Gives out addresses, closes them, and serves what is behind them.

    Args:
        storage: where the feeds are kept.
        snapshots: the data in memory.
        journal: writes events.
        clock: the time.
        public_url: where the server is reached from outside.
    """

    storage: Storage
    snapshots: Snapshots
    journal: Journal
    clock: Clock
    public_url: str

    async def standing(self, owner: str) -> Feed | None:
        """Return the owner's feed; its address is known to nobody but whoever was given it."""
        async with self.storage.read() as work:
            return await work.calendars.of(owner)

    async def open(self, owner: str, cause: Cause) -> str:
        """Return a new address for the owner; the one before answers nobody from now on.

        Raises:
            TooLate: the same delivery has had its effect.
        """
        secret = secrets.token_urlsafe(_SECRET_BYTES)
        async with self.storage.begin() as work:
            await work.claim()
            before = await work.calendars.of(owner)
            feed = Feed(new_id("feed"), owner, cause.actor, self.clock.now())
            await work.calendars.open(feed, secret)
            event = FeedOpened(feed.id, owner, cause.actor, before.id if before else "")
            await self.journal.record(work, event, cause)
            await work.commit()
        return f"{self.public_url.rstrip('/')}/calendar/{secret}.ics"

    async def close(self, owner: str, cause: Cause) -> None:
        """Let the owner's address answer nobody from now on.

        Raises:
            TooLate: there is none.
        """
        async with self.storage.begin() as work:
            await work.claim()
            feed = await work.calendars.of(owner)
            if feed is None:
                raise TooLate("calendar-closed")
            await work.calendars.close(owner)
            await self.journal.record(work, FeedClosed(feed.id, owner, cause.actor), cause)
            await work.commit()

    async def calendar(self, secret: str, known: str = "") -> ServedCalendar | None:
        """Return the calendar behind an address, None when nobody has such an address.

        Args:
            secret: the address's.
            known: the tag of what the reader has already; then the content is left out.
        """
        async with self.storage.read() as work:
            feed = await work.calendars.find(secret)
        organisation = self.snapshots.current.organisation
        today = self._today(organisation)
        person = organisation.person.get(feed.owner) if feed else None
        if feed is None or (feed.owner != ORGANISATION and person is None):
            return None
        if person is not None and person.has_left(today):
            return None
        language = (person.language if person else None) or organisation.profile.language
        told = f"{feed.id}:{organisation.version}:{today}:{language}"
        tag = hashlib.sha256(told.encode()).hexdigest()[:32]
        if tag == known:
            return ServedCalendar(tag, b"")
        texts = Texts(language, organisation.profile.timezone)
        content = await asyncio.to_thread(self._content, organisation, feed, today, texts)
        return ServedCalendar(tag, content)

    async def single(self, occurrence: Occurrence, texts: Texts) -> tuple[str, str, bytes]:
        """Return one date as a file to put in a calendar: its name, media type and content."""
        organisation = self.snapshots.current.organisation
        item = organisation.wheel.item[occurrence.item_id]
        mark = mark_of(occurrence, self._today(organisation))
        entry = _of_wheel(Entry(item, occurrence, mark), organisation, texts)
        now, host = self.clock.now(), self._host
        content = await asyncio.to_thread(calendar_file, [entry], "", now, host, texts.language)
        stem = "".join(c if c.isalnum() else "-" for c in entry.summary).strip("-")[:60]
        return f"{stem or item.id}-{occurrence.due.isoformat()}.ics", MEDIA_TYPE, content

    def _content(self, organisation: Organisation, feed: Feed, today: date, texts: Texts) -> bytes:
        person_id = None if feed.owner == ORGANISATION else feed.owner
        shown, tasks = _shown(organisation, person_id, today)
        entries = [
            *(_of_wheel(entry, organisation, texts) for entry in shown.entries),
            *_of_plan(shown, tasks, organisation, texts),
        ]
        whose = "calendars.name" if person_id is None else "calendars.name-mine"
        name = organisation.profile.name
        title = texts(whose, name=f" · {name}" if name else "")
        return calendar_file(entries, title, self.clock.now(), self._host, texts.language)

    @property
    def _host(self) -> str:
        return urlsplit(self.public_url).hostname or "tovholder"

    def _today(self, organisation: Organisation) -> date:
        return self.clock.now().astimezone(ZoneInfo(organisation.profile.timezone)).date()


def _shown(
    organisation: Organisation, person_id: str | None, today: date
) -> tuple[Shown, tuple[PlanTask, ...]]:
    """Return this year and the next, and the plan's tasks; a person's own, or everything."""
    span = Span(date(today.year, 1, 1), date(today.year + 1, 12, 31))
    marking = own_marking(organisation, person_id, today) if person_id else None
    tasks = own_tasks(organisation, person_id, today) if person_id else organisation.plan.tasks
    shown = show_wheel(organisation, span, today, tasks=one_offs(tasks, span, today), mark=marking)
    return shown, tasks


def _of_wheel(entry: Entry, organisation: Organisation, texts: Texts) -> CalendarEntry:
    item, occurrence = entry.item, entry.occurrence
    label = item.label.in_language(texts.language)
    activity = organisation.activity.get(item.activity_id)
    names = {c.id: c.name.in_language(texts.language) for c in organisation.categories}
    lines = [
        texts(f"calendars.{letter}", role=role.name.in_language(texts.language))
        for letter, role_id in (("r", item.responsible), ("a", item.accountable))
        if (role := organisation.role.get(role_id))
    ]
    if evidence := item.evidence.in_language(texts.language):
        lines.append(texts("calendars.evidence", evidence=evidence))
    if occurrence.due != occurrence.planned:
        lines.append(texts("wheel.moved", date=texts.date_table(occurrence.planned)))
    return CalendarEntry(
        key=f"{item.id}.{occurrence.key}",
        day=occurrence.due,
        summary=_summary(label, entry.mark, texts),
        description="\n".join(lines),
        category=names.get((activity.category_id if activity else "") or "", ""),
        changed_at=occurrence.changed_at,
        cancelled=entry.mark is Mark.LAPSED,
    )


def _of_plan(
    shown: Shown, tasks: tuple[PlanTask, ...], organisation: Organisation, texts: Texts
) -> Iterator[CalendarEntry]:
    """Iterate over the tasks that have a deadline of their own within the two years."""
    by_id = {task.id: task for task in tasks}
    for one in shown.tasks:
        if one.due is not None:
            yield CalendarEntry(
                key=one.id,
                day=one.due,
                summary=_summary(one.title.in_language(texts.language), one.mark, texts),
                description=texts("calendars.task"),
                changed_at=by_id[one.id].changed_at,
                cancelled=one.mark is Mark.LAPSED,
            )


def _summary(label: str, mark: Mark, texts: Texts) -> str:
    done = texts("wheel.mark.done")
    return f"{label} ({done.lower()})" if mark is Mark.DONE else label
