"""`tovholder demo`: the local chat with the example organisation and a clock that can be moved."""

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.app.audit_key import ensure_audit_key
from bot.app.clocks import MovableClock
from bot.app.first_steps import cast_of
from bot.app.house import House
from bot.app.members import bind_members
from bot.app.running import Running, running, serve_until_stopped
from bot.chat.request import PlaceKind
from bot.domain.errors import BadInput
from bot.handlers.registry import SHORTCUTS
from bot.importing.example import Cast
from bot.importing.packs import starter_pack
from bot.platforms.web.app import WebConfig, WebPlatform
from bot.platforms.web.people import WebPerson, WebPlace
from bot.scheduler.reminders import Steps
from bot.settings import Settings, is_loopback
from bot.texts import Texts

PLACES = (
    WebPlace("general", "general", PlaceKind.CHANNEL),
    WebPlace("udvalg", "udvalg", PlaceKind.CHANNEL),
)


async def demo(
    settings: Settings,
    pack: str,
    *,
    away: bool,
    listening: Callable[[int], None],
    people: int | None = None,
) -> None:
    """Serve the local chat until SIGTERM or SIGINT, loading the example at the first start.

    Slack and Teams are attached too when their settings are present and every address is on
    this machine, so that one clock drives the real clients.

    Args:
        settings: the settings.
        pack: "sme" or "public".
        away: put one person of the cast away for two weeks.
        listening: called with the port when requests are taken.
        people: grow the example to so many.

    Raises:
        BadInput: the host or a platform's address is not this machine's, or the number of people
            cannot be used.
        NotReady: another server has the database.
    """
    require_local(settings)
    clock = MovableClock()
    cast = cast_of(people)
    async with running(settings, clock) as built:
        house = built.house
        clock.move_to(await _latest_moment(house))
        if away or not _is_loaded(house, pack, cast):
            loaded = starter_pack(pack, languages=_languages(settings))
            await house.store.setup.load_example(loaded, cast, away=away)
            # From then on the tick sees to it; reading the holidays would hold up every start.
            await house.wheel_plans.materialise()
            await house.snapshots.refresh()
        ensure_audit_key(settings)
        house.store.attached.add("web")
        house.store.attached.intersection_update({"web", *built.platforms.by_name})
        web = _web(built, clock, cast)
        house.dispatcher.attach({"web": web.directory})
        built.watch.attach({"web": web.messenger})
        built.post.attach({"web": web.messenger})
        await bind_members(house, [web.directory])
        try:
            await serve_until_stopped(built, web.app, listening)
        finally:
            web.close()


def _is_loaded(house: House, pack: str, cast: Cast) -> bool:
    """Tell whether the pack and the whole cast are there already."""
    organisation = house.snapshots.current.organisation
    present = {person.email.casefold() for person in organisation.people}
    return organisation.profile.pack == pack and all(m.email in present for m in cast.people)


def require_local(settings: Settings) -> None:
    """Let the demo start only where nobody else can reach it.

    Raises:
        BadInput: the host or a platform's address is not this machine's.
    """
    if not is_loopback(settings.host):
        raise BadInput("demo-not-local", name="TOVHOLDER_HOST")
    if remote := settings.remote_platforms():
        raise BadInput("demo-not-local", name=remote[0])


def _languages(settings: Settings) -> Sequence[str]:
    return ("en", "da") if settings.language == "en" else ("da", "en")


def _web(built: Running, clock: MovableClock, cast: Cast) -> WebPlatform:
    house = built.house
    settings = house.settings

    pump, deadlines = built.post.pump, house.services.approvals.deadlines
    steps = Steps(
        house.services.reminders,
        clock,
        house.store.storage,
        pump.settle,
        (house.meeting_plans.tick, deadlines.tick, house.minutes_closing.tick),
        (deadlines.next_moment, house.minutes_closing.next_moment),
    )

    async def advance(moment: datetime) -> None:
        await steps.to(moment)
        await house.snapshots.refresh()

    config = WebConfig(
        port=settings.port,
        places=PLACES,
        texts=Texts(settings.language, settings.timezone),
        suggestions={language: _suggestions(language) for language in ("da", "en")},
        organisation=house.snapshots.current.organisation.profile.name,
        shortcuts=tuple(spec.id for spec in SHORTCUTS),
    )
    people = _people(cast, settings.language)
    return WebPlatform(
        house.dispatcher,
        lambda: people,
        lambda account_id: _texts(house, people, account_id),
        clock,
        advance,
        config,
        pump.settle,
    )


def _people(cast: Cast, language: str) -> tuple[WebPerson, ...]:
    members = ((member, False) for member in cast.people)
    guests = ((member, True) for member in cast.guests)
    return tuple(
        WebPerson(member.key, member.name, member.title[language], guest, member.email)
        for member, guest in (*members, *guests)
    )


def _texts(house: House, people: Sequence[WebPerson], account_id: str) -> Texts:
    """Return the words of the person who is behind an account of the local chat."""
    organisation = house.snapshots.current.organisation
    account = next((person.account for person in people if person.id == account_id), None)
    person = organisation.bound_to.get(account) if account else None
    language = person.language if person and person.language else house.settings.language
    return Texts(language, house.settings.timezone)


def _suggestions(language: str) -> tuple[str, ...]:
    return tuple(Texts(language)("demo.suggestions").split(" · "))


async def _latest_moment(house: House) -> datetime:
    """Return when something last happened, so that a restarted demo does not go back in time."""
    latest = house.clock.now()
    async with house.store.storage.read() as work:
        async for entry in work.audit.entries():
            latest = max(latest, entry.record.at)
    return latest
