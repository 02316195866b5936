"""The chat on the real house: forms are checked, taken once, and every refusal is audited."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest

from bot.domain.events import ActionRefused, PressTooLate
from bot.platforms.web.app import WebConfig, WebPlatform
from bot.texts import Texts
from tests.databases import SteppedClock
from tests.example import Example
from tests.platforms.web.asking import Answer, ask
from tests.platforms.web.house import CAST, PLACES

EDIT = "/raci ret sikkerhedskopiering"


@dataclass(frozen=True)
class Chat:
    """The local chat before the example organisation."""

    example: Example
    web: WebPlatform

    async def post(self, path: str, **body: Any) -> Answer:
        return await ask(self.web.app, "POST", path, body)

    async def say(self, person: str, text: str) -> list[dict[str, Any]]:
        answer = await self.post("/demo/say", person=person, place="general", text=text)
        found: list[dict[str, Any]] = answer.json()
        return found

    async def submit(self, message: dict[str, Any], values: Any, **more: Any) -> Answer:
        form = message["form"]
        opened = {"action": form["action"], "value": form["value"], "message": message["id"]}
        body = {"person": "mette", "values": values, **opened, **more}
        return await self.post("/demo/submit", **body)

    async def audited(self) -> list[str]:
        async with self.example.house.store.storage.read() as work:
            return [entry.record.kind async for entry in work.audit.entries()]


@pytest.fixture
async def chat(sqlite_example: Example, clock: SteppedClock) -> Chat:
    """Return the chat, with a clock that stands."""

    async def advance(target: datetime) -> None:
        raise AssertionError(target)

    web = WebPlatform(
        sqlite_example.house.dispatcher,
        lambda: CAST,
        lambda person: Texts("da"),
        clock,
        advance,
        WebConfig(8080, PLACES, Texts("da")),
    )
    return Chat(sqlite_example, web)


def shown(message: dict[str, Any]) -> dict[str, Any]:
    """Return what stands in a form to begin with."""
    return {field["name"]: field["value"] for field in message["form"]["fields"]}


def other(message: dict[str, Any]) -> dict[str, Any]:
    """Return the form with one more role informed."""
    (field,) = [one for one in message["form"]["fields"] if one["name"] == "I"]
    free = [one["value"] for one in field["options"] if one["value"] not in field["value"]]
    taken = {role for name, roles in shown(message).items() for role in roles or () if name != "I"}
    more = next(role for role in free if role not in taken)
    return {**shown(message), "I": [*field["value"], more]}


async def test_a_forms_faults_are_told_and_its_change_is_made_once(chat: Chat) -> None:
    message = (await chat.say("mette", EDIT))[-1]
    wrong = await chat.submit(message, {**shown(message), "A": ["nobody"]})
    assert wrong.status == 422
    assert "nobody" in wrong.json()["errors"]["A"]
    before = len(await chat.audited())
    at_once = (chat.submit(message, other(message), delivery="d-1") for _ in range(20))
    answers = await asyncio.gather(*at_once)
    answers.append(await chat.submit(message, other(message), delivery="d-1"))
    assert {answer.status for answer in answers} == {200}
    assert sum(1 for answer in answers if answer.json()) == 1
    once = await chat.audited()
    assert len(once) > before
    again = await chat.submit(message, other(message), delivery="d-2")
    assert again.status in (200, 422)
    changes = [kind for kind in once[before:] if kind != PressTooLate.kind]
    after = [kind for kind in (await chat.audited())[before:] if kind != PressTooLate.kind]
    assert after == changes


async def test_a_form_is_for_who_opened_it_alone(chat: Chat) -> None:
    message = (await chat.say("mette", EDIT))[-1]
    answer = await chat.submit(message, shown(message), person="anders")
    (told,) = answer.json()
    assert (told["place"], told["to"]) == ("dm-anders", "anders")
    assert Texts("da")("error.form-not-yours") in told["text"]
    assert (await chat.audited())[-1] == PressTooLate.kind


async def test_a_press_by_who_may_not_is_refused_and_audited(chat: Chat) -> None:
    message = (await chat.say("mette", EDIT))[-1]
    (button,) = message["card"]["actions"]
    answer = await chat.post(
        "/demo/press", person="nina", message=message["id"], action=button["action"]
    )
    (told,) = answer.json()
    assert (told["place"], told["to"]) == ("dm-nina", "nina")
    assert "Kun informationssikkerhedsfunktionen" in told["text"]
    assert (await chat.audited())[-1] == ActionRefused.kind
