"""Every error that storage raises has a sentence in both languages, with the values it needs."""

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import storage
from bot.domain.language import LANGUAGES
from bot.texts import catalogue
from storage import errors

ERRORS = {"NotReady", "BadInput", "Transient"}
SOURCES = sorted(Path(storage.__path__[0]).glob("*.py"))


def raised() -> Iterator[tuple[str, frozenset[str]]]:
    """Yield each key with the names of its values, from the sources and the tables of codes."""
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ERRORS:
                key = node.args[0]
                if isinstance(key, ast.Constant):
                    yield str(key.value), frozenset(str(value.arg) for value in node.keywords)
    for table in (errors._SQLITE, errors._POSTGRESQL, errors._UNIQUE):
        for code in table.values():
            yield code, frozenset()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("key", "values"), sorted(set(raised()), key=lambda found: found[0]))
def test_an_error_has_its_sentence(language: str, key: str, values: frozenset[str]) -> None:
    sentence = catalogue(language)[f"error.{key}"]
    assert isinstance(sentence, str)
    assert {name for _, name, _, _ in Formatter().parse(sentence) if name} <= values
