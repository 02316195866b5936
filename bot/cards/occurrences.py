"""One date of the wheel: what is due, whose it is, how far it has come, and what may be done."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from bot.cards.elements import Button, Card, Element, Fact, Facts, Line, Text, plain
from bot.cards.holders import role_name
from bot.cards.occurrence_buttons import controls_of
from bot.cards.occurrence_progress import progress_facts
from bot.domain.committee_people import approving_committee
from bot.domain.occurrence_dates import workdays_between
from bot.domain.occurrence_marks import reference_to
from bot.domain.occurrences import DELIVERED, Occurrence, OccurrenceState
from bot.domain.organisation import Organisation
from bot.domain.wheel import ItemKind, WheelItem
from bot.domain.wheel_people import Actor, PartPeople, people_on, responsible_for
from bot.texts import Texts

# A role may have many holders, and a card no room for all of them.
_MOST_NAMES = 5


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
    evidence: bool = False,
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
        evidence: the reader may see the answer and what shows it, whether concerned or not.
    """
    item = organisation.wheel.item[occurrence.item_id]
    people, whole = people_of(organisation, occurrence, part, on)
    facts = (
        *_date_facts(occurrence, item, organisation, texts, on),
        *_people_facts(item, people, organisation, texts),
        *progress_facts(
            occurrence,
            item,
            people,
            organisation,
            texts,
            on,
            acted=not happened or people.part.approved_by is not None,
            shown=(details or people.part.state is OccurrenceState.TO_APPROVE)
            and (evidence or _is_concerned(people, reader)),
        ),
    )
    body: tuple[Element, ...] = (*(Text(line) for line in happened), Facts(facts))
    return Card(
        occurrence_title(item, people, organisation, texts),
        why=why,
        body=body,
        controls=(
            *controls_of(occurrence, people, texts, reader, whole=whole, details=details),
            *_vote_button(occurrence, item, people, organisation, texts, on, reader),
        ),
        footer=_footer(occurrence, item, people, organisation, texts),
    )


def _vote_button(
    occurrence: Occurrence,
    item: WheelItem,
    people: PartPeople,
    organisation: Organisation,
    texts: Texts,
    on: date,
    reader: str | None,
) -> tuple[Button, ...]:
    """Return the button that puts what awaits a committee's approval to its vote."""
    if people.part.state is not OccurrenceState.TO_APPROVE or reader is None:
        return ()
    committee = approving_committee(organisation, item.approval_by, on)
    if committee is None or not (people.may_approve(reader) or people.may_do(reader)):
        return ()
    return (Button(texts("approvals.button.to-vote"), "approvals.occurrence", occurrence.id),)


def _is_concerned(people: PartPeople, reader: str | None) -> bool:
    """Tell whether the reader does or did the part, answers for it, or approves it."""
    if reader is None or people.may_do(reader) or people.answers_for(reader):
        return True
    part = people.part
    return people.may_approve(reader) or reader in (part.done_by, part.approved_by)


def occurrence_title(
    item: WheelItem, people: PartPeople, organisation: Organisation, texts: Texts
) -> str:
    """Return what a part of the item's work is called, with the system it is about."""
    label = item.label.in_language(texts.language)
    system = next((s for s in organisation.wheel.systems if s.id == people.system_id), None)
    return texts("occurrences.of-system", item=label, system=system.name) if system else label


def choices_card(
    found: Sequence[tuple[Occurrence, str]],
    more: int,
    action: str,
    organisation: Organisation,
    texts: Texts,
    on: date,
    *,
    asked: str = "",
    file: bool = False,
) -> Card:
    """Return the occurrences that may have been meant, each with a button that opens its form.

    Args:
        found: each with the part's key.
        more: how many others are open.
        action: what the buttons run.
        organisation, texts, on: as for `occurrence_card`.
        asked: what was typed, when nothing is called so.
        file: a file was sent along, which is not kept.
    """
    titles = [_choice(one, part, organisation, texts, on) for one, part in found]
    said = []
    if asked:
        said.append(texts("occurrences.no-such", text=asked))
    elif action == "occurrences.done":
        said.append(texts("occurrences.choose-done"))
    else:
        said.append(texts("occurrences.choose-move"))
    if file:
        said.append(texts("occurrences.file-again", item=titles[0]))
    if more:
        said.append(texts("occurrences.more", n=more))
    buttons = (
        Button(
            f"{title} · {texts.date_short(one.due)}",
            action,
            str(reference_to(one, part)),
            opens=True,
        )
        for title, (one, part) in zip(titles, found, strict=True)
    )
    return Card(
        texts("occurrences.choose"),
        body=tuple(Text(plain(sentence)) for sentence in said),
        controls=tuple(buttons),
    )


def _choice(
    occurrence: Occurrence, part: str, organisation: Organisation, texts: Texts, on: date
) -> str:
    item = organisation.wheel.item[occurrence.item_id]
    people, _ = people_of(organisation, occurrence, part, on)
    return occurrence_title(item, people, organisation, texts)


def people_of(
    organisation: Organisation, occurrence: Occurrence, part: str, on: date
) -> tuple[PartPeople, bool]:
    """Return a part with its people, and False; or all parts as one, and True.

    So it is for those who answer for the whole, and for a part that is current no more.
    """
    found = people_on(organisation, on).part_of(occurrence, part)
    if found is not None:
        return found, False
    parts = responsible_for(organisation, occurrence, on)
    everybody = {actor.person_id: actor for people in parts for actor in people.responsible}
    accountable = parts[0].accountable if parts else ()
    return (
        PartPeople(
            replace(occurrence.part(part), state=occurrence.state),
            tuple(everybody.values()),
            frozenset(),
            accountable,
            approvers=parts[0].approvers if parts else (),
        ),
        True,
    )


def card_for(
    occurrence: Occurrence,
    reader: str,
    organisation: Organisation,
    texts: Texts,
    on: date,
    happened: Sequence[Line] = (),
    part: str | None = None,
) -> Card:
    """Return an occurrence's card as one person should see it now.

    Args:
        occurrence, organisation, texts, on, happened: as for `occurrence_card`.
        reader: the person's id.
        part: the key of the part that it is about; None for the one that needs the reader most.
    """
    parts = responsible_for(organisation, occurrence, on)
    key = _foremost(parts, reader) if part is None else part
    people, _ = people_of(organisation, occurrence, key, on)
    return occurrence_card(
        occurrence,
        key,
        organisation,
        texts,
        on,
        _why(people, reader, texts),
        reader=reader,
        happened=happened,
    )


def _foremost(parts: Sequence[PartPeople], reader: str) -> str:
    """Return the part that the reader has to do, else to approve, else has done; "" for none."""
    own = [people for people in parts if people.may_do(reader)]
    undone = [people for people in own if people.part.state not in DELIVERED]
    waiting = [
        people
        for people in parts
        if people.part.state is OccurrenceState.TO_APPROVE and people.may_approve(reader)
    ]
    found = next(iter((*undone, *waiting, *own)), None)
    return found.part.key if found else ""


def _why(people: PartPeople, reader: str, texts: Texts) -> str:
    if people.part.state is OccurrenceState.TO_APPROVE and people.may_approve(reader):
        return texts("occurrences.why.approver")
    if people.may_do(reader):
        return texts("occurrences.why.responsible")
    if people.answers_for(reader):
        return texts("occurrences.why.accountable")
    return ""


def deadline_text(
    occurrence: Occurrence, organisation: Organisation, texts: Texts, on: date
) -> str:
    """Return the deadline as a date and in words: in how many working days, or how late."""
    if occurrence.state in DELIVERED:
        return texts.date_long(occurrence.due)
    return due_words(occurrence.due, organisation, texts, on)


def due_words(due: date, organisation: Organisation, texts: Texts, on: date) -> str:
    """Return any deadline as a date and in words: in how many working days, or how late."""
    day = texts.date_long(due)
    if due == on:
        return texts("occurrences.due-today", date=day)
    count = workdays_between(organisation.wheel.calendar, on, due)
    if due < on:
        return texts.plural("occurrences.due-late", count, date=day)
    return texts.plural("occurrences.due-in", count, date=day)


def names_of(actors: Sequence[Actor], organisation: Organisation, texts: Texts) -> tuple[Line, ...]:
    """Return a line for each of the first who act, whom they stand in for, and how many more."""
    lines = [plain(_name(actor, organisation, texts)) for actor in actors[:_MOST_NAMES]]
    if len(actors) > _MOST_NAMES:
        lines.append(plain(_how_many_more(actors, texts)))
    return tuple(lines)


def _how_many_more(actors: Sequence[Actor], texts: Texts) -> str:
    return texts.plural("occurrences.more-people", len(actors) - _MOST_NAMES)


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
    if occurrence.moved_at is not None:
        person = organisation.person.get(occurrence.moved_by or "")
        name = person.name if person else texts("occurrences.somebody-gone")
        at = texts.moment(occurrence.moved_at)
        lines.append(plain(texts("occurrences.moved-by", person=name, at=at)))
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
    named = [organisation.person[actor.person_id].name for actor in others[:_MOST_NAMES]]
    if len(others) > _MOST_NAMES:
        named.append(_how_many_more(others, texts))
    names = ", ".join(named)
    key = "occurrences.footer-approver" if item.approval_by else "occurrences.footer"
    day = texts.date_medium(occurrence.due)
    return (
        texts(key, date=day, person=names) if names else texts("occurrences.footer-alone", date=day)
    )
