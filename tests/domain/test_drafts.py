"""What a draft changes, what tells one content from another, and what a saved row stands on."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.draft_approval import Grounds, Needs, granted
from bot.domain.draft_findings import applied, judged
from bot.domain.draft_rows import ClashKind, Seen, clash_of, seen_from_text, seen_to_text
from bot.domain.drafts import (
    Draft,
    DraftRow,
    DraftStatus,
    Row,
    changes,
    digest,
    row_from_text,
    row_to_text,
    same_row,
    saved,
)
from bot.domain.language import Localized
from bot.domain.raci import Activity, Letter, parse_letters
from tests.domain.organisations import SMALL, TODAY

NOW = datetime(2027, 3, 9, 12, tzinfo=UTC)
MATRIX = SMALL.matrix
EMPTY = Draft(2, DraftStatus.DRAFT, "mette", NOW)
LETTERS = st.frozensets(st.sampled_from(Letter))
ANY_ROW = st.dictionaries(st.sampled_from([role.id for role in SMALL.roles]), LETTERS)


def drafted(activity: str, cells: Row, by: str = "mette", draft: Draft = EMPTY) -> Draft:
    """Return the draft with a row saved in it."""
    row = DraftRow(activity, cells, by, NOW)
    return saved(draft, row, MATRIX.cells.get(activity, {}))


def cells(**letters: str) -> Row:
    """Return a row from letters as they are written."""
    return {role: parse_letters(text) for role, text in letters.items()}


def test_a_change_shows_the_old_letters_and_the_new() -> None:
    draft = drafted("backup", cells(it="A", supplier="R"))
    (change,) = changes(MATRIX, draft)
    assert row_to_text(change.before) == {"it": "A/R", "supplier": "R"}
    assert row_to_text(change.after) == {"it": "A", "supplier": "R"}


@given(row=ANY_ROW)
def test_a_row_as_it_is_in_use_is_no_change(row: Row) -> None:
    draft = drafted("backup", row)
    assert (changes(MATRIX, draft) == ()) is same_row(row, MATRIX.cells["backup"])
    assert draft.authors == ("mette",)


@given(row=ANY_ROW)
def test_a_row_reads_back_from_its_text(row: Row) -> None:
    assert same_row(row_from_text(row_to_text(row)), row)


@given(one=ANY_ROW, other=ANY_ROW)
def test_the_digest_tells_contents_apart_and_nothing_else(one: Row, other: Row) -> None:
    first, second = drafted("backup", one), drafted("backup", other, by="sara")
    same = digest(MATRIX, first) == digest(MATRIX, second)
    assert same is same_row(one, other)
    turned = drafted("backup", dict(reversed(list(one.items()))))
    assert digest(MATRIX, turned) == digest(MATRIX, first)


def test_another_version_in_use_is_another_content() -> None:
    draft = drafted("backup", cells(it="A"))
    assert digest(MATRIX, draft) != digest(replace(MATRIX, version=MATRIX.version + 1), draft)


def test_each_author_is_named_once() -> None:
    draft = drafted("backup", cells(it="A"))
    draft = drafted("access", cells(it="A"), "sara", draft)
    assert drafted("access", cells(it="R"), "mette", draft).authors == ("mette", "sara")


def test_what_a_form_carries_reads_back() -> None:
    added = Activity("new", Localized("Ny", None), category_id="daily", position=3)
    seen = Seen("new", 2, 1, cells(it="AR"), retires=True, added=added)
    assert seen_from_text(seen_to_text(seen)) == seen


SEEN = Seen("backup", 2, 1, cells(it="A"))
OPEN = replace(EMPTY, rows={})


@pytest.mark.parametrize(
    ("draft", "seen", "now", "expected"),
    [
        (OPEN, SEEN, SEEN, None),
        (OPEN, SEEN, replace(SEEN, cells=cells(it="R")), ClashKind.CHANGED),
        (OPEN, SEEN, replace(SEEN, retires=True), ClashKind.CHANGED),
        (OPEN, replace(SEEN, draft=0), SEEN, None),
        (replace(OPEN, status=DraftStatus.SUBMITTED), SEEN, SEEN, ClashKind.LOCKED),
        (replace(OPEN, status=DraftStatus.SENT_BACK), SEEN, SEEN, None),
        (None, SEEN, replace(SEEN, draft=0, in_use=2), ClashKind.ENDED),
        (None, SEEN, replace(SEEN, draft=0), ClashKind.ENDED),
        (OPEN, SEEN, replace(SEEN, draft=3), ClashKind.ENDED),
        (None, replace(SEEN, draft=0), replace(SEEN, draft=0, in_use=2), ClashKind.REPLACED),
    ],
)
def test_a_row_is_saved_only_on_top_of_what_was_seen(
    draft: Draft | None, seen: Seen, now: Seen, expected: ClashKind | None
) -> None:
    assert clash_of(draft, seen, now) is expected


def test_what_is_wrong_is_parted_from_what_was_wrong_before() -> None:
    verdict = judged(SMALL, drafted("backup", cells(it="A", supplier="A")), TODAY)
    assert [f.code for f in verdict.blocking] == ["at-least-one-R", "exactly-one-A"]
    assert [f.params["role"] for f in verdict.exceptional] == ["supplier"]
    untouched = judged(SMALL, EMPTY, TODAY)
    assert (untouched.blocking, untouched.new) == ((), ())


def test_an_activity_is_added_and_another_retires() -> None:
    added = Activity("new", Localized("Ny", "New"))
    draft = replace(
        EMPTY,
        rows={
            "new": DraftRow("new", cells(it="AR"), "mette", NOW, added=added),
            "access": DraftRow("access", {}, "mette", NOW, retires=True),
        },
    )
    after = applied(SMALL, draft, TODAY)
    assert "access" not in after.matrix.cells
    assert {a.id for a in after.activities} == {"backup", "new"}
    assert len(changes(MATRIX, draft)) == 2
    assert not judged(SMALL, draft, TODAY).blocking


def test_grounds_are_kept_only_where_they_are_needed() -> None:
    grounds = Grounds("Kontrol 010190-1234", "Undtagelse", date(2027, 12, 31))
    none_needed = granted(EMPTY, Needs(control=False, exempt=()), grounds, TODAY)
    assert (none_needed.control, none_needed.exemptions) == ("", ())
    kept = granted(EMPTY, Needs(control=True, exempt=()), grounds, TODAY)
    assert kept.control == "Kontrol xxxxxx-xxxx"
    assert NOW + timedelta(0) == kept.started_at
