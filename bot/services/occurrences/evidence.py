"""What somebody hands in when a part is done."""

from dataclasses import dataclass, field

from bot.domain.occurrence_answers import Answer
from bot.services.ports import NewFile


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
