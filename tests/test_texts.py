"""Both languages are complete, and the code asks for just the texts that there are."""

import re
from enum import StrEnum
from functools import cache
from string import Formatter

import pytest

from bot.domain.finding import Severity
from bot.domain.parties import AgreementKind
from bot.domain.people import RoleKind
from bot.domain.raci import Letter, MatrixStatus
from bot.services.permissions import ALLOWED, Ability
from bot.texts import catalogue
from storage.audit_chain import FaultKind
from tests.sources import ROOT, sources
from tests.text_keys import Asked, absent, asked, filled_in, merged, unused

DANISH, ENGLISH = catalogue("da"), catalogue("en")


def forms(sentence: str | tuple[str, ...]) -> tuple[str, ...]:
    """Return the forms of a plural, or the one sentence."""
    return (sentence,) if isinstance(sentence, str) else sentence


def number_of_forms(sentence: str | tuple[str, ...]) -> int:
    """Return how many forms a plural has; 0 when it is none."""
    return 0 if isinstance(sentence, str) else len(sentence)


def placeholders(sentence: str | tuple[str, ...]) -> set[str]:
    """Return the names in braces, over all forms of a plural."""
    return {name for form in forms(sentence) for _, name, _, _ in Formatter().parse(form) if name}


# -- the two languages


def test_both_languages_have_the_same_keys() -> None:
    assert set(DANISH) ^ set(ENGLISH) == set()


def test_both_languages_say_the_same() -> None:
    differing = [
        key
        for key in DANISH.keys() & ENGLISH.keys()
        if placeholders(DANISH[key]) != placeholders(ENGLISH[key])
        or number_of_forms(DANISH[key]) != number_of_forms(ENGLISH[key])
    ]
    assert differing == []


def test_every_text_says_something() -> None:
    for language in (DANISH, ENGLISH):
        silent = [key for key, text in language.items() if not all(map(str.strip, forms(text)))]
        assert silent == []


def test_a_file_has_the_same_keys_in_both_languages() -> None:
    for danish in (ROOT / "bot" / "locales" / "da").glob("*.po"):
        english = ROOT / "bot" / "locales" / "en" / danish.name
        keys = [
            re.findall(r'^msgid "(.+)"', file.read_text("utf-8"), re.MULTILINE)
            for file in (danish, english)
        ]
        assert keys[0] == keys[1], danish.name


# -- the catalogues and the code


@cache
def asked_by_the_code() -> Asked:
    """Return what all the code asks for."""
    return merged(asked(source) for _, source in sources())


def test_every_text_that_is_asked_for_exists() -> None:
    assert absent(asked_by_the_code(), DANISH) == []


def test_every_text_is_asked_for() -> None:
    assert unused(asked_by_the_code(), DANISH) == []


def test_every_placeholder_is_filled_in() -> None:
    unfilled = [
        (path, key, sorted(missing))
        for path, source in sources()
        for key, given in filled_in(source)
        if (missing := placeholders(DANISH.get(key, "")) - given)
    ]
    assert unfilled == []


FAMILIES: dict[str, type[StrEnum]] = {
    "agreement.{}": AgreementKind,
    "audit.fault.{}": FaultKind,
    "commands.who.{}": Ability,
    "findings.{}": Severity,
    "matrix.{}": MatrixStatus,
    "raci.{}": Letter,
    "raci.nobody.{}": Letter,
    "role.{}": RoleKind,
    "severity.{}": Severity,
}


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_of_texts_is_whole(family: str) -> None:
    assert {family.format(member.value) for member in FAMILIES[family]} <= set(DANISH)


def test_every_refusal_can_be_said() -> None:
    everyones = ALLOWED[Ability.SEE_MATRIX]
    limited = {ability for ability, tests in ALLOWED.items() if tests != everyones}
    assert {f"error.not-allowed.{ability.value}" for ability in limited} <= set(DANISH)


SOURCE = """
def answer(turn, texts, letter, odd):
    texts("a.title")
    turn.texts.plural("a.count", 2)
    Texts("da")("a.direct")
    sentence(texts, "a.line", who=odd)
    texts(f"a.{letter.value}.end")
    texts("b." + letter)
    key = "a.one" if odd else "a.other"
    texts(key)
    for well, name in ((True, "a.fine"), (False, "a.missing")):
        texts(name)
    yield Finding("wrong", odd)
    yield Diagnosis("clock", ok=odd)
    raise BadInput("gone", name=odd) from NotAllowed(f"not-{letter}")
"""


def test_keys_are_found_however_they_are_asked_for() -> None:
    found = asked(SOURCE)
    assert found.keys == {
        "a.title",
        "a.count",
        "a.direct",
        "a.line",
        "a.one",
        "a.other",
        "a.fine",
        "a.missing",
        "finding.wrong",
        "error.gone",
    }
    assert found.patterns == {
        r"a\.(.+)\.end",
        r"b\.(.+)",
        r"doctor\.clock\.(?:ok|bad)",
        r"error\.not\-(.+)",
    }


def test_a_missing_text_is_found() -> None:
    assert absent(asked('texts("a.title")\ntexts(f"b.{x}")'), {"c.d"}) == ["a.title", r"b\.(.+)"]


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ("", ["a.b"]),
        ('texts("a.b")', []),
        ('TABLE = {"key": "a.b"}', []),
        ('texts(f"a.{x}")', ["a.b"]),
        ('texts(f"a.{x}")\nB = "b"', []),
        ('class Kind:\n    b: str\n\ntexts(f"a.{Kind}")', []),
        ('texts("a.c")', ["a.b"]),
    ],
)
def test_an_unused_text_is_found(source: str, left: list[str]) -> None:
    assert unused(asked(source), {"a.b"}) == left


def test_a_placeholder_that_is_not_filled_in_is_found() -> None:
    found = dict(filled_in(SOURCE))
    assert found["a.line"] == {"who"}
    assert found["error.gone"] == {"name"}
    assert found["a.count"] == {"n"}
