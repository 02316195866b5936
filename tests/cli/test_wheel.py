"""`tovholder wheel`: a starter pack's dates, and the database's."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.app.clocks import SystemClock
from bot.cli.main import app
from storage.database import open_database
from storage.unit_of_work import SqlStorage

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in an empty folder; returns the exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)

    def command(*arguments: str, **settings: str) -> tuple[int, str, str]:
        result = CliRunner().invoke(app, arguments, env=settings)
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result.exit_code, result.stdout, result.stderr

    return command


def test_a_packs_dates_as_json(run: Run) -> None:
    code, out, err = run("wheel", "--year", "2027", "--pack", "sme", "--json")
    dates = json.loads(out)
    assert (code, err, len(dates)) == (0, "", 31)
    assert dates[0] == {
        "item": "w-annual-report",
        "due": "2027-01-19",
        "prep_starts": "2026-12-22",
        "responsible": "infosec-function",
    }


@pytest.mark.parametrize(("language", "item"), [("da", "Årsrapport"), ("en", "Annual report")])
def test_a_packs_dates_as_a_table(run: Run, language: str, item: str) -> None:
    _, out, _ = run("wheel", "--year", "2027", "--pack", "sme", TOVHOLDER_LANGUAGE=language)
    assert item in out.splitlines()[1]
    assert len(out.splitlines()) == 32


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--year", "1999", "--pack", "sme"), "1999 er uden for rækkevidde."),
        (("--year", "2027", "--pack", "xyz"), "Der er ingen startpakke, der hedder »xyz«."),
        (("--year", "2027"), "Databasen tovholder.db findes ikke."),
    ],
)
def test_what_cannot_be_shown_is_one_sentence(
    run: Run, arguments: tuple[str, ...], sentence: str
) -> None:
    code, out, err = run("wheel", *arguments)
    assert (code, out) == (1, "")
    assert err.startswith(sentence)
    assert err.count("\n") == 1


def test_the_databases_dates_are_where_they_were_moved_to(run: Run, tmp_path: Path) -> None:
    assert run("example")[0] == 0
    year = SystemClock().now().year + 1
    _, out, _ = run("wheel", "--year", str(year), "--pack", "sme", "--json")
    planned = json.loads(out)
    assert json.loads(run("wheel", "--year", str(year), "--json")[1]) == planned

    async def move() -> None:
        database = await open_database(f"sqlite:///{tmp_path / 'data' / 'tovholder.db'}")
        storage = SqlStorage(database, SystemClock())
        async with storage.begin() as work:
            wheel = (await work.organisation()).wheel
            (found,) = [
                one
                for one in wheel.occurrences
                if (one.item_id, one.key) == ("w-awareness", f"{year}-03")
            ]
            await work.wheel.save(replace(found, due=date(year, 4, 30), reason="Ferie"))
            await work.commit()
        await database.close()

    asyncio.run(move())
    moved = json.loads(run("wheel", "--year", str(year), "--json")[1])
    (one,) = [row for row in moved if row not in planned]
    assert (one["item"], one["due"]) == ("w-awareness", f"{year}-04-30")
