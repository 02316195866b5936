"""The watch over the house: the auditor, the questions to the platforms, and the operator."""

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.app.clocks import SystemClock
from bot.app.house import House
from bot.cards.alarms import alarm_sentence
from bot.chat.ports import Messenger
from bot.domain.alarms import Trouble
from bot.scheduler import auditor as audits
from bot.scheduler import heartbeat
from bot.scheduler.auditor import Auditor
from bot.scheduler.clockwork import Job, Late, Why
from bot.scheduler.heartbeat import Acquaintance, Ask, DeadMansSwitch
from bot.scheduler.pulse import Pulse
from bot.server.health import Check
from bot.services.alarms import Alarms, Emergency
from bot.services.operator import Operator
from bot.settings import Settings
from bot.texts import Texts

_AUDIT = "audit"


@dataclass(frozen=True)
class Watch:
    """What looks after everything else, and whom it tells."""

    operator: Operator
    alarms: Alarms
    acquaintance: Acquaintance
    auditor: Auditor
    switch: DeadMansSwitch | None
    texts: Texts
    emergency: Emergency
    pulse: Pulse

    def attach(self, messengers: Mapping[str, Messenger]) -> None:
        """Tell the operator by these ways out too."""
        self.operator.attach(messengers)

    def jobs(self) -> tuple[Job, ...]:
        """Return the watch's own timed jobs."""
        jobs = (
            Job(_AUDIT, audits.SECONDS, self.auditor.look, at_once=True),
            Job("heartbeat", heartbeat.SECONDS, self.acquaintance.look),
        )
        if self.switch is None:
            return jobs
        return (*jobs, Job("ping", heartbeat.SECONDS, self.switch.ping))

    async def on_late(self, late: Sequence[Late]) -> None:
        """Tell the operator that the auditor is late: it can tell everything but that.

        What it says itself while it fails is said by it.
        """
        for one in late:
            if one.job == _AUDIT and one.why is not Why.FAILS:
                await self.emergency.silent(one.why.value)

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
    late: Callable[[], Iterable[Trouble]],
) -> Watch:
    """Build the watch over `house`.

    Args:
        messengers: the ways to the operator, by platform.
        ask: whether a platform takes our token, by platform.
        late: what is wrong with the timed jobs.
    """
    store, settings = house.store, house.settings
    operator = Operator(house.snapshots, house.clock, _aloud)
    operator.attach(messengers)
    alarms = Alarms(
        store.storage, store.journal, house.snapshots, house.clock, SystemClock(), operator
    )
    acquaintance = Acquaintance(ask)
    emergency = Emergency(house.snapshots, house.clock, operator)
    auditor = Auditor(
        store.storage,
        alarms,
        emergency,
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
        emergency,
        Pulse(lambda: auditor.looks, lambda: _aloud(_still(settings))),
    )


def _still(settings: Settings) -> str:
    texts = Texts(settings.language, settings.timezone)
    return f"{texts('ready.tick')} {texts('alarm.tick-late.remedy')}"


def _aloud(sentence: str) -> None:
    """Say it to whoever runs the process, in one line among the log's."""
    print(" ".join(sentence.split()), file=sys.stderr, flush=True)  # noqa: T201
