"""Types of input and their flows come from packs and small files, in both languages."""

from dataclasses import replace

import pytest

from bot.domain.errors import BadInput
from bot.domain.flows import StepKind, Urgency
from bot.importing.packs import merged, read_pack
from tests.packs import starter_pack

SMALL = """\
roles:
- {id: it, name: It}
- {id: boss, name: Direktør}
activities:
- {id: backup, name: Backup, raci: {it: R, boss: A}}
input_groups: {own: Egne input}
input_types:
- {id: in-own, group: own, name: Klager, flow: f-own, urgency: high, triage_within_working_days: 1}
process_flows:
  lanes: [{id: l-boss, role: boss}, {id: l-it, role: it}]
  flows:
  - id: f-own
    input: in-own
    name: Klager
    steps:
    - {n: 5, lane: boss, kind: decision, text: Afgør klagen, bot: decision_card}
    - {n: 2, lane: it, kind: task, text: Undersøg klagen, when: Kun hvis den er begrundet}
"""


@pytest.mark.parametrize("pack", ["sme", "public"])
def test_a_pack_brings_nine_types_with_a_flow_each(pack: str) -> None:
    book = starter_pack(pack).flows
    assert len(book.types) == len(book.flows) == 9
    assert {one.flow_id for one in book.types} == book.flow.keys()
    for flow in book.flows:
        assert len(flow.lanes) == 4
        assert {step.role_id for step in flow.steps} <= set(flow.lanes)
        for text in (flow.name, *(step.text for step in flow.steps)):
            assert text.da
            assert text.en
    alerts = book.type["in-alerts"]
    assert (alerts.urgency, alerts.triage_days) == (Urgency.IMMEDIATE, 0)
    assert alerts.group.da
    assert alerts.group.en
    assert book.flow["flow-alerts"].step[2].kind is StepKind.END
    assert book.flow["flow-alerts"].step[4].when.en


def test_both_packs_go_the_same_ways() -> None:
    """What is tried with one pack's flows holds for the other's: they differ in words alone."""
    ways = [
        {
            flow.id: [(s.n, s.role_id, s.kind, s.act, bool(s.when.variants())) for s in flow.steps]
            for flow in starter_pack(pack).flows.flows
        }
        for pack in ("sme", "public")
    ]
    assert ways[0] == ways[1]


def test_a_small_file_brings_its_own() -> None:
    book = read_pack(SMALL.encode(), "small.yaml").flows
    (kind,), (flow,) = book.types, book.flows
    assert (kind.name.da, kind.group.da, kind.triage_days) == ("Klager", "Egne input", 1)
    assert [step.n for step in flow.steps] == [2, 5]
    assert (flow.steps[0].act, flow.steps[1].act) == ("", "decision_card")
    assert flow.lanes == ("boss", "it")


@pytest.mark.parametrize(
    ("old", "new"),
    [("lane: boss", "lane: nobody"), ("flow: f-own", "flow: f-none"), ("role: it}", "role: x}")],
)
def test_what_a_flow_refers_to_exists(old: str, new: str) -> None:
    with pytest.raises(BadInput, match="pack-unknown-reference"):
        read_pack(SMALL.replace(old, new).encode(), "small.yaml")


def test_two_languages_of_a_pack_have_the_same_flows() -> None:
    pack = starter_pack("sme")
    first, *rest = pack.flows.flows
    cut = replace(first, steps=first.steps[:-1])
    other = replace(pack, flows=replace(pack.flows, flows=(cut, *rest)))
    with pytest.raises(BadInput, match="pack-differs"):
        merged(pack, other)
