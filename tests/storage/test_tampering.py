"""Whoever owns the database can change it; `verify` finds it in the export alone.

The tail that is cut, and the log that is written anew, are found by the anchors kept before.
"""

from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.anchors import Anchor, KeptAnchor
from bot.services.ports import AuditRecord
from storage.anchor_book import FileAnchorBook, anchors_in, kept_anchors, kept_line
from storage.anchors import create_key, public_half, sign_anchor
from storage.audit_chain import GENESIS, Fault, FaultKind, digest
from storage.audit_export import export_jsonl, verify_export
from storage.database import Database, writing
from storage.unit_of_work import SqlStorage
from tests.databases import START

RECORD = AuditRecord(START, "p-mette", "pack.imported", "matrix/1", {"version": 1})
ANCHORED, LAST = 5, 8
FORGER = Ed25519PrivateKey.from_private_bytes(b"f" * 32)


@pytest.fixture
def book(tmp_path: Path) -> FileAnchorBook:
    """An installation's key, and an empty book of anchors."""
    create_key(tmp_path / "audit-key.pem")
    return FileAnchorBook(tmp_path / "audit-key.pem", tmp_path / "audit-anchors.jsonl")


async def append(storage: SqlStorage, book: FileAnchorBook) -> None:
    """Write a log, with an anchor in its midst."""
    for number in range(1, LAST + 1):
        async with storage.begin() as work:
            (entry,) = await work.audit.append(replace(RECORD, data={"n": number}))
            await work.commit()
        if number == ANCHORED:
            anchor = await book.sign(entry.seq, entry.digest)
            await book.keep(KeptAnchor(anchor, START))


async def unguarded(connection: AsyncConnection, *, sqlite: bool) -> None:
    """Take the triggers away, as the database's owner can."""
    if sqlite:
        names = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit%'"
        for name in list(await connection.scalars(text(names))):
            await connection.execute(text(f"DROP TRIGGER {name}"))
        return
    for table in ("audit_entry", "audit_head"):
        await connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))


async def rechain(connection: AsyncConnection, first: int) -> None:
    """Give every entry from `first` another actor, and a digest that fits."""
    find = text("SELECT digest FROM audit_entry WHERE seq = :seq")
    previous = await connection.scalar(find, {"seq": first - 1}) or GENESIS
    for seq in range(first, LAST + 1):
        record = replace(RECORD, actor="p-bo", data={"n": seq})
        mine = digest(seq, record, previous)
        await connection.execute(
            text("UPDATE audit_entry SET actor='p-bo', previous=:p, digest=:d WHERE seq=:s"),
            {"p": previous, "d": mine, "s": seq},
        )
        previous = mine
    await connection.execute(text("UPDATE audit_head SET digest = :d"), {"d": previous})


CUT = "DELETE FROM audit_entry WHERE seq > 3"
HEAD_BACK = "UPDATE audit_head SET seq = 3, digest = (SELECT digest FROM audit_entry WHERE seq = 3)"
TAMPERINGS: dict[str, tuple[tuple[str, ...], Fault]] = {
    "edited": (
        ("UPDATE audit_entry SET actor = 'p-bo' WHERE seq = 4",),
        Fault(FaultKind.CHANGED, 4),
    ),
    "deleted": (("DELETE FROM audit_entry WHERE seq = 4",), Fault(FaultKind.MISSING, 4)),
    "reordered": (
        (
            "UPDATE audit_entry SET seq = 99 WHERE seq = 4",
            "UPDATE audit_entry SET seq = 4 WHERE seq = 6",
            "UPDATE audit_entry SET seq = 6 WHERE seq = 99",
        ),
        Fault(FaultKind.CHANGED, 4),
    ),
    "replaced by another's": (
        (
            "UPDATE audit_entry SET data = (SELECT data FROM audit_entry WHERE seq = 2)"
            " WHERE seq = 4",
        ),
        Fault(FaultKind.CHANGED, 4),
    ),
    "truncated": ((CUT,), Fault(FaultKind.ANCHOR_MISMATCH, LAST)),
    "truncated with its head": ((CUT, HEAD_BACK), Fault(FaultKind.CUT_OFF, 4)),
    "emptied with its head": (
        ("DELETE FROM audit_entry", f"UPDATE audit_head SET seq = 0, digest = '{GENESIS}'"),
        Fault(FaultKind.CUT_OFF, 1),
    ),
    "written anew from the start": (("rechain 1",), Fault(FaultKind.REWRITTEN, ANCHORED)),
    "written anew from an entry": (("rechain 4",), Fault(FaultKind.REWRITTEN, ANCHORED)),
}


@pytest.mark.parametrize(("statements", "fault"), TAMPERINGS.values(), ids=TAMPERINGS)
async def test_it_is_found_in_the_export_alone(
    storage: SqlStorage,
    database: Database,
    book: FileAnchorBook,
    tmp_path: Path,
    statements: tuple[str, ...],
    fault: Fault,
) -> None:
    await append(storage, book)
    assert await faults(storage, book, tmp_path / "before.jsonl") == []
    async with writing(database) as connection:
        await unguarded(connection, sqlite=database.is_sqlite)
        for statement in statements:
            if statement.startswith("rechain"):
                await rechain(connection, int(statement.split()[1]))
            else:
                await connection.execute(text(statement))
        await connection.commit()
    assert fault in await faults(storage, book, tmp_path / "after.jsonl")


async def faults(storage: SqlStorage, book: FileAnchorBook, target: Path) -> list[Fault]:
    """Export the log with the installation's own key, and verify the file by itself."""
    from storage.anchors import load_key

    key = load_key(book.key)
    earlier = [kept.anchor for kept in kept_anchors(book.file)]
    async with storage.read() as work:
        await export_jsonl(work.audit, key, target, earlier)
    with target.open(encoding="utf-8") as lines:
        return verify_export(lines, public_half(key)).faults


async def test_anchors_kept_elsewhere_show_what_the_installations_own_were_lost_with(
    sqlite_storage: SqlStorage, sqlite_database: Database, book: FileAnchorBook, tmp_path: Path
) -> None:
    await append(sqlite_storage, book)
    elsewhere = anchors_in(book.file.read_text(encoding="utf-8").splitlines())
    async with writing(sqlite_database) as connection:
        await unguarded(connection, sqlite=True)
        for statement in (CUT, HEAD_BACK):
            await connection.execute(text(statement))
        await connection.commit()
    book.file.unlink()
    target = tmp_path / "after.jsonl"
    assert await faults(sqlite_storage, book, target) == []
    lines = target.read_text(encoding="utf-8").splitlines()
    assert verify_export(lines, earlier=elsewhere).faults == [Fault(FaultKind.CUT_OFF, 4)]


def test_an_anchor_that_is_forged_or_anothers_is_told(book: FileAnchorBook) -> None:
    forged = Anchor(0, GENESIS, public_half(FORGER), "00" * 64)
    others = sign_anchor(FORGER, 0, GENESIS)
    from storage.anchors import load_key
    from storage.audit_export import anchor_line

    empty = [anchor_line(sign_anchor(load_key(book.key), 0, GENESIS))]
    assert verify_export(empty, earlier=[forged]).faults == [Fault(FaultKind.SIGNATURE_FORGED, 0)]
    assert verify_export(empty, earlier=[others]).faults == [Fault(FaultKind.KEY_UNKNOWN, 0)]


async def test_what_is_kept_comes_back_and_half_a_line_is_passed_over(book: FileAnchorBook) -> None:
    assert await book.last() is None
    first = KeptAnchor(await book.sign(1, "a" * 64), START)
    second = KeptAnchor(await book.sign(2, "b" * 64), START.replace(day=10))
    await book.keep(first)
    with book.file.open("a", encoding="utf-8") as file:
        file.write(kept_line(second)[:40])
    assert await book.last() == first
    await book.keep(second)
    assert kept_anchors(book.file) == [first, second]
    assert book.file.stat().st_mode & 0o777 == 0o600


def test_lines_that_are_no_anchors_are_passed_over() -> None:
    odd = ["", "7", "[]", "{}", '{"anchor": 1}', '{"anchor": {"seq": "1"}}', "{" * 5000]
    assert anchors_in(odd) == []
