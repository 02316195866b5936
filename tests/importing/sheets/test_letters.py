"""The letters of a cell, as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.raci import Letter, format_letters
from bot.importing.sheets.letters import looks_like_letters, read_letters


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("R", "R"),
        ("A/R", "A/R"),
        ("AR", "A/R"),
        ("r, a", "A/R"),
        ("R+A", "A/R"),
        ("R & I", "R/I"),
        ("A og R", "A/R"),
        ("A\nR", "A/R"),
        (" c ", "C"),
        ("R*", "R"),
        ("R¹", "R"),
        ("(R)", "R"),
        ("Ｒ", "R"),
        ("Ansvarlig", "A"),
        ("Ansvarlig (A)", "A"),
        ("Udførende (R)", "R"),
        ("Udførende", "R"),
        ("Konsulteres, informeres", "C/I"),
        ("Accountable/Responsible", "A/R"),
        ("R (kun drift)", "R"),
        ("", ""),
        ("-", ""),
        ("–", ""),
        ("n/a", ""),
    ],
)
def test_letters_are_read(text: str, letters: str) -> None:
    read = read_letters(text)
    assert read.understood
    assert format_letters(read.letters) == letters


@pytest.mark.parametrize("text", ["x", "S", "RX", "Ja", "R eller måske", "А", "R" * 300, "🔥"])
def test_what_is_no_letter_is_not_guessed_at(text: str) -> None:
    assert not read_letters(text).understood


def test_what_is_left_out_and_what_was_a_word_is_told() -> None:
    assert read_letters("R*").left_out == "*"
    assert read_letters("R (kun drift)").left_out == "(kun drift)"
    assert read_letters("Ansvarlig").in_words
    assert not read_letters("Ansvarlig (A)").in_words
    assert looks_like_letters("A/R")
    assert not looks_like_letters("Ansvarlig")


@given(st.text(max_size=40))
def test_no_text_is_a_fault(text: str) -> None:
    read = read_letters(text)
    assert read.understood or not read.letters


@given(st.sets(st.sampled_from(list(Letter)), min_size=1))
def test_what_is_written_is_read(letters: set[Letter]) -> None:
    assert read_letters(format_letters(frozenset(letters))).letters == letters
