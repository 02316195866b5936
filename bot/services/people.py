"""Bringing a list of people in: who works here, what roles they hold, for whom they deputise."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.domain.events import PeopleImported
from bot.domain.finding import Severity
from bot.domain.imports import Things, UndoImage
from bot.domain.organisation import Organisation
from bot.domain.people import Assignment, Person
from bot.importing.people import PeopleList, PersonRow, read_people
from bot.services.identifiers import new_id
from bot.services.journal import SYSTEM, Cause, Journal
from bot.services.outcome import Outcome, Plan
from bot.services.ports import Clock, Storage, UnitOfWork


@dataclass(frozen=True)
class PeopleImports:
    """Imports of lists of people."""

    storage: Storage
    journal: Journal
    clock: Clock

    async def run(self, data: bytes, source: str, *, dry_run: bool, actor: str = SYSTEM) -> Outcome:
        """Import a list; people are known by their e-mail, so that it can come in again.

        A person in the list holds exactly the roles that the list gives. A list with an error
        changes nothing: it says row by row what to put right.

        Args:
            data: the file.
            source: its name, for the audit log.
            dry_run: only tell what would change.
            actor: the id of the person who imports.

        Raises:
            BadInput: the file is not a list of people.
        """
        async with self.storage.begin() as work:
            await work.claim()
            known = await work.organisation()
            people_list = read_people(data, known.units, known.roles, emails_of(known))
            plan = self.plan(known, people_list)
            if dry_run or plan.refused:
                return plan.outcome
            await self.write(work, plan, source, Cause(actor))
            await work.commit()
        return replace(plan.outcome, applied=True)

    def plan(self, known: Organisation, people_list: PeopleList) -> Plan:
        """Return what importing the list would change."""
        people = _people(known, people_list)
        today = self.clock.now().astimezone(ZoneInfo(known.profile.timezone)).date()
        assignments = _assignments(known, people_list, people, today)
        written = [p for p in people.values() if known.person.get(p.id) != p]
        earlier = {assignment.id: assignment for assignment in known.assignments}
        before = Things(
            people=tuple(known.person[p.id] for p in written if p.id in known.person),
            assignments=tuple(earlier[a.id] for a in assignments if a.id in earlier),
        )
        return Plan(
            Outcome(people_list.findings, known, _changes(known, people, assignments)),
            known,
            before,
            Things(people=tuple(written), assignments=tuple(assignments)),
            refused=any(f.severity is Severity.ERROR for f in people_list.findings),
        )

    async def write(self, work: UnitOfWork, plan: Plan, source: str, cause: Cause) -> UndoImage:
        """Write what was planned, and return what would undo it."""
        await work.people.save_people(plan.after.people)
        await work.people.save_assignments(plan.after.assignments)
        if plan.changes_anything:
            event = PeopleImported(source, dict(plan.outcome.changes))
            await self.journal.record(work, event, cause)
        return UndoImage(plan.before, plan.after)


def emails_of(known: Organisation) -> list[str]:
    """Return the addresses of the people who are there."""
    return [person.email for person in known.people]


def _people(known: Organisation, people_list: PeopleList) -> dict[str, Person]:
    """Return the list's people by e-mail, with the ids of those who are known."""
    by_email = {person.email.casefold(): person for person in known.people}
    return {row.email: _person(row, by_email) for row in people_list.rows}


def _person(row: PersonRow, by_email: Mapping[str, Person]) -> Person:
    person = by_email.get(row.email) or Person(new_id("person"), row.name, row.email)
    return replace(
        person,
        name=row.name,
        phone=row.phone or person.phone,
        unit_id=row.unit_id or person.unit_id,
    )


def _assignments(
    known: Organisation, people_list: PeopleList, people: Mapping[str, Person], today: date
) -> list[Assignment]:
    """Return what to write: new assignments, changed deputies, and ends of what is not listed."""
    ids = {p.email.casefold(): p.id for p in known.people} | {e: p.id for e, p in people.items()}
    wanted = {
        (people[row.email].id, role_id): _deputy(people_list, row.email, role_id, ids)
        for row in people_list.rows
        for role_id in row.role_ids
    }
    listed = {person.id for person in people.values()}
    current = {
        (a.person_id, a.role_id): a for a in known.assignments if a.runs_on(today) and a.person_id
    }
    emails = {p.id: p.email.casefold() for p in known.people}
    people_by_id = {person.id: person for person in people.values()}
    written = [
        replace(held, deputy_id=deputy)
        if (held := current.get(key))
        else _new(known, people_by_id, key, deputy, today)
        for key, deputy in wanted.items()
        if key not in current or deputy not in (None, current[key].deputy_id)
    ]
    for (person_id, role_id), held in current.items():
        if person_id in listed and (person_id, role_id) not in wanted:
            written.append(replace(held, ends=max(held.starts, today) - timedelta(days=1)))
        elif person_id not in listed:
            deputy = _deputy(people_list, emails.get(person_id or "", ""), role_id, ids)
            if deputy and deputy != held.deputy_id:
                written.append(replace(held, deputy_id=deputy))
    return written


def _new(
    known: Organisation,
    people: Mapping[str, Person],
    key: tuple[str, str],
    deputy: str | None,
    today: date,
) -> Assignment:
    """Return a new assignment; a unit's own role is held for the person's unit."""
    person_id, role_id = key
    unit = known.unit.get(people[person_id].unit_id or "")
    return Assignment(
        new_id("assignment"),
        role_id,
        today,
        person_id=person_id,
        deputy_id=deputy,
        unit_id=unit.id if unit and unit.role_id == role_id else None,
    )


def _deputy(
    people_list: PeopleList, email: str, role_id: str, ids: Mapping[str, str]
) -> str | None:
    return next((ids[d] for d in people_list.deputies(email, role_id) if d in ids), None)


def _changes(
    known: Organisation, people: Mapping[str, Person], assignments: list[Assignment]
) -> dict[str, int]:
    before = {assignment.id for assignment in known.assignments}
    new_people = [p for p in people.values() if p.id not in known.person]
    changed = [p for p in people.values() if p.id in known.person and known.person[p.id] != p]
    return {
        "people_added": len(new_people),
        "people_changed": len(changed),
        "assignments_added": sum(a.id not in before for a in assignments),
        "assignments_changed": sum(a.id in before for a in assignments),
    }
