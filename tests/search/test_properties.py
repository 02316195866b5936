"""What holds for any query."""

import time

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.search.index import Index, Result
from tests.search.corpus import asked
from tests.tries import tries

_LETTERS = "abcdefghijklmnoprstuvyæøåÆØÅ -'§.0123456789"
_QUERIES = st.one_of(
    st.text(max_size=2000),
    st.text(alphabet=_LETTERS, max_size=200),
    st.sampled_from([look_up.query for look_up in (*asked("dev"), *asked("blind"))]),
)
_MANY = settings(
    max_examples=tries(25, 150),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@_MANY
@given(query=_QUERIES)
def test_any_query_is_answered_in_bounded_time(sme: Index, query: str) -> None:
    started = time.process_time()
    result = sme.search(query)
    assert time.process_time() - started < 0.25
    assert result.query == query
    assert len(result.answers) + len(result.suggestions) >= 3


@_MANY
@given(query=_QUERIES)
def test_danish_letters_and_plain_ones_are_alike(sme: Index, query: str) -> None:
    plain = query
    for letter, written in (("æ", "ae"), ("ø", "oe"), ("å", "aa")):
        plain = plain.replace(letter, written).replace(letter.upper(), written.upper())
    if len(plain) <= 300:
        assert _hits(sme.search(query)) == _hits(sme.search(plain))


@_MANY
@given(query=st.text(alphabet=_LETTERS, max_size=150))
def test_case_does_not_matter(sme: Index, query: str) -> None:
    assert _hits(sme.search(query)) == _hits(sme.search(query.upper()))


@_MANY
@given(query=_QUERIES)
def test_the_same_query_has_the_same_answer(sme: Index, query: str) -> None:
    assert sme.search(query) == sme.search(query)


def test_endless_words_are_cut_short(sme: Index) -> None:
    for query in ("a" * 2000, "sikkerhed" * 200, "backup " * 280, "§ " * 1000, "9.2 " * 500):
        started = time.process_time()
        sme.search(query)
        assert time.process_time() - started < 0.25


def _hits(result: Result) -> tuple[object, ...]:
    return result.answers, result.suggestions, result.ambiguous
