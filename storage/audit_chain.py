"""The audit log's chain, without a database: digests, and what is wrong with a sequence.

An entry's digest is the SHA-256 of its RFC 8785 form, which holds the digest before it
(reliability.md §3).
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import rfc8785

from bot.services.ports import AuditEntry, AuditRecord
from storage.tables import to_milliseconds

GENESIS = "0" * 64


class FaultKind(StrEnum):
    """What can be wrong with a log or its export."""

    CHANGED = "changed"
    MISSING = "missing"
    REPEATED = "repeated"
    UNLINKED = "unlinked"
    UNREADABLE = "unreadable"
    ANCHOR_MISSING = "anchor-missing"
    ANCHOR_MISPLACED = "anchor-misplaced"
    ANCHOR_MISMATCH = "anchor-mismatch"
    CUT_OFF = "cut-off"
    REWRITTEN = "rewritten"
    SIGNATURE_FORGED = "signature-forged"
    KEY_UNKNOWN = "key-unknown"


@dataclass(frozen=True)
class Fault:
    """A fault at the entry `seq`, or in the export's line `line`, both from 1."""

    kind: FaultKind
    seq: int | None = None
    line: int | None = None


def canonical(value: Any) -> bytes:
    """Return the RFC 8785 form of a JSON value.

    Raises:
        ValueError: the value has no such form.
    """
    return rfc8785.dumps(value)


def content(seq: int, record: AuditRecord, previous: str) -> dict[str, Any]:
    """Return what an entry's digest covers, as JSON has it. `at` is in epoch milliseconds."""
    return {
        "seq": seq,
        "at": to_milliseconds(record.at),
        "actor": record.actor,
        "kind": record.kind,
        "subject": record.subject,
        "data": record.data,
        "previous": previous,
    }


def digest(seq: int, record: AuditRecord, previous: str) -> str:
    """Return the digest (SHA-256, hex) of an entry."""
    return hashlib.sha256(canonical(content(seq, record, previous))).hexdigest()


class ChainCheck:
    """Follows a chain entry by entry and notes what is wrong.

    After a fault it goes on from the entry at hand, so that one fault is not told again for
    every entry behind it.
    """

    def __init__(self) -> None:
        self.seq = 0
        self.root = GENESIS

    def faults_of(self, entry: AuditEntry) -> Iterator[Fault]:
        """Yield what is wrong with the next entry, and move on to it."""
        if entry.seq <= self.seq:
            yield Fault(FaultKind.REPEATED, entry.seq)
        elif entry.seq > self.seq + 1:
            yield Fault(FaultKind.MISSING, self.seq + 1)
        elif entry.previous != self.root:
            yield Fault(FaultKind.UNLINKED, entry.seq)
        if entry.digest != _digest_or_none(entry):
            yield Fault(FaultKind.CHANGED, entry.seq)
        self.seq, self.root = entry.seq, entry.digest


def verify_chain(entries: Iterable[AuditEntry]) -> list[Fault]:
    """Return every fault in a log that starts at entry 1, none when it is whole.

    A cut tail leaves a chain whole: only an anchor shows it.
    """
    check = ChainCheck()
    return [fault for entry in entries for fault in check.faults_of(entry)]


def _digest_or_none(entry: AuditEntry) -> str | None:
    try:
        return digest(entry.seq, entry.record, entry.previous)
    except ValueError:
        return None
