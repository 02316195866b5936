"""Inputs, assignments, asks, deviations and who is involved read back; numbers have no gaps."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.asks import Ask, AskState, Audience
from bot.domain.assignments import Assignment, AssignmentState
from bot.domain.deviations import Deviation, DeviationState
from bot.domain.flows import Flow, InputType
from bot.domain.inputs import Input, InputState
from bot.domain.involvement import Consulted, Involvement, LetterNote
from bot.domain.language import Localized
from bot.domain.plan import Bearer
from bot.services.ports import UnitOfWork
from storage.codec import from_json, to_json
from storage.unit_of_work import SqlStorage
from tests.storage.committees import AT, any_of

NAME = Localized("Varsling", "Alert")
TYPE = InputType("t", NAME, NAME, "c")
JONAS = Bearer(person_id="p-jonas")
DUE = date(2027, 3, 9)
SAMPLES: dict[type[Any], Any] = {
    Input: Input("", "", "t", "Sårbarhed", Flow("c", NAME, (), ()), AT),
    Assignment: Assignment("", "", "u-1", "Ret op", "I dag", DUE, JONAS, "p-mette", AT),
    Ask: Ask("", "", "Er I berørt?", Audience.UNITS, ("u-1",), DUE, "p-mette", AT),
    Deviation: Deviation("", "", "Døren stod åben", AT, JONAS),
}
KINDS: dict[str, tuple[type[Any], str]] = {
    "inputs": (Input, "IN"),
    "assignments": (Assignment, "OP"),
    "asks": (Ask, "RS"),
    "deviations": (Deviation, "AFV"),
}
OVER = {
    "inputs": InputState.CLOSED,
    "assignments": AssignmentState.WITHDRAWN,
    "asks": AskState.CLOSED,
    "deviations": DeviationState.CLOSED,
}


@pytest.mark.parametrize("kind", [Flow, InputType, Input, Assignment, Ask, Deviation, Involvement])
@settings(max_examples=10)
@given(data=st.data())
def test_whatever_a_record_says_reads_back(kind: type[Any], data: st.DataObject) -> None:
    value = data.draw(any_of(kind))
    assert from_json(kind, to_json(value)) == value


@pytest.mark.parametrize("word", KINDS)
async def test_records_are_numbered_found_and_listed(storage: SqlStorage, word: str) -> None:
    kind, prefix = KINDS[word]
    async with storage.begin() as work:
        kept = [await _keep(work, word, kind, place) for place in range(12)]
        await work.commit()
    assert [one.number for one in kept] == [f"{prefix}-{n}" for n in range(1, 13)]
    async with storage.begin() as work:
        records = getattr(work, word)
        await records.save(replace(kept[1], state=OVER[word]))
        assert [one.number for one in await records.open()] == [
            one.number for one in kept if one is not kept[1]
        ]
        assert [one.number for one in await records.all()] == [one.number for one in kept[::-1]]
        assert await records.by_number(f" {prefix.lower()}-3 ") == kept[2]
        assert await records.lock(kept[3].id) == await records.find(kept[3].id) == kept[3]
        assert await records.find("nobody") is None


async def test_assignments_are_found_by_what_they_are_of(storage: SqlStorage) -> None:
    async with storage.begin() as work:
        one, two, three = [await _keep(work, "assignments", Assignment, n) for n in range(3)]
        await work.assignments.save(one := replace(one, decision_id="d-1", input_id=None))
        await work.assignments.save(two := replace(two, decision_id="d-2", input_id="i-1"))
        await work.assignments.save(replace(three, decision_id=None, input_id=None))
        assert await work.assignments.of_decisions(["d-2", "d-1"]) == [one, two]
        assert await work.assignments.of_decisions([]) == []
        assert await work.assignments.of_input("i-1") == [two]


async def test_flows_keep_their_order_and_new_ones_come_last(storage: SqlStorage) -> None:
    first, second, third = (Flow(name, NAME, (), ()) for name in ("c", "a", "b"))
    async with storage.begin() as work:
        await work.flows.save_flows([first, second])
        await work.flows.save_flows([third, changed := replace(second, lanes=("it",))])
        await work.flows.save_types([TYPE])
        book = await work.flows.book()
    assert book.flows == (first, changed, third)
    assert book.types == (TYPE,)
    assert book.flow["a"] == changed
    assert book.type == {"t": TYPE}


async def test_who_is_involved_waits_for_answers(storage: SqlStorage) -> None:
    asked = Involvement("decision/1", "backup", "p-1", AT, (Consulted("p-2"), Consulted("p-3")))
    done = replace(asked, consulted=tuple(replace(one, answer="") for one in asked.consulted))
    async with storage.begin() as work:
        await work.involvements.save(asked)
        await work.involvements.save(replace(done, subject="decision/2"))
        assert await work.involvements.open() == [asked]
        assert await work.involvements.lock("decision/1") == asked
        await work.involvements.save(done)
        assert await work.involvements.open() == []
        assert await work.involvements.find("decision/1") == done


async def test_a_note_is_told_in_one_letter(storage: SqlStorage) -> None:
    notes = [LetterNote(f"n-{n}", "p-1", "decision/1", "Vedtaget", AT) for n in range(2)]
    async with storage.begin() as work:
        await work.involvements.add_notes(notes)
        assert await work.involvements.notes() == notes
        await work.involvements.told(["n-0"], "l-1")
        assert await work.involvements.notes() == notes[1:]
        assert await work.involvements.notes_in("l-1") == [replace(notes[0], letter_id="l-1")]


async def _keep(work: UnitOfWork, word: str, kind: type[Any], place: int) -> Any:
    records = getattr(work, word)
    value = SAMPLES[kind]
    record = replace(value, id=f"{word}-{place}", number=await records.next_number())
    await records.save(record)
    return record
