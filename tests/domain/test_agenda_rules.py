"""What stands on an agenda, in which order, and nothing of it twice."""

from collections import Counter
from dataclasses import replace
from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.agenda_rules import (
    Material,
    Wording,
    carried,
    composed,
    frozen,
    printed,
    section_for,
    sections_in_order,
)
from bot.domain.agendas import AgendaLine, Entry, Found, Matter
from bot.domain.committees import SectionKind
from bot.domain.language import Localized
from bot.domain.meetings import AgendaItem, ItemState
from tests.domain.committees import NINE, SECTIONS, section

DA = Wording("da", "9. februar 2027")


def item(id_: str, section_id: str = "opt-inputs", **changes: object) -> AgendaItem:
    made = AgendaItem(id_, "m-1", section_id, id_.title(), SectionKind.DECISION, ordinal=1)
    return replace(made, **changes)  # type: ignore[arg-type]


def names(entries: tuple[Entry, ...]) -> tuple[str, ...]:
    return tuple(entry.section.id for entry in entries)


def line(record: str) -> AgendaLine:
    return AgendaLine(f"om {record}", record)


# -- the order


def test_an_agenda_without_anything_has_the_nine_items_in_order() -> None:
    entries = composed(Material(SECTIONS), DA)
    assert names(entries) == NINE
    assert [entry.number for entry in entries] == list("123456789")


def test_conditional_items_stand_where_they_belong_and_only_with_cause() -> None:
    found = {
        "opt-risk-plan": Found(matters=(Matter("Plan", "occurrence/1"),)),
        "opt-audit": Found((line("occurrence/2"),)),
    }
    entries = composed(Material(SECTIONS, found, (item("forslag"),)), DA)
    assert names(entries)[8:] == ("opt-inputs", "opt-risk-plan", "opt-audit", "aob")
    assert entries[-1].number == "12"


def test_a_section_after_one_that_is_gone_comes_before_the_last() -> None:
    lost = section("opt-lost", "d", after="gone")
    assert [s.id for s in sections_in_order((*SECTIONS[:9], lost))][-2:] == ["opt-lost", "aob"]


def test_a_section_names_the_meeting_before_and_is_silent_without_one() -> None:
    text = Localized("Referatet fra {{forrige_moede_dato}}.", "The minutes.")
    asking = replace(section("approve-minutes", "d"), text=text)
    (told,) = composed(Material((asking,)), DA)
    assert told.text == "Referatet fra 9. februar 2027."
    (silent,) = composed(Material((asking,)), Wording("da"))
    assert silent.text == ""


# -- none twice

RECORDS = st.sampled_from([f"occurrence/{n}" for n in range(6)])
FOUND = st.dictionaries(
    st.sampled_from([s.id for s in SECTIONS]),
    st.builds(
        Found,
        st.lists(RECORDS.map(line), max_size=4).map(tuple),
        st.lists(RECORDS.map(lambda r: Matter(r, r)), max_size=3).map(tuple),
    ),
)


@given(FOUND, st.lists(RECORDS, max_size=2, unique=True), st.frozensets(RECORDS))
def test_no_record_stands_twice_and_none_is_lost(
    found: dict[str, Found], taken: list[str], told: frozenset[str]
) -> None:
    items = tuple(item(f"i{n}", records=(record,)) for n, record in enumerate(taken))
    material = Material(SECTIONS, found, items, told, once=("incidents",))
    entries = composed(material, DA)
    stands = Counter(
        record
        for entry in entries
        for record in (
            *(one.record for one in entry.lines),
            *(r for kept in entry.items for r in kept.records),
        )
    )
    assert all(times == 1 for times in stands.values())
    told_of = {
        one.record
        for name, has in found.items()
        for one in (*has.lines, *has.matters)
        if not (name == "incidents" and one.record in told)
    }
    assert set(stands) == told_of | set(taken)
    assert names(tuple(e for e in entries if e.section.after is None)) == NINE


def test_what_is_decided_is_not_also_told_under_status() -> None:
    found = {
        "status": Found((line("occurrence/1"), line("occurrence/2"))),
        "policies": Found(matters=(Matter("Politik", "occurrence/1"),)),
    }
    entries = {e.section.id: e for e in composed(Material(SECTIONS, found), DA)}
    assert [one.record for one in entries["status"].lines] == ["occurrence/2"]
    assert [one.title for one in entries["policies"].items] == ["Politik"]


def test_an_incident_is_told_of_at_one_meeting_only_a_late_task_until_it_is_done() -> None:
    found = {"incidents": Found((line("incident/1"),)), "status": Found((line("occurrence/1"),))}
    told = ("incident/1", "occurrence/1")
    material = Material(SECTIONS, found, told=told, once=("incidents",))
    entries = {e.section.id: e for e in composed(material, DA)}
    assert entries["incidents"].lines == ()
    assert [one.record for one in entries["status"].lines] == ["occurrence/1"]


# -- sent out


def test_an_agenda_that_is_out_reads_as_it_was_sent_with_what_came_after() -> None:
    ids = count()
    found = {"status": Found((line("occurrence/1"),)), "policies": Found((), (Matter("P", "p/1"),))}
    draft = composed(Material(SECTIONS, found, (item("kept"),)), DA)
    written = frozen(draft, "m-1", lambda: f"new-{next(ids)}")
    assert {one.meeting_id for one in written} == {"m-1"}
    late = item("late", ordinal=2, late=True)
    entries = printed(SECTIONS, (*written, item("kept"), late), DA)
    assert names(entries) == (*NINE[:-1], "opt-inputs", "aob")
    by_id = {entry.section.id: entry for entry in entries}
    assert [one.text for one in by_id["status"].lines] == ["om occurrence/1"]
    assert [one.title for one in by_id["policies"].items] == ["P"]
    assert [one.id for one in by_id["opt-inputs"].items] == ["kept", "late"]
    assert by_id["opt-inputs"].number_of(late) == "9.2"
    own = by_id["status"].own
    assert own is not None
    assert (own.records, own.ordinal) == (("occurrence/1",), 0)


def test_proposed_and_refused_items_stand_on_no_agenda() -> None:
    items = (item("a", state=ItemState.PROPOSED), item("b", state=ItemState.REFUSED))
    assert names(composed(Material(SECTIONS, items=items), DA)) == NINE


def test_an_item_of_a_section_that_is_gone_is_not_lost() -> None:
    entries = composed(Material(SECTIONS, items=(item("a", "gone"),)), DA)
    assert [one.id for one in entries[-1].items] == ["a"]


# -- proposals and what carries over


def test_a_proposal_stands_among_the_matters_or_at_the_end() -> None:
    assert section_for(SectionKind.DECISION, SECTIONS) == "opt-inputs"
    assert section_for(SectionKind.DISCUSSION, SECTIONS) == "aob"
    own = (section("one", "d"), section("two", "i"))
    assert section_for(SectionKind.DECISION, own) == "one"
    assert section_for(SectionKind.INFORMATION, own) == "two"


def test_what_was_postponed_carries_over_once_and_other_things_do_not() -> None:
    ids = count()
    items = (
        item("late", state=ItemState.DEFERRED, reason="Mangler tal", recused=("bo",)),
        item("asked", state=ItemState.PROPOSED),
        item("done", state=ItemState.DECIDED),
        item("own", "status", ordinal=0, state=ItemState.DEFERRED),
    )

    def carry(there: tuple[AgendaItem, ...]) -> tuple[AgendaItem, ...]:
        return carried(items, there, "m-2", lambda: f"n{next(ids)}", lambda one: one.reason)

    moved = carry(())
    assert [(one.carried_from, one.state) for one in moved] == [
        ("late", ItemState.ACCEPTED),
        ("asked", ItemState.PROPOSED),
    ]
    assert (moved[0].meeting_id, moved[0].recused, moved[0].reason) == ("m-2", (), "Mangler tal")
    assert carry(moved) == ()
