"""The clock of minutes: drafts that are due, comments that close, and presses that are missing.

Any number of replicas may tick: each step is taken under the meeting's lock, and noted with it.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain import minutes_rules as rules
from bot.domain.committees import MinutesRule
from bot.domain.errors import TooLate
from bot.domain.meeting_timeline import Step, timeline_of
from bot.domain.minutes import MinutesState
from bot.domain.minutes_events import MinutesReminded
from bot.domain.mornings import is_open
from bot.services.journal import Cause
from bot.services.minutes.case import Case, Cases


@dataclass(frozen=True)
class MinutesClosing:
    """Takes the steps that are due."""

    cases: Cases

    async def tick(self) -> int:
        """Close comments and remind; return how many steps were taken. It may be called often."""
        async with self.cases.storage.read() as work:
            waiting = await work.minutes.waiting()
        return sum([await self._step(one.meeting_id) for one in waiting])

    async def next_moment(self, after: datetime, until: datetime) -> datetime | None:
        """Return the first moment after `after`, not after `until`, at which comments close (UTC).

        Reminders go on mornings.
        """
        async with self.cases.storage.read() as work:
            closing = [one.comments_until for one in await work.minutes.waiting()]
        return min((m for m in closing if m is not None and after < m <= until), default=None)

    async def _step(self, meeting_id: str) -> bool:
        try:
            async with self.cases.changing(meeting_id, Cause()) as case:
                return await _due(case)
        except TooLate:
            return False


async def _due(case: Case) -> bool:
    minutes, at = case.minutes, case.hand.at
    if minutes.state is MinutesState.IN_CONSULTATION:
        rule = case.committee.minutes_rule
        after = rules.approved_by_rule(minutes, rule, at, case.gone)
        if after != minutes:
            await case.approve(after, rule.value)
            return True
    zone = ZoneInfo(case.organisation.profile.timezone)
    if not is_open(at, case.organisation.wheel.calendar, zone):
        return False
    if minutes.state is MinutesState.DRAFT:
        return await _remind_of_draft(case)
    return await _remind_of_close(case)


async def _remind_of_draft(case: Case) -> bool:
    """Tell the secretary on the day when the draft is due."""
    calendar = case.organisation.wheel.calendar
    if timeline_of(case.committee, case.meeting.on, calendar)[Step.MINUTES] > case.on:
        return False
    return await _remind(case, "draft", case.people.secretaries or case.people.leading)


async def _remind_of_close(case: Case) -> bool:
    """Tell those who have not pressed, a working day before; and the secretary what is open."""
    minutes = case.minutes
    until = minutes.comments_until
    if until is None:
        return False
    keepers = case.people.secretaries or case.people.leading
    if case.hand.at >= until and rules.open_objections(minutes):
        return await _remind(case, "objections", keepers)
    zone = ZoneInfo(case.organisation.profile.timezone)
    last = until.astimezone(zone).date()
    ahead = case.organisation.wheel.calendar.add_workdays(last, -1)
    if case.committee.minutes_rule is not MinutesRule.PRESSES or case.on < ahead:
        return False
    step = "presses" if case.hand.at < until else "presses-late"
    return await _remind(case, step, rules.still_to_press(minutes, case.gone))


async def _remind(case: Case, step: str, people: tuple[str, ...]) -> bool:
    """Remind people of a step of a wording, once."""
    minutes = case.minutes
    noted = f"minutes-{step}/{minutes.version}/{minutes.digest[:12]}"
    if not people or not await case.work.meetings.note(case.meeting.id, noted, case.hand.at):
        return False
    await case.tell(MinutesReminded, step=step, people=people)
    return True
