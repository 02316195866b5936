"""Slack's payloads as neutral requests."""

import pytest

from bot.chat.request import ButtonPress, Command, HomeOpened, PlaceKind
from bot.domain.people import Account
from bot.platforms.slack.inbound import read, to_request
from bot.platforms.slack.payloads import LONGEST_TEXT, sift
from tests.payloads.slack import validate_slack_received
from tests.platforms.slack.fake_slack import command, direct, event, home, mention, press


def person(user: str) -> Account:
    return Account("slack", "T0VIRK", user)


@pytest.mark.parametrize(
    ("written", "text", "mentioned"),
    [
        ("backup", "backup", ()),
        ("<@U1|jonas> og <@U2>", "@jonas og @U2", ("U1", "U2")),
        ("<@U1|jonas> <@U1|jonas>", "@jonas @jonas", ("U1",)),
        ("i <#C1|general>", "i #general", ()),
        ("i <#C1>", "i #C1", ()),
        ("<https://example.dk|her>", "her", ()),
        ("<https://example.dk>", "https://example.dk", ()),
        ("<mailto:mette@example.dk|mette@example.dk>", "mette@example.dk", ()),
        ("<mailto:mette@example.dk>", "mette@example.dk", ()),
        ("<!here> <!subteam^S1|@it> <!channel>", "@here @it @channel", ()),
        ("a &lt;b&gt; &amp;amp; c", "a <b> &amp; c", ()),
        ("&lt;@U1&gt;", "<@U1>", ()),
        ("< <", "< <", ()),
        ("<", "<", ()),
        ("<@>", "@", ()),
        ("<@U0BOT> hvem har backup", "hvem har backup", ()),
        ("hvem <@U0BOT>", "hvem", ()),
    ],
)
def test_slacks_tokens_become_words(written: str, text: str, mentioned: tuple[str, ...]) -> None:
    said = read(written, "T0VIRK", "U0BOT")
    assert said.text == text
    assert said.mentioned == tuple(person(user) for user in mentioned)


def test_reading_is_linear() -> None:
    text = "<" * 20_000 + "@U1|" * 5_000
    assert read(text, "T0VIRK").mentioned == ()


def test_command() -> None:
    request = to_request(sift(command("<@U0JONAS|jonas> set", "/Raci")))
    assert isinstance(request, Command)
    assert (request.word, request.text) == ("raci", "@jonas set")
    assert request.mentioned == (person("U0JONAS"),)
    assert request.place.id == "C0GENERAL"


@pytest.mark.parametrize(
    ("channel", "name", "kind"),
    [
        ("C1", "general", PlaceKind.CHANNEL),
        ("G1", "privategroup", PlaceKind.CHANNEL),
        ("C1", "mpdm-mette--jonas-1", PlaceKind.GROUP),
        ("D1", "directmessage", PlaceKind.DIRECT),
    ],
)
def test_place_of_a_command(channel: str, name: str, kind: PlaceKind) -> None:
    request = to_request(sift(command("x", channel_id=channel, channel_name=name)))
    assert request is not None
    assert request.place.kind is kind


def test_nul_and_lone_surrogates_are_left_out_and_text_is_capped() -> None:
    request = to_request(sift(event(direct("a\0b\ud800c" + "x" * 9_000))))
    assert isinstance(request, Command)
    assert request.text.startswith("ab?cx")
    assert len(request.text) <= LONGEST_TEXT


def test_button_and_its_message() -> None:
    body = press("raci.show#3", "backup", message={"ts": "1.2", "thread_ts": "1.1"})
    validate_slack_received(
        "block_actions", {**body, "message": {**body["message"], "type": "message"}}
    )
    request = to_request(sift(body))
    assert isinstance(request, ButtonPress)
    assert (request.action, request.value) == ("raci.show", "backup")
    assert (request.message_id, request.place.thread) == ("1800000000.000001", "1.1")
    assert request.actor.account == person("U0METTE")


def test_press_in_an_organisation_wide_installation() -> None:
    request = to_request(sift(press("x", team=None)))
    assert request is not None
    assert request.actor.account.tenant == "T0VIRK"


def test_mention_direct_message_and_home() -> None:
    said = to_request(sift(event(mention("<@U0BOT> backup", thread_ts="1.1"))))
    assert isinstance(said, Command)
    assert (said.text, said.place.kind, said.place.thread) == ("backup", PlaceKind.CHANNEL, "1.1")
    spoken = to_request(sift(event(direct("backup"))))
    assert isinstance(spoken, Command)
    assert (spoken.word, spoken.place.kind) == ("", PlaceKind.DIRECT)
    assert isinstance(to_request(sift(event(home()))), HomeOpened)


def test_the_fake_sends_what_slack_sends() -> None:
    validate_slack_received("app_mention", event(mention("x")))
    validate_slack_received("message", event(direct("x")))
    validate_slack_received("app_home_opened", event(home()))
