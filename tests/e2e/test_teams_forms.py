"""Forms, files and late answers in the Agents Playground, and as Teams' own clients have them.

The bot answers by a script of its own here, so that every kind of field and of answer is met.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import pytest_asyncio

from bot.cards.elements import Card, File
from bot.chat.ports import StoredFile
from bot.chat.reply import Reply
from bot.chat.request import Command, FormSubmit, PlaceKind, Request
from bot.chat.request import Place as ChatPlace
from bot.platforms.teams.app import TeamsConfig, TeamsPlatform
from bot.server import Health, build_server, serve
from bot.telemetry.metrics import Metrics
from bot.texts import Texts
from tests.e2e.drivers.answers import Answer, until
from tests.e2e.drivers.cast import KARIN
from tests.e2e.drivers.house import PLACES
from tests.e2e.drivers.playground import Playground
from tests.e2e.drivers.recording import TeamsMessage
from tests.e2e.drivers.screens import Screens
from tests.e2e.drivers.teams_form import TeamsForm
from tests.e2e.drivers.teams_seat import TeamsSeat
from tests.e2e.drivers.teams_sent import check_teams
from tests.e2e.drivers.teams_tenant import APP_ID, CONVERSATIONS, TENANT, Place, object_id
from tests.platforms.slack.conftest import Pictures
from tests.platforms.teams.client import MemoryFiles, MemoryStore, ScriptedConversation
from tests.platforms.web.forms import CONFIRM, FORM, OPENER, PREVIEW, SAVED, WRONG, script

PORT = 56160
APP_PORT = 8392
SECRET = "secret-file-0123456789"
CONTENT = b"r\xc3\xa6kke;fejl\r\n4;to A\r\n"


class Scripted(ScriptedConversation):
    """Answers by the script, after so many seconds, and reads the files it is sent."""

    seconds = 0.0
    read: tuple[tuple[str, bytes], ...] = ()

    async def answer(self, request: Request) -> Reply:
        self.asked.append(request)
        if isinstance(request, Command):
            self.read = tuple([(file.name, await file.read(100)) for file in request.files])
        await asyncio.sleep(self.seconds)
        return replace(script(request), language="da")


@dataclass
class Bot:
    """The scripted bot in its tenant."""

    playground: Playground
    platform: TeamsPlatform
    conversation: Scripted

    def seat(self, place: Place = "personal") -> TeamsSeat:
        return TeamsSeat(self.playground, place)

    @property
    def submitted(self) -> FormSubmit:
        """The last form."""
        return next(r for r in reversed(self.conversation.asked) if isinstance(r, FormSubmit))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def bot(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Bot]:
    """A tenant and the bot in it, for all these flows; Teams would accept all it was sent."""
    url = f"http://127.0.0.1:{APP_PORT}"
    config = TeamsConfig(
        app_id=APP_ID,
        app_password="",
        app_type="SingleTenant",
        tenant_id=TENANT,
        tenants=frozenset(),
        openid_metadata_url="",
        token_url="",
        anonymous=True,
        public_url=url,
    )
    conversation = Scripted()
    files = MemoryFiles()
    files.kept[SECRET] = StoredFile("rækker med fejl.xlsx", "text/csv", CONTENT)
    platform = TeamsPlatform(config, conversation, Texts("da"), MemoryStore(), files=files)
    await platform.start()
    stop, listening = asyncio.Event(), asyncio.Event()
    app = build_server((platform.entrance,), Health(Texts("da")), Pictures(), Metrics("0"))
    serving = asyncio.create_task(
        serve(app, "127.0.0.1", APP_PORT, stop=stop, listening=lambda _: listening.set())
    )
    await listening.wait()
    folder = tmp_path_factory.mktemp("teams")
    async with Playground(folder, f"{url}/api/messages", PORT) as playground:
        bot = Bot(playground, platform, conversation)
        for place in PLACES:
            await playground.install(place)

            async def greeted(conversation: str = CONVERSATIONS[place]) -> bool:
                return bool(playground.messages(conversation))

            await until(greeted, f"the welcome in the {place}")
        yield bot
        assert check_teams(playground) > 0
    stop.set()
    await serving
    await platform.stop()


async def opened(seat: TeamsSeat, way: str) -> tuple[Answer, TeamsForm]:
    card = await seat.ask("raci backup")
    open_form = seat.open_dialog if way == "dialog" else seat.open
    return card, await open_form(card, "Åbn formularen")


@pytest.mark.parametrize("way", ["card", "dialog"])
@pytest.mark.parametrize("place", PLACES)
async def test_a_form_is_filled_in_refused_corrected_and_taken(
    bot: Bot, way: str, place: Place
) -> None:
    seat = bot.seat(place)
    card, form = await opened(seat, way)
    assert form.title == FORM.title
    assert form.fields == [field.label for field in FORM.fields]
    assert form.filled["Ansvarlig (A)"] == ("role-2",)
    assert form.filled["Gælder fra"] == ("2027-04-01",)
    form.fill({"Navn": "", "Udførende (R)": [], "Gælder fra": "2027-03-01"})
    told = {"Navn": WRONG["name"], "Udførende (R)": WRONG["r"], "Gælder fra": WRONG["due"]}
    assert await form.refused() == told
    form.fill({"Navn": "Gendannelse", "Udførende (R)": ["HR", "Økonomi"]})
    form.fill({"Gælder fra": "2027-05-01", "Begrundelse": "Første\nanden, <at>Mette</at>"})
    saved = await form.submit()
    assert SAVED.title in saved.text
    assert bot.submitted.values == {
        "name": ("Gendannelse",),
        "a": ("role-2",),
        "r": ("role-4", "role-5"),
        "systems": (),
        "cadence": (),
        "due": ("2027-05-01",),
        "why": ("Første\nanden, <at>Mette</at>",),
    }
    assert bot.submitted.message_id == card.handle.id
    now = bot.playground.messages(CONVERSATIONS[place])
    (replaced,) = [message for message in now if message.id == card.handle.id]
    assert replaced.card["body"][0]["text"] == SAVED.title
    since = now[now.index(replaced) :]
    assert all(not message.card.get("actions") for message in since if message.revisions)


async def test_a_form_follows_another(bot: Bot) -> None:
    _, form = await opened(bot.seat(), "dialog")
    form.fill({"Navn": "igen"})
    then = await form.next()
    assert then.title == CONFIRM.title
    assert SAVED.title in (await then.submit()).text


async def test_a_command_offers_the_form(bot: Bot) -> None:
    seat = bot.seat("group")
    offered = await seat.ask("ret backup")
    assert OPENER.title in offered.text
    assert (await seat.open(offered, "Åbn formularen")).fields


async def test_a_form_is_filled_in_on_the_page(bot: Bot) -> None:
    """With the keyboard and the mouse, in the renderer that Teams has as well."""
    async with Screens() as screens:
        page = await screens.teams(bot.playground)
        card = await page.answer("personal", "raci backup")
        before = await page.cards().count()
        await card.get_by_role("button", name="Åbn formularen").click()
        form = page.cards().nth(before)
        await form.wait_for()
        await form.get_by_label("Navn").fill("hel")
        await form.get_by_role("button", name=FORM.submit).click()
        wrong = page.cards().get_by_text("En anden har rettet aktiviteten imens.")
        await wrong.wait_for()
        form = page.cards().last
        await form.get_by_label("Navn").fill("Gendannelse")
        await form.get_by_role("button", name=FORM.submit).click()
        await page.cards().get_by_text(SAVED.title).first.wait_for()
    assert bot.submitted.values["name"] == ("Gendannelse",)
    assert bot.submitted.values["r"] == ("role-3", "role-10")


async def test_a_file_is_sent_with_words(bot: Bot, tmp_path: Path) -> None:
    (tmp_path / "Løn & roller.csv").write_bytes(b"a;b\r\n\xff")
    told = await bot.seat().upload(tmp_path / "Løn & roller.csv", "importér")
    assert PREVIEW.title in told.text
    assert bot.conversation.read == (("Løn & roller.csv", b"a;b\r\n\xff"),)


async def test_a_file_is_offered_taken_and_shown_once(bot: Bot, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes(b"x")
    seat = bot.seat()
    before = len(await seat.offers())
    await seat.upload(tmp_path / "x.csv")

    async def offered() -> list[TeamsMessage]:
        return (await seat.offers())[before:]

    (offer,) = await until(offered, "an offer")
    assert await seat.accept(offer) == CONTENT
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(seat.accept(offer), 2)
    assert (await seat.personal())[-1].text.startswith("Filen er allerede hentet")


async def test_a_slow_answer_is_announced_and_given(bot: Bot) -> None:
    seat = bot.seat()
    card = await seat.ask("raci backup")
    bot.conversation.seconds = 2.0
    form = await seat.open(card, "Åbn formularen")
    assert form.fields
    bot.conversation.seconds = 0.0


async def test_others_press_and_fill_in_too(bot: Bot) -> None:
    await bot.playground.install("personal", KARIN)
    karin = TeamsSeat(bot.playground, "personal", KARIN)
    for seat in (karin, TeamsSeat(bot.playground, "group", KARIN)):
        _, form = await opened(seat, "card")
        form.fill({"Navn": "Gendannelse"})
        assert SAVED.title in (await form.submit()).text
        assert bot.submitted.actor.account.id == object_id(KARIN)


async def test_a_button_that_is_not_ours_is_answered_with_a_sentence(bot: Bot) -> None:
    seat = bot.seat("group")
    answer = await seat.ask("raci backup")
    answer.handle.action("Åbn formularen")["data"]["action"] = 3
    assert (await seat.told(answer, "Åbn formularen")).startswith("Den knap kan jeg ikke læse")


@pytest.mark.parametrize("place", PLACES)
async def test_a_message_to_others_is_sent_and_changed(bot: Bot, place: Place) -> None:
    await bot.seat(place).ask("raci backup")
    kind = {"personal": PlaceKind.DIRECT, "group": PlaceKind.GROUP, "channel": PlaceKind.CHANNEL}
    where = ChatPlace("teams", TENANT, CONVERSATIONS[place], kind[place])
    sent = await bot.platform.messenger.send(where, Card("Bekræft rollen"), "marker")
    await bot.platform.messenger.update(where, sent, Card("Rollen er bekræftet"))
    (changed,) = [m for m in bot.playground.messages(CONVERSATIONS[place]) if m.id == sent]
    assert (changed.card["body"][0]["text"], changed.revisions) == ("Rollen er bekræftet", 1)


def test_the_preview_has_a_file() -> None:
    assert [element.secret for element in PREVIEW.body if isinstance(element, File)] == [SECRET]
