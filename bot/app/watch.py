"""The watch over the house: the auditor, the questions to the platforms, and the operator."""

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.app.clocks import SystemClock
from bot.app.house import House
from bot.cards.alarms import alarm_sentence
from bot.chat.ports import Messenger
from bot.scheduler import auditor as audits
from bot.scheduler import heartbeat
from bot.scheduler.auditor import Auditor
from bot.scheduler.clockwork import Job
from bot.scheduler.heartbeat import Acquaintance, Ask, DeadMansSwitch
from bot.server.health import Check
from bot.services.alarms import Alarms, Emergency
from bot.services.operator import Operator
from bot.texts import Texts


@dataclass(frozen=True)
class Watch:
    """What looks after everything else, and whom it tells."""

    operator: Operator
    alarms: Alarms
    acquaintance: Acquaintance
    auditor: Auditor
    switch: DeadMansSwitch | None
    texts: Texts

    def attach(self, messengers: Mapping[str, Messenger]) -> None:
        """Tell the operator by these ways out too."""
        self.operator.attach(messengers)

    def jobs(self) -> tuple[Job, ...]:
        """Return the watch's own timed jobs."""
        jobs = (
            Job("audit", audits.SECONDS, self.auditor.look, at_once=True),
            Job("heartbeat", heartbeat.SECONDS, self.acquaintance.look),
        )
        if self.switch is None:
            return jobs
        return (*jobs, Job("ping", heartbeat.SECONDS, self.switch.ping))

    def check(self) -> Check:
        """Return the question of `/readyz` that names the open alarms."""

        async def ask() -> Sequence[str]:
            return [
                alarm_sentence(alarm.trouble, self.texts)
                for alarm in await self.alarms.open()
                if alarm.keeps_from_working
            ]

        return Check("alarms", ask)


def keep_watch(
    house: House,
    messengers: Mapping[str, Messenger],
    ask: Mapping[str, Ask],
    late: Callable[[], Iterable[str]],
) -> Watch:
    """Build the watch over `house`.

    Args:
        messengers: the ways to the operator, by platform.
        ask: whether a platform takes our token, by platform.
        late: the timed jobs that are late.
    """
    store, settings = house.store, house.settings
    operator = Operator(house.snapshots, house.clock, _aloud)
    operator.attach(messengers)
    alarms = Alarms(
        store.storage, store.journal, house.snapshots, house.clock, SystemClock(), operator
    )
    acquaintance = Acquaintance(ask)
    auditor = Auditor(
        store.storage,
        alarms,
        Emergency(house.snapshots, house.clock, operator),
        acquaintance,
        late,
        house.metrics,
    )
    url = settings.heartbeat_url
    return Watch(
        operator,
        alarms,
        acquaintance,
        auditor,
        DeadMansSwitch(url, auditor.all_is_well) if url else None,
        Texts(settings.language, settings.timezone),
    )


def _aloud(sentence: str) -> None:
    """Say it to whoever runs the process, in one line among the log's."""
    print(" ".join(sentence.split()), file=sys.stderr, flush=True)  # noqa: T201
