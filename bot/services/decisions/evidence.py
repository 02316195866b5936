"""A decision's evidence as one file that needs no database to be read."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import rfc8785

from bot.domain.approvals import Vote
from bot.services.decisions.register import Evidence
from bot.services.ports import AuditEntry

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_LONGEST_NAME = 80


def evidence_pack(evidence: Evidence, text: str) -> bytes:
    """Return a zip file: a decision's words, basis, feedback, votes and log, and all their digests.

    The lines of the log are as `tovholder audit export` writes them.

    Args:
        evidence: what is kept of the decision.
        text: the decision in words.
    """
    at = evidence.decision.decided_at.astimezone(UTC)
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as file:
        parts = dict(_parts(evidence, text))
        parts["SHA256SUMS"] = _sums(parts)
        for name, part in parts.items():
            # The same evidence is the same file, whenever it is fetched.
            info = ZipInfo(name, (at.year, at.month, at.day, at.hour, at.minute, at.second))
            info.compress_type = ZIP_DEFLATED
            file.writestr(info, part)
    return content.getvalue()


def _parts(evidence: Evidence, text: str) -> Iterator[tuple[str, bytes]]:
    yield "decision.txt", text.encode()
    for number, (paper, content) in enumerate(evidence.papers, start=1):
        yield f"basis/{number:02}-{_safe(paper.name)}", content
    for number, (assignment, kept) in enumerate(evidence.shown, start=1):
        yield f"feedback/{number:02}-{assignment}-{_safe(kept.name)}", kept.content
    yield "votes.jsonl", b"".join(_line(_vote(n, vote)) for n, vote in evidence.votes)
    yield "audit.jsonl", b"".join(_line(_entry(entry)) for entry in evidence.audit)


def _sums(parts: Mapping[str, bytes]) -> bytes:
    """Return the digests in the form that `sha256sum --check` reads."""
    rows = (f"{hashlib.sha256(part).hexdigest()}  {name}\n" for name, part in parts.items())
    return "".join(rows).encode()


def _vote(version: int, vote: Vote) -> dict[str, Any]:
    return {
        "version": version,
        "voter": vote.voter_id,
        "for": vote.for_id,
        "choice": vote.choice.value,
        "remark": vote.remark,
        "digest": vote.digest,
        "at": _milliseconds(vote.at),
    }


def _entry(entry: AuditEntry) -> dict[str, Any]:
    record = entry.record
    return {
        "seq": entry.seq,
        "at": _milliseconds(record.at),
        "actor": record.actor,
        "kind": record.kind,
        "subject": record.subject,
        "data": record.data,
        "previous": entry.previous,
        "digest": entry.digest,
    }


def _line(values: dict[str, Any]) -> bytes:
    return rfc8785.dumps(values) + b"\n"


def _milliseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // _MILLISECOND


def _safe(name: str) -> str:
    """Return a file's name without what leads out of a folder, or into a command."""
    kept = "".join(c if c.isalnum() or c in "-_. ()" else "_" for c in name)
    return kept.strip(". ")[-_LONGEST_NAME:] or "file"
