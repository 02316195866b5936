"""Minutes follow their meeting: a draft when it ends, confirmed when the next one agrees on them.

The journal calls it: what follows happens in the same transaction (architecture.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.cards.agendas import outcome_text
from bot.domain import minutes_rules as rules
from bot.domain.agenda_rules import Wording, printed
from bot.domain.agendas import Agenda
from bot.domain.decisions import Outcome
from bot.domain.events import Event
from bot.domain.meeting_events import ItemSettled, MeetingEnded, MeetingEvent
from bot.domain.meeting_timeline import meeting_before
from bot.domain.meetings import AgendaItem
from bot.domain.minutes import Minutes, MinutesItem, MinutesState
from bot.domain.minutes_events import (
    MinutesApproved,
    MinutesConfirmed,
    MinutesDrafted,
    MinutesEvent,
)
from bot.services.journal import Cause, Reaction
from bot.services.ports import UnitOfWork
from bot.texts import Texts

_SECTION = "approve-minutes"


@dataclass(frozen=True)
class MinutesFollowers:
    """Lets minutes follow; the journal calls it.

    Args:
        notify: tells whoever hears of it.
    """

    notify: Reaction

    async def __call__(self, work: UnitOfWork, event: Event, cause: Cause) -> Sequence[Event]:
        """Draft the minutes of a meeting that ended, or confirm those that were agreed on."""
        happened: MinutesEvent | None = None
        if isinstance(event, MeetingEnded):
            happened = await _drafted(work, event)
        elif isinstance(event, ItemSettled) and event.section_id == _SECTION:
            happened = await _confirmed(work, event)
        return () if happened is None else (happened, *await self.notify(work, happened, cause))


async def _drafted(work: UnitOfWork, event: MeetingEnded) -> MinutesEvent | None:
    """Make the draft of what the meeting recorded."""
    meeting = await work.meetings.find(event.meeting_id)
    if meeting is None or await work.minutes.of(meeting.id):
        return None
    organisation = await work.organisation()
    committee = organisation.committee[meeting.committee_id]
    texts = Texts(organisation.profile.language, organisation.profile.timezone)
    every = await work.meetings.items(meeting.id)
    before = meeting_before(await work.meetings.of(committee.id), meeting)
    wording = Wording(texts.language, texts.date_medium(before.on) if before else "")
    agenda = Agenda(meeting, printed(committee.agenda, every, wording), {})
    items = [await _item(work, number, item, texts) for number, item in agenda.items]
    minutes = rules.drafted(meeting, items, datetime.fromisoformat(event.at))
    await work.minutes.save(minutes)
    return MinutesDrafted(*_about(minutes, event), meeting, minutes)


async def _item(work: UnitOfWork, number: str, item: AgendaItem, texts: Texts) -> MinutesItem:
    """Return what the minutes say of an item, from what was recorded."""
    decision = await work.decisions.find(item.decision_id) if item.decision_id else None
    said = [*item.lines]
    if item.outcome is not None:
        said.append(outcome_text(item, texts))
    said += [text for text in (item.discussion, item.reason) if text]
    return MinutesItem(
        item.id,
        number,
        item.title,
        "\n".join(dict.fromkeys(said)) or texts("minutes.nothing-recorded"),
        decision.number if decision else "",
        item.recused,
    )


async def _confirmed(work: UnitOfWork, event: ItemSettled) -> MinutesEvent | None:
    """Confirm the minutes of the meeting before; those that were still out are approved by it."""
    if event.outcome != Outcome.ADOPTED.value:
        return None
    here = await work.meetings.find(event.meeting_id)
    before = meeting_before(await work.meetings.of(event.committee_id), here) if here else None
    versions = await work.minutes.of(before.id) if before else ()
    if before is None or not versions:
        return None
    minutes = versions[0]
    after = rules.confirmed(minutes, event.meeting_id, datetime.fromisoformat(event.at))
    if after == minutes:
        return None
    await work.minutes.save(after)
    if minutes.state is MinutesState.APPROVED:
        about = _about(after, event)
        return MinutesConfirmed(*about, before, after, confirmed_in=event.meeting_id)
    return MinutesApproved(*_about(after, event), before, after, rule="meeting")


def _about(
    minutes: Minutes, event: MeetingEvent
) -> tuple[str, int, str, str | None, str, str, str]:
    return (
        minutes.meeting_id,
        minutes.version,
        event.committee_id,
        event.by,
        event.at,
        event.on,
        minutes.digest,
    )
