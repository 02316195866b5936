"""What people do with a meeting: call, move and cancel it, send its agenda, come, hold it."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from bot.cards.agendas import when_text
from bot.documents.calendar import MEDIA_TYPE, calendar_file
from bot.domain import meeting_rules as rules
from bot.domain.agenda_rules import carried, frozen
from bot.domain.agendas import Agenda
from bot.domain.calendars import CalendarEntry
from bot.domain.committees import Committee
from bot.domain.cpr import mask_cpr
from bot.domain.errors import BadInput, TooLate
from bot.domain.item_rules import left_over
from bot.domain.meeting_events import (
    AgendaSent,
    AttendanceGiven,
    MeetingCalled,
    MeetingCancelled,
    MeetingEnded,
    MeetingMoved,
    MeetingStarted,
)
from bot.domain.meeting_people import (
    MeetingPeople,
    people_of_meeting,
    require_concerned,
    require_keeper,
    require_leader,
)
from bot.domain.meeting_rules import When
from bot.domain.meeting_timeline import Step, meeting_after, step_key, timeline_of
from bot.domain.meetings import AgendaItem, Attendance, Meeting, MeetingState, Presence
from bot.domain.occurrence_dates import held_with, moved
from bot.domain.occurrence_hands import Act
from bot.domain.occurrences import OccurrenceState
from bot.domain.organisation import Organisation
from bot.domain.schedules import moment_of
from bot.domain.wheel_events import OccurrenceLapsed, OccurrencePostponed
from bot.services.identifiers import new_id
from bot.services.journal import Cause
from bot.services.meetings.agenda import OUT, agenda_of
from bot.services.meetings.case import Case, Cases
from bot.services.meetings.votes import require_no_vote
from bot.services.snapshots import Snapshots
from bot.texts import Texts


@dataclass(frozen=True)
class View:
    """A meeting as a reader sees it.

    Args:
        organisation, committee: as they stand.
        people: of today.
        agenda: in the reader's language.
        items: of the meeting, whatever their state.
        coming: the committee's meetings that are not over, the earliest first.
    """

    organisation: Organisation
    committee: Committee
    people: MeetingPeople
    agenda: Agenda
    items: tuple[AgendaItem, ...]
    coming: tuple[Meeting, ...]

    @property
    def meeting(self) -> Meeting:
        """Return the meeting."""
        return self.agenda.meeting


@dataclass(frozen=True)
class Meetings:
    """Takes what people do with meetings.

    `TooLate` says what has become of a meeting; `NotAllowed` who may.

    Args:
        cases: opens meetings.
        snapshots: the organisation in memory.
        public_url: where the server is reached from outside; tells calendars whose meeting it is.
    """

    cases: Cases
    snapshots: Snapshots
    public_url: str = ""

    async def of(self, committee_id: str) -> Sequence[Meeting]:
        """Return a committee's meetings, the earliest first."""
        async with self.cases.storage.read() as work:
            return await work.meetings.of(committee_id)

    async def view(self, meeting_id: str, cause: Cause, texts: Texts) -> View:
        """Return a meeting for whoever may see it.

        Raises:
            TooLate: it is gone.
            NotAllowed: the person has nothing to do with the committee.
        """
        async with self.cases.reading(meeting_id, cause) as case:
            require_concerned(case.people, cause.actor)
            scene = await case.scene()
            agenda = await agenda_of(scene, texts)
            coming = sorted((m for m in scene.meetings if not m.is_over), key=lambda m: m.on)
            return View(
                case.organisation,
                case.committee,
                case.people,
                agenda,
                await case.items(),
                tuple(coming),
            )

    async def calendar_file(self, view: View, texts: Texts) -> tuple[str, str, bytes]:
        """Return a meeting as a file to put in a calendar: its name, media type and content."""
        meeting = view.meeting
        name = view.committee.name.in_language(texts.language)
        entry = CalendarEntry(
            key=meeting.id,
            day=meeting.on,
            summary=texts("meetings.title", committee=name, date=texts.date_medium(meeting.on)),
            description=when_text(meeting, texts),
            changed_at=meeting.changed_at,
            cancelled=meeting.state is MeetingState.CANCELLED,
            starts_at=moment_of(
                meeting.on, meeting.starts_at, ZoneInfo(view.organisation.profile.timezone)
            ),
            minutes=meeting.minutes,
            place=meeting.place,
        )
        now, host = self.cases.clock.now(), urlsplit(self.public_url).hostname or "tovholder"
        content = await asyncio.to_thread(calendar_file, [entry], "", now, host, texts.language)
        return f"{_stem(name)}-{meeting.on.isoformat()}.ics", MEDIA_TYPE, content

    async def call(self, committee_id: str, when: When, reason: str, cause: Cause) -> Meeting:
        """Call an extraordinary meeting, as the chair; what was postponed last comes along.

        Raises:
            NotAllowed: somebody else than the chair.
            FieldErrors: see `meeting_rules.called`.
        """
        async with self.cases.storage.begin() as work:
            organisation = await work.organisation()
            committee = organisation.committee.get(committee_id)
            if committee is None:
                raise BadInput("meetings-no-committee")
            act = self.cases.act(organisation, cause)
            people = people_of_meeting(organisation, committee, act.on)
            require_leader(people, cause.actor)
            calendar = organisation.wheel.calendar
            why = mask_cpr(reason)
            made = rules.called(committee, when, why, new_id("meeting"), act, calendar)
            await work.meetings.save(made)
            case = Case(work, organisation, committee, made, people, act, cause, self.cases.journal)
            await note_past_steps(case, made)
            await case.record(
                await case.told(MeetingCalled, made, due=made.on.isoformat(), reason=why)
            )
            await work.commit()
        return made

    async def move(self, meeting_id: str, when: When, reason: str, cause: Cause) -> Meeting:
        """Move a meeting; its date on the wheel, with what is held at it, moves along.

        Raises:
            TooLate: it runs, or is over.
            NotAllowed: neither the chair nor the secretary.
            FieldErrors: see `meeting_rules.move`.
        """
        async with self.cases.changing(meeting_id, cause, wheel=True) as case:
            require_keeper(case.people, cause.actor)
            calendar = case.organisation.wheel.calendar
            why = mask_cpr(reason)
            after = rules.move(case.meeting, when, why, case.act, calendar)
            await move_to(case, after, why)
            if after.on != case.meeting.on:
                await _move_date(case, after, why)
        await self.snapshots.refresh()
        return after

    async def cancel(self, meeting_id: str, reason: str, cause: Cause) -> Meeting:
        """Cancel a meeting; its date on the wheel lapses, and its items go to the next one.

        Raises:
            TooLate: it runs, or is over.
            NotAllowed: somebody else than the chair.
            FieldErrors: no reason is given.
        """
        async with self.cases.changing(meeting_id, cause, wheel=True) as case:
            require_leader(case.people, cause.actor)
            after = rules.cancel(case.meeting, mask_cpr(reason), case.act)
            await cancel(case, after)
            await _lapse_date(case, after)
        await self.snapshots.refresh()
        return after

    async def send(self, meeting_id: str, cause: Cause, *, again: bool = False) -> Meeting:
        """Send the agenda out, as it is now; once it is out only `again`.

        Raises:
            TooLate: the meeting runs, is over, or its agenda is out.
            NotAllowed: neither the chair nor the secretary.
        """
        async with self.cases.changing(meeting_id, cause) as case:
            require_keeper(case.people, cause.actor)
            out = case.meeting.agenda_state in OUT
            after = rules.sent(case.meeting, case.act)
            if out and not again:
                raise TooLate("meetings-sent")
            await freeze(case)
            await case.save(after)
            await case.record(await case.told(AgendaSent, after, again=out))
        return after

    async def answer(self, meeting_id: str, presence: Presence, cause: Cause) -> Meeting:
        """Say whether one comes; who cannot is replaced by the seat's deputy, if there is one.

        Raises:
            TooLate: the meeting is over.
            BadInput: the person sits in no seat.
        """
        async with self.cases.changing(meeting_id, cause) as case:
            after = rules.answered(case.meeting, case.people, cause.actor, presence, case.act)
            await _attend(case, after)
        return after

    async def attend(
        self, meeting_id: str, given: Mapping[str, Attendance], cause: Cause
    ) -> Meeting:
        """Record who takes part, as the chair or the secretary.

        Raises:
            TooLate: the meeting is over.
            NotAllowed: neither.
        """
        async with self.cases.changing(meeting_id, cause) as case:
            require_keeper(case.people, cause.actor)
            after = rules.attended(case.meeting, dict(given), case.act)
            await _attend(case, after)
        return after

    async def start(self, meeting_id: str, cause: Cause) -> Meeting:
        """Begin a meeting; its agenda gets what has happened since it was sent.

        Raises:
            TooLate: it runs, or is over.
            NotAllowed: neither the chair nor the secretary.
            BadInput: its day has not come.
        """
        async with self.cases.changing(meeting_id, cause) as case:
            require_keeper(case.people, cause.actor)
            after = rules.start(case.meeting, case.act)
            await freeze(case)
            await case.save(after)
            await case.record(await case.told(MeetingStarted, after))
        return after

    async def end(self, meeting_id: str, cause: Cause) -> tuple[Meeting, int]:
        """End a meeting; what was not dealt with goes to the next one. Return how much that is.

        Raises:
            TooLate: it does not run.
            NotAllowed: neither the chair nor the secretary.
            BadInput: something is being voted on.
        """
        async with self.cases.changing(meeting_id, cause) as case:
            require_keeper(case.people, cause.actor)
            after = rules.end(case.meeting, case.act)
            await require_no_vote(case)
            texts = _organisations_texts(case.organisation)
            left = left_over(await case.items(), texts("meetings.not-reached"))
            await case.work.meetings.save_items(left)
            await case.save(after)
            await carry_over(case)
            await case.record(await case.told(MeetingEnded, after, left=len(left)))
        return after, len(left)


def _stem(name: str) -> str:
    """Return a name as a file's may be."""
    return "".join(c if c.isalnum() else "-" for c in name).strip("-")[:60]


async def freeze(case: Case) -> None:
    """Write what the agenda says now, in the organisation's language."""
    texts = _organisations_texts(case.organisation)
    agenda = await agenda_of(await case.scene(), texts, live=True)
    await case.work.meetings.save_items(
        frozen(agenda.entries, case.meeting.id, lambda: new_id("item"))
    )


async def carry_over(case: Case) -> None:
    """Take what was postponed to the committee's next meeting, if there is one."""
    following = meeting_after(await case.work.meetings.of(case.committee.id), case.meeting)
    if following is None:
        return
    there = await case.work.meetings.items(following.id)
    moved_ = carried(
        await case.items(), there, following.id, lambda: new_id("item"), lambda item: item.reason
    )
    await case.work.meetings.save_items(moved_)


async def move_to(case: Case, after: Meeting, reason: str) -> None:
    """Write a meeting that was moved, and tell of it.

    Steps whose new day has come already are not taken again.
    """
    await case.save(after)
    await note_past_steps(case, after)
    event = await case.told(
        MeetingMoved,
        after,
        before=case.meeting.on.isoformat(),
        due=after.on.isoformat(),
        reason=reason,
    )
    await case.record(event)


async def note_past_steps(case: Case, meeting: Meeting) -> None:
    """Note the steps of a meeting whose day has come, so that nobody takes them.

    Whoever is to send the agenda of a meeting called at short notice is reminded all the same.
    """
    timeline = timeline_of(case.committee, meeting.on, case.organisation.wheel.calendar)
    for step, day in timeline.items():
        sends = meeting.is_extraordinary and step is Step.SEND
        if day <= case.act.on and not sends:
            await case.work.meetings.note(meeting.id, step_key(step, meeting), case.act.at)


async def cancel(case: Case, after: Meeting) -> None:
    """Write a meeting that was cancelled, take its items to the next one, and tell of it."""
    left = left_over(await case.items(), after.reason)
    await case.work.meetings.save_items(left)
    await case.save(after)
    await carry_over(case)
    await case.record(await case.told(MeetingCancelled, after, reason=after.reason))


async def _attend(case: Case, after: Meeting) -> None:
    await case.save(after)
    changed = [
        one for seat, one in after.attendance.items() if case.meeting.attendance.get(seat) != one
    ]
    if changed:
        given = tuple((one.seat_id, one.presence.value, one.deputy_id or "") for one in changed)
        await case.record(await case.told(AttendanceGiven, after, given=given))


async def _move_date(case: Case, after: Meeting, reason: str) -> None:
    """Move a meeting's date on the wheel, with what is held at it."""
    wheel = case.organisation.wheel
    date_ = wheel.occurrence.get(after.occurrence_id or "")
    if date_ is None or not date_.is_open:
        return
    act = Act(case.act.by, case.act.at, case.act.on)
    for one, along in ((date_, ""), *((held, date_.id) for held in held_with(wheel, date_))):
        await case.work.wheel.save(moved(one, after.on, reason, act))
        event = OccurrencePostponed(
            one.id,
            one.item_id,
            "",
            case.act.by,
            case.act.at.isoformat(),
            tuple(await case.work.reminders.letters_about(one.id)),
            reason,
            before=one.due.isoformat(),
            due=after.on.isoformat(),
            along=along,
        )
        await case.journal.record(case.work, event, case.cause)


async def _lapse_date(case: Case, after: Meeting) -> None:
    date_ = case.organisation.wheel.occurrence.get(after.occurrence_id or "")
    if date_ is None or not date_.is_open:
        return
    lapsed = replace(
        date_,
        state=OccurrenceState.LAPSED,
        reason=after.reason,
        request=None,
        changed_at=case.act.at,
    )
    await case.work.wheel.save(lapsed)
    event = OccurrenceLapsed(
        date_.id,
        date_.item_id,
        "",
        case.act.by,
        case.act.at.isoformat(),
        tuple(await case.work.reminders.letters_about(date_.id)),
        after.reason,
    )
    await case.journal.record(case.work, event, case.cause)


def _organisations_texts(organisation: Organisation) -> Texts:
    profile = organisation.profile
    return Texts(profile.language, profile.timezone)
