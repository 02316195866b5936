"""Every word of the chat stands in both catalogues, and none stands there in vain."""

import ast
import re
from pathlib import Path

import pytest

import bot.platforms.web
from bot.texts import catalogue

_SOURCES = sorted(Path(bot.platforms.web.__file__).parent.glob("*.py"))

# Said of files on every platform.
_SHARED = {"error.file-too-big"}
_KEY = re.compile(r"web(\.[a-z-]+)+")


def keys() -> set[str]:
    """Return every key that the code uses."""
    found: set[str] = set()
    for source in _SOURCES:
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Name(id="WebError"), args=[_, ast.Constant(value=str(key)), *_]
                ):
                    found.add(f"web.problem.{key}")
                case ast.Call(
                    func=ast.Name(id="BadInput"), args=[ast.Constant(value=str(key)), *_]
                ):
                    found.add(f"error.{key}")
                case ast.Constant(value=str(key)) if _KEY.fullmatch(key):
                    found.add(key)
    return found


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_catalogue_holds_exactly_the_words_that_are_used(language: str) -> None:
    there = {key for key in catalogue(language) if key.startswith(("web.", "error.web-"))}
    unreadable = {f"web.problem.{key}" for key in ("not-found", "wrong-method", "bad-request")}
    assert there == (keys() - _SHARED) | unreadable
