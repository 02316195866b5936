"""Letters, cells and matrices."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.raci import Letter, Letters, Matrix, MatrixStatus, format_letters, parse_letters
from tests.domain.organisations import cells

MATRIX = Matrix(1, MatrixStatus.IMPORTED, cells({"backup": {"it": "AR", "supplier": "R"}}))


@pytest.mark.parametrize("written", ["AR", "RA", "A/R", "r, a", "A + R", "a&r", "A;R"])
def test_letters_are_read_in_every_common_spelling(written: str) -> None:
    assert parse_letters(written) == {Letter.ACCOUNTABLE, Letter.RESPONSIBLE}


@pytest.mark.parametrize("written", ["X", "A?", "ansvarlig"])
def test_other_letters_are_refused(written: str) -> None:
    with pytest.raises(ValueError, match="not a valid Letter"):
        parse_letters(written)


def test_letters_are_always_written_in_one_order() -> None:
    assert format_letters(parse_letters("ICRA")) == "A/R/C/I"


@given(st.frozensets(st.sampled_from(Letter)))
def test_written_letters_are_read_back(letters: Letters) -> None:
    assert parse_letters(format_letters(letters)) == letters


def test_a_cell_that_is_not_there_has_no_letters() -> None:
    assert MATRIX.letters("backup", "owner") == frozenset()
    assert MATRIX.letters("access", "it") == frozenset()


def test_the_roles_with_a_letter_come_in_the_rows_order() -> None:
    assert MATRIX.roles_with("backup", Letter.RESPONSIBLE) == ("it", "supplier")
    assert MATRIX.roles_with("backup", Letter.ACCOUNTABLE) == ("it",)
    assert MATRIX.roles_with("access", Letter.ACCOUNTABLE) == ()
