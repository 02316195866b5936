"""Changing the matrix with people on different clients, from the first edit to confirmed roles."""

import os
import re
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path

import pytest
import pytest_asyncio

from bot.cards.holders import role_name
from bot.importing.packs import starter_pack
from bot.texts import Texts
from tests.e2e.drivers.answers import Answer
from tests.e2e.drivers.camera import AnyForm, Camera
from tests.e2e.drivers.cast import ANDERS, KARIN, LONE, METTE, NINA
from tests.e2e.drivers.company import Company, kept, open_company
from tests.e2e.drivers.letterbox import AnySeat, Letterbox
from tests.e2e.drivers.processes import PROJECT
from tests.e2e.drivers.teams_form import TeamsForm
from tests.e2e.drivers.web_seat import WebSeat
from tests.importing.sheets.files import Cells, xlsx

FLOWS = [("slack", "teams", "web"), ("teams", "web", "slack"), ("web", "slack", "teams")]
ROLES_EACH = 2
HOLDERS = {"web": LONE, "slack": KARIN, "teams": LONE}
INFORMED = {"slack": "Kunde", "teams": "Myndigheder", "web": "Leverandør"}
CONSULTED = {"slack": "Jura", "teams": "GDPR-ansvarlig", "web": "HR-funktionen"}
EDIT = "raci ret adgangsstyring"
SUBMIT, WITHDRAW, APPROVE = "Send til godkendelse", "Træk tilbage", "Godkend"
SEND_BACK, CONFIRM = "Send tilbage", "Bekræft rollen"
FAULTS = (
    "E1: Rollen »Økonomichef« findes ikke",
    "C1:D1: Overskriften »CISO / IT-ansvarlig« er flettet",
    "C3: Her står en formel",
    "C2: Der skal være præcis én ansvarlig (A)",
)
ROLES = {"da": "hr", "en": "legal"}
LANGUAGES = {"da": "sprog da", "en": "language en"}
ARTIFACTS = PROJECT / "artifacts"
STRANGERS = {"slack": NINA, "teams": KARIN, "web": NINA}
NOT_YOURS = "Det kan du ikke."
REASON = "HR skal høres først"
FAULTY: Cells = [
    ["Aktivitet", "Topledelsen", "CISO / IT-ansvarlig", None, "Økonomichef"],
    ["Adgangsstyring", "A", "A/R", None, "C"],
    ["Risikovurdering", "A", "=B2", None, None],
]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def company(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Company]:
    async with open_company(tmp_path_factory.mktemp("changes")) as opened:
        yield opened


async def opened(seat: AnySeat, button: str = "Ret") -> AnyForm:
    """Open the row's form as one does on the client."""
    card = await seat.ask(EDIT)
    return await seat.form() if isinstance(seat, WebSeat) else await seat.open(card, button)


async def saved(seat: AnySeat, values: Mapping[str, Sequence[str]]) -> Answer:
    """Change the row and save it."""
    form = await opened(seat)
    form.fill(values)
    return await submitted(seat, form)


async def submitted(seat: AnySeat, form: AnyForm) -> Answer:
    """Submit a row; the draft, which stands on the card that its form was opened from."""
    title = (answer := await form.submit()).text.splitlines()[0]
    return answer if answer.buttons else await Letterbox(seat).titled(title)


@pytest.mark.parametrize("platform", ["slack", "teams", "web"])
async def test_a_spreadsheet_with_faults_is_shown_read_and_undone(
    company: Company, platform: str, tmp_path: Path
) -> None:
    mette = await company.private(platform, METTE)
    path = tmp_path / f"raci-{platform}.xlsx"
    path.write_bytes(xlsx(FAULTY, lambda sheet: sheet.merge_cells("C1:D1")))
    before = await matrix(mette)
    preview = await mette.upload(path)
    assert "Intet er ændret endnu." in preview.text
    lines = [line for line in preview.text.splitlines() if line.startswith("Fejl: ")]
    faults = [[fault for fault in FAULTS if fault in line] for line in lines]
    assert sorted(faults) == sorted([fault] for fault in FAULTS), lines
    assert await matrix(mette) == before
    done = await mette.press(preview, "Indlæs")
    assert f"{path.name} er indlæst" in done.text
    undone = await mette.press(done, "Fortryd indlæsningen")
    assert "er fortrudt" in undone.text and not undone.buttons
    assert await matrix(mette) == before


async def matrix(seat: AnySeat) -> str:
    """What a look-up says of the row that is changed here."""
    return (await seat.ask("raci adgangsstyring")).text


@pytest.mark.parametrize(("author", "approver", "at_home"), FLOWS)
async def test_a_change_from_its_first_edit_to_confirmed_roles(
    company: Company, author: str, approver: str, at_home: str
) -> None:
    mette = await company.seat(author, METTE)
    anders = await company.seat(approver, ANDERS)
    holder = await company.seat(at_home, HOLDERS[at_home])

    sound = await saved(mette, {"Konsulteres (C)": [CONSULTED[author]]})
    assert SUBMIT in sound.buttons and CONSULTED[author] in sound.text
    version = number_in(sound)
    assert await Letterbox(mette).count("Tryk på knappen for at rette") == 0
    wrong = await saved(mette, {"Udførende (R)": []})
    assert "Står i vejen for godkendelse" in wrong.text and SUBMIT not in wrong.buttons
    stale = await mette.press(sound, SUBMIT)
    assert "er ændret, siden kortet blev vist" in stale.text and SUBMIT not in stale.buttons
    draft = await saved(mette, {"Udførende (R)": ["HR-funktionen", "Systemadministrator"]})
    sent = await mette.press(draft, SUBMIT)
    assert "Kladden er sendt til" in sent.text and SUBMIT not in sent.buttons

    inbox = Letterbox(anders)
    asked = await inbox.letter(f"version {version}: Til godkendelse", button=APPROVE)
    assert "Mette Sørensen" in asked.text and CONSULTED[author] in asked.text
    old = await kept(company, anders, asked)
    stranger = await company.private(approver, STRANGERS[approver])
    await stranger.ask("mine")
    await old.press(APPROVE, NOT_YOURS, by=stranger.person)
    form = await anders.open(asked, SEND_BACK)
    form.fill({"Begrundelse": REASON})
    await form.submit()
    returned = f"Anders Holm sendte version {version} tilbage"
    replaced = await inbox.becomes(asked, returned, REASON)
    assert not replaced.buttons
    await Letterbox(mette).letter(returned, REASON, button="Se kladden")
    await old.press(APPROVE, f"Anders Holm har allerede sendt version {version} tilbage")

    again = await saved(mette, {"Informeres (I)": [INFORMED[author]]})
    sent_again = await mette.press(again, SUBMIT)
    asked = await inbox.letter(f"version {version}: Til godkendelse", button=APPROVE)
    old = await kept(company, anders, asked)
    await anders.press(asked, APPROVE)
    approved = f"Anders Holm godkendte version {version}"
    assert not (await inbox.becomes(asked, approved)).buttons
    await Letterbox(mette).letter(approved, "fordi du har rettet i kladden")
    done_already = f"Anders Holm har allerede godkendt version {version}"
    await old.press(APPROVE, done_already)
    await mette.press(sent_again, WITHDRAW)
    assert not (await Letterbox(mette).becomes(sent_again, done_already)).buttons

    home = Letterbox(holder)
    await home.several(ROLES_EACH, CONFIRM, f"version {version}")
    question = await home.letter(CONFIRM, f"version {version}", button=CONFIRM)
    old = await kept(company, holder, question)
    await holder.press(question, CONFIRM)
    answered = await home.becomes(question, "bekræftede rollen")
    assert not answered.buttons
    await old.press(CONFIRM, "Rollen blev allerede bekræftet")
    for other in ("slack", "teams", "web"):
        letters = Letterbox(await company.private(other, ANDERS))
        assert await letters.count(approved) == (1 if other == approver else 0), other
        roles = Letterbox(await company.private(other, holder.person))
        asked_there = ROLES_EACH if other == at_home else 0
        assert await roles.count(CONFIRM, f"version {version}") == asked_there, other


async def test_presses_that_had_no_effect_are_in_the_audit_log(company: Company) -> None:
    entries = await company.audited()
    refused = [entry for entry in entries if entry["kind"] == "access.action-refused"]
    assert [entry["data"]["ability"] for entry in refused] == ["approve-matrix"] * len(FLOWS)
    assert {entry["actor"].partition("-")[0] for entry in refused} == {"person"}
    late = [entry["data"] for entry in entries if entry["kind"] == "access.press-too-late"]
    assert Counter((one["action"], one["reason"]) for one in late) == {
        ("drafts.submit", "draft-changed"): len(FLOWS),
        ("drafts.approve", "draft-is-sent-back"): len(FLOWS),
        ("drafts.approve", "draft-is-approved"): len(FLOWS),
        ("drafts.withdraw", "draft-is-approved"): len(FLOWS),
        ("confirmations.confirm", "confirmations-confirmed-already"): len(FLOWS),
    }


def number_in(card: Answer) -> int:
    """The number of the version that a card is about."""
    found = re.search(r"version (\d+): ", card.text)
    assert found, card.text
    return int(found[1])


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
    seats = [await company.seat(platform, person) for person in (METTE, ANDERS)]
    for seat in seats:
        await camera.open(seat)
        await seat.ask(LANGUAGES[language])
    await take_pictures(camera, *seats, Texts(language))
    for seat in seats:
        await seat.ask(LANGUAGES["da"])
    await camera.close()
    sheet = ARTIFACTS / f"changes-{platform}-{language}.png"
    await company.screens.contact_sheet(camera.pictures, sheet)
    assert sheet.stat().st_size > 50_000


async def take_pictures(camera: Camera, mette: AnySeat, anders: AnySeat, texts: Texts) -> None:
    """Take a change through its cards, up to its approval and an import after it."""
    form = await opened(mette, texts("drafts.button.edit"))
    await camera.form("form", form)
    form.fill({texts("raci.R"): []})
    draft = await submitted(mette, form)
    await camera.card("draft with findings", mette, draft)
    form = await mette.open(draft, texts("drafts.button.choose"))
    form.fill({texts("drafts.field.activity"): texts("drafts.new-activity")})
    form = await form.next()
    form.fill({texts("drafts.field.name-da"): "Adgangsstyring"})
    assert await form.refused()
    await camera.form("form with errors", form)
    if not isinstance(form, TeamsForm):
        await form.close()
    form = await opened(mette, texts("drafts.button.edit"))
    form.fill({texts("raci.R"): [shown_role(ROLES[texts.language], texts)]})
    sent = await mette.press(await submitted(mette, form), texts("drafts.button.submit"))
    await camera.card("sent", mette, sent)
    asked = await Letterbox(anders).letter(button=texts("drafts.button.approve"))
    await camera.card("to approve", anders, asked)
    form = await anders.open(asked, texts("drafts.button.send-back"))
    if not isinstance(form, TeamsForm):
        await camera.form("reason", form)
    form.fill({texts("drafts.field.reason"): REASON})
    await form.submit()
    heard = await Letterbox(mette).letter(REASON, button=texts("drafts.button.show"))
    await camera.card("sent back", mette, heard)
    draft = await mette.press(heard, texts("drafts.button.show"))
    await mette.press(draft, texts("drafts.button.submit"))
    asked = await Letterbox(anders).letter(button=texts("drafts.button.approve"))
    await anders.press(asked, texts("drafts.button.approve"))
    question = await Letterbox(mette).letter(button=texts("button.confirm-role"))
    await camera.card("to confirm", mette, question)
    path = camera.folder / "raci.xlsx"
    path.write_bytes(xlsx(FAULTY, lambda sheet: sheet.merge_cells("C1:D1")))
    await mette.upload(path)
    preview = await Letterbox(mette).letter(path.name, button=texts("button.import"))
    await camera.card("import", mette, preview)
    await mette.press(preview, texts("button.import-drop"))


def shown_role(role_id: str, texts: Texts) -> str:
    """What the cards call a role."""
    return next(role_name(role, texts) for role in starter_pack("sme").roles if role.id == role_id)
