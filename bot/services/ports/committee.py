"""Repositories of committees: terms, meetings, approvals, decisions, minutes and papers."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Protocol

from bot.domain.approvals import Approval, Vote
from bot.domain.committees import Committee, Terms
from bot.domain.decisions import Decision
from bot.domain.meetings import AgendaItem, Meeting
from bot.domain.minutes import Minutes
from bot.domain.papers import Paper


class Committees(Protocol):
    """Committees and their terms; `organisation` reads the committees, not the terms."""

    async def save(self, committee: Committee) -> None:
        """Insert or update a committee by id."""
        ...

    async def save_terms(self, terms: Terms) -> None:
        """Insert or update a version of a committee's terms."""
        ...

    async def terms_of(self, committee_id: str) -> Sequence[Terms]:
        """Return every version of a committee's terms, the newest first."""
        ...


class Papers(Protocol):
    """Kept files. They are never changed, and go only with what they belong to."""

    async def add(self, paper: Paper, content: bytes) -> None:
        """Keep a file; its digest has been worked out from `content`."""
        ...

    async def find(self, paper_id: str) -> Paper | None:
        """Return a kept file without its content."""
        ...

    async def of(self, subject: str) -> Sequence[Paper]:
        """Return the files that belong to `subject`, in the order they came."""
        ...

    async def content(self, paper_id: str) -> bytes | None:
        """Return a kept file's content."""
        ...


class Approvals(Protocol):
    """Requests for decisions, with their votes."""

    async def next_number(self) -> str:
        """Return the next number that people type ("G-12")."""
        ...

    async def save(self, approval: Approval) -> None:
        """Write a request without its votes; those are written by `cast`."""
        ...

    async def find(self, approval_id: str) -> Approval | None:
        """Return a request with the votes for its version."""
        ...

    async def lock(self, approval_id: str) -> Approval | None:
        """Return a request as `find`, letting nobody else change it until this transaction ends."""
        ...

    async def by_number(self, number: str) -> Approval | None:
        """Return the request that people call `number`, in any case."""
        ...

    async def cast(self, approval_id: str, version: int, vote: Vote) -> None:
        """Write a vote for a version in place of the voter's earlier one; earlier ones stay as
        history.
        """
        ...

    async def uncast(self, approval_id: str, version: int, voter_id: str) -> None:
        """Take a vote back; it stays as history."""
        ...

    async def history(self, approval_id: str) -> Sequence[tuple[int, Vote]]:
        """Return every vote ever cast on a request with its version, the first one first."""
        ...

    async def open(self) -> Sequence[Approval]:
        """Return the requests that have not ended, the oldest first."""
        ...

    async def due(self, at: datetime) -> Sequence[str]:
        """Return ids of requests whose consultation or vote is to be closed at `at` (UTC)."""
        ...

    async def about(self, subject: str) -> Sequence[Approval]:
        """Return the requests about a record, the newest first."""
        ...


class Decisions(Protocol):
    """The register of decisions."""

    async def add(self, decision: Decision, year: int) -> Decision:
        """Write a decision with the next number of `year`, without gaps, and return it.

        Raises:
            BadInput: its approval or its agenda item has a decision already.
        """
        ...

    async def find(self, decision_id: str) -> Decision | None: ...

    async def by_number(self, number: str) -> Decision | None: ...

    async def all(self, committee_ids: Collection[str] | None = None) -> Sequence[Decision]:
        """Return the register, the newest first; of some committees, when any are given."""
        ...


class Meetings(Protocol):
    """Meetings with their agenda items and their minutes."""

    async def plan(self, meetings: Sequence[Meeting]) -> Sequence[Meeting]:
        """Write meetings whose occurrence has none yet, and return those."""
        ...

    async def save(self, meeting: Meeting) -> None:
        """Insert or update a meeting with its attendance."""
        ...

    async def find(self, meeting_id: str) -> Meeting | None: ...

    async def lock(self, meeting_id: str) -> Meeting | None:
        """Return a meeting, letting nobody else change it until this transaction ends."""
        ...

    async def of(self, committee_id: str) -> Sequence[Meeting]:
        """Return a committee's meetings, the earliest first."""
        ...

    async def around(self, first: date, last: date) -> Sequence[Meeting]:
        """Return every committee's meetings from `first` to `last`, both inclusive."""
        ...

    async def items(self, meeting_id: str) -> Sequence[AgendaItem]:
        """Return a meeting's agenda items, proposed and refused ones too, in their order."""
        ...

    async def save_items(self, items: Sequence[AgendaItem]) -> None:
        """Insert or update agenda items by id."""
        ...

    async def item(self, item_id: str) -> AgendaItem | None: ...

    async def note(self, meeting_id: str, step: str, at: datetime) -> bool:
        """Note that a step of a meeting's timeline was taken; False when it was taken before."""
        ...


class MinutesBook(Protocol):
    """Minutes of meetings."""

    async def save(self, minutes: Minutes) -> None:
        """Insert or update a version of minutes with its comments.

        Raises:
            BadInput: that version is approved, and what it says would change.
        """
        ...

    async def of(self, meeting_id: str) -> Sequence[Minutes]:
        """Return every version of a meeting's minutes, the newest first."""
        ...

    async def waiting(self) -> Sequence[Minutes]:
        """Return the minutes that are drafted or out for comments."""
        ...
