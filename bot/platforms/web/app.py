"""The local chat: its wiring and its routes (interfaces.md "HTTP", only in `demo`)."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import (
    HTMLResponse,
    JSONResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Route

from bot.chat.ports import Conversation
from bot.domain.errors import TovholderError
from bot.platforms.web.answers import Answers
from bot.platforms.web.assets import static_files
from bot.platforms.web.body import Fields, clean, read_fields, read_file
from bot.platforms.web.clock import MovableClock, local_iso, moved, moved_to
from bot.platforms.web.dialogs import Dialogs
from bot.platforms.web.errors import WebError
from bot.platforms.web.form_html import FIELD
from bot.platforms.web.guard import LoopbackGuard
from bot.platforms.web.messages import MessageLog
from bot.platforms.web.messenger import WebDirectory, WebMessenger
from bot.platforms.web.page import Pages
from bot.platforms.web.people import WebPerson, WebPlace, find_person
from bot.platforms.web.stream import Streams
from bot.platforms.web.talk import Talk
from bot.platforms.web.uploads import Upload, safe_name
from bot.platforms.web.wire import person_json
from bot.texts import Texts

_MOST_IN_A_FORM = 2000


async def _nothing() -> None:
    """Have nothing to wait for."""


@dataclass(frozen=True)
class WebConfig:
    """What the local chat is told at the start.

    Args:
        port: the port it is served on, part of the Host it answers to.
        places: the channels, in the order of the sidebar; the first one opens.
        texts: the organisation's language and zone, where no person is known.
        suggestions: commands to try under the input, by language.
        organisation: name of the organisation, for the corner.
        most_streams: how many pages may be updated live at a time.
        shortcuts: the registry's, in every message's menu.
    """

    port: int
    places: tuple[WebPlace, ...]
    texts: Texts
    suggestions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    organisation: str = ""
    most_streams: int = 64
    shortcuts: tuple[str, ...] = ()


class WebPlatform:
    """The chat that `tovholder demo` opens. Anybody may be anybody in it, so it stays local.

    `app` is its ASGI application for every path it serves, with its own guard; `messenger` and
    `directory` are what any platform offers. Call `close` before the server stops.
    """

    def __init__(
        self,
        conversation: Conversation,
        people: Callable[[], Sequence[WebPerson]],
        texts: Callable[[str], Texts],
        clock: MovableClock,
        advance: Callable[[datetime], Awaitable[None]],
        config: WebConfig,
        settle: Callable[[], Awaitable[None]] = _nothing,
    ) -> None:
        """Wire the chat.

        Args:
            conversation: where requests are answered.
            people: who one can be, at this moment; at least one.
            texts: the language of the person with an account id.
            clock: the clock shown.
            advance: moves the clock to a UTC moment through every due moment on the way, and
                delivers what falls due.
            config: the rest.
            settle: returns when what is due to be delivered has been, so that whoever says or
                presses something is told all that it caused.
        """
        self._people = people
        self._texts = texts
        self._clock = clock
        self._advance = advance
        self._config = config
        self._log = MessageLog(clock.now)
        self._dialogs = Dialogs()
        self._settle = settle
        self._talk = Talk(
            conversation,
            people,
            config.places,
            self._log,
            self._dialogs,
            settle,
            f"http://127.0.0.1:{config.port}",
        )
        self._pages = Pages(
            people,
            config.places,
            texts,
            self._log,
            clock,
            config.suggestions,
            config.organisation,
            config.shortcuts,
        )
        self._answers = Answers(self._pages, self._talk, texts, config.texts)
        self._streams = Streams(self._pages, self._log, config.most_streams)
        self._files = static_files()
        self._one_clock_at_a_time = asyncio.Lock()
        self.messenger = WebMessenger(people, config.places, self._log)
        self.directory = WebDirectory(people)
        self.app = LoopbackGuard(self._routes(), config.port, config.texts)

    def close(self) -> None:
        """End the pages' streams; without it a server waits for its open connections."""
        self._streams.close()

    def _routes(self) -> Starlette:
        site = Starlette(
            routes=[
                Route("/", self._get_chat),
                Route("/home", self._get_home),
                Route("/form", self._get_form),
                Route("/static/{name}", self._get_static),
                Route("/demo/people", self._get_people),
                Route("/demo/messages", self._get_messages),
                Route("/demo/events", self._get_events),
                Route("/demo/say", self._post_say, methods=["POST"]),
                Route("/demo/press", self._post_press, methods=["POST"]),
                Route("/demo/shortcut", self._post_shortcut, methods=["POST"]),
                Route("/demo/submit", self._post_submit, methods=["POST"]),
                Route("/demo/upload", self._post_upload, methods=["POST"]),
                Route("/demo/clock", self._post_clock, methods=["POST"]),
            ],
            exception_handlers={
                WebError: self._answers.problem,
                HTTPException: self._answers.unreadable,
            },
        )
        site.router.redirect_slashes = False
        return site

    async def _get_chat(self, request: Request) -> Response:
        person = self._reader(request)
        place_id = request.query_params.get("place") or self._config.places[0].id
        return HTMLResponse(self._pages.chat(person, self._talk.place(place_id, person)))

    async def _get_home(self, request: Request) -> Response:
        person = self._reader(request)
        await self._talk.open_home(person)
        return HTMLResponse(self._pages.chat(person, person.home))

    async def _get_form(self, request: Request) -> Response:
        """Answer with an open form as a page of its own, by its `value`."""
        person = self._reader(request)
        dialog = self._dialogs.find(person.id, request.query_params.get("value", ""))
        if dialog is None:
            raise WebError(404, "no-form")
        return HTMLResponse(
            self._pages.form(dialog, person, self._talk.place(dialog.place, person))
        )

    async def _get_static(self, request: Request) -> Response:
        found = self._files.get(request.path_params["name"])
        if found is None:
            raise WebError(404, "not-found")
        return Response(found.content, media_type=found.media_type)

    async def _get_people(self, request: Request) -> Response:
        return JSONResponse([person_json(person) for person in self._people()])

    async def _get_messages(self, request: Request) -> Response:
        """Answer with messages, oldest first.

        `place`: only there. `person`: only what this person sees. `after`: only those written
        after the message with this id. Home pages are listed only when asked for.
        """
        place, person_id, after = (
            request.query_params.get(name) for name in ("place", "person", "after")
        )
        messages = self._log.in_place(place) if place else self._log.everywhere()
        if person_id:
            person = self._known(request, person_id)
            messages = [message for message in messages if message.visible_to(person)]
        if not place:
            homes = {person.home.id for person in self._people()}
            messages = [message for message in messages if message.place not in homes]
        if after:
            number = self._number(after)
            messages = [message for message in messages if message.written > number]
        return JSONResponse(self._answers.listed(messages))

    async def _get_events(self, request: Request) -> Response:
        person = self._reader(request)
        place = self._talk.place(request.query_params.get("place", ""), person)
        last = request.headers.get("last-event-id") or request.query_params.get("after")
        after = self._number(last) if last else 0
        if self._streams.full:
            raise WebError(429, "many-streams")
        events = self._streams.follow(
            lambda: find_person(self._people(), person.id), place, min(after, self._log.latest)
        )
        return StreamingResponse(events, media_type="text/event-stream")

    async def _post_say(self, request: Request) -> Response:
        fields = await self._fields(request)
        person = self._known(request, fields.text("person"))
        place = fields.text("place")
        request.state.place = place
        outcome = await self._talk.say(
            person.id, place, fields.text("text"), fields.optional("delivery") or "", fields.file
        )
        return self._answers.outcome(outcome, person, by_form=fields.form)

    async def _post_upload(self, request: Request) -> Response:
        """Take a script's file: the whole body, with everything else in the query."""
        query = {name: clean(value) for name, value in request.query_params.items()}
        fields = Fields(query, form=False)
        person = self._known(request, fields.text("person"))
        name = safe_name(fields.text("name"))
        file = Upload(name, await read_file(request))
        outcome = await self._talk.say(
            person.id,
            fields.text("place"),
            fields.optional("text") or "",
            fields.optional("delivery") or "",
            file,
        )
        return self._answers.outcome(outcome, person, by_form=fields.form)

    async def _post_press(self, request: Request) -> Response:
        fields = await self._fields(request)
        person = self._known(request, fields.text("person"))
        message_id = fields.text("message")
        pressed = self._log.find(message_id)
        request.state.place = pressed.place if pressed else None
        values = fields.values if fields.form else fields.mapping("values")
        outcome = await self._talk.press(
            person.id,
            message_id,
            fields.text("action"),
            values,
            fields.optional("delivery") or "",
        )
        return self._answers.outcome(outcome, person, by_form=fields.form)

    async def _post_shortcut(self, request: Request) -> Response:
        """Choose a shortcut on a message: `{person, message, shortcut}`."""
        fields = await self._fields(request)
        person = self._known(request, fields.text("person"))
        message_id = fields.text("message")
        chosen = self._log.find(message_id)
        request.state.place = chosen.place if chosen else None
        outcome = await self._talk.shortcut(person.id, message_id, fields.text("shortcut"))
        return self._answers.outcome(outcome, person, by_form=fields.form)

    async def _post_submit(self, request: Request) -> Response:
        """Take a filled-in form; 422 with what is wrong in which field when it is not accepted."""
        fields = await self._fields(request, _MOST_IN_A_FORM)
        person = self._known(request, fields.text("person"))
        request.state.place = person.direct.id
        outcome = await self._talk.submit(
            person.id,
            fields.optional("message"),
            fields.text("action"),
            fields.optional("value") or "",
            fields.choices("values", FIELD),
            fields.optional("delivery") or "",
            fields.file,
        )
        return self._answers.outcome(outcome, person, by_form=fields.form)

    async def _post_clock(self, request: Request) -> Response:
        """Move the clock by `advance` or to `to`; answer `{now, messages}`."""
        fields = await self._fields(request)
        person_id = fields.optional("person")
        person = self._known(request, person_id) if person_id else None
        request.state.place = fields.optional("place")
        zone = self._config.texts.timezone
        duration, moment = fields.optional("advance"), fields.optional("to")
        if (duration is None) == (moment is None):
            raise WebError(400, "clock-either")
        async with self._one_clock_at_a_time:
            before, now = self._log.latest, self._clock.now()
            target = moved(now, duration, zone) if duration else moved_to(now, moment or "", zone)
            try:
                await self._advance(target)
            except TovholderError:
                # It has been set up to where the database went away; what is due there waits.
                raise WebError(503, "clock-waits") from None
            await self._settle()
            self._log.ring()
            messages = self._log.changed_since(before)
        if fields.form and person:
            return self._answers.back(person, request.state.place or "")
        now_json = local_iso(self._clock.now(), zone)
        return JSONResponse({"now": now_json, "messages": self._answers.listed(messages)})

    async def _fields(self, request: Request, *most: int) -> Fields:
        fields = await read_fields(request, *most)
        request.state.form = fields.form
        return fields

    def _reader(self, request: Request) -> WebPerson:
        """Return as whom the page is opened: `person`, or the first one."""
        person_id = request.query_params.get("person")
        return self._known(request, person_id) if person_id else self._people()[0]

    def _known(self, request: Request, person_id: str) -> WebPerson:
        person = self._talk.person(person_id)
        request.state.person = person
        return person

    def _number(self, message_id: str) -> int:
        number = self._log.number_of(message_id)
        if number is None:
            raise WebError(400, "bad-after")
        return number
