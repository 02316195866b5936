"""What the answers to an ask come to, and what is asked and answered soundly."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ask_people import Asked
from bot.domain.ask_rules import Reply, answered, closed, require_sound, sums_of
from bot.domain.asks import Affected, Ask, AskState, Audience, Fixed
from bot.domain.errors import FieldErrors, TooLate
from bot.domain.language import Localized
from bot.domain.occurrence_hands import Act
from bot.domain.organisation import Organisation
from bot.domain.people import Absence, Assignment, Role, Unit
from bot.domain.wheel import System, Wheel
from tests.domain.organisations import person

ON = date(2027, 3, 9)
NOW = Act("mette", datetime(2027, 3, 9, 9, tzinfo=UTC), ON)
KEYS = ("it", "hr", "salg")
ASK = Ask("s-1", "RS-1", "Er I berørt?", Audience.UNITS, KEYS, ON, "mette", NOW.at)
REPLIES = st.builds(Reply, st.sampled_from(Affected), st.sampled_from(Fixed), st.text(max_size=5))
ANSWERS = st.lists(st.tuples(st.sampled_from(KEYS), REPLIES), max_size=8)


@given(ANSWERS)
def test_the_sums_add_up_whatever_is_answered(given_: list[tuple[str, Reply]]) -> None:
    ask = ASK
    for key, reply in given_:
        ask = answered(ask, [key], reply, NOW)
    sums = sums_of(ask)
    assert sums.asked == len(KEYS)
    assert sums.answered == len(dict(given_)) == sums.asked - sums.silent
    assert sums.affected + sums.unaffected + sums.unknown == sums.answered
    assert sums.fixed + sums.partly + sums.unfixed == sums.affected
    assert set(ask.silent) == set(KEYS) - set(dict(given_))


def test_who_is_not_affected_has_nothing_fixed() -> None:
    after = answered(ASK, ["it"], Reply(Affected.NO, Fixed.YES), NOW)
    assert after.answers["it"].fixed is None


@pytest.mark.parametrize(
    ("keys", "reply", "field"),
    [
        (("it",), Reply(Affected.YES), "fixed"),
        ((), Reply(Affected.NO), "keys"),
        (("elsewhere",), Reply(Affected.NO), "keys"),
    ],
)
def test_half_an_answer_is_none(keys: tuple[str, ...], reply: Reply, field: str) -> None:
    with pytest.raises(FieldErrors) as refused:
        answered(ASK, keys, reply, NOW)
    assert set(refused.value.errors) == {field}


def test_what_is_closed_is_neither_answered_nor_closed_again() -> None:
    over = closed(ASK, NOW)
    assert over.state is AskState.CLOSED
    with pytest.raises(TooLate):
        answered(over, ["it"], Reply(Affected.NO), NOW)
    with pytest.raises(TooLate):
        closed(over, NOW)


@pytest.mark.parametrize(
    ("question", "keys", "due", "field"),
    [
        (" ", KEYS, ON, "question"),
        ("Er I?", (), ON, "audience"),
        ("Er I?", KEYS, ON - timedelta(1), "due"),
        ("Er I?", KEYS, ON + timedelta(400), "due"),
    ],
)
def test_an_ask_that_cannot_be_answered_is_not_sent(
    question: str, keys: tuple[str, ...], due: date, field: str
) -> None:
    with pytest.raises(FieldErrors) as refused:
        require_sound(question, keys, due, ON)
    assert set(refused.value.errors) == {field}


NAME = Localized("Navn", "Name")
KNOWN = Organisation(
    people=tuple(person(one) for one in ("jonas", "sara", "lone", "bo")),
    units=(
        Unit("it", NAME, head_id="jonas"),
        Unit("support", NAME, parent_id="it"),
        Unit("old", NAME, head_id="bo", closed_on=date(2026, 12, 31)),
        Unit("empty", NAME),
    ),
    roles=(Role("system-owner", NAME),),
    assignments=(Assignment("h", "system-owner", date(2027, 1, 1), "lone"),),
    wheel=Wheel(
        systems=(
            System("crm", "CRM", "bo"),
            System("erp", "ERP"),
            System("gone", "Gone", "bo", date(2026, 12, 31)),
        )
    ),
)


def test_closed_units_and_retired_systems_are_not_asked() -> None:
    asked = Asked(KNOWN, ON)
    assert asked.keys(Audience.UNITS) == ("it", "support", "empty")
    assert asked.keys(Audience.SYSTEMS) == ("crm", "erp")


def test_each_unit_is_answered_for_by_its_head_or_the_one_above() -> None:
    asked = Asked(KNOWN, ON)
    told = {key: asked.told(Audience.UNITS, key) for key in asked.keys(Audience.UNITS)}
    assert {key: one.id for key, one in told.items() if one} == {"it": "jonas", "support": "jonas"}
    assert not asked.may_answer(Audience.UNITS, "it", "bo")
    away = replace(KNOWN, absences=(Absence("a", "jonas", ON, ON, deputy_id="sara"),))
    deputy = Asked(away, ON).told(Audience.UNITS, "it")
    assert deputy is not None and deputy.id == "sara"
    assert Asked(away, ON).may_answer(Audience.UNITS, "it", "sara")


def test_each_system_is_answered_for_by_its_owner_or_who_has_the_role() -> None:
    asked = Asked(KNOWN, ON)
    assert [asked.told(Audience.SYSTEMS, key) for key in ("crm", "erp")] == [
        KNOWN.person["bo"],
        KNOWN.person["lone"],
    ]
    assert not asked.may_answer(Audience.SYSTEMS, "crm", "lone")
