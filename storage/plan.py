"""The annual plan: its tasks as they stand, and its versions as they were approved."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import JSON, Column, Date, Integer, Row, Table, Text, select

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
from storage.tables import (
    METADATA,
    Moment,
    from_milliseconds,
    identity,
    localized_columns,
    localized_values,
    ordinal,
    to_milliseconds,
)
from storage.transaction import Transaction

PLAN_TASK = Table(
    "plan_task",
    METADATA,
    identity(),
    ordinal(),
    *localized_columns("title"),
    # "role:…" or "person:…": no key, for a version names those who are gone as well.
    Column("responsible", Text, nullable=False),
    Column("accountable", Text, nullable=False),
    Column("years", JSON, nullable=False),
    Column("due", Date),
    *localized_columns("origin"),
    Column("origin_link", Text, nullable=False),
    Column("origin_subject", Text, nullable=False),
    Column("priority", Text, nullable=False),
    Column("cost", Integer),
    Column("effort", Integer),
    Column("risk", Text),
    Column("option", Text),
    Column("control", Text, nullable=False),
    Column("residual", Text),
    Column("accepted_until", Date),
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("evidence_text", Text, nullable=False),
    Column("evidence_link", Text, nullable=False),
    Column("evidence_file", Text),
    Column("answer", Text, nullable=False),
    Column("created_by", Text),
    Column("created_at", Moment),
    Column("done_by", Text),
    Column("done_at", Moment),
    Column("verified_by", Text),
    Column("verified_at", Moment),
    Column("authors", JSON, nullable=False),
    Column("changed_at", Moment),
    Column("given_on", Date),
)
PLAN_VERSION = Table(
    "plan_version",
    METADATA,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("approved_by", Text, nullable=False),
    Column("approved_at", Moment, nullable=False),
    Column("control", Text, nullable=False),
    Column("tasks", JSON, nullable=False),
)
_DAYS = ("due", "accepted_until", "given_on")
_MOMENTS = ("created_at", "done_at", "verified_at", "changed_at")


class SqlPlans:
    """The annual plan, in one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def save_tasks(self, tasks: Sequence[PlanTask]) -> None:
        """Insert or update tasks by id."""
        await self._transaction.touch()
        await self._transaction.save(PLAN_TASK, [_values(task) for task in tasks])

    async def add_version(self, version: PlanVersion) -> None:
        """Keep an approved version."""
        await self._transaction.touch()
        row = {
            "version": version.version,
            "approved_by": version.approved_by,
            "approved_at": version.approved_at,
            "control": version.control,
            "tasks": [_to_json(task) for task in version.tasks],
        }
        await self._transaction.add(PLAN_VERSION, [row])

    async def load(self) -> Plan:
        """Return the plan with the version approved last."""
        connection = self._transaction.connection
        tasks = await connection.execute(select(PLAN_TASK).order_by(PLAN_TASK.c.ordinal))
        last = select(PLAN_VERSION).order_by(PLAN_VERSION.c.version.desc()).limit(1)
        approved = (await connection.execute(last)).one_or_none()
        return Plan(
            tuple(_task(row._asdict()) for row in tasks),
            _version(approved) if approved is not None else None,
        )

    async def versions(self) -> Sequence[PlanVersion]:
        """Return every approved version, the newest first."""
        every = select(PLAN_VERSION).order_by(PLAN_VERSION.c.version.desc())
        return [_version(row) for row in await self._transaction.connection.execute(every)]


def _version(row: Row[Any]) -> PlanVersion:
    return PlanVersion(
        version=row.version,
        approved_by=row.approved_by,
        approved_at=row.approved_at,
        tasks=tuple(_from_json(task) for task in row.tasks),
        control=row.control,
    )


def _values(task: PlanTask) -> dict[str, Any]:
    treatment = task.treatment
    return {
        "id": task.id,
        **localized_values("title", task.title),
        "responsible": str(task.responsible),
        "accountable": str(task.accountable),
        "years": list(task.years),
        "due": task.due,
        **localized_values("origin", task.origin.words),
        "origin_link": task.origin.link,
        "origin_subject": task.origin.subject,
        "priority": task.priority.value,
        "cost": task.cost,
        "effort": task.effort,
        "risk": treatment.risk if treatment else None,
        "option": treatment.option.value if treatment else None,
        "control": treatment.control if treatment else "",
        "residual": treatment.residual.value if treatment and treatment.residual else None,
        "accepted_until": treatment.accepted_until if treatment else None,
        "state": task.state.value,
        "reason": task.reason,
        "evidence_text": task.evidence.text,
        "evidence_link": task.evidence.link,
        "evidence_file": task.evidence.file_id,
        "answer": task.answer,
        "created_by": task.created_by,
        "created_at": task.created_at,
        "done_by": task.done_by,
        "done_at": task.done_at,
        "verified_by": task.verified_by,
        "verified_at": task.verified_at,
        "authors": list(task.authors),
        "changed_at": task.changed_at,
        "given_on": task.given_on,
    }


def _task(values: Mapping[str, Any]) -> PlanTask:
    return PlanTask(
        id=values["id"],
        title=Localized(values["title_da"], values["title_en"]),
        responsible=_bearer(values["responsible"]),
        accountable=_bearer(values["accountable"]),
        years=tuple(values["years"]),
        due=values["due"],
        origin=Origin(
            Localized(values["origin_da"], values["origin_en"]),
            values["origin_link"],
            values["origin_subject"],
        ),
        priority=Priority(values["priority"]),
        cost=values["cost"],
        effort=values["effort"],
        treatment=_treatment(values),
        state=TaskState(values["state"]),
        reason=values["reason"],
        evidence=Evidence(
            values["evidence_text"], values["evidence_link"], values["evidence_file"]
        ),
        answer=values["answer"],
        created_by=values["created_by"],
        created_at=values["created_at"],
        done_by=values["done_by"],
        done_at=values["done_at"],
        verified_by=values["verified_by"],
        verified_at=values["verified_at"],
        authors=tuple(values["authors"]),
        changed_at=values["changed_at"],
        given_on=values["given_on"],
    )


def _treatment(values: Mapping[str, Any]) -> Treatment | None:
    if values["option"] is None:
        return None
    residual = values["residual"]
    return Treatment(
        risk=values["risk"] or "",
        option=TreatmentOption(values["option"]),
        control=values["control"],
        residual=RiskLevel(residual) if residual else None,
        accepted_until=values["accepted_until"],
    )


def _bearer(text: str) -> Bearer:
    kind, _, id_ = text.partition(":")
    return Bearer(role_id=id_) if kind == "role" else Bearer(person_id=id_)


def _to_json(task: PlanTask) -> dict[str, Any]:
    values = _values(task)
    for name in _DAYS:
        values[name] = values[name].isoformat() if values[name] else None
    for name in _MOMENTS:
        values[name] = to_milliseconds(values[name]) if values[name] else None
    return values


def _from_json(kept: Mapping[str, Any]) -> PlanTask:
    values = dict(kept)
    for name in _DAYS:
        # A version that was approved before there was such a field lacks it.
        values[name] = date.fromisoformat(values[name]) if values.get(name) else None
    for name in _MOMENTS:
        values[name] = from_milliseconds(values[name]) if values[name] is not None else None
    return _task(values)
