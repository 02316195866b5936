"""A form of the local chat in a browser, filled in by what people read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from playwright.async_api import Locator, Page, expect

from bot.texts import Texts
from tests.e2e.drivers.answers import PATIENCE, Answer

# The label alone, without the words that say that it must be filled in.
LABELS = """fields => fields.map(
    one => one.querySelector('label, legend').firstChild.textContent.trim())"""
SENTENCES = "errors => errors.map(one => one.lastChild.textContent)"
FILLED = """fields => fields.map(one => {
    const control = one.querySelector('select, textarea, input:not([type=search])');
    if (one.matches('fieldset'))
        return [...one.querySelectorAll('.choices :checked')].map(box => box.value).filter(Boolean);
    return [control.value].filter(Boolean);
})"""
INTRO = """form => [...form.children].filter(
    one => !one.matches('input, h1, .wrong, .field, .controls'))
    .map(one => one.innerText).join('\\n')"""
SOMETHING_WRONG = frozenset(Texts(language)("web.form.wrong") for language in ("da", "en"))


class Sitting(Protocol):
    """The seat before which the form is open."""

    page: Page

    async def shown(self) -> dict[str, str]: ...

    async def answered(self, before: dict[str, str]) -> Answer: ...

    async def form(self) -> "WebForm": ...


@dataclass
class WebForm:
    """An open form.

    Attributes:
        title: its heading.
        text: what stands in it to be read, fields left out.
        fields: the labels, top to bottom.
        filled: what stands in each field, by its label, before anything is typed.
    """

    seat: Sitting
    shown: Locator
    title: str
    text: str
    fields: list[str]
    filled: dict[str, tuple[str, ...]]
    values: dict[str, str | Sequence[str]] = field(default_factory=dict)

    def fill(self, values: Mapping[str, str | Sequence[str]]) -> None:
        """Type a text, a date as in ISO 8601, or choose what is named; several where one may."""
        assert set(values) <= set(self.fields), (set(values) - set(self.fields), self.fields)
        self.values.update(values)

    async def submit(self) -> Answer:
        """Submit; the card that it led to."""
        before = await self.seat.shown()
        await self._submit()
        await expect(self.seat.page.locator("dialog[open]")).to_have_count(0)
        return await self.seat.answered(before)

    async def refused(self) -> dict[str, str]:
        """Submit; what is wrong, by label, "" for what stands at the top of the form."""
        await self._submit()
        await self.shown.locator(".wrong").wait_for(timeout=PATIENCE * 1000)
        wrong = self.shown.locator(".field:has(.error)")
        labels = await wrong.evaluate_all(LABELS)
        errors = await wrong.locator(".error > span").evaluate_all(SENTENCES)
        told = dict(zip(labels, errors, strict=True))
        whole = await self.shown.locator(".wrong > span").inner_text()
        return told if whole in SOMETHING_WRONG else {"": whole, **told}

    async def next(self) -> "WebForm":
        """Submit; the form that it led to."""
        await self._submit()
        await expect(self.shown.locator("h1")).not_to_have_text(self.title)
        return await self.seat.form()

    async def type(self) -> None:
        """Fill in what was told, and do not submit it."""
        for label, value in self.values.items():
            await self._type(self.shown.locator(".field").nth(self.fields.index(label)), value)
        self.values.clear()

    async def close(self) -> None:
        """Close it without submitting, also when something was typed."""
        for _ in range(2):
            if await self.seat.page.locator("dialog[open]").count():
                await self.shown.locator("[data-close]").click()
        await expect(self.seat.page.locator("dialog[open]")).to_have_count(0)

    async def _submit(self) -> None:
        await self.type()
        await self.shown.evaluate("form => form.classList.add('sent')")
        await self.shown.locator(".controls button.primary").click()
        await expect(self.shown.and_(self.seat.page.locator(".sent"))).to_have_count(0)

    async def _type(self, field: Locator, value: str | Sequence[str]) -> None:
        if await field.locator(".choices").count():
            await self._pick(field, [value] if isinstance(value, str) else value)
        elif await field.locator("select").count():
            await field.locator("select").select_option(label=str(value))
        else:
            await field.locator("input, textarea").fill(str(value))

    async def _pick(self, field: Locator, wanted: Sequence[str]) -> None:
        picks = await field.locator(".pick").all()
        labels = [await pick.inner_text() for pick in picks]
        assert set(wanted) <= set(labels), (set(wanted) - set(labels), labels)
        for label, pick in zip(labels, picks, strict=True):
            box = pick.locator("input")
            if label in wanted:
                await box.check()
            elif await box.get_attribute("type") == "checkbox":
                await box.uncheck()


async def read_form(seat: Sitting, shown: Locator) -> WebForm:
    """The form that is shown, with all that can be read in it."""
    fields = shown.locator(".field")
    labels: list[str] = await fields.evaluate_all(LABELS)
    filled: list[list[str]] = await fields.evaluate_all(FILLED)
    return WebForm(
        seat,
        shown,
        await shown.locator("h1").inner_text(),
        await shown.evaluate(INTRO),
        labels,
        {label: tuple(values) for label, values in zip(labels, filled, strict=True)},
    )
