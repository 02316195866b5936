"""Requests for decisions, the votes on them, and every vote there ever was."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Integer,
    Row,
    Select,
    Table,
    Text,
    and_,
    bindparam,
    delete,
    func,
    or_,
    select,
)

from bot.domain.approvals import ENDED, Approval, ApprovalState, Choice, Vote
from storage.codec import Shape
from storage.numbering import following, take
from storage.tables import METADATA, Moment, identity, key_of, reference
from storage.transaction import Transaction

APPROVAL = Table(
    "approval",
    METADATA,
    identity(),
    Column("number", Text, nullable=False, unique=True),
    reference("committee_id", "committee"),
    Column("state", Text, nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("about", Text, nullable=False, index=True),
    Column("asked_at", Moment, nullable=False),
    Column("consult_until", Moment),
    Column("closes_at", Moment),
    Column("decision_id", Text),
    Column("body", JSON, nullable=False),
)
# One person has one vote on a version, whichever press came first.
VOTE = Table(
    "vote",
    METADATA,
    Column("approval_id", Text, key_of("approval"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("voter_id", Text, primary_key=True),
    Column("choice", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("remark", Text, nullable=False),
    Column("for_id", Text),
)
# Every vote as it was cast. A trigger made by the migration refuses every change of it.
VOTE_CAST = Table(
    "vote_cast",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("approval_id", Text, key_of("approval"), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("voter_id", Text, nullable=False),
    Column("choice", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("remark", Text, nullable=False),
    Column("for_id", Text),
)
# Made once: every press runs them.
_BY_ID = select(APPROVAL).where(APPROVAL.c.id == bindparam("wanted"))
_LOCKED = _BY_ID.with_for_update()
_BY_NUMBER = select(APPROVAL).where(APPROVAL.c.number == bindparam("wanted"))
_VOTES = (
    select(VOTE)
    .where(VOTE.c.approval_id.in_(bindparam("wanted", expanding=True)))
    .order_by(VOTE.c.at, VOTE.c.voter_id)
)
_SERIES = "approval"
_AT_ONCE = 500
_APPROVAL = Shape(
    Approval,
    {
        "id": "id",
        "number": "number",
        "committee_id": "committee_id",
        "state": "state",
        "version": "version",
        "about": "about",
        "asked_at": "asked_at",
        "consult_until": "consult_until",
        "closes_at": "closes_at",
        "decision_id": "decision_id",
    },
    elsewhere=("votes",),
)


class SqlApprovals:
    """Requests with their votes, in one transaction.

    Lock a request before what else is written, and before the audit log: every transaction takes
    its locks in one order.
    """

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def next_number(self) -> str:
        """Return the next number that people type ("G-12")."""
        number = await following(self._transaction, _SERIES)
        await take(self._transaction, _SERIES, number)
        return f"G-{number}"

    async def save(self, approval: Approval) -> None:
        """Write a request without its votes; those are written by `cast`."""
        await self._transaction.save(APPROVAL, [_APPROVAL.row(approval)])

    async def find(self, approval_id: str) -> Approval | None:
        """Return a request with the votes for its version."""
        return await self._one(_BY_ID, {"wanted": approval_id})

    async def lock(self, approval_id: str) -> Approval | None:
        """Return a request as `find`, letting nobody else change it until this transaction ends.

        SQLite has one writer at a time as it is.
        """
        return await self._one(_LOCKED, {"wanted": approval_id})

    async def by_number(self, number: str) -> Approval | None:
        """Return the request that people call `number`, in any case."""
        return await self._one(_BY_NUMBER, {"wanted": number.strip().upper()})

    async def cast(self, approval_id: str, version: int, vote: Vote) -> None:
        """Write a vote for a version in place of the voter's earlier one, and as history."""
        row = {"approval_id": approval_id, "version": version, **_vote_row(vote)}
        await self._transaction.save(VOTE, [row])
        await self._transaction.add(VOTE_CAST, [row])

    async def uncast(self, approval_id: str, version: int, voter_id: str) -> None:
        """Take a vote back; it stays as history."""
        columns = VOTE.c
        await self._transaction.connection.execute(
            delete(VOTE).where(
                columns.approval_id == approval_id,
                columns.version == version,
                columns.voter_id == voter_id,
            )
        )

    async def history(self, approval_id: str) -> Sequence[tuple[int, Vote]]:
        """Return every vote ever cast on a request with its version, the first one first."""
        statement = select(VOTE_CAST).where(VOTE_CAST.c.approval_id == approval_id)
        rows = await self._transaction.connection.execute(statement.order_by(VOTE_CAST.c.number))
        return [(row.version, _vote(row)) for row in rows]

    async def open(self) -> Sequence[Approval]:
        """Return the requests that have not ended, the oldest first."""
        going = [state.value for state in ApprovalState if state not in ENDED]
        columns = APPROVAL.c
        # "G-9" comes before "G-10" where both were asked at one moment.
        order = (columns.asked_at, func.length(columns.number), columns.number)
        return await self._all(select(APPROVAL).where(columns.state.in_(going)).order_by(*order))

    async def due(self, at: datetime) -> Sequence[str]:
        """Return ids of requests whose consultation or vote is to be closed at `at` (UTC)."""
        columns = APPROVAL.c
        consulted = and_(
            columns.state == ApprovalState.CONSULTING.value, columns.consult_until <= at
        )
        voted = and_(columns.state == ApprovalState.VOTING.value, columns.closes_at <= at)
        statement = select(columns.id).where(or_(consulted, voted)).order_by(columns.asked_at)
        return (await self._transaction.connection.scalars(statement)).all()

    async def about(self, subject: str) -> Sequence[Approval]:
        """Return the requests about a record, the newest first."""
        columns = APPROVAL.c
        order = (columns.asked_at.desc(), func.length(columns.number).desc(), columns.number.desc())
        return await self._all(select(APPROVAL).where(columns.about == subject).order_by(*order))

    async def _one(self, statement: Select[Any], given: Mapping[str, str]) -> Approval | None:
        found = await self._all(statement, given)
        return found[0] if found else None

    async def _all(
        self, statement: Select[Any], given: Mapping[str, str] | None = None
    ) -> Sequence[Approval]:
        rows = (await self._transaction.connection.execute(statement, given)).all()
        votes = await self._votes_of([row.id for row in rows])
        return [_APPROVAL.value(row, votes=votes.get((row.id, row.version), {})) for row in rows]

    async def _votes_of(
        self, approval_ids: Sequence[str]
    ) -> Mapping[tuple[str, int], Mapping[str, Vote]]:
        """Return the votes of these requests, by request and version, in the order they came."""
        found: dict[tuple[str, int], dict[str, Vote]] = defaultdict(dict)
        for start in range(0, len(approval_ids), _AT_ONCE):
            chosen = {"wanted": approval_ids[start : start + _AT_ONCE]}
            for row in await self._transaction.connection.execute(_VOTES, chosen):
                found[row.approval_id, row.version][row.voter_id] = _vote(row)
        return found


def _vote_row(vote: Vote) -> dict[str, Any]:
    return {
        "voter_id": vote.voter_id,
        "choice": vote.choice.value,
        "digest": vote.digest,
        "at": vote.at,
        "remark": vote.remark,
        "for_id": vote.for_id,
    }


def _vote(row: Row[Any]) -> Vote:
    return Vote(
        voter_id=row.voter_id,
        choice=Choice(row.choice),
        digest=row.digest,
        at=row.at,
        remark=row.remark,
        for_id=row.for_id,
    )
