"""The anchors that were signed, in a file beside the database: JSON lines, only ever added to."""

import asyncio
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from bot.domain.anchors import Anchor, KeptAnchor
from storage.anchors import load_key, sign_anchor
from storage.audit_chain import canonical
from storage.audit_export import anchor_from


@dataclass(frozen=True)
class FileAnchorBook:
    """The installation's key and its file of anchors.

    Args:
        key: the key's file.
        file: the anchors'.
    """

    key: Path
    file: Path

    async def last(self) -> KeptAnchor | None:
        """Return the anchor that was kept last."""
        kept = await asyncio.to_thread(kept_anchors, self.file)
        return kept[-1] if kept else None

    async def sign(self, seq: int, root: str) -> Anchor:
        """Sign where the log ends.

        Raises:
            NotReady: there is no key.
        """
        return sign_anchor(await asyncio.to_thread(load_key, self.key), seq, root)

    async def keep(self, kept: KeptAnchor) -> None:
        """Add an anchor to the file; when this returns it is on the disk."""
        await asyncio.to_thread(_append, self.file, kept_line(kept))


def kept_line(kept: KeptAnchor) -> str:
    """Return an anchor as its line of the file; when it was kept is not signed."""
    values = {"anchor": asdict(kept.anchor), "at": kept.at.isoformat(timespec="seconds")}
    return canonical(values).decode()


def kept_anchors(file: Path) -> list[KeptAnchor]:
    """Return the anchors in the file, the first one first; none when there is no file.

    A line that was being written when the power went is passed over.
    """
    try:
        with file.open(encoding="utf-8", errors="replace") as lines:
            return [kept for line in lines if (kept := _kept(line)) is not None]
    except FileNotFoundError:
        return []


def anchors_in(lines: Iterable[str]) -> list[Anchor]:
    """Return the anchors in a file of anchors, in a message, or at the end of an earlier export."""
    return [anchor for line in lines if (anchor := _anchor(line)) is not None]


def _kept(line: str) -> KeptAnchor | None:
    anchor = _anchor(line)
    try:
        at = datetime.fromisoformat(json.loads(line)["at"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return None if anchor is None or at.tzinfo is None else KeptAnchor(anchor, at)


def _anchor(line: str) -> Anchor | None:
    try:
        values = json.loads(line)
        return anchor_from(values["anchor"] if "anchor" in values else values["earlier"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _append(file: Path, line: str) -> None:
    descriptor = os.open(file, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "ab+") as target:
        size = target.seek(0, os.SEEK_END)
        if size:
            target.seek(size - 1)
            # Behind half a line, the rest of which was lost with the power.
            line = line if target.read(1) == b"\n" else f"\n{line}"
        target.write(f"{line}\n".encode())
        target.flush()
        os.fsync(target.fileno())
