"""The annual wheel as a picture: everything is on it, and can be read."""

import html
import math
import re
from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import combinations

import pytest

from bot.domain.language import Localized
from bot.domain.organisation import Organisation
from bot.domain.wheel_year import Mark
from bot.pictures.marks import INK, TASK, look_of
from bot.pictures.measures import width_of, wrapped
from bot.pictures.wheel import draw_wheel, wheel_svg
from bot.texts import Texts
from tests.handlers.asking import png_size
from tests.pictures.wheels import TASKS, TODAY, packed, shown_year, with_items

LANGUAGES = ("da", "en")
PACKS = ("sme", "public")
TITLE = "Årshjul\n2027"
TOKEN = re.compile(r'<text x="([\d.]+)" y="([\d.]+)" [^>]*data-mark="([a-z-]+)">([^<]+)</text>')


def drawn(organisation: Organisation, language: str = "da", year: int = 2027) -> str:
    return wheel_svg(organisation, shown_year(organisation, year), TITLE, Texts(language))


def words(svg: str) -> str:
    """Return everything written in the picture, run together."""
    written = re.findall(r"<text[^>]*>([^<]*)</text>", svg)
    return "".join(html.unescape(text).replace(" ", "") for text in written)


@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_label_category_month_and_task_is_written_out(pack: str, language: str) -> None:
    organisation, texts = packed(pack), Texts(language)
    written = words(drawn(organisation, language))
    shown = shown_year(organisation)
    assert len(shown.numbers) >= 21
    wanted = [item.label for group in shown.groups for item in group.items]
    wanted += [
        c.name for c in organisation.categories if c.id in {g.category_id for g in shown.groups}
    ]
    wanted += [task.title for task in TASKS]
    names = [label.in_language(language) for label in wanted]
    names += [texts.month(month) for month in range(1, 13)]
    names += [texts(f"wheel.mark.{mark.value}") for mark in Mark]
    names += ["2027", texts("wheel.picture.today", date=texts.date_day(TODAY))]
    assert [name for name in names if name.replace(" ", "") not in written] == []


@pytest.mark.parametrize("pack", PACKS)
def test_every_date_has_its_number_and_its_status_on_the_ring(pack: str) -> None:
    shown = shown_year(packed(pack))
    on_ring = Counter((label, mark) for _, _, mark, label in TOKEN.findall(drawn(packed(pack))))
    dates = Counter((str(shown.numbers[e.item.id]), e.mark.value) for e in shown.entries)
    tasks = Counter((letter, task.mark.value) for letter, task in zip("ABC", TASKS, strict=True))
    assert on_ring == dates + tasks
    assert {mark for _, mark in on_ring} == {mark.value for mark in Mark}


@pytest.mark.parametrize("year", (2026, 2028, 2031))
@pytest.mark.parametrize("pack", PACKS)
def test_marks_stand_clear_of_each_other_in_any_year(pack: str, year: int) -> None:
    organisation = packed(pack, year, date(year, 7, 1))
    found = TOKEN.findall(drawn(organisation, year=year))
    places = [(float(x), float(y)) for x, y, _, _ in found]
    assert min(math.dist(p, q) for p, q in combinations(places, 2)) > 20


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_letter_is_smaller_than_eleven_pixels_where_chats_show_it(language: str) -> None:
    svg = drawn(packed("public"), language)
    sizes = [float(size) for size in re.findall(r'<text[^>]* font-size="([\d.]+)"', svg)]
    assert 'width="520"' in svg
    assert min(sizes) >= 11


def test_a_date_stands_in_its_month_and_the_year_may_begin_in_another() -> None:
    organisation = packed("sme")
    calendar = replace(organisation.wheel.calendar, year_start_month=8)
    turned = replace(
        organisation, wheel=replace(organisation.wheel, calendar=calendar, occurrences=())
    )
    for which, first in ((organisation, 1), (turned, 8)):
        shown = replace(shown_year(which, today=date(2027, 1, 1)), tasks=())
        svg = wheel_svg(which, shown, TITLE, Texts("da"))
        for x, y, _, label in TOKEN.findall(svg):
            turn = math.degrees(math.atan2(float(x) - 260, 258 - float(y))) % 360
            months = {e.due.month for e in shown.entries if str(shown.numbers[e.item.id]) == label}
            near = {int((turn + nudge) % 360 // 30 + first - 1) % 12 + 1 for nudge in (-8, 0, 8)}
            assert months & near, label


def test_today_is_a_line_only_in_its_own_year() -> None:
    organisation = packed("sme")
    assert "i dag 23. sep." in html.unescape(drawn(organisation))
    later = wheel_svg(organisation, shown_year(organisation, 2028), TITLE, Texts("da"))
    assert "i dag" not in later


@pytest.mark.parametrize("name", ["<&\"'>", "a\x00b\x1f", "𝔘𝔫𝔦 🔒", "x" * 500, "\u202eevil", ""])
def test_whatever_an_item_is_called_it_can_be_drawn(name: str) -> None:
    organisation = packed("sme")
    odd = tuple(replace(item, label=Localized(name)) for item in organisation.wheel.items)
    organisation = replace(organisation, wheel=replace(organisation.wheel, items=odd))
    assert png_size(draw_wheel(organisation, shown_year(organisation), TITLE, Texts("da")))


def test_an_empty_wheel_and_one_of_a_hundred_items_can_be_drawn() -> None:
    empty = Organisation()
    width, height = png_size(draw_wheel(empty, shown_year(empty), TITLE, Texts("da")))
    assert (width, height > width) == (650, True)
    many = with_items(packed("public"), 5)
    png = draw_wheel(many, shown_year(many), TITLE, Texts("da"))
    assert png_size(png)[1] < 6000
    assert len(png) < 2_000_000


# -- colours alone


def _channels(colour: str) -> list[float]:
    parts = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    return [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]


def _contrast(one: str, other: str) -> float:
    weights = (0.2126, 0.7152, 0.0722)
    light = sorted(
        sum(w * c for w, c in zip(weights, _channels(colour), strict=True))
        for colour in (one, other)
    )
    return (light[1] + 0.05) / (light[0] + 0.05)


# Machado, Oliveira and Fernandes 2009, severity 1.
_BLINDNESS = {
    "protanopia": ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052)),
    "deuteranopia": ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969)),
    "tritanopia": ((1.256, -0.077, -0.179), (-0.078, 0.931, 0.148), (0.005, 0.691, 0.304)),
}


@pytest.mark.parametrize("blindness", _BLINDNESS)
def test_categories_differ_for_the_colour_blind(blindness: str) -> None:
    seen = [
        [
            sum(m * c for m, c in zip(row, _channels(look.fill), strict=True))
            for row in _BLINDNESS[blindness]
        ]
        for look in (*(look_of(place) for place in range(8)), TASK)
    ]
    shades = [[max(0.0, c) ** (1 / 2.2) for c in colour] for colour in seen]
    assert min(math.dist(a, b) for a, b in combinations(shades, 2)) > 0.1


def test_no_two_categories_have_the_same_shape_and_every_number_can_be_read() -> None:
    looks = [*(look_of(place) for place in range(8)), TASK]
    assert len({look.shape for look in looks}) == 9
    assert all(_contrast(look.fill, look.ink) >= 4.5 for look in looks)
    assert all(_contrast(look.pale, INK) >= 7 for look in looks)
    again = {(look_of(place).shape, look_of(place).fill) for place in range(24)}
    assert len(again) == 24


# -- words in their place


def test_a_label_is_wrapped_between_words_and_cut_when_it_is_too_long() -> None:
    assert wrapped("Intern audit", 200, 12, most=2) == ["Intern audit"]
    two = wrapped("Godkendelse af næste års årshjul og årsplan", 200, 12, most=2)
    assert " ".join(two) == "Godkendelse af næste års årshjul og årsplan"
    cut = wrapped("Godkendelse af næste års årshjul og årsplan", 90, 12, most=2)
    assert cut[-1].endswith("…")
    broken = wrapped("x" * 60, 100, 12, most=2)
    assert all(width_of(line, 12) <= 100 for line in broken)
    assert all(width_of(line, 12) <= 90 for line in cut)
    assert wrapped("", 100, 12, most=2) == []
