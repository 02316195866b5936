"""The app manifests: what is checked in is what the registry makes, and the platforms take it."""

import json
import re
import struct
import zlib
from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import yaml

from bot.app.manifests.slack import EVENTS, slack_manifest
from bot.app.manifests.teams import MOST_COMMANDS, NO_APP, teams_language, teams_manifest
from bot.app.manifests.writing import manifest_files, write_manifests
from bot.app.manifests.yaml_text import yaml_text
from bot.handlers.registry import COMMANDS, SHORTCUTS, CommandSpec
from bot.platforms.slack.app import SCOPES
from bot.platforms.slack.inbound import to_request
from bot.settings import Settings, load_settings
from tests.payloads.slack import validate_slack_manifest
from tests.payloads.teams import validate_teams_manifest

ROOT = Path(__file__).parents[2]
AGAIN = "run `make manifests`"
SLACK = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "secret"}
TEAMS = {
    "MICROSOFT_APP_ID": "11111111-2222-3333-4444-555555555555",
    "MICROSOFT_APP_PASSWORD": "password",
    "MICROSOFT_APP_TENANT_ID": "66666666-7777-8888-9999-000000000000",
}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The settings of an installation where nothing is set."""
    return load_settings({}, tmp_path)


def with_settings(folder: Path, **given: str) -> Settings:
    """Return settings with some of them set."""
    return load_settings(given, folder)


def added(spec: CommandSpec) -> tuple[CommandSpec, ...]:
    """Return the registry with one command more, first: Teams lists no more than ten."""
    return (spec, *COMMANDS)


def slash_commands(manifest: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the manifest's slash commands by name."""
    return {item["command"]: item for item in manifest["features"]["slash_commands"]}


def titles(manifest: Mapping[str, Any]) -> list[list[str]]:
    """Return what Teams' menus list, one list a place."""
    lists = manifest["bots"][0]["commandLists"]
    return [[item["title"] for item in entry["commands"]] for entry in lists]


# -- what is checked in


def test_the_files_are_those_that_the_registry_makes(settings: Settings) -> None:
    made = manifest_files(settings)
    folder = ROOT / "manifest"
    found = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}
    assert found == set(made), AGAIN
    for name, content in made.items():
        assert (folder / name).read_bytes() == content, f"manifest/{name} is stale: {AGAIN}"


@pytest.mark.parametrize("name", ["slack/manifest.yaml", "teams/manifest.json", "teams/en.json"])
def test_another_command_changes_the_file(settings: Settings, name: str) -> None:
    owners = replace(COMMANDS[-1], slash=("/owners",))
    assert manifest_files(settings, added(owners))[name] != manifest_files(settings)[name]


def test_the_same_input_gives_the_same_bytes(settings: Settings) -> None:
    assert manifest_files(settings) == manifest_files(settings)


# -- Slack


def test_slack_takes_the_manifest(settings: Settings) -> None:
    text = manifest_files(settings)["slack/manifest.yaml"].decode()
    manifest = yaml.safe_load(text)
    assert manifest == slack_manifest(settings, COMMANDS)
    validate_slack_manifest(manifest)


def test_slack_is_told_every_name_in_its_own_language(settings: Settings) -> None:
    commands = slash_commands(slack_manifest(settings, COMMANDS))
    assert list(commands) == [name for spec in COMMANDS for name in spec.slash]
    assert commands["/raci"]["description"] == "Find out who is responsible"
    assert commands["/ansvar"]["description"] == "Find ud af, hvem der har ansvaret"
    assert commands["/raci"]["usage_hint"].split(" | ")[1:4] == ["matrix", "list", "check"]
    assert commands["/ansvar"]["usage_hint"].split(" | ")[1:4] == ["matrix", "liste", "tjek"]
    assert commands["/isms"]["usage_hint"].startswith("me | ")
    assert all(item["should_escape"] is True for item in commands.values())


@pytest.mark.parametrize("name", [name for spec in COMMANDS for name in spec.slash])
def test_slack_allows_the_name(name: str) -> None:
    assert re.fullmatch(r"/[a-z0-9_-]{1,31}", name)


def test_slacks_limits_are_kept(settings: Settings) -> None:
    manifest = slack_manifest(settings, COMMANDS)
    shown = manifest["display_information"]
    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert 174 <= len(shown["long_description"]) <= 4000
    assert all(len(c["description"]) <= 2000 for c in slash_commands(manifest).values())


def test_danish_stands_first_unless_the_organisation_speaks_english(tmp_path: Path) -> None:
    danish = slack_manifest(with_settings(tmp_path), COMMANDS)["display_information"]
    english = slack_manifest(with_settings(tmp_path, TOVHOLDER_LANGUAGE="en"), COMMANDS)
    assert danish["long_description"].startswith("Tovholder holder styr")
    assert english["display_information"]["long_description"].startswith("Tovholder keeps track")


def test_the_scopes_are_those_that_the_platform_needs(settings: Settings) -> None:
    manifest = slack_manifest(settings, COMMANDS)
    assert set(manifest["oauth_config"]["scopes"]["bot"]) == SCOPES


@pytest.mark.parametrize("event", EVENTS)
def test_every_event_that_is_asked_for_is_answered(event: str) -> None:
    kind, _, channel = event.partition(".")
    place = {"channel": "D1", "ts": "1.0"}
    said: dict[str, Any] = {"type": kind, "user": "U1", "text": "raci", **place}
    if kind == "reaction_added":
        said |= {"reaction": "flag", "item": {"type": "message", **place}}
    if channel:
        said["channel_type"] = channel
    assert to_request({"type": "event_callback", "team_id": "T1", "event": said}) is not None


def test_slack_is_given_the_public_address(tmp_path: Path) -> None:
    given = with_settings(tmp_path, TOVHOLDER_PUBLIC_URL="https://tov.example.dk/")
    manifest = slack_manifest(given, COMMANDS)
    url = "https://tov.example.dk/slack/events"
    assert {item["url"] for item in slash_commands(manifest).values()} == {url}
    assert manifest["settings"]["interactivity"]["request_url"] == url
    assert manifest["settings"]["event_subscriptions"]["request_url"] == url


def test_an_address_that_slack_cannot_reach_is_not_given(settings: Settings) -> None:
    text = manifest_files(settings)["slack/manifest.yaml"].decode()
    assert "127.0.0.1" not in text
    assert "https://tovholder.example.com/slack/events" in text


def test_socket_mode_is_on_with_an_app_token_and_needs_no_address(tmp_path: Path) -> None:
    http = slack_manifest(with_settings(tmp_path, **SLACK), COMMANDS)
    socket = slack_manifest(with_settings(tmp_path, **SLACK, SLACK_APP_TOKEN="xapp-1"), COMMANDS)
    assert http["settings"]["socket_mode_enabled"] is False
    assert socket["settings"]["socket_mode_enabled"] is True
    assert "https://" not in json.dumps(socket)
    validate_slack_manifest(socket)


def test_renamed_commands_have_their_names_and_left_out_ones_are_left_out(tmp_path: Path) -> None:
    given = with_settings(tmp_path, TOVHOLDER_COMMANDS="isms,raci=isms-raci")
    assert list(slash_commands(slack_manifest(given, COMMANDS))) == ["/isms", "/isms-raci"]


@pytest.mark.parametrize(
    "data",
    [
        {"a": "text"},
        {"a": {"b": [True, False], "c": 1}},
        {"a": [{"b": "1", "c": {"d": [{"e": "x"}, {"e": "y"}]}}, "last"]},
        {"a": 'quote " colon: hash # dash - æøå\nnewline', "b": "yes", "c": "null", "d": "1.0"},
    ],
)
def test_yaml_reads_back_what_was_written(data: dict[str, Any]) -> None:
    assert yaml.safe_load(yaml_text(data)) == data


# -- Teams


def test_teams_takes_the_manifest(settings: Settings) -> None:
    manifest = json.loads(manifest_files(settings)["teams/manifest.json"])
    validate_teams_manifest(manifest)
    assert manifest["id"] == manifest["bots"][0]["botId"] == NO_APP
    assert manifest["bots"][0]["supportsFiles"] is True
    assert "authorization" not in manifest


def test_teams_offers_the_commands_in_every_place(settings: Settings) -> None:
    manifest = teams_manifest(settings, COMMANDS)
    scopes = [entry["scopes"] for entry in manifest["bots"][0]["commandLists"]]
    assert scopes == [["personal"], ["team"], ["groupChat"]]
    listed = min(MOST_COMMANDS, 1 + sum(spec.in_menu for spec in COMMANDS))
    assert [len(found) for found in titles(manifest)] == [listed] * 3
    assert titles(manifest)[0][:3] == ["hjælp", "mine opgaver", "raci"]


def test_teams_limits_are_kept_however_many_commands_there_are(settings: Settings) -> None:
    many = COMMANDS * 3
    for command_list in teams_manifest(settings, many)["bots"][0]["commandLists"]:
        assert len(command_list["commands"]) == 10
        assert all(0 < len(item["title"]) <= 32 for item in command_list["commands"])
        assert all(0 < len(item["description"]) <= 128 for item in command_list["commands"])


def test_the_second_language_names_texts_of_the_manifest(settings: Settings) -> None:
    manifest = teams_manifest(settings, COMMANDS)
    language = teams_language(settings, COMMANDS)
    del language["$schema"]
    for place, text in language.items():
        node: Any = manifest
        for step in re.findall(r"\w+", place):
            node = node[int(step)] if step.isdecimal() else node[step]
        assert isinstance(node, str)
        assert text
    assert language["bots[0].commandLists[2].commands[1].title"] == "my tasks"
    titled = [place for place in language if place.endswith(".title")]
    assert len(titled) == 3 * len(titles(manifest)[0]) + len(SHORTCUTS)


def test_both_manifests_offer_each_shortcut_on_a_message(settings: Settings) -> None:
    teams = teams_manifest(settings, COMMANDS)
    (extension,) = teams["composeExtensions"]
    slack = slack_manifest(settings, COMMANDS)["features"]["shortcuts"]
    ids = [spec.id for spec in SHORTCUTS]
    assert [command["id"] for command in extension["commands"]] == ids
    assert [shortcut["callback_id"] for shortcut in slack] == ids
    assert {shortcut["type"] for shortcut in slack} == {"message"}
    assert all(command["context"] == ["message"] for command in extension["commands"])
    assert all(len(shortcut["name"]) <= 24 for shortcut in slack)
    assert extension["botId"] == teams["bots"][0]["botId"]


def test_an_english_organisation_has_danish_beside(tmp_path: Path) -> None:
    given = with_settings(tmp_path, TOVHOLDER_LANGUAGE="en")
    manifest = teams_manifest(given, COMMANDS)
    assert manifest["localizationInfo"]["defaultLanguageTag"] == "en"
    assert titles(manifest)[0][1] == "my tasks"
    assert "teams/da.json" in manifest_files(given)


def test_teams_is_given_the_bots_id_and_domain(tmp_path: Path) -> None:
    given = with_settings(tmp_path, TOVHOLDER_PUBLIC_URL="https://tov.example.dk:8443", **TEAMS)
    manifest = teams_manifest(given, COMMANDS)
    assert manifest["bots"][0]["botId"] == TEAMS["MICROSOFT_APP_ID"]
    assert manifest["validDomains"] == ["tov.example.dk"]
    validate_teams_manifest(manifest)


def test_the_package_holds_what_lies_beside_it(settings: Settings) -> None:
    made = manifest_files(settings)
    with ZipFile(BytesIO(made["teams/tovholder.zip"])) as package:
        assert package.testzip() is None
        packed = {f"teams/{name}": package.read(name) for name in package.namelist()}
        dates = {entry.date_time for entry in package.infolist()}
    assert dates == {(1980, 1, 1, 0, 0, 0)}
    assert packed == {
        name: content
        for name, content in made.items()
        if name.startswith("teams/") and not name.endswith(".zip")
    }
    manifest = json.loads(packed["teams/manifest.json"])
    named = [*manifest["icons"].values()]
    named += [entry["file"] for entry in manifest["localizationInfo"]["additionalLanguages"]]
    assert {f"teams/{name}" for name in named} < set(packed)


# -- icons


def pixels(png: bytes) -> list[list[tuple[int, int, int, int]]]:
    """Return the rows of an 8-bit RGBA picture (W3C, "PNG", filtering)."""
    width, height, depth, kind = struct.unpack(">IIBB", png[16:26])
    assert (depth, kind) == (8, 6)
    data = b""
    at = 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            data += png[at + 8 : at + 8 + length]
        at += length + 12
    raw = zlib.decompress(data)
    rows: list[bytes] = []
    above = bytes(width * 4)
    for number in range(height):
        start = number * (width * 4 + 1)
        above = unfiltered(raw[start], raw[start + 1 : start + 1 + width * 4], above)
        rows.append(above)
    return [
        [(row[x], row[x + 1], row[x + 2], row[x + 3]) for x in range(0, width * 4, 4)]
        for row in rows
    ]


def unfiltered(kind: int, line: bytes, above: bytes) -> bytes:
    """Return a row of bytes without its filter."""
    out = bytearray()
    for at, value in enumerate(line):
        left = out[at - 4] if at >= 4 else 0
        corner = above[at - 4] if at >= 4 else 0
        up = above[at]
        near = min((left, up, corner), key=lambda c: abs(left + up - corner - c))
        out.append((value + (0, left, up, (left + up) // 2, near)[kind]) & 255)
    return bytes(out)


def test_the_colour_icon_is_full_to_its_edges(settings: Settings) -> None:
    rows = pixels(manifest_files(settings)["teams/color.png"])
    assert (len(rows), len(rows[0])) == (192, 192)
    assert rows[0][0] == rows[191][191] == (0x14, 0x56, 0x6B, 255)
    assert len({pixel for row in rows for pixel in row}) > 10


def test_the_outline_icon_is_white_on_nothing(settings: Settings) -> None:
    rows = pixels(manifest_files(settings)["teams/outline.png"])
    assert (len(rows), len(rows[0])) == (32, 32)
    assert {pixel[:3] for row in rows for pixel in row if pixel[3]} == {(255, 255, 255)}
    drawn = sum(pixel[3] > 0 for row in rows for pixel in row)
    assert 100 < drawn < 600
    assert all(rows[y][x][3] == 0 for y in (0, 31) for x in (0, 31))


# -- writing


def test_beside_docs_the_page_of_commands_is_written_too(
    settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "docs").mkdir()
    folder = tmp_path / "manifest"
    folder.mkdir()
    written = write_manifests(settings, folder)
    assert written[-1] == tmp_path / "docs" / "commands.md"
    assert all(path.is_file() for path in written)


def test_elsewhere_only_the_manifests_are_written(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    written = write_manifests(settings, tmp_path / "new" / "manifest")
    written += write_manifests(settings, tmp_path / "manifest")
    assert not any(path.name == "commands.md" for path in written)
    assert not (tmp_path / "docs" / "commands.md").exists()
