"""`tovholder import` and `export`, as processes."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.importing.sheets.files import xlsx
from tests.programs import Installation

FAULTY = xlsx([["Aktivitet", "Direktør", "Økonomichef"], ["Backup", "A", "R"]])


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """A folder with the example organisation."""
    here = Installation(tmp_path_factory.mktemp("data"))
    assert here.run("example").code == 0
    return here


def test_a_matrix_is_previewed_imported_and_undone(here: Installation) -> None:
    (here.folder / "raci.xlsx").write_bytes(FAULTY)
    before = here.run("export", "--format", "yaml").out
    preview = here.run("import", "raci.xlsx", "--dry-run", "--json")
    told = preview.json()
    assert preview.code == 1
    assert {(f["code"], f["where"]) for f in told["findings"]} >= {("sheet-unknown-role", "C1")}
    assert not told["applied"]
    assert here.run("export", "--format", "yaml").out == before
    applied = here.run("import", "raci.xlsx", "--json").json()
    assert applied["applied"]
    assert applied["changes"] == told["changes"]
    assert here.run("export", "--format", "yaml").out != before
    undone = here.run("import", "--undo")
    assert undone.out.strip() == "Indlæsningen af raci.xlsx er fortrudt."
    assert here.run("export", "--format", "yaml").out == before


def test_an_export_goes_to_a_file_and_back(here: Installation) -> None:
    written = here.run("export", "--out", "ud.xlsx", "--language", "en")
    assert "ud.xlsx" in written.out
    again = here.run("import", "ud.xlsx", "--json")
    assert not any(again.json()["changes"].values())


def test_what_cannot_be_done_is_one_sentence(here: Installation) -> None:
    (here.folder / "text.xlsx").write_bytes(b"hello")
    for arguments, sentence in (
        (("import", "text.xlsx"), "Filen er ikke et Excel-regneark"),
        (("import",), "Skriv, hvilken fil"),
        (("export", "--format", "docx"), "Jeg kender ikke formatet"),
        (("export", "--out", "nowhere/x.csv", "--format", "csv"), "Jeg kan ikke skrive til"),
    ):
        done = here.run(*arguments)
        assert done.code == 1
        assert done.err.startswith(sentence)
        assert done.err.count("\n") == 1


def test_the_package_runs_as_the_program_does(here: Installation) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "export", "--format", "yaml"],
        cwd=here.folder,
        env={"PYTHONPATH": str(Path(__file__).parents[2]), "PATH": ""},
        capture_output=True,
        check=False,
    )
    assert done.stdout.decode() == here.run("export", "--format", "yaml").out
