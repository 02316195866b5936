"""Who an account is, and who counts as a member."""

from typing import Any

import pytest

from bot.chat.ports import DirectoryProfile
from bot.domain.people import Account
from bot.platforms.slack.admission import Admission, Identity
from bot.platforms.slack.app import SlackPlatform
from bot.platforms.slack.directory import KNOWN_FOR, UNKNOWN_FOR, SlackDirectory
from bot.platforms.slack.messenger import SlackMessenger
from tests.platforms.slack.fake_slack import FakeSlack, user

JONAS = Account("slack", "T0VIRK", "U0JONAS")


async def test_member(platform: SlackPlatform, slack: FakeSlack) -> None:
    slack.users["U0JONAS"] = user("U0JONAS", "Jonas Bak", "jonas@example.dk")
    found = await platform.directory.profile(JONAS)
    assert found == DirectoryProfile("Jonas Bak", "jonas@example.dk", member=True)


@pytest.mark.parametrize(
    "marks",
    [
        {"deleted": True},
        {"is_bot": True},
        {"is_restricted": True},
        {"is_ultra_restricted": True},
        {"is_stranger": True},
        {"team_id": "T0OTHER"},
    ],
)
async def test_guests_bots_and_strangers_are_no_members(
    platform: SlackPlatform, slack: FakeSlack, marks: dict[str, Any]
) -> None:
    slack.users["U0JONAS"] = {**user("U0JONAS", "Erik", "erik@example.dk"), **marks}
    found = await platform.directory.profile(JONAS)
    assert found is not None
    assert not found.member


async def test_unknown_account_other_platform_and_odd_answers(
    platform: SlackPlatform, slack: FakeSlack
) -> None:
    assert await platform.directory.profile(JONAS) is None
    assert await platform.directory.profile(Account("teams", "t", "x")) is None
    slack.tell("users.info", {"ok": True, "user": "x"})
    assert await platform.directory.profile(Account("slack", "T0VIRK", "U1")) is None
    slack.tell("users.info", {"ok": True, "user": {"id": "U2", "profile": {"email": 1}}})
    odd = await platform.directory.profile(Account("slack", "T0VIRK", "U2"))
    assert odd == DirectoryProfile("", None, member=True)


async def test_answers_are_kept_for_a_while(platform: SlackPlatform, slack: FakeSlack) -> None:
    messenger = platform.messenger
    assert isinstance(messenger, SlackMessenger)
    admission = Admission(frozenset())
    admission.learn(Identity("T0VIRK", "U0BOT"))
    now = 0.0
    directory = SlackDirectory(messenger.calls.client, admission, lambda: now)
    assert await directory.profile(JONAS) is None
    slack.users["U0JONAS"] = user("U0JONAS", "Jonas Bak")
    assert await directory.profile(JONAS) is None
    now += UNKNOWN_FOR
    found = await directory.profile(JONAS)
    assert found is not None
    now += KNOWN_FOR - 1
    assert await directory.profile(JONAS) is found
    now += 1
    await directory.profile(JONAS)
    assert len(slack.made("users.info")) == 3


async def test_everyone_is_listed_page_by_page(platform: SlackPlatform, slack: FakeSlack) -> None:
    for number in range(5):
        slack.users[f"U{number}"] = user(f"U{number}", f"Person {number}")
    slack.users["U3"]["deleted"] = True
    slack.users["U4"]["is_restricted"] = True
    limited = {"ok": False, "error": "ratelimited"}
    slack.tell("users.list", limited, status=429, headers={"Retry-After": "0"})
    listed = await platform.directory.members()
    assert [(account.id, profile.member) for account, profile in listed] == [
        ("U0", True),
        ("U1", True),
        ("U2", True),
        ("U4", False),
    ]
    assert {account.tenant for account, _ in listed} == {"T0VIRK"}


async def test_list_that_breaks_off_is_what_was_read(
    platform: SlackPlatform, slack: FakeSlack
) -> None:
    first = [user("U0", "Mette")]
    slack.tell(
        "users.list", {"ok": True, "members": first, "response_metadata": {"next_cursor": "1"}}
    )
    slack.tell("users.list", {"ok": False, "error": "internal_error"}, status=500)
    assert len(await platform.directory.members()) == 1
