"""The real clients start, know the cast, and can be seen: what all flows stand on."""

from pathlib import Path

import aiohttp

from tests.e2e.drivers.cast import ANDERS, IN_SLACK, IN_TEAMS, METTE
from tests.e2e.drivers.local_slack import LocalSlack
from tests.e2e.drivers.playground import Playground
from tests.e2e.drivers.screens import Screens, shoot
from tests.e2e.drivers.teams_tenant import CONVERSATIONS

PNG = b"\x89PNG"


async def test_local_slack_knows_the_cast_by_email(tmp_path: Path) -> None:
    async with LocalSlack(tmp_path) as slack:
        users = (await slack.state())["users"]
        known = {user["id"]: user["email"] for user in users if not user["is_bot"]}
        assert known == {person.slack_id: person.email for person in IN_SLACK}


async def test_local_slack_keeps_what_is_written(tmp_path: Path) -> None:
    async with LocalSlack(tmp_path, mode="socket") as slack:
        await slack.message(METTE, "udvalg", "Hej")
        assert [message["text"] for message in await slack.messages("udvalg")] == ["Hej"]
        assert not await slack.is_connected()


async def test_the_playground_knows_the_cast_and_gives_each_a_chat(tmp_path: Path) -> None:
    async with Playground(tmp_path) as playground, aiohttp.ClientSession() as session:
        members = f"{playground.url}/_connector/v3/conversations/{CONVERSATIONS['group']}/members"
        async with session.get(members) as response:
            known = {member["id"]: member["email"] for member in await response.json()}
        assert known == {person.teams_id: person.email for person in IN_TEAMS}
        first = await playground.conversation("personal", ANDERS)
        assert first == await playground.conversation("personal", ANDERS)
        assert first != await playground.conversation("personal", METTE)


async def test_what_a_person_sees_becomes_a_picture(tmp_path: Path) -> None:
    async with LocalSlack(tmp_path) as slack, Screens() as screens:
        await slack.message(METTE, "general", "Hej")
        seen, sheet = tmp_path / "general.png", tmp_path / "sheet.png"
        page = await screens.slack(slack, ANDERS)
        await page.turn_to("general")
        await shoot(page.messages().last, seen)
        await screens.contact_sheet([seen, seen], sheet, columns=2)
        assert width_of(sheet) > width_of(seen) > 0


def width_of(picture: Path) -> int:
    """A PNG's width in pixels, from its header."""
    header = picture.read_bytes()[:20]
    assert header.startswith(PNG)
    return int.from_bytes(header[16:20])
