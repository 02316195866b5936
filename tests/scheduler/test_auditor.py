"""What nobody does is found and told, whoever else is dead."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.app.watch import keep_watch
from bot.cards.plaintext import card_text
from bot.chat.ports import DeliveryError
from bot.chat.request import Actor, ButtonPress
from bot.domain.alarms import AlarmKind, Trouble
from bot.domain.delivery import Destination, Gate, Message, MessageState, Settlement
from bot.domain.errors import NotReady
from bot.domain.language import Localized
from bot.domain.plan import Bearer, PlanTask, TaskState
from bot.domain.reminders import Letter as ReaderLetter
from bot.domain.reminders import TaskTold
from bot.domain.wheel import ItemState
from bot.scheduler.auditor import Auditor, Lasting
from bot.scheduler.heartbeat import Acquaintance
from bot.services.alarms import Alarms, Emergency
from bot.services.operator import Operator
from bot.services.ports import Received, Storage
from storage.database import open_database
from storage.unit_of_work import SqlStorage
from tests.databases import SteppedClock
from tests.example import Example, where
from tests.phones import Phone, give_account

LEASE = timedelta(seconds=30)


@dataclass
class Seconds:
    """A monotonic clock that stands."""

    now: float = 0.0

    def __call__(self) -> float:
        """Tell the time."""
        return self.now


@dataclass
class Tower:
    """An auditor, and everything that it looks at; no pump runs."""

    example: Example
    clock: SteppedClock
    phone: Phone = field(default_factory=Phone)
    seconds: Seconds = field(default_factory=Seconds)
    said: list[str] = field(default_factory=list)
    late: list[Trouble] = field(default_factory=list)
    refusal: DeliveryError | None = None
    auditor: Auditor = field(init=False)
    alarms: Alarms = field(init=False)

    def __post_init__(self) -> None:
        """Begin, as a process does."""
        self.begin()

    def begin(self, storage: Storage | None = None) -> None:
        """Begin anew, on `storage`: what a process had in memory is gone."""
        house = self.example.house
        storage = storage or house.store.storage
        operator = Operator(house.snapshots, self.clock, self.said.append)
        operator.attach({"teams": self.phone})
        self.alarms = Alarms(
            storage, house.store.journal, house.snapshots, self.clock, self.clock, operator
        )
        emergency = Emergency(house.snapshots, self.clock, operator, self.seconds)
        self.acquaintance = Acquaintance({"slack": self.ask})
        self.auditor = Auditor(
            storage,
            self.alarms,
            emergency,
            self.acquaintance,
            lambda: self.late,
            house.metrics,
            self.seconds,
        )

    async def ask(self) -> None:
        """Answer as Slack does."""
        if self.refusal:
            raise self.refusal

    async def look(self, seconds: float = 15.0) -> list[str]:
        """Let time pass, have the auditor look, and return the alarms that are open."""
        self.seconds.now += seconds
        self.clock.advance(seconds=seconds)
        await self.acquaintance.look()
        await self.auditor.look()
        return [alarm.trouble.key for alarm in await self.alarms.open()]

    async def send(self, message_id: str = "message-1", platform: str = "slack") -> None:
        """Put a message in the outbox."""
        message = Message(
            id=message_id,
            key=message_id,
            kind="matrix.to-approve",
            subject="matrix/4",
            destination=Destination(platform, "tenant", message_id, "direct"),
            card={},
            created_at=self.clock.now(),
            expires_at=self.clock.now() + timedelta(days=7),
        )
        async with self.example.house.store.storage.begin() as work:
            await work.outbox.add([message])
            await work.commit()

    async def settle(
        self, state: MessageState, reason: str = "", *, refused: str = "", wait: float = 0
    ) -> None:
        """Claim what may be claimed, as the pump does, and settle it."""
        async with self.example.house.store.storage.begin() as work:
            claims = await work.outbox.claim("token", ["slack"], 100, LEASE)
            assert claims
            gates = [Gate("slack", "", "", timedelta(seconds=wait), refused)] if refused else []
            await work.outbox.settle(
                [
                    Settlement(
                        claim.message.id,
                        claim.token,
                        state,
                        reason,
                        wait=timedelta(seconds=wait),
                    )
                    for claim in claims
                ],
                gates,
            )
            await work.commit()


@pytest.fixture
async def tower(example: Example, clock: SteppedClock) -> Tower:
    """The watch over the example, with Mette on Teams; on both databases."""
    await give_account(example, "mette", "teams")
    return Tower(example, clock)


@pytest.fixture
async def sqlite_tower(sqlite_example: Example, clock: SteppedClock) -> Tower:
    """The same on SQLite."""
    await give_account(sqlite_example, "mette", "teams")
    return Tower(sqlite_example, clock)


def test_only_a_line_whose_first_one_stays_counts() -> None:
    seconds = Seconds()
    lasting = Lasting(seconds, 40)
    assert lasting.of(["a", "b"]) == 0
    seconds.now = 39
    assert lasting.of(["a", "b", "c"]) == 0
    seconds.now = 40
    assert lasting.of(["a", "c"]) == 2
    assert lasting.of(["c"]) == 0
    assert lasting.of([]) == 0


def test_a_long_line_that_moves_is_none() -> None:
    seconds = Seconds()
    lasting = Lasting(seconds, 40)
    line = [str(number) for number in range(100)]
    for done in range(100):
        seconds.now += 5
        assert lasting.of(line[done:]) == 0


async def test_the_operator_hears_within_two_minutes_when_no_pump_runs(tower: Tower) -> None:
    assert await tower.look() == []
    await tower.send()
    waited = 0
    while not tower.phone.sent and waited < 120:
        waited += 15
        await tower.look()
    assert tower.phone.titles == ["Beskeder bliver ikke sendt"]
    assert waited <= 75
    assert await tower.look() == ["outbox-stuck"]
    assert not tower.auditor.all_is_well()

    await tower.settle(MessageState.SENT)
    for _ in range(4):
        found = await tower.look()
    assert found == []
    assert tower.phone.titles[1:] == ["Klaret: Beskeder bliver ikke sendt"]
    assert tower.auditor.all_is_well()


async def test_a_clock_that_jumps_ahead_is_no_alarm(sqlite_tower: Tower) -> None:
    await sqlite_tower.send()
    sqlite_tower.clock.advance(days=3)
    assert await sqlite_tower.look() == []
    assert await sqlite_tower.look() == []


async def test_a_process_that_begins_anew_keeps_the_alarm_without_telling_it_again(
    sqlite_tower: Tower,
) -> None:
    tower = sqlite_tower
    await tower.send()
    for _ in range(5):
        await tower.look()
    assert len(tower.phone.sent) == 1
    tower.clock.advance(minutes=10)
    tower.begin()
    for _ in range(4):
        assert await tower.look() == ["outbox-stuck"]
    assert len(tower.phone.sent) == 1


async def test_a_delivery_that_nobody_answers_is_told(tower: Tower) -> None:
    async with tower.example.house.store.storage.begin() as work:
        await work.inbox.add(Received("delivery-1", {}, tower.clock.now()))
        await work.commit()
    found = [await tower.look() for _ in range(4)]
    assert found[:2] == [[], []]
    assert found[-1] == ["inbox-stuck"]
    assert tower.phone.titles == ["Tryk og kommandoer bliver ikke besvaret"]


async def test_one_that_is_answered_is_not(sqlite_tower: Tower) -> None:
    press = ButtonPress(
        Actor(sqlite_tower.example.person("mette").accounts[0]),
        where("general"),
        "menu.show",
        delivery="d",
    )
    dispatcher = sqlite_tower.example.house.dispatcher
    await dispatcher.receive(press)
    await dispatcher.answer(press)
    assert [await sqlite_tower.look() for _ in range(4)] == [[], [], [], []]


async def test_a_refused_token_is_told_by_the_question_alone(tower: Tower) -> None:
    await tower.look()
    tower.refusal = DeliveryError("token_revoked", credentials=True)
    assert await tower.look() == ["token-refused:slack"]
    assert tower.phone.titles == ["Slack afviser vores adgang"]
    tower.refusal = DeliveryError("timeout")
    assert await tower.look() == ["token-refused:slack"]
    tower.refusal = None
    for _ in range(4):
        found = await tower.look()
    assert found == []


async def test_a_refused_token_is_told_by_what_the_pump_heard(tower: Tower) -> None:
    await tower.send()
    await tower.settle(MessageState.PENDING, "invalid_auth", refused="invalid_auth", wait=60)
    assert await tower.look() == ["token-refused:slack"]
    ((_, card, _),) = tower.phone.sent
    assert card.title == "Slack afviser vores adgang"
    async with tower.example.house.store.storage.begin() as work:
        await work.outbox.discard("message-1", "x")
        await work.commit()
    for _ in range(4):
        found = await tower.look()
    assert found == []


async def test_a_platform_that_cannot_be_asked_is_not_vouched_for(sqlite_tower: Tower) -> None:
    tower = sqlite_tower
    tower.refusal = DeliveryError("timeout")
    assert await tower.look() == []
    await tower.send()
    await tower.settle(MessageState.SENDING, refused="invalid_auth", wait=60)
    assert await tower.look() == ["token-refused:slack"]


async def test_a_dead_message_is_told_at_the_next_look_and_over_when_it_is_sent_again(
    tower: Tower,
) -> None:
    await tower.send()
    await tower.settle(MessageState.DEAD, "channel_not_found")
    assert await tower.look() == ["message-dead:message-1"]
    assert tower.phone.titles == ["En besked kunne ikke sendes"]
    async with tower.example.house.store.storage.begin() as work:
        assert await work.outbox.replay("message-1")
        await work.commit()
    assert await tower.look(1.0) == []
    ((_, message_id, shown),) = tower.phone.shown
    assert (message_id, shown.controls) == ("1", ())
    assert len(tower.phone.sent) == 1


async def test_a_held_message_is_told(sqlite_tower: Tower) -> None:
    await sqlite_tower.send()
    await sqlite_tower.settle(MessageState.HELD, "timeout")
    assert await sqlite_tower.look() == ["message-held:message-1"]
    assert sqlite_tower.phone.titles == ["En besked er måske ikke kommet frem"]


async def test_many_dead_messages_are_told_in_six(sqlite_tower: Tower) -> None:
    for number in range(40):
        await sqlite_tower.send(f"message-{number:02}")
    await sqlite_tower.settle(MessageState.DEAD, "account_inactive")
    found = await sqlite_tower.look()
    assert len(found) == 6
    assert "messages-waiting" in found
    assert len(sqlite_tower.phone.sent) == 6
    assert "40 beskeder venter på dig" in sqlite_tower.phone.titles


async def test_a_job_that_is_late_is_told(sqlite_tower: Tower) -> None:
    params = {"job": "deliver", "why": "hangs"}
    sqlite_tower.late.append(Trouble(AlarmKind.TICK_LATE, "deliver", params))
    assert await sqlite_tower.look() == ["tick-late:deliver"]
    ((_, card, _),) = sqlite_tower.phone.sent
    assert card.title == "Et fast job er gået i stå"
    assert "deliver (udsendelse af beskeder) blev ikke færdigt og er afbrudt" in card_text(card)


async def tell_up_to(tower: Tower, day: date) -> None:
    """Note that the reminders of `day` and of all days before are told."""
    async with tower.example.house.store.storage.begin() as work:
        await work.reminders.morning_done(day)
        await work.commit()


async def test_a_morning_that_nobody_tells_is_told_within_two_minutes(sqlite_tower: Tower) -> None:
    tower = sqlite_tower
    monday, tuesday = date(2027, 3, 8), date(2027, 3, 9)
    await tell_up_to(tower, monday)
    # 07:59 UTC is one minute before nine.
    tower.clock.moment = datetime(2027, 3, 9, 7, 59, tzinfo=UTC)
    looks = [await tower.look() for _ in range(12)]
    late = ["morning-late"]
    assert looks == [[]] * 8 + [late] * 4
    ((_, card, _),) = tower.phone.sent
    assert card.title == "Dagens påmindelser er ikke sendt"
    assert "tirsdag den 9. marts 2027" in card_text(card)
    assert any(alarm.keeps_from_working for alarm in await tower.alarms.open())
    # It goes on in the evening, though nothing new is late then.
    tower.clock.moment = datetime(2027, 3, 9, 17, tzinfo=UTC)
    assert [await tower.look() for _ in range(6)] == [late] * 6
    await tell_up_to(tower, tuesday)
    assert [await tower.look() for _ in range(5)][-1] == []
    assert tower.phone.titles[-1] == "Klaret: Dagens påmindelser er ikke sendt"


async def write_letter(tower: Tower, number: int, on: date) -> None:
    """Keep one more person's letter of the date `on`."""
    async with tower.example.house.store.storage.begin() as work:
        letter = ReaderLetter(f"letter-{number}", f"person-{number}", on, ())
        assert await work.reminders.add_letters([letter])
        await work.commit()


async def test_a_morning_that_goes_on_is_not_late_until_it_stands_still(tower: Tower) -> None:
    tuesday = date(2027, 3, 9)
    await tell_up_to(tower, date(2027, 3, 8))
    tower.clock.moment = datetime(2027, 3, 9, 8, tzinfo=UTC)
    # Ten minutes, in which a person more is written to in each minute.
    for number in range(10):
        await write_letter(tower, number, tuesday)
        assert [await tower.look() for _ in range(4)] == [[]] * 4
    assert tower.phone.sent == []
    # What tells them has stopped: the operator hears within two minutes of the last one.
    late = ["morning-late"]
    assert [await tower.look() for _ in range(4)] == [[], late, late, late]
    assert tower.phone.titles == ["Dagens påmindelser er ikke sendt"]
    # It goes on again, and comes to its end.
    await write_letter(tower, 10, tuesday)
    assert await tower.look() == late
    await tell_up_to(tower, tuesday)
    assert [await tower.look() for _ in range(5)][-1] == []


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2027, 3, 9, 18, tzinfo=UTC),
        datetime(2027, 3, 13, 9, tzinfo=UTC),
        datetime(2027, 3, 8, 12, tzinfo=UTC),
    ],
)
async def test_outside_working_hours_no_morning_is_late(
    sqlite_tower: Tower, moment: datetime
) -> None:
    await tell_up_to(sqlite_tower, date(2027, 3, 8))
    sqlite_tower.clock.moment = moment
    assert [await sqlite_tower.look() for _ in range(8)] == [[]] * 8


async def test_a_task_that_nobody_was_told_of_is_told_to_the_operator(
    sqlite_tower: Tower,
) -> None:
    tower, due = sqlite_tower, date(2027, 3, 12)
    jonas = Bearer(person_id=tower.example.person("jonas").id)
    title = Localized("Køb en lås")
    task = PlanTask("t-lock", title, jonas, jonas, (2027,), due=due, state=TaskState.APPROVED)
    async with tower.example.house.store.storage.begin() as work:
        await work.plan.save_tasks([task])
        await work.commit()
    await tower.example.house.snapshots.refresh()
    # Three days before its deadline R hears of it: the morning is told, and of the task nobody.
    await tell_up_to(tower, date(2027, 3, 9))
    assert [await tower.look() for _ in range(3)] == [[], [], ["tasks-untold"]]
    ((_, card, _),) = tower.phone.sent
    assert "Køb en lås" in card_text(card)
    async with tower.example.house.store.storage.begin() as work:
        told = TaskTold("t-lock", "before-3/2027-03-12", "anybody", date(2027, 3, 9))
        await work.reminders.tell_tasks([told])
        await work.commit()
    assert [await tower.look() for _ in range(5)][-1] == []


async def test_an_item_without_a_next_date_is_told_and_keeps_nobody_from_working(
    sqlite_tower: Tower,
) -> None:
    tower = sqlite_tower
    house = tower.example.house
    wheel = house.snapshots.current.organisation.wheel
    item = next(item for item in wheel.items if item.state is ItemState.ACTIVE)
    dates = [one.id for one in wheel.occurrences if one.item_id == item.id]
    assert await tower.look() == []
    async with house.store.storage.begin() as work:
        await work.wheel.drop(dates)
        await work.commit()
    await house.snapshots.refresh()
    assert [await tower.look() for _ in range(3)] == [[], [], ["items-undated"]]
    ((_, card, _),) = tower.phone.sent
    assert card.title == "Årshjulet mangler datoer"
    assert item.label.in_language("da") in card_text(card)
    assert not any(alarm.keeps_from_working for alarm in await tower.alarms.open())
    async with house.store.storage.begin() as work:
        await work.wheel.save_items([replace(item, state=ItemState.PAUSED)])
        await work.commit()
    await house.snapshots.refresh()
    assert [await tower.look() for _ in range(5)][-1] == []


async def test_jobs_that_failed_with_the_database_get_a_moment_to_catch_up(
    sqlite_tower: Tower, monkeypatch: pytest.MonkeyPatch
) -> None:
    tower = sqlite_tower
    tower.late.append(Trouble(AlarmKind.TICK_LATE, "mend", {"job": "mend", "why": "fails"}))
    await tell_up_to(tower, date(2027, 3, 8))
    tower.clock.moment = datetime(2027, 3, 9, 8, 1, tzinfo=UTC)
    with monkeypatch.context() as gone:
        gone.setattr(SqlStorage, "begin", SqlStorage.read)
        for _ in range(8):
            with pytest.raises(NotReady):
                await tower.look()
    looks = [await tower.look() for _ in range(3)]
    assert looks[:2] == [[], []]
    assert set(looks[2]) == {"morning-late", "tick-late:mend"}


async def test_a_fault_of_the_auditor_itself_is_told(
    sqlite_tower: Tower, monkeypatch: pytest.MonkeyPatch
) -> None:
    tower = sqlite_tower

    def faulty(*_: object) -> int:
        raise ValueError("a bug of ours")

    with monkeypatch.context() as fault:
        fault.setattr(Lasting, "of", faulty)
        for _ in range(4):
            with pytest.raises(ValueError, match="bug"):
                await tower.look()
    ((_, card, _),) = tower.phone.sent
    assert "audit (tilsynet med driften) fejler" in card_text(card)
    for _ in range(2):
        await tower.look()
    assert tower.phone.titles[1:] == ["Klaret: Et fast job er gået i stå"]


async def test_a_database_that_takes_no_writes_is_told(sqlite_tower: Tower, tmp_path: Path) -> None:
    tower = sqlite_tower
    await tower.look()
    assert tower.auditor.all_is_well()
    database = await open_database(f"sqlite:///{tmp_path}/tovholder.db", read_only=True)
    try:
        tower.begin(SqlStorage(database, tower.clock))
        for _ in range(4):
            with pytest.raises(NotReady):
                await tower.look()
    finally:
        await database.close()
    assert tower.phone.titles == ["Der kan ikke skrives i databasen"]
    assert not tower.auditor.all_is_well()


async def test_a_look_that_is_long_ago_is_no_sign_of_life(sqlite_tower: Tower) -> None:
    assert not sqlite_tower.auditor.all_is_well()
    await sqlite_tower.look()
    assert sqlite_tower.auditor.all_is_well()
    sqlite_tower.seconds.now += 61
    assert not sqlite_tower.auditor.all_is_well()


async def test_the_numbers_are_shown(sqlite_tower: Tower) -> None:
    await sqlite_tower.send()
    await sqlite_tower.look(30.0)
    page = sqlite_tower.example.house.metrics.page().decode()
    assert 'tovholder_outbox_messages{state="pending"} 1.0' in page
    assert "tovholder_outbox_oldest_pending_seconds 30.0" in page
    assert "tovholder_alarms_open 0.0" in page


async def test_ready_is_said_with_the_alarms_that_keep_us_from_working(
    sqlite_tower: Tower,
) -> None:
    tower = sqlite_tower
    watch = keep_watch(tower.example.house, {}, {}, lambda: ())
    check = watch.check()
    assert await check.probe() == []
    await tower.send()
    await tower.settle(MessageState.DEAD, "channel_not_found")
    await tower.look()
    assert await check.probe() == []
    tower.refusal = DeliveryError("token_revoked", credentials=True)
    await tower.look()
    (sentence,) = await check.probe() or ()
    assert sentence.startswith("Slack tager ikke imod vores adgangsnøgle (token_revoked).")
