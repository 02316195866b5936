"""The demo's clock stops at every morning on its way, and delivers what is told there."""

from dataclasses import dataclass, field
from datetime import date, datetime

from bot.domain.delivery import MessageState, Settlement
from bot.scheduler.reminders import ReminderTick, Steps
from storage.unit_of_work import SqlStorage
from tests.databases import SteppedClock
from tests.domain.wheels import occurrence, organisation
from tests.services.mornings import LEASE, Mornings, local

DUE = date(2027, 3, 31)


class Settable(SteppedClock):
    """A clock that can be set ahead, as the demo's."""

    def move_to(self, moment: datetime) -> None:
        """Show `moment` now."""
        self.moment = max(self.moment, moment)


@dataclass
class Platform:
    """Takes what is pending, at the first attempt or the second."""

    storage: SqlStorage
    clock: SteppedClock
    refuses: int = 0
    taken: list[tuple[str, str | None]] = field(default_factory=list)

    async def deliver(self) -> None:
        """Take one message for each destination."""
        if self.refuses:
            self.refuses -= 1
            return
        async with self.storage.begin() as work:
            claims = await work.outbox.claim("token", ["web"], 10, LEASE)
            sent = MessageState.SENT
            await work.outbox.settle(
                [Settlement(c.message.id, "token", sent, platform_id=c.message.id) for c in claims]
            )
            await work.commit()
        self.taken += [(f"{self.clock.now():%m-%d %H:%M}", c.message.person_id) for c in claims]


async def test_each_morning_on_the_way_is_told_and_delivered_at_its_time(
    sqlite_storage: SqlStorage,
) -> None:
    clock = Settable(local("2027-03-22T12:00"))
    mornings = Mornings(sqlite_storage, clock)
    await mornings.fill(organisation(occurrence(DUE)))
    platform = Platform(sqlite_storage, clock, refuses=1)
    steps = Steps(mornings.replica(), clock, sqlite_storage, platform.deliver)
    await steps.to(local("2027-04-08T12:00"))
    assert clock.now() == local("2027-04-08T12:00")
    # By UTC; summer time began on the 28th.
    assert sorted(platform.taken) == [
        ("03-24 08:00", "mette"),
        # The Monday letter of the week of Easter.
        ("03-30 07:00", "anders"),
        ("03-30 07:00", "mette"),
        ("04-01 07:00", "mette"),
        ("04-05 07:00", "mette"),
        ("04-07 07:00", "anders"),
        ("04-08 07:00", "mette"),
    ]


async def test_a_tick_tells_what_is_due(sqlite_storage: SqlStorage) -> None:
    mornings = Mornings(sqlite_storage, SteppedClock(local("2027-03-24T09:00")))
    await mornings.fill(organisation(occurrence(DUE)))
    await mornings.told_until(date(2027, 3, 23))
    await ReminderTick(mornings.replica()).tick()
    assert await mornings.readers() == ["mette"]
