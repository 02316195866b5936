"""What the operator is told: once, in their language, where they are, and past the outbox."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest

from bot.cards.elements import Button
from bot.cards.plaintext import card_text
from bot.chat.ports import DeliveryError
from bot.domain.alarms import AlarmKind, Trouble
from bot.domain.errors import NotReady
from bot.domain.people import Grant
from bot.services.alarms import Alarms, Emergency
from bot.services.operator import Operator
from bot.services.ports import AuditRecord
from tests.databases import SteppedClock
from tests.example import Example
from tests.phones import Phone, give_account

REFUSED = Trouble(AlarmKind.TOKEN_REFUSED, "slack", {"platform": "slack", "reason": "invalid_auth"})
STUCK = Trouble(AlarmKind.OUTBOX_STUCK, params={"n": 3})
DEAD = Trouble(
    AlarmKind.MESSAGE_DEAD,
    "message-1",
    {
        "kind": "matrix.to-approve",
        "subject": "matrix/4",
        "platform": "slack",
        "person_id": "",
        "reason": "channel_not_found",
    },
)


@dataclass
class Desk:
    """A process's alarms, its ways out, and what it says on stderr."""

    example: Example
    clock: SteppedClock
    slack: Phone = field(default_factory=Phone)
    teams: Phone = field(default_factory=Phone)
    said: list[str] = field(default_factory=list)

    @property
    def operator(self) -> Operator:
        """Return the operator as this process reaches them."""
        operator = Operator(self.example.house.snapshots, self.clock, self.said.append)
        operator.attach({"slack": self.slack, "teams": self.teams})
        return operator

    @property
    def alarms(self) -> Alarms:
        """Return the alarms as another replica of this process has them."""
        house = self.example.house
        return Alarms(
            house.store.storage,
            house.store.journal,
            house.snapshots,
            self.clock,
            self.clock,
            self.operator,
        )

    async def look(self, *found: Trouble, **later: float) -> None:
        """Report and tell, `later` than the last time."""
        self.clock.advance(**later)
        await self.alarms.report(found)
        await self.alarms.tell()

    async def audit(self) -> list[AuditRecord]:
        """Return what the audit log says of alarms."""
        async with self.example.house.store.storage.read() as work:
            records = [entry.record async for entry in work.audit.entries()]
        return [record for record in records if record.kind.startswith("alarm.")]


@pytest.fixture
async def desk(example: Example, clock: SteppedClock) -> Desk:
    """A process in which the administrator, Mette, has both accounts; on both databases."""
    for platform in ("slack", "teams"):
        await give_account(example, "mette", platform)
    return Desk(example, clock)


@pytest.fixture
async def sqlite_desk(sqlite_example: Example, clock: SteppedClock) -> Desk:
    """The same on SQLite."""
    for platform in ("slack", "teams"):
        await give_account(sqlite_example, "mette", platform)
    return Desk(sqlite_example, clock)


async def change(desk: Desk, person: str, **what: object) -> None:
    async with desk.example.house.store.storage.begin() as work:
        changed = replace(desk.example.person(person), **what)  # type: ignore[arg-type]
        await work.people.save_people([changed])
        await work.commit()
    await desk.example.house.snapshots.refresh()


async def test_every_platform_is_told_once_and_what_is_over_is_told_too(desk: Desk) -> None:
    await desk.look(REFUSED)
    for phone in (desk.slack, desk.teams):
        ((reader, card, language),) = phone.sent
        assert (reader, language) == ("mette", "da")
        assert card.title == "Slack afviser vores adgang"
        assert "invalid_auth" in card_text(card)
        assert "fordi du er administrator" in card.why
    for _ in range(3):
        await desk.look(REFUSED, seconds=20)
    assert len(desk.slack.sent) == 1

    await desk.look(seconds=20)
    assert len(desk.slack.sent) == 1
    await desk.look(seconds=40)
    assert desk.slack.titles[1:] == ["Klaret: Slack afviser vores adgang"]
    ((reader, message_id, card),) = desk.slack.shown
    assert (reader, message_id) == ("mette", "1")
    assert card.title.startswith("Klaret")
    await desk.look(seconds=60)
    assert len(desk.slack.sent) == 2
    assert [(r.actor, r.kind, r.subject) for r in await desk.audit()] == [
        ("system", "alarm.raised", "alarm/token-refused:slack"),
        ("system", "alarm.cleared", "alarm/token-refused:slack"),
    ]
    assert desk.said == []


async def test_one_that_lasts_is_told_again(sqlite_desk: Desk) -> None:
    await sqlite_desk.look(STUCK)
    await sqlite_desk.look(STUCK, hours=3)
    assert len(sqlite_desk.slack.sent) == 1
    await sqlite_desk.look(STUCK, hours=1)
    assert len(sqlite_desk.slack.sent) == 2


async def test_where_one_platform_refuses_us_the_other_is_told(sqlite_desk: Desk) -> None:
    sqlite_desk.slack.refuse = DeliveryError("invalid_auth", credentials=True)
    await sqlite_desk.look(REFUSED)
    assert sqlite_desk.teams.titles == ["Slack afviser vores adgang"]
    assert sqlite_desk.said == []


async def test_a_platform_that_breaks_keeps_no_other_from_being_told(sqlite_desk: Desk) -> None:
    async def broken() -> None:
        raise RuntimeError("closed")

    sqlite_desk.slack.before = broken
    await sqlite_desk.look(REFUSED)
    assert len(sqlite_desk.teams.sent) == 1


async def test_when_nobody_can_be_reached_it_is_said_on_stderr_and_tried_again(
    sqlite_desk: Desk,
) -> None:
    desk = sqlite_desk
    desk.slack.refuse = desk.teams.refuse = DeliveryError("timeout")
    await desk.look(STUCK)
    (sentence,) = desk.said
    assert sentence.startswith("Beskeder skulle have været sendt, og ingen tager dem. Antal: 3.")
    await desk.look(STUCK, minutes=4)
    assert len(desk.said) == 1
    desk.teams.refuse = None
    await desk.look(STUCK, minutes=1)
    assert len(desk.said) == 1
    assert desk.teams.titles == ["Beskeder bliver ikke sendt"]


async def test_each_administrator_is_told_in_their_language_and_nobody_else(
    sqlite_desk: Desk,
) -> None:
    desk = sqlite_desk
    for person in ("anders", "karin", "nina"):
        await give_account(desk.example, person, "slack")
    await change(desk, "anders", grants=frozenset({Grant.ADMIN}), language="en")
    gone = desk.clock.now().date().replace(day=1)
    await change(desk, "karin", grants=frozenset({Grant.ADMIN}), left_on=gone)
    await desk.look(STUCK)
    assert {(reader, language) for reader, _, language in desk.slack.sent} == {
        ("mette", "da"),
        ("anders", "en"),
    }
    by_reader = {reader: card.title for reader, card, _ in desk.slack.sent}
    assert by_reader["anders"] == "Messages are not being sent"


async def test_two_replicas_tell_it_once(desk: Desk) -> None:
    other = desk.alarms
    await desk.alarms.report([REFUSED])
    await other.report([REFUSED])

    async def meanwhile() -> None:
        desk.slack.before = None
        await other.tell()

    desk.slack.before = meanwhile
    await desk.alarms.tell()
    await other.tell()
    assert len(desk.slack.sent) == len(desk.teams.sent) == 1


async def test_one_that_a_replica_no_longer_sees_stays_while_another_sees_it(
    sqlite_desk: Desk,
) -> None:
    for _ in range(6):
        await sqlite_desk.look(REFUSED, seconds=20)
        await sqlite_desk.look()
    assert len(sqlite_desk.slack.sent) == 1
    (alarm,) = await sqlite_desk.alarms.open()
    assert alarm.trouble == REFUSED


async def test_a_dead_message_is_shown_with_what_to_do(sqlite_desk: Desk) -> None:
    await sqlite_desk.look(DEAD)
    ((_, card, _),) = sqlite_desk.slack.sent
    buttons = [c for c in card.controls if isinstance(c, Button)]
    assert [(b.label, b.action, b.value, b.opens) for b in buttons] == [
        ("Send igen", "outbox.replay", "message-1", False),
        ("Kassér", "outbox.discard", "message-1", True),
    ]
    text = card_text(card)
    assert "matrix.to-approve (matrix/4)" in text
    assert "en kanal · Slack" in text
    assert "channel_not_found" in text
    await sqlite_desk.look()
    assert len(sqlite_desk.slack.sent) == 1
    ((_, _, shown),) = sqlite_desk.slack.shown
    assert shown.controls == ()


@pytest.mark.parametrize("language", ["da", "en"])
async def test_every_kind_can_be_said_and_be_over(sqlite_desk: Desk, language: str) -> None:
    await change(sqlite_desk, "mette", language=language)
    params = {**DEAD.params, "n": 3, "job": "deliver", "why": "still", "reason": "x"}
    params |= {"day": "2027-03-09", "da": "Årsrapport", "en": "Annual report"}
    await sqlite_desk.look(*(Trouble(kind, "slack", params) for kind in AlarmKind))
    assert len(set(sqlite_desk.slack.titles)) == len(AlarmKind)
    await sqlite_desk.look(minutes=1)
    assert len(sqlite_desk.slack.shown) == len(AlarmKind)


class Seconds:
    """A monotonic clock that stands."""

    now = 0.0

    def __call__(self) -> float:
        """Tell the time."""
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    """The monotonic clock."""
    return Seconds()


@pytest.fixture
def emergency(sqlite_desk: Desk) -> Callable[[Seconds], Emergency]:
    """Makes what tells of a database that is gone."""

    def make(seconds: Seconds) -> Emergency:
        house = sqlite_desk.example.house
        return Emergency(house.snapshots, sqlite_desk.clock, sqlite_desk.operator, seconds)

    return make


async def test_a_database_that_is_gone_is_told_from_memory(
    sqlite_desk: Desk, emergency: Callable[[Seconds], Emergency], seconds: Seconds
) -> None:
    alarm = emergency(seconds)
    gone = NotReady("database-full")
    await alarm.failed(gone)
    seconds.now = 39.0
    await alarm.failed(gone)
    assert sqlite_desk.slack.sent == []
    for now in (40.0, 60.0, 80.0):
        seconds.now = now
        await alarm.failed(gone)
    ((_, card, _),) = sqlite_desk.slack.sent
    assert "database-full" in card_text(card)
    for seconds.now in (95.0, 110.0, 125.0):
        await alarm.passed()
    assert sqlite_desk.slack.titles[1:] == ["Klaret: Der kan ikke skrives i databasen"]


async def test_a_database_that_fails_for_a_moment_is_not_told(
    sqlite_desk: Desk, emergency: Callable[[Seconds], Emergency], seconds: Seconds
) -> None:
    alarm = emergency(seconds)
    for now in (0.0, 60.0, 120.0):
        seconds.now = now
        await alarm.failed(NotReady("database-busy"))
        for seconds.now in (now + 15.0, now + 30.0):
            await alarm.passed()
    assert sqlite_desk.slack.sent == []
    assert sqlite_desk.said == []


async def test_a_database_that_fails_every_other_time_is_told(
    sqlite_desk: Desk, emergency: Callable[[Seconds], Emergency], seconds: Seconds
) -> None:
    alarm = emergency(seconds)
    for now in (0.0, 30.0, 60.0):
        seconds.now = now
        await alarm.failed(NotReady("database-busy"))
        seconds.now = now + 15.0
        await alarm.passed()
    assert len(sqlite_desk.slack.sent) == 1


async def test_a_look_that_fails_for_another_reason_is_told_as_such(
    sqlite_desk: Desk, emergency: Callable[[Seconds], Emergency], seconds: Seconds
) -> None:
    alarm = emergency(seconds)
    for seconds.now in (0.0, 40.0):
        await alarm.failed(ValueError("a bug of ours"))
    assert sqlite_desk.slack.titles == ["Et fast job er gået i stå"]
    for seconds.now in (50.0, 90.0):
        await alarm.failed(TimeoutError())
    assert len(sqlite_desk.slack.sent) == 1


async def test_a_look_that_does_not_end_is_told_at_once(
    sqlite_desk: Desk, emergency: Callable[[Seconds], Emergency], seconds: Seconds
) -> None:
    alarm = emergency(seconds)
    for seconds.now in (0.0, 1.0):
        await alarm.silent("hangs")
    ((_, card, _),) = sqlite_desk.slack.sent
    assert "audit (tilsynet med driften) blev ikke færdigt" in card_text(card)


async def test_an_emergency_that_nobody_hears_is_said_again_in_five_minutes(
    sqlite_desk: Desk, emergency: Callable[[Seconds], Emergency], seconds: Seconds
) -> None:
    await change(sqlite_desk, "mette", grants=frozenset())
    alarm = emergency(seconds)
    for seconds.now in (0.0, 40.0, 339.0, 341.0):
        await alarm.failed(NotReady("database-unreachable"))
    assert len(sqlite_desk.said) == 2
