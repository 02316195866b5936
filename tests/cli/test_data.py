"""`tovholder import` and `export`, as processes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.importing.sheets.files import xlsx

FAULTY = xlsx([["Aktivitet", "Direktør", "Økonomichef"], ["Backup", "A", "R"]])


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command line in a folder of its own."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env={"PYTHONPATH": str(Path(__file__).parents[2]), "PATH": ""},
        capture_output=True,
        check=False,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the example organisation."""
    path = tmp_path_factory.mktemp("data")
    assert run(path, "example").returncode == 0
    return path


def test_a_matrix_is_previewed_imported_and_undone(folder: Path) -> None:
    (folder / "raci.xlsx").write_bytes(FAULTY)
    before = run(folder, "export", "--format", "yaml").stdout
    preview = run(folder, "import", "raci.xlsx", "--dry-run", "--json")
    told = json.loads(preview.stdout)
    assert preview.returncode == 1
    assert {(f["code"], f["where"]) for f in told["findings"]} >= {("sheet-unknown-role", "C1")}
    assert not told["applied"]
    assert run(folder, "export", "--format", "yaml").stdout == before
    applied = json.loads(run(folder, "import", "raci.xlsx", "--json").stdout)
    assert applied["applied"]
    assert applied["changes"] == told["changes"]
    assert run(folder, "export", "--format", "yaml").stdout != before
    undone = run(folder, "import", "--undo")
    assert undone.stdout.decode().strip() == "Indlæsningen af raci.xlsx er fortrudt."
    assert run(folder, "export", "--format", "yaml").stdout == before


def test_an_export_goes_to_a_file_and_back(folder: Path) -> None:
    written = run(folder, "export", "--out", "ud.xlsx", "--language", "en")
    assert b"ud.xlsx" in written.stdout
    again = run(folder, "import", "ud.xlsx", "--json")
    assert not any(json.loads(again.stdout)["changes"].values())


def test_what_cannot_be_done_is_one_sentence(folder: Path) -> None:
    (folder / "text.xlsx").write_bytes(b"hello")
    for arguments, sentence in (
        (("import", "text.xlsx"), "Filen er ikke et Excel-regneark"),
        (("import",), "Skriv, hvilken fil"),
        (("export", "--format", "docx"), "Jeg kender ikke formatet"),
        (("export", "--out", "nowhere/x.csv", "--format", "csv"), "Jeg kan ikke skrive til"),
    ):
        done = run(folder, *arguments)
        assert done.returncode == 1
        assert done.stderr.decode().startswith(sentence)
        assert done.stderr.count(b"\n") == 1
