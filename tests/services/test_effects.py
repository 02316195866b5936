"""A committee's decision about the plan or a draft of the matrix brings it into force, or says."""

from dataclasses import dataclass, replace

import pytest

from bot.app.house import journal_of
from bot.domain.approvals import Approval, ApprovalState, Choice
from bot.domain.decision_events import DecisionRecorded
from bot.domain.decisions import DecisionKind, Outcome
from bot.domain.draft_approval import Version
from bot.domain.drafts import Draft, DraftStatus, Row, digest
from bot.domain.errors import BadInput, TooLate
from bot.domain.language import Localized
from bot.domain.organisation import Organisation, Profile
from bot.domain.people import Assignment, Role, RoleKind
from bot.domain.plan import Bearer, PlanTask, TaskState
from bot.domain.plan_rules import Step
from bot.domain.plan_variance import digest as plan_digest
from bot.domain.raci import Activity, Matrix, MatrixStatus
from bot.services.drafts import Drafts
from bot.services.identifiers import seen
from bot.services.journal import Cause
from bot.services.plan import AnnualPlan
from bot.services.snapshots import Snapshots
from storage.unit_of_work import SqlStorage
from tests.databases import SteppedClock
from tests.services.drafting import ACTIVITIES, base_matrix, row
from tests.services.voting import LONG_AGO, MEMBERS, Hall, open_hall

MATRIX, PLAN = "roles-raci", "annual-wheel"
TASK = PlanTask(
    "t-lock",
    Localized("Nye låse", "New locks"),
    Bearer(role_id="it"),
    Bearer(person_id="lone"),
    (2027,),
    authors=("sara", "mette"),
)
TOLD = row(infosec_function="A", it="R", supplier="I")
FAULTY = row(it="R")
EXTERNAL = row(supplier="A", it="R")


@dataclass(frozen=True)
class Chamber:
    """A committee whose function keeps a plan and a matrix."""

    hall: Hall
    drafts: Drafts
    plan: AnnualPlan

    async def organisation(self) -> Organisation:
        """Return everything as it is stored."""
        async with self.hall.storage.read() as work:
            return await work.organisation()

    async def ask_plan(self) -> Approval:
        """Ask the committee for the plan as it stands."""
        plan = (await self.organisation()).plan
        return await self.hall.ask(
            kind=DecisionKind.DOCUMENT,
            about="plan-version/1",
            about_digest=plan_digest(plan),
            authors=("mette", "sara"),
        )

    async def draft(self, wanted: Row = TOLD) -> Draft:
        """Submit a change of the matrix, and return the draft."""
        seen = await self.drafts.look("backup")
        await self.drafts.save_row(seen, wanted, Cause("sara"))
        return await self.drafts.submit(await self.seen(), Cause("sara"))

    async def seen(self) -> Version:
        """Return the open draft as a card would carry it now."""
        organisation = await self.organisation()
        assert organisation.draft is not None
        draft = organisation.draft
        return Version(draft.version, digest(organisation.matrix, draft))

    async def ask_matrix(self) -> Approval:
        """Ask the committee for the draft as it stands."""
        seen = await self.seen()
        return await self.hall.ask(
            about=f"matrix/{seen.number}", about_digest=seen.digest, authors=("sara",)
        )

    async def adopt(self, approval: Approval) -> None:
        """Let everybody vote for it."""
        await self.hall.vote(approval, *MEMBERS)
        assert (await self.hall.now(approval)).state is ApprovalState.ADOPTED

    async def turn_down(self, approval: Approval) -> None:
        """Let everybody vote against it."""
        await self.hall.vote(approval, *MEMBERS, choice=Choice.AGAINST, remark="Nej")
        assert (await self.hall.now(approval)).state is ApprovalState.NOT_ADOPTED

    async def kinds(self, prefix: str) -> list[str]:
        """Return the kinds of what the log holds under a prefix, in order."""
        return [one.kind for one in await self.hall.audit() if one.kind.startswith(prefix)]


def _matrix() -> Matrix:
    """Return the matrix in which the committee has A for itself and for the plan."""
    base = base_matrix()
    own = row(infosec_committee="A", infosec_function="R")
    return replace(base, cells={**base.cells, MATRIX: own, PLAN: own})


@pytest.fixture
async def chamber(sqlite_storage: SqlStorage, clock: SteppedClock) -> Chamber:
    """A committee of five, a proposed plan and a matrix, on SQLite."""
    hall = await open_hall(sqlite_storage, clock)
    async with sqlite_storage.begin() as work:
        await work.profiles.save(Profile(pack="sme"))
        await work.people.save_roles(
            [Role("supplier", Localized("Leverandør", "Supplier"), RoleKind.EXTERNAL)]
        )
        await work.people.save_assignments(
            [
                Assignment("a3", "infosec-function", LONG_AGO, person_id="sara"),
                Assignment("a5", "infosec-committee", LONG_AGO, person_id="anders"),
                Assignment("a4", "it", LONG_AGO, person_id="lone"),
            ]
        )
        await work.activities.save_activities(
            [Activity(key, Localized(key.title(), key.title())) for key in (*ACTIVITIES, PLAN)]
        )
        await work.activities.add_matrix(_matrix())
        await work.plan.save_tasks([TASK])
        await work.commit()
    snapshots = Snapshots(sqlite_storage)
    await snapshots.refresh()
    journal = journal_of(clock)
    return Chamber(
        hall,
        Drafts(sqlite_storage, snapshots, journal, clock),
        AnnualPlan(sqlite_storage, snapshots, journal, clock),
    )


async def test_a_plan_that_is_adopted_is_approved_as_a_version(chamber: Chamber) -> None:
    await chamber.adopt(await chamber.ask_plan())
    plan = (await chamber.organisation()).plan
    assert plan.approved is not None
    assert (plan.approved.version, plan.approved.approved_by) == (1, "anders")
    assert plan.task["t-lock"].state is TaskState.APPROVED
    assert plan.approved.tasks == plan.tasks
    assert await chamber.kinds("plan.") == ["plan.approved"]
    told = await chamber.hall.sent("plan-version/1")
    assert told == ["plan.approved mette", "plan.approved sara"]
    assert not await chamber.kinds("decision.without")


async def test_a_plan_that_is_not_adopted_stays_proposed(chamber: Chamber) -> None:
    await chamber.turn_down(await chamber.ask_plan())
    plan = (await chamber.organisation()).plan
    assert plan.approved is None
    assert plan.task["t-lock"].state is TaskState.PROPOSED


async def test_a_plan_that_has_changed_unheard_is_left_alone_and_that_is_told(
    chamber: Chamber,
) -> None:
    asked = await chamber.ask_plan()
    async with chamber.hall.storage.begin() as work:
        # What no event tells of does not withdraw the request.
        await work.plan.save_tasks([replace(TASK, cost=10_000)])
        await work.commit()
    await chamber.adopt(asked)
    assert (await chamber.organisation()).plan.approved is None
    (decision,) = await chamber.hall.register()
    assert decision.outcome is Outcome.ADOPTED
    told = await chamber.hall.sent(f"decision/{decision.number}/without-effect")
    assert told == ["decisions.without-effect mette", "decisions.without-effect sara"]
    (record,) = [r for r in await chamber.hall.audit() if r.kind == "decision.without-effect"]
    assert record.data["why"] == "changed"


async def test_a_plan_that_is_approved_alone_withdraws_its_vote(chamber: Chamber) -> None:
    first = await chamber.ask_plan()
    await chamber.plan.approve(first.about_digest, "Kontrol", Cause("anders"))
    after = await chamber.hall.now(first)
    assert (after.state, after.overtaken) == (ApprovalState.WITHDRAWN, True)


async def test_a_plan_that_is_written_in_withdraws_its_vote(chamber: Chamber) -> None:
    asked = await chamber.ask_plan()
    task = (await chamber.organisation()).plan.task["t-lock"]
    await chamber.plan.change("t-lock", seen(task), {"cost": 10_000}, Cause("mette"))
    after = await chamber.hall.now(asked)
    assert (after.state, after.overtaken) == (ApprovalState.WITHDRAWN, True)
    again = await chamber.ask_plan()
    await chamber.plan.move("t-lock", Step.START, Cause("lone"))
    assert (await chamber.hall.now(again)).state is ApprovalState.VOTING


async def test_what_is_decided_at_a_meeting_is_voted_on_no_more(chamber: Chamber) -> None:
    asked = await chamber.ask_plan()
    decided = DecisionRecorded(
        decision_id="d",
        number="2027-001",
        committee_id=asked.committee_id or "",
        outcome="not_adopted",
        mode="meeting",
        about=asked.about,
        digest="",
        approval_id="",
        meeting_id="m",
        item_id="",
        asked_by="mette",
        by="mette",
        at=chamber.hall.clock.now().isoformat(),
        on="2027-03-09",
    )
    async with chamber.hall.storage.begin() as work:
        await chamber.plan.journal.record(work, decided, Cause("mette"))
        await work.commit()
    assert (await chamber.hall.now(asked)).state is ApprovalState.WITHDRAWN


async def test_only_the_plan_as_it_stands_is_put_to_the_vote(chamber: Chamber) -> None:
    with pytest.raises(TooLate, match="plan-changed"):
        await chamber.hall.ask(about="plan-version/1", about_digest="old")
    with pytest.raises(TooLate, match="plan-changed"):
        digest_now = plan_digest((await chamber.organisation()).plan)
        await chamber.hall.ask(about="plan-version/2", about_digest=digest_now)


async def test_a_draft_that_is_adopted_comes_into_force(chamber: Chamber) -> None:
    await chamber.draft()
    await chamber.adopt(await chamber.ask_matrix())
    organisation = await chamber.organisation()
    assert (organisation.matrix.version, organisation.matrix.status) == (2, MatrixStatus.IN_FORCE)
    assert organisation.matrix.cells["backup"] == TOLD
    assert organisation.draft is None
    assert await chamber.drafts.frozen_roles(2)
    assert (await chamber.kinds("matrix."))[-2:] == ["matrix.submitted", "matrix.approved"]
    told = await chamber.hall.sent("matrix/2/1")
    assert "drafts.outcome sara" in told
    (record,) = [one for one in await chamber.hall.audit() if one.kind == "matrix.approved"]
    assert set(record.data["changes"]) == {"backup"}


async def test_a_draft_that_is_not_adopted_goes_back_to_its_authors(chamber: Chamber) -> None:
    await chamber.draft()
    await chamber.turn_down(await chamber.ask_matrix())
    organisation = await chamber.organisation()
    assert organisation.matrix.version == 1
    assert organisation.draft is not None
    (decision,) = await chamber.hall.register()
    assert organisation.draft.status is DraftStatus.SENT_BACK
    assert organisation.draft.reason == decision.number
    assert "drafts.outcome sara" in await chamber.hall.sent("matrix/2/1")


async def test_a_draft_that_is_taken_back_withdraws_its_vote(chamber: Chamber) -> None:
    await chamber.draft()
    asked = await chamber.ask_matrix()
    await chamber.drafts.withdraw(await chamber.seen(), Cause("sara"))
    assert (await chamber.hall.now(asked)).state is ApprovalState.WITHDRAWN
    with pytest.raises(TooLate, match="draft-changed"):
        await chamber.ask_matrix()


async def test_a_draft_with_a_finding_that_came_since_is_left_alone(chamber: Chamber) -> None:
    await chamber.draft()
    asked = await chamber.ask_matrix()
    async with chamber.hall.storage.begin() as work:
        supplier = Role("it", Localized("It", "It"), RoleKind.EXTERNAL)
        function = Role("infosec-function", Localized("F", "F"), RoleKind.EXTERNAL)
        await work.people.save_roles([supplier, function])
        await work.commit()
    await chamber.adopt(asked)
    organisation = await chamber.organisation()
    assert organisation.matrix.version == 1
    assert organisation.draft is not None
    assert organisation.draft.status is DraftStatus.SUBMITTED
    (record,) = [r for r in await chamber.hall.audit() if r.kind == "decision.without-effect"]
    assert record.data["why"] == "findings"


async def test_a_draft_that_needs_an_exception_is_not_put_to_the_vote(chamber: Chamber) -> None:
    await chamber.draft(EXTERNAL)
    with pytest.raises(BadInput, match="draft-needs-exception"):
        await chamber.ask_matrix()


async def test_a_draft_with_faults_is_not_put_to_the_vote(chamber: Chamber) -> None:
    draft = await chamber.draft()
    # It was sound when it was submitted.
    async with chamber.hall.storage.begin() as work:
        await work.drafts.lock()
        faulty = replace(draft.rows["backup"], cells=FAULTY)
        await work.drafts.save_row(draft.version, faulty)
        await work.commit()
    with pytest.raises(BadInput, match="draft-has-errors"):
        await chamber.ask_matrix()


async def test_what_is_others_to_approve_is_not_put_to_the_vote(chamber: Chamber) -> None:
    await _take_a_away(chamber)
    with pytest.raises(BadInput, match="approval-forum-approve-plan"):
        await chamber.ask_plan()
    await chamber.draft()
    with pytest.raises(BadInput, match="approval-forum-approve-matrix"):
        await chamber.ask_matrix()


async def test_what_is_others_to_approve_by_now_is_left_alone(chamber: Chamber) -> None:
    asked = await chamber.ask_plan()
    await _take_a_away(chamber)
    await chamber.adopt(asked)
    assert (await chamber.organisation()).plan.approved is None
    (record,) = [r for r in await chamber.hall.audit() if r.kind == "decision.without-effect"]
    assert record.data["why"] == "forum"


async def _take_a_away(chamber: Chamber) -> None:
    """Let top management have A in place of the committee."""
    own = row(top_management="A", infosec_function="R")
    async with chamber.hall.storage.begin() as work:
        matrix = _matrix()
        await work.activities.add_matrix(
            replace(matrix, version=2, cells={**matrix.cells, MATRIX: own, PLAN: own})
        )
        await work.commit()
    await chamber.drafts.snapshots.refresh()
