"""`tovholder run`: the server with its platforms and its clock, until it is told to stop."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.app.asking import asking_job
from bot.app.audit_key import anchors_path, audit_key_path
from bot.app.clocks import SystemClock
from bot.app.control import control_socket
from bot.app.house import House, furnish, open_store
from bot.app.members import bind_members
from bot.app.platforms import Platforms, build_platforms
from bot.app.post import Post, open_post
from bot.app.watch import Watch, keep_watch
from bot.cards.alarms import late_sentence
from bot.chat.entrance import AsgiApp
from bot.domain.alarms import Trouble
from bot.domain.errors import NotReady, TovholderError
from bot.domain.language import LANGUAGES
from bot.scheduler import anchors, approvals, minutes, reminders
from bot.scheduler.anchors import AnchorTick
from bot.scheduler.approvals import ApprovalTick
from bot.scheduler.clockwork import ONLY_A_RESTART_HELPS, Clockwork, Job
from bot.scheduler.meetings import MeetingTick
from bot.scheduler.minutes import MinutesTick
from bot.scheduler.reminders import ReminderTick
from bot.scheduler.troubles import clock_troubles
from bot.server import build_server
from bot.server.health import Check, Health
from bot.server.listener import serve
from bot.services.anchors import Anchors
from bot.services.ports import Clock
from bot.settings import Settings
from bot.texts import Texts
from storage.anchor_book import FileAnchorBook
from storage.probe import prove_writable
from storage.schema import require_current
from storage.server_lock import ServerLock

_REFRESH_SECONDS = 1.0
_COMMITTEES_SECONDS = 30.0
_MEMBERS_SECONDS = 3600.0
_MEMBERS_LONGEST_SECONDS = 900.0
# A write waits six seconds for a locked file, and what is cut off in it can close only after that.
_SETTLE_SECONDS = 8.0
# Less than the check has: a database that does not answer in time takes no changes.
_WRITE_SECONDS = 1.5
# Ten thousand people are reminded in some minutes, and each batch of them is kept.
_REMINDERS_LONGEST_SECONDS = 1800.0


@dataclass(frozen=True)
class Running:
    """A house with its doors: what `serve_until_stopped` needs."""

    house: House
    platforms: Platforms
    clockwork: Clockwork
    health: Health
    watch: Watch
    post: Post


async def run(settings: Settings, listening: Callable[[int], None]) -> None:
    """Serve the platforms whose settings are present, until SIGTERM or SIGINT.

    Args:
        settings: the settings.
        listening: called with the port when requests are taken.

    Raises:
        NotReady: another server has the database, no platform is set up, or one refuses us.
    """
    if settings.slack is None and settings.teams is None:
        raise NotReady("no-platform")
    async with running(settings, SystemClock()) as built:
        await serve_until_stopped(built, None, listening)


@asynccontextmanager
async def running(settings: Settings, clock: Clock) -> AsyncIterator[Running]:
    """Open the house, its platforms, its clockwork and the operator's socket."""
    with ServerLock(settings.database_url):
        async with open_store(settings, clock) as store:
            house = await furnish(settings, store, clock)
            platforms = build_platforms(house)

            def late() -> Sequence[Trouble]:
                return tuple(clock_troubles(clockwork))

            ask = {name: platform.check for name, platform in platforms.by_name.items()}
            watch = keep_watch(house, platforms.messengers, ask, late)
            post = open_post(house, platforms.messengers)
            jobs = (*_jobs(house, platforms), *post.jobs(), *watch.jobs())
            clockwork = Clockwork(jobs, on_late=watch.on_late)
            health = _health(house, clockwork, watch)
            built = Running(house, platforms, clockwork, health, watch, post)
            async with control_socket(house):
                yield built


async def serve_until_stopped(
    built: Running, web: AsgiApp | None, listening: Callable[[int], None]
) -> None:
    """Listen, start the platforms and the clock; on a signal, drain and stop them in turn."""
    house = built.house
    stop = asyncio.Event()
    app = build_server(
        built.platforms.entrances,
        built.health,
        house.services.gallery,
        house.metrics,
        web,
        files=house.services.files,
        calendars=house.services.calendars,
        stranger=" ".join(Texts(language)("server.stranger") for language in LANGUAGES),
    )
    with _signals(stop, built.health):
        try:
            await built.platforms.start()
            await built.post.open()
            built.clockwork.start()
            built.watch.pulse.start()
            settings = house.settings
            closing = asyncio.create_task(_close_with(built.post, stop))
            try:
                await serve(app, settings.host, settings.port, stop=stop, listening=listening)
            finally:
                closing.cancel()
        finally:
            built.watch.pulse.stop()
            await built.post.close()
            await built.clockwork.stop()
            await built.platforms.stop()
            await _settle()


async def _close_with(post: Post, stop: asyncio.Event) -> None:
    """Close the post as soon as the process is asked to stop: the open connections may linger."""
    await stop.wait()
    await post.close()


async def _settle() -> None:
    """Let work that was cut off close its connections: cut off twice, it would never end."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    if others:
        await asyncio.wait(others, timeout=_SETTLE_SECONDS)


def _jobs(house: House, platforms: Platforms) -> tuple[Job, ...]:
    async def refresh() -> None:
        snapshot = await house.snapshots.refresh()
        house.metrics.data_version(snapshot.organisation.version)

    async def index() -> None:
        await house.snapshots.index()

    async def members() -> None:
        await bind_members(house, [p.directory for p in platforms.by_name.values()])

    async def committees() -> None:
        await house.adoption.adopt()
        await house.flow_adoption.adopt()
        await house.terms_reviews.tell()

    return (
        Job("refresh", _REFRESH_SECONDS, refresh),
        Job("committees", _COMMITTEES_SECONDS, committees, at_once=True),
        Job("index", _REFRESH_SECONDS, index),
        # A large workspace's members come page by page, at the pace that the platform sets.
        Job("members", _MEMBERS_SECONDS, members, at_once=True, longest=_MEMBERS_LONGEST_SECONDS),
        asking_job(house),
        Job(
            "reminders",
            reminders.SECONDS,
            ReminderTick(house.services.reminders).tick,
            longest=_REMINDERS_LONGEST_SECONDS,
        ),
        Job("meetings", reminders.SECONDS, MeetingTick(house.meeting_plans).tick),
        Job("minutes", minutes.SECONDS, MinutesTick(house.minutes_closing).tick),
        Job("approvals", approvals.SECONDS, ApprovalTick(house.services.approvals.deadlines).tick),
        Job("anchors", anchors.SECONDS, AnchorTick(_anchors(house)).tick),
    )


def _anchors(house: House) -> Anchors:
    settings, store = house.settings, house.store
    book = FileAnchorBook(audit_key_path(settings), anchors_path(settings))
    return Anchors(store.storage, store.journal, house.clock, book)


def _health(house: House, clockwork: Clockwork, watch: Watch) -> Health:
    database = house.store.database

    async def writable() -> str | None:
        try:
            async with asyncio.timeout(_WRITE_SECONDS):
                await prove_writable(database, house.clock.now())
        except (TovholderError, TimeoutError):
            return "ready.database"
        return None

    async def schema() -> str | None:
        try:
            await require_current(database)
        except TovholderError:
            return "ready.schema"
        return None

    texts = Texts(house.settings.language, house.settings.timezone)

    async def tick() -> Sequence[str]:
        return [late_sentence(one.job, one.why, texts) for one in clockwork.late()]

    async def beyond_cure() -> Sequence[str]:
        late = [one for one in clockwork.late() if one.why in ONLY_A_RESTART_HELPS]
        return [late_sentence(one.job, one.why, texts) for one in late]

    return Health(
        texts,
        alive=[Check("tick", beyond_cure)],
        ready=[
            Check("database", writable),
            Check("schema", schema),
            Check("tick", tick),
            watch.check(),
        ],
    )


@contextlib.contextmanager
def _signals(stop: asyncio.Event, health: Health) -> Iterator[None]:
    loop = asyncio.get_running_loop()

    def asked_to_stop() -> None:
        health.drain()
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, asked_to_stop)
    try:
        yield
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)
