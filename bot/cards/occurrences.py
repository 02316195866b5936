"""One date of the wheel: what is due, whose it is, how far it has come, and what may be done."""

from collections.abc import Iterator, Sequence
from datetime import date

from bot.cards.elements import Card, Element, Fact, Facts, Line, Text, plain
from bot.cards.holders import role_name
from bot.cards.occurrence_buttons import controls_of
from bot.cards.occurrence_progress import progress_facts
from bot.domain.occurrence_dates import workdays_between
from bot.domain.occurrences import DELIVERED, Occurrence
from bot.domain.organisation import Organisation
from bot.domain.wheel import ItemKind, WheelItem
from bot.domain.wheel_people import Actor, PartPeople, responsible_for
from bot.texts import Texts


def occurrence_card(
    occurrence: Occurrence,
    part: str,
    organisation: Organisation,
    texts: Texts,
    on: date,
    why: str,
    *,
    reader: str | None = None,
    happened: Sequence[Line] = (),
    details: bool = False,
) -> Card:
    """Return the card of a part of an occurrence.

    Args:
        occurrence: as it stands, of an item that is there.
        part: the part's key.
        organisation: the data.
        texts: the reader's language.
        on: the local date today.
        why: one line that says why the reader gets it.
        reader: the reader's id, by which the buttons are chosen; None is who does the part.
        happened: what was just done, by whom and when.
        details: everything is shown, with the buttons that are seldom needed.
    """
    item = organisation.wheel.item[occurrence.item_id]
    people = people_of(organisation, occurrence, part, on)
    facts = (
        *_date_facts(occurrence, item, organisation, texts, on),
        *_people_facts(item, people, organisation, texts),
        *progress_facts(occurrence, item, people, organisation, texts, on, details=details),
    )
    body: tuple[Element, ...] = (*(Text(line) for line in happened), Facts(facts))
    return Card(
        occurrence_title(item, people, organisation, texts),
        why=why,
        body=body,
        controls=controls_of(occurrence, people, texts, reader, details=details),
        footer=_footer(occurrence, item, people, organisation, texts),
    )


def occurrence_title(
    item: WheelItem, people: PartPeople, organisation: Organisation, texts: Texts
) -> str:
    """Return what a part of the item's work is called, with the system it is about."""
    label = item.label.in_language(texts.language)
    system = next((s for s in organisation.wheel.systems if s.id == people.system_id), None)
    return texts("occurrences.of-system", item=label, system=system.name) if system else label


def people_of(
    organisation: Organisation, occurrence: Occurrence, part: str, on: date
) -> PartPeople:
    """Return a part with its people; one that is current no more has nobody."""
    parts = responsible_for(organisation, occurrence, on)
    gone = PartPeople(occurrence.part(part), (), frozenset(), ())
    return next((people for people in parts if people.part.key == part), gone)


def deadline_text(
    occurrence: Occurrence, organisation: Organisation, texts: Texts, on: date
) -> str:
    """Return the deadline as a date and in words: in how many working days, or how late."""
    day = texts.date_long(occurrence.due)
    if occurrence.state in DELIVERED:
        return day
    if occurrence.due == on:
        return texts("occurrences.due-today", date=day)
    count = workdays_between(organisation.wheel.calendar, on, occurrence.due)
    if occurrence.due < on:
        return texts.plural("occurrences.due-late", count, date=day)
    return texts.plural("occurrences.due-in", count, date=day)


def names_of(actors: Sequence[Actor], organisation: Organisation, texts: Texts) -> tuple[Line, ...]:
    """Return a line for each who acts, with whom they stand in for."""
    return tuple(plain(_name(actor, organisation, texts)) for actor in actors)


def _name(actor: Actor, organisation: Organisation, texts: Texts) -> str:
    name = organisation.person[actor.person_id].name
    if actor.stands_for is None:
        return name
    away = organisation.person[actor.stands_for].name
    return texts("occurrences.stands-in", person=name, away=away)


def _date_facts(
    occurrence: Occurrence, item: WheelItem, organisation: Organisation, texts: Texts, on: date
) -> Iterator[Fact]:
    meeting = item.kind is ItemKind.MEETING
    label = texts("occurrences.held-on") if meeting else texts("occurrences.deadline")
    lines = [plain(deadline_text(occurrence, organisation, texts, on))]
    if occurrence.due != occurrence.planned:
        moved = texts("occurrences.planned", date=texts.date_medium(occurrence.planned))
        lines.append(plain(moved))
    yield Fact(label, tuple(lines))


def _people_facts(
    item: WheelItem, people: PartPeople, organisation: Organisation, texts: Texts
) -> Iterator[Fact]:
    vacant = plain(texts("occurrences.nobody"))
    yield Fact(texts("raci.R"), names_of(people.responsible, organisation, texts) or (vacant,))
    yield Fact(texts("raci.A"), names_of(people.accountable, organisation, texts) or (vacant,))
    if evidence := item.evidence.in_language(texts.language):
        yield Fact(texts("occurrences.evidence-demanded"), (plain(evidence),))
    if item.approval_by:
        by = names_of(people.approvers, organisation, texts)
        role = organisation.role.get(item.approval_by)
        nobody = plain(
            texts("occurrences.no-approver", role=role_name(role, texts) if role else "")
        )
        yield Fact(texts("occurrences.approved-by"), by or (nobody,))


def _footer(
    occurrence: Occurrence,
    item: WheelItem,
    people: PartPeople,
    organisation: Organisation,
    texts: Texts,
) -> str:
    """Return by when, and who else."""
    others = people.approvers if item.approval_by else people.accountable
    names = ", ".join(organisation.person[actor.person_id].name for actor in others)
    key = "occurrences.footer-approver" if item.approval_by else "occurrences.footer"
    day = texts.date_medium(occurrence.due)
    return (
        texts(key, date=day, person=names) if names else texts("occurrences.footer-alone", date=day)
    )
