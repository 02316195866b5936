"""Puts back what an import changed, unless somebody has built on it since."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from bot.domain.drafts import Draft, Move, moved, row_to_text
from bot.domain.errors import BadInput
from bot.domain.flows import FlowBook
from bot.domain.imports import CalendarSet, Things, UndoImage, things_of
from bot.domain.occurrences import OccurrenceState
from bot.domain.organisation import Organisation
from bot.domain.people import Person
from bot.services.imports.committees import built_on
from bot.services.imports.image import without_accounts
from bot.services.journal import Cause
from bot.services.ports import Clock, UnitOfWork


@dataclass(frozen=True)
class Undoing:
    """Undoes one import in the caller's transaction."""

    work: UnitOfWork
    clock: Clock
    known: Organisation
    book: FlowBook
    undo: UndoImage
    language: str

    async def run(self, cause: Cause) -> None:
        """Put everything back.

        Raises:
            BadInput: something was changed since and would be lost: `undo-touched` (name),
                `undo-matrix` or `undo-draft`.
        """
        draft = await self.work.drafts.current()
        self._check(draft)
        added = self._added()
        await self._check_told(added)
        await self._check_committees(added)
        await self._check_inputs(added)
        if self.undo.draft:
            assert draft is not None
            now = self.clock.now()
            await self.work.drafts.save(moved(draft, Move.DISCARD, cause.actor, now))
        elif self.undo.version:
            await self.work.imports.take_back(self.undo.version, self.undo.previous)
        before = self.undo.before
        await self.work.people.save_roles(before.roles)
        await self.work.people.save_units(before.units)
        await self.work.activities.save_categories(before.categories)
        await self.work.activities.save_activities(before.activities)
        await self.work.people.save_people(self._people_as_before())
        await self.work.people.save_assignments(before.assignments)
        await self.work.wheel.save_items(before.wheel_items)
        await self.work.wheel.save_systems(before.systems)
        await self.work.plan.save_tasks(before.tasks)
        for committee in before.committees:
            await self.work.committees.save(committee)
        await self.work.flows.save_flows(before.flows)
        await self.work.flows.save_types(before.input_types)
        for terms in self.undo.terms_before:
            await self.work.committees.save_terms(terms)
        if calendar := self.undo.calendar_before:
            await self.work.wheel.save_calendar(calendar.calendar, calendar.chair_role)
        await self.work.imports.remove(added)
        for key, content in self.undo.packs.items():
            name, locale = key.rsplit("/", 1)
            if content is None:
                await self.work.imports.remove_pack(name, locale)
            else:
                await self.work.packs.save(name, locale, content)

    def _check(self, draft: Draft | None) -> None:
        """See that nothing would be lost."""
        in_use = self.known.matrix.version
        if self.undo.draft:
            wrote = {activity: dict(row) for activity, row in self.undo.rows.items()}
            if (
                draft is None
                or draft.version != self.undo.version
                or not draft.editable
                or {row.activity_id: row_to_text(row.cells) for row in draft.rows.values()} != wrote
            ):
                raise BadInput("undo-draft")
        elif self.undo.version and (in_use != self.undo.version or draft is not None):
            raise BadInput("undo-matrix")
        wheel = self.known.wheel
        calendars = (None, self.undo.calendar_before, self.undo.calendar_after)
        if (
            self.undo.calendar_after
            and CalendarSet(wheel.calendar, wheel.chair_role) not in calendars
        ):
            raise BadInput("undo-calendar")
        for name in (*self._changed_since(), *self._built_on()):
            raise BadInput("undo-touched", name=name)

    def _changed_since(self) -> Iterator[str]:
        """Iterate over the names of what no longer is as the import wrote it."""
        known = things_of(self.known, self.book)
        for kind in Things.__dataclass_fields__:
            now = {item.id: item for item in getattr(known, kind)}
            before = {item.id: item for item in getattr(self.undo.before, kind)}
            for item in getattr(self.undo.after, kind):
                found = now.get(item.id)
                if found is None:
                    if item.id in before:
                        yield self._name(item)
                elif _own(found) not in (_own(item), _own(before.get(item.id))):
                    yield self._name(item)

    def _built_on(self) -> Iterator[str]:
        """Iterate over the names of what was added and is used by something else now."""
        known, undo = self.known, self.undo
        added = self._added()
        ours = {a.id for a in undo.after.assignments}
        others = [a for a in known.assignments if a.id not in ours]
        back = {unit.id: unit for unit in undo.before.units}
        units = [back.get(u.id, u) for u in known.units if u not in added.units]
        used = {
            *(a.role_id for a in others),
            *(party.role_id for party in known.parties),
            *(u.role_id for u in units),
            *(u.parent_id for u in units),
            *(u.head_id for u in units),
            *(a.unit_id for a in others),
            *(a.person_id for a in others),
            *(a.deputy_id for a in others),
            *(a.person_id for a in known.absences),
            *(p.unit_id for p in known.people if p.id not in {q.id for q in added.people}),
            *(given.assignment_id for given in known.confirmations),
            *self._in_the_wheel(added),
            *self._in_the_plan(added),
            *self._in_committees(added),
            *self._in_flows(added),
            *self._in_other_matrices(),
        }
        for kind in Things.__dataclass_fields__:
            for item in getattr(added, kind):
                if item.id in used:
                    yield self._name(item)

    def _in_the_wheel(self, added: Things) -> Iterator[str | None]:
        """Iterate over what other items and systems use, and the items that were worked on."""
        wheel = self.known.wheel
        ours = {item.id for item in added.wheel_items} | {one.id for one in added.systems}
        back = {item.id: item for item in self.undo.before.wheel_items}
        for item in (back.get(i.id, i) for i in wheel.items if i.id not in ours):
            yield from (item.activity_id, item.held_at)
            yield from (item.responsible, item.accountable, item.approval_by)
        yield from (system.owner_id for system in wheel.systems if system.id not in ours)
        for occurrence in wheel.occurrences:
            if occurrence.parts or occurrence.state is not OccurrenceState.PLANNED:
                yield occurrence.item_id
            yield from occurrence.parts
            yield from (part.handed_to for part in occurrence.parts.values())

    def _in_the_plan(self, added: Things) -> Iterator[str | None]:
        """Iterate over the roles and people that other tasks name."""
        ours = {task.id for task in added.tasks}
        back = {task.id: task for task in self.undo.before.tasks}
        for task in (back.get(t.id, t) for t in self.known.plan.tasks if t.id not in ours):
            for bearer in (task.responsible, task.accountable):
                yield from (bearer.role_id, bearer.person_id)

    def _in_committees(self, added: Things) -> Iterator[str | None]:
        """Iterate over the roles, units, people and items that other committees name."""
        ours = {committee.id for committee in added.committees}
        back = {committee.id: committee for committee in self.undo.before.committees}
        for one in (back.get(c.id, c) for c in self.known.committees if c.id not in ours):
            yield from (one.role_id, one.chair_role, one.secretary_role, one.series.item_id)
            yield from one.adviser_roles
            for seat in one.seats:
                yield from (seat.role_id, seat.unit_id, seat.person_id, seat.deputy_id)

    def _in_flows(self, added: Things) -> Iterator[str | None]:
        """Iterate over the flows that other types follow, and the roles that other flows name."""
        types = {one.id for one in added.input_types}
        earlier = {one.id: one for one in self.undo.before.input_types}
        for kind in (earlier.get(one.id, one) for one in self.book.types if one.id not in types):
            yield kind.flow_id
        flows = {one.id for one in added.flows}
        back = {one.id: one for one in self.undo.before.flows}
        for flow in (back.get(f.id, f) for f in self.book.flows if f.id not in flows):
            yield from (*flow.lanes, *(step.role_id for step in flow.steps))

    async def _check_inputs(self, added: Things) -> None:
        """See that no input has come of a type that would go."""
        types = {one.id: one for one in added.input_types}
        for one in await self.work.inputs.all() if types else ():
            if one.type_id in types:
                raise BadInput("undo-touched", name=self._name(types[one.type_id]))

    async def _check_committees(self, added: Things) -> None:
        """See that nobody has written in the terms, and that no committee has met or decided."""
        ids = [committee.id for committee in added.committees]
        if committee_id := await built_on(self.work, self.undo, ids):
            raise BadInput("undo-touched", name=self._name(self.known.committee[committee_id]))

    async def _check_told(self, added: Things) -> None:
        """See that nobody was told of an item or a task that would go."""
        ids = {item.id for item in added.wheel_items}
        dates = {o.id: o.item_id for o in self.known.wheel.occurrences if o.item_id in ids}
        for told in await self.work.reminders.told(dates):
            item = self.known.wheel.item[dates[told.occurrence_id]]
            raise BadInput("undo-touched", name=self._name(item))
        tasks = {task.id: task for task in added.tasks}
        for one in await self.work.reminders.told_tasks(tasks):
            raise BadInput("undo-touched", name=self._name(tasks[one.task_id]))

    def _in_other_matrices(self) -> Iterator[str]:
        """Iterate over the activities and roles of a matrix in use that the import did not make."""
        if self.undo.version and not self.undo.draft:
            return
        for activity, row in self.known.matrix.cells.items():
            yield activity
            yield from row

    def _added(self) -> Things:
        """Return what the import wrote that was not there before, and still is."""
        found: dict[str, Any] = {}
        for kind in Things.__dataclass_fields__:
            before = {item.id for item in getattr(self.undo.before, kind)}
            now = {item.id for item in getattr(things_of(self.known, self.book), kind)}
            written = getattr(self.undo.after, kind)
            found[kind] = tuple(i for i in written if i.id not in before and i.id in now)
        return Things(**found)

    def _people_as_before(self) -> tuple[Person, ...]:
        """Return the people as they were, with the language they have chosen since."""
        return tuple(
            replace(person, language=self.known.person[person.id].language)
            for person in self.undo.before.people
            if person.id in self.known.person
        )

    def _name(self, item: Any) -> str:
        """Return what a person calls the thing."""
        if hasattr(item, "role_id") and hasattr(item, "starts"):
            return self._name(self.known.role[item.role_id])
        named = (getattr(item, name, None) for name in ("label", "title", "name"))
        name = next(found for found in named if found is not None)
        return name if isinstance(name, str) else name.in_language(self.language)


def _own(item: Any) -> Any:
    """Return a thing without what changes by itself: a person's accounts and language."""
    if isinstance(item, Person):
        return replace(without_accounts(item), language=None)
    return item
