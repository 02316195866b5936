"""What is shipped beside the program: the image's recipe and the service unit."""

import asyncio
import configparser
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings.names import described, is_secret

from .conftest import House

DEPLOY = Path(__file__).parent.parent.parent / "deploy"
INSTRUCTIONS = {
    *("FROM", "COPY", "RUN", "ENV", "WORKDIR", "VOLUME", "EXPOSE", "USER", "STOPSIGNAL"),
    *("HEALTHCHECK", "ENTRYPOINT", "CMD"),
}


def image_steps() -> list[tuple[str, str]]:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    text = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    whole = re.sub(r"\\\n\s*", " ", text)
    return [(step[0], step[2]) for line in whole.splitlines() if (step := line.partition(" "))[0]]


def unit() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in (DEPLOY / "tovholder.service").read_text(encoding="utf-8").splitlines():
        name, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            found.setdefault(name, []).append(value)
    return found


def test_the_image_is_plain_and_runs_as_nobody_special() -> None:
    steps = image_steps()
    assert {name for name, _ in steps} <= INSTRUCTIONS
    last = dict(steps)
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", last["USER"])
    assert last["VOLUME"] == "/data"
    assert json.loads(last["ENTRYPOINT"]) + json.loads(last["CMD"]) == ["tovholder", "run"]
    sources = [value for name, value in steps if name == "FROM"]
    assert all(re.match(r"python:3\.\d+-slim( AS build)?$", source) for source in sources)


def test_the_image_installs_only_what_is_locked() -> None:
    installs = [value for name, value in image_steps() if "pip install" in value]
    assert "--require-hashes" in installs[0]
    assert "--no-deps" in installs[1]
    copied = [word for name, value in image_steps() if name == "COPY" for word in value.split()]
    assert {"pyproject.toml", "bot", "storage"} <= set(copied)
    assert "." not in copied


async def test_the_image_asks_a_real_server_whether_it_lives(house: House) -> None:
    (check,) = [value for name, value in image_steps() if name == "HEALTHCHECK"]
    command = json.loads(check.partition("CMD ")[2])

    async def asks(port: int) -> int:
        environ = {**os.environ, "TOVHOLDER_PORT": str(port)}
        asking = await asyncio.create_subprocess_exec(
            sys.executable, *command[1:], env=environ, stderr=asyncio.subprocess.DEVNULL
        )
        return await asking.wait()

    assert command[0] == "python"
    assert await asks(house.port) == 0
    house.checks["tick"] = "ready.tick"
    assert await asks(house.port) == 1


def test_the_unit_takes_away_what_the_service_does_not_need() -> None:
    found = unit()
    for name, value in {
        "DynamicUser": "yes",
        "NoNewPrivileges": "yes",
        "ProtectSystem": "strict",
        "ProtectHome": "yes",
        "PrivateTmp": "yes",
        "StateDirectory": "tovholder",
        "UMask": "0077",
        "Restart": "on-failure",
        "CapabilityBoundingSet": "",
    }.items():
        assert found[name] == [value]


def test_the_unit_hands_every_secret_over_as_a_credential() -> None:
    text = (DEPLOY / "tovholder.service").read_text(encoding="utf-8")
    given = re.findall(
        r"^#?LoadCredential=([a-z-]+):\S+\n#?Environment=([A-Z_]+)_FILE=%d/([a-z-]+)$", text, re.M
    )
    assert all(named == used for named, _, used in given)
    assert {name for _, name, _ in given} == {
        name for name, field in described() if is_secret(field)
    }
    settings = {name for name, _ in described()}
    plain = [value.partition("=")[0] for value in unit()["Environment"] if "_FILE=" not in value]
    assert set(plain) <= settings | {"TOVHOLDER_CONFIG"}


def test_the_unit_has_the_form_of_one() -> None:
    parser = configparser.RawConfigParser(strict=False)
    parser.read(DEPLOY / "tovholder.service", encoding="utf-8")
    assert parser.sections() == ["Unit", "Service", "Install"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
def test_systemd_knows_every_line_of_the_unit(tmp_path: Path) -> None:
    text = (DEPLOY / "tovholder.service").read_text(encoding="utf-8")
    text = text.replace("/opt/tovholder/bin/tovholder", "/bin/true")
    (tmp_path / "tovholder.service").write_text(text)
    verified = subprocess.run(
        ["systemd-analyze", "verify", str(tmp_path / "tovholder.service")],
        capture_output=True,
        text=True,
        check=False,
    )
    complaints = [line for line in verified.stderr.splitlines() if "tovholder.service" in line]
    assert complaints == []
