"""From a request to its handler and back: who asks, in which language, and may they."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from time import perf_counter
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.cards.elements import Card, Form, filled_in
from bot.cards.notice import error_card, error_text, failure_card
from bot.chat.ports import Directory
from bot.chat.reply import Audience, Receipt, Reply
from bot.chat.request import (
    BotAdded,
    ButtonPress,
    Command,
    EmojiReaction,
    FormSubmit,
    HomeOpened,
    MessageShortcut,
    Request,
    SharedFile,
)
from bot.domain.errors import FieldErrors, NotAllowed, TooLate, TovholderError
from bot.domain.events import ActionRefused, Event, ForeignRefused, PressTooLate
from bot.domain.people import Account, Person
from bot.handlers.routing import MENU, REACTED, Route, Routes
from bot.handlers.turn import Handler, Quoted, Services, Turn
from bot.services.forms import read_values
from bot.services.inbox import Deliveries, delivery_of
from bot.services.journal import SYSTEM, Cause, Journal
from bot.services.permissions import Ability, require
from bot.services.ports import Clock, Storage
from bot.services.snapshots import Snapshots
from bot.texts import Texts

_ASK_DIRECTORY_AGAIN = timedelta(minutes=10)
_MOST_STRANGERS = 10_000
_MEETING_SECONDS = 5.0
_STORING_SECONDS = 1.8


class Observer(Protocol):
    """Is told what was answered, for the metrics and the operator's log."""

    def answered(self, feature: str, outcome: str, seconds: float) -> None:
        """Count an answer; `outcome` is "ok", "refused", "too-late",
        "bad-input" or "failed"."""
        ...

    def failed(self, feature: str, error: Exception) -> str:
        """Log an unexpected error and return the reference that the person is told."""
        ...


@dataclass(frozen=True)
class _Step:
    """What to run, under which name it is counted, and what it is given."""

    feature: str
    run: Handler
    ability: Ability
    argument: str
    mentioned: tuple[Account, ...] = ()
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    files: tuple[SharedFile, ...] = ()
    stale: Handler | None = None
    quoted: Quoted | None = None


@dataclass(frozen=True)
class Strangers:
    """Accounts that no person could be found for, and when the directory was last asked."""

    asked: dict[Account, datetime] = field(default_factory=dict)

    def remember(self, account: Account, at: datetime) -> None:
        """Do not ask about `account` again for a while."""
        if len(self.asked) >= _MOST_STRANGERS:
            self.asked.clear()
        self.asked[account] = at

    def known(self, account: Account, now: datetime) -> bool:
        """Tell whether the directory was asked about `account` lately."""
        at = self.asked.get(account)
        return at is not None and now - at < _ASK_DIRECTORY_AGAIN


class Dispatcher:
    """The conversation, as every platform talks to it.

    Args:
        services: the use cases.
        snapshots: the data in memory.
        storage: for the audit log.
        journal: writes events.
        clock: the time.
        routes: the registry's tables.
        observer: metrics and the operator's log.
    """

    def __init__(
        self,
        services: Services,
        snapshots: Snapshots,
        storage: Storage,
        journal: Journal,
        clock: Clock,
        routes: Routes,
        observer: Observer,
    ) -> None:
        self._services = services
        self._snapshots = snapshots
        self._storage = storage
        self._journal = journal
        self._clock = clock
        self._routes = routes
        self._observer = observer
        self._directories: dict[str, Directory] = {}
        self._strangers = Strangers()
        self._deliveries = Deliveries(storage, clock)

    def attach(self, directories: Mapping[str, Directory]) -> None:
        """Let accounts be looked up in the platforms' directories, by platform name."""
        self._directories.update(directories)

    async def receive(self, request: Request) -> Receipt:
        """Store `request` if it changes anything, before it is acknowledged; at most 1.8 s."""
        if not self._changes(request):
            return Receipt.NEW
        try:
            async with asyncio.timeout(_STORING_SECONDS):
                new = await self._deliveries.store(request)
        except Exception as error:
            self._observer.failed("inbox", error)
            return Receipt.LATER
        return Receipt.NEW if new else Receipt.AGAIN

    async def answer(self, request: Request) -> Reply:
        """Answer `request`; a refusal or a failure is an answer too."""
        reply = await self.work_out(request)
        if self._changes(request):
            try:
                await self._deliveries.answered(request)
            except Exception as error:
                self._observer.failed("inbox", error)
        return reply

    async def work_out(self, request: Request) -> Reply:
        """Answer `request` and leave it to the caller to note that it is answered."""
        started = perf_counter()
        feature, outcome = "unknown", "ok"
        if isinstance(request, BotAdded):
            await self._meet(request.place.platform)
        turn = await self._turn(request)
        form: Form | None = None
        step: _Step | None = None
        try:
            if isinstance(request, FormSubmit):
                form = await self._services.forms.of(request)
            step = self._step(request, form)
            feature = step.feature
            turn = replace(
                turn,
                argument=step.argument,
                mentioned=step.mentioned,
                files=step.files,
                quoted=step.quoted,
            )
            require(turn.standing, step.ability)
            if form is not None:
                turn = replace(turn, values=read_values(form, step.values))
            reply = await step.run(turn, self._services)
            if reply.form is not None:
                shown = await self._services.forms.open(reply.form, request.actor.account)
                reply = replace(reply, form=shown)
        except NotAllowed as error:
            outcome = "refused"
            await self._record(turn, ActionRefused(error.key.removeprefix("not-allowed.")))
            reply = Reply(error_card(error, turn.texts), Audience.PERSONAL)
        except TooLate as error:
            outcome = "too-late"
            await self._record(turn, PressTooLate(feature, error.key))
            reply = await self._as_it_is(step, turn, error)
        except FieldErrors as error:
            outcome = "bad-input"
            reply = _with_errors(error, form, request, turn.texts)
        except TovholderError as error:
            outcome = "bad-input"
            reply = Reply(error_card(error, turn.texts))
        except Exception as error:
            outcome = "failed"
            reference = self._observer.failed(feature, error)
            reply = Reply(failure_card(reference, turn.texts))
        finally:
            self._observer.answered(feature, outcome, perf_counter() - started)
        return replace(reply, language=turn.language_for(reply.audience))

    async def refused(self, platform: str, tenant: str, app: str) -> None:
        """Record that a foreign workspace, tenant or app was refused (reliability.md §5)."""
        async with self._storage.begin() as work:
            event = ForeignRefused(platform, tenant[:64], app[:64])
            await self._journal.record(work, event)
            await work.commit()

    async def _as_it_is(self, step: _Step | None, turn: Turn, error: TooLate) -> Reply:
        """Say why it came too late, and how things stand now where the feature can show it."""
        told = error_card(error, turn.texts)
        if step is None or step.stale is None:
            return Reply(told, Audience.PERSONAL)
        try:
            now = await step.stale(turn, self._services)
        except Exception as failure:
            self._observer.failed(step.feature, failure)
            return Reply(told, Audience.PERSONAL)
        return replace(now, card=replace(now.card, body=(*told.body, *now.card.body)))

    def _changes(self, request: Request) -> bool:
        """Tell whether `request` changes anything; what is unknown does not."""
        try:
            match request:
                case Command():
                    return self._command(request).command.changes
                case ButtonPress():
                    return self._routes.of_action(request.action).changes
                case FormSubmit():
                    return self._routes.of_form(request.action).changes
                case EmojiReaction():
                    # It is answered once, however often the emoji is taken away and set again.
                    return True
        except TovholderError:
            return False
        return False

    def _command(self, request: Command) -> Route:
        return self._routes.of_command(request.word, request.text, with_file=bool(request.files))

    def _step(self, request: Request, form: Form | None) -> _Step:
        if isinstance(request, Command):
            route = self._command(request)
            spec = route.command
            return _Step(
                spec.name,
                spec.run,
                spec.ability,
                route.argument,
                request.mentioned,
                files=request.files,
            )
        if isinstance(request, FormSubmit):
            of = self._routes.of_form(request.action)
            value = form.value if form else ""
            return _Step(
                of.id,
                of.run,
                of.ability,
                value,
                values=request.values,
                files=request.files,
                stale=of.stale,
            )
        if isinstance(request, ButtonPress):
            action = self._routes.of_action(request.action)
            return _Step(action.id, action.run, action.ability, request.value, stale=action.stale)
        if isinstance(request, MessageShortcut):
            shortcut = self._routes.of_shortcut(request.shortcut)
            quoted = Quoted(request.text, request.link)
            return _Step(shortcut.id, shortcut.run, shortcut.ability, "", quoted=quoted)
        if isinstance(request, EmojiReaction):
            marked = self._routes.of_action(REACTED)
            quoted = Quoted(request.text, request.link, request.readable)
            return _Step(marked.id, marked.run, marked.ability, request.delivery, quoted=quoted)
        name = "mine.show" if isinstance(request, HomeOpened) else f"{MENU}.show"
        action = self._routes.of_action(name)
        return _Step(action.id, action.run, action.ability, "")

    async def _turn(self, request: Request) -> Turn:
        mentioned = request.mentioned if isinstance(request, Command) else ()
        for account in mentioned:
            await self._person(account)
        person = await self._person(request.actor.account)
        organisation = self._snapshots.current.organisation
        profile = organisation.profile
        now = self._clock.now()
        language = person.language if person and person.language else profile.language
        return Turn(
            account=request.actor.account,
            person=person,
            place=request.place,
            argument="",
            mentioned=(),
            organisation=organisation,
            today=now.astimezone(ZoneInfo(profile.timezone)).date(),
            texts=Texts(language, profile.timezone),
            place_texts=Texts(profile.language, profile.timezone),
            now=now,
            cause=_cause(request, person),
        )

    async def _person(self, account: Account) -> Person | None:
        """Return the account's person, binding it by the directory's e-mail at first sight."""
        known = self._snapshots.current.organisation.bound_to.get(account)
        now = self._clock.now()
        if known or self._strangers.known(account, now):
            return known
        directory = self._directories.get(account.platform)
        try:
            profile = await directory.profile(account) if directory else None
            person = (
                await self._services.accounts.bind_at_first_sight(account, profile)
                if profile
                else None
            )
        except Exception as error:
            self._observer.failed("directory", error)
            person = None
        if person is None:
            self._strangers.remember(account, now)
        return person

    async def _meet(self, platform: str) -> None:
        """Bind the members of the places the bot is in, so that they can be mentioned at once.

        What takes too long is left to the next time the members are listed.
        """
        directory = self._directories.get(platform)
        if directory is None:
            return
        try:
            async with asyncio.timeout(_MEETING_SECONDS):
                members = await directory.members()
            await self._services.accounts.bind_members(members)
        except TimeoutError:
            return
        except Exception as error:
            self._observer.failed("directory", error)

    async def _record(self, turn: Turn, event: Event) -> None:
        """Write a refusal to the audit log; it is told all the same when that fails."""
        try:
            async with self._storage.begin() as work:
                await self._journal.record(work, event, turn.cause.actor)
                await work.commit()
        except Exception as failure:
            self._observer.failed("audit", failure)


def _cause(request: Request, person: Person | None) -> Cause:
    """Return what the request's effects are ascribed to; a form has its effect once."""
    keys = [delivery_of(request)]
    if isinstance(request, FormSubmit):
        keys.append(f"form:{request.value}")
    message_id = request.message_id if isinstance(request, ButtonPress | FormSubmit) else None
    actor = person.id if person else SYSTEM
    return Cause(actor, tuple(key for key in keys if key), message_id)


def _with_errors(error: FieldErrors, form: Form | None, request: Request, texts: Texts) -> Reply:
    """Return the form with what was typed and what is wrong with it."""
    errors = {name: error_text(e, texts) for name, e in error.errors.items()}
    card = Card(texts("error.form-errors"))
    if form is None or not isinstance(request, FormSubmit):
        return Reply(card, errors=errors)
    shown = replace(filled_in(form, request.values), value=request.value)
    return Reply(card, form=shown, errors=errors)
