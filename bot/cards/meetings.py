"""A meeting: when it is, who comes, and the desk of whoever holds it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.cards.agendas import (
    agenda_card,
    is_cut,
    item_facts,
    meeting_facts,
    outcome_text,
)
from bot.cards.decisions import decision_button
from bot.cards.elements import (
    Button,
    Card,
    Control,
    Element,
    Fact,
    Facts,
    Option,
    Select,
    Style,
    Text,
    Tone,
    plain,
)
from bot.cards.plan_words import fact
from bot.domain.agendas import STANDING, Agenda
from bot.domain.committees import Committee, SectionKind
from bot.domain.item_rules import PROCEDURAL
from bot.domain.meeting_people import MeetingPeople, taking_part, turnout_of
from bot.domain.meeting_rules import answer_of, answering
from bot.domain.meeting_timeline import Step
from bot.domain.meetings import AgendaItem, AgendaState, ItemState, Meeting, MeetingState, Presence
from bot.domain.organisation import Organisation
from bot.texts import Texts

SHOW, AGENDA, ITEM = "meetings.show", "meetings.agenda", "meetings.item"
AGAIN = "again"
"""After a meeting's id: its agenda is out, and is sent once more."""
_LONGEST_OPTION = 70
_OUT = (AgendaState.SENT, AgendaState.APPROVED)
_BEFORE = (MeetingState.PLANNED, MeetingState.CONVENED)


@dataclass(frozen=True)
class Shown:
    """A meeting and its reader.

    Args:
        agenda: in the reader's language.
        committee, organisation, people: as they stand.
        reader: the reader's id; "" for everyone in a place.
    """

    agenda: Agenda
    committee: Committee
    organisation: Organisation
    people: MeetingPeople
    reader: str = ""

    @property
    def meeting(self) -> Meeting:
        """Return the meeting."""
        return self.agenda.meeting

    @property
    def keeps(self) -> bool:
        """Tell whether the reader is the chair or the secretary."""
        return self.reader in self.people.keeping

    @property
    def leads(self) -> bool:
        """Tell whether the reader acts as chair."""
        return self.reader in self.people.leading

    @property
    def sits(self) -> bool:
        """Tell whether the reader sits in a seat, or deputises for one."""
        return bool(self.people.seats_of(self.reader))


def agenda_of(
    shown: Shown, texts: Texts, *, why: str = "", notice: str = "", whole: bool = False
) -> Card:
    """Return the agenda with what the reader may do; `whole` shows every line of it."""
    return agenda_card(
        shown.agenda,
        shown.committee,
        shown.organisation,
        texts,
        why=why,
        notice=notice,
        controls=agenda_controls(shown, texts, whole=whole),
        whole=whole,
    )


def agenda_controls(shown: Shown, texts: Texts, *, whole: bool = False) -> tuple[Control, ...]:
    """Return the buttons below an agenda, and the choice of an item to look at."""
    meeting, id_ = shown.meeting, shown.meeting.id
    found: list[Control] = []
    before = meeting.state in _BEFORE
    out = meeting.agenda_state in _OUT
    if before and shown.keeps:
        label = texts("button.send-agenda-again" if out else "button.send-agenda")
        style = Style.NORMAL if out else Style.PRIMARY
        value = f"{id_}/{AGAIN}" if out else id_
        found.append(Button(label, "meetings.send", value, style))
    if before and (out or not shown.keeps):
        found += _coming(shown, texts)
    if before and shown.reader:
        found.append(Button(texts("button.propose-item"), "meetings.propose", id_, opens=True))
    if (items := _options(shown, texts)) and shown.reader:
        found.append(Select(texts("meetings.choose-item"), ITEM, items))
    found += paper_buttons("meetings.paper", id_, texts)
    if out and before:
        found.append(Button(texts("button.calendar-file"), "meetings.calendar", id_))
    if is_cut(shown.agenda) and not whole:
        found.append(Button(texts("button.more"), AGENDA, f"{id_}/all"))
    found.append(Button(texts("button.show-meeting"), SHOW, id_))
    return tuple(found)


def paper_buttons(action: str, value: str, texts: Texts) -> tuple[Button, ...]:
    """Return the buttons that hand out a paper, as Word and as PDF."""
    return tuple(
        Button(texts(f"button.paper-{kind}"), action, f"{value}/{kind}") for kind in ("docx", "pdf")
    )


def meeting_card(shown: Shown, texts: Texts, *, why: str = "", notice: str = "") -> Card:
    """Return a meeting with who comes, what happens when, and what the reader may do."""
    meeting = shown.meeting
    body: list[Element] = [Text(plain(notice))] if notice else []
    facts = list(meeting_facts(meeting, shown.committee, shown.organisation, texts))
    facts += _timeline_facts(shown, texts)
    body.append(Facts(tuple(facts)))
    rows = tuple(attendance_facts(shown, texts))
    if rows:
        body.append(Facts(rows))
    name = shown.committee.name.in_language(texts.language)
    return Card(
        texts("meetings.title", committee=name, date=texts.date_medium(meeting.on)),
        why=why,
        body=tuple(body),
        controls=_meeting_controls(shown, texts),
        footer=_turnout_text(shown, texts),
    )


def _meeting_controls(shown: Shown, texts: Texts) -> tuple[Control, ...]:
    meeting, id_ = shown.meeting, shown.meeting.id
    found: list[Control] = []
    if meeting.state in _BEFORE:
        if shown.keeps and meeting.state is MeetingState.CONVENED:
            found.append(
                Button(texts("button.start-meeting"), "meetings.start", id_, Style.PRIMARY)
            )
        found += _coming(shown, texts)
        found.append(Button(texts("button.see-agenda"), AGENDA, id_))
        if shown.keeps:
            if meeting.state is MeetingState.PLANNED:
                found.append(Button(texts("button.start-meeting"), "meetings.start", id_))
            found.append(_opening("attendance", "meetings.attend", id_, texts))
            found.append(_opening("move-meeting", "meetings.move", id_, texts))
        if shown.leads:
            found.append(_opening("cancel-meeting", "meetings.cancel", id_, texts))
        found.append(Button(texts("button.calendar-file"), "meetings.calendar", id_))
    elif meeting.state is MeetingState.RUNNING:
        found += run_controls(shown, texts)
    else:
        if meeting.state is MeetingState.HELD:
            found.append(Button(texts("button.see-minutes"), "minutes.show", id_, Style.PRIMARY))
        found.append(Button(texts("button.see-agenda"), AGENDA, id_))
    if shown.leads:
        value = shown.committee.id
        found.append(_opening("call-meeting", "meetings.call", value, texts))
    return tuple(found)


def run_card(shown: Shown, texts: Texts, *, why: str = "", notice: str = "") -> Card:
    """Return the desk of a meeting that runs: who is there, and where each item is."""
    meeting = shown.meeting
    body: list[Element] = [Text(plain(notice))] if notice else []
    rows = tuple(attendance_facts(shown, texts))
    if rows:
        body.append(Facts(rows))
    body.append(Facts(tuple(_progress(shown, texts))))
    name = shown.committee.name.in_language(texts.language)
    return Card(
        texts("meetings.running-title", committee=name, date=texts.date_medium(meeting.on)),
        why=why,
        body=tuple(body),
        controls=run_controls(shown, texts),
        footer=_turnout_text(shown, texts),
    )


def run_controls(shown: Shown, texts: Texts) -> tuple[Control, ...]:
    """Return what may be done while a meeting runs."""
    id_ = shown.meeting.id
    found: list[Control] = []
    waiting = next((item for _, item in shown.agenda.items if _waits(item)), None)
    if shown.keeps:
        if waiting is not None:
            label = texts("button.next-item")
            found.append(Button(label, ITEM, waiting.id, Style.PRIMARY))
        found.append(_opening("attendance", "meetings.attend", id_, texts))
    if items := _options(shown, texts):
        found.append(Select(texts("meetings.choose-item"), ITEM, items))
    if not shown.keeps:
        found += _coming(shown, texts)
    found.append(Button(texts("button.see-agenda"), AGENDA, id_))
    if shown.keeps:
        style = Style.NORMAL if waiting is not None else Style.PRIMARY
        found.append(Button(texts("button.end-meeting"), "meetings.end", id_, style))
    return tuple(found)


def item_card(
    shown: Shown, item: AgendaItem, texts: Texts, *, why: str = "", notice: str = ""
) -> Card:
    """Return one item of the agenda with what the reader may do with it."""
    body: list[Element] = [Text(plain(notice))] if notice else []
    lines = [Text(plain(line)) for line in item.lines]
    if item.ordinal == STANDING and not lines:
        lines.append(Text(plain(texts("meetings.none-since")), Tone.MUTED))
    body += lines
    body.append(Facts(tuple(item_facts(item, shown.organisation, texts))))
    rows = {one.id: (number, one.title) for number, one in shown.agenda.items}
    number, title = rows.get(item.id, ("", item.title))
    if number:
        title = texts("meetings.row", number=number, title=title)
    day = texts.date_medium(shown.meeting.on)
    name = shown.committee.name.in_language(texts.language)
    return Card(
        title,
        why=why,
        body=tuple(body),
        controls=_item_controls(shown, item, texts),
        footer=texts("meetings.item-footer", committee=name, date=day),
    )


def _item_controls(shown: Shown, item: AgendaItem, texts: Texts) -> tuple[Control, ...]:
    meeting = shown.meeting
    found: list[Control] = []
    found += decision_button(item.decision_id, texts)
    if meeting.is_over:
        return (*found, Button(texts("button.see-agenda"), AGENDA, meeting.id))
    if item.state is ItemState.PROPOSED and shown.leads:
        found.append(Button(texts("button.accept-item"), "meetings.accept", item.id, Style.PRIMARY))
        found.append(_opening("refuse-item", "meetings.refuse", item.id, texts))
    if item.state is ItemState.ACCEPTED and meeting.state is MeetingState.RUNNING:
        found += _dealing(shown, item, texts)
    takes_part = shown.sits and shown.reader not in item.recused
    if _waits(item) and item.ordinal != STANDING and takes_part:
        found.append(Button(texts("button.recuse"), "meetings.recuse", item.id))
    editable = item.state in (ItemState.PROPOSED, ItemState.ACCEPTED) and item.ordinal != STANDING
    if editable and (shown.keeps or shown.reader == item.proposed_by):
        found.append(_opening("edit-item", "meetings.edit", item.id, texts))
    if meeting.state is MeetingState.RUNNING:
        found.append(Button(texts("button.to-meeting"), SHOW, meeting.id))
    else:
        found.append(Button(texts("button.see-agenda"), AGENDA, meeting.id))
    return tuple(found)


def _dealing(shown: Shown, item: AgendaItem, texts: Texts) -> Iterator[Control]:
    """Iterate over what chair and secretary record; a member may ask for a vote."""
    matter = item.kind is SectionKind.DECISION and item.ordinal != STANDING
    decides = matter or item.section_id in PROCEDURAL
    if shown.keeps:
        if decides:
            label = texts("button.adopt-item" if matter else "button.agree-item")
            yield Button(label, "meetings.adopt", item.id, Style.PRIMARY)
        style = Style.NORMAL if decides else Style.PRIMARY
        yield Button(texts("button.note-item"), "meetings.note", item.id, style)
        yield _opening("defer-item", "meetings.defer", item.id, texts)
        if matter:
            yield _opening("refer-item", "meetings.refer", item.id, texts)
    recused = shown.reader in item.recused
    if matter and not recused and (shown.keeps or shown.sits):
        yield Button(texts("button.call-vote"), "meetings.vote", item.id)


def attendance_facts(shown: Shown, texts: Texts) -> Iterator[Fact]:
    """Iterate over who comes: one line for those who do, those who do not, those who are silent."""
    names, meeting = shown.people.names, shown.meeting
    coming: list[str] = []
    off: list[str] = []
    silent: list[str] = []
    for member in shown.people.members:
        given = meeting.attendance.get(member.seat.id)
        if given is None:
            if member.acting is not None:
                silent.append(member.acting.name)
            continue
        there = taking_part(given)
        if given.presence is Presence.PRESENT:
            coming.append(names.get(given.person_id, ""))
        elif there:
            text = texts(
                "meetings.deputised",
                person=names.get(given.person_id, ""),
                deputy=names.get(there, ""),
            )
            off.append(text)
        elif given.presence is Presence.ABSENT:
            off.append(texts("meetings.absent", person=names.get(given.person_id, "")))
        else:
            off.append(names.get(given.person_id, ""))
    for group, people in (("present", coming), ("apologies", off), ("silent", silent)):
        if people:
            listed = ", ".join(dict.fromkeys(people))
            yield fact(texts(f"meetings.field.{group}"), listed)


def _coming(shown: Shown, texts: Texts) -> list[Control]:
    """Return [Deltager] and [Afbud] for who sits in a seat, or for everyone in a place."""
    meeting, reader = shown.meeting, shown.reader
    seats = answering(meeting, shown.people, reader)
    if reader and not seats:
        return []
    id_ = meeting.id
    answered = {answer_of(meeting, member, reader) for member in seats}
    found: list[Control] = []
    if answered != {Presence.PRESENT}:
        found.append(Button(texts("button.coming"), "meetings.coming", id_, Style.PRIMARY))
    if answered != {Presence.APOLOGY}:
        found.append(Button(texts("button.not-coming"), "meetings.not-coming", id_))
    return found


def _timeline_facts(shown: Shown, texts: Texts) -> Iterator[Fact]:
    if shown.meeting.is_extraordinary or shown.meeting.is_over:
        return
    for step in (Step.CLOSE, Step.SEND, Step.MINUTES, Step.COMMENTS):
        day = texts.date_medium(shown.agenda.timeline[step])
        yield fact(texts(f"meetings.step.{step.value}"), day)


def _progress(shown: Shown, texts: Texts) -> Iterator[Fact]:
    for number, item in shown.agenda.items:
        label = texts("meetings.row", number=number, title=item.title)
        state = texts("meetings.waiting") if _waits(item) else outcome_text(item, texts)
        yield Fact(label, (plain(state),))


def _turnout_text(shown: Shown, texts: Texts) -> str:
    if not shown.meeting.attendance or shown.meeting.state is MeetingState.CANCELLED:
        return ""
    turnout = turnout_of(shown.committee, shown.people.members, shown.meeting.attendance)
    key = "meetings.quorum-met" if turnout.met else "meetings.quorum-missing"
    return texts(key, n=turnout.represented, m=turnout.of, needed=turnout.needed)


def _options(shown: Shown, texts: Texts) -> tuple[Option, ...]:
    """Return the items that can be looked at; a draft's matters have no id yet."""
    rows: Sequence[tuple[str, AgendaItem]] = (
        *shown.agenda.items,
        *(("", item) for item in shown.agenda.proposed),
    )
    return tuple(
        Option(
            (texts("meetings.row", number=number, title=item.title) if number else item.title)[
                :_LONGEST_OPTION
            ],
            item.id,
        )
        for number, item in rows
        if item.id
    )


def _waits(item: AgendaItem) -> bool:
    return item.state is ItemState.ACCEPTED


def _opening(name: str, action: str, value: str, texts: Texts) -> Button:
    return Button(texts(f"button.{name}"), action, value, opens=True)
