"""Who hears of what: one table from events to cards and their readers (architecture.md).

A row is a function of the event and the organisation as it stands in the transaction. What it
returns goes out through the outbox, each notice once, to where its reader prefers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.cards.codec import card_to_json
from bot.domain.delivery import Message, WhenUnknown
from bot.domain.events import Event
from bot.domain.organisation import Organisation
from bot.services.identifiers import new_id
from bot.services.journal import Cause
from bot.services.notices import Follow, Notice, Replacement, Rule
from bot.services.ports import Clock, UnitOfWork
from bot.services.reach import where_to_write
from bot.services.rules import drafts
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


RULES: Mapping[type[Event], Rule] = joined(drafts.RULES)


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
