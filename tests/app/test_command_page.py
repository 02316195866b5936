"""The page of commands: what is checked in is what the registry makes."""

from dataclasses import replace
from pathlib import Path

from bot.app.command_page import command_page
from bot.handlers.registry import COMMANDS
from bot.services.permissions import Ability
from bot.texts import Texts

PAGE = Path(__file__).parents[2] / "docs" / "commands.md"


def rows(page: str) -> list[list[str]]:
    """Return the tables' rows, without their heads."""
    lines = [line for line in page.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def test_the_page_is_the_one_that_the_registry_makes() -> None:
    stale = "docs/commands.md is stale: run `make manifests`"
    assert PAGE.read_text(encoding="utf-8") == command_page(COMMANDS), stale


def test_every_command_stands_in_both_languages() -> None:
    found = rows(command_page(COMMANDS))
    assert len(found) == 2 * len(COMMANDS)
    english, danish = found[: len(COMMANDS)], found[len(COMMANDS) :]
    assert [cells[4] for cells in english] == [
        Texts("en")(f"command.{spec.name}.summary") for spec in COMMANDS
    ]
    assert [cells[4] for cells in danish] == [
        Texts("da")(f"command.{spec.name}.summary") for spec in COMMANDS
    ]


def test_a_row_says_what_to_type_where_and_who_may() -> None:
    (row,) = (cells for cells in rows(command_page(COMMANDS)) if "`/isms admin doctor`" in cells)
    assert row[:4] == [
        "`/isms admin doctor`",
        "`admin doctor`",
        "`/isms admin doctor` / `admin doctor`",
        "An administrator or the information-security function",
    ]


def test_other_words_are_named_and_stand_after_the_command_they_are_under() -> None:
    page = command_page(COMMANDS)
    assert "`/raci`, `/ansvar`, `ansvar`, `raci`, `hvem`, `who`" in page
    assert "`raci liste`" in page


def test_another_command_or_another_rule_changes_the_page() -> None:
    page = command_page(COMMANDS)
    assert command_page((*COMMANDS, COMMANDS[-1])) != page
    assert command_page((replace(COMMANDS[0], words=("nyt",)), *COMMANDS[1:])) != page
    assert command_page((replace(COMMANDS[0], ability=Ability.IMPORT), *COMMANDS[1:])) != page


def test_every_ability_can_be_said() -> None:
    for ability in Ability:
        for language in ("da", "en"):
            assert Texts(language)(f"commands.who.{ability.value}")
