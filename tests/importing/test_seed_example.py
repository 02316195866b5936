"""The seed's own 3×4 matrix imports with exactly the findings that its file expects."""

from pathlib import Path

import yaml

from bot.domain.finding import named_params
from bot.importing.packs import ImportedPack, read_pack
from bot.texts import Texts

FILE = Path(__file__).parent / "data" / "seed-example.da.yaml"


def imported() -> ImportedPack:
    return read_pack(FILE.read_bytes(), FILE.name)


def name_of(pack: ImportedPack, kind: str, id_: str) -> str:
    things = {"activity": pack.activities, "role": pack.roles}[kind]
    return next(thing.name.in_language("da") for thing in things if thing.id == id_)


def test_gives_exactly_the_expected_findings_in_their_own_words() -> None:
    pack = imported()
    texts = Texts("da")
    found = [
        {
            "activity": finding.where,
            "rule": finding.code,
            "severity": finding.severity.value,
            "message_da": texts(
                f"finding.{finding.code}",
                **named_params(finding, lambda kind, id_: name_of(pack, kind, id_)),
            ),
        }
        for finding in pack.findings()
    ]
    expected = yaml.safe_load(FILE.read_text(encoding="utf-8"))["expected_findings"]
    assert found == [{"activity": None, **finding} for finding in expected]


def test_keeps_the_data_as_it_is() -> None:
    pack = imported()
    raw = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    cells = {
        activity: {role: "".join(letters) for role, letters in row.items()}
        for activity, row in pack.cells.items()
    }
    assert cells == {activity["id"]: activity["raci"] for activity in raw["activities"]}
    assert pack.contents == {"da": raw}
    assert pack.name == "seed-example.da.yaml"
    assert not pack.complete
