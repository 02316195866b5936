"""Minutes follow their meeting: a draft when it ends, confirmed when the next one agrees on them.

The journal calls it: what follows happens in the same transaction (architecture.md).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.cards.agendas import outcome_text, proposal_facts
from bot.cards.decisions import votes_text
from bot.cards.plaintext import line_text
from bot.domain import minutes_rules as rules
from bot.domain.agenda_rules import Wording, printed
from bot.domain.agendas import STANDING, Agenda
from bot.domain.decisions import Decision, Outcome
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
from bot.domain.organisation import Organisation
from bot.domain.papers import Basis
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
    scribe = _Scribe(work, organisation, texts)
    items = [await scribe.item(number, item) for number, item in agenda.items]
    minutes = rules.drafted(meeting, items, datetime.fromisoformat(event.at))
    await work.minutes.save(minutes)
    return MinutesDrafted(*_about(minutes, event), meeting, minutes)


@dataclass(frozen=True)
class _Scribe:
    """Writes what the minutes say, in the organisation's language."""

    work: UnitOfWork
    organisation: Organisation
    texts: Texts

    async def item(self, number: str, item: AgendaItem) -> MinutesItem:
        """Return what the minutes say of an item, from what was recorded."""
        texts, found = self.texts, item.decision_id
        decision = await self.work.decisions.find(found) if found else None
        said = [*item.lines]
        if item.ordinal == STANDING and not said:
            said.append(texts("meetings.none-since"))
        if decision is not None:
            said += self._proposed(decision)
        if item.outcome is not None:
            said.append(self._outcome(item, decision))
        said += [text for text in (item.discussion, item.reason) if text]
        return MinutesItem(
            item.id,
            number,
            item.title,
            "\n".join(dict.fromkeys(said)) or texts("minutes.nothing-recorded"),
            decision.number if decision else "",
            item.recused,
        )

    def _proposed(self, decision: Decision) -> Iterator[str]:
        facts = proposal_facts(decision.proposal, Basis(), self.organisation, self.texts)
        return (f"{one.label}: {'; '.join(map(line_text, one.lines))}" for one in facts)

    def _outcome(self, item: AgendaItem, decision: Decision | None) -> str:
        """Return what came of an item: with the votes, where there was a vote."""
        texts = self.texts
        if decision is not None and decision.tally is not None:
            votes = votes_text(decision.tally, texts)
            return texts("minutes.voted", outcome=outcome_text(item, texts), votes=votes)
        if item.outcome is Outcome.ADOPTED:
            standing = item.ordinal == STANDING
            return texts("meetings.settled.agreed" if standing else "meetings.settled.adopted")
        return outcome_text(item, texts)


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
