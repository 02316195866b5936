"""An agenda as it is read: its sections with their live data and their items (001 §2)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.domain.committees import AgendaSection
from bot.domain.decisions import Proposal
from bot.domain.meeting_timeline import Step
from bot.domain.meetings import DIGEST, AgendaItem, Meeting
from bot.domain.papers import Basis

STANDING = 0
"""The ordinal of a section's own item; proposals and matters come after it."""


@dataclass(frozen=True)
class AgendaLine:
    """A line of a section, and the record it tells of ("occurrence/<id>"); "" for none."""

    text: str
    record: str = ""


@dataclass(frozen=True)
class Matter:
    """A record that waits for the committee's decision, and so becomes an item of its own.

    Args:
        title: in a few words.
        record: what is decided on, "occurrence/<id>".
        proposal, basis: what is proposed, and what it rests on.
        presenter: as `AgendaItem.presenter`.
        digest: of the record, where it has one of its own.
    """

    title: str
    record: str
    proposal: Proposal = field(default_factory=Proposal)
    basis: Basis = field(default_factory=Basis)
    presenter: str = ""
    digest: str = ""

    @property
    def records(self) -> tuple[str, ...]:
        """Return the records of the item that it becomes."""
        return (self.record, f"{DIGEST}{self.digest}") if self.digest else (self.record,)


@dataclass(frozen=True)
class Found:
    """What a source has for its section."""

    lines: tuple[AgendaLine, ...] = ()
    matters: tuple[Matter, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether there is anything."""
        return bool(self.lines or self.matters)

    def __add__(self, other: "Found") -> "Found":
        """Return both together."""
        return Found(self.lines + other.lines, self.matters + other.matters)


@dataclass(frozen=True)
class Entry:
    """A section as the agenda prints it.

    Args:
        number: "4".
        section: the committee's.
        title: as it is printed, in the reader's language.
        text: below the title.
        lines: its live data, or what it was when the agenda was sent out.
        items: what is dealt with one by one.
        own: the section's own item, once the agenda is out.
    """

    number: str
    section: AgendaSection
    title: str
    text: str
    lines: tuple[AgendaLine, ...] = ()
    items: tuple[AgendaItem, ...] = ()
    own: AgendaItem | None = None

    def number_of(self, item: AgendaItem) -> str:
        """Return an item's number: "4" for the section's own, "4.1" for the first one in it."""
        ids = [one.id for one in self.items]
        return f"{self.number}.{ids.index(item.id) + 1}" if item.id in ids else self.number


@dataclass(frozen=True)
class Agenda:
    """A meeting's agenda.

    Args:
        meeting: whose.
        entries: its sections in order.
        timeline: when what happens around the meeting.
        proposed: items that wait for the chair's answer.
        previous: the date of the meeting before, if there was one.
    """

    meeting: Meeting
    entries: tuple[Entry, ...]
    timeline: Mapping[Step, date]
    proposed: tuple[AgendaItem, ...] = ()
    previous: date | None = None

    @property
    def items(self) -> tuple[tuple[str, AgendaItem], ...]:
        """Return what is dealt with in order, each with its number, sections' own items too.

        A section that has nothing but items is not dealt with by itself.
        """
        found: list[tuple[str, AgendaItem]] = []
        for entry in self.entries:
            if entry.own is not None and (entry.lines or not entry.items):
                found.append((entry.number, entry.own))
            found += [(entry.number_of(item), item) for item in entry.items]
        return tuple(found)
