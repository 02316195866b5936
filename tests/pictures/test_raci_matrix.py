"""The matrix as a picture."""

from dataclasses import replace

import pytest

from bot.domain.language import Localized
from bot.domain.organisation import Organisation
from bot.domain.raci import Activity, Matrix, MatrixStatus
from bot.importing.packs import starter_pack
from bot.pictures import svg
from bot.pictures.raci_matrix import draw_matrix
from bot.texts import Texts
from tests.domain.organisations import SMALL, cells
from tests.handlers.asking import png_size

DANISH = Texts("da")


def drawn(organisation: Organisation, texts: Texts = DANISH) -> bytes:
    return draw_matrix(organisation, organisation.activities, texts)


def test_it_is_wide_enough_for_its_roles_and_high_enough_for_its_activities() -> None:
    width, height = png_size(drawn(SMALL))
    more = replace(SMALL, activities=(*SMALL.activities, Activity("new", Localized("Ny", "New"))))
    assert png_size(drawn(more))[0] == width
    assert png_size(drawn(more))[1] > height
    fewer = replace(SMALL, matrix=replace(SMALL.matrix, cells=cells({"backup": {"it": "A"}})))
    assert png_size(drawn(fewer))[0] < width


def test_a_letter_an_activity_and_a_language_each_make_another_picture() -> None:
    first = drawn(SMALL)
    assert drawn(SMALL) == first
    other = cells({"access": {"owner": "A", "it": "C", "function": "R", "supplier": "I"}})
    changed = replace(SMALL, matrix=replace(SMALL.matrix, cells=other))
    renamed = replace(SMALL, activities=(replace(SMALL.activities[0], name=Localized("Nøgle")),))
    pictures = {first, drawn(changed), drawn(renamed), drawn(SMALL, Texts("en"))}
    assert len(pictures) == 4


@pytest.mark.parametrize("pack", ["sme", "public"])
@pytest.mark.parametrize("language", ["da", "en"])
def test_a_whole_pack_is_a_picture_that_chats_can_show(pack: str, language: str) -> None:
    loaded = starter_pack(pack)
    organisation = Organisation(
        roles=loaded.roles,
        categories=loaded.categories,
        activities=loaded.activities,
        matrix=Matrix(1, MatrixStatus.IMPORTED, loaded.cells, pack),
    )
    png = drawn(organisation, Texts(language))
    width, height = png_size(png)
    assert max(width, height) < 4000
    assert len(png) < 1_000_000


@pytest.mark.parametrize("name", ["<&\"'>", "a\x00b\x1f", "𝔘𝔫𝔦 🔒", "x" * 500, "\u202eevil"])
def test_whatever_an_activity_is_called_it_can_be_drawn(name: str) -> None:
    odd = replace(SMALL, activities=(Activity("access", Localized(name)),))
    assert png_size(drawn(odd))


def test_an_empty_matrix_can_be_drawn() -> None:
    assert png_size(drawn(Organisation()))


def test_a_name_that_is_too_long_is_cut_with_an_ellipsis() -> None:
    assert svg.fitted("Kort", 200, size=12) == "Kort"
    cut = svg.fitted("Sikkerhedskopiering og gendannelse", 100, size=12)
    assert cut.endswith("…")
    assert len(cut) < 20


def test_text_is_never_markup() -> None:
    assert "<script>" not in svg.text(0, 0, "<script>")
    assert "&lt;script&gt;" in svg.text(0, 0, "<script>")
