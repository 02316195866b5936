"""The audit log as a file that proves itself: JSON lines, the last one a signed anchor.

Every line is in RFC 8785 form, so that it has one spelling alone. The file needs no database to
be verified.
"""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bot.services.ports import AuditEntry, AuditLog, AuditRecord
from storage.anchors import Anchor, sign_anchor, verify_anchor
from storage.audit_chain import GENESIS, ChainCheck, Fault, FaultKind, canonical, content
from storage.tables import from_milliseconds

_BATCH = 500
_FIELDS = {
    "seq": int,
    "at": int,
    "actor": str,
    "kind": str,
    "subject": str,
    "data": dict,
    "previous": str,
    "digest": str,
}


@dataclass(frozen=True)
class Verdict:
    """What verifying an export found. `public_key` is the anchor's, in hex, None without one."""

    entries: int
    public_key: str | None
    faults: list[Fault] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Tell whether nothing is wrong."""
        return not self.faults


async def export_jsonl(log: AuditLog, key: Ed25519PrivateKey, target: Path) -> Anchor:
    """Write the whole log to `target`, which appears only when it is complete.

    Args:
        log: of a reading transaction, so that the file shows one moment.
        key: signs the anchor in the last line.
        target: the file; one that is there is replaced.
    """
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        anchor = await _write(log, key, partial)
        await asyncio.to_thread(os.replace, partial, target)
    finally:
        partial.unlink(missing_ok=True)
    return anchor


def entry_line(entry: AuditEntry) -> str:
    """Return an entry as its line of the export."""
    values = content(entry.seq, entry.record, entry.previous)
    return canonical({**values, "digest": entry.digest}).decode()


def anchor_line(anchor: Anchor) -> str:
    """Return an anchor as the export's last line."""
    return canonical({"anchor": asdict(anchor)}).decode()


def verify_export(lines: Iterable[str], trusted_key: str | None = None) -> Verdict:
    """Verify an export by itself.

    Without `trusted_key` a log that was rewritten from its start and signed with another key
    passes: compare the verdict's key with the one noted when the installation was set up.

    Args:
        lines: the file's lines.
        trusted_key: public half, in hex, of the installation's key.
    """
    check = ChainCheck()
    faults: list[Fault] = []
    anchor: Anchor | None = None
    entries = 0
    for number, line in enumerate(lines, start=1):
        if anchor is not None:
            faults.append(Fault(FaultKind.ANCHOR_MISPLACED, line=number))
        found = _parse(line.removesuffix("\n"))
        if found is None:
            faults.append(Fault(FaultKind.UNREADABLE, line=number))
        elif isinstance(found, Anchor):
            anchor = found
        else:
            entries += 1
            faults.extend(check.faults_of(found))
    faults.extend(_anchor_faults(anchor, check, trusted_key))
    return Verdict(entries, anchor.public_key if anchor else None, faults)


def _anchor_faults(
    anchor: Anchor | None, check: ChainCheck, trusted_key: str | None
) -> list[Fault]:
    if anchor is None:
        return [Fault(FaultKind.ANCHOR_MISSING)]
    faults = []
    if (anchor.seq, anchor.root) != (check.seq, check.root):
        faults.append(Fault(FaultKind.ANCHOR_MISMATCH, anchor.seq))
    if not verify_anchor(anchor):
        faults.append(Fault(FaultKind.SIGNATURE_FORGED, anchor.seq))
    if trusted_key is not None and anchor.public_key != trusted_key.strip().lower():
        faults.append(Fault(FaultKind.KEY_UNKNOWN, anchor.seq))
    return faults


def _parse(line: str) -> AuditEntry | Anchor | None:
    """Return what a line holds, None when it is not spelt exactly as an export spells it."""
    try:
        values = json.loads(line)
        found = _anchor(values["anchor"]) if "anchor" in values else _entry(values)
        spelt = anchor_line(found) if isinstance(found, Anchor) else entry_line(found)
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None
    return found if spelt == line else None


def _anchor(values: dict[str, Any]) -> Anchor:
    return Anchor(values["seq"], values["root"], values["public_key"], values["signature"])


def _entry(values: dict[str, Any]) -> AuditEntry:
    if any(type(values[name]) is not kind for name, kind in _FIELDS.items()):
        raise TypeError(_FIELDS)
    record = AuditRecord(
        at=from_milliseconds(values["at"]),
        actor=values["actor"],
        kind=values["kind"],
        subject=values["subject"],
        data=values["data"],
    )
    return AuditEntry(values["seq"], record, values["previous"], values["digest"])


async def _write(log: AuditLog, key: Ed25519PrivateKey, partial: Path) -> Anchor:
    seq, root = 0, GENESIS
    file = await asyncio.to_thread(os.open, partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "wb") as target:
        async for batch in _batches(log.entries()):
            lines = "".join(f"{entry_line(entry)}\n" for entry in batch)
            await asyncio.to_thread(target.write, lines.encode())
            seq, root = batch[-1].seq, batch[-1].digest
        anchor = sign_anchor(key, seq, root)
        target.write(f"{anchor_line(anchor)}\n".encode())
        target.flush()
        await asyncio.to_thread(os.fsync, target.fileno())
    return anchor


async def _batches(entries: AsyncIterator[AuditEntry]) -> AsyncIterator[list[AuditEntry]]:
    batch: list[AuditEntry] = []
    async for entry in entries:
        batch.append(entry)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
