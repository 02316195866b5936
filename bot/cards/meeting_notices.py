"""What members are told of a meeting: the call for items, and what happened to it."""

from collections.abc import Sequence

from bot.cards.agendas import agenda_title, meeting_facts
from bot.cards.elements import Button, Card, Control, Facts, File, Text, Tone, plain
from bot.cards.meetings import AGENDA, ITEM, SHOW, Shown
from bot.domain.meeting_events import (
    AttendanceGiven,
    ItemAccepted,
    ItemRefused,
    MeetingCalled,
    MeetingCancelled,
    MeetingEvent,
    MeetingMoved,
)
from bot.domain.meeting_timeline import Step
from bot.domain.meetings import AgendaState
from bot.texts import Texts

_OUT = (AgendaState.SENT, AgendaState.APPROVED)


def call_card(shown: Shown, texts: Texts) -> Card:
    """Return the call for items."""
    name = shown.committee.name.in_language(texts.language)
    close = texts.date_long(shown.agenda.timeline[Step.CLOSE])
    facts = tuple(meeting_facts(shown.meeting, shown.committee, shown.organisation, texts))
    id_ = shown.meeting.id
    return Card(
        texts("meetings.call-title", committee=name, date=texts.date_medium(shown.meeting.on)),
        why=texts("meetings.why.call-member"),
        body=(Text(plain(texts("meetings.call", date=close))), Facts(facts)),
        controls=(
            Button(texts("button.propose-item"), "meetings.propose", id_, opens=True),
            Button(texts("button.see-agenda"), AGENDA, id_),
        ),
    )


def sent_card(shown: Shown, files: Sequence[File], until: str, texts: Texts) -> Card:
    """Return the files of an agenda that was sent out just now, until a moment in words."""
    id_ = shown.meeting.id
    return Card(
        agenda_title(shown.meeting, shown.committee, texts),
        body=(
            Text(plain(texts("meetings.sent"))),
            *files,
            Text(plain(texts("meetings.sent-files", moment=until)), Tone.MUTED),
        ),
        controls=(
            Button(texts("button.see-agenda"), AGENDA, id_),
            Button(texts("button.show-meeting"), SHOW, id_),
        ),
    )


def happened_card(event: MeetingEvent, shown: Shown, texts: Texts) -> Card:
    """Return what happened to a meeting or to somebody's item, in a sentence, and how it stands."""
    meeting = shown.meeting
    name = shown.committee.name.in_language(texts.language)
    facts = tuple(meeting_facts(meeting, shown.committee, shown.organisation, texts))
    return Card(
        texts("meetings.title", committee=name, date=texts.date_medium(meeting.on)),
        why=texts("meetings.why.yours" if _is_about_item(event) else "meetings.why.told"),
        body=(*(Text(plain(text)) for text in _said(event, shown, texts)), Facts(facts)),
        controls=_controls(event, shown, texts),
    )


def _is_about_item(event: MeetingEvent) -> bool:
    return isinstance(event, ItemAccepted | ItemRefused)


def _said(event: MeetingEvent, shown: Shown, texts: Texts) -> Sequence[str]:
    person = shown.people.names.get(event.by or "") or texts("meetings.the-wheel")
    on = texts.date_long(shown.meeting.on)
    match event:
        case MeetingCalled():
            return (texts("meetings.told.called", person=person, date=on),)
        case MeetingMoved(before=before, due=due) if before == due:
            return (texts("meetings.told.changed", person=person),)
        case MeetingMoved():
            lines = [texts("meetings.told.moved", person=person, date=on)]
            if shown.meeting.agenda_state not in _OUT and not shown.meeting.is_extraordinary:
                close = texts.date_long(shown.agenda.timeline[Step.CLOSE])
                lines.append(texts("meetings.told.new-close", date=close))
            return lines
        case MeetingCancelled():
            return (texts("meetings.told.cancelled", person=person),)
        case ItemAccepted(item=item) if item is not None:
            key = "meetings.told.accepted-late" if event.late else "meetings.told.accepted"
            return (texts(key, person=person, title=item.title),)
        case ItemRefused(item=item) if item is not None:
            said = texts("meetings.told.refused", person=person, title=item.title)
            return (said, texts("meetings.told.reason", reason=event.reason))
        case AttendanceGiven(given=given):
            return [_answer(event, one, shown, texts) for one in given]
    return ()


def _answer(event: AttendanceGiven, given: tuple[str, str, str], shown: Shown, texts: Texts) -> str:
    seat, presence, deputy = given
    attendance = shown.meeting.attendance.get(seat)
    names = shown.people.names
    person = names.get(attendance.person_id if attendance else event.by or "", "")
    if deputy:
        return texts("meetings.told.deputised", person=person, deputy=names.get(deputy, ""))
    return texts(f"meetings.told.{presence}", person=person)


def _controls(event: MeetingEvent, shown: Shown, texts: Texts) -> tuple[Control, ...]:
    id_ = shown.meeting.id
    if isinstance(event, ItemAccepted | ItemRefused) and event.item is not None:
        return (Button(texts("button.see-item"), ITEM, event.item.id),)
    return (
        Button(texts("button.show-meeting"), SHOW, id_),
        Button(texts("button.see-agenda"), AGENDA, id_),
    )
