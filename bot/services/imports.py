"""Bringing packs and small matrices in: texts are merged by id, the matrix is a new version."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from bot.domain.events import PackImported
from bot.domain.language import Localized
from bot.domain.organisation import Organisation
from bot.domain.people import Role, Unit
from bot.domain.raci import Activity, Category, Letters, Matrix, MatrixStatus
from bot.importing.imported import ImportedPack
from bot.services.journal import SYSTEM, Journal
from bot.services.outcome import Outcome
from bot.services.ports import Clock, Storage, UnitOfWork

Cells = Mapping[str, Mapping[str, Letters]]
Thing = TypeVar("Thing", Role, Unit, Category, Activity)


@dataclass(frozen=True)
class PackImports:
    """Imports of packs and small matrix files."""

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
            outcome = await self.apply(work, pack, actor)
            if dry_run:
                return replace(outcome, applied=False)
            await work.commit()
        return outcome

    async def apply(self, work: UnitOfWork, pack: ImportedPack, actor: str = SYSTEM) -> Outcome:
        """Import `pack` within the caller's transaction; see `run`."""
        known = await work.organisation()
        units = _merge(known.units, pack.units, _merged_unit)
        roles = _merge(known.roles, pack.roles, _merged_role)
        categories = _merge(known.categories, pack.categories, _merged_category)
        activities = _merge(known.activities, pack.activities, _merged_activity)
        cells = pack.cells if pack.complete else {**known.matrix.cells, **pack.cells}
        changes = {
            **_counts("units", known.units, units),
            **_counts("roles", known.roles, roles),
            **_counts("categories", known.categories, categories),
            **_counts("activities", known.activities, activities),
            "cells_changed": _changed_cells(known.matrix.cells, cells),
        }
        await work.people.save_roles(roles)
        await work.people.save_units(units)
        await work.activities.save_categories(categories)
        await work.activities.save_activities(activities)
        for locale, content in pack.contents.items():
            if pack.complete:
                await work.packs.save(pack.name, locale, content)
        version = await self._matrix(work, known, pack, cells)
        findings = pack.findings()
        event = PackImported(pack.name, version, changes, tuple(f.code for f in findings))
        if any(changes.values()):
            await self.journal.record(work, event, actor)
        return Outcome(findings, _as_named_in(pack), changes, applied=True)

    async def _matrix(
        self, work: UnitOfWork, known: Organisation, pack: ImportedPack, cells: Cells
    ) -> int:
        """Write the cells as a new version, unless they are the ones in use already."""
        if known.matrix.version and not _changed_cells(known.matrix.cells, cells):
            return known.matrix.version
        version = await work.activities.next_version()
        await work.activities.add_matrix(
            Matrix(
                version=version,
                status=MatrixStatus.IMPORTED,
                cells=cells,
                source=pack.name if pack.complete else pack.title.in_language(pack.locales[0]),
                used_from=self.clock.now(),
            )
        )
        return version


def _as_named_in(pack: ImportedPack) -> Organisation:
    return Organisation(units=pack.units, roles=pack.roles, activities=pack.activities)


def _merge(
    known: Sequence[Thing], newer: Sequence[Thing], merged: Callable[[Thing, Thing], Thing]
) -> tuple[Thing, ...]:
    """Return the newer things, each with the texts that only the known one has."""
    by_id = {thing.id: thing for thing in known}
    return tuple(merged(by_id[thing.id], thing) if thing.id in by_id else thing for thing in newer)


def _merged_unit(known: Unit, newer: Unit) -> Unit:
    return replace(
        known, name=known.name.updated_with(newer.name), role_id=newer.role_id or known.role_id
    )


def _merged_category(known: Category, newer: Category) -> Category:
    return replace(newer, name=known.name.updated_with(newer.name))


def _merged_role(known: Role, newer: Role) -> Role:
    return replace(
        newer,
        name=known.name.updated_with(newer.name),
        definition=known.definition.updated_with(newer.definition),
        typical_holder=known.typical_holder.updated_with(newer.typical_holder),
        tasks=known.tasks.updated_with(newer.tasks),
        aliases=known.aliases.updated_with(newer.aliases),
    )


def _merged_activity(known: Activity, newer: Activity) -> Activity:
    return replace(
        newer,
        name=known.name.updated_with(newer.name),
        short=_merged_short(known, newer),
        description=known.description.updated_with(newer.description),
        evidence=known.evidence.updated_with(newer.evidence),
        aliases=known.aliases.updated_with(newer.aliases),
        references={**known.references, **newer.references},
        category_id=newer.category_id or known.category_id,
        position=known.position,
    )


def _merged_short(known: Activity, newer: Activity) -> Localized:
    """Return the short name; one that is known gives way to a new name without a short one."""
    if newer.short.variants():
        return known.short.updated_with(newer.short)
    return known.short.updated_with(newer.name) if known.short.variants() else known.short


def _counts(kind: str, known: Sequence[Thing], newer: Sequence[Thing]) -> dict[str, int]:
    by_id = {thing.id: thing for thing in known}
    return {
        f"{kind}_added": sum(thing.id not in by_id for thing in newer),
        f"{kind}_changed": sum(thing.id in by_id and by_id[thing.id] != thing for thing in newer),
    }


def _changed_cells(known: Cells, newer: Cells) -> int:
    pairs = {
        (activity, role)
        for cells in (known, newer)
        for activity in cells
        for role in cells[activity]
    }
    return sum(
        known.get(activity, {}).get(role, frozenset())
        != newer.get(activity, {}).get(role, frozenset())
        for activity, role in pairs
    )
