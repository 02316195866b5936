"""The annual wheel, the plan and a year in advance on the real clients."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.e2e.drivers.camera import Camera
from tests.e2e.drivers.cast import METTE
from tests.e2e.drivers.company import Company, open_company
from tests.e2e.drivers.processes import PROJECT

ARTIFACTS = PROJECT / "artifacts"
ASKED = {
    "da": (
        "sprog da",
        "årshjul",
        "årshjul 2027",
        "årshjul marts 2027",
        "årshjul mine",
        "årshjul risikovurdering",
        "hvornår er udvalgsmødet",
        "årshjul opfølgning",
        "årshjul punkter",
        "plan",
        "mine",
        "admin simulér 2027",
    ),
    "en": (
        "language en",
        "wheel",
        "wheel 2027",
        "wheel march 2027",
        "wheel mine",
        "wheel risk assessment",
        "when is the committee meeting",
        "wheel follow-up",
        "wheel items",
        "plan",
        "my tasks",
        "admin simulate 2027",
    ),
}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def company(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Company]:
    async with open_company(tmp_path_factory.mktemp("wheel")) as opened:
        yield opened


@pytest.mark.skipif(not os.environ.get("SHEETS"), reason="SHEETS=all makes these pictures")
@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("platform", ["slack", "teams", "web"])
async def test_the_year_side_by_side(
    company: Company, platform: str, language: str, tmp_path: Path
) -> None:
    """For people to look at, in ``artifacts``; SHEETS=all makes them."""
    camera = Camera(company, tmp_path)
    mette = await company.seat(platform, METTE)
    await camera.open(mette)
    choose, *asked = ASKED[language]
    await mette.ask(choose)
    for number, words in enumerate(asked):
        await camera.card(f"{number} {words}", mette, await mette.ask(words))
    await mette.ask(ASKED["da"][0])
    await camera.close()
    sheet = ARTIFACTS / f"wheel-{platform}-{language}.png"
    await company.screens.contact_sheet(camera.pictures, sheet)
    assert sheet.stat().st_size > 50_000
