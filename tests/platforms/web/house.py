"""A house for the local chat to be looked at and tested in: the cast, a clock, scripted answers."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bot.cards.elements import Card, plain
from bot.cards.elements import Text as Paragraph
from bot.chat.reply import Receipt, Reply
from bot.chat.request import PlaceKind, Request
from bot.platforms.web.app import WebConfig, WebPlatform
from bot.platforms.web.people import WebPerson, WebPlace
from bot.texts import Texts
from tests.platforms.web.asking import Answer, ask

METTE = WebPerson(
    "mette", "Mette Sørensen", "Informationssikkerhedskoordinator", False, "mette@example.dk"
)
CAST = (
    METTE,
    WebPerson("anders", "Anders Holm", "Direktør", False, "anders@example.dk"),
    WebPerson("karin", "Karin Friis", "HR", False, "karin@example.dk"),
    WebPerson("jonas", "Jonas Bak", "It-drift", False, "jonas@example.dk"),
    WebPerson("lone", "Lone Dahl", "Systemejer", False, "lone@example.dk"),
    WebPerson("peter", "Peter Drift", "Drift A/S", True, "peter@example.dk"),
    WebPerson("nina", "Nina Lund", "Medarbejder"),
    WebPerson("erik", "Erik Vang", "", True, "erik@example.dk"),
)
PLACES = (
    WebPlace("general", "general", PlaceKind.CHANNEL),
    WebPlace("udvalg", "udvalg", PlaceKind.CHANNEL),
)
SUGGESTIONS = {
    "da": ("/raci adgangsstyring", "/raci @Jonas Bak", "/raci matrix", "/isms"),
    "en": ("/raci access control", "/raci @Jonas Bak", "/raci matrix", "/isms"),
}
START = datetime(2027, 3, 9, 13, 30, tzinfo=UTC)


def echo(request: Request) -> Reply:
    """Answer with what was asked, word for word."""
    return Reply(Card(getattr(request, "text", "") or "-", body=(Paragraph(plain("ok")),)))


@dataclass
class ScriptedConversation:
    """Answers by a script and keeps what it was asked."""

    script: Callable[[Request], Reply] = echo
    asked: list[Request] = field(default_factory=list)

    receipt: Receipt = Receipt.NEW
    deliveries: set[str] = field(default_factory=set)

    async def receive(self, request: Request) -> Receipt:
        """Take every delivery once."""
        if self.receipt is not Receipt.NEW:
            return self.receipt
        delivery = getattr(request, "delivery", "")
        assert delivery
        if delivery in self.deliveries:
            return Receipt.AGAIN
        self.deliveries.add(delivery)
        return Receipt.NEW

    async def answer(self, request: Request) -> Reply:
        """Answer by the script."""
        self.asked.append(request)
        return self.script(request)

    async def refused(self, platform: str, tenant: str, app: str) -> None:
        """Nothing foreign reaches the local chat."""
        raise AssertionError(platform)


@dataclass
class HandClock:
    """A clock that stands until it is moved."""

    moment: datetime = START

    def now(self) -> datetime:
        """Return where it stands, UTC."""
        return self.moment

    async def advance(self, target: datetime) -> None:
        """Move it to `target`, UTC."""
        self.moment = target


async def _settled() -> None:
    """Have nothing to deliver."""


@dataclass
class House:
    """The chat with all that it stands on."""

    script: Callable[[Request], Reply] = echo
    port: int = 8080
    languages: dict[str, str] = field(default_factory=dict)
    most_streams: int = 64

    def __post_init__(self) -> None:
        """Build the chat."""
        self.conversation = ScriptedConversation(self.script)
        self.clock = HandClock()
        self.advance: Callable[[datetime], Awaitable[None]] = self.clock.advance
        self.settle: Callable[[], Awaitable[None]] = _settled
        self.people = list(CAST)
        self.web = WebPlatform(
            self.conversation,
            lambda: self.people,
            lambda person: Texts(self.languages.get(person, "da")),
            self.clock,
            lambda target: self.advance(target),
            WebConfig(
                self.port,
                PLACES,
                Texts("da"),
                SUGGESTIONS,
                "Virksomheden ApS",
                self.most_streams,
            ),
            lambda: self.settle(),
        )

    async def say(self, person: str, place: str, text: str) -> Answer:
        """Say something."""
        body = {"person": person, "place": place, "text": text}
        return await self.post("/demo/say", body)

    async def press(
        self, message: str, action: str, values: object = None, person: str = "mette"
    ) -> Answer:
        """Press something."""
        body = {"person": person, "message": message, "action": action, "values": values}
        return await self.post("/demo/press", body)

    async def submit(
        self,
        form: Mapping[str, Any],
        values: object,
        message: str | None = None,
        person: str = "mette",
        **more: object,
    ) -> Answer:
        """Submit a form as it was described."""
        opened = {"action": form["action"], "value": form["value"]}
        body = {"person": person, "message": message, "values": values, **opened, **more}
        return await self.post("/demo/submit", body)

    async def post(self, path: str, body: object) -> Answer:
        """Send JSON from this machine."""
        host = {"host": f"127.0.0.1:{self.port}"}
        return await ask(self.web.app, "POST", path, body, headers=host)
