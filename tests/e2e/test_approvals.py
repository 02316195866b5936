"""A written approval with members on Slack and Teams, from the question to the register."""

import hashlib
import json
import os
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
import pytest_asyncio

from tests.e2e.drivers.camera import Camera
from tests.e2e.drivers.cast import ANDERS, BO, KARIN, LONE, METTE, NINA, SARA
from tests.e2e.drivers.company import Company, kept, open_company
from tests.e2e.drivers.letterbox import Letterbox
from tests.e2e.drivers.processes import PROJECT

TITLE = "Ny backup"
ASKED = {
    "Hvad skal besluttes?": "Køb ny backup",
    "Hvordan skal det gøres?": "Efter tilbud fra Drift A/S",
    "Hvem skal gøre det?": ["Jonas Bak"],
    "Senest hvornår?": "2027-06-01",
    "Andre, der konsulteres (C) først": ["Nina Vest"],
}
BASIS = {"Grundlag": "Tilbud af 1. marts"}
REASON = {"reject": "Hvorfor afviser du?", "back": "Hvad skal ændres, før du kan svare?"}
APPROVER = "CISO / IT-ansvarlig (rolle)"
ARTIFACTS = PROJECT / "artifacts"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def company(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Company]:
    async with open_company(tmp_path_factory.mktemp("approvals")) as opened:
        yield opened


async def test_a_written_approval_across_slack_and_teams(company: Company, tmp_path: Path) -> None:
    mette = await company.seat("web", METTE)
    nina = await company.seat("web", NINA)
    anders, bo, sara = [await company.seat("slack", one) for one in (ANDERS, BO, SARA)]
    karin, lone = [await company.seat("teams", one) for one in (KARIN, LONE)]

    await mette.ask("godkendelse ny " + TITLE)
    form = await mette.form()
    form.fill(ASKED)
    refused = await form.refused()
    assert any("beslutningsgrundlag" in told for told in refused.values()), refused
    form.fill(BASIS)
    sent = await form.submit()
    assert "sendt til dem, der konsulteres (C)" in sent.text

    question = await Letterbox(nina).letter("Har du bemærkninger", button="Send bemærkning")
    form = await nina.open(question, "Send bemærkning")
    form.fill({"Din bemærkning": "Husk prisen"})
    await form.submit()

    first = await Letterbox(anders).letter("Til godkendelse", "Husk prisen", button="Godkend")
    old = await kept(company, anders, first)
    await anders.press(first, "Godkend")
    assert "Skift svar" in (await Letterbox(anders).becomes(first, "Du har svaret")).buttons
    card = await Letterbox(karin).letter("Til godkendelse", button="Send tilbage")
    form = await karin.open(card, "Send tilbage")
    form.fill({REASON["back"]: "Prisen mangler"})
    await form.submit()
    assert not {"Godkend"} & set((await Letterbox(anders).becomes(first, "Sat på pause")).buttons)

    keeper = await Letterbox(mette).letter("Prisen mangler", button="Send ny version")
    form = await mette.open(keeper, "Send ny version")
    form.fill({"Beløb i kroner": "50.000"})
    assert "Version 2 er sendt ud" in (await form.submit()).text
    await Letterbox(anders).becomes(first, "Forældet")
    await old.press("Godkend", "forældet")

    seats = {"anders": anders, "lone": lone, "karin": karin, "sara": sara}
    second = {}
    for name, seat in seats.items():
        second[name] = await Letterbox(seat).letter("50000 kr.", "version 2", button="Godkend")
        await seat.press(second[name], "Godkend")
        await Letterbox(seat).becomes(second[name], "Du har svaret »Godkend«")
    last = await Letterbox(bo).letter("version 2", button="Afvis")
    form = await bo.open(last, "Afvis")
    assert list(await form.refused()) == [REASON["reject"]]
    form.fill({REASON["reject"]: "For dyrt"})
    await form.submit()
    for name, seat in {**seats, "bo": bo}.items():
        card = second.get(name, last)
        done = await Letterbox(seat).becomes(card, "blev vedtaget skriftligt")
        assert "4 for, 1 imod, 0 undlod at stemme. 5 af 5" in done.text
        assert "Godkend" not in done.buttons
        assert "Vis afgørelsen" in done.buttons
    await Letterbox(mette).letter("blev vedtaget skriftligt", "fordi du har bedt om")
    decided = [e for e in await company.audited() if e["kind"] == "decision.recorded"]
    assert len(decided) == 1
    result = await Letterbox(karin).letter("blev vedtaget skriftligt", button="Vis afgørelsen")
    decision = await karin.press(result, "Vis afgørelsen")
    number = decided[0]["data"]["number"]
    assert f"Beslutning {number}: {TITLE}" in decision.text
    assert number in (await mette.ask("beslutning backup")).text
    assert_evidence(await karin.take(decision, "Hent dokumentation"), number)


def assert_evidence(content: bytes, number: str) -> None:
    """The evidence pack: the decision, its votes, the log, and digests that are theirs."""
    with ZipFile(BytesIO(content)) as pack:
        parts = {name: pack.read(name) for name in pack.namelist()}
    sums = dict(row.split("  ", 1)[::-1] for row in parts.pop("SHA256SUMS").decode().splitlines())
    assert sums == {name: hashlib.sha256(part).hexdigest() for name, part in parts.items()}
    told = parts["decision.txt"].decode()
    assert number in told and "4 for, 1 imod" in told and "Tilbud af 1. marts" in told
    kinds = [json.loads(row)["kind"] for row in parts["audit.jsonl"].splitlines()]
    assert kinds.count("decision.recorded") == 1 and "approval.sent-back" in kinds


@pytest.mark.skipif(not os.environ.get("SHEETS"), reason="SHEETS=all makes these pictures")
@pytest.mark.parametrize("platform", ["slack", "teams", "web"])
async def test_the_cards_side_by_side(company: Company, platform: str, tmp_path: Path) -> None:
    """For people to look at, in ``artifacts``: what is on the cards is asserted above.

    Teams shows Mette's own page alone, so that she is the approver there.
    """
    camera = Camera(company, tmp_path)
    mette = await company.seat(platform, METTE)
    await camera.open(mette)
    asker = await company.seat("web", NINA)
    for number in range(2):
        await asker.ask(f"godkendelse ny {TITLE} {number}")
        form = await asker.form()
        consulted = [] if number else ["Mette Sørensen"]
        form.fill({**ASKED, **BASIS, "Andre, der konsulteres (C) først": consulted})
        form.fill({"Hvem beslutter?": [APPROVER]})
        await form.submit()
    question = await Letterbox(mette).letter("Har du bemærkninger", button="Send bemærkning")
    await camera.card("question", mette, question)
    card = await Letterbox(mette).letter("Til godkendelse", button="Godkend")
    await camera.card("ballot", mette, card)
    await mette.press(card, "Undlad at stemme")
    await camera.card("answered", mette, await Letterbox(mette).becomes(card, "Du har svaret"))
    await camera.card("waiting", mette, await mette.ask("godkendelser"))
    await camera.card("status", mette, await mette.ask("godkendelse G-2"))
    await camera.close()
    sheet = ARTIFACTS / f"approvals-{platform}.png"
    await company.screens.contact_sheet(camera.pictures, sheet)
    assert sheet.stat().st_size > 50_000
