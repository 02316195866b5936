"""Drafts read back as they were written; one is open at a time."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy.exc import IntegrityError

from bot.domain.drafts import Draft, DraftRow, DraftStatus, Exemption, FrozenRole
from bot.domain.language import Localized
from bot.domain.raci import Activity, parse_letters
from storage.unit_of_work import SqlStorage
from tests.storage import samples
from tests.storage.samples import save_everything

AT = datetime(2027, 3, 9, 12, tzinfo=UTC)
ROW = DraftRow(
    "backup", {"it-operations": parse_letters("AR"), "data-processor": parse_letters("C")}, "p", AT
)
NEW = DraftRow(
    "new",
    {"it-operations": parse_letters("R")},
    "q",
    AT.replace(hour=13),
    added=Activity("new", Localized("Ny", None), category_id="daily", position=9),
)
DRAFT = Draft(
    version=2,
    status=DraftStatus.SENT_BACK,
    started_by="p",
    started_at=AT,
    rows={"backup": ROW, "new": NEW},
    authors=("p", "q"),
    submission=1,
    by="a",
    at=AT.replace(hour=14),
    reason="Ret «det»",
    control="kontrol",
    exemptions=(Exemption("backup", "data-processor", "Fordi", date(2027, 6, 30)),),
)


async def keep(storage: SqlStorage, draft: Draft) -> None:
    """Write a draft with its rows."""
    async with storage.begin() as work:
        await work.drafts.save(draft)
        for row in draft.rows.values():
            await work.drafts.save_row(draft.version, row)
        await work.commit()


async def test_a_draft_reads_back(storage: SqlStorage) -> None:
    await keep(storage, DRAFT)
    async with storage.read() as work:
        assert await work.drafts.current() == DRAFT
        assert await work.drafts.find(2) == DRAFT
        assert await work.drafts.find(3) is None
        assert (await work.organisation()).draft == DRAFT


async def test_one_draft_is_open_at_a_time(storage: SqlStorage) -> None:
    await keep(storage, DRAFT)
    with pytest.raises(IntegrityError):
        await keep(storage, replace(DRAFT, version=3, rows={}))
    await keep(storage, replace(DRAFT, status=DraftStatus.REJECTED))
    await keep(storage, replace(DRAFT, version=3, rows={}))
    async with storage.read() as work:
        current = await work.drafts.current()
        assert current is not None
        assert current.version == 3
        ended = await work.drafts.find(2)
        assert ended is not None
        assert ended.rows == DRAFT.rows


async def test_a_row_is_written_over_and_dropped(storage: SqlStorage) -> None:
    await keep(storage, DRAFT)
    later = replace(ROW, cells={"it-operations": parse_letters("A")}, changed_by="q", retires=True)
    async with storage.begin() as work:
        await work.drafts.save_row(2, later)
        await work.drafts.drop_row(2, "new")
        await work.commit()
    async with storage.read() as work:
        current = await work.drafts.current()
    assert current is not None
    assert current.rows == {"backup": later}


async def test_a_drafts_number_is_never_given_again(storage: SqlStorage) -> None:
    async with storage.begin() as work:
        await save_everything(work)
        await work.commit()
    await keep(storage, replace(DRAFT, version=7, status=DraftStatus.DISCARDED))
    async with storage.begin() as work:
        assert await work.activities.next_version() == 8


async def test_a_row_in_use_reads_as_its_version_has_it(storage: SqlStorage) -> None:
    async with storage.read() as work:
        assert await work.activities.row_in_use("backup") == (0, {})
    async with storage.begin() as work:
        await save_everything(work)
        await work.commit()
    async with storage.read() as work:
        assert await work.activities.row_in_use("backup") == (1, samples.CELLS["backup"])
        assert await work.activities.row_in_use("nothing") == (1, {})


async def test_frozen_roles_read_back_without_a_name_in_them(storage: SqlStorage) -> None:
    role = replace(samples.ROLES[0])
    frozen = FrozenRole(role, (samples.ASSIGNMENTS[0],))
    async with storage.begin() as work:
        await save_everything(work)
        await work.drafts.freeze(1, [frozen])
        await work.commit()
    async with storage.read() as work:
        (found,) = await work.drafts.frozen(1)
        assert await work.drafts.frozen(2) == []
    assert (found.role.name, found.role.definition, found.role.tasks) == (
        role.name,
        role.definition,
        role.tasks,
    )
    assert found.holders == (replace(samples.ASSIGNMENTS[0], ends=None),)
