"""Every sentence that people read comes from the catalogues (pack text exempt)."""

import re
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache

import pytest

from tests.literals import Literal, prose
from tests.sources import sources


@dataclass(frozen=True)
class Allowed:
    """Strings that look like prose and reach no card, reply or error: where, which, and why."""

    files: str
    texts: str
    why: str


ALLOWED_LITERALS = (
    Allowed(
        "bot/handlers/registry/*.py", r"[a-zæøåé]+( [a-zæøåé]+)+", "words that people may type"
    ),
    Allowed("bot/handlers/parsing.py", r"i [a-z]+", "words that people may type"),
    Allowed("bot/handlers/assignments/view.py", r"(ikke|not) [a-z]+", "words that people may type"),
    Allowed("bot/domain/matrix_rules.py", r"[a-zæøå. ]+", "titles that people may have"),
    Allowed("bot/importing/people.py", r"[a-zæøå -]+", "headings that a file may have"),
    Allowed("bot/importing/sheets/*", r"[a-zæøå() -]+", "headings that a file may have"),
    Allowed("bot/platforms/*", r"(Bearer|id:) .*|.*event: .*|.*; charset=utf-8", "protocol"),
    Allowed(
        "bot/*",
        r"default-src .*|private, .*|(attachment|inline); .*|.*; charset=utf-8",
        "HTTP headers",
    ),
    Allowed("bot/cli/*", r"[A-Z].*\.", "the command line's English --help"),
    Allowed("bot/telemetry/*", r"[A-Z].*\.|\n .*", "the operator's metrics and field names"),
    Allowed("bot/texts.py", r".*(d\.? MMMM? ?y?|%M\})", "the forms of dates"),
    Allowed("bot/settings/names.py", r".*", "the page of settings in docs"),
    Allowed("storage/migrations/*", r".*", "SQL"),
    Allowed(
        "storage/*",
        r"(PRAGMA|VACUUM|BEGIN|SELECT|SET LOCAL|REPEATABLE|-c|CAST\() ?.*"
        r"|.* (IS (NOT )?NULL|IN \().*",
        "SQL and its sessions",
    ),
)


@cache
def prose_of_the_code() -> tuple[tuple[str, Literal], ...]:
    """Return the sentences that the code writes out, each with its file."""
    return tuple((path, literal) for path, source in sources() for literal in prose(source))


def excuse(path: str, literal: Literal) -> Allowed | None:
    """Return why the literal may stand there, or None."""
    for allowed in ALLOWED_LITERALS:
        fits = re.fullmatch(allowed.texts, literal.text, re.DOTALL)
        if fnmatch(path, allowed.files) and fits:
            return allowed
    return None


def test_no_sentence_stands_outside_the_catalogues() -> None:
    found = [
        f"{path}:{literal.line}: {literal.text!r}"
        for path, literal in prose_of_the_code()
        if excuse(path, literal) is None
    ]
    assert not found, "into bot/locales with these:\n" + "\n".join(found)


def test_every_excuse_is_needed() -> None:
    used = {excuse(path, literal) for path, literal in prose_of_the_code()}
    assert [allowed for allowed in ALLOWED_LITERALS if allowed not in used] == []


@pytest.mark.parametrize(
    "source",
    [
        'plain("Ingen har ansvaret")',
        'Card("Hvem har\\nansvaret?")',
        'Card(f"Fundet: {n} fejl i alt")',
        'Button(f"Vis {n}", "raci.show")',
        'Button(f"{n} fejl", "raci.show")',
        'Button("Vis " + name, "raci.show")',
        'Text(name + " har ansvaret")',
        'raise BadInput("Aktiviteten findes ikke")',
        'raise NotReady("slack.token", reason="the token is wrong")',
        'raise RuntimeError("not for people")',
        'Markup("<button>Send nu</button>")',
        "Markup('<img alt=\"Et billede\">')",
        'Markup("<b>Hej</b>, hvem der")',
        "f\"{texts('a.b')} og {f'meget mere'}\"",
        'NAMES = {"da": "Hele navnet"}',
        'def f(title="En titel"): pass',
        'lines.append("Nej, tak")',
        'x = "Ja. Nej"',
        'x = "»Ja« (måske)"',
    ],
)
def test_a_sentence_in_the_code_is_found(source: str) -> None:
    assert prose(source) != []


@pytest.mark.parametrize(
    "source",
    [
        '"""What a module is about."""',
        'def f():\n    """What a function does."""',
        'LIMIT = 3\n"""What a constant means."""',
        'raise ValueError("only a programmer reads this")',
        'raise KeyError(f"{language}: no text for {key!r}")',
        're.compile("as of|as at")',
        're.sub(r"[a-z] [a-z]", "", text)',
        'x: "Callable[[int], str] | None" = None',
        'Markup(\'<svg class="icon big" aria-hidden="true"></svg>\')',
        'Markup("<span>{}</span> <span>{}</span>")',
        'f"{a} {b}"',
        'f"{name}, {phone}"',
        'f" ({name})"',
        'texts("raci.title")',
        '", ".join(names)',
        'f"ISO 27001 {clause}"',
        '"–"',
    ],
)
def test_what_nobody_reads_is_left_alone(source: str) -> None:
    assert prose(source) == []


def test_a_sentence_is_reported_with_its_line_and_its_holes() -> None:
    assert prose('a = 1\nb = f"Hej {name}, hvordan går det"') == [
        Literal(2, "Hej {}, hvordan går det")
    ]
