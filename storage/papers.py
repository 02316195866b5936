"""Papers: files that something is decided on. Triggers made by the migration keep them as is."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Integer,
    LargeBinary,
    Row,
    Table,
    Text,
    UniqueConstraint,
    func,
    select,
)

from bot.domain.errors import BadInput, NotReady
from bot.domain.papers import LARGEST_PAPER, Paper, digest_of
from storage.tables import METADATA, Moment, identity
from storage.transaction import Transaction

PAPER = Table(
    "paper",
    METADATA,
    identity(),
    Column("subject", Text, nullable=False),
    # Its place among those of its subject: several may come at one moment.
    Column("place", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("content", LargeBinary, nullable=False),
    UniqueConstraint("subject", "place"),
    CheckConstraint("size <= 10485760", name="size"),
)
_COLUMNS = PAPER.c
_WITHOUT_CONTENT = tuple(column for column in _COLUMNS if column.name != "content")


class SqlPapers:
    """Kept files, in one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, paper: Paper, content: bytes) -> None:
        """Keep a file; its size and digest have been worked out from `content`.

        Raises:
            BadInput: it is too large.
            ValueError: the size or the digest is not the content's.
        """
        if len(content) > LARGEST_PAPER:
            raise BadInput("paper-too-large", name=paper.name, most=LARGEST_PAPER // 1024**2)
        if (paper.size, paper.sha256) != (len(content), digest_of(content)):
            raise ValueError("a paper's digest is not that of its content")
        highest = select(func.max(_COLUMNS.place)).where(_COLUMNS.subject == paper.subject)
        last = await self._transaction.connection.scalar(highest)
        row = {
            "id": paper.id,
            "subject": paper.subject,
            "place": (last or 0) + 1,
            "name": paper.name,
            "media_type": paper.media_type,
            "size": paper.size,
            "sha256": paper.sha256,
            "by": paper.by,
            "at": paper.at,
            "content": content,
        }
        await self._transaction.add(PAPER, [row])

    async def find(self, paper_id: str) -> Paper | None:
        """Return a kept file without its content."""
        statement = select(*_WITHOUT_CONTENT).where(_COLUMNS.id == paper_id)
        row = (await self._transaction.connection.execute(statement)).one_or_none()
        return None if row is None else _paper(row)

    async def of(self, subject: str) -> Sequence[Paper]:
        """Return the files that belong to `subject`, in the order they came."""
        statement = select(*_WITHOUT_CONTENT).where(_COLUMNS.subject == subject)
        rows = await self._transaction.connection.execute(statement.order_by(_COLUMNS.place))
        return [_paper(row) for row in rows]

    async def content(self, paper_id: str) -> bytes | None:
        """Return a kept file's content.

        Raises:
            NotReady: it is not the content that was kept.
        """
        statement = select(_COLUMNS.name, _COLUMNS.sha256, _COLUMNS.content)
        row = (
            await self._transaction.connection.execute(statement.where(_COLUMNS.id == paper_id))
        ).one_or_none()
        if row is None:
            return None
        content = bytes(row.content)
        if digest_of(content) != row.sha256:
            raise NotReady("paper-damaged", name=row.name)
        return content


def _paper(row: Row[Any]) -> Paper:
    return Paper(
        id=row.id,
        subject=row.subject,
        name=row.name,
        media_type=row.media_type,
        size=row.size,
        sha256=row.sha256,
        by=row.by,
        at=row.at,
    )
