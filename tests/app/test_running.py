"""`tovholder run`: one server, its pages, and the commands beside it."""

import json
from pathlib import Path

from tests.programs import Installation, slack_out_of_reach

MATRIX = "{roles: [{id: it, name: It}], activities: [{id: x, name: Nyting, raci: {it: AR}}]}"


def test_a_server_serves_beside_the_commands(tmp_path: Path) -> None:
    here = Installation(tmp_path, slack_out_of_reach())
    assert here.run("example").code == 0
    with here.serving("run") as server:
        assert json.loads(server.get("/livez")[1]) == {"alive": True, "failures": []}
        code, ready = server.get("/readyz")
        assert (code, json.loads(ready)) == (200, {"ready": True, "failures": []})
        code, metrics = server.get("/metrics")
        assert code == 200
        assert "tovholder_" in metrics
        assert server.get("/")[0] == 404
        assert server.get("/demo/people")[0] == 404
        assert server.get("/pictures/unknown-secret-0123.png")[0] == 404

        second = here.run("run")
        assert (second.code, second.out) == (1, "")
        assert second.err == (
            "En anden Tovholder-server bruger allerede tovholder.db. "
            "Stop den først, eller vælg en anden database.\n"
        )
        assert here.run("example").code == 1

        found = here.run("lookup", "--json", "backup")
        assert (found.code, found.json()["answers"][0]["id"]) == (0, "backup")
        assert here.run("backup", "copy.db").code == 0
        assert here.run("doctor", "--json").code == 1

        (tmp_path / "more.yaml").write_text(MATRIX, encoding="utf-8")
        imported = here.run("import", "more.yaml", "--json")
        assert (imported.code, imported.json()["applied"]) == (0, True)
        assert here.run("lookup", "--json", "nyting").json()["answers"][0]["id"] == "x"
        (tmp_path / "bad.yaml").write_text("a: [", encoding="utf-8")
        refused = here.run("import", "bad.yaml")
        assert (refused.code, refused.out) == (1, "")
        assert "YAML" in refused.err
        assert server.stop() == 0
    log = (tmp_path / "server.log").read_text(encoding="utf-8")
    assert "Traceback" not in log
    assert "xoxb-test-token" not in log
    assert not (tmp_path / "data" / "tovholder.sock").exists()


def test_nothing_is_served_without_a_platform(tmp_path: Path) -> None:
    result = Installation(tmp_path).start("run")
    assert (result.code, result.out) == (1, "")
    assert "Slack" in result.err
    assert len(result.err.splitlines()) == 1


def test_a_port_that_is_taken_is_one_sentence(tmp_path: Path) -> None:
    here = Installation(tmp_path, slack_out_of_reach())
    with here.serving("run") as server:
        port = server.url.rsplit(":", 1)[1]
        other = here.run(
            "run", TOVHOLDER_PORT=port, TOVHOLDER_DATABASE_URL=f"sqlite:///{tmp_path}/other.db"
        )
    assert (other.code, other.out) == (1, "")
    assert f"port {port}" in other.err.splitlines()[-1]
    assert "Traceback" not in other.err
