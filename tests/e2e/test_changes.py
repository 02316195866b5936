"""Changing the matrix with people on different clients, from the first edit to confirmed roles."""

import json
import re
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page

from tests.e2e.drivers.answers import Answer
from tests.e2e.drivers.cast import ANDERS, KARIN, LONE, METTE, NINA, Person
from tests.e2e.drivers.command_line import CommandLine
from tests.e2e.drivers.house import DEMO
from tests.e2e.drivers.letterbox import AnySeat, Letterbox
from tests.e2e.drivers.local_slack import LocalSlack
from tests.e2e.drivers.playground import Playground
from tests.e2e.drivers.recording import TeamsMessage
from tests.e2e.drivers.screens import Screens
from tests.e2e.drivers.slack_seat import SlackForm, SlackSeat
from tests.e2e.drivers.teams_form import TeamsForm
from tests.e2e.drivers.teams_seat import TeamsSeat
from tests.e2e.drivers.tovholder import Tovholder
from tests.e2e.drivers.web_form import WebForm
from tests.e2e.drivers.web_seat import WebSeat
from tests.importing.sheets.files import Cells, xlsx

AnyForm = SlackForm | TeamsForm | WebForm

APP, SLACK, TEAMS = 8083, 3004, 56151
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
SENT_BY_BUTTONS = """message => Object.fromEntries(
    [...message.querySelectorAll('form:not(:has(select))')].map(form => {
        const button = form.querySelector('button');
        const sent = Object.fromEntries(new FormData(form));
        return [button.innerText, {...sent, value: button.value}];
    }))"""
STRANGERS = {"slack": NINA, "teams": KARIN, "web": NINA}
NOT_YOURS = "Det kan du ikke."
REASON = "HR skal høres først"
FAULTY: Cells = [
    ["Aktivitet", "Topledelsen", "CISO / IT-ansvarlig", None, "Økonomichef"],
    ["Adgangsstyring", "A", "A/R", None, "C"],
    ["Risikovurdering", "A", "=B2", None, None],
]


@dataclass
class Company:
    """The demo with all three clients attached, and the browser for the local chat."""

    app: Tovholder
    slack: LocalSlack
    teams: Playground
    screens: Screens
    command: CommandLine
    folder: Path
    pages: dict[str, Page]

    async def seat(self, platform: str, person: Person) -> AnySeat:
        """The person in private with the bot, which writes to them there from now on."""
        seat = await self.private(platform, person)
        told = await seat.ask("skriv til mig her")
        assert "fra nu af" in told.text, told.text
        return seat

    async def private(self, platform: str, person: Person) -> AnySeat:
        if platform == "slack":
            return SlackSeat(self.slack, "", person)
        if platform == "teams":
            return TeamsSeat(self.teams, "personal", person)
        if person.id not in self.pages:
            self.pages[person.id] = await self.screens.page()
        return WebSeat(self.pages[person.id], self.app.url, "", person)

    async def audited(self) -> list[dict[str, Any]]:
        """The entries in the audit log, oldest first."""
        exported = self.folder / "audit.jsonl"
        outcome = await self.command("audit", "export", str(exported))
        assert outcome.code == 0, outcome.err
        entries = map(json.loads, exported.read_text(encoding="utf-8").splitlines())
        return [entry for entry in entries if "kind" in entry]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def company(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Company]:
    """A house of its own: what is approved here would be seen in the other flows."""
    folder = tmp_path_factory.mktemp("changes")
    slack = LocalSlack(folder / "slack", "http", f"http://127.0.0.1:{APP}/slack/events", SLACK)
    teams = Playground(folder / "teams", f"http://127.0.0.1:{APP}/api/messages", TEAMS)
    app = Tovholder(folder / "app", {**slack.settings, **teams.settings}, DEMO, APP)
    async with slack, app, teams, Screens() as screens:
        data = {"TOVHOLDER_DATABASE_URL": f"sqlite:///{folder / 'app' / 'data' / 'demo.db'}"}
        command = CommandLine(folder, {**app.environment, **data})
        yield Company(app, slack, teams, screens, command, folder, {})


async def saved(seat: AnySeat, values: Mapping[str, Sequence[str]]) -> Answer:
    """Open the row's form as one does on the client, change it and save it."""
    card = await seat.ask(EDIT)
    form = await seat.form() if isinstance(seat, WebSeat) else await seat.open(card, "Ret")
    form.fill(values)
    answer: Answer = await form.submit()
    return answer


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


@dataclass(frozen=True)
class Old:
    """A card as it stood before somebody, whatever has become of it since.

    Attributes:
        company: where it stands.
        seat: before whom.
        card: as it stood.
        sent: what its buttons send, by what stands on them; in the local chat only.
    """

    company: Company
    seat: AnySeat
    card: Answer
    sent: Mapping[str, Mapping[str, str]]

    async def press(self, button: str, told: str, by: Person | None = None) -> None:
        """Press a button of it and be told so; `by` somebody else as no client would let them."""
        person = by or self.seat.person
        if isinstance(self.seat, SlackSeat):
            there = await self.company.slack.direct_channel(self.seat.person) or ""
            await self.company.slack.press(person, there, self.card.handle, button)
            beside = SlackSeat(self.company.slack, there, person)
            await Letterbox(beside).letter(told)
        elif isinstance(self.seat, TeamsSeat):
            assert told in await self._pressed_in_teams(person, button)
        else:
            sent = self.sent[button]
            message, action, value = sent["message"], sent["action"], sent["value"]
            got = await self.company.app.press(person, message, action, {"value": value})
            assert told in json.dumps(got, ensure_ascii=False)

    async def _pressed_in_teams(self, person: Person, button: str) -> str:
        message: TeamsMessage = self.card.handle
        action = {"type": "Action.Execute", **message.action(button)}
        value = {"action": action, "trigger": "manual"}
        told = await self.company.teams.ask_raw(
            person, "personal", message.conversation, "adaptiveCard/action", value, message.id
        )
        return json.dumps(told, ensure_ascii=False)


async def kept(company: Company, seat: AnySeat, card: Answer) -> Old:
    """A card to press on later."""
    web = isinstance(seat, WebSeat)
    return Old(company, seat, card, await card.handle.evaluate(SENT_BY_BUTTONS) if web else {})


def number_in(card: Answer) -> int:
    """The number of the version that a card is about."""
    found = re.search(r"version (\d+): ", card.text)
    assert found, card.text
    return int(found[1])
