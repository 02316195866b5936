"""Incidents, timelines, calls for help and statutory clocks read back."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.clocks import ClockState, StatutoryClock
from bot.domain.escalations import Escalation, EscalationState, Ladder
from bot.domain.incidents import Incident, IncidentState, LogKind, LogLine, Report, Reporter
from bot.domain.language import Localized
from bot.domain.severities import IncidentBook, Law, OutsideContact, Rung, SeverityLevel
from storage.codec import from_json, to_json
from storage.unit_of_work import SqlStorage
from tests.storage.committees import AT, any_of

NAME = Localized("Tidlig varsling", "Early warning")
LAW = Law("nis2-early", NAME, NAME, NAME, "aware_at", 24, None, NAME, NAME)
SEVERITY = SeverityLevel("sev1", 1, NAME, NAME, 15, True, 60, (Rung(0, ("incident-lead",)),))
INCIDENT = Incident("i-1", "H-1", "Mail", (Report(Reporter("p-nina"), AT, "Nu"),), AT, AT)
LADDER = Ladder("sev1", SEVERITY.ladder, 5, True, 30, 15)
CALL = Escalation("e-1", "i-1", LADDER, AT, due_at=AT)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    "kind", [Incident, LogLine, Escalation, StatutoryClock, SeverityLevel, Law, OutsideContact]
)
@settings(max_examples=10)
@given(data=st.data())
def test_whatever_is_said_reads_back(kind: type[Any], data: st.DataObject) -> None:
    value = data.draw(any_of(kind))
    assert from_json(kind, to_json(value)) == value


@pytest.fixture
async def reported(storage: SqlStorage) -> SqlStorage:
    """A database with an incident."""
    async with storage.begin() as work:
        assert await work.incidents.next_number() == "H-1"
        await work.incidents.save(INCIDENT)
        await work.commit()
    return storage


async def test_an_incident_is_found_until_it_is_over(reported: SqlStorage) -> None:
    async with reported.begin() as work:
        assert await work.incidents.by_number("h-1") == INCIDENT
        assert await work.incidents.open() == [INCIDENT]
        assert await work.incidents.updates_due(AT) == []
        await work.incidents.save(replace(INCIDENT, update_due=AT))
        assert await work.incidents.updates_due(AT - HOUR) == []
        assert await work.incidents.updates_due(AT) == ["i-1"]
        await work.incidents.save(replace(INCIDENT, state=IncidentState.CLOSED))
        assert await work.incidents.open() == []


async def test_what_is_laid_down_keeps_its_order(storage: SqlStorage) -> None:
    second = replace(SEVERITY, id="sev2", level=2)
    contact = OutsideContact("c-1", NAME, NAME, "114")
    async with storage.begin() as work:
        await work.incidents.save_book(IncidentBook((second,), (contact,), (LAW,)))
        await work.incidents.save_book(
            IncidentBook((SEVERITY, changed := replace(second, level=3)))
        )
        book = await work.incidents.book()
    assert book == IncidentBook((changed, SEVERITY), (contact,), (LAW,))


async def test_a_line_is_written_once_and_stands_by_its_time(reported: SqlStorage) -> None:
    late = LogLine("l-1", "i-1", AT + HOUR, "p-nina", LogKind.NOTE, "Lukket ned", written_at=AT)
    early = LogLine("l-2", "i-1", AT, None, LogKind.ACT, code="called", values={"who": "p-1"})
    async with reported.begin() as work:
        assert await work.incidents.write([late, early]) == [late, early]
        assert await work.incidents.write([replace(late, text="Andet")]) == []
        assert await work.incidents.timeline("i-1") == [early, late]
        assert await work.incidents.timeline("i-2") == []


async def test_what_is_due_is_taken_the_longest_due_first(reported: SqlStorage) -> None:
    later = replace(CALL, id="e-2", due_at=AT + HOUR, started_at=AT + HOUR)
    done = replace(CALL, id="e-3", state=EscalationState.ANSWERED, due_at=None)
    async with reported.begin() as work:
        for one in (later, done, CALL):
            await work.escalations.save(one)
        assert await work.escalations.due(AT, 10) == ["e-1"]
        assert await work.escalations.take(AT + HOUR, 10) == [CALL, later]
        assert await work.escalations.take(AT + HOUR, 1) == [CALL]
        assert await work.escalations.of("i-1") == [later, CALL, done]
        assert await work.escalations.lock("e-2") == later


async def test_clocks_run_those_due_first(reported: SqlStorage) -> None:
    timeless = StatutoryClock("i-1", replace(LAW, id="a"), ClockState.RUNNING)
    late = StatutoryClock("i-1", replace(LAW, id="b"), ClockState.RUNNING, due_at=AT + HOUR)
    first = StatutoryClock("i-1", replace(LAW, id="c"), ClockState.RUNNING, due_at=AT)
    waiting = StatutoryClock("i-1", replace(LAW, id="d"))
    async with reported.begin() as work:
        await work.clocks.save([timeless, late, first, waiting])
        assert await work.clocks.of("i-1") == [first, late, timeless, waiting]
        assert await work.clocks.running() == [first, late, timeless]
        assert await work.clocks.running([]) == []
        assert await work.clocks.lock("i-1", "d") == waiting
