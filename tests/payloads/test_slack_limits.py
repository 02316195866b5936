"""Each of Slack's limits: at the limit all is well, one more is found."""

from typing import Any

import pytest

from tests.payloads.findings import Node
from tests.payloads.slack import Surface
from tests.payloads.slack_limits import lint_slack_blocks, lint_slack_message, lint_slack_view


def plain(text: str) -> Node:
    return {"type": "plain_text", "text": text}


def section(**parts: Any) -> Node:
    return {"type": "section", **parts}


def image(**parts: Any) -> Node:
    known = {"type": "image", "image_url": "https://bot.example/p.png", "alt_text": "Aarshjul"}
    return {**known, **parts}


def button(number: int = 0, **parts: Any) -> Node:
    return {"type": "button", "action_id": f"a{number}", "text": plain("Ja"), **parts}


def actions(*elements: Node) -> Node:
    return {"type": "actions", "elements": list(elements)}


def select(kind: str, number: int, option: Node | None = None) -> Node:
    chosen = option or {"text": plain("En"), "value": "1"}
    return {"type": kind, "action_id": "a", "options": [chosen] * number}


def table(rows: int = 1, columns: int = 1, cell: str = "x") -> Node:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": cell}] * columns] * rows}


def input_block(**parts: Any) -> Node:
    element = {"type": "plain_text_input", "action_id": "a"}
    return {"type": "input", "label": plain("Navn"), "element": element, **parts}


def written(text: str) -> Node:
    return input_block(
        element={"type": "plain_text_input", "action_id": "a", "initial_value": text}
    )


def groups(kind: str, number: int) -> Node:
    return actions({"type": kind, "action_id": "a", "option_groups": [{"options": []}] * number})


def confirming(**parts: Any) -> Node:
    return actions(button(confirm={"text": plain("Sikker?"), **parts}))


def option(**parts: Any) -> Node:
    return actions(select("static_select", 1, {"text": plain("En"), "value": "1", **parts}))


def rules(blocks: list[Node], surface: Surface = "message") -> set[str]:
    return {finding.rule for finding in lint_slack_blocks(blocks, surface)}


LENGTHS = [
    ("section.text", 3000, lambda n: section(text=plain("x" * n))),
    ("section.fields.text", 2000, lambda n: section(fields=[plain("x" * n)])),
    ("header.text", 150, lambda n: {"type": "header", "text": plain("x" * n)}),
    ("image.alt_text", 2000, lambda n: image(alt_text="x" * n)),
    ("image.title", 2000, lambda n: image(title=plain("x" * n))),
    ("image.image_url", 3000, lambda n: image(image_url="https://b.example/".ljust(n, "x"))),
    ("markdown.text", 12_000, lambda n: {"type": "markdown", "text": "x" * n}),
    ("input.label", 2000, lambda n: input_block(label=plain("x" * n))),
    ("input.hint", 2000, lambda n: input_block(hint=plain("x" * n))),
    ("plain_text_input.initial_value", 3000, lambda n: written("x" * n)),
    ("button.text", 75, lambda n: actions(button(text=plain("x" * n)))),
    ("button.value", 2000, lambda n: actions(button(value="x" * n))),
    ("button.url", 3000, lambda n: actions(button(url="x" * n))),
    ("button.accessibility_label", 75, lambda n: actions(button(accessibility_label="x" * n))),
    ("any.action_id", 255, lambda n: actions(button(action_id="x" * n))),
    ("any.block_id", 255, lambda n: {"type": "divider", "block_id": "x" * n}),
    ("any.placeholder", 150, lambda n: actions(button(placeholder=plain("x" * n)))),
    ("option.text", 75, lambda n: option(text=plain("x" * n))),
    ("option.value", 150, lambda n: option(value="x" * n)),
    ("option.description", 75, lambda n: option(description=plain("x" * n))),
    ("confirm.title", 100, lambda n: confirming(title=plain("x" * n))),
    ("confirm.text", 300, lambda n: confirming(text=plain("x" * n))),
    ("confirm.confirm", 30, lambda n: confirming(confirm=plain("x" * n))),
    ("confirm.deny", 30, lambda n: confirming(deny=plain("x" * n))),
]

NUMBERS = [
    ("section.fields", 10, lambda n: section(fields=[plain("x")] * n)),
    ("context.elements", 10, lambda n: {"type": "context", "elements": [plain("x")] * n}),
    ("actions.elements", 25, lambda n: actions(*(button(number) for number in range(n)))),
    ("static_select.options", 100, lambda n: actions(select("static_select", n))),
    ("multi_static_select.options", 100, lambda n: actions(select("multi_static_select", n))),
    ("static_select.option_groups", 100, lambda n: groups("static_select", n)),
    ("multi_static_select.option_groups", 100, lambda n: groups("multi_static_select", n)),
    ("table.column_settings", 20, lambda n: {**table(), "column_settings": [{}] * n}),
    ("radio_buttons.options", 10, lambda n: actions(select("radio_buttons", n))),
    ("checkboxes.options", 10, lambda n: actions(select("checkboxes", n))),
    ("overflow.options", 5, lambda n: actions(select("overflow", n))),
    ("table.rows", 100, lambda n: table(rows=n)),
    ("table.columns", 20, lambda n: table(columns=n)),
]


@pytest.mark.parametrize(("rule", "limit", "block"), [*LENGTHS, *NUMBERS])
def test_a_block_is_well_at_its_limit_and_found_beyond(rule: str, limit: int, block: Any) -> None:
    assert rules([block(limit)]) == set()
    assert rule in rules([block(limit + 1)])


@pytest.mark.parametrize(("surface", "limit"), [("message", 50), ("home", 100), ("modal", 100)])
def test_a_surface_holds_so_many_blocks(surface: Surface, limit: int) -> None:
    assert rules([{"type": "divider"}] * limit, surface) == set()
    assert rules([{"type": "divider"}] * (limit + 1), surface) == {"blocks"}


def test_a_message_has_one_allowance_of_characters_for_all_its_blocks() -> None:
    # the two measurements in slackapi/bolt-js issue 2509: 13 297 alone, 13 172 with a divider
    four = [section(text=plain("x" * 3000))] * 4
    assert rules([*four, section(text=plain("x" * 797))]) == set()
    assert rules([*four, section(text=plain("x" * 798))]) == {"characters"}
    assert rules([*four, section(text=plain("x" * 700)), {"type": "divider"}]) == {"characters"}


def test_a_tables_cells_count_among_the_characters() -> None:
    assert rules([table(rows=60, columns=4, cell="x" * 60)]) == {"characters"}


def test_only_messages_have_the_allowance() -> None:
    assert rules([section(text=plain("x" * 3000))] * 6, "home") == set()


def test_a_message_holds_one_table() -> None:
    assert rules([table()]) == set()
    assert rules([table(), table()]) == {"tables"}


def test_action_ids_differ_in_the_whole_message() -> None:
    assert rules([actions(button(1)), actions(button(2))]) == set()
    assert rules([actions(button(1)), actions(button(1))]) == {"action_id.repeated"}


def test_block_ids_differ() -> None:
    assert rules([{"type": "divider", "block_id": name} for name in "ab"]) == set()
    assert rules([{"type": "divider", "block_id": "a"}] * 2) == {"block_id.repeated"}


def test_a_section_says_something() -> None:
    assert rules([section()]) == {"section.empty"}


@pytest.mark.parametrize("kind", ["plain_text", "mrkdwn"])
def test_a_text_is_not_empty(kind: str) -> None:
    assert rules([section(text={"type": kind, "text": ""})]) == {"text.empty"}


@pytest.mark.parametrize("alt_text", ["", "  "])
def test_an_image_can_be_read_aloud(alt_text: str) -> None:
    assert rules([image(alt_text=alt_text)]) == {"image.alt_text.missing"}


@pytest.mark.parametrize("url", ["/pictures/a.png", "pictures/a.png", "file:///a.png", "https://"])
def test_slacks_servers_can_fetch_an_image(url: str) -> None:
    assert rules([image(image_url=url)]) == {"image.image_url.absolute"}


def test_an_accessory_is_looked_at_too() -> None:
    assert rules([section(text=plain("x"), accessory=button(value="x" * 2001))]) == {"button.value"}


def modal(**parts: Any) -> Node:
    known = {"type": "modal", "title": plain("Ret"), "submit": plain("Gem"), "blocks": []}
    return {**known, **parts}


VIEW_LENGTHS = [
    ("modal.title", 24, lambda n: modal(title=plain("x" * n))),
    ("modal.submit", 24, lambda n: modal(submit=plain("x" * n))),
    ("modal.close", 24, lambda n: modal(close=plain("x" * n))),
    ("modal.private_metadata", 3000, lambda n: modal(private_metadata="x" * n)),
    ("modal.callback_id", 255, lambda n: modal(callback_id="x" * n)),
    ("home.private_metadata", 3000, lambda n: modal(type="home", private_metadata="x" * n)),
    ("home.callback_id", 255, lambda n: modal(type="home", callback_id="x" * n)),
]


@pytest.mark.parametrize(("rule", "limit", "view"), VIEW_LENGTHS)
def test_a_view_is_well_at_its_limit_and_found_beyond(rule: str, limit: int, view: Any) -> None:
    assert lint_slack_view(view(limit)) == []
    assert [finding.rule for finding in lint_slack_view(view(limit + 1))] == [rule]


def menu(**parts: Any) -> Node:
    element = {"type": "static_select", "action_id": "a", **parts}
    return modal(blocks=[input_block(element=element)])


def choice(value: str) -> Node:
    return {"text": plain("x"), "value": value}


def test_an_option_has_a_value() -> None:
    assert lint_slack_view(menu(options=[choice("v")])) == []
    found = lint_slack_view(menu(options=[choice("")]))
    assert [finding.rule for finding in found] == ["option.value.empty"]


def test_groups_of_options_have_limits_too() -> None:
    def group(label: int, options: int) -> Node:
        return {"label": plain("x" * label), "options": [choice("v")] * options}

    assert lint_slack_view(menu(option_groups=[group(75, 100)])) == []
    found = lint_slack_view(menu(option_groups=[group(76, 101)]))
    assert [finding.rule for finding in found] == ["option_group.label", "option_group.options"]


def test_a_view_is_not_larger_than_slack_takes() -> None:
    sections = [section(text=plain("x" * 3000)) for _ in range(85)]
    found = lint_slack_view(modal(blocks=sections))
    assert [finding.rule for finding in found] == ["view.size"]


def test_a_modal_with_inputs_can_be_submitted() -> None:
    assert lint_slack_view(modal(blocks=[input_block()])) == []
    unsubmittable = modal(blocks=[input_block()])
    del unsubmittable["submit"]
    assert [finding.rule for finding in lint_slack_view(unsubmittable)] == ["modal.submit"]


def test_a_modal_without_inputs_needs_no_submit() -> None:
    shown = modal(blocks=[{"type": "divider"}])
    del shown["submit"]
    assert lint_slack_view(shown) == []


def test_a_views_blocks_are_looked_at() -> None:
    found = lint_slack_view(modal(blocks=[section()]))
    assert [finding.rule for finding in found] == ["section.empty"]


@pytest.mark.parametrize("text", ["", "  "])
def test_blocks_do_not_excuse_a_message_from_its_text(text: str) -> None:
    found = lint_slack_message({"text": text, "blocks": [{"type": "divider"}]})
    assert [finding.rule for finding in found] == ["message.text"]


def test_a_messages_text_has_a_limit() -> None:
    assert lint_slack_message({"text": "x" * 40_000}) == []
    assert [finding.rule for finding in lint_slack_message({"text": "x" * 40_001})] == [
        "message.text"
    ]


def test_a_messages_blocks_are_looked_at() -> None:
    found = lint_slack_message({"text": "x", "blocks": [section()]})
    assert [finding.rule for finding in found] == ["section.empty"]
