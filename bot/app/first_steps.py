"""Behind `init`, `example` and `import`: questions, answers, and what they change."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from bot.app.audit_key import audit_key_path, ensure_audit_key
from bot.app.clocks import SystemClock
from bot.app.control import ask_server
from bot.app.house import open_store
from bot.app.imports import import_file, import_request, undo_import, undo_request
from bot.domain.errors import BadInput
from bot.domain.language import LANGUAGES
from bot.importing.example import Cast, example_cast, grown_cast
from bot.importing.packs import STARTER_PACKS, starter_pack
from bot.services.setup import Answers
from bot.settings import Settings
from bot.texts import Texts
from storage.server_lock import ServerLock

_SETTINGS_FILE = Path("tovholder.toml")
_MOST_BYTES = 8 * 1024 * 1024
_MOST_PEOPLE = 1000


@dataclass(frozen=True)
class Question:
    """One question of `init`."""

    name: str
    text: str
    default: str


def questions(given: Mapping[str, str | None], settings: Settings) -> Iterator[Question]:
    """Iterate over what was not given, the language first so that the rest is asked in it."""
    defaults = {
        "language": settings.language,
        "timezone": settings.timezone,
        "pack": STARTER_PACKS[0],
        "committee_channel": "",
    }
    for name in ("language", "timezone", "pack", "committee_channel", "secretary", "chair"):
        if given.get(name) is None:
            language = given.get("language") or settings.language
            texts = Texts(language if language in LANGUAGES else settings.language)
            yield Question(name, texts(f"init.{name}"), defaults.get(name, ""))


async def initialise(settings: Settings, given: Mapping[str, str | None]) -> list[str]:
    """Write the settings file, the starter pack, the first people and the audit key.

    Returns:
        What was done, as sentences in the chosen language.

    Raises:
        BadInput: an answer cannot be used.
    """
    answers = _answers(given)
    texts = Texts(answers.language, answers.timezone)
    clock = SystemClock()
    other = next(language for language in LANGUAGES if language != answers.language)
    pack = starter_pack(answers.pack, languages=(answers.language, other))
    with ServerLock(settings.database_url):
        async with open_store(settings, clock) as store:
            outcome = await store.setup.initialise(answers, pack)
            await store.plan_wheel()
    lines = [texts("init.loaded", n=len(outcome.organisation.activities))]
    if ensure_audit_key(settings):
        lines.append(texts("init.key", path=audit_key_path(settings).name))
    if await asyncio.to_thread(_write_settings, answers):
        lines.append(texts("init.settings", path=str(_SETTINGS_FILE)))
    return [*lines, texts("init.next")]


def cast_of(people: int | None) -> Cast:
    """Return the example's cast, grown to `people` when that is given.

    Raises:
        BadInput: there cannot be so few or so many.
    """
    if people is None:
        return example_cast()
    least = len(example_cast().people)
    if not least <= people <= _MOST_PEOPLE:
        raise BadInput("example-people", least=least, most=_MOST_PEOPLE)
    return grown_cast(people)


async def load_example(
    settings: Settings, pack: str, *, away: bool, people: int | None = None
) -> list[str]:
    """Load a starter pack and the cast into the database of the settings.

    Raises:
        BadInput: the pack or the number of people cannot be used.
    """
    cast = cast_of(people)
    texts = Texts(settings.language, settings.timezone)
    other = next(language for language in LANGUAGES if language != settings.language)
    loaded = starter_pack(pack, languages=(settings.language, other))
    with ServerLock(settings.database_url):
        async with open_store(settings, SystemClock()) as store:
            outcome = await store.setup.load_example(loaded, cast, away=away)
            await store.plan_wheel()
    ensure_audit_key(settings)
    return [texts("init.loaded", n=len(outcome.organisation.activities)), texts("example.loaded")]


async def bring_in(settings: Settings, file: Path, *, dry_run: bool) -> dict[str, Any]:
    """Import a file, through the running server where there is one.

    Raises:
        BadInput: the file cannot be read, or is of no known kind.
    """
    content = await asyncio.to_thread(_read, file)
    request = import_request(file.name, content, dry_run=dry_run, language=settings.language)
    answer = await ask_server(settings, request)
    if answer is not None:
        return answer
    with ServerLock(settings.database_url):
        async with open_store(settings, SystemClock()) as store:
            return await import_file(store, settings, request)


async def undo_latest(settings: Settings) -> dict[str, Any]:
    """Undo the latest import, through the running server where there is one.

    Raises:
        BadInput: there is none, or something was changed since and would be lost.
    """
    request = undo_request(settings.language)
    answer = await ask_server(settings, request)
    if answer is not None:
        return answer
    with ServerLock(settings.database_url):
        async with open_store(settings, SystemClock()) as store:
            return await undo_import(store, request)


def outcome_lines(outcome: Mapping[str, Any], language: str) -> list[str]:
    """Return an import's outcome as lines for a person."""
    texts = Texts(language)
    if undone := outcome.get("undone"):
        return [texts("import.undone", name=undone)]
    lines = [
        f"{texts('severity.' + finding['severity'])}: {finding['message']}"
        for finding in outcome["findings"]
    ]
    changed = {name: n for name, n in outcome["changes"].items() if n}
    lines += [f"{texts('change.' + name)}: {n}" for name, n in changed.items()]
    if not changed:
        return [*lines, texts("import.nothing")]
    if not outcome["applied"]:
        return [*lines, texts("import.not-applied")]
    if draft := outcome.get("draft"):
        lines.append(texts("import.draft", version=draft))
    return [*lines, texts("import.applied")]


def _answers(given: Mapping[str, str | None]) -> Answers:
    """Check the answers.

    Raises:
        BadInput: one of them cannot be used; the sentence says which.
    """
    language = _one_of("init-language", given["language"], LANGUAGES)
    pack = _one_of("init-pack", given["pack"], STARTER_PACKS)
    timezone = (given["timezone"] or "").strip()
    if timezone not in available_timezones():
        raise BadInput("init-timezone", value=timezone[:60])
    for name in ("secretary", "chair"):
        address = (given[name] or "").strip()
        if address.count("@") != 1 or not all(address.split("@")) or " " in address:
            raise BadInput(f"init-{name}", value=address[:80])
    return Answers(
        language=language,
        timezone=ZoneInfo(timezone).key,
        pack=pack,
        secretary=(given["secretary"] or "").strip(),
        chair=(given["chair"] or "").strip(),
        committee_channel=(given["committee_channel"] or "").strip(),
    )


def _one_of(key: str, answer: str | None, choices: tuple[str, ...]) -> str:
    value = (answer or "").strip().casefold()
    if value not in choices:
        raise BadInput(key, value=value[:60])
    return value


def _write_settings(answers: Answers) -> bool:
    """Write the settings file, unless one is there already."""
    if _SETTINGS_FILE.exists():
        return False
    _SETTINGS_FILE.write_text(
        f'TOVHOLDER_LANGUAGE = "{answers.language}"\nTOVHOLDER_TIMEZONE = "{answers.timezone}"\n',
        encoding="utf-8",
    )
    return True


def _read(file: Path) -> bytes:
    """Return the file's content.

    Raises:
        BadInput: it cannot be read, or is too large.
    """
    try:
        with file.open("rb") as opened:
            content = opened.read(_MOST_BYTES + 1)
    except OSError:
        raise BadInput("import-unreadable", name=file.name[:80]) from None
    if len(content) > _MOST_BYTES:
        raise BadInput("import-too-large", name=file.name[:80])
    return content
