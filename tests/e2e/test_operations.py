"""Running it: the server beside the commands, strangers at the door, and the end."""

import asyncio
import json
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from tests.e2e.drivers.answers import until
from tests.e2e.drivers.cast import METTE
from tests.e2e.drivers.command_line import CommandLine
from tests.e2e.drivers.local_slack import LocalSlack
from tests.e2e.drivers.playground import Playground
from tests.e2e.drivers.slack_seat import SlackSeat
from tests.e2e.drivers.slack_signed import post_command
from tests.e2e.drivers.teams_tenant import TENANT, spoken
from tests.e2e.drivers.tovholder import Tovholder

HTTP, SOCKET = 8090, 8091
STRANGER = "T0FREMMED"
IN_USE = "En anden Tovholder-server bruger allerede tovholder.db."
PEOPLE = "email;name;phone;unit;roles;deputy_for\ntina@example.dk;Tina Lind;;;legal;\n"


@dataclass(frozen=True)
class Running:
    """A server by HTTP, the Slack it serves, and commands on its data."""

    app: Tovholder
    slack: LocalSlack
    command: CommandLine
    folder: Path

    @property
    def exported(self) -> Path:
        """Where the audit log goes."""
        return self.folder / "audit.jsonl"

    async def audited(self, kind: str) -> list[dict[str, Any]]:
        """The entries of a kind in the audit log, exported beside the server."""
        outcome = await self.command("audit", "export", str(self.exported))
        assert outcome.code == 0, outcome.err
        entries = [
            json.loads(line) for line in self.exported.read_text(encoding="utf-8").splitlines()
        ]
        return [entry["data"] for entry in entries if entry.get("kind") == kind]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """`tovholder run` on the example organisation."""
    folder = tmp_path_factory.mktemp("operations")
    slack = LocalSlack(folder / "slack", "http", f"http://127.0.0.1:{HTTP}/slack/events", 3002)
    app = Tovholder(
        folder / "app", {**slack.settings, **Playground(folder).settings}, ("run",), HTTP
    )
    command = CommandLine(folder, app.environment)
    loaded = await command("example")
    assert loaded.code == 0, loaded.err
    async with slack, app:
        yield Running(app, slack, command, folder)


async def test_it_is_ready(running: Running) -> None:
    """Ready is more than alive: what keeps an eye on the rest has had its first look."""

    async def ready() -> Any:
        async with session.get(f"{running.app.url}/readyz") as got:
            return await got.json() if got.status == 200 else None

    async with aiohttp.ClientSession() as session:
        assert await until(ready, "readiness") == {"ready": True, "failures": []}


async def test_a_second_server_is_refused_with_a_sentence(running: Running) -> None:
    second = CommandLine(running.folder, {**running.app.environment, "TOVHOLDER_PORT": "8099"})
    outcome = await second("run")
    assert outcome.code == 1 and not outcome.out
    assert outcome.err.startswith(IN_USE) and outcome.err.count("\n") == 1


async def test_commands_that_read_run_beside_it(running: Running) -> None:
    looked_up = await running.command("lookup", "--json", "adgangsstyring")
    assert looked_up.code == 0
    assert looked_up.json()["answers"][0]["id"] == "access-management"
    examined = await running.command("doctor", "--json")
    found = {line["code"]: line["ok"] for line in examined.json()}
    assert found["database"] and found["platforms"], found


async def test_what_is_imported_is_seen_in_the_next_answer(running: Running) -> None:
    seat = SlackSeat(running.slack, "general")
    assert "Tina Lind" not in (await seat.ask("raci jura")).text
    people = running.folder / "people.csv"
    people.write_text(PEOPLE, encoding="utf-8")
    outcome = await running.command("import", str(people), "--json")
    assert outcome.code == 0 and outcome.json()["applied"], outcome.err
    assert "Tina Lind" in (await seat.ask("raci jura")).text


async def test_a_foreign_workspace_and_tenant_are_refused_and_audited(running: Running) -> None:
    async with aiohttp.ClientSession() as session:
        url = running.app.url
        assert await post_command(session, url, "backup") == 200
        assert await post_command(session, url, "backup", STRANGER) == 403
        service = "http://127.0.0.1:56150/_connector"
        activity = spoken(service, "personal", "a:personal-mette", METTE, "raci backup")
        elsewhere = json.dumps(activity).replace(TENANT, STRANGER.lower())
        headers = {"content-type": "application/json"}
        posted = session.post(f"{url}/api/messages", data=elsewhere, headers=headers)
        async with posted as got:
            assert got.status == 403
    refused = await running.audited("access.foreign-refused")
    assert {(entry["platform"], entry["tenant"]) for entry in refused} == {
        ("slack", STRANGER),
        ("teams", STRANGER.lower()),
    }
    assert (await running.command("verify", str(running.exported))).code == 0


async def test_a_foreign_workspace_over_socket_mode(tmp_path: Path) -> None:
    """Another workspace is allowed than the one that local-slack is."""
    slack = LocalSlack(tmp_path / "slack", mode="socket", port=3003)
    allowed = {**slack.settings, "TOVHOLDER_SLACK_TEAMS": "T0TILLADT"}
    app = Tovholder(tmp_path / "app", allowed, ("demo",), SOCKET)
    data = {"TOVHOLDER_DATABASE_URL": f"sqlite:///{tmp_path / 'app' / 'data' / 'demo.db'}"}
    running = Running(app, slack, CommandLine(tmp_path, {**app.environment, **data}), tmp_path)

    async def audited() -> list[dict[str, Any]]:
        return await running.audited("access.foreign-refused")

    async with slack, app:
        await until(slack.is_connected, "the socket")
        await slack.command(METTE, "general", "/raci", "backup")
        refused = await until(audited, "the refusal in the audit log")
        assert not await slack.ephemerals("general", METTE)
    assert refused == [{"platform": "slack", "tenant": "T0VIRK", "app": "A0APP"}]


@dataclass
class Crowd:
    """People who ask without a pause, each on a connection of its own."""

    url: str
    statuses: list[int] = field(default_factory=list)
    asking: bool = True

    async def ask(self) -> None:
        """Ask until nobody answers the door any more."""
        connector = aiohttp.TCPConnector(force_close=True)
        async with aiohttp.ClientSession(connector=connector) as session:
            while self.asking:
                try:
                    self.statuses.append(await post_command(session, self.url, "backup"))
                except aiohttp.ClientOSError:  # refused, or reset before it was taken
                    return


async def test_it_ends_cleanly_in_the_middle_of_requests(running: Running) -> None:
    """Last in this module: the server is gone afterwards, and started once more."""
    crowd = Crowd(running.app.url)
    people = [asyncio.create_task(crowd.ask()) for _ in range(8)]

    async def busy() -> bool:
        return len(crowd.statuses) > 100

    await until(busy, "a hundred answers")
    running.app.program.signal(signal.SIGTERM)
    ended = await asyncio.to_thread(running.app.program.wait)
    await asyncio.gather(*people)
    assert ended == 0
    assert set(crowd.statuses) == {200}
    assert "Traceback" not in running.app.program.tail(1000)
    await running.app.start()
    assert "Backup" in (await SlackSeat(running.slack, "general").ask("raci backup")).text
