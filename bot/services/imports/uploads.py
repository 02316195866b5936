"""Preview → confirm → undo, the same from the command line and from the chat."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.errors import BadInput, TooLate
from bot.domain.events import ImportUndone
from bot.domain.flows import FlowBook
from bot.domain.imports import ImportState, UndoImage
from bot.domain.organisation import Organisation
from bot.importing.imported import ImportedPack
from bot.importing.people import PeopleList
from bot.services.identifiers import new_id
from bot.services.imports.image import fingerprint, undo_from_json, undo_to_json
from bot.services.imports.packs import PackImports, PackPlan
from bot.services.imports.reading import Interpret, read_file
from bot.services.imports.undoing import Undoing
from bot.services.journal import Cause, Journal
from bot.services.outcome import Outcome, Plan
from bot.services.ports import Clock, Storage, StoredImport, UnitOfWork

MAX_BYTES = 8 * 1024 * 1024
PREVIEW_KEEPS = timedelta(hours=24)
UNDO_KEEPS = timedelta(days=30)

_GONE = {
    ImportState.APPLIED: "import-applied",
    ImportState.DROPPED: "import-dropped",
    ImportState.UNDONE: "import-undone",
}


class PeoplePlans(Protocol):
    """The imports of lists of people."""

    def plan(self, known: Organisation, people_list: PeopleList) -> Plan: ...

    async def write(self, work: UnitOfWork, plan: Plan, source: str, cause: Cause) -> UndoImage: ...


@dataclass(frozen=True)
class Preview:
    """An import as it is shown.

    Args:
        id: of the import.
        name: the file's.
        outcome: what was found, and what changes.
        can_apply: there is something to apply, and nothing stands in its way.
        again: it was shown before, and the data has changed since.
    """

    id: str
    name: str
    outcome: Outcome
    can_apply: bool
    again: bool = False


@dataclass(frozen=True)
class Imports:
    """Imports of packs, matrices and lists of people."""

    storage: Storage
    journal: Journal
    clock: Clock
    packs: PackImports
    people: PeoplePlans

    async def bring_in(
        self, content: bytes, name: str, language: str, *, dry_run: bool, cause: Cause
    ) -> Outcome:
        """Import a file at once, or only tell what would change.

        Raises:
            BadInput: the file cannot be read, or there is a draft already.
        """
        interpret = await read_file(content, name, language, self.clock.now())
        async with self._deciding() as (work, known):
            plan = await self._plan(work, known, interpret)
            await self._check_draft(work, plan)
            if dry_run or plan.refused:
                return plan.outcome
            stored = self._stored(name, b"", plan, cause, self.clock.now())
            outcome = await self._apply(work, plan, stored, cause)
            await work.commit()
        return outcome

    async def preview(self, content: bytes, name: str, language: str, cause: Cause) -> Preview:
        """Keep a file and return what it would change; nothing else is changed.

        Raises:
            BadInput: the file cannot be read, or there is a draft already.
        """
        interpret = await read_file(content, name, language, self.clock.now())
        async with self.storage.read() as work:
            plan = await self._plan(work, await work.organisation(), interpret)
            await self._check_draft(work, plan)
        now = self.clock.now()
        stored = self._stored(name, content, plan, cause, now)
        async with self.storage.begin() as work:
            await work.imports.forget(now)
            await work.imports.save(stored)
            await work.commit()
        return _preview(stored, plan)

    async def shown(self, import_id: str, language: str) -> Preview:
        """Return a kept file's preview as it is now, to turn its pages.

        Raises:
            TooLate: it has expired, or was answered.
        """
        async with self.storage.read() as work:
            stored = self._waiting(await work.imports.load(import_id))
            known, book = await work.organisation(), await work.flows.book()
        interpret = await read_file(stored.content, stored.name, language, self.clock.now())
        return _preview(stored, await asyncio.to_thread(self._plan_now, known, book, interpret))

    async def confirm(self, import_id: str, language: str, cause: Cause) -> Preview | Outcome:
        """Apply what was shown, or show it again when it would no longer be the same.

        Raises:
            TooLate: it has expired, or was answered already.
            BadInput: there is a draft already, or the file must be put right first.
        """
        async with self.storage.read() as work:
            stored = self._waiting(await work.imports.load(import_id))
        interpret = await read_file(stored.content, stored.name, language, self.clock.now())
        async with self._deciding() as (work, known):
            stored = self._waiting(await work.imports.load(import_id))
            plan = await self._plan(work, known, interpret)
            await self._check_draft(work, plan)
            if _fingerprint(plan) != stored.fingerprint:
                shown = replace(stored, fingerprint=_fingerprint(plan))
                await work.imports.save(shown)
                await work.commit()
                return replace(_preview(shown, plan), again=True)
            if plan.refused:
                raise BadInput("import-refused")
            outcome = await self._apply(work, plan, stored, cause)
            await work.commit()
        return outcome

    async def drop(self, import_id: str, cause: Cause) -> str:
        """Forget a file that was shown, and return its name.

        Raises:
            TooLate: it has expired, or was answered already.
        """
        async with self.storage.begin() as work:
            await work.claim()
            stored = self._waiting(await work.imports.load(import_id))
            await work.imports.save(self._moved(stored, ImportState.DROPPED, cause))
            await work.commit()
        return stored.name

    async def undo(self, import_id: str | None, language: str, cause: Cause) -> str:
        """Undo an import, the latest one unless it is named, and return its file's name.

        Raises:
            TooLate: it is undone already, or too old.
            BadInput: there is none, or something was changed since and would be lost.
        """
        async with self._deciding() as (work, known):
            imports = work.imports
            stored = await (imports.load(import_id) if import_id else imports.latest_applied())
            if stored is None or stored.expires_at <= self.clock.now():
                raise TooLate("undo-gone") if import_id else BadInput("undo-nothing")
            if stored.state is not ImportState.APPLIED or stored.undo is None:
                raise TooLate("import-undone", name=stored.name)
            undo = undo_from_json(stored.undo)
            book = await work.flows.book()
            await Undoing(work, self.clock, known, book, undo, language).run(cause)
            done = replace(self._moved(stored, ImportState.UNDONE, cause), undo=None)
            await work.imports.save(done)
            version = undo.version if undo.draft else undo.previous
            event = ImportUndone(stored.id, stored.name, version if undo.version else 0)
            await self.journal.record(work, event, cause)
            await work.commit()
        return stored.name

    @asynccontextmanager
    async def _deciding(self) -> AsyncIterator[tuple[UnitOfWork, Organisation]]:
        """Open a transaction in which nobody else changes the data."""
        async with self.storage.begin() as work:
            await work.claim()
            yield work, await work.organisation()

    async def _plan(self, work: UnitOfWork, known: Organisation, interpret: Interpret) -> Plan:
        """Return what the file would change; a large one takes a while, so in a thread."""
        return await asyncio.to_thread(self._plan_now, known, await work.flows.book(), interpret)

    def _plan_now(self, known: Organisation, book: FlowBook, interpret: Interpret) -> Plan:
        content = interpret(known)
        if isinstance(content, ImportedPack):
            return self.packs.plan(known, content, book)
        return self.people.plan(known, content)

    async def _check_draft(self, work: UnitOfWork, plan: Plan) -> None:
        if plan.outcome.letters and await work.drafts.current():
            raise BadInput("import-draft-open")

    async def _apply(
        self, work: UnitOfWork, plan: Plan, stored: StoredImport, cause: Cause
    ) -> Outcome:
        if isinstance(plan, PackPlan):
            undo = await self.packs.write(work, plan, cause)
        else:
            undo = await self.people.write(work, plan, stored.name, cause)
        changed = plan.changes_anything
        if changed:
            applied = self._moved(stored, ImportState.APPLIED, cause)
            await work.imports.save(replace(applied, undo=undo_to_json(undo)))
        return replace(
            plan.outcome,
            applied=True,
            draft=undo.version if undo.draft else 0,
            import_id=stored.id if changed else "",
            name=stored.name,
        )

    def _stored(
        self, name: str, content: bytes, plan: Plan, cause: Cause, now: datetime
    ) -> StoredImport:
        return StoredImport(
            id=new_id("import"),
            name=name[:200],
            content=content,
            state=ImportState.PREVIEW,
            fingerprint=_fingerprint(plan),
            by=cause.actor,
            at=now,
            expires_at=now + PREVIEW_KEEPS,
        )

    def _moved(self, stored: StoredImport, state: ImportState, cause: Cause) -> StoredImport:
        """Return the import where it is now; the file itself is kept no longer."""
        now = self.clock.now()
        keeps = UNDO_KEEPS if state is ImportState.APPLIED else PREVIEW_KEEPS
        return replace(
            stored, content=b"", state=state, by=cause.actor, at=now, expires_at=now + keeps
        )

    def _waiting(self, stored: StoredImport | None) -> StoredImport:
        """Return an import that waits for an answer.

        Raises:
            TooLate: it has expired, or was answered.
        """
        if stored is None or stored.expires_at <= self.clock.now():
            raise TooLate("import-expired")
        if stored.state is not ImportState.PREVIEW:
            raise TooLate(_GONE[stored.state], name=stored.name)
        return stored


def _preview(stored: StoredImport, plan: Plan) -> Preview:
    can_apply = plan.changes_anything and not plan.refused
    return Preview(stored.id, stored.name, plan.outcome, can_apply)


def _fingerprint(plan: Plan) -> str:
    outcome = plan.outcome
    return fingerprint(plan.before, outcome.letters, outcome.changes, outcome.findings)
