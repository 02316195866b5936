"""Who hears of what: one table from events to cards and their readers (architecture.md).

A row is a function of the event and the organisation as it stands in the transaction. What it
returns goes out through the outbox, each notice once, to where its reader prefers.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.cards.codec import card_to_json
from bot.cards.elements import Card
from bot.domain.delivery import Lane, Message, WhenUnknown
from bot.domain.events import Event
from bot.domain.organisation import Organisation
from bot.services.identifiers import new_id
from bot.services.journal import Cause
from bot.services.ports import Clock, UnitOfWork
from bot.services.reach import where_to_write
from bot.texts import Texts

MakeCard = Callable[[Texts], Card]


@dataclass(frozen=True)
class Notice:
    """A message to a person.

    Args:
        kind: its name, for the operator and for replacing its copies ("matrix.to-approve").
        subject: what it is about ("matrix/4").
        person_id: the reader.
        card: makes it in the reader's language.
        key: what makes it the same notice; (kind, subject, reader) when empty.
        keeps: for how long after the event it is still worth sending.
        lane: urgent or normal.
        when_unknown: what to do when nobody can tell whether it arrived.
    """

    kind: str
    subject: str
    person_id: str
    card: MakeCard
    key: str = ""
    keeps: timedelta = timedelta(days=7)
    lane: Lane = Lane.NORMAL
    when_unknown: WhenUnknown = WhenUnknown.HOLD


@dataclass(frozen=True)
class Replacement:
    """Shows `card` wherever a copy of the notices about `subject` stands; pending ones are dropped.

    Args:
        subject: what the notices are about.
        card: makes it in each reader's language.
        kind: only notices of this kind; all when None.
        version: tells this replacement from an earlier one of the same copies.
    """

    subject: str
    card: MakeCard
    kind: str | None = None
    version: str = "1"


Follow = Notice | Replacement
Rule = Callable[[Event, Organisation], Sequence[Follow]]

RULES: Mapping[type[Event], Rule] = {}


@dataclass(frozen=True)
class Notifications:
    """Puts what follows from an event in the outbox; the journal calls it.

    Args:
        clock: the time.
        rules: from events to what follows.
    """

    clock: Clock
    rules: Mapping[type[Event], Rule]

    async def __call__(self, work: UnitOfWork, event: Event, cause: Cause) -> None:
        """Write what follows from `event` in its transaction."""
        rule = self.rules.get(type(event))
        if rule is None:
            return
        organisation = await work.organisation()
        now = self.clock.now()
        for follow in rule(event, organisation):
            if isinstance(follow, Notice):
                await self._notify(work, follow, organisation, now)
            else:
                await self._replace(work, follow, organisation, now)

    async def _notify(
        self, work: UnitOfWork, notice: Notice, organisation: Organisation, now: datetime
    ) -> None:
        person = organisation.person.get(notice.person_id)
        destination = where_to_write(person) if person else None
        if person is None or destination is None:
            return
        language = person.language or organisation.profile.language
        texts = Texts(language, organisation.profile.timezone)
        await work.outbox.add(
            [
                Message(
                    id=new_id("message"),
                    key=notice.key or f"{notice.kind}:{notice.subject}:{person.id}",
                    kind=notice.kind,
                    subject=notice.subject,
                    destination=destination,
                    card=card_to_json(notice.card(texts)),
                    created_at=now,
                    expires_at=now + notice.keeps,
                    person_id=person.id,
                    language=language,
                    lane=notice.lane,
                    when_unknown=notice.when_unknown,
                )
            ]
        )

    async def _replace(
        self, work: UnitOfWork, follow: Replacement, organisation: Organisation, now: datetime
    ) -> None:
        await work.outbox.cancel(follow.subject, follow.kind)
        copies = await work.outbox.copies(follow.subject, follow.kind)
        await work.outbox.add(
            [_update(copy, follow, organisation.profile.timezone, now) for copy in copies]
        )


def _update(copy: Message, follow: Replacement, timezone: str, now: datetime) -> Message:
    return Message(
        id=new_id("message"),
        key=f"update:{copy.id}:{follow.version}",
        kind=copy.kind,
        subject=copy.subject,
        destination=copy.destination,
        card=card_to_json(follow.card(Texts(copy.language, timezone))),
        created_at=now,
        expires_at=now + timedelta(days=7),
        person_id=copy.person_id,
        language=copy.language,
        lane=copy.lane,
        when_unknown=WhenUnknown.RESEND,
        updates=copy.id,
    )
