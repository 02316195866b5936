"""What people do with minutes: write, send out, comment, approve, correct and file them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain import minutes_rules as rules
from bot.domain.committees import Committee
from bot.domain.cpr import mask_cpr
from bot.domain.errors import BadInput
from bot.domain.meeting_people import MeetingPeople, require_concerned, require_keeper
from bot.domain.meeting_timeline import Step, timeline_of
from bot.domain.meetings import Meeting, MeetingState
from bot.domain.minutes import Minutes, MinutesComment
from bot.domain.minutes_events import (
    CorrectionBegun,
    MinutesChanged,
    MinutesCommented,
    MinutesEvent,
    MinutesFiled,
    MinutesPressed,
    MinutesSent,
    ObjectionSettled,
)
from bot.domain.organisation import Organisation
from bot.domain.papers import LARGEST_PAPER, Paper, digest_of
from bot.domain.schedules import moment_of
from bot.services.identifiers import new_id
from bot.services.journal import Cause
from bot.services.minutes.case import Case, Cases

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True)
class View:
    """Minutes as they are shown.

    Args:
        organisation, committee, people: as they stand today.
        meeting: whose minutes.
        minutes: the version shown.
        versions: how many there are.
    """

    organisation: Organisation
    committee: Committee
    people: MeetingPeople
    meeting: Meeting
    minutes: Minutes
    versions: int


Change = Callable[[Case], tuple[Minutes, type[MinutesEvent], dict[str, object]]]


@dataclass(frozen=True)
class MinutesDesk:
    """Takes what people do with minutes.

    `TooLate` says what became of them; `NotAllowed` who may.
    """

    cases: Cases

    async def view(self, meeting_id: str, cause: Cause, version: int = 0) -> View:
        """Return the minutes of a meeting; a version, or the newest.

        Raises:
            TooLate: the meeting is gone.
            BadInput: there are none yet.
            NotAllowed: the person has nothing to do with the committee.
        """
        async with self.cases.reading(meeting_id, cause) as case:
            require_concerned(case.people, cause.actor)
            rules.require_held(case.meeting)
            found = [one for one in case.versions if one.version == version]
            return View(
                case.organisation,
                case.committee,
                case.people,
                case.meeting,
                found[0] if found else case.minutes,
                len(case.versions),
            )

    async def held(self, committee_ids: Sequence[str]) -> tuple[Meeting, ...]:
        """Return the committees' meetings that have minutes, the newest first."""
        async with self.cases.storage.read() as work:
            meetings = [m for one in committee_ids for m in await work.meetings.of(one)]
            held = [m for m in meetings if m.state is MeetingState.HELD]
            held.sort(key=lambda m: (m.on, m.id), reverse=True)
            return tuple([m for m in held if await work.minutes.of(m.id)])

    async def document(self, minutes: Minutes) -> bytes | None:
        """Return the uploaded document that a version is."""
        if minutes.document is None:
            return None
        async with self.cases.storage.read() as work:
            return await work.papers.content(minutes.document.id)

    async def edit(self, meeting_id: str, item_id: str, text: str, cause: Cause) -> Minutes:
        """Write what a draft says of an item, as the chair or the secretary."""

        def change(case: Case) -> tuple[Minutes, type[MinutesEvent], dict[str, object]]:
            after = rules.edited(case.minutes, item_id, mask_cpr(text), case.hand)
            return after, MinutesChanged, {}

        return await self._kept(meeting_id, cause, change)

    async def upload(self, meeting_id: str, name: str, content: bytes, cause: Cause) -> Minutes:
        """Let an uploaded Word file be the version, as the chair or the secretary.

        Raises:
            BadInput: it is too big, or no Word file.
        """
        if len(content) > LARGEST_PAPER:
            raise BadInput("file-too-big")
        if not name.lower().endswith(".docx") or not content.startswith(_ZIP):
            raise BadInput("minutes-no-word", file=name[:80])
        async with self.cases.changing(meeting_id, cause) as case:
            require_keeper(case.people, cause.actor)
            paper = Paper(
                new_id("paper"),
                f"minutes/{meeting_id}",
                name,
                _WORD,
                len(content),
                digest_of(content),
                case.hand.by,
                case.hand.at,
            )
            after = rules.with_document(case.minutes, paper, case.hand)
            await case.work.papers.add(paper, content)
            return await case.save(after, MinutesChanged, sha256=paper.sha256)

    async def send(self, meeting_id: str, cause: Cause) -> Minutes:
        """Send a draft out for comments, as the chair or the secretary."""

        def change(case: Case) -> tuple[Minutes, type[MinutesEvent], dict[str, object]]:
            until = _until(case)
            after = rules.sent(case.minutes, until, case.hand)
            return after, MinutesSent, {"until": until.isoformat()}

        return await self._kept(meeting_id, cause, change)

    async def take_back(self, meeting_id: str, cause: Cause) -> Minutes:
        """Make a draft of minutes that are out, to change them, as the chair or the secretary."""

        def change(case: Case) -> tuple[Minutes, type[MinutesEvent], dict[str, object]]:
            return rules.taken_back(case.minutes, case.hand), MinutesChanged, {}

        return await self._kept(meeting_id, cause, change)

    async def comment(
        self, meeting_id: str, text: str, cause: Cause, *, objection: bool = False
    ) -> Minutes:
        """Comment on minutes that are out, or object to them."""
        async with self.cases.changing(meeting_id, cause) as case:
            require_concerned(case.people, cause.actor)
            comment = MinutesComment(
                new_id("comment"), case.hand.by, case.hand.at, mask_cpr(text.strip()), objection
            )
            after = rules.commented(case.minutes, comment)
            more = {"comment_id": comment.id, "objection": objection}
            return await case.save(after, MinutesCommented, **more)

    async def settle(self, meeting_id: str, comment_id: str, cause: Cause) -> Minutes:
        """Mark an objection as dealt with, as the chair or the secretary."""

        def change(case: Case) -> tuple[Minutes, type[MinutesEvent], dict[str, object]]:
            after = rules.settled(case.minutes, comment_id, case.hand)
            return after, ObjectionSettled, {"comment_id": comment_id}

        return await self._kept(meeting_id, cause, change)

    async def approve(self, meeting_id: str, digest: str, cause: Cause) -> Minutes:
        """Approve minutes by a press, as one who took part."""
        async with self.cases.changing(meeting_id, cause) as case:
            require_concerned(case.people, cause.actor)
            rule = case.committee.minutes_rule
            after = rules.pressed(case.minutes, rule, digest, case.hand)
            return await case.save(after, MinutesPressed)

    async def correct(self, meeting_id: str, reason: str, cause: Cause) -> Minutes:
        """Begin a new version of approved minutes, as the chair or the secretary."""

        def change(case: Case) -> tuple[Minutes, type[MinutesEvent], dict[str, object]]:
            after = rules.corrected(case.minutes, mask_cpr(reason), case.hand)
            return after, CorrectionBegun, {"reason": after.correction}

        return await self._kept(meeting_id, cause, change)

    async def file(self, meeting_id: str, case_number: str, cause: Cause) -> Minutes:
        """Mark approved minutes as filed under a case number, as the chair or the secretary."""

        def change(case: Case) -> tuple[Minutes, type[MinutesEvent], dict[str, object]]:
            after = rules.filed(case.minutes, mask_cpr(case_number), case.hand)
            return after, MinutesFiled, {"case_number": after.case_number}

        return await self._kept(meeting_id, cause, change)

    async def _kept(self, meeting_id: str, cause: Cause, change: Change) -> Minutes:
        """Make a change that is the chair's and the secretary's."""
        async with self.cases.changing(meeting_id, cause) as case:
            require_keeper(case.people, cause.actor)
            after, kind, more = change(case)
            return await case.save(after, kind, **more)


def _until(case: Case) -> datetime:
    """Return when the comments close: at the hour at which the committee's answers are due."""
    calendar = case.organisation.wheel.calendar
    due = timeline_of(case.committee, case.meeting.on, calendar)[Step.COMMENTS]
    day = rules.comments_until(due, case.on, calendar)
    zone = ZoneInfo(case.organisation.profile.timezone)
    return moment_of(day, case.committee.written.closes_at, zone)
