"""`tovholder demo`: the local chat with the cast, scripted over HTTP."""

import json
from pathlib import Path

from tests.programs import Installation, slack_out_of_reach

MATRIX = "{roles: [{id: it, name: It}], activities: [{id: x, name: Nyting, raci: {it: AR}}]}"


def test_the_demo_from_its_first_start_to_its_second(tmp_path: Path) -> None:
    here = Installation(tmp_path)
    with here.serving("demo", "--away") as chat:
        code, listed = chat.get("/demo/people")
        people = {person["id"]: person for person in json.loads(listed)}
        assert code == 200
        assert len(people) == 10
        assert people["mette"] == {
            "id": "mette",
            "name": "Mette Sørensen",
            "title": "Informationssikkerhedskoordinator",
            "guest": False,
            "place": "dm-mette",
        }
        assert people["erik"]["guest"]

        (answer,) = chat.say("mette", "/raci adgangsstyring")
        assert set(answer) == {"id", "place", "to", "person", "at", "text", "card"}
        assert (answer["place"], answer["to"]) == ("general", "mette")
        assert "Ansvarlig (A): Systemejer: Lone Dahl" in answer["text"]
        assert "Jonas Bak er fraværende" in answer["text"]
        share = next(a for a in answer["card"]["actions"] if a["action"] == "raci.share")

        shared = chat.post(
            "/demo/press",
            person="mette",
            message=answer["id"],
            action="raci.share",
            values={"value": share["value"]},
        )
        assert shared[-1]["to"] is None
        code, seen = chat.get("/demo/messages?place=general&person=bo")
        texts = [message["text"] for message in json.loads(seen)]
        assert any("Systemejer: Lone Dahl" in text for text in texts)
        assert len(texts) < len(json.loads(chat.get("/demo/messages?place=general")[1]))

        (refused,) = chat.say("erik", "/isms me")
        assert "Jeg kender ikke din konto." in refused["text"]

        before = chat.say("sara", "/isms me")[0]["text"]
        moved = chat.post("/demo/clock", advance="P15D")
        assert set(moved) == {"now", "messages"}
        after = chat.say("sara", "/isms me")[0]["text"]
        assert "stedfortræder for Jonas Bak" in before
        assert "stedfortræder for Jonas Bak" not in after

        (tmp_path / "more.yaml").write_text(MATRIX, encoding="utf-8")
        demo_database = f"sqlite:///{tmp_path}/data/demo.db"
        imported = here.run("import", "more.yaml", TOVHOLDER_DATABASE_URL=demo_database)
        assert imported.code == 0, imported
        assert "Ansvarlig (A): Rollen It er ubesat." in chat.say("bo", "/raci nyting")[0]["text"]
        chat.say("bo", "/isms language en")

        code, page = chat.get("/")
        assert code == 200
        assert "Tovholder" in page
        assert json.loads(chat.get("/readyz")[1])["ready"]
        assert chat.stop() == 0

    with here.serving("demo", "--away") as chat:
        assert (
            "Accountable (A): The role It is vacant." in chat.say("bo", "/raci nyting")[0]["text"]
        )
        assert chat.post("/demo/clock", advance="PT1M")["now"] > moved["now"]
    assert "Traceback" not in (tmp_path / "server.log").read_text(encoding="utf-8")


def test_the_demo_keeps_to_this_machine(tmp_path: Path) -> None:
    here = Installation(tmp_path)
    slack = {**slack_out_of_reach(), "SLACK_API_URL": "https://slack.example.com/api/"}
    for settings, named in (
        ({"TOVHOLDER_HOST": "0.0.0.0"}, "TOVHOLDER_HOST"),
        (slack, "SLACK_API_URL"),
    ):
        refused = here.run("demo", **settings)
        assert (refused.code, refused.out) == (1, "")
        assert named in refused.err
        assert len(refused.err.splitlines()) == 1
    assert not (tmp_path / "data" / "demo.db").exists()


def test_the_demo_and_the_server_each_have_their_own_data(tmp_path: Path) -> None:
    here = Installation(tmp_path)
    assert here.run("init", stdin="da\n\nsme\n\nlise@firma.dk\nper@firma.dk\n").code == 0
    with here.serving("demo"):
        (tmp_path / "more.yaml").write_text(MATRIX, encoding="utf-8")
        assert here.run("import", "more.yaml", "--json").json()["applied"]
        assert here.run("lookup", "--json", "nyting").json()["answers"][0]["id"] == "x"
        lise = here.run("lookup", "--json", "lise").json()["answers"]
        assert [answer["name"] for answer in lise] == ["Lise"]


def test_the_demo_joins_an_organisation_that_is_set_up(tmp_path: Path) -> None:
    here = Installation(tmp_path, {"TOVHOLDER_DATABASE_URL": f"sqlite:///{tmp_path}/own.db"})
    answers = "da\n\nsme\n\nmette@example.dk\nanders@example.dk\n"
    assert here.run("init", stdin=answers).code == 0
    with here.serving("demo") as chat:
        assert "Systemejer: Lone Dahl" in chat.say("mette", "/raci adgangsstyring")[0]["text"]
