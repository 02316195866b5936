"""Talking to the bot from the local chat, in a browser, by clicks and keys."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from playwright.async_api import Locator, Page

from tests.e2e.drivers.answers import PATIENCE, Answer
from tests.e2e.drivers.cast import IN_SLACK, METTE, Person
from tests.e2e.drivers.web_form import WebForm, read_form

NEW = """shown => [...document.querySelectorAll('#log .message:has(.card)')].findLast(
    one => shown[one.id] !== one.querySelector('.card').textContent)?.id"""
READ = """message => {
    const card = message.querySelector('.card');
    const read = what => [...card.querySelectorAll(what)].map(one => one.innerText);
    return {
        id: message.id,
        text: card.innerText,
        mentions: read('.mention'),
        buttons: read('form:not(:has(select)) button'),
        options: read('option'),
        private: message.matches('.private'),
    };
}"""
READ_NEWEST = f"""few => [...document.querySelectorAll('#log .message:has(.card)')].slice(-few).map(
    {READ})"""
POLLING = 50.0  # ms; by default a page is looked at, and drawn, with every frame
SHOWN = """() => Object.fromEntries([...document.querySelectorAll('#log .message:has(.card)')].map(
    one => [one.id, one.querySelector('.card').textContent]))"""


@dataclass
class WebSeat:
    """A person in a channel, or in the direct messages with the bot when it has no name."""

    page: Page
    url: str
    channel: str = "general"
    person: Person = METTE
    platform = "web"
    public = False
    members = frozenset(person.id for person in IN_SLACK) - {"erik"}
    _people: dict[str, str] = field(
        default_factory=lambda: {f"@{person.name}": person.id for person in IN_SLACK}
    )

    @property
    def shares(self) -> bool:
        return bool(self.channel)

    def mention(self, person: Person) -> str:
        return f"@{person.name}"

    async def sit(self) -> None:
        """Become the person and go to the place, as one does with the mouse."""
        if not self.page.url.startswith(self.url):
            await self.page.goto(self.url)
        body = self.page.locator("body")
        if await body.get_attribute("data-person") != self.person.id:
            switcher = self.page.locator(".switcher")
            await switcher.locator("summary").click()
            await switcher.get_by_role("link", name=self.person.name).click()
            await self.page.locator(f"body[data-person={self.person.id}]").wait_for()
        place = self.channel or f"dm-{self.person.id}"
        if await body.get_attribute("data-place") != place:
            await self.page.locator(f"nav a[data-place={place}]").click()
            await self.page.locator(f"body[data-place={place}]").wait_for()

    async def ask(self, text: str) -> Answer:
        await self.sit()
        before = await self.page.evaluate(SHOWN)
        if self.channel:
            text = f"/{text}" if text.startswith("raci ") else f"/isms {text}"
        box = self.page.locator("#text")
        await box.click()
        await box.fill(text)
        await box.press("Enter")
        return await self.answered(before)

    async def press(self, answer: Answer, button: str) -> Answer:
        before = await self.page.evaluate(SHOWN)
        await answer.handle.get_by_role("button", name=button, exact=True).click()
        return await self.answered(before)

    async def choose(self, answer: Answer, option: str) -> Answer:
        before = await self.page.evaluate(SHOWN)
        form = answer.handle.locator("form:has(select)")
        await form.locator("select").select_option(label=option)
        await form.locator("button").click()
        return await self.answered(before)

    async def open(self, answer: Answer, button: str) -> WebForm:
        """Press a button that opens a form."""
        await answer.handle.get_by_role("button", name=button, exact=True).click()
        return await self.form()

    async def form(self) -> WebForm:
        """The form that is open before the person."""
        shown = self.page.locator("dialog[open] .form")
        await shown.wait_for(timeout=PATIENCE * 1000)
        return await read_form(self, shown)

    async def upload(self, path: Path, text: str = "") -> Answer:
        """Send a file with the button beside the input, and words with it."""
        await self.sit()
        before = await self.page.evaluate(SHOWN)
        await self.page.locator(".write input[type=file]").set_input_files(path)
        await self.page.locator(".chosen").get_by_text(path.name).wait_for()
        await self.page.locator("#text").fill(text)
        await self.page.locator(".write .send").click()
        return await self.answered(before)

    async def shown(self) -> dict[str, str]:
        """The cards that stand before the person now, by the ids of their messages."""
        found: dict[str, str] = await self.page.evaluate(SHOWN)
        return found

    async def picture(self, answer: Answer) -> bytes:
        """What the answer's picture shows, once the browser has shown it."""
        image = answer.handle.locator("figure img")
        await image.evaluate("image => image.decode()")
        address = await image.evaluate("image => image.src")
        async with aiohttp.ClientSession() as session, session.get(address) as got:
            assert got.status == 200, address
            return await got.read()

    async def answered(self, before: dict[str, str]) -> Answer:
        """The card that is new or changed since."""
        found = await self.page.wait_for_function(
            NEW, arg=before, timeout=PATIENCE * 1000, polling=POLLING
        )
        return await self.seen(self.page.locator(f"#{await found.json_value()}"))

    async def seen(self, message: Locator) -> Answer:
        """A message as a person sees it."""
        return self._read(await message.evaluate(READ))

    async def cards(self, newest: int = 0) -> dict[str, Answer]:
        """The cards that stand before the person now, by their messages' ids, oldest first.

        Args:
            newest: only so many, the newest; all when it is 0.
        """
        found: list[dict[str, Any]] = await self.page.evaluate(READ_NEWEST, newest)
        return {read["id"]: self._read(read) for read in found}

    def _read(self, read: dict[str, Any]) -> Answer:
        return Answer(
            text=read["text"],
            mentioned=frozenset(self._people[name] for name in read["mentions"]),
            buttons=tuple(read["buttons"]),
            options=tuple(read["options"]),
            public=not read["private"],
            handle=self.page.locator(f"#{read['id']}"),
        )
