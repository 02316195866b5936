"""Papers: files that something is decided on, bound by their digest (ISO 27001 7.5)."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

LARGEST_PAPER = 10 * 1024 * 1024
"""Bytes of a paper at most."""


@dataclass(frozen=True)
class Paper:
    """A kept file, without its content.

    Args:
        id: random.
        subject: what it belongs to ("approval/<id>", "agenda-item/<id>", "minutes/<meeting>").
        name: the file's.
        media_type: its MIME type.
        size: in bytes.
        sha256: of its content, in hexadecimal.
        by, at: who brought it there, and when (UTC).
    """

    id: str
    subject: str
    name: str
    media_type: str
    size: int
    sha256: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Basis:
    """What a decision rests on: words, links, and files by their digest.

    What is behind a link is not locked; only a file is.
    """

    text: str = ""
    links: tuple[str, ...] = ()
    papers: tuple[Paper, ...] = field(default_factory=tuple)

    def __bool__(self) -> bool:
        """Tell whether there is any basis at all."""
        return bool(self.text.strip() or self.links or self.papers)

    @property
    def unlocked(self) -> bool:
        """Tell whether it rests on a link of which no copy is attached."""
        return bool(self.links) and not self.papers


def digest_of(content: bytes) -> str:
    """Return the SHA-256 of `content`, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()
