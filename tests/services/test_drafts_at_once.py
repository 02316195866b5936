"""No change is lost in silence, whatever two editors and an approver do in whatever order.

The audit log tells the history; each accepted change must be in the version that came into force,
or its author must have been told.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.domain.draft_approval import Grounds, Version
from bot.domain.draft_rows import Clash, Seen
from bot.domain.drafts import Draft, Row, digest, row_to_text
from bot.domain.errors import BadInput, NotReady, TooLate
from bot.services.journal import Cause
from bot.services.ports import AuditRecord
from storage.database import Database, reading
from storage.raci import cells_of
from storage.unit_of_work import SqlStorage
from tests.databases import SteppedClock
from tests.services.drafting import Office, base_matrix, open_office, row
from tests.tries import tries

EDITORS, APPROVER = ("mette", "sara"), "anders"
ROWS = ("backup", "access")
WANTED = (
    row(infosec_function="A", it="R"),
    row(infosec_function="A", it="R", supplier="I"),
    row(infosec_function="A", it="R", supplier="C"),
    row(infosec_function="A", it="R", top_management="I"),
)
Step = tuple[str, str, str, int]

opens = st.tuples(st.just("open"), st.sampled_from(EDITORS), st.sampled_from(ROWS), st.just(0))
saves = st.tuples(
    st.just("save"), st.sampled_from(EDITORS), st.sampled_from(ROWS), st.integers(0, 3)
)
looks = st.tuples(st.just("look"), st.sampled_from((*EDITORS, APPROVER)), st.just(""), st.just(0))
editors_moves = st.tuples(
    st.sampled_from(("submit", "submit", "withdraw", "discard")),
    st.sampled_from(EDITORS),
    st.just(""),
    st.just(0),
)
approvers_moves = st.tuples(
    st.sampled_from(("approve", "approve", "send-back", "reject")),
    st.just(APPROVER),
    st.just(""),
    st.just(0),
)
imports = st.tuples(st.just("import"), st.just(""), st.sampled_from(ROWS), st.integers(0, 3))
agains = st.tuples(
    st.just("again"), st.sampled_from(EDITORS), st.sampled_from(ROWS), st.integers(1, 3)
)
step = st.one_of(
    opens, saves, saves, agains, agains, looks, editors_moves, approvers_moves, imports
)
at_once = st.lists(step, min_size=1, max_size=2)


@dataclass
class Desk:
    """What each person has before them, and what they were told was done."""

    office: Office
    forms: dict[tuple[str, str], Seen] = field(default_factory=dict)
    cards: dict[str, Version] = field(default_factory=dict)
    contents: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    accepted: list[tuple[str, str, dict[str, str], dict[str, str]]] = field(default_factory=list)
    approved: list[tuple[int, dict[str, dict[str, str]]]] = field(default_factory=list)

    async def do(self, step: Step) -> None:
        """Take a step; what comes too late or cannot be done changes nothing."""
        name, who, activity, number = step
        try:
            match name:
                case "open":
                    self.forms[who, activity] = await self.office.drafts.look(activity)
                case "save":
                    await self._save(who, activity, WANTED[number])
                case "look":
                    await self._look(who)
                case "again":
                    await self._submit_again(who, activity, WANTED[number])
                case "import":
                    await self._import(activity, WANTED[number])
                case _:
                    await self._move(name, who)
        except (TooLate, BadInput, NotReady):
            self.cards.pop(who, None)

    async def _save(self, who: str, activity: str, wanted: Row) -> None:
        seen = self.forms.get((who, activity))
        if seen is None:
            seen = await self.office.drafts.look(activity)
        done = await self.office.drafts.save_row(seen, wanted, Cause(who))
        self.forms.pop((who, activity), None)
        if isinstance(done, Clash):
            self.forms[who, activity] = done.now
        elif isinstance(done, Draft):
            before, after = row_to_text(seen.cells), row_to_text(wanted)
            self.accepted.append((who, activity, before, after))

    async def _look(self, who: str) -> None:
        organisation = await self.office.organisation()
        draft = organisation.draft
        if draft is not None:
            self.cards[who] = Version(draft.version, digest(organisation.matrix, draft))
            rows = {a: row_to_text(draft.row(organisation.matrix, a)) for a in ROWS}
            self.contents[who] = rows

    async def _move(self, name: str, who: str) -> None:
        if who not in self.cards:
            return
        seen, drafts = self.cards[who], self.office.drafts
        saw = self.contents[who]
        match name:
            case "submit":
                await drafts.submit(seen, Cause(who))
            case "withdraw":
                await drafts.withdraw(seen, Cause(who))
            case "discard":
                await drafts.discard(seen, Cause(who), "Om igen")
            case "send-back":
                await drafts.send_back(seen, Cause(who), "Ret det")
            case "reject":
                await drafts.reject(seen, Cause(who), "Nej")
            case "approve":
                await drafts.approve(seen, Cause(who), Grounds())
                self.approved.append((seen.number, saw))

    async def _submit_again(self, who: str, activity: str, wanted: Row) -> None:
        """Take the draft back if it waits, change a row, and submit it; the approver looks."""
        await self._look(who)
        draft = (await self.office.organisation()).draft
        if draft is not None and not draft.editable:
            await self._move("withdraw", who)
        self.forms.pop((who, activity), None)
        await self._save(who, activity, wanted)
        await self._look(who)
        await self._move("submit", who)
        if activity == ROWS[0]:
            await self._look(APPROVER)

    async def _import(self, activity: str, wanted: Row) -> None:
        """Let another version come into use, as an import does."""
        async with self.office.storage.begin() as work:
            await work.drafts.lock()
            organisation = await work.organisation()
            cells = {**organisation.matrix.cells, activity: wanted}
            number = await work.activities.next_version()
            now = self.office.clock.now()
            await work.activities.add_matrix(
                replace(base_matrix(number), cells=cells, used_from=now)
            )
            await work.commit()


@pytest.fixture
async def office(storage: SqlStorage, clock: SteppedClock) -> AsyncIterator[Office]:
    """A small organisation, shared by the examples; each begins with what the last one left."""
    yield await open_office(storage, clock)


@settings(
    max_examples=tries(4, 400),
    # To shrink a history of two databases takes longer than to read it.
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(at_once, min_size=6, max_size=10))
async def test_no_change_is_lost_in_silence(
    office: Office, database: Database, steps: list[list[Step]]
) -> None:
    desk = Desk(office)
    await close(office)
    known = len(await office.audit())
    for together in steps:
        office.clock.advance(seconds=1)
        await asyncio.gather(*(desk.do(one) for one in together))
    history = await office.audit(after=known)
    assert_all_accepted_is_recorded(desk, history)
    await assert_nobody_wrote_over_what_they_had_not_seen(office, history)
    await assert_every_ended_draft_was_told(office, history)
    await assert_the_approver_saw_what_came_into_force(database, desk, history)


async def close(office: Office) -> None:
    """Begin without an open draft, and with the rows as they first were."""
    draft = (await office.organisation()).draft
    if draft is not None:
        if not draft.editable:
            await office.drafts.withdraw(await office.seen(), Cause("mette"))
        await office.drafts.discard(await office.seen(), Cause("mette"), "")
    for activity in ROWS:
        await Desk(office)._import(activity, WANTED[0])


def saved_rows(history: list[AuditRecord]) -> list[AuditRecord]:
    """Return the rows that were saved, in order."""
    return [record for record in history if record.kind == "matrix.row-saved"]


def assert_all_accepted_is_recorded(desk: Desk, history: list[AuditRecord]) -> None:
    """What a person was told is saved is what was saved, on top of what they had seen."""
    recorded = [
        (r.actor, r.data["activity"], r.data["before"], r.data["after"])
        for r in saved_rows(history)
    ]
    assert sorted(map(repr, desk.accepted)) == sorted(map(repr, recorded))


async def assert_nobody_wrote_over_what_they_had_not_seen(
    office: Office, history: list[AuditRecord]
) -> None:
    """Each saving of a row begins with how the one before left it, and tells its author."""
    last: dict[tuple[int, str], AuditRecord] = {}
    for record in saved_rows(history):
        key = (record.data["version"], record.data["activity"])
        before = last.get(key)
        if before is not None and before.data["after"] != record.data["before"]:
            # The row had been set back as it was in use, and that has changed since.
            assert record.data["previous"] is None
        if record.data["previous"] not in (None, record.actor):
            told = await office.told("drafts.overwritten", f"matrix/{key[0]}")
            assert record.data["previous"] in told
        last[key] = record


async def assert_every_ended_draft_was_told(office: Office, history: list[AuditRecord]) -> None:
    """Whoever had saved a row hears what became of the draft, unless it was their own doing."""
    ended = ("matrix.approved", "matrix.rejected", "matrix.sent-back", "matrix.draft-discarded")
    for place, record in enumerate(history):
        if record.kind not in ended:
            continue
        subject = f"{record.subject}/{record.data['submission']}"
        told = await office.told("drafts.outcome", subject)
        assert set(record.data["authors"]) - {record.actor} <= set(told)
        version = record.data["version"]
        before = saved_rows(history[:place])
        authors = {r.actor for r in before if r.data["version"] == version}
        assert authors <= set(record.data["authors"])


async def assert_the_approver_saw_what_came_into_force(
    database: Database, desk: Desk, history: list[AuditRecord]
) -> None:
    """A version has just the rows that its approver saw, and so the last that were saved."""
    for version, saw in desk.approved:
        rows = await rows_of(database, version)
        assert {activity: rows.get(activity, {}) for activity in ROWS} == saw
        (record,) = (
            r for r in history if r.kind == "matrix.approved" and r.data["version"] == version
        )
        last = {
            r.data["activity"]: r.data["after"]
            for r in saved_rows(history)
            if r.data["version"] == version
        }
        for activity, (_, after) in record.data["changes"].items():
            assert rows[activity] == after == last[activity]


async def rows_of(database: Database, version: int) -> dict[str, dict[str, str]]:
    """Return a version's rows as they are stored."""
    found: dict[str, dict[str, str]] = {}
    async with reading(database) as connection:
        for activity, role, letters in await connection.execute(cells_of(version)):
            found.setdefault(activity, {})[role] = "/".join(letters)
    return found
