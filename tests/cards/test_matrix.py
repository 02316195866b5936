"""The matrix and the list of what can be looked up, as cards."""

from dataclasses import replace

import pytest

from bot.cards.elements import Button, Facts, Picture, Select
from bot.cards.matrix import list_card, matrix_alt, matrix_card
from bot.cards.plaintext import card_text
from bot.domain.language import Localized
from bot.domain.organisation import Organisation
from bot.domain.paging import Page, page_of
from bot.domain.raci import Activity, Letter, Matrix, MatrixStatus
from bot.importing.packs import starter_pack
from bot.texts import Texts
from tests.domain.organisations import SMALL

PACK = starter_pack("sme")
ORGANISATION = Organisation(
    roles=PACK.roles,
    categories=PACK.categories,
    activities=PACK.activities,
    matrix=Matrix(1, MatrixStatus.IMPORTED, PACK.cells, "sme"),
)


def page(organisation: Organisation, size: int = 30, asked: str = "") -> Page[Activity]:
    return page_of(organisation.activities, size, asked)


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_text_has_every_letter_of_the_picture(language: str) -> None:
    shown = page(ORGANISATION)
    card = matrix_card(ORGANISATION, shown, Texts(language), None, shareable=False)
    rows = dict(line.split(": ", 1) for line in card_text(card).splitlines() if ": " in line)
    for activity in shown.items:
        written = {
            part.split(": ")[0]: set(part.split(": ")[1].split(", "))
            for part in rows[activity.short.in_language(language)].split(" · ")
        }
        roles = {
            letter.value: {ORGANISATION.role[r] for r in held}
            for letter in Letter
            if (held := ORGANISATION.matrix.roles_with(activity.id, letter))
        }
        names = {
            letter: {role.name.in_language(language).split(" (")[0] for role in holding}
            for letter, holding in roles.items()
        }
        assert written == names


@pytest.mark.parametrize(("language", "words"), [("da", "30 aktiviteter"), ("en", "30 activities")])
def test_the_alternative_text_tells_what_the_picture_shows(language: str, words: str) -> None:
    assert words in matrix_alt(ORGANISATION, page(ORGANISATION), Texts(language))


def test_the_letters_are_explained_above_the_matrix() -> None:
    card = matrix_card(SMALL, page(SMALL), Texts("da"), None, shareable=False)
    assert "Ansvarlig (A), Udførende (R), Konsulteres (C), Informeres (I)" in card_text(card)


def test_the_picture_stands_between_the_legend_and_the_rows() -> None:
    picture = Picture("secret", "RACI-matrix", "alt")
    body = matrix_card(SMALL, page(SMALL), Texts("da"), picture, shareable=False).body
    assert body[1] is picture
    assert isinstance(body[-1], Facts)


def test_an_activity_without_letters_says_so() -> None:
    bare = replace(SMALL, matrix=replace(SMALL.matrix, cells={}))
    text = card_text(matrix_card(bare, page(bare), Texts("da"), None, shareable=False))
    assert "Adgangsstyring: ingen bogstaver" in text


def test_activities_stand_under_their_category_and_the_rest_last() -> None:
    loose = Activity("loose", Localized("Løs", "Loose"))
    it = replace(SMALL, activities=(loose, *SMALL.activities))
    lines = card_text(matrix_card(it, page(it), Texts("da"), None, shareable=False)).splitlines()
    assert lines.index("Drift") < lines.index("Øvrige") < lines.index("Løs: ingen bogstaver")


def test_a_page_leads_on_to_the_next_and_the_last_leads_nowhere() -> None:
    first = matrix_card(SMALL, page(SMALL, 1), Texts("da"), None, shareable=False)
    assert first.title == "RACI-matrix – side 1 af 2"
    assert [(c.action, c.value) for c in first.controls if isinstance(c, Button)] == [
        ("matrix.show", "2")
    ]
    last = matrix_card(SMALL, page(SMALL, 1, "2"), Texts("da"), None, shareable=False)
    assert last.controls == ()
    assert "Backup" in card_text(last)
    assert "Adgangsstyring" not in card_text(last)


def test_the_page_that_is_shown_is_the_one_that_is_shared() -> None:
    card = matrix_card(SMALL, page(SMALL, 1, "2"), Texts("da"), None, shareable=True)
    assert [(c.action, c.value) for c in card.controls if isinstance(c, Button)] == [
        ("matrix.share", "2")
    ]


def test_the_list_has_every_activity_and_role_and_a_drop_down() -> None:
    card = list_card(ORGANISATION, page(ORGANISATION), Texts("da"))
    text = card_text(card)
    for thing in (*ORGANISATION.activities, *ORGANISATION.roles):
        name = thing.short.da if isinstance(thing, Activity) else thing.name.da
        assert name
        assert name.split(" (")[0] in text
    (select,) = [c for c in card.controls if isinstance(c, Select)]
    assert [o.value for o in select.options] == [
        f"activity:{a.id}" for a in page(ORGANISATION).items
    ]


def test_an_empty_list_says_how_to_begin() -> None:
    card = list_card(Organisation(), page(Organisation()), Texts("da"))
    assert "Der er ingen RACI-matrix endnu. Kør tovholder init" in card_text(card)
    assert not [c for c in card.controls if isinstance(c, Select)]
