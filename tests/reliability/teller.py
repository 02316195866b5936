"""A process that tells people of the wheel each morning, and delivers what it writes.

`python -m tests.reliability.teller '{…}' file` says "ready" and goes on until SIGTERM. What the
time is stands in the file, so that several such processes live at the same moment.
"""

import asyncio
import json
import signal
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks.crowd import reminders_of
from bot.domain.sending import Lease
from bot.scheduler.clockwork import Clockwork, Job
from bot.scheduler.outbox import Pump
from bot.scheduler.outbox_calls import Courier
from bot.scheduler.reminders import ReminderTick
from storage.database import open_database
from storage.retry import run_again_if_transient
from storage.unit_of_work import SqlStorage
from tests.reliability.sender import Orders, slack_at


@dataclass(frozen=True)
class WrittenClock:
    """Shows the moment that stands in a file."""

    file: Path

    def now(self) -> datetime:
        """Return it, in UTC."""
        return datetime.fromisoformat(self.file.read_text(encoding="ascii"))

    def set(self, moment: datetime) -> None:
        """Write it, whole at any time."""
        fresh = self.file.with_suffix(".new")
        fresh.write_text(moment.isoformat(), encoding="ascii")
        fresh.replace(self.file)


async def tell(orders: Orders, clock: WrittenClock) -> None:
    """Tell and deliver until SIGTERM."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    database = await open_database(orders.database_url)
    storage = SqlStorage(database, clock)
    slack = slack_at(orders.platforms_url)
    await slack.start()
    lease = Lease(*(timedelta(seconds=seconds) for seconds in orders.lease))
    checks = tuple(timedelta(seconds=seconds) for seconds in orders.checks)
    paces = {"slack": timedelta(seconds=orders.pace)}
    courier = Courier({"slack": slack.messenger}, clock, lease.call, paces=paces, checks=checks)
    pump = Pump(storage, courier, run_again_if_transient, lease)
    reminders = reminders_of(storage, clock)
    # Some batches even of a small crowd, so that a process dies between two of them.
    reminders.at_once = 10
    clockwork = Clockwork(
        (
            Job("deliver", orders.tick, pump.tick),
            Job("mend", 3 * orders.tick, pump.mend),
            Job("reminders", orders.tick, ReminderTick(reminders).tick, longest=600.0),
        )
    )
    await pump.start(alone=orders.alone)
    clockwork.start()
    print("ready", flush=True)
    await stop.wait()
    await pump.drain()
    await clockwork.stop()
    await slack.stop()
    await database.close()


if __name__ == "__main__":
    asyncio.run(tell(Orders(**json.loads(sys.argv[1])), WrittenClock(Path(sys.argv[2]))))
