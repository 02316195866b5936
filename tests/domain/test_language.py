"""Texts in two languages, each of which may be missing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.language import LANGUAGES, Localized, LocalizedList, localized, localized_list

TEXT = st.none() | st.sampled_from(["", "Backup", "Sikkerhedskopi"])
ITEMS = st.lists(st.sampled_from(["a", "b", "c"]), max_size=3).map(tuple)


@pytest.mark.parametrize(
    ("text", "danish", "english"),
    [
        (Localized("Adgang", "Access"), "Adgang", "Access"),
        (Localized(da="Adgang"), "Adgang", "Adgang"),
        (Localized(en="Access"), "Access", "Access"),
        (Localized("", "Access"), "Access", "Access"),
        (Localized(), "", ""),
    ],
)
def test_a_missing_language_falls_back_to_the_other(
    text: Localized, danish: str, english: str
) -> None:
    assert (text.in_language("da"), text.in_language("en")) == (danish, english)


def test_variants_are_danish_first_and_never_twice() -> None:
    assert Localized("Adgang", "Access").variants() == ("Adgang", "Access")
    assert Localized("Backup", "Backup").variants() == ("Backup",)
    assert LocalizedList(("kopi", "backup"), ("backup",)).variants() == ("kopi", "backup")


def test_a_newer_text_replaces_only_its_own_language() -> None:
    assert Localized("Kopi", "Copy").updated_with(localized("en", "Backup")) == Localized(
        "Kopi", "Backup"
    )
    assert LocalizedList(("a",), ("b",)).updated_with(localized_list("da", ["c"])) == LocalizedList(
        ("c",), ("b",)
    )


@given(TEXT, TEXT, st.sampled_from(LANGUAGES))
def test_a_text_reads_as_one_of_its_variants(da: str | None, en: str | None, language: str) -> None:
    text = Localized(da, en)
    assert text.in_language(language) in (*text.variants(), "")
    assert bool(text.in_language(language)) is bool(text.variants())


@given(ITEMS, ITEMS, st.sampled_from(LANGUAGES))
def test_a_list_reads_as_some_of_its_variants(
    da: tuple[str, ...], en: tuple[str, ...], language: str
) -> None:
    items = LocalizedList(da, en)
    assert set(items.in_language(language)) <= set(items.variants())
    assert items.updated_with(LocalizedList()) == items
