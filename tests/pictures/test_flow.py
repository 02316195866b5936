"""The picture of a flow: every step is there, nothing is cut, and nothing stands over another."""

import re
from datetime import UTC, datetime
from itertools import combinations

import pytest

from bot.cards.flows import lane_word
from bot.domain import input_rules as rules
from bot.domain.flow_rules import Look, current, looks
from bot.domain.flows import Flow, FlowStep, StepKind
from bot.domain.inputs import Input, InputState
from bot.domain.language import Localized
from bot.domain.meeting_rules import Moment
from bot.domain.organisation import Organisation
from bot.pictures.flow import WIDTH, draw_flow, flow_svg, lanes_of
from bot.pictures.measures import width_of
from bot.pictures.syllables import hyphenated
from bot.texts import Texts
from tests.handlers.asking import png_size
from tests.packs import starter_pack

AT = datetime(2027, 3, 9, 9, tzinfo=UTC)
ACT = Moment("mette", AT, AT.date())
FLOWS = [(pack, flow) for pack in ("sme", "public") for flow in starter_pack(pack).flows.flows]
IDS = [f"{pack}-{flow.id}" for pack, flow in FLOWS]
_BOX = re.compile(
    r'<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)" rx="(?:4|13)"'
)
_CUT = re.compile(r'<polygon points="([^"]+)" fill="[^"]+" stroke="')
_LINE = re.compile(r'<text x="([\d.]+)" y="([\d.]+)" font-size="10.6" fill="[^"]+" >([^<]*)<')


def began(flow: Flow, steps: int = 4) -> Input:
    """Return an input that has come some steps of the way, those with a condition skipped."""
    item = rules.triaged(
        Input("i", "IN-1", "t", "Hul & <fejl>", flow, AT), InputState.PRESENTED, "", "c", ACT
    )
    for _ in range(steps):
        step = current(item)[0]
        if step.when.variants():
            item = rules.skipped(item, step.n, "nej", ACT)
        else:
            item = rules.done(item, step.n, "ok", ACT)
    return item


def svg_of(item: Input, language: str, pack: str = "sme") -> str:
    """Return the picture."""
    organisation = Organisation(roles=starter_pack(pack).roles)
    texts = Texts(language)
    names = {role: lane_word(role, organisation, texts) for role in lanes_of(item.flow)}
    return flow_svg(item, names, texts)


def boxes(svg: str) -> list[tuple[float, float, float, float]]:
    """Return the boxes of the steps: left, top, right, bottom."""
    found = []
    for x, y, width, height in _BOX.findall(svg):
        found.append((float(x), float(y), float(x) + float(width), float(y) + float(height)))
    for points in _CUT.findall(svg):
        pairs = [tuple(map(float, point.split(","))) for point in points.split()]
        if len(pairs) == 8:
            xs, ys = zip(*pairs, strict=True)
            found.append((min(xs), min(ys), max(xs), max(ys)))
    return found


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize(("pack", "flow"), FLOWS, ids=IDS)
def test_every_step_is_readable_where_it_stands(pack: str, flow: Flow, language: str) -> None:
    item = began(flow)
    svg = svg_of(item, language, pack)
    assert f'width="{WIDTH}"' in svg
    assert "…" not in svg
    found = boxes(svg)
    assert len(found) == len(flow.steps)
    for one, other in combinations(found, 2):
        apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert apart
    for x, y, line in _LINE.findall(svg):
        (around,) = [b for b in found if b[0] <= float(x) <= b[2] and b[1] <= float(y) <= b[3]]
        assert float(x) + width_of(line, 10.6) <= around[2]


def test_each_way_to_stand_has_a_mark_and_a_colour_of_its_own() -> None:
    flow = starter_pack("sme").flows.flow["flow-alerts"]
    item = rules.triaged(
        Input("i", "IN-1", "t", "Hul", flow, AT), InputState.HANDLED, "Vi lukker det", None, ACT
    )
    svg = svg_of(item, "da")
    shown = {int(n): Look(look) for look, n in re.findall(r'data-look="([a-z]+)">(\d+)<', svg)}
    assert shown == looks(item)
    assert set(shown.values()) == {Look.DONE, Look.SKIPPED, Look.CURRENT, Look.COMING}
    # The marks stand once more in the legend.
    assert svg.count("<polyline points") - svg.count('stroke-linejoin="round"/>') <= 0
    assert "Sprunget over" in svg


def test_an_organisations_own_flow_may_have_other_lanes() -> None:
    texts = [Localized("Vurdér " + "arbejdsmiljøorganisationsrepræsentant " * 3)] * 6
    steps = [FlowStep(n, f"role-{n % 6}", StepKind.TASK, text) for n, text in enumerate(texts, 1)]
    flow = Flow("f", Localized("Eget flow"), ("role-1",), tuple(steps))
    item = Input("i", "IN-1", "t", "Hul", flow, AT, state=InputState.HANDLED)
    png = draw_flow(item, {}, Texts("da"))
    width, height = png_size(png)
    assert width > WIDTH * 1.5
    assert height > 0


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("informationssikkerhedspolitik", "informations- sikkerhedspolitik"),
        ("risikohåndteringsplan", "risikohåndterings- plan"),
        ("kort", "kort"),
    ],
)
def test_long_words_are_broken_where_they_are_joined(word: str, parts: str) -> None:
    assert hyphenated(word, 104, 10.6) == parts
