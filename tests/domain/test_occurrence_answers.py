"""The question of each kind of activity, and what counts as an answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.cpr import mask_cpr
from bot.domain.errors import FieldErrors
from bot.domain.occurrence_answers import (
    ACCESS_REVIEW,
    KINDS,
    RISK_PLAN,
    Answer,
    PlanState,
    answer_text,
    checked_evidence,
    count_of,
    question_of,
    read_answer,
)


def test_each_kind_has_its_own_question() -> None:
    assert len(KINDS) == 10
    assert {question_of(kind) for kind in KINDS} == KINDS
    assert question_of("backup") == "general"


@pytest.mark.parametrize(
    ("activity", "answer", "fields"),
    [
        ("backup", Answer(" "), {"answer"}),
        (RISK_PLAN, Answer("x"), {"plan"}),
        (RISK_PLAN, Answer("", PlanState.SUFFICIENT), {"answer"}),
        (ACCESS_REVIEW, Answer(""), {"reviewed", "removed"}),
        (ACCESS_REVIEW, Answer("", reviewed=3), {"removed"}),
        (ACCESS_REVIEW, Answer("", reviewed=3, removed=4), {"removed"}),
    ],
)
def test_an_answer_leaves_nothing_open(activity: str, answer: Answer, fields: set[str]) -> None:
    with pytest.raises(FieldErrors) as found:
        answer_text(activity, answer)
    assert set(found.value.errors) == fields


@given(
    st.sampled_from([*sorted(KINDS), "backup"]),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=60),
    st.integers(0, 10**6),
    st.integers(0, 10**6),
    st.sampled_from(PlanState),
)
def test_an_answer_is_read_back_as_it_was_given(
    activity: str, text: str, one: int, other: int, plan: PlanState
) -> None:
    said = mask_cpr(text.strip()) or "x"
    reviewed, removed = max(one, other), min(one, other)
    answer = Answer(said)
    if activity == ACCESS_REVIEW:
        answer = Answer(said, reviewed=reviewed, removed=removed)
    if activity == RISK_PLAN:
        answer = Answer(said, plan)
    assert read_answer(activity, answer_text(activity, answer)) == answer


@pytest.mark.parametrize(
    ("typed", "count"), [("12", 12), ("1.200", 1200), (" 0 ", 0), ("-1", None), ("tolv", None)]
)
def test_a_number_is_read_as_it_is_written(typed: str, count: int | None) -> None:
    assert count_of(typed) == count


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "ftp://x", "intranet/log", "https://x y", 'http://x">']
)
def test_a_link_is_an_address(link: str) -> None:
    with pytest.raises(FieldErrors):
        checked_evidence("", link, None)
    assert checked_evidence("", " https://x.dk/a?b=c ", None).link == "https://x.dk/a?b=c"
