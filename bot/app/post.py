"""The post: what takes messages out, and what sees to it that no delivery stays unanswered."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.app.house import House
from bot.chat.ports import Messenger
from bot.domain.delivery import Destination, Message
from bot.domain.sending import Lease
from bot.scheduler import housekeeping, inbox
from bot.scheduler.clockwork import Job
from bot.scheduler.housekeeping import Housekeeping, Retention
from bot.scheduler.inbox import LeftOver
from bot.scheduler.outbox import DELIVER_SECONDS, MEND_SECONDS, Pump
from bot.scheduler.outbox_calls import Courier
from bot.services.reach import where_to_write
from storage.retry import run_again_if_transient


@dataclass(frozen=True)
class Post:
    """The pump, with what feeds and tidies it."""

    pump: Pump
    left_over: LeftOver
    housekeeping: Housekeeping
    messengers: dict[str, Messenger]
    alone: bool

    def attach(self, messengers: Mapping[str, Messenger]) -> None:
        """Deliver by these ways out too."""
        self.messengers.update(messengers)

    def jobs(self) -> tuple[Job, ...]:
        """Return the post's own timed jobs."""
        return (
            Job("deliver", DELIVER_SECONDS, self.pump.tick),
            Job("mend", MEND_SECONDS, self.pump.mend),
            Job("inbox", inbox.SECONDS, self.left_over.look),
            Job("housekeeping", housekeeping.SECONDS, self.housekeeping.tidy, at_once=True),
        )

    async def open(self) -> None:
        """Begin; the platforms are started."""
        await self.pump.start(alone=self.alone)

    async def close(self) -> None:
        """End what is being sent, while the platforms are still there."""
        await self.pump.drain()


def open_post(house: House, messengers: Mapping[str, Messenger]) -> Post:
    """Build the post of `house`.

    Args:
        house: the house.
        messengers: the ways out, by platform.
    """
    storage, clock = house.store.storage, house.clock
    ways = dict(messengers)
    lease = Lease()

    def other_way(message: Message) -> Destination | None:
        return _other_way(house, message, ways)

    return Post(
        Pump(
            storage,
            Courier(ways, clock, lease.call, other_way),
            run_again_if_transient,
            lease,
            counted=house.metrics.sent,
        ),
        LeftOver(storage, clock, house.dispatcher.work_out),
        Housekeeping(storage, clock, Retention()),
        ways,
        # A SQLite database has one server process (reliability.md §4).
        alone=house.store.database.is_sqlite,
    )


def _other_way(
    house: House, message: Message, messengers: Mapping[str, Messenger]
) -> Destination | None:
    """Return where else the reader of a message that was refused for good can be reached."""
    organisation = house.snapshots.current.organisation
    person = organisation.person.get(message.person_id or "")
    if person is None:
        return None
    return where_to_write(person, set(messengers) - {message.destination.platform})
