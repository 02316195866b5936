"""`init`, `example` and `import` beneath the command line."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.app.first_steps import bring_in, initialise, load_example, outcome_lines, questions
from bot.domain.errors import BadInput
from bot.settings import Settings, load_settings

GIVEN: dict[str, str | None] = {
    "language": " EN ",
    "timezone": "Europe/Copenhagen",
    "pack": "SME",
    "secretary": " mette@example.dk ",
    "chair": "anders@example.dk",
    "committee_channel": "",
}


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """The settings of an empty folder, which is the working folder."""
    monkeypatch.chdir(tmp_path)
    yield load_settings({}, tmp_path)


def test_only_what_was_not_given_is_asked_in_the_language_that_was_chosen(
    settings: Settings,
) -> None:
    asked = questions({**GIVEN, "language": "en", "secretary": None, "chair": None}, settings)
    assert [(q.name, q.default) for q in asked] == [("secretary", ""), ("chair", "")]
    given: dict[str, str | None] = dict.fromkeys(GIVEN)
    every = questions(given, settings)
    first = next(every)
    assert (first.name, first.text, first.default) == ("language", "Sprog (da eller en)", "da")
    given["language"] = "en"
    assert next(every).text == "Time zone"


async def test_init_writes_its_settings_once(settings: Settings, tmp_path: Path) -> None:
    first = await initialise(settings, GIVEN)
    assert any("tovholder.toml" in line for line in first)
    written = load_settings({}, tmp_path)
    assert (written.language, written.timezone) == ("en", "Europe/Copenhagen")
    own = (tmp_path / "tovholder.toml").read_text(encoding="utf-8") + "# mine\n"
    (tmp_path / "tovholder.toml").write_text(own, encoding="utf-8")
    key = (tmp_path / "data" / "audit-key.pem").read_bytes()
    again = await initialise(settings, {**GIVEN, "language": "da"})
    assert not any("tovholder.toml" in line for line in again)
    assert (tmp_path / "tovholder.toml").read_text(encoding="utf-8") == own
    assert (tmp_path / "data" / "audit-key.pem").read_bytes() == key


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("language", "fr"),
        ("timezone", ""),
        ("timezone", "../etc/passwd"),
        ("pack", "giant"),
        ("secretary", ""),
        ("secretary", "mette"),
        ("chair", "a b@example.dk"),
        ("chair", "a@b@c"),
    ],
)
async def test_an_answer_that_cannot_be_used_changes_nothing(
    settings: Settings, tmp_path: Path, name: str, value: str
) -> None:
    with pytest.raises(BadInput) as told:
        await initialise(settings, {**GIVEN, name: value})
    assert told.value.key == f"init-{name}"
    assert list(tmp_path.iterdir()) == []


async def test_the_example_has_to_have_a_pack(settings: Settings) -> None:
    with pytest.raises(BadInput):
        await load_example(settings, "giant", away=False)


@pytest.mark.parametrize(
    ("name", "content", "key"),
    [
        ("raci.xlsx", b"PK", "sheet-not-xlsx"),
        ("raci.docx", b"PK", "import-kind"),
        ("people", b"email;name\n", "import-kind"),
        ("more.yaml", b"a: [", "pack-syntax"),
        ("people.csv", b"", "sheet-empty"),
        ("big.yaml", b"#" * (8 * 1024 * 1024 + 1), "import-too-large"),
    ],
)
async def test_a_file_that_cannot_be_read_is_refused(
    settings: Settings, tmp_path: Path, name: str, content: bytes, key: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BadInput) as told:
        await bring_in(settings, tmp_path / name, dry_run=False)
    assert told.value.key == key


async def test_a_folder_or_a_missing_file_is_refused(settings: Settings, tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "gone.yaml"):
        with pytest.raises(BadInput) as told:
            await bring_in(settings, path, dry_run=False)
        assert told.value.key == "import-unreadable"


@pytest.mark.parametrize(
    ("applied", "changes", "last"),
    [
        (
            True,
            {"roles_added": 2, "units_added": 0},
            "Indlæst. Fortryd med tovholder import --undo.",
        ),
        (False, {"roles_added": 2}, "Intet er ændret."),
        (True, {"roles_added": 0}, "Der var intet nyt."),
    ],
)
def test_an_outcome_is_told_in_lines(applied: bool, changes: dict[str, int], last: str) -> None:
    finding = {"severity": "warning", "message": "Pas på."}
    lines = outcome_lines({"findings": [finding], "changes": changes, "applied": applied}, "da")
    assert lines[0].endswith(": Pas på.")
    assert lines[-1] == last
    assert len(lines) == (3 if changes["roles_added"] else 2)
