"""What somebody hands in when a part is done, and the file along with it."""

import mimetypes
from dataclasses import dataclass, field
from hashlib import sha256

from bot.domain.occurrence_answers import Answer
from bot.services.identifiers import new_id
from bot.services.ports import KeptEvidence


@dataclass(frozen=True)
class NewFile:
    """A file as it was sent."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Given:
    """What is handed in with a part.

    Args:
        answer: to the question of the activity's kind.
        text, link, file: what shows that it was done; each may be missing.
        finding: what was found and is to become a task, "" for nothing.
    """

    answer: Answer = field(default_factory=Answer)
    text: str = ""
    link: str = ""
    file: NewFile | None = None
    finding: str = ""


def kept(file: NewFile) -> KeptEvidence:
    """Return a file as it is kept with what it shows."""
    media_type, _ = mimetypes.guess_type(file.name)
    return KeptEvidence(
        id=new_id("evidence"),
        name=file.name[-200:],
        media_type=media_type or "application/octet-stream",
        content=file.content,
        sha256=sha256(file.content).hexdigest(),
    )
