"""What can be looked up: one flat record per activity, role, person, unit or outside party."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Entry:
    """A thing that a look-up may answer with.

    `id` is unique among the entries of one index. `kind` is one of "activity", "role", "person",
    "unit" and "party". `names` holds the full and the short name in every language present,
    `aliases` other names for the same, `texts` running text that describes it (weaker evidence
    than a name), `references` clauses and paragraphs such as "A.5.18" or "GDPR art. 33". `ends_on`
    is its last day, a local date.
    """

    id: str
    kind: str
    names: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    ends_on: date | None = None
