"""Forms and files in the local chat, as a person meets them in a browser, with and without script.

The chat answers by a script of its own here, so that every kind of field and of answer is met.
"""

import asyncio
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
import uvicorn
from playwright.async_api import Page, expect

from bot.cards.elements import Card
from bot.chat.reply import Receipt
from bot.chat.request import Command, FormSubmit, Place, PlaceKind
from tests.e2e.drivers.answers import PATIENCE
from tests.e2e.drivers.screens import Screens
from tests.e2e.drivers.web_seat import WebSeat
from tests.platforms.web.forms import CONFIRM, FORM, PREVIEW, SAVED, WRONG, script
from tests.platforms.web.house import House


@pytest_asyncio.fixture(loop_scope="session")
async def served() -> AsyncIterator[tuple[House, str]]:
    """The chat on a free port."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        house = House(script, port)
        config = uvicorn.Config(house.web.app, log_level="error", ws="none", lifespan="off")
        server = uvicorn.Server(config)
        running = asyncio.create_task(server.serve(sockets=[listening]))
        while not server.started:
            await asyncio.sleep(0.005)
        yield house, f"http://127.0.0.1:{port}/"
        house.web.close()
        server.should_exit = True
        await running


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def screens() -> AsyncIterator[Screens]:
    async with Screens() as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def page(screens: Screens) -> AsyncIterator[Page]:
    opened = await screens.page()
    yield opened
    await opened.close()


async def test_a_form_is_filled_in_refused_corrected_and_taken(
    served: tuple[House, str], page: Page
) -> None:
    house, url = served
    seat = WebSeat(page, url)
    card = await seat.ask("raci ret backup")
    form = await seat.form()
    assert form.title == FORM.title
    assert form.text == "Rettelsen er et udkast, til en anden har godkendt den."
    assert form.fields == [field.label for field in FORM.fields]
    assert form.filled["Udførende (R)"] == ("role-3", "role-10")
    assert (form.filled["Gælder fra"], form.filled["Begrundelse"]) == (("2027-04-01",), ())
    await expect(page.locator("#field-0")).to_be_focused()
    form.fill(
        {
            "Navn": "",
            "Ansvarlig (A)": "HR",
            "Udførende (R)": (),
            "Systemer": ("ERP", "Journal"),
            "Hvor tit": "Hvert år",
            "Begrundelse": "Fordi <b>vi</b>\nændrer",
        }
    )
    assert await form.refused() == {
        "Navn": WRONG["name"],
        "Udførende (R)": WRONG["r"],
    }
    await expect(page.locator("#field-0")).to_be_focused()
    await expect(page.locator("textarea")).to_have_value("Fordi <b>vi</b>\nændrer")
    form.fill({"Navn": "hel", "Udførende (R)": ("It-drift",)})
    assert await form.refused() == {"": "En anden har rettet aktiviteten imens. Åbn den igen."}
    await expect(form.shown.locator(".wrong")).to_be_focused()
    form.fill({"Navn": "igen", "Udførende (R)": ("It-drift", "Systemejer")})
    last = await form.next()
    assert last.title == CONFIRM.title
    submitted = house.conversation.asked[-1]
    assert isinstance(submitted, FormSubmit)
    assert submitted.values == {
        "name": ("igen",),
        "a": ("role-4",),
        "r": ("role-2", "role-3"),
        "systems": ("erp", "journal"),
        "cadence": ("y",),
        "due": ("2027-04-01",),
        "why": ("Fordi <b>vi</b>\nændrer",),
    }
    done = await last.submit()
    assert SAVED.title in done.text
    assert await done.handle.get_attribute("id") == await card.handle.get_attribute("id")


async def test_a_long_list_is_narrowed_by_typing(served: tuple[House, str], page: Page) -> None:
    seat = WebSeat(page, served[1])
    await seat.ask("raci ret backup")
    form = await seat.form()
    group = form.shown.locator("fieldset", has_text="Udførende (R)")
    await expect(group.locator("[role=status]")).to_have_text("Valgt: 2")
    await group.get_by_label("Søg i").fill("drift")
    await expect(group.locator(".pick:visible")).to_have_text(["Leverandør: Drift A/S", "It-drift"])
    await group.get_by_label("It-drift").check()
    await expect(group.locator("[role=status]")).to_have_text("Valgt: 3")
    await group.get_by_label("Søg i").fill("xyz")
    await expect(group.locator("[role=status]")).to_have_text("Ingen passer. Prøv et andet ord.")
    await group.get_by_label("Søg i").press("Enter")
    await expect(form.shown.locator("h1")).to_have_text(FORM.title)


async def test_what_was_typed_is_not_lost_by_one_slip(
    served: tuple[House, str], page: Page
) -> None:
    seat = WebSeat(page, served[1])
    card = await seat.ask("raci ret backup")
    form = await seat.form()
    form.fill({"Begrundelse": "Lang tekst"})
    await form.type()
    await page.keyboard.press("Escape")
    await expect(page.locator("dialog .told")).to_contain_text("er ikke sendt")
    await expect(page.locator("textarea")).to_have_value("Lang tekst")
    await form.close()
    again = await seat.open(card, "Åbn formularen")
    assert again.filled["Begrundelse"] == ()
    await page.keyboard.press("Escape")
    await expect(page.locator("dialog[open]")).to_have_count(0)


async def test_a_file_is_sent_with_words(
    served: tuple[House, str], page: Page, tmp_path: Path
) -> None:
    house, url = served
    (tmp_path / "Løn & roller.csv").write_bytes(b"a;b\r\n\xff")
    seat = WebSeat(page, url)
    answer = await seat.upload(tmp_path / "Løn & roller.csv", "/isms importér")
    assert PREVIEW.title in answer.text
    assert "18 kB" in answer.text
    command = house.conversation.asked[-1]
    assert isinstance(command, Command)
    assert (command.word, command.text) == ("isms", "importér")
    assert command.files[0].name == "Løn & roller.csv"
    assert await command.files[0].read(100) == b"a;b\r\n\xff"
    await expect(page.locator(".typed.file").last).to_contain_text("Løn & roller.csv")


async def test_what_is_new_elsewhere_is_marked(served: tuple[House, str], page: Page) -> None:
    house, url = served
    seat = WebSeat(page, url)
    await seat.sit()
    for person in ("mette", "anders"):
        place = Place("web", "demo", person, PlaceKind.DIRECT)
        await house.web.messenger.send(place, Card("Til dig"))
    await expect(page.locator("nav a[data-place=dm-mette] .dot")).to_have_count(1)
    await expect(page.locator(".switcher summary .dot")).to_have_count(1)
    await page.locator(".switcher summary").click()
    await expect(page.locator(".switcher li .dot")).to_have_count(1)
    await expect(page.locator(".switcher a[data-person=anders] .dot")).to_have_count(1)
    await page.set_viewport_size({"width": 390, "height": 780})
    await expect(page.locator(".bar .dot")).to_be_visible()
    await page.goto(f"{url}?person=anders&place=dm-anders")
    await page.locator(".card", has_text="Til dig").wait_for()
    await page.goto(f"{url}?person=mette&place=general")
    await expect(page.locator("nav a[data-place=dm-mette] .dot")).to_have_count(1)
    await expect(page.locator(".switcher .dot")).to_have_count(0)


async def test_an_answer_in_another_place_is_pointed_to(
    served: tuple[House, str], page: Page
) -> None:
    seat = WebSeat(page, served[1])
    await seat.sit()
    await page.locator("#text").fill("/isms mig")
    await page.locator("#text").press("Enter")
    await page.locator("#notice").get_by_role("link", name="Vis svaret").click()
    await page.locator("body[data-place=dm-mette] .card").wait_for()


async def test_one_can_write_on_while_an_answer_is_being_delivered(
    served: tuple[House, str], page: Page
) -> None:
    house, url = served
    delivered = asyncio.Event()

    async def settle() -> None:
        await delivered.wait()

    house.settle = settle
    seat = WebSeat(page, url)
    await seat.ask("raci backup")
    await seat.ask("raci adgang")
    async with page.expect_response("**/demo/say"):
        await page.locator("#text").fill("/raci halvt skre")
        delivered.set()
    await expect(page.locator("#text")).to_have_value("/raci halvt skre")


async def test_one_can_write_on_while_a_file_is_being_sent(
    served: tuple[House, str], page: Page, tmp_path: Path
) -> None:
    house, url = served
    delivered = asyncio.Event()

    async def settle() -> None:
        await asyncio.wait_for(delivered.wait(), PATIENCE)

    house.settle = settle
    (tmp_path / "roller.csv").write_bytes(b"a;b")
    seat = WebSeat(page, url)
    await seat.upload(tmp_path / "roller.csv", "/isms importér")
    await expect(page.locator(".chosen")).to_be_hidden()
    # The fill comes between: what is expected is asked for without a wait, and could be missed.
    async with page.expect_response("**/demo/upload?**"):
        await page.locator("#text").fill("/raci halvt skre")
        delivered.set()
    await expect(page.locator("#text")).to_have_value("/raci halvt skre")


async def test_what_was_refused_stands_in_the_input_again(
    served: tuple[House, str], page: Page, tmp_path: Path
) -> None:
    house, url = served
    seat = WebSeat(page, url)
    await seat.sit()
    house.conversation.receipt = Receipt.LATER
    (tmp_path / "roller.csv").write_bytes(b"a;b")
    await page.locator(".write input[type=file]").set_input_files(tmp_path / "roller.csv")
    await page.locator("#text").fill("/isms importér")
    await page.locator("#text").press("Enter")
    await expect(page.locator("#notice")).to_contain_text("Prøv igen om lidt.")
    await expect(page.locator("#text")).to_have_value("/isms importér")
    await expect(page.locator(".chosen")).to_contain_text("roller.csv")
    await page.locator(".chosen button").click()
    await page.locator("#text").fill("/raci backup")
    await page.locator("#text").press("Enter")
    await expect(page.locator("#notice")).to_contain_text("Prøv igen om lidt.")
    await expect(page.locator("#text")).to_have_value("/raci backup")


async def test_everything_works_without_a_script(
    served: tuple[House, str], screens: Screens, tmp_path: Path
) -> None:
    house, url = served
    page = await screens.page(script=False)
    await page.goto(url)
    await page.locator("#text").fill("/raci ret backup")
    await page.locator(".send").click()
    await expect(page.locator("h1")).to_have_text(FORM.title)
    await page.locator("#field-0").fill("")
    await page.locator("textarea").fill("Lang tekst")
    await page.get_by_role("button", name=FORM.submit).click()
    await expect(page.locator(".error")).to_contain_text(WRONG["name"])
    await expect(page.locator("#field-0")).to_be_focused()
    await expect(page.locator("textarea")).to_have_value("Lang tekst")
    await page.locator("#field-0").fill("Backup")
    await page.get_by_role("button", name=FORM.submit).click()
    await page.locator(".card", has_text=SAVED.title).wait_for()
    (tmp_path / "x.csv").write_bytes(b"a;b\r\n\xff")
    await page.locator("input[type=file]").set_input_files(tmp_path / "x.csv")
    await page.locator(".send").click()
    await page.locator(".card", has_text=PREVIEW.title).wait_for()
    command = house.conversation.asked[-1]
    assert isinstance(command, Command)
    assert await command.files[0].read(100) == b"a;b\r\n\xff"
