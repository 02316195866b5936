"""The plan is kept as it was given, and so are the versions that were approved."""

from dataclasses import replace
from datetime import UTC, date, datetime

from bot.domain.language import Localized
from bot.domain.occurrences import Evidence
from bot.domain.plan import (
    Bearer,
    Origin,
    Plan,
    PlanTask,
    PlanVersion,
    Priority,
    RiskLevel,
    TaskState,
    Treatment,
    TreatmentOption,
)
from storage.database import Database
from storage.unit_of_work import SqlStorage
from tests.databases import SteppedClock

AT = datetime(2027, 3, 9, 8, 30, 1, 250_000, UTC)
PLAIN = PlanTask(
    "p-mfa",
    Localized("Indfør MFA", "Introduce MFA"),
    Bearer(role_id="system-administrator"),
    Bearer(role_id="infosec-function"),
    (2027,),
)
WHOLE = PlanTask(
    "task-1",
    Localized(da="Kryptér bærbare; æøå 🔐"),
    Bearer(person_id="person-1"),
    Bearer(role_id="system-owner"),
    (2027, 2028),
    due=date(2028, 2, 29),
    origin=Origin(Localized(da="Intern audit"), "https://example.slack.com/archives/C1/p1", "o/1"),
    priority=Priority.HIGH,
    cost=125_000,
    effort=80,
    treatment=Treatment(
        "Tyveri", TreatmentOption.ACCEPT, "A.8.1", RiskLevel.MEDIUM, date(2027, 12, 31)
    ),
    state=TaskState.VERIFIED,
    reason="Leverandøren er forsinket",
    evidence=Evidence("Rapport", "https://example.dk/rapport", "evidence-1"),
    answer="Det virker",
    created_by="person-2",
    created_at=AT,
    done_by="person-1",
    done_at=AT,
    verified_by="person-2",
    verified_at=AT,
    authors=("person-2",),
    changed_at=AT,
    given_on=date(2027, 3, 2),
)


async def test_the_plan_comes_back_as_it_was_saved(database: Database, clock: SteppedClock) -> None:
    storage = SqlStorage(database, clock)
    first = PlanVersion(1, "person-3", AT, (PLAIN,))
    second = PlanVersion(2, "person-3", AT, (WHOLE, PLAIN), "Revisor ser efter")
    async with storage.begin() as work:
        before = await work.data_version()
        await work.plan.save_tasks([PLAIN, WHOLE])
        await work.plan.add_version(first)
        await work.plan.add_version(second)
        await work.commit()
    async with storage.read() as work:
        assert (await work.organisation()).plan == Plan((PLAIN, WHOLE), second)
        assert await work.plan.versions() == [second, first]
        assert await work.data_version() > before


async def test_a_task_keeps_its_place_when_it_changes(
    database: Database, clock: SteppedClock
) -> None:
    storage = SqlStorage(database, clock)
    started = replace(PLAIN, state=TaskState.STARTED, due=date(2027, 6, 1))
    async with storage.begin() as work:
        await work.plan.save_tasks([PLAIN, WHOLE])
        await work.plan.save_tasks([started])
        await work.commit()
    async with storage.read() as work:
        assert (await work.organisation()).plan.tasks == (started, WHOLE)
