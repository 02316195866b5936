"""The dates of the annual wheel, the work on them, and the files that show it was done."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Date,
    Integer,
    LargeBinary,
    Row,
    Table,
    Text,
    UniqueConstraint,
    delete,
    exists,
    select,
)

from bot.domain.occurrences import Evidence, Occurrence, OccurrenceState, Part, Request, Wish
from bot.services.ports import KeptEvidence
from storage.reminders import TOLD
from storage.tables import (
    METADATA,
    Moment,
    from_milliseconds,
    identity,
    key_of,
    reference,
    to_milliseconds,
)
from storage.transaction import Transaction

# Kept as long as what it shows, unlike `stored_file`, which waits to be fetched.
EVIDENCE = Table(
    "evidence",
    METADATA,
    identity(),
    Column("name", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("sha256", Text, nullable=False),
)
OCCURRENCE = Table(
    "occurrence",
    METADATA,
    identity(),
    reference("item_id", "wheel_item", required=True),
    Column("key", Text, nullable=False),
    Column("planned", Date, nullable=False),
    Column("due", Date, nullable=False),
    Column("prepares_on", Date, nullable=False),
    Column("state", Text, nullable=False),
    Column("postponed", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("request", JSON(none_as_null=True)),
    Column("changed_at", Moment),
    Column("moved_by", Text),
    Column("moved_at", Moment),
    UniqueConstraint("item_id", "key"),
)
OCCURRENCE_PART = Table(
    "occurrence_part",
    METADATA,
    Column("occurrence_id", Text, key_of("occurrence"), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("handed_to", Text),
    Column("snoozed_until", Date),
    Column("answer", Text, nullable=False),
    Column("evidence_text", Text, nullable=False),
    Column("evidence_link", Text, nullable=False),
    reference("evidence_id", "evidence"),
    Column("done_by", Text),
    Column("done_at", Moment),
    Column("approved_by", Text),
    Column("approved_at", Moment),
    Column("remark", Text, nullable=False),
)


class SqlOccurrences:
    """The wheel's dates, in one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def plan(self, occurrences: Sequence[Occurrence]) -> Sequence[Occurrence]:
        """Write occurrences whose (item, key) is not there yet, and return those."""
        if not occurrences:
            return ()
        await self._transaction.touch()
        statement = (
            self._transaction.insert(OCCURRENCE)
            .on_conflict_do_nothing(index_elements=["item_id", "key"])
            .returning(OCCURRENCE.c.id)
        )
        rows = [_occurrence_row(occurrence) for occurrence in occurrences]
        added = set(await self._transaction.connection.scalars(statement, rows))
        new = [occurrence for occurrence in occurrences if occurrence.id in added]
        for occurrence in new:
            await self._save_parts(occurrence)
        return new

    async def save(self, occurrence: Occurrence) -> None:
        """Write an occurrence with its parts and its request."""
        await self._transaction.touch()
        await self._transaction.save(OCCURRENCE, [_occurrence_row(occurrence)])
        columns = OCCURRENCE_PART.c
        await self._transaction.connection.execute(
            delete(OCCURRENCE_PART).where(
                columns.occurrence_id == occurrence.id, columns.key.not_in(list(occurrence.parts))
            )
        )
        await self._save_parts(occurrence)

    async def drop(self, occurrence_ids: Collection[str]) -> None:
        """Delete occurrences; one that somebody has touched or been told of stays."""
        if not occurrence_ids:
            return
        await self._transaction.touch()
        connection, columns = self._transaction.connection, OCCURRENCE.c
        chosen = columns.id.in_(sorted(occurrence_ids))
        # Who is telling of one at this moment holds its row: wait, and then look again.
        await connection.execute(select(columns.id).where(chosen).with_for_update())
        touched = exists().where(OCCURRENCE_PART.c.occurrence_id == columns.id)
        told = exists().where(TOLD.c.occurrence_id == columns.id)
        await connection.execute(delete(OCCURRENCE).where(chosen, ~touched, ~told))

    async def keep_evidence(self, evidence: KeptEvidence) -> None:
        """Keep a file that shows that something was done."""
        row = {
            "id": evidence.id,
            "name": evidence.name,
            "media_type": evidence.media_type,
            "content": evidence.content,
            "sha256": evidence.sha256,
        }
        await self._transaction.add(EVIDENCE, [row])

    async def evidence(self, evidence_id: str) -> KeptEvidence | None:
        """Return a kept file."""
        statement = select(EVIDENCE).where(EVIDENCE.c.id == evidence_id)
        row = (await self._transaction.connection.execute(statement)).one_or_none()
        if row is None:
            return None
        return KeptEvidence(row.id, row.name, row.media_type, bytes(row.content), row.sha256)

    async def _save_parts(self, occurrence: Occurrence) -> None:
        rows = [_part_row(occurrence.id, key, part) for key, part in occurrence.parts.items()]
        await self._transaction.save(OCCURRENCE_PART, rows)


def occurrences_from(rows: Iterable[Row[Any]], parts: Iterable[Row[Any]]) -> tuple[Occurrence, ...]:
    """Build occurrences from their rows and the rows of their parts."""
    of: dict[str, dict[str, Part]] = defaultdict(dict)
    for row in parts:
        of[row.occurrence_id][row.key] = _part(row)
    return tuple(_occurrence(row, of.get(row.id, {})) for row in rows)


def _occurrence_row(occurrence: Occurrence) -> dict[str, Any]:
    return {
        "id": occurrence.id,
        "item_id": occurrence.item_id,
        "key": occurrence.key,
        "planned": occurrence.planned,
        "due": occurrence.due,
        "prepares_on": occurrence.prepares_on,
        "state": occurrence.state.value,
        "postponed": occurrence.postponed,
        "reason": occurrence.reason,
        "request": _request_values(occurrence.request) if occurrence.request else None,
        "changed_at": occurrence.changed_at,
        "moved_by": occurrence.moved_by,
        "moved_at": occurrence.moved_at,
    }


def _occurrence(row: Row[Any], parts: Mapping[str, Part]) -> Occurrence:
    return Occurrence(
        id=row.id,
        item_id=row.item_id,
        key=row.key,
        planned=row.planned,
        due=row.due,
        prepares_on=row.prepares_on,
        state=OccurrenceState(row.state),
        parts=parts,
        postponed=row.postponed,
        reason=row.reason,
        request=_request(row.request) if row.request else None,
        changed_at=row.changed_at,
        moved_by=row.moved_by,
        moved_at=row.moved_at,
    )


def _request_values(request: Request) -> dict[str, Any]:
    return {
        "wish": request.wish.value,
        "by": request.by,
        "at": to_milliseconds(request.at),
        "reason": request.reason,
        "due": request.due.isoformat() if request.due else None,
    }


def _request(values: Mapping[str, Any]) -> Request:
    due = date.fromisoformat(values["due"]) if values["due"] else None
    at = from_milliseconds(values["at"])
    return Request(Wish(values["wish"]), values["by"], at, values["reason"], due)


def _part_row(occurrence_id: str, key: str, part: Part) -> dict[str, Any]:
    return {
        "occurrence_id": occurrence_id,
        "key": key,
        "state": part.state.value,
        "handed_to": part.handed_to,
        "snoozed_until": part.snoozed_until,
        "answer": part.answer,
        "evidence_text": part.evidence.text,
        "evidence_link": part.evidence.link,
        "evidence_id": part.evidence.file_id,
        "done_by": part.done_by,
        "done_at": part.done_at,
        "approved_by": part.approved_by,
        "approved_at": part.approved_at,
        "remark": part.remark,
    }


def _part(row: Row[Any]) -> Part:
    return Part(
        key=row.key,
        state=OccurrenceState(row.state),
        handed_to=row.handed_to,
        snoozed_until=row.snoozed_until,
        answer=row.answer,
        evidence=Evidence(row.evidence_text, row.evidence_link, row.evidence_id),
        done_by=row.done_by,
        done_at=row.done_at,
        approved_by=row.approved_by,
        approved_at=row.approved_at,
        remark=row.remark,
    )
