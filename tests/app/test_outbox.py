"""`tovholder outbox`, beside a running server and without one."""

import asyncio
import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.app.clocks import SystemClock
from bot.cards.codec import card_to_json
from bot.cards.notice import notice_card
from bot.domain.delivery import Destination, Message, MessageState, Settlement
from storage.database import open_database
from storage.unit_of_work import SqlStorage
from tests.programs import Installation, Served

SECONDS = 60.0
FAULTS = (
    (
        ("discard", "x", "--reason", "Forældet"),
        "Der er ingen besked med id x. Se dem med tovholder outbox list.\n",
    ),
    (
        ("list", "--state", "lost"),
        "lost er ingen tilstand. Vælg mellem: pending, sending, sent, unknown, held, dead, "
        "expired, cancelled.\n",
    ),
)
FIELDS = {
    *("id", "state", "kind", "subject", "to", "platform", "reason", "attempts"),
    *("since", "created", "expires", "updates"),
}


def message(message_id: str) -> Message:
    now = datetime.now(UTC)
    return Message(
        id=message_id,
        key=message_id,
        kind="matrix.to-approve",
        subject="matrix/4",
        destination=Destination("web", "demo", "anders", "direct"),
        card=card_to_json(notice_card("Matrixen er klar", message_id)),
        created_at=now,
        expires_at=now + timedelta(days=7),
    )


def refuse(url: str, *message_ids: str) -> None:
    """Have messages that their platform refused for good."""

    async def work() -> None:
        database = await open_database(url)
        try:
            async with SqlStorage(database, SystemClock()).begin() as work:
                for message_id in message_ids:
                    await work.outbox.add([message(message_id)])
                    (claim,) = await work.outbox.claim("t", ["web"], 1, timedelta(minutes=1))
                    dead = Settlement(message_id, claim.token, MessageState.DEAD, "unknown_place")
                    await work.outbox.settle([dead])
                await work.commit()
        finally:
            await database.close()

    asyncio.run(work())


def seen_by(chat: Served, person: str, title: str, *, wait: float = SECONDS) -> list[Any]:
    """Wait for messages with `title` to `person`, and return them."""
    until = time.monotonic() + wait
    while True:
        listed = json.loads(chat.get(f"/demo/messages?person={person}&place=dm-{person}")[1])
        found = [one for one in listed if one["card"]["title"] == title]
        if found or time.monotonic() > until:
            return found
        time.sleep(0.2)


def test_the_outbox_is_listed_replayed_and_discarded_while_the_server_runs(
    tmp_path: Path,
) -> None:
    url = f"sqlite:///{tmp_path}/data/demo.db"
    here = Installation(tmp_path)
    assert here.run("migrate", TOVHOLDER_DATABASE_URL=url).code == 0
    refuse(url, "message-1", "message-2")
    with here.serving("demo") as chat:
        alarms = seen_by(chat, "mette", "En besked kunne ikke sendes")
        assert len(alarms) == 2
        assert {a["action"] for a in alarms[0]["card"]["actions"]} == {
            "outbox.replay",
            "outbox.discard",
        }
        assert json.loads(chat.get("/readyz")[1])["ready"]

        # There is no database but the demo's: the commands find it by themselves.
        listed = here.run("outbox", "list", "--json")
        assert (listed.code, listed.err) == (0, "")
        first, _ = listed.json()
        assert set(first) == FIELDS
        assert (first["id"], first["state"], first["reason"]) == (
            "message-1",
            "dead",
            "unknown_place",
        )
        plain = here.run("outbox", "list", "--state", "dead").out.splitlines()
        assert len(plain) == 2
        assert plain[1].startswith("message-2  afvist  matrix.to-approve  matrix/4  anders  web")

        replayed = here.run("outbox", "replay", "message-1")
        assert (replayed.code, replayed.out) == (0, "Beskeden message-1 sendes igen.\n")
        assert len(seen_by(chat, "anders", "Matrixen er klar")) == 1
        again = here.run("outbox", "replay", "message-1")
        assert (again.code, again.out) == (1, "")
        assert again.err == "Beskeden er sendt. Der blev ikke gjort mere.\n"

        pressed = chat.post(
            "/demo/press",
            person="mette",
            message=next(a["id"] for a in alarms if "message-1" in a["text"]),
            action="outbox.replay",
            values={"value": "message-1"},
        )
        assert any("Beskeden er sendt." in one["text"] for one in pressed)

        discarded = here.run("outbox", "discard", "message-2", "--reason", "Forældet", "--json")
        assert (discarded.code, discarded.json()) == (0, {"id": "message-2", "done": "discard"})
        assert seen_by(chat, "anders", "Matrixen er klar")[0]["text"].count("message-1") == 1
        assert len(seen_by(chat, "anders", "Matrixen er klar")) == 1
        well = {line["code"]: line for line in here.run("doctor", "--json").json()}
        assert well["outbox"]["ok"]
        assert well["ticks"]["ok"]
        assert here.run("audit", "export", "log.jsonl").code == 0
        assert chat.stop() == 0
    assert "Traceback" not in (tmp_path / "server.log").read_text(encoding="utf-8")


def test_without_a_server_the_commands_do_it_themselves(tmp_path: Path) -> None:
    here = Installation(tmp_path)
    assert here.run("migrate").code == 0
    refuse(f"sqlite:///{tmp_path}/data/tovholder.db", "message-1")
    assert here.run("outbox", "replay", "message-1", "--json").json() == {
        "id": "message-1",
        "done": "replay",
    }
    again = here.run("outbox", "replay", "message-1")
    assert (again.code, again.err) == (
        1,
        "Beskeden er allerede på vej. Der blev ikke gjort mere.\n",
    )
    assert here.run("outbox", "discard", "message-1", "--reason", "Forældet").code == 0
    assert here.run("outbox", "list").out == "Ingen beskeder.\n"
    for arguments, said in FAULTS:
        result = here.run("outbox", *arguments)
        assert (result.code, result.out, result.err) == (1, "", said)


def test_a_database_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    result = Installation(tmp_path).run("outbox", "list")
    assert (result.code, result.out) == (1, "")
    assert len(result.err.splitlines()) == 1
