"""The doctor's lines about what goes out, and about who watches it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from bot.app.clocks import SystemClock
from bot.cards.alarms import alarm_sentence
from bot.domain.alarms import Alarm
from bot.domain.delivery import MessageState
from bot.domain.organisation import Organisation
from bot.scheduler.housekeeping import Retention
from bot.scheduler.wheel_troubles import late_morning
from bot.services.approvals import Approvals
from bot.services.doctor import Diagnosis, Probe
from bot.services.ports import Clock, Storage
from bot.services.snapshots import Snapshots
from bot.settings import Settings
from bot.texts import Texts

_SILENT_AFTER = timedelta(minutes=2)


def approvals_probe(approvals: Approvals, snapshots: Snapshots) -> Probe:
    """Return the question about requests for decisions that nobody moves on."""

    async def ask() -> Sequence[Diagnosis]:
        stuck = await approvals.find.stuck(snapshots.current.organisation)
        items = "; ".join(f"{one.number} {one.title}" for one in stuck)
        return (Diagnosis("approvals", ok=not stuck, params={"items": items}),)

    return ask


def outgoing_probe(settings: Settings, storage: Storage, clock: Clock) -> Probe:
    """Return the question about the outbox, the alarms, the timed jobs and the heartbeat.

    Args:
        settings: for the language and the heartbeat.
        storage: the database.
        clock: the organisation's.
    """
    texts = Texts(settings.language, settings.timezone)

    async def ask() -> Sequence[Diagnosis]:
        async with storage.read() as work:
            counts = await work.outbox.count()
            waiting = await work.outbox.letters([MessageState.PENDING], limit=1)
            alarms = await work.alarms.every()
            told = await work.reminders.last_morning()
            organisation = await work.organisation()
            beat = await work.alarms.last_beat()
        since = waiting[0].changed_at if waiting else None
        return [
            _outbox(counts, since, clock.now()),
            _ticks(beat, SystemClock().now(), counts[MessageState.PENDING]),
            *_alarms(alarms, texts),
            *_morning(organisation, told, clock.now(), texts),
            Diagnosis("heartbeat" if settings.heartbeat_url else "heartbeat-off", ok=True),
            _kept(Retention()),
        ]

    return ask


def _outbox(counts: Mapping[MessageState, int], since: datetime | None, now: datetime) -> Diagnosis:
    waited = max(timedelta(0), now - since) if since else timedelta(0)
    dead, held = counts[MessageState.DEAD], counts[MessageState.HELD]
    return Diagnosis(
        "outbox",
        ok=not (dead or held),
        params={
            "pending": counts[MessageState.PENDING],
            "minutes": int(waited.total_seconds() // 60),
            "dead": dead,
            "held": held,
        },
    )


def _ticks(beat: datetime | None, now: datetime, pending: int) -> Diagnosis:
    """Tell whether a server looks after the rows; one that never ran is only missed by rows."""
    if beat is None and not pending:
        return Diagnosis("not-started", ok=True)
    return Diagnosis("ticks", ok=beat is not None and now - beat <= _SILENT_AFTER)


def _alarms(alarms: Iterable[Alarm], texts: Texts) -> Iterator[Diagnosis]:
    found = [alarm for alarm in alarms if alarm.is_open]
    if not found:
        yield Diagnosis("no-alarms", ok=True)
    for alarm in found:
        yield Diagnosis("alarm", ok=False, params={"problem": alarm_sentence(alarm.trouble, texts)})


def _morning(
    organisation: Organisation, told: date | None, now: datetime, texts: Texts
) -> Iterator[Diagnosis]:
    """Tell up to which day people are reminded of the wheel, once anybody has been."""
    if told is not None:
        late = late_morning(organisation, told, now - _SILENT_AFTER) is not None
        yield Diagnosis("mornings", ok=not late, params={"day": texts.date_long(told)})


def _kept(retention: Retention) -> Diagnosis:
    days: dict[str, str | int] = {
        "deliveries": retention.deliveries.days,
        "bodies": retention.bodies.days,
    }
    return Diagnosis("retention", ok=True, params=days)
