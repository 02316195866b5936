"""An export proves itself, and every way of tampering with it is found."""

import json
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bot.domain.anchors import Anchor
from bot.services.ports import AuditEntry, AuditRecord
from storage.anchors import public_half, sign_anchor
from storage.audit import stored_faults
from storage.audit_chain import GENESIS, FaultKind, canonical, digest, verify_chain
from storage.audit_export import anchor_line, entry_line, export_jsonl, verify_export
from storage.database import Database
from storage.unit_of_work import SqlStorage
from tests.databases import START

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
FORGER = Ed25519PrivateKey.from_private_bytes(b"f" * 32)
RECORD = AuditRecord(START, "p-mette", "pack.imported", "matrix/1", {"version": 1, "æ": ["ø"]})
Lines = list[str]


def chain(records: int) -> list[AuditEntry]:
    entries: list[AuditEntry] = []
    previous = GENESIS
    for seq in range(1, records + 1):
        record = replace(RECORD, data={**RECORD.data, "n": seq})
        entries.append(AuditEntry(seq, record, previous, digest(seq, record, previous)))
        previous = entries[-1].digest
    return entries


def export(entries: list[AuditEntry], key: Ed25519PrivateKey = KEY) -> Lines:
    anchor = sign_anchor(key, len(entries), entries[-1].digest if entries else GENESIS)
    return [*map(entry_line, entries), anchor_line(anchor)]


def reworded(line: str, **changes: object) -> str:
    return canonical({**json.loads(line), **changes}).decode()


def anchored(line: str, **changes: object) -> str:
    return anchor_line(Anchor(**{**json.loads(line)["anchor"], **changes}))


def rechained(lines: Lines) -> Lines:
    """Rewrite the whole log with another actor, as one who lacks the key can."""
    entries = []
    previous = GENESIS
    for entry in chain(len(lines) - 1):
        record = replace(entry.record, actor="p-bo")
        entries.append(AuditEntry(entry.seq, record, previous, digest(entry.seq, record, previous)))
        previous = entries[-1].digest
    return export(entries, FORGER)


UNTOUCHED = export(chain(6))
TAMPERINGS: dict[str, tuple[Callable[[Lines], Lines], set[FaultKind]]] = {
    "actor changed": (
        lambda it: [*it[:2], reworded(it[2], actor="p-bo"), *it[3:]],
        {FaultKind.CHANGED},
    ),
    "data changed": (
        lambda it: [*it[:2], reworded(it[2], data={}), *it[3:]],
        {FaultKind.CHANGED},
    ),
    "time changed": (
        lambda it: [reworded(it[0], at=0), *it[1:]],
        {FaultKind.CHANGED},
    ),
    "changed with a new digest": (
        lambda it: [entry_line(_redigested(chain(6)[0])), *it[1:]],
        {FaultKind.UNLINKED},
    ),
    "last changed with a new digest": (
        lambda it: [*it[:5], entry_line(_redigested(chain(6)[5])), it[6]],
        {FaultKind.ANCHOR_MISMATCH},
    ),
    "middle line removed": (lambda it: [*it[:2], *it[3:]], {FaultKind.MISSING}),
    "first line removed": (lambda it: it[1:], {FaultKind.MISSING}),
    "middle removed and renumbered": (
        lambda it: export([*chain(6)[:2], replace(chain(6)[3], seq=3)], KEY),
        {FaultKind.UNLINKED, FaultKind.CHANGED},
    ),
    "tail cut, anchor kept": (lambda it: [*it[:4], it[6]], {FaultKind.ANCHOR_MISMATCH}),
    "tail cut with the anchor": (lambda it: it[:4], {FaultKind.ANCHOR_MISSING}),
    "all entries cut": (lambda it: it[6:], {FaultKind.ANCHOR_MISMATCH}),
    "emptied": (lambda it: [], {FaultKind.ANCHOR_MISSING}),
    "two lines swapped": (
        lambda it: [it[0], it[2], it[1], *it[3:]],
        {FaultKind.MISSING, FaultKind.REPEATED},
    ),
    "a line doubled": (lambda it: [*it[:3], it[2], *it[3:]], {FaultKind.REPEATED}),
    "a line inserted": (
        lambda it: [*it[:3], entry_line(_after(chain(6)[2])), *it[3:]],
        {FaultKind.REPEATED},
    ),
    "a line added at the end": (
        lambda it: [*it[:6], entry_line(_after(chain(6)[5])), it[6]],
        {FaultKind.ANCHOR_MISMATCH},
    ),
    "a line added behind the anchor": (
        lambda it: [*it, entry_line(_after(chain(6)[5]))],
        {FaultKind.ANCHOR_MISPLACED, FaultKind.ANCHOR_MISMATCH},
    ),
    "a second anchor": (lambda it: [*it, it[6]], {FaultKind.ANCHOR_MISPLACED}),
    "anchor moved to a cut": (
        lambda it: [*it[:4], anchored(it[6], seq=4, root=chain(6)[3].digest)],
        {FaultKind.SIGNATURE_FORGED},
    ),
    "signature broken": (
        lambda it: [*it[:6], anchored(it[6], signature="00" * 64)],
        {FaultKind.SIGNATURE_FORGED},
    ),
    "signature no hex": (
        lambda it: [*it[:6], anchored(it[6], signature="zz")],
        {FaultKind.SIGNATURE_FORGED},
    ),
    "key swapped": (
        lambda it: [*it[:6], anchored(it[6], public_key=public_half(FORGER))],
        {FaultKind.SIGNATURE_FORGED, FaultKind.KEY_UNKNOWN},
    ),
    "rewritten and signed by another": (rechained, {FaultKind.KEY_UNKNOWN}),
    "respaced": (lambda it: [it[0].replace(":", ": ", 1), *it[1:]], {FaultKind.UNREADABLE}),
    "a name given twice": (
        lambda it: [it[0].replace("{", '{"actor":"p-bo",', 1), *it[1:]],
        {FaultKind.UNREADABLE},
    ),
    "a field added": (lambda it: [reworded(it[0], note="x"), *it[1:]], {FaultKind.UNREADABLE}),
    "a number as text": (lambda it: [reworded(it[0], seq="1"), *it[1:]], {FaultKind.UNREADABLE}),
    "a time out of reach": (
        lambda it: [reworded(it[0], at=2**53 - 1), *it[1:]],
        {FaultKind.UNREADABLE},
    ),
    "no JSON": (lambda it: [*it[:2], "{", *it[3:]], {FaultKind.UNREADABLE}),
    "a bare number": (lambda it: [*it[:2], "7", *it[3:]], {FaultKind.UNREADABLE}),
    "a blank line": (lambda it: [*it[:2], "", *it[2:]], {FaultKind.UNREADABLE}),
}


def _redigested(entry: AuditEntry) -> AuditEntry:
    record = replace(entry.record, actor="p-bo")
    return AuditEntry(entry.seq, record, entry.previous, digest(entry.seq, record, entry.previous))


def _after(entry: AuditEntry) -> AuditEntry:
    seq, previous = entry.seq + 1, entry.digest
    record = replace(RECORD, actor="p-bo")
    return AuditEntry(seq, record, previous, digest(seq, record, previous))


@pytest.mark.parametrize("records", [0, 1, 6])
def test_an_untouched_export_is_whole(records: int) -> None:
    verdict = verify_export(export(chain(records)), public_half(KEY))
    assert verdict.whole
    assert (verdict.entries, verdict.public_key) == (records, public_half(KEY))


@pytest.mark.parametrize(("tamper", "kinds"), TAMPERINGS.values(), ids=TAMPERINGS)
def test_tampering_is_found(tamper: Callable[[Lines], Lines], kinds: set[FaultKind]) -> None:
    verdict = verify_export(tamper(UNTOUCHED), public_half(KEY))
    assert not verdict.whole
    assert kinds <= {fault.kind for fault in verdict.faults}


def test_a_fault_is_told_where_it_is_and_once() -> None:
    lines = [*UNTOUCHED[:2], *UNTOUCHED[3:]]
    (fault,) = verify_export(lines).faults
    assert (fault.kind, fault.seq) == (FaultKind.MISSING, 3)


def test_a_digest_covers_every_field() -> None:
    (entry,) = chain(1)
    assert verify_chain([entry]) == []
    changes = {"at": entry.record.at.replace(year=2028), "actor": "x", "kind": "x"}
    for name, value in {**changes, "subject": "x", "data": {}}.items():
        changed = replace(entry, record=replace(entry.record, **{name: value}))
        assert [fault.kind for fault in verify_chain([changed])] == [FaultKind.CHANGED], name


def test_the_digest_is_what_it_always_was() -> None:
    # Written out so that no later change of the form goes unseen: old exports must still verify.
    record = AuditRecord(START, "system", "test", "subject", {"b": [1, None], "a": "å"})
    assert digest(1, record, GENESIS) == DIGEST


DIGEST = "3afa6fa3517ae118df797e484119373ac0a1bba6235be6fd47ac20181da06131"


async def test_a_stored_log_of_several_pages_is_exported_whole(
    storage: SqlStorage, database: Database, tmp_path: Path
) -> None:
    target = tmp_path / "audit.jsonl"
    async with storage.begin() as uow:
        for number in range(501):
            await uow.audit.append(replace(RECORD, data={"n": number}))
        await uow.commit()
    async with storage.read() as uow:
        anchor = await export_jsonl(uow.audit, KEY, target)
    with target.open(encoding="utf-8") as file:
        verdict = verify_export(file, public_half(KEY))
    assert verdict.whole
    assert (verdict.entries, anchor.seq) == (501, 501)
    assert await stored_faults(database) == []
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.glob("*.jsonl*")] == ["audit.jsonl"]


async def test_an_export_that_fails_leaves_nothing_behind(
    sqlite_storage: SqlStorage, tmp_path: Path
) -> None:
    target = tmp_path / "folder"
    target.mkdir()
    async with sqlite_storage.read() as uow:
        with pytest.raises(IsADirectoryError):
            await export_jsonl(uow.audit, KEY, target)
    assert not list(tmp_path.glob("*.partial"))
