"""The work on a date of the wheel on the real clients: done, snoozed, moved and given on."""

import os
from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from bot.texts import Texts
from tests.e2e.drivers.answers import Answer
from tests.e2e.drivers.camera import AnyForm, Camera
from tests.e2e.drivers.cast import ANDERS, JONAS, KARIN, METTE, NINA
from tests.e2e.drivers.company import Company, kept, open_company
from tests.e2e.drivers.letterbox import AnySeat, Letterbox
from tests.e2e.drivers.processes import PROJECT
from tests.e2e.drivers.web_seat import WebSeat

GENERAL = "Hvad blev gjort, og hvad viste det?"
TASKS = {
    "slack": ("revisionsbemærkninger", GENERAL),
    "teams": (
        "opfølgning på risikohåndteringsplanen",
        "Er der fremdrift, og har indsatserne givet det ønskede resultat?",
    ),
    "web": ("møde i informationssikkerhedsudvalget", GENERAL),
}
STRANGERS = {"slack": NINA, "teams": KARIN, "web": NINA}
OPEN, DONE, SNOOZE = "Åbn formularen", "Markér som gennemført", "Påmind mig senere"
POSTPONE, GIVE = "Udskyd", "Overdrag"
DANISH = Texts("da")
WEEK = timedelta(weeks=1)
LANGUAGES = {"da": "sprog da", "en": "language en"}
ARTIFACTS = PROJECT / "artifacts"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def company(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Company]:
    async with open_company(tmp_path_factory.mktemp("occurrences")) as opened:
        yield opened


async def typed(seat: AnySeat, words: str, button: str = OPEN) -> AnyForm:
    """Type the words that open a form."""
    card = await seat.ask(words)
    return await seat.form() if isinstance(seat, WebSeat) else await seat.open(card, button)


async def submitted(seat: AnySeat, form: AnyForm, *words: str) -> Answer:
    """Submit; the task's card, which may take the place of the one that was pressed."""
    await form.submit()
    return await Letterbox(seat).letter(*words)


def today() -> date:
    """The organisation's local date."""
    return datetime.now(ZoneInfo(DANISH.timezone)).date()


def another_day(card: Answer) -> str:
    """A day within R's own two weeks that the card does not name."""
    ahead = (today() + timedelta(days=days) for days in range(8, 13))
    days = [
        day for day in ahead if day.weekday() in (1, 2) and DANISH.date_long(day) not in card.text
    ]
    return days[0].isoformat()


@pytest.mark.parametrize("platform", ["slack", "teams", "web"])
async def test_a_task_is_snoozed_moved_given_on_and_done(company: Company, platform: str) -> None:
    mette = await company.seat(platform, METTE)
    jonas = await company.seat(platform, JONAS)
    words, question = TASKS[platform]

    form = await typed(mette, f"udført {words}")
    form.fill({question: "Alt er lukket"})
    waits = await submitted(mette, form, "Afventer dokumentation", "der mangler dokumentation")
    assert {DONE, SNOOZE, POSTPONE, GIVE} <= set(waits.buttons)

    form = await mette.open(waits, SNOOZE)
    tomorrow = today() + timedelta(days=1)
    form.fill({"Påmind mig igen": tomorrow.isoformat(), "Begrundelse": "Venter på revisor"})
    snoozed = await submitted(
        mette, form, f"påmindet igen {DANISH.date_medium(tomorrow)}", "Venter på revisor"
    )
    form = await mette.open(snoozed, POSTPONE)
    form.fill({"Ny dato": another_day(snoozed), "Begrundelse": "Revisor er syg"})
    moved = await submitted(mette, form, "Mette Sørensen flyttede", "Revisor er syg")
    old = await kept(company, mette, moved)
    stranger = await company.private(platform, STRANGERS[platform])
    await stranger.ask("mine")
    await old.press(DONE, "Det kan du ikke.", by=stranger.person)

    form = await mette.open(moved, GIVE)
    form.fill({"Hvem skal stå for opgaven?": "Jonas Bak", "Bemærkning": "Mappen er i A2"})
    given = await submitted(mette, form, "opgaven til Jonas Bak")
    assert DONE not in given.buttons
    await old.press(DONE, "Jonas Bak")

    got = await Letterbox(jonas).letter("Mappen er i A2", button=DONE)
    theirs = await kept(company, jonas, got)
    form = await jonas.open(got, DONE)
    form.fill({"Dokumentation": "Sag 27-114"})
    done = await submitted(jonas, form, "Jonas Bak gennemførte opgaven")
    assert DONE not in done.buttons
    await theirs.press(DONE, "Jonas Bak gennemførte allerede opgaven")
    await old.press(POSTPONE, "Jonas Bak gennemførte allerede opgaven")


@pytest.mark.skipif(not os.environ.get("SHEETS"), reason="SHEETS=all makes these pictures")
@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("platform", ["slack", "teams", "web"])
async def test_the_cards_side_by_side(
    company: Company, platform: str, language: str, tmp_path: Path
) -> None:
    """For people to look at, in ``artifacts``: what is on the cards is asserted above.

    SHEETS=all makes them.
    """
    camera = Camera(company, tmp_path)
    mette, anders = [await company.seat(platform, person) for person in (METTE, ANDERS)]
    for seat in (mette, anders):
        await camera.open(seat)
        await seat.ask(LANGUAGES[language])
    # Each goes further beyond the one before than R may alone.
    weeks = 26 + 6 * list(TASKS).index(platform) + 3 * (language == "en")
    await take_pictures(camera, mette, anders, Texts(language), today() + weeks * WEEK)
    for seat in (mette, anders):
        await seat.ask(LANGUAGES["da"])
    await camera.close()
    sheet = ARTIFACTS / f"occurrences-{platform}-{language}.png"
    await company.screens.contact_sheet(camera.pictures, sheet)
    assert sheet.stat().st_size > 50_000


async def take_pictures(
    camera: Camera, mette: AnySeat, anders: AnySeat, texts: Texts, due: date
) -> None:
    """Take a task through its cards and forms, up to its approver and back."""
    choose = await mette.ask("udført awareness")
    await camera.card("choose", mette, choose)
    words = "done risk treatment plan" if texts.language == "en" else "udført risikohåndteringsplan"
    form = await typed(mette, words, texts("button.open-form"))
    await camera.form("done", form)
    form.fill(
        {
            texts("occurrences.question.risk-treatment-plan"): texts("occurrences.plan.updated"),
            texts("occurrences.form.evidence"): "Sag 27-114",
        }
    )
    waits = await submitted(mette, form, texts("occurrences.state.to-approve"))
    await camera.card("delivered", mette, waits)
    asked = await Letterbox(anders).letter("Sag 27-114", button=texts("button.send-back"))
    await camera.card("to approve", anders, asked)
    form = await anders.open(asked, texts("button.send-back"))
    form.fill({texts("occurrences.reason"): "Bilag 2 mangler"})
    await submitted(anders, form, "Bilag 2 mangler")
    back = await Letterbox(mette).letter("Bilag 2 mangler", button=texts("button.mark-done"))
    await camera.card("sent back", mette, back)
    form = await mette.open(back, texts("button.postpone"))
    await camera.form("postpone", form)
    form.fill(
        {texts("occurrences.form.due"): due.isoformat(), texts("occurrences.reason"): "Travlt"}
    )
    await submitted(mette, form, "Travlt")
    request = await Letterbox(anders).letter("Travlt", button=texts("button.reject"))
    await camera.card("request", anders, request)
    await anders.press(request, texts("button.approve"))
    heard = await Letterbox(mette).letter("Travlt", button=texts("button.see-details"))
    details = await mette.press(heard, texts("button.see-details"))
    await camera.card("details", mette, details)
