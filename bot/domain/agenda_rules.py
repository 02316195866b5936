"""What stands on an agenda, and in which order; nothing of it twice (001 §2, Dagsorden)."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from bot.domain.agendas import STANDING, AgendaLine, Entry, Found, Matter
from bot.domain.committees import AgendaSection, SectionKind
from bot.domain.meetings import AgendaItem, ItemState

Kept = TypeVar("Kept")

PREVIOUS = "{{forrige_moede_dato}}"
"""Stands in a section's text for the date of the meeting before."""

LAST = "aob"
"""»Eventuelt«: nothing is decided under it."""

INPUTS = "opt-inputs"
"""The section of proposals to be decided."""

_STANDS = frozenset({ItemState.ACCEPTED, ItemState.DECIDED, ItemState.NOTED, ItemState.DEFERRED})

_CARRIED = {ItemState.DEFERRED: ItemState.ACCEPTED, ItemState.PROPOSED: ItemState.PROPOSED}


@dataclass(frozen=True)
class Wording:
    """How a reader's language says what an agenda is made of.

    Args:
        language: "da" or "en".
        previous: the date of the meeting before as people write it; "" without one.
    """

    language: str
    previous: str = ""


@dataclass(frozen=True)
class Material:
    """What an agenda is made of.

    Args:
        sections: the committee's, standing and conditional.
        found: what each source has, by section.
        items: the meeting's, whatever their state.
        told: records that an earlier agenda of the committee told of.
        once: sections whose records are told of at one meeting only.
    """

    sections: tuple[AgendaSection, ...]
    found: Mapping[str, Found] = field(default_factory=dict)
    items: tuple[AgendaItem, ...] = ()
    told: Collection[str] = ()
    once: Collection[str] = ()


def sections_in_order(sections: Sequence[AgendaSection]) -> tuple[AgendaSection, ...]:
    """Return standing sections in their order, each followed by those inserted after it.

    Several after one keep their order, with what is inserted after each of them behind it. One
    that is to follow what is not there comes before the last.
    """
    known = {section.id for section in sections}
    behind: dict[str, list[AgendaSection]] = {}
    loose: list[AgendaSection] = []
    for section in sections:
        if section.after is not None:
            (behind.setdefault(section.after, []) if section.after in known else loose).append(
                section
            )
    ordered = [
        one
        for section in sections
        if section.after is None
        for one in _with_followers(section, behind)
    ]
    return (*ordered[:-1], *loose, *ordered[-1:])


def _with_followers(
    section: AgendaSection, behind: Mapping[str, Sequence[AgendaSection]]
) -> Iterator[AgendaSection]:
    yield section
    for one in behind.get(section.id, ()):
        yield from _with_followers(one, behind)


def composed(material: Material, wording: Wording) -> tuple[Entry, ...]:
    """Return a draft's entries: every standing section, and those conditional ones that have cause.

    A record stands on the agenda once. An item that was accepted has it before any section, a
    section in which something is decided before one that only informs.
    """
    order = sections_in_order(material.sections)
    items = _by_section(material.items, order)
    own = _own_items(material.items)
    claimed = {record for kept in items.values() for item in kept for record in item.records}
    found: dict[str, Found] = {}
    deciding = sorted(order, key=lambda section: section.kind is not SectionKind.DECISION)
    for section in deciding:
        told = material.told if section.id in material.once else ()
        found[section.id] = _unclaimed(material.found.get(section.id, Found()), claimed, told)
    entries: list[Entry] = []
    for section in order:
        here, kept = found[section.id], items.get(section.id, ())
        if section.after is None or here or kept or section.id in own:
            matters = (
                _matter_item(matter, section, len(kept) + n)
                for n, matter in enumerate(here.matters, 1)
            )
            entry = _entry(len(entries) + 1, section, wording, here.lines, (*kept, *matters))
            entries.append(replace(entry, own=own.get(section.id)))
    return tuple(entries)


def printed(
    sections: Sequence[AgendaSection], items: Sequence[AgendaItem], wording: Wording
) -> tuple[Entry, ...]:
    """Return the entries of an agenda that is out: what was sent, and what came after."""
    order = sections_in_order(sections)
    own = _own_items(items)
    kept = _by_section(items, order)
    entries: list[Entry] = []
    for section in order:
        if section.id in own or kept.get(section.id):
            mine = own.get(section.id)
            lines = _kept_lines(mine) if mine else ()
            entry = _entry(len(entries) + 1, section, wording, lines, kept.get(section.id, ()))
            # A section is called what it is in the reader's language.
            own_item = replace(mine, title=entry.title) if mine else None
            entries.append(replace(entry, own=own_item))
    return tuple(entries)


def frozen(
    entries: Iterable[Entry], meeting_id: str, new_id: Callable[[], str]
) -> tuple[AgendaItem, ...]:
    """Return what is written when an agenda is sent out: its sections' own items, and its matters.

    Sent again, a section's own item keeps its id and gets the lines of now.
    """
    written: list[AgendaItem] = []
    for entry in entries:
        own = entry.own or AgendaItem(
            new_id(), meeting_id, entry.section.id, entry.title, entry.section.kind
        )
        written.append(
            replace(
                own,
                title=entry.title,
                text=entry.text,
                presenter=_role(entry.section.presenter_role),
                ordinal=STANDING,
                records=tuple(line.record for line in entry.lines if line.record),
                lines=tuple(line.text for line in entry.lines),
            )
        )
        fresh = (item for item in entry.items if not item.id)
        written += [replace(item, id=new_id(), meeting_id=meeting_id) for item in fresh]
    return tuple(written)


def section_for(kind: SectionKind, sections: Sequence[AgendaSection]) -> str:
    """Return where a proposed item stands: to be decided among the matters, else at the end."""
    ids = [section.id for section in sections_in_order(sections)]
    if kind is SectionKind.DECISION:
        deciding = [s.id for s in sections if s.kind is SectionKind.DECISION]
        return INPUTS if INPUTS in ids else (deciding or ids or [INPUTS])[-1]
    return LAST if LAST in ids or not ids else ids[-1]


def carried(
    items: Iterable[AgendaItem],
    there: Iterable[AgendaItem],
    meeting_id: str,
    new_id: Callable[[], str],
    reason: Callable[[AgendaItem], str],
) -> tuple[AgendaItem, ...]:
    """Return what was postponed as it stands on the next meeting's agenda.

    A proposal that the chair has not answered is still a proposal there.

    Args:
        items: of the earlier meeting.
        there: those of the next one; what was carried there before is not carried again.
        meeting_id: the next one.
        new_id: makes an item's id.
        reason: why an item was postponed.
    """
    done = {item.carried_from for item in there}
    return tuple(
        replace(
            item,
            id=new_id(),
            meeting_id=meeting_id,
            state=_CARRIED[item.state],
            late=False,
            recused=(),
            outcome=None,
            discussion="",
            decision_id=None,
            reason=reason(item),
            carried_from=item.id,
        )
        for item in items
        if item.state in _CARRIED and item.ordinal != STANDING and item.id not in done
    )


def next_ordinal(items: Iterable[AgendaItem], section_id: str) -> int:
    """Return the ordinal of a new item in a section."""
    return 1 + max((i.ordinal for i in items if i.section_id == section_id), default=STANDING)


def _entry(
    number: int,
    section: AgendaSection,
    wording: Wording,
    lines: tuple[AgendaLine, ...],
    items: Sequence[AgendaItem],
) -> Entry:
    text = section.text.in_language(wording.language)
    if PREVIOUS in text:
        # Before the first meeting there is none to speak of.
        text = text.replace(PREVIOUS, wording.previous) if wording.previous else ""
    return Entry(
        str(number),
        section,
        section.title.in_language(wording.language),
        text,
        lines,
        tuple(items),
    )


def _own_items(items: Iterable[AgendaItem]) -> dict[str, AgendaItem]:
    return {item.section_id: item for item in items if item.ordinal == STANDING}


def _by_section(
    items: Iterable[AgendaItem], order: Sequence[AgendaSection]
) -> dict[str, tuple[AgendaItem, ...]]:
    """Return what stands on the agenda by section; of a section that is gone, in the last one."""
    known = {section.id for section in order}
    last = order[-1].id if order else ""
    found: dict[str, list[AgendaItem]] = {}
    for item in sorted(items, key=lambda one: (one.ordinal, one.id)):
        if item.ordinal != STANDING and item.state in _STANDS:
            found.setdefault(item.section_id if item.section_id in known else last, []).append(item)
    return {section: tuple(kept) for section, kept in found.items()}


def _unclaimed(found: Found, claimed: set[str], told: Collection[str]) -> Found:
    """Return what stands nowhere else on this agenda, and on no earlier one; and claim it."""

    def free(record: str) -> bool:
        return not record or (record not in claimed and record not in told)

    # What is to be decided comes before what tells of the same record.
    matters = tuple(_first(found.matters, lambda one: one.record, free))
    claimed.update(matter.record for matter in matters)
    lines = tuple(_first(found.lines, lambda one: one.record, free))
    claimed.update(line.record for line in lines if line.record)
    return Found(lines, matters)


def _first(
    every: Iterable[Kept], record_of: Callable[[Kept], str], free: Callable[[str], bool]
) -> Iterator[Kept]:
    seen: set[str] = set()
    for one in every:
        record = record_of(one)
        if free(record) and (not record or record not in seen):
            seen.add(record)
            yield one


def _matter_item(matter: Matter, section: AgendaSection, ordinal: int) -> AgendaItem:
    """Return a matter as an item; it has no id until the agenda is sent out."""
    return AgendaItem(
        "",
        "",
        section.id,
        matter.title,
        SectionKind.DECISION,
        ordinal=ordinal,
        presenter=matter.presenter or _role(section.presenter_role),
        proposal=matter.proposal,
        basis=matter.basis,
        records=matter.records,
    )


def _kept_lines(own: AgendaItem) -> tuple[AgendaLine, ...]:
    return tuple(AgendaLine(text) for text in own.lines)


def _role(role_id: str | None) -> str:
    return f"role:{role_id}" if role_id else ""
