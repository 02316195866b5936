"""Who hears of what: one table from events to cards and their readers (architecture.md).

A row is a function of the event and the organisation as it stands in the transaction. What it
returns goes out through the outbox, each notice once, to where its reader prefers.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from bot.cards.codec import card_to_json
from bot.cards.elements import Card
from bot.cards.reach import unreached_card
from bot.domain.delivery import Destination, Message, WhenUnknown
from bot.domain.events import Event
from bot.domain.holder_events import Unreached
from bot.domain.organisation import Organisation, Profile
from bot.domain.people import Grant, Person
from bot.services.identifiers import new_id
from bot.services.journal import Cause
from bot.services.notices import Follow, Notice, Posting, ReadingRule, Replacement, Rule, Watch
from bot.services.ports import Clock, UnitOfWork
from bot.services.reach import PLATFORMS, where_to_write
from bot.services.rules import (
    anchors,
    approvals,
    asks,
    assignments,
    committees,
    confirmations,
    decisions,
    deviations,
    drafts,
    dues,
    inputs,
    involvement,
    meetings,
    minutes,
    occurrences,
    plan,
    reminders,
)
from bot.texts import Texts

__all__ = ["Follow", "Notice", "Notifications", "Replacement", "Rule"]


def joined(*tables: Mapping[type[Event], Rule]) -> Mapping[type[Event], Rule]:
    """Return the features' tables as one; what several say of an event follows in their order."""
    rules: dict[type[Event], list[Rule]] = {}
    for table in tables:
        for event, rule in table.items():
            rules.setdefault(event, []).append(rule)
    return {event: _each(found) for event, found in rules.items()}


def _each(rules: Sequence[Rule]) -> Rule:
    return lambda event, organisation: [
        follow for rule in rules for follow in rule(event, organisation)
    ]


def gathered(
    *tables: Mapping[type[Event], ReadingRule],
) -> Mapping[type[Event], Sequence[ReadingRule]]:
    """Return the features' tables as one; several may follow from one event, in their order."""
    rules: dict[type[Event], list[ReadingRule]] = {}
    for table in tables:
        for event, rule in table.items():
            rules.setdefault(event, []).append(rule)
    return rules


RULES: Mapping[type[Event], Rule] = joined(
    drafts.RULES,
    confirmations.RULES,
    plan.RULES,
    occurrences.RULES,
    reminders.RULES,
    meetings.RULES,
    minutes.RULES,
    committees.RULES,
    decisions.RULES,
)

READING: Mapping[type[Event], Sequence[ReadingRule]] = gathered(
    anchors.READING,
    approvals.READING,
    asks.READING,
    assignments.READING,
    deviations.READING,
    dues.READING,
    inputs.READING,
    involvement.READING,
)
"""Rules about what stands beside the organisation's picture: approvals, meetings, minutes."""


@dataclass(frozen=True)
class Notifications:
    """Puts what follows from an event in the outbox; the journal calls it.

    Args:
        clock: the time.
        rules: from events to what follows.
        attached: the platforms that are set up here; nobody is written to on another.
        reading: from events to what follows of what the organisation's picture does not hold.
        watches: what follows from events of any kind.
    """

    clock: Clock
    rules: Mapping[type[Event], Rule]
    attached: Collection[str] = PLATFORMS
    reading: Mapping[type[Event], Sequence[ReadingRule]] = field(default_factory=dict)
    watches: Sequence[Watch] = ()

    async def __call__(self, work: UnitOfWork, event: Event, cause: Cause) -> Sequence[Event]:
        """Write what follows from `event` in its transaction.

        Whoever caused it is told whom it could not reach; of the system's own, administrators are.

        Returns:
            an event for each reader who can be reached nowhere.
        """
        rule, reading = self.rules.get(type(event)), self._reading(event)
        if rule is None and not reading:
            return ()
        organisation = await work.organisation()
        follows = list(rule(event, organisation)) if rule else []
        for one in reading:
            follows += await one(work, event, organisation)
        now = self.clock.now()
        missed: list[Notice] = []
        for follow in _together(follows):
            if isinstance(follow, Replacement):
                await self._replace(work, follow, organisation, now)
            elif isinstance(follow, Posting):
                await self._post(work, follow, organisation, now)
            else:
                missed += await self._notify(work, follow, organisation, now)
        if missed:
            told = _missed_notices(missed, organisation, event, cause, now)
            await self._notify(work, told, organisation, now)
        return [Unreached(n.person_id, n.kind, n.subject) for n in missed]

    def _reading(self, event: Event) -> Sequence[ReadingRule]:
        """Return the rules that read what follows from an event."""
        watching = (watch.rule for watch in self.watches if watch.concerns(event))
        return [*self.reading.get(type(event), ()), *watching]

    async def _notify(
        self,
        work: UnitOfWork,
        notices: Sequence[Notice],
        organisation: Organisation,
        now: datetime,
    ) -> Sequence[Notice]:
        """Put notices in the outbox; return those whose readers have no place to be told.

        Who has left is told nothing.
        """
        today = now.astimezone(ZoneInfo(organisation.profile.timezone)).date()
        messages: list[Message] = []
        missed: list[Notice] = []
        for notice in notices:
            person = organisation.person.get(notice.person_id)
            if person is None or person.has_left(today):
                continue
            destination = where_to_write(person, self.attached)
            if destination is None:
                missed.append(notice)
            else:
                messages.append(_message(notice, person, destination, organisation.profile, now))
        await work.outbox.add(messages)
        return missed

    async def _post(
        self, work: UnitOfWork, posting: Posting, organisation: Organisation, now: datetime
    ) -> None:
        """Put a posting in the outbox, unless its platform is not set up."""
        if posting.place.platform in self.attached:
            await work.outbox.add([_posted(posting, organisation.profile, now)])

    async def _replace(
        self, work: UnitOfWork, follow: Replacement, organisation: Organisation, now: datetime
    ) -> None:
        if follow.cancels:
            await work.outbox.cancel(follow.subject, follow.kind, follow.spared)
        copies = await work.outbox.copies(follow.subject, follow.kind, follow.person_id)
        await work.outbox.add(
            [_update(copy, follow, organisation.profile.timezone, now) for copy in copies]
        )


def _together(
    follows: Iterable[Follow],
) -> Iterator[Replacement | Posting | Sequence[Notice]]:
    """Yield what follows in its order, notices in a row together: there may be thousands."""
    for alone, group in groupby(follows, key=lambda one: not isinstance(one, Notice)):
        if alone:
            yield from (one for one in group if not isinstance(one, Notice))
        else:
            yield [one for one in group if isinstance(one, Notice)]


def _posted(posting: Posting, profile: Profile, now: datetime) -> Message:
    place = posting.place
    where = f"{place.platform}:{place.tenant}:{place.place_id}"
    return Message(
        id=new_id("message"),
        key=posting.key or f"{posting.kind}:{posting.subject}:{where}",
        kind=posting.kind,
        subject=posting.subject,
        destination=Destination(
            place.platform, place.tenant, place.place_id, "channel", posting.thread
        ),
        card=card_to_json(posting.card(Texts(profile.language, profile.timezone))),
        created_at=now,
        expires_at=now + posting.keeps,
        language=profile.language,
    )


def _message(
    notice: Notice, person: Person, destination: Destination, profile: Profile, now: datetime
) -> Message:
    language = person.language or profile.language
    return Message(
        id=notice.id or new_id("message"),
        key=notice.key or f"{notice.kind}:{notice.subject}:{person.id}",
        kind=notice.kind,
        subject=notice.subject,
        destination=destination,
        card=card_to_json(notice.card(Texts(language, profile.timezone))),
        created_at=now,
        expires_at=now + notice.keeps,
        person_id=person.id,
        language=language,
        lane=notice.lane,
        when_unknown=notice.when_unknown,
    )


def _missed_notices(
    missed: Sequence[Notice],
    organisation: Organisation,
    event: Event,
    cause: Cause,
    now: datetime,
) -> Sequence[Notice]:
    """Return what tells of those who cannot be reached: whoever caused `event` hears it.

    Of what the system tells by itself the administrators hear.
    """
    people = {n.person_id: organisation.person[n.person_id].name for n in missed}
    by_person = cause.actor in organisation.person
    readers = (
        [cause.actor]
        if by_person
        else [person.id for person in organisation.people if Grant.ADMIN in person.grants]
    )

    def card(texts: Texts) -> Card:
        titles = dict.fromkeys(notice.card(texts).title for notice in missed)
        return unreached_card(list(people.values()), list(titles), texts, caused=by_person)

    subject = f"unreached/{event.subject()}"
    # What is told in several batches misses other people in each.
    first = min(people)
    return [
        Notice(
            "reach.unreached",
            subject,
            reader,
            card,
            f"reach.unreached:{event.kind}:{event.subject()}:{reader}:{now.isoformat()}:{first}",
        )
        for reader in readers
        if reader not in people
    ]


def _update(copy: Message, follow: Replacement, timezone: str, now: datetime) -> Message:
    texts = Texts(copy.language, timezone)
    if follow.each is not None:
        card = follow.each(copy, texts)
    elif follow.own is not None and copy.person_id is not None:
        card = follow.own(copy.person_id, texts)
    else:
        card = follow.card(texts)
    return Message(
        id=new_id("message"),
        key=f"update:{copy.id}:{follow.version}",
        kind=copy.kind,
        subject=copy.subject,
        destination=copy.destination,
        card=card_to_json(card),
        created_at=now,
        expires_at=now + timedelta(days=7),
        person_id=copy.person_id,
        language=copy.language,
        lane=copy.lane,
        when_unknown=WhenUnknown.RESEND,
        updates=copy.id,
    )
