"""What is installed works by itself: the wheel holds packs, migrations, catalogues and the font."""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from storage.schema import head

ROOT = Path(__file__).parent.parent
PIP_WHEEL = (sys.executable, "-m", "pip", "wheel", "-q", "--no-deps")
SEED = """
roles:
- {id: it, name: It-ansvarlig, kind: internal}
activities:
- {id: logning, name: Logning, raci: {it: AR}}
"""
IN_TURN = """
import contextlib, io, json, sys, traceback
from bot.__main__ import main

said = []
for arguments in json.load(sys.stdin):
    sys.argv[1:] = arguments
    with io.StringIO() as heard, contextlib.redirect_stdout(heard):
        with contextlib.redirect_stderr(heard):
            try:
                main()
            except SystemExit:
                pass
            except BaseException:
                traceback.print_exc()
        said.append(heard.getvalue())
print(json.dumps(said))
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the wheel's content and nothing else of the repository."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    names = tracked.stdout.decode().split("\0") if tracked.returncode == 0 else []
    wanted = [name for name in names if name] or [
        str(path.relative_to(ROOT))
        for top in ("bot", "storage")
        for path in (ROOT / top).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    ] + ["pyproject.toml", "README.md", "LICENSE"]
    for name in wanted:
        if (ROOT / name).is_file() and name.startswith(("bot/", "storage/", "pyproject", "R", "L")):
            target = source / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((ROOT / name).read_bytes())
    subprocess.run(
        [*PIP_WHEEL, "--no-build-isolation", "--no-index", "-w", str(folder), str(source)],
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(folder / "site")
    return folder / "site"


def tovholder(installed: Path, folder: Path, commands: Sequence[Sequence[str]]) -> list[str]:
    """Run the installed commands in `folder`, with nothing of the repository on their path.

    One process runs them all, as each start takes seconds; returns what each said.
    """
    environ = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "TMP"}}
    done = subprocess.run(
        [sys.executable, "-c", IN_TURN],
        cwd=folder,
        env={**environ, "PYTHONPATH": str(installed)},
        input=json.dumps(commands),
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    said: list[str] = json.loads(done.stdout)
    return said


def test_every_command_works_in_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    answers = ["--language", "da", "--timezone", "Europe/Copenhagen", "--pack", "public"]
    people = ["--secretary", "mette@example.dk", "--chair", "anders@example.dk"]
    (tmp_path / "m.yaml").write_text(SEED, encoding="utf-8")
    (tmp_path / "people.csv").write_text(
        "email;name;phone;unit;roles;deputy_for\nbo@example.dk;Bo Krogh;;;procurement;\n",
        encoding="utf-8",
    )
    expected = (
        (["--help"], "lookup"),
        (["init", *answers, *people, "--committee-channel", ""], "tovholder.toml"),
        (["import", "m.yaml", "--dry-run"], "topledelsen"),
        (["import", "people.csv"], "Nye personer: 1"),
        (["lookup", "hvem godkender politikker"], "policies"),
        (["lookup", "--pack", "sme", "backup"], "(backup)"),
        (["migrate"], head()),
        (["audit", "export", "log.jsonl"], "log.jsonl"),
        (["verify", "log.jsonl"], "hel"),
        (["backup", "copy.db"], "copy.db"),
        (["manifests", "out"], "manifest.yaml"),
        (["example"], "roller"),
    )
    said = tovholder(installed, tmp_path, [arguments for arguments, _ in expected])
    for (arguments, word), text in zip(expected, said, strict=True):
        assert "Traceback" not in text, (arguments, text)
        assert word.casefold() in text.casefold(), (arguments, text)


def test_what_is_installed_is_not_the_repository(installed: Path, tmp_path: Path) -> None:
    environ = {"PYTHONPATH": str(installed), "PATH": os.environ["PATH"]}
    where = subprocess.run(
        [sys.executable, "-c", "import bot, storage; print(bot.__file__, storage.__file__)"],
        cwd=tmp_path,
        env=environ,
        capture_output=True,
        text=True,
        check=True,
    )
    assert str(ROOT) not in where.stdout


def test_pictures_are_drawn_with_the_packaged_font(installed: Path, tmp_path: Path) -> None:
    drawn = (
        "import json; from bot.pictures.svg import document, png, text;"
        "with_font = png(document(90, 30, [text(5, 20, 'RACI')]));"
        "without = png(document(90, 30, []));"
        "print(json.dumps([with_font[:4].hex(), with_font != without]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", drawn],
        cwd=tmp_path,
        env={"PYTHONPATH": str(installed), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == ["89504e47", True]
