"""Packs and matrices: texts are merged by id, letters become a new version or a draft."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.drafts import Draft, DraftRow, DraftStatus, row_to_text
from bot.domain.errors import BadInput
from bot.domain.events import DraftStarted, PackImported
from bot.domain.finding import worst_first
from bot.domain.flows import FlowBook
from bot.domain.imports import CalendarSet, Things, UndoImage, letter_changes, things_of
from bot.domain.organisation import Organisation
from bot.domain.plan import PlanTask
from bot.domain.plan_rules import authored
from bot.domain.raci import Letters, Matrix, MatrixStatus
from bot.domain.wheel import WheelItem
from bot.importing.imported import ImportedPack
from bot.importing.year import item_waits
from bot.services.imports.committees import write_terms
from bot.services.imports.image import things_changed
from bot.services.imports.merging import (
    counts,
    merged_activities,
    merged_categories,
    merged_committees,
    merged_flows,
    merged_items,
    merged_roles,
    merged_tasks,
    merged_types,
    merged_units,
)
from bot.services.journal import SYSTEM, Cause, Journal
from bot.services.outcome import Outcome, Plan
from bot.services.ports import Clock, Storage, UnitOfWork

Cells = Mapping[str, Mapping[str, Letters]]


@dataclass(frozen=True)
class PackPlan(Plan):
    """What a pack or matrix would write; `cells` is the whole matrix afterwards.

    `calendar` is the calendar afterwards, None when it stays.
    """

    pack: ImportedPack | None = None
    cells: Cells | None = None
    calendar: CalendarSet | None = None


@dataclass(frozen=True)
class PackImports:
    """Imports of packs and matrices."""

    storage: Storage
    journal: Journal
    clock: Clock

    async def run(self, pack: ImportedPack, *, dry_run: bool, actor: str = SYSTEM) -> Outcome:
        """Import `pack`: its data is kept even when the rules find faults (domain.md oddity 1).

        Args:
            pack: the validated file.
            dry_run: only tell what would change.
            actor: the id of the person who imports.
        """
        async with self.storage.begin() as work:
            await work.claim()
            if dry_run:
                return (await self._planned(work, pack)).outcome
            outcome = await self.apply(work, pack, actor)
            await work.commit()
        return outcome

    async def apply(self, work: UnitOfWork, pack: ImportedPack, actor: str = SYSTEM) -> Outcome:
        """Import `pack` within the caller's transaction; see `run`."""
        plan = await self._planned(work, pack)
        undo = await self.write(work, plan, Cause(actor))
        return replace(plan.outcome, applied=True, draft=undo.version if undo.draft else 0)

    async def _planned(self, work: UnitOfWork, pack: ImportedPack) -> PackPlan:
        return self.plan(await work.organisation(), pack, await work.flows.book())

    def plan(self, known: Organisation, pack: ImportedPack, book: FlowBook) -> PackPlan:
        """Return what importing `pack` would change.

        Args:
            known: the data as it stands.
            pack: the validated file.
            book: the types of input and the flows as they stand.
        """
        units = merged_units(known.units, pack.units)
        roles = merged_roles(known.roles, pack.roles)
        categories = merged_categories(known.categories, pack.categories)
        activities = merged_activities(known.activities, pack.activities, pack.locales[0])
        cells = pack.cells if pack.complete else {**known.matrix.cells, **pack.cells}
        letters = letter_changes(known.matrix, cells)
        waiting = _waiting_for_a_draft(known, pack) if letters else ()
        items = merged_items(
            known.wheel.items, [item for item in pack.items if item not in waiting]
        )
        tasks = merged_tasks(known.plan.tasks, pack.tasks) if pack.complete else pack.tasks
        committees = merged_committees(known.committees, pack.committees)
        types = merged_types(book.types, pack.flows.types)
        flows = merged_flows(book.flows, pack.flows.flows)
        calendar = _calendar(known, pack)
        changes = {
            **counts("units", known.units, units),
            **counts("roles", known.roles, roles),
            **counts("categories", known.categories, categories),
            **counts("activities", known.activities, activities),
            "cells_changed": len(letters),
            **counts("wheel_items", known.wheel.items, items),
            **counts("systems", known.wheel.systems, pack.systems),
            **counts("tasks", known.plan.tasks, tasks),
            **counts("committees", known.committees, committees),
            **counts("input_types", book.types, types),
            **counts("flows", book.flows, flows),
            "calendar_changed": int(calendar is not None),
        }
        before, after = things_changed(
            things_of(known, book),
            Things(
                units,
                roles,
                categories,
                activities,
                wheel_items=items,
                systems=pack.systems,
                tasks=tasks,
                committees=committees,
                input_types=types,
                flows=flows,
            ),
        )
        named = Organisation(units=units, roles=roles, activities=activities)
        findings = worst_first((*pack.findings(), *map(item_waits, waiting)))
        outcome = Outcome(findings, _named(known, named), changes, letters=letters)
        return PackPlan(outcome, known, before, after, pack=pack, cells=cells, calendar=calendar)

    async def write(self, work: UnitOfWork, plan: PackPlan, cause: Cause) -> UndoImage:
        """Write what was planned, and return what would undo it.

        Letters that change a version in force wait in a draft; one that nobody has approved
        gives way at once.

        Raises:
            BadInput: there is a draft already.
        """
        assert plan.pack is not None
        in_force = plan.known.matrix.status is MatrixStatus.IN_FORCE
        in_draft = bool(plan.outcome.letters) and in_force
        if plan.outcome.letters and await work.drafts.current():
            raise BadInput("import-draft-open")
        packs = await self._keep_pack(work, plan.pack)
        after = _without_new_activities(plan) if in_draft else plan.after
        if not plan.pack.complete and cause.actor in plan.known.person:
            after = replace(after, tasks=tuple(authored(t, cause.actor) for t in after.tasks))
        after = replace(after, tasks=self._given(plan, after.tasks))
        await work.people.save_roles(after.roles)
        await work.people.save_units(after.units)
        await work.activities.save_categories(after.categories)
        await work.activities.save_activities(after.activities)
        await work.wheel.save_items(after.wheel_items)
        await work.wheel.save_systems(after.systems)
        await work.plan.save_tasks(after.tasks)
        for committee in after.committees:
            await work.committees.save(committee)
        await work.flows.save_flows(after.flows)
        await work.flows.save_types(after.input_types)
        terms_before, terms_after = await write_terms(work, plan.pack.terms)
        if plan.calendar:
            await work.wheel.save_calendar(plan.calendar.calendar, plan.calendar.chair_role)
        undo = UndoImage(
            plan.before,
            after,
            previous=plan.known.matrix.version,
            packs=packs,
            calendar_before=_calendar_of(plan.known) if plan.calendar else None,
            calendar_after=plan.calendar,
            terms_before=terms_before,
            terms_after=terms_after,
        )
        if in_draft:
            undo = await self._draft(work, plan, undo, cause)
        elif plan.outcome.letters or (plan.pack.cells and not plan.known.matrix.version):
            undo = replace(undo, version=await self._version(work, plan))
        if plan.changes_anything:
            codes = tuple(finding.code for finding in plan.outcome.findings)
            version = undo.version or plan.known.matrix.version
            event = PackImported(plan.pack.name, version, dict(plan.outcome.changes), codes)
            await self.journal.record(work, event, cause)
        return undo

    async def _keep_pack(
        self, work: UnitOfWork, pack: ImportedPack
    ) -> dict[str, Mapping[str, Any] | None]:
        """Keep a whole starter pack, and return what was kept under its names before."""
        earlier: dict[str, Mapping[str, Any] | None] = {}
        for locale, content in pack.contents.items():
            if pack.complete:
                earlier[f"{pack.name}/{locale}"] = await work.packs.load(pack.name, locale)
                await work.packs.save(pack.name, locale, content)
        return earlier

    def _given(self, plan: PackPlan, tasks: Sequence[PlanTask]) -> tuple[PlanTask, ...]:
        """Return the tasks with the day on which R got those that are new or have another R.

        A file may bring a hundred: R is told of them in the next Monday letter.
        """
        known = plan.known.plan.task
        today = self.clock.now().astimezone(ZoneInfo(plan.known.profile.timezone)).date()
        return tuple(
            task
            if task.id in known and known[task.id].responsible == task.responsible
            else replace(task, given_on=today)
            for task in tasks
        )

    async def _version(self, work: UnitOfWork, plan: PackPlan) -> int:
        """Write the cells as a new version, in use at once."""
        pack = plan.pack
        assert pack is not None
        version = await work.activities.next_version()
        await work.activities.add_matrix(
            Matrix(
                version=version,
                status=MatrixStatus.IMPORTED,
                cells=plan.cells or {},
                source=pack.name if pack.complete else pack.title.in_language(pack.locales[0]),
                used_from=self.clock.now(),
            )
        )
        return version

    async def _draft(
        self, work: UnitOfWork, plan: PackPlan, undo: UndoImage, cause: Cause
    ) -> UndoImage:
        """Write the rows that change as a draft on the version in force."""
        now = self.clock.now()
        version = await work.activities.next_version()
        new = {a.id: a for a in plan.after.activities if a.id not in plan.known.activity}
        await work.drafts.save(
            Draft(version, DraftStatus.DRAFT, cause.actor, now, authors=(cause.actor,))
        )
        rows = {}
        for activity in dict.fromkeys(c.activity_id for c in plan.outcome.letters):
            row = (plan.cells or {}).get(activity, {})
            await work.drafts.save_row(
                version, DraftRow(activity, row, cause.actor, now, new.get(activity))
            )
            rows[activity] = row_to_text(row)
        await self.journal.record(work, DraftStarted(version, plan.known.matrix.version), cause)
        return replace(undo, version=version, draft=True, rows=rows)


def _without_new_activities(plan: PackPlan) -> Things:
    """Return what is written beside a draft: the draft brings its own new activities."""
    known = [a for a in plan.after.activities if a.id in plan.known.activity]
    return replace(plan.after, activities=tuple(known))


def _waiting_for_a_draft(known: Organisation, pack: ImportedPack) -> tuple[WheelItem, ...]:
    """Return the items of new activities, which wait in a draft of the matrix with them."""
    if known.matrix.status is not MatrixStatus.IN_FORCE:
        return ()
    return tuple(item for item in pack.items if item.activity_id not in known.activity)


def _calendar_of(known: Organisation) -> CalendarSet:
    return CalendarSet(known.wheel.calendar, known.wheel.chair_role)


def _calendar(known: Organisation, pack: ImportedPack) -> CalendarSet | None:
    """Return the calendar that the pack sets, None when it is the one that is known."""
    before = _calendar_of(known)
    after = CalendarSet(pack.calendar or before.calendar, pack.chair_role or before.chair_role)
    return None if after == before else after


def _named(known: Organisation, file: Organisation) -> Organisation:
    """Return everything that a finding may name, as the file names it."""
    return replace(
        known,
        units=tuple(({u.id: u for u in known.units} | {u.id: u for u in file.units}).values()),
        roles=tuple(({r.id: r for r in known.roles} | {r.id: r for r in file.roles}).values()),
        activities=tuple(
            ({a.id: a for a in known.activities} | {a.id: a for a in file.activities}).values()
        ),
    )
