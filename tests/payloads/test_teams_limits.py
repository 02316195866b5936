"""Each thing Teams asks beyond the card schema: well as it should be, found when it is not."""

from typing import Any

import pytest

from tests.payloads.findings import Node
from tests.payloads.teams import validate_adaptive_card
from tests.payloads.teams_limits import lint_adaptive_card


def card(*body: Node, **parts: Any) -> Node:
    return {"type": "AdaptiveCard", "version": "1.5", "body": list(body), **parts}


def text(words: str) -> Node:
    return {"type": "TextBlock", "text": words, "wrap": True}


def execute(**parts: Any) -> Node:
    fallback = {"type": "Action.Submit", "title": "Godkend", "data": {}}
    return {"type": "Action.Execute", "title": "Godkend", "verb": "v", "fallback": fallback} | parts


def mention(words: str) -> Node:
    mentioned = {"id": "29:mette", "name": "Mette"}
    return {"type": "mention", "text": words, "mentioned": mentioned}


def rules(checked: Node) -> set[str]:
    validate_adaptive_card(checked)
    return {finding.rule for finding in lint_adaptive_card(checked)}


def test_a_plain_card_is_well() -> None:
    assert rules(card(text("Hej"), actions=[execute()])) == set()


def test_a_card_is_at_most_28_kilobytes() -> None:
    empty = len(b'{"type":"AdaptiveCard","version":"1.5","body":[]}')
    block = len(b'{"type":"TextBlock","text":"","wrap":true}')
    room = 28 * 1024 - empty - block
    assert rules(card(text("x" * room))) == set()
    assert rules(card(text("x" * (room + 1)))) == {"card.bytes"}


def test_a_danish_letter_is_two_bytes() -> None:
    assert rules(card(text("æ" * 14 * 1024))) == {"card.bytes"}


@pytest.mark.parametrize("version", ["1.4", "1.6", None])
def test_a_card_is_of_version_1_5(version: str | None) -> None:
    parts = {"version": version} if version else {}
    checked = {"type": "AdaptiveCard", "body": [text("Hej")], **parts}
    assert rules(checked) == {"card.version"}


@pytest.mark.parametrize("fallback", ["drop", {"type": "Action.OpenUrl", "url": "https://b.dk"}])
def test_every_execute_falls_back_to_submit(fallback: Any) -> None:
    assert rules(card(actions=[execute(fallback=fallback)])) == {"execute.fallback"}


def test_an_execute_without_fallback_is_found_deep_in_the_card() -> None:
    bare = {"type": "Action.Execute", "verb": "v"}
    inner = {"type": "Container", "items": [{"type": "ActionSet", "actions": [bare]}]}
    assert rules(card(inner)) == {"execute.fallback"}


def test_a_refresh_needs_no_fallback() -> None:
    refresh = {"action": {"type": "Action.Execute", "verb": "r"}, "userIds": ["a"]}
    assert rules(card(refresh=refresh)) == set()


def test_teams_refreshes_for_60_people() -> None:
    action = {"type": "Action.Execute", "verb": "r"}
    assert rules(card(refresh={"action": action, "userIds": ["a"] * 60})) == set()
    assert rules(card(refresh={"action": action, "userIds": ["a"] * 61})) == {"refresh.userIds"}


def test_six_actions_are_shown() -> None:
    assert rules(card(actions=[execute()] * 6)) == set()
    assert rules(card(actions=[execute()] * 7)) == {"actions"}
    assert rules(card({"type": "ActionSet", "actions": [execute()] * 7})) == {"actions"}


def test_actions_in_the_overflow_menu_are_not_counted() -> None:
    assert rules(card(actions=[execute()] * 6 + [execute(mode="secondary")])) == set()


def test_a_mention_and_its_entity_go_together() -> None:
    teams = {"entities": [mention("<at>Mette</at>")]}
    assert rules(card(text("Hej <at>Mette</at>"), msteams=teams)) == set()
    assert rules(card(text("Hej <at>Mette</at>"))) == {"mention.entity"}
    assert rules(card(text("Hej Mette"), msteams=teams)) == {"mention.text"}


def test_a_mention_in_a_fact_counts() -> None:
    facts = {"type": "FactSet", "facts": [{"title": "A", "value": "<at>Mette</at>"}]}
    assert rules(card(facts)) == {"mention.entity"}


@pytest.mark.parametrize("words", ["", " "])
def test_an_image_can_be_read_aloud(words: str) -> None:
    image = {"type": "Image", "url": "https://bot.example/p.png", "altText": words}
    assert rules(card(image)) == {"image.altText"}


@pytest.mark.parametrize("url", ["/pictures/p.png", "data:image/png;base64,AA=="])
def test_an_image_is_fetched_from_an_absolute_address(url: str) -> None:
    assert rules(card({"type": "Image", "url": url, "altText": "Årshjul"})) == {"image.url"}


def test_people_pickers_of_later_versions_are_found() -> None:
    picker = {"type": "Input.ChoiceSet", "id": "p", "choices": [], "choices.data": {}}
    assert {finding.rule for finding in lint_adaptive_card(card(picker))} == {"choices.data"}
