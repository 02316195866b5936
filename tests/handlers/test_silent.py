"""A whole house over some weeks: who is silent is reminded, who has acted is not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from bot.cards.codec import card_from_json
from bot.cards.elements import Button
from bot.cards.plaintext import card_text
from bot.domain.asks import Affected, Ask, AskAnswer, Audience
from bot.domain.assignments import Answer, Assignment, AssignmentState, Feedback
from bot.domain.delivery import Message
from bot.domain.plan import Bearer
from storage.outbox_tables import COLUMNS, MESSAGE, message_from
from tests.databases import SteppedClock
from tests.example import Example
from tests.services.mornings import local

DUE = date(2027, 3, 17)
GIVEN_AT = datetime(2027, 3, 8, 9, tzinfo=UTC)
UNITS = {"lone": "unit-sales", "karin": "unit-hr", "jonas": "unit-it", "bo": "unit-finance"}


@dataclass(frozen=True)
class Weeks:
    """The example's house, day by day.

    Args:
        example: the house.
        clock: its clock, which is moved.
    """

    example: Example
    clock: SteppedClock

    async def save(self, *records: Assignment | Ask) -> None:
        """Write records as their features do."""
        async with self.example.house.store.storage.begin() as work:
            for record in records:
                if isinstance(record, Ask):
                    await work.asks.save(record)
                else:
                    await work.assignments.save(record)
            await work.commit()

    async def until(self, day: date, about: str) -> Mapping[str, Sequence[str]]:
        """Live until nine on `day`; return on which mornings who was told of `about`."""
        found: dict[str, list[str]] = {}
        while (now := self.clock.now() + timedelta(days=1)).date() <= day:
            seen = {message.id for message in await self.messages()}
            self.clock.moment = local(f"{now.date()}T09:00")
            await self.example.house.services.reminders.remind()
            for message in await self.messages():
                if message.id not in seen and about in shown(message):
                    found.setdefault(self._key(message), []).append(f"{now:%m-%d}")
        return found

    async def messages(self) -> Sequence[Message]:
        """Return everything in the outbox that is no update."""
        async with self.example.house.store.storage.read() as work:
            rows = await work._transaction.connection.execute(  # type: ignore[attr-defined]
                select(*COLUMNS).where(MESSAGE.c.updates.is_(None)).order_by(MESSAGE.c.position)
            )
            return [message_from(row) for row in rows]

    def _key(self, message: Message) -> str:
        return self.example.organisation.person[message.person_id or ""].email.split("@")[0]


def shown(message: Message) -> str:
    return card_text(card_from_json(dict(message.card)))


async def begun(example: Example, clock: SteppedClock) -> Weeks:
    """Return a house whose people can all be written to, and whose reminders have begun."""
    for key in (*UNITS, "anders", "mette"):
        await example.say(key, "/isms")
    await example.house.services.reminders.remind()
    return Weeks(example, clock)


async def test_of_four_units_only_the_silent_one_is_reminded_and_reaches_the_accountable(
    sqlite_example: Example, clock: SteppedClock
) -> None:
    weeks = await begun(sqlite_example, clock)
    anders = Bearer(person_id=sqlite_example.person("anders").id)
    mette = sqlite_example.person("mette").id
    given = {
        key: Assignment(
            f"a-{key}", f"OP-{n}", unit, "Ryd op", "Luk dem", DUE, anders, mette, GIVEN_AT
        )
        for n, (key, unit) in enumerate(UNITS.items(), start=1)
    }
    await weeks.save(*given.values())
    told = await weeks.until(date(2027, 3, 10), "Kvittér for opgaven")
    assert told == {key: ["03-10"] for key in UNITS}
    (letter,) = [m for m in await weeks.messages() if "OP-1 Ryd op" in shown(m)]
    buttons = [b for b in card_from_json(dict(letter.card)).controls if isinstance(b, Button)]
    acknowledge = buttons[0]
    assert acknowledge.label == "Kvittér"
    await sqlite_example.press("lone", acknowledge.action, acknowledge.value)

    yes, no = Answer.YES, Answer.NO
    at = clock.now()
    lone, jonas = sqlite_example.person("lone").id, sqlite_example.person("jonas").id
    done, failed = Feedback(yes, yes, lone, at), Feedback(no, no, jonas, at, "Det gik ikke")
    reported, back = AssignmentState.REPORTED, AssignmentState.SENT_BACK
    await weeks.save(
        replace(given["lone"], state=reported, feedback=(done,)),
        replace(given["jonas"], state=reported, feedback=(failed,)),
        replace(given["karin"], state=back, reason="Det er ikke vores", changed_at=at),
    )
    told = await weeks.until(date(2027, 3, 24), "OP-4")
    assert told == {
        "bo": ["03-11", "03-12", "03-15", "03-17", "03-18", "03-22"],
        "anders": ["03-24"],
    }
    # The function hears that it owes the others a verdict; late by a week, it is told of too.
    jonas_own, *others = [m for m in await weeks.messages() if "OP-3 Ryd op" in shown(m)]
    assert jonas_own.person_id == jonas
    assert [m.person_id for m in others] == [mette] * 4 + [anders.person_id]
    assert "Tag stilling til enhedens svar – It" in shown(others[0])


async def test_an_ask_reminds_the_silent_and_tells_the_asker_of_the_vacant(
    sqlite_example: Example, clock: SteppedClock
) -> None:
    weeks = await begun(sqlite_example, clock)
    mette = sqlite_example.person("mette").id
    keys = tuple(unit.id for unit in sqlite_example.organisation.units)
    answer = AskAnswer(Affected.NO, sqlite_example.person("lone").id, GIVEN_AT)
    answers = {"unit-sales": answer, "unit-hr": answer}
    ask = Ask("s-1", "RS-1", "Ramt?", Audience.UNITS, keys, DUE, mette, GIVEN_AT, answers=answers)
    await weeks.save(ask)
    # Nobody leads two of the units, so that the asker hears of those at once.
    told = await weeks.until(date(2027, 3, 12), "RS-1")
    assert told == {"jonas": ["03-12"], "bo": ["03-12"], "mette": ["03-12"]}
    await weeks.save(replace(ask, answers={**answers, "unit-it": answer}))
    told = await weeks.until(date(2027, 3, 17), "RS-1")
    assert told == {"bo": ["03-15", "03-17"], "mette": ["03-15", "03-17"]}
