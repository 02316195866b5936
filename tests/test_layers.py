"""Who may import whom: the contracts in `pyproject.toml`, and that each of them notices."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LINT = (
    "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
)

OFFENCES = {
    "The rooms of the house": ("bot/cards/menu.py", "bot.services.menu"),
    "Workshops know nothing of conversations": ("bot/pictures/svg.py", "bot.chat.reply"),
    "Of the workshops, doors know only the pictures": (
        "bot/platforms/slack/blocks.py",
        "bot.search.folding",
    ),
    "Platforms are strangers to each other": (
        "bot/platforms/slack/limits.py",
        "bot.platforms.teams.messages",
    ),
    "Handlers are strangers to each other": ("bot/handlers/mine.py", "bot.handlers.menu"),
    "Use cases are strangers to each other": ("bot/services/mine.py", "bot.services.raci"),
    "Storage knows the domain and its ports": ("storage/packs.py", "bot.texts"),
    "Only the composition root and the command line know storage": (
        "bot/handlers/doctor.py",
        "storage.schema",
    ),
    "Only the composition root and the command line know the settings": (
        "bot/server/limits.py",
        "bot.settings.values",
    ),
    "Domain and cards are plain and sync": ("bot/domain/raci.py", "asyncio"),
    "The Slack SDK stays with Slack": ("bot/app/members.py", "slack_sdk"),
    "The Bot Framework SDK stays with Teams": ("bot/app/clocks.py", "botframework.connector"),
    "Databases stay in storage": ("bot/services/journal.py", "sqlalchemy"),
    "APScheduler stays in the scheduler": ("bot/app/lookups.py", "apscheduler"),
    "Starlette stays at the doors": ("bot/platforms/slack/replies.py", "starlette"),
    "Uvicorn stays in the server": ("bot/platforms/web/app.py", "uvicorn"),
    "Stemmer and RapidFuzz stay in the search": ("bot/handlers/parsing.py", "rapidfuzz"),
    "File formats stay with the importing and the documents": ("bot/settings/loading.py", "yaml"),
    "Calendars stay with the documents": ("bot/services/calendars.py", "icalendar"),
    "Word files stay with the documents": ("bot/services/exports.py", "docx"),
    "Typesetting stays with the documents": ("bot/services/exports.py", "typst"),
    "Drawing stays with the pictures": ("bot/cards/matrix.py", "resvg_py"),
    "No circles": ("bot/domain/cpr.py", "bot.domain.cpr_circle"),
}


def lint(folder: Path) -> tuple[int, str]:
    """Check the tree in `folder` against its own pyproject.toml; return the exit code and text."""
    environment = {**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "400"}
    done = subprocess.run(
        [sys.executable, "-c", LINT],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def verdicts(said: str) -> dict[str, str]:
    """Return KEPT or BROKEN for every contract."""
    return dict(re.findall(r"^(.+?) (KEPT|BROKEN)\b", said, re.MULTILINE))


def details(said: str) -> dict[str, str]:
    """Return what is said of each broken contract, by its name."""
    _, _, broken = said.partition("Broken contracts")
    parts = re.split(r"^(.+)\n-{3,}\n", broken, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=False))


@pytest.fixture(scope="module")
def offending(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What is said of a copy of the house where every contract is broken once."""
    folder = tmp_path_factory.mktemp("house")
    for package in ("bot", "storage"):
        only_code = shutil.ignore_patterns("__pycache__", "*.po", "*.yaml", "fonts", "*.toml")
        shutil.copytree(ROOT / package, folder / package, ignore=only_code)
    shutil.copy(ROOT / "pyproject.toml", folder)
    (folder / "bot/domain/cpr_circle.py").write_text("import bot.domain.cpr\n")
    for file, imported in OFFENCES.values():
        with (folder / file).open("a", encoding="utf-8") as source:
            source.write(f"\n\ndef _offend() -> None:\n    import {imported}\n")
    status, said = lint(folder)
    assert status == 1, said
    return said


def test_every_contract_is_kept() -> None:
    status, said = lint(ROOT)
    assert status == 0, said
    assert set(verdicts(said).values()) == {"KEPT"}


def test_every_contract_has_an_offence_that_it_notices() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    names = [contract["name"] for contract in settings["tool"]["importlinter"]["contracts"]]
    assert sorted(names) == sorted(OFFENCES)


@pytest.mark.parametrize("contract", OFFENCES)
def test_an_offence_is_noticed(offending: str, contract: str) -> None:
    file, imported = OFFENCES[contract]
    importer = file.removesuffix(".py").replace("/", ".")
    assert verdicts(offending)[contract] == "BROKEN"
    said = details(offending)[contract]
    assert importer.removeprefix("bot.domain") in said
    assert imported.partition(".")[0] in said
