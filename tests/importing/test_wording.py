"""Every finding and every refusal has a sentence in both languages, with the same placeholders."""

import re
from pathlib import Path
from string import Formatter

import bot.domain
import bot.importing
from bot.texts import catalogue

FINDING = re.compile(
    r"""Finding\(\s*"([a-zA-Z-]+)"|"(people-[a-z-]+)", Severity|"(people-[a-z-]+)", text"""
    r"""|notes\.(?:error|warning|info)\(\s*"(sheet-[a-z-]+)\""""
)
REFUSAL = re.compile(r"""BadInput\(\s*"([a-z-]+)"|"(pack-[a-z-]+)\"""")


def source(package: object) -> str:
    folder = Path(next(iter(package.__path__)))  # type: ignore[attr-defined]
    return "\n".join(file.read_text(encoding="utf-8") for file in sorted(folder.rglob("*.py")))


def keys(pattern: re.Pattern[str], text: str) -> set[str]:
    return {next(group for group in hit.groups() if group) for hit in pattern.finditer(text)}


def placeholders(sentence: object) -> set[str | None]:
    assert isinstance(sentence, str)
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def test_every_code_and_key_in_the_source_has_its_sentence() -> None:
    importing = source(bot.importing)
    findings = keys(FINDING, source(bot.domain) + importing)
    unknown = {f"{code}-unlike" for code in findings if code.startswith("people-unknown-")}
    findings |= unknown & {"people-unknown-unit-unlike", "people-unknown-role-unlike"}
    findings |= {"agreement-missing", "dpa-missing", "at"}
    refusals = keys(REFUSAL, importing)
    assert len(findings) > 30
    assert len(refusals) > 18
    for language in ("da", "en"):
        texts = catalogue(language)
        expected = {f"finding.{code}" for code in findings} | {f"error.{k}" for k in refusals}
        assert expected - texts.keys() == set()
        here = {
            k
            for k in texts
            if k.startswith(("finding.", "error.pack-", "error.people-", "error.sheet-"))
        }
        assert here - expected == set()


def test_both_languages_fill_in_the_same() -> None:
    danish, english = catalogue("da"), catalogue("en")
    for key, sentence in danish.items():
        if key.startswith(("finding.", "error.pack-", "error.people-", "error.sheet-")):
            assert placeholders(sentence) == placeholders(english[key]), key
