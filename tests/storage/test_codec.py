"""What is kept as JSON comes back as it was, for every type of the committee."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.approvals import Approval
from bot.domain.committees import Committee, Terms
from bot.domain.decisions import Decision, Proposal
from bot.domain.meetings import AgendaItem, Meeting
from bot.domain.minutes import Minutes
from storage.codec import from_json, to_json
from tests.storage.committees import any_of
from tests.tries import tries

TYPES = (Committee, Terms, Approval, Decision, Meeting, AgendaItem, Minutes)


@pytest.mark.parametrize("type_", TYPES, ids=lambda type_: str(type_.__name__))
@settings(max_examples=tries(5, 100))
@given(st.data())
def test_it_comes_back_as_it_was(type_: type[Any], data: st.DataObject) -> None:
    value = data.draw(any_of(type_))
    assert from_json(type_, json.loads(json.dumps(to_json(value)))) == value


def test_a_moment_is_kept_to_the_millisecond() -> None:
    kept = from_json(datetime, to_json(datetime(2027, 3, 9, 8, 30, 1, 250_999, UTC)))
    assert kept == datetime(2027, 3, 9, 8, 30, 1, 250_000, UTC)


def test_what_an_older_program_did_not_write_is_the_default() -> None:
    assert from_json(Proposal, {"what": "Godkend"}) == Proposal("Godkend")


def test_what_a_newer_program_wrote_besides_is_left_alone() -> None:
    assert from_json(Proposal, {**to_json(Proposal("Godkend")), "colour": "red"}) == Proposal(
        "Godkend"
    )


def test_a_value_that_the_type_does_not_know_is_an_error() -> None:
    @dataclass(frozen=True)
    class Odd:
        shown: set[str]

    with pytest.raises(TypeError, match="set"):
        json.dumps(to_json(Odd({"a"})))
