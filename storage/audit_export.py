"""The audit log as a file that proves itself: JSON lines, the last one a signed anchor.

The first lines are the anchors that were signed before, which show a log that was cut or written
anew since. Every line is in RFC 8785 form, so that it has one spelling alone. The file needs no
database to be verified.
"""

import asyncio
import json
import os
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bot.domain.anchors import Anchor
from bot.services.ports import AuditEntry, AuditLog, AuditRecord
from storage.anchors import sign_anchor, verify_anchor
from storage.audit_chain import ChainCheck, Fault, FaultKind, canonical, content
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


async def export_jsonl(
    log: AuditLog, key: Ed25519PrivateKey, target: Path, earlier: Sequence[Anchor] = ()
) -> Anchor:
    """Write the whole log to `target`, which appears only when it is complete.

    Args:
        log: of a reading transaction, so that the file shows one moment.
        key: signs the anchor in the last line.
        target: the file; one that is there is replaced.
        earlier: the anchors that were signed before.
    """
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        anchor = await _write(log, key, partial, earlier)
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


def earlier_line(anchor: Anchor) -> str:
    """Return an anchor that was signed before as one of the export's first lines."""
    return canonical({"earlier": asdict(anchor)}).decode()


def verify_export(
    lines: Iterable[str], trusted_key: str | None = None, earlier: Iterable[Anchor] = ()
) -> Verdict:
    """Verify an export by itself.

    Without `trusted_key` a log that was rewritten from its start and signed with another key
    passes: compare the verdict's key with the one noted when the installation was set up. Whoever
    has the installation's key can cut the log and sign it again: only anchors that were signed
    before, the export's own or those given, show it.

    Args:
        lines: the file's lines.
        trusted_key: public half, in hex, of the installation's key.
        earlier: anchors that were kept where the log's keeper cannot change them.
    """
    check, known = ChainCheck(), _EarlierAnchors(earlier)
    faults: list[Fault] = []
    anchor: Anchor | None = None
    entries = 0
    for number, line in enumerate(lines, start=1):
        if anchor is not None:
            faults.append(Fault(FaultKind.ANCHOR_MISPLACED, line=number))
        found = _parse(line.removesuffix("\n"))
        if found is None:
            faults.append(Fault(FaultKind.UNREADABLE, line=number))
        elif isinstance(found, _Earlier):
            known.add(found.anchor)
            if entries:
                faults.append(Fault(FaultKind.ANCHOR_MISPLACED, line=number))
        elif isinstance(found, Anchor):
            anchor = found
        else:
            entries += 1
            faults.extend(check.faults_of(found))
            faults.extend(known.faults_of(found))
    faults.extend(_anchor_faults(anchor, check, trusted_key))
    faults.extend(
        known.left_over(check.seq, trusted_key or (anchor.public_key if anchor else None))
    )
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


@dataclass(frozen=True)
class _Earlier:
    anchor: Anchor


class _EarlierAnchors:
    """The anchors that were signed before, held against the entries as they come."""

    def __init__(self, anchors: Iterable[Anchor]) -> None:
        self._at: dict[int, set[Anchor]] = defaultdict(set)
        for anchor in anchors:
            self.add(anchor)

    def add(self, anchor: Anchor) -> None:
        self._at[anchor.seq].add(anchor)

    def faults_of(self, entry: AuditEntry) -> Iterator[Fault]:
        """Yield whether the entry is another than the one that was there."""
        anchors = self._at.get(entry.seq, ())
        if any(anchor.root != entry.digest for anchor in anchors):
            yield Fault(FaultKind.REWRITTEN, entry.seq)

    def left_over(self, last: int, key: str | None) -> Iterator[Fault]:
        """Yield whether there were entries behind `last`, and what anchors are not `key`'s."""
        if any(seq > last for seq in self._at):
            yield Fault(FaultKind.CUT_OFF, last + 1)
        for seq, anchors in sorted(self._at.items()):
            if not all(verify_anchor(anchor) for anchor in anchors):
                yield Fault(FaultKind.SIGNATURE_FORGED, seq)
            elif key and any(anchor.public_key != key.strip().lower() for anchor in anchors):
                yield Fault(FaultKind.KEY_UNKNOWN, seq)


def _parse(line: str) -> AuditEntry | Anchor | _Earlier | None:
    """Return what a line holds, None when it is not spelt exactly as an export spells it."""
    try:
        values = json.loads(line)
        if "anchor" in values:
            anchor = anchor_from(values["anchor"])
            return anchor if anchor_line(anchor) == line else None
        if "earlier" in values:
            anchor = anchor_from(values["earlier"])
            return _Earlier(anchor) if earlier_line(anchor) == line else None
        entry = _entry(values)
        return entry if entry_line(entry) == line else None
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None


def anchor_from(values: Mapping[str, Any]) -> Anchor:
    """Return an anchor from its JSON values.

    Raises:
        KeyError, TypeError: they are not an anchor's.
    """
    anchor = Anchor(values["seq"], values["root"], values["public_key"], values["signature"])
    if type(anchor.seq) is not int:
        raise TypeError(anchor.seq)
    return anchor


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


async def _write(
    log: AuditLog, key: Ed25519PrivateKey, partial: Path, earlier: Sequence[Anchor]
) -> Anchor:
    # What the log's head says, not what is left of it: a tail that is gone must not go unseen.
    anchor = sign_anchor(key, *await log.end())
    file = await asyncio.to_thread(os.open, partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "wb") as target:
        target.write("".join(f"{earlier_line(one)}\n" for one in earlier).encode())
        async for batch in _batches(log.entries()):
            lines = "".join(f"{entry_line(entry)}\n" for entry in batch)
            await asyncio.to_thread(target.write, lines.encode())
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
