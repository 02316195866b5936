"""Drafts of the matrix: who may do what when, and that no change is ever lost in silence."""

import asyncio
from datetime import date

import pytest

from bot.domain.draft_approval import Grounds, Version
from bot.domain.draft_rows import Clash, ClashKind
from bot.domain.drafts import Draft, DraftStatus
from bot.domain.errors import BadInput, FieldErrors, NotAllowed, TooLate
from bot.domain.people import Absence
from bot.domain.raci import MatrixStatus
from bot.services.journal import Cause
from storage.unit_of_work import SqlStorage
from tests.databases import SteppedClock
from tests.services.drafting import Office, open_office, row

TOLD = row(infosec_function="A", it="R", supplier="I")
HEARD = row(infosec_function="A", it="R", supplier="C")


@pytest.fixture
async def office(storage: SqlStorage, clock: SteppedClock) -> Office:
    """A small organisation; the test runs once for each kind of database."""
    return await open_office(storage, clock)


@pytest.fixture
async def small(sqlite_storage: SqlStorage, clock: SteppedClock) -> Office:
    """A small organisation on SQLite."""
    return await open_office(sqlite_storage, clock)


async def test_the_first_saved_row_starts_a_draft(office: Office) -> None:
    draft = await office.save("mette", "backup", TOLD)
    assert (draft.version, draft.status, draft.authors) == (2, DraftStatus.DRAFT, ("mette",))
    organisation = await office.organisation()
    assert organisation.draft == draft
    assert organisation.matrix.version == 1
    kinds = [record.kind for record in await office.audit()]
    assert kinds == ["matrix.draft-started", "matrix.row-saved"]


async def test_two_first_rows_at_once_make_one_draft(office: Office) -> None:
    await asyncio.gather(office.save("mette", "backup", TOLD), office.save("sara", "access", HEARD))
    draft = (await office.organisation()).draft
    assert draft is not None
    assert set(draft.rows) == {"backup", "access"}
    assert set(draft.authors) == {"mette", "sara"}
    assert len(await office.audit("matrix.draft-started")) == 1


async def test_a_row_set_back_as_in_use_is_no_change(small: Office) -> None:
    await small.save("mette", "backup", TOLD)
    await small.save("mette", "backup", row(it="R", infosec_function="A"))
    draft = (await small.organisation()).draft
    assert draft is not None
    assert draft.rows == {}
    with pytest.raises(BadInput, match="draft-empty"):
        await small.drafts.submit(await small.seen(), Cause("mette"))


async def test_a_row_that_another_has_saved_is_not_overwritten(office: Office) -> None:
    seen = await office.drafts.look("backup")
    await office.save("sara", "backup", TOLD)
    clash = await office.drafts.save_row(seen, HEARD, Cause("mette"))
    assert isinstance(clash, Clash)
    assert clash.kind is ClashKind.CHANGED
    assert clash.now.cells == TOLD
    assert clash.draft is not None
    assert clash.draft.rows["backup"].changed_by == "sara"
    assert (await office.drafts.look("backup")).cells == TOLD
    again = await office.drafts.save_row(clash.now, HEARD, Cause("mette"))
    assert isinstance(again, Draft)
    assert await office.told("drafts.overwritten", "matrix/2") == ["sara"]


async def test_the_approval_of_a_draft_ends_the_forms_that_are_open_on_it(office: Office) -> None:
    await office.save("mette", "backup", TOLD)
    seen = await office.drafts.look("access")
    await office.drafts.submit(await office.seen(), Cause("mette"))
    await office.approved()
    clash = await office.drafts.save_row(seen, HEARD, Cause("sara"))
    assert isinstance(clash, Clash)
    assert clash.kind is ClashKind.ENDED
    assert clash.draft is not None
    assert clash.draft.status is DraftStatus.APPROVED
    assert (clash.now.draft, clash.now.in_use) == (0, 2)
    assert (await office.organisation()).draft is None
    draft = await office.drafts.save_row(clash.now, HEARD, Cause("sara"))
    assert isinstance(draft, Draft)
    assert draft.version == 3


async def test_a_version_that_came_into_use_meanwhile_is_told(small: Office) -> None:
    seen = await small.drafts.look("access")
    await small.submitted()
    await small.approved()
    clash = await small.drafts.save_row(seen, HEARD, Cause("sara"))
    assert isinstance(clash, Clash)
    assert clash.kind is ClashKind.REPLACED


async def test_a_submitted_draft_is_locked_until_withdrawn(small: Office) -> None:
    version = await small.submitted()
    seen = await small.drafts.look("access")
    clash = await small.drafts.save_row(seen, HEARD, Cause("sara"))
    assert isinstance(clash, Clash)
    assert clash.kind is ClashKind.LOCKED
    await small.drafts.withdraw(version, Cause("sara"))
    assert isinstance(await small.drafts.save_row(seen, HEARD, Cause("sara")), Draft)


async def test_an_approval_brings_the_version_into_force(office: Office) -> None:
    await office.submitted()
    assert await office.told("drafts.to-approve", "matrix/2/1") == ["anders"]
    await office.approved()
    matrix = (await office.organisation()).matrix
    assert (matrix.version, matrix.status) == (2, MatrixStatus.IN_FORCE)
    assert matrix.used_from == office.clock.now()
    assert matrix.cells["backup"] == TOLD
    assert matrix.cells["access"] == row(infosec_function="A", it="R")
    assert await office.told("drafts.outcome", "matrix/2/1") == ["mette"]
    (record,) = await office.audit("matrix.approved")
    assert record.actor == "anders"
    assert record.data["base"] == 1
    assert set(record.data["changes"]) == {"backup"}


async def test_the_next_approval_supersedes_the_version_before(small: Office) -> None:
    await small.submitted()
    await small.approved()
    small.clock.advance(days=1)
    await small.submitted(wanted=HEARD)
    await small.approved()
    async with small.storage.read() as work:
        before = await work.activities.matrix_at(small.clock.now().replace(day=9))
    assert before is not None
    assert (before.version, before.status) == (2, MatrixStatus.SUPERSEDED)


async def test_the_role_descriptions_are_frozen_with_the_version(office: Office) -> None:
    await office.submitted()
    await office.approved()
    frozen = {item.role.id: item for item in await office.drafts.frozen_roles(2)}
    assert set(frozen) == {"infosec-function", "top-management", "it", "supplier"}
    assert frozen["it"].role.name.da == "It-drift"
    assert [holder.person_id for holder in frozen["it"].holders] == ["lone"]
    assert await office.drafts.frozen_roles(1) == ()
    (record,) = await office.audit("matrix.approved")
    assert len(record.data["roles_digest"]) == 64


async def test_what_was_not_seen_is_not_approved(office: Office) -> None:
    old = await office.submitted()
    await office.drafts.withdraw(old, Cause("mette"))
    await office.submitted(wanted=HEARD)
    with pytest.raises(TooLate, match="draft-changed"):
        await office.drafts.approve(old, Cause("anders"), Grounds())
    assert (await office.organisation()).matrix.version == 1


async def test_two_presses_at_once_approve_once(office: Office) -> None:
    seen = await office.submitted()
    both = await asyncio.gather(
        *(office.drafts.approve(seen, Cause("anders"), Grounds()) for _ in range(2)),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in both) == ["Draft", "TooLate"]
    assert len(await office.audit("matrix.approved")) == 1


MOVES = ("submit", "withdraw", "discard", "send_back", "reject", "approve")
ALLOWED = {
    DraftStatus.DRAFT: {"submit", "discard"},
    DraftStatus.SENT_BACK: {"submit", "discard"},
    DraftStatus.SUBMITTED: {"withdraw", "send_back", "reject", "approve"},
    DraftStatus.APPROVED: set(),
    DraftStatus.REJECTED: set(),
    DraftStatus.DISCARDED: set(),
}


async def move(office: Office, name: str, seen: Version) -> Draft:
    """Make a move as somebody who may."""
    drafts, who = office.drafts, Cause("mette" if name in MOVES[:3] else "anders")
    match name:
        case "submit":
            return await drafts.submit(seen, who)
        case "withdraw":
            return await drafts.withdraw(seen, who)
        case "discard":
            return await drafts.discard(seen, who, "")
        case "send_back":
            return await drafts.send_back(seen, who, "Fordi")
        case "reject":
            return await drafts.reject(seen, who, "Fordi")
    return await drafts.approve(seen, who, Grounds())


@pytest.mark.parametrize("status", DraftStatus)
async def test_each_state_allows_just_these_moves(small: Office, status: DraftStatus) -> None:
    paths = {
        DraftStatus.DRAFT: (),
        DraftStatus.SUBMITTED: ("submit",),
        DraftStatus.SENT_BACK: ("submit", "send_back"),
        DraftStatus.APPROVED: ("submit", "approve"),
        DraftStatus.REJECTED: ("submit", "reject"),
        DraftStatus.DISCARDED: ("discard",),
    }
    await small.save("mette", "backup", TOLD)
    seen = await small.seen()
    for name in paths[status]:
        await move(small, name, seen)
    for name in MOVES:
        draft = await small.drafts.find(2)
        assert draft is not None
        assert draft.status is status
        if name not in ALLOWED[status]:
            with pytest.raises(TooLate, match=f"draft-is-{status.value}"):
                await move(small, name, seen)


async def test_faults_stop_the_submission(small: Office) -> None:
    await small.save("mette", "backup", row(infosec_function="A"))
    with pytest.raises(BadInput, match="draft-has-errors"):
        await small.drafts.submit(await small.seen(), Cause("mette"))


async def test_only_an_approver_decides(small: Office) -> None:
    seen = await small.submitted()
    for name in ("send_back", "reject"):
        with pytest.raises(NotAllowed, match="approve-matrix"):
            await getattr(small.drafts, name)(seen, Cause("lone"), "Fordi")
    with pytest.raises(NotAllowed, match="approve-matrix"):
        await small.drafts.approve(seen, Cause("lone"), Grounds())


async def test_the_deputy_of_one_away_is_asked_and_may_approve(small: Office) -> None:
    organisation = await small.organisation()
    (anders,) = organisation.assignments_of_role["top-management"]
    from dataclasses import replace

    async with small.storage.begin() as work:
        await work.people.save_assignments([replace(anders, deputy_id="lone")])
        today = date(2027, 3, 9)
        await work.people.save_absences([Absence("b", "anders", today, today)])
        await work.commit()
    await small.submitted()
    assert await small.told("drafts.to-approve", "matrix/2/1") == ["lone"]
    assert (await small.approved("lone")).status is DraftStatus.APPROVED


async def test_an_author_does_not_approve_while_another_could(small: Office) -> None:
    await small.hold("top-management", "mette", "anders")
    await small.submitted()
    with pytest.raises(NotAllowed, match="self-approval"):
        await small.approved("mette", Grounds(control="Bo ser efter"))
    assert (await small.approved("anders")).status is DraftStatus.APPROVED


async def test_in_a_small_organisation_the_only_approver_records_a_control(office: Office) -> None:
    await office.hold("top-management", "mette")
    await office.submitted()
    with pytest.raises(FieldErrors) as missing:
        await office.approved("mette")
    assert set(missing.value.errors) == {"control"}
    await office.approved("mette", Grounds(control="Bo gennemgår ændringerne"))
    matrix = (await office.organisation()).matrix
    assert matrix.control == "Bo gennemgår ændringerne"
    (record,) = await office.audit("matrix.approved")
    assert record.data["control"] == "Bo gennemgår ændringerne"


async def test_elsewhere_nobody_approves_what_they_have_prepared(small: Office) -> None:
    await small.profile("public")
    await small.hold("top-management", "mette")
    await small.save("mette", "backup", TOLD)
    with pytest.raises(BadInput, match="draft-no-other-approver"):
        await small.drafts.submit(await small.seen(), Cause("mette"))
    await small.profile("sme")
    await small.drafts.submit(await small.seen(), Cause("mette"))
    await small.profile("public")
    with pytest.raises(NotAllowed, match="self-approval"):
        await small.approved("mette", Grounds(control="Bo ser efter"))


async def test_a_vacant_approver_is_said_at_the_submission(small: Office) -> None:
    await small.hold("top-management")
    await small.save("mette", "backup", TOLD)
    with pytest.raises(BadInput, match="draft-no-approver"):
        await small.drafts.submit(await small.seen(), Cause("mette"))


async def test_an_external_a_takes_an_exception_with_a_reason_and_an_end(small: Office) -> None:
    await small.submitted(wanted=row(supplier="A", it="R"))
    with pytest.raises(FieldErrors) as missing:
        await small.approved()
    assert set(missing.value.errors) == {"exception", "until"}
    with pytest.raises(FieldErrors) as past:
        await small.approved(grounds=Grounds(exception="Kun nu", until=date(2027, 3, 9)))
    assert set(past.value.errors) == {"until"}
    await small.approved(grounds=Grounds(exception="Kun nu", until=date(2027, 6, 30)))
    (record,) = await small.audit("matrix.approved")
    assert record.data["exemptions"] == [["backup", "supplier", "Kun nu", "2027-06-30"]]


async def test_every_author_but_who_decides_hears_the_outcome(small: Office) -> None:
    await small.save("sara", "access", HEARD)
    await small.submitted("mette")
    await small.drafts.reject(await small.seen(), Cause("anders"), "Ikke nu")
    assert sorted(map(str, await small.told("drafts.outcome", "matrix/2/1"))) == ["mette", "sara"]
    await small.save("sara", "access", HEARD)
    await small.save("mette", "backup", TOLD)
    await small.drafts.discard(await small.seen(), Cause("mette"), "")
    assert await small.told("drafts.outcome", "matrix/3/0") == ["sara"]


async def test_an_activity_that_retires_leaves_the_matrix(small: Office) -> None:
    seen = await small.drafts.look("policies")
    await small.drafts.save_row(seen, seen.cells, Cause("mette"), retires=True)
    await small.drafts.submit(await small.seen(), Cause("mette"))
    await small.approved()
    organisation = await small.organisation()
    assert "policies" not in organisation.matrix.cells
    assert organisation.activity["policies"].retired_on == date(2027, 3, 8)
