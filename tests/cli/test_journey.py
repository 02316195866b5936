"""A newcomer's path with the installed program, from an empty folder."""

import json
import sqlite3
from pathlib import Path

from tests.programs import Installation, Result

SEED = Path(__file__).parents[1] / "importing" / "data" / "seed-example.da.yaml"
INIT = (
    *("init", "--language", "da", "--timezone", "Europe/Copenhagen", "--pack", "sme"),
    *("--secretary", "mette@example.dk", "--chair", "anders@example.dk"),
    *("--committee-channel", "#udvalg"),
)
PEOPLE = """email;name;phone;unit;roles;deputy_for
mette@example.dk;Mette Sørensen;+45 20 00 00 01;;infosec-function;
jonas@example.dk;Jonas Bak;;It;system-administrator,incident-lead;
sara@example.dk;Sara Lund;;It;;jonas@example.dk
"""


def well(result: Result) -> Result:
    """Return a result after seeing that all is well."""
    assert (result.code, result.err) == (0, ""), result
    return result


def test_from_an_empty_folder_to_a_verified_log(tmp_path: Path) -> None:
    here = Installation(tmp_path)

    began = well(here.run(*INIT)).out
    assert "Startpakken er indlæst: 30 aktiviteter." in began
    assert "Intet er sendt til nogen." in began
    settings = (tmp_path / "tovholder.toml").read_text(encoding="utf-8")
    assert 'TOVHOLDER_LANGUAGE = "da"' in settings
    key = tmp_path / "data" / "audit-key.pem"
    assert key.stat().st_mode & 0o077 == 0
    assert "tovholder.toml" not in well(here.run(*INIT)).out

    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    preview = well(here.run("import", "people.csv", "--dry-run", "--json")).json()
    assert preview == {
        "findings": [],
        "changes": {
            "people_added": 2,
            "people_changed": 1,
            "assignments_added": 2,
            "assignments_changed": 0,
        },
        "applied": False,
    }
    applied = well(here.run("import", "people.csv", "--json")).json()
    assert applied == {**preview, "applied": True}
    again = well(here.run("import", "people.csv")).out
    assert again.splitlines() == ["Der var intet nyt."]

    found = well(here.run("lookup", "--json", "hvem har ansvar for backup")).json()
    assert set(found) == {"query", "answers", "suggestions"}
    assert found["query"] == "hvem har ansvar for backup"
    assert found["answers"][0]["id"] == "backup"
    several = well(here.run("lookup", "--json", stdin="backup\n\nparkeringskort\njonas\n"))
    lines = [json.loads(line) for line in several.out.splitlines()]
    assert [line["query"] for line in lines] == ["backup", "", "parkeringskort", "jonas"]
    assert lines[2]["answers"] == []
    for line in (lines[0], lines[2], lines[3]):
        shown = line["answers"] + line["suggestions"]
        assert len(shown) >= 3
        assert all(set(item) == {"id", "name", "score"} for item in shown)
        for group in (line["answers"], line["suggestions"]):
            scores = [item["score"] for item in group]
            assert scores == sorted(scores, reverse=True)
    assert lines[3]["answers"][0]["name"] == "Jonas Bak"

    state = here.run("doctor", "--json")
    assert (state.code, state.err) == (1, "")
    assert all(set(line) == {"code", "ok", "message"} for line in state.json())
    codes = {line["code"]: line["ok"] for line in state.json()}
    assert codes["database"]
    assert codes["administrator"]
    assert not codes["roles"]
    assert not codes["platforms"]
    plain = here.run("doctor").out
    assert "5 af 12 roller er besat. Ubesat: " in plain
    assert "OK  Administratorer: Mette Sørensen." in plain

    audit_and_backup(here)
    seed(here)


def audit_and_backup(here: Installation) -> None:
    """Export, verify, tamper, and copy the database."""
    exported = well(here.run("audit", "export", "audit.jsonl")).out
    log = here.folder / "audit.jsonl"
    entries = len(log.read_text(encoding="utf-8").splitlines()) - 1
    assert f"{entries} poster og et underskrevet anker" in exported
    whole = well(here.run("verify", "audit.jsonl")).out
    assert f"Revisionsloggen er hel: {entries} poster" in whole

    log.write_text(log.read_text(encoding="utf-8").replace('"sme"', '"abc"', 1), encoding="utf-8")
    tampered = here.run("verify", "audit.jsonl")
    assert tampered.code == 1
    assert "er ændret." in tampered.out
    assert "Traceback" not in tampered.err

    assert "Kopien copy.db er hel" in well(here.run("backup", "copy.db")).out
    with sqlite3.connect(here.folder / "copy.db") as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert copy.execute("SELECT count(*) FROM person").fetchone() == (4,)
    copied = here.run("lookup", "--database", "sqlite:///copy.db", "backup")
    assert "(backup)" in well(copied).out
    assert "version" in well(here.run("migrate")).out


def seed(here: Installation) -> None:
    """Import the seed's own matrix: its faults are told, and it is kept."""
    preview = here.run("import", str(SEED), "--dry-run", "--json")
    assert (preview.code, preview.json()["applied"]) == (1, False)
    outcome = here.run("import", str(SEED), "--json")
    assert (outcome.code, outcome.err) == (1, "")
    assert outcome.json()["applied"]
    assert [(f["code"], f["severity"], f["where"]) for f in outcome.json()["findings"]] == [
        ("at-least-one-R", "error", "incident-response"),
        ("external-not-A", "warning", "adgangsstyring"),
        ("external-R-needs-agreement", "warning", "databeskyttelse"),
        ("no-top-management", "info", None),
    ]
    assert outcome.json()["findings"][0]["message"] == (
        "Incident response har ingen udførende (R). "
        "Vælg, hvem der udfører opgaven, før matrixen kan godkendes."
    )
    plain = here.run("import", str(SEED))
    assert plain.code == 1
    assert plain.out.startswith("Fejl: Incident response har ingen udførende (R).")
    assert plain.out.splitlines()[-1] == "Der var intet nyt."


def test_the_five_questions_may_be_answered_one_by_one(tmp_path: Path) -> None:
    here = Installation(tmp_path)
    answers = "en\n\npublic\n\nmette@example.dk\nanders@example.dk\n"
    began = here.run("init", stdin=answers)
    assert began.code == 0, began
    assert "Sprog (da eller en)" in began.out
    assert "Time zone" in began.out
    assert "The starter pack is loaded: 30 activities." in began.out
    found = well(here.run("lookup", "--json", "access management")).json()
    assert found["answers"][0]["name"] == "Access management"

    unfinished = here.run("init", stdin="da\n")
    assert unfinished.code == 1
    assert "Traceback" not in unfinished.err


def test_the_example_is_loaded_into_any_database(tmp_path: Path) -> None:
    here = Installation(tmp_path, {"TOVHOLDER_DATABASE_URL": f"sqlite:///{tmp_path}/own.db"})
    loaded = well(here.start("example", "--pack", "public", "--away")).out
    assert "Eksemplets personer er på plads i deres roller." in loaded
    assert (tmp_path / "own.db").exists()
    answer = well(here.start("lookup", "--json", "sara")).json()
    assert answer["answers"][0]["name"] == "Sara Lund"
