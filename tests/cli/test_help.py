"""Every command says what it is for, and a mistake is one sentence."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.main import app

COMMANDS = (
    *("run", "demo", "init", "example", "import", "lookup", "doctor", "backup", "migrate"),
    *("wheel", "manifests", "audit", "verify"),
)
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Run a command in an empty folder; returns the exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)

    def command(*arguments: str, stdin: str = "", **settings: str) -> tuple[int, str, str]:
        result = CliRunner().invoke(app, arguments, input=stdin, env=settings)
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result.exit_code, result.stdout, result.stderr

    yield command


def test_the_help_lists_every_command(run: Run) -> None:
    code, out, _ = run("--help")
    assert code == 0
    for command in COMMANDS:
        assert f"  {command}  " in out


@pytest.mark.parametrize("command", [*COMMANDS, "audit export"])
def test_every_command_has_help(run: Run, command: str) -> None:
    code, out, err = run(*command.split(), "--help")
    assert (code, err) == (0, "")
    assert out.startswith("Usage: ")
    assert len(out.splitlines()) > 4


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"TOVHOLDER_LANGAGE": "da"}, "TOVHOLDER_LANGAGE er ikke en indstilling. Mente du TOV"),
        ({"TOVHOLDER_PORT": "x"}, "TOVHOLDER_PORT skal være et helt tal fra 1 til 65535."),
        ({"TOVHOLDER_TIMEZONE": "Mars"}, "TOVHOLDER_TIMEZONE skal være en tidszone"),
        ({"TOVHOLDER_DATABASE_URL": "mysql://x"}, "TOVHOLDER_DATABASE_URL skal begynde med"),
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "SLACK_BOT_TOKEN er sat: tilføj SLACK_SIGNING_SECRET"),
    ],
)
@pytest.mark.parametrize("command", ["doctor", "run", "demo", "lookup backup", "migrate"])
def test_a_wrong_setting_is_one_sentence(
    run: Run, command: str, settings: dict[str, str], sentence: str
) -> None:
    code, out, err = run(*command.split(), **settings)
    assert (code, out) == (1, "")
    assert err.startswith(sentence)
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        ("doctor", "Databasen tovholder.db findes ikke. Kør tovholder init"),
        ("lookup backup", "Databasen tovholder.db findes ikke. Kør tovholder init"),
        ("lookup --pack giant backup", "Der er ingen startpakke, der hedder"),
        ("import nothing.csv", "Filen nothing.csv kan ikke læses"),
        ("verify nothing.jsonl", "Filen nothing.jsonl kan ikke læses"),
        ("audit export out.jsonl", "Revisionsloggens nøgle audit-key.pem findes ikke"),
        ("example --pack giant", "Der er ingen startpakke, der hedder"),
    ],
)
def test_what_is_missing_is_one_sentence(run: Run, command: str, sentence: str) -> None:
    code, out, err = run(*command.split())
    assert (code, out) == (1, "")
    assert sentence in err
    assert len(err.splitlines()) == 1


def test_errors_are_in_the_operators_language(run: Run) -> None:
    _, _, err = run("doctor", TOVHOLDER_LANGUAGE="en")
    assert "There is no database" in err


@pytest.mark.parametrize(
    ("option", "value", "part"),
    [
        ("--language", "fr", "fr"),
        ("--timezone", "Europe/Atlantis", "Europe/Atlantis"),
        ("--pack", "giant", "giant"),
        ("--secretary", "mette", "mette"),
        ("--chair", "@example.dk", "@example.dk"),
    ],
)
def test_an_answer_that_cannot_be_used_is_named(
    run: Run, option: str, value: str, part: str, tmp_path: Path
) -> None:
    answers = {
        "--language": "da",
        "--timezone": "Europe/Copenhagen",
        "--pack": "sme",
        "--secretary": "mette@example.dk",
        "--chair": "anders@example.dk",
        "--committee-channel": "",
    } | {option: value}
    code, out, err = run("init", *(part for pair in answers.items() for part in pair))
    assert (code, out) == (1, "")
    assert part in err
    assert len(err.splitlines()) == 1
    assert not (tmp_path / "tovholder.toml").exists()


def test_a_file_of_another_kind_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "raci.docx").write_bytes(b"PK")
    code, _, err = run("import", "raci.docx")
    assert code == 1
    assert "raci.docx" in err
    assert len(err.splitlines()) == 1


def test_a_starter_pack_can_be_searched_without_any_database(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("lookup", "--pack", "public", "--language", "en", "who approves policies")
    assert code == 0
    assert "policies" in out.lower()
    assert list(tmp_path.iterdir()) == []
