"""Who hears of a committee's meeting, and whose cards show it: members, chair, secretary, place."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial

from bot.cards.elements import Card
from bot.cards.meeting_notices import call_card, happened_card
from bot.cards.meetings import Shown, agenda_of, item_card, run_card
from bot.domain.events import Event
from bot.domain.meeting_events import (
    AgendaSent,
    AttendanceGiven,
    ItemAccepted,
    ItemChanged,
    ItemEvent,
    ItemProposed,
    ItemRefused,
    ItemSettled,
    MeetingCalled,
    MeetingCancelled,
    MeetingEnded,
    MeetingEvent,
    MeetingMoved,
    MeetingStarted,
    MemberRecused,
    StepTaken,
    meeting_subject,
)
from bot.domain.meeting_people import people_of_meeting
from bot.domain.meeting_timeline import Step
from bot.domain.meetings import AgendaState, MeetingState, Presence
from bot.domain.organisation import Organisation
from bot.services.notices import Follow, Notice, Posting, Replacement, Rule
from bot.texts import Texts

DRAFT = "meetings.draft"
CALL = "meetings.call"
AGENDA = "meetings.agenda"
PROPOSAL = "meetings.proposal"
RUNNING = "meetings.running"
TOLD = "meetings.told"

_OUT = (AgendaState.SENT, AgendaState.APPROVED)


def followed(event: Event, organisation: Organisation) -> Sequence[Follow]:
    """Show the meeting anew wherever it stands, and tell those whom it concerns."""
    assert isinstance(event, MeetingEvent)
    committee = organisation.committee.get(event.committee_id)
    if event.stage is None or committee is None:
        return ()
    scene = _Scene(event, organisation)
    return (*scene.replacements(), *scene.notices())


class _Scene:
    """An event with all that its followers are made of."""

    def __init__(self, event: MeetingEvent, organisation: Organisation) -> None:
        assert event.stage is not None
        self._event = event
        self._stage = event.stage
        self._organisation = organisation
        self._committee = organisation.committee[event.committee_id]
        on = date.fromisoformat(event.on)
        self._people = people_of_meeting(organisation, self._committee, on)
        self._subject = meeting_subject(event.meeting_id)

    def replacements(self) -> Iterator[Follow]:
        """Iterate over what stands on the copies now."""
        event, over = self._event, self._stage.meeting.is_over
        yield self._replaced(f"{self._subject}/draft", self._agenda, cancels=over)
        yield self._replaced(f"{self._subject}/agenda", self._agenda, cancels=over)
        yield self._replaced(f"{self._subject}/running", self._run, cancels=over)
        if isinstance(event, ItemEvent) and event.item is not None:
            answered = isinstance(event, ItemAccepted | ItemRefused)
            yield self._replaced(self._item_subject(event), self._item, cancels=answered)

    def notices(self) -> Iterator[Follow]:
        """Iterate over what people are told who did not do it themselves."""
        event = self._event
        match event:
            case StepTaken(step=step, readers=readers):
                yield from self._step(Step(step), readers)
            case AgendaSent():
                why = "meetings.why.sent"
                yield from self._cards(AGENDA, "agenda", self._invited(), self._agenda, why)
                yield from self._posted(AGENDA, "agenda", self._agenda)
            case MeetingCalled() | MeetingMoved() | MeetingCancelled():
                yield from self._cards(TOLD, "told", self._invited(), self._happened)
                yield from self._posted(TOLD, "told", self._happened)
            case ItemProposed(leaders=leaders):
                subject = self._item_subject(event)
                why = "meetings.why.proposed"
                yield from self._about(PROPOSAL, subject, leaders, partial(self._item, why=why))
            case ItemAccepted() | ItemRefused():
                asked = event.item.proposed_by if event.item else None
                subject = f"{self._item_subject(event)}/told"
                yield from self._about(TOLD, subject, (asked,), self._happened)
            case AttendanceGiven(given=given):
                yield from self._attendance(given)
            case MeetingStarted():
                why = "meetings.why.started"
                yield from self._cards(RUNNING, "running", self._invited(), self._run, why)
            case _:
                return

    def _step(self, step: Step, readers: Sequence[str]) -> Iterator[Follow]:
        people = self._people
        why = f"meetings.why.{step.value}"
        match step:
            case Step.CALL:
                members = [one for one in readers if one not in people.secretaries]
                yield from self._cards(CALL, "call", members, self._call)
                yield from self._cards(DRAFT, "draft", people.secretaries, self._agenda, why)
            case Step.CLOSE:
                waiting = any(agenda.proposed for agenda in self._stage.agendas.values())
                chairs = people.leading if waiting else ()
                readers = tuple(dict.fromkeys((*people.secretaries, *chairs)))
                yield from self._cards(DRAFT, "draft", readers, self._agenda, why)
            case Step.SEND:
                yield from self._cards(DRAFT, "draft", people.secretaries, self._agenda, why)
            case Step.ANSWER if readers:
                yield from self._cards(AGENDA, "agenda", readers, self._agenda, why)
            case Step.ANSWER:
                late = "meetings.why.late"
                yield from self._cards(DRAFT, "draft", people.secretaries, self._agenda, late)
            case _:
                return

    def _attendance(self, given: Sequence[tuple[str, str, str]]) -> Iterator[Follow]:
        """Tell a deputy that they come instead; before the meeting the secretary of apologies."""
        off = [one for one in given if one[1] == Presence.APOLOGY.value]
        deputies = [deputy for _, _, deputy in off if deputy]
        if self._stage.meeting.agenda_state in _OUT and not self._stage.meeting.is_over:
            why = "meetings.why.deputy"
            yield from self._cards(AGENDA, "agenda", deputies, self._agenda, why)
        if off and self._stage.meeting.state is not MeetingState.RUNNING:
            readers = (*self._people.secretaries, *self._people.leading)
            yield from self._cards(TOLD, "told", dict.fromkeys(readers), self._happened)

    def _invited(self) -> tuple[str, ...]:
        """Return who gets the agenda: who takes part, the secretary, and who is called in."""
        people = self._people
        deputies = (a.deputy_id for a in self._stage.meeting.attendance.values() if a.deputy_id)
        every = (*people.acting, *deputies, *people.secretaries, *people.advisers)
        return tuple(dict.fromkeys(every))

    # -- the cards

    def _shown(self, reader: str, texts: Texts) -> Shown:
        return Shown(
            self._stage.agendas[texts.language],
            self._committee,
            self._organisation,
            self._people,
            reader,
        )

    def _agenda(self, reader: str, texts: Texts, why: str = "") -> Card:
        said = texts(why) if why else ""
        return agenda_of(self._shown(reader, texts), texts, why=said)

    def _run(self, reader: str, texts: Texts, why: str = "") -> Card:
        shown = self._shown(reader, texts)
        if self._stage.meeting.state is not MeetingState.RUNNING:
            return agenda_of(shown, texts)
        return run_card(shown, texts, why=texts(why) if why else "")

    def _call(self, reader: str, texts: Texts, why: str = "") -> Card:
        return call_card(self._shown(reader, texts), texts)

    def _item(self, reader: str, texts: Texts, why: str = "") -> Card:
        assert isinstance(self._event, ItemEvent)
        assert self._event.item is not None
        said = texts(why) if why else ""
        return item_card(self._shown(reader, texts), self._event.item, texts, why=said)

    def _happened(self, reader: str, texts: Texts, why: str = "") -> Card:
        return happened_card(self._event, self._shown(reader, texts), texts)

    # -- the follows

    def _item_subject(self, event: ItemEvent) -> str:
        return f"{self._subject}/item/{event.item_id}"

    def _cards(
        self,
        kind: str,
        part: str,
        readers: Iterable[str],
        card: Callable[..., Card],
        why: str = "",
    ) -> Iterator[Notice]:
        made = partial(card, why=why) if why else card
        return self._about(kind, f"{self._subject}/{part}", readers, made)

    def _about(
        self,
        kind: str,
        subject: str,
        readers: Iterable[str | None],
        card: Callable[..., Card],
    ) -> Iterator[Notice]:
        for reader in dict.fromkeys(readers):
            if reader and reader != self._event.by:
                key = f"{kind}:{subject}:{self._event.kind}:{self._event.at}:{reader}"
                yield Notice(kind, subject, reader, partial(card, reader), key)

    def _posted(self, kind: str, part: str, card: Callable[..., Card]) -> Iterator[Posting]:
        for place in self._committee.places:
            where = f"{place.platform}:{place.tenant}:{place.place_id}"
            key = f"{kind}:{self._subject}:{self._event.kind}:{self._event.at}:{where}"
            subject = f"{self._subject}/{part}"
            yield Posting(kind, subject, place, partial(card, ""), key)

    def _replaced(self, subject: str, card: Callable[..., Card], *, cancels: bool) -> Replacement:
        return Replacement(
            subject,
            partial(card, ""),
            version=f"{self._event.kind}:{self._event.at}",
            own=card,
            cancels=cancels,
        )


_EVENTS: tuple[type[MeetingEvent], ...] = (
    StepTaken,
    AgendaSent,
    AttendanceGiven,
    ItemAccepted,
    ItemChanged,
    ItemProposed,
    ItemRefused,
    ItemSettled,
    MeetingCalled,
    MeetingCancelled,
    MeetingEnded,
    MeetingMoved,
    MeetingStarted,
    MemberRecused,
)

RULES: Mapping[type[Event], Rule] = dict.fromkeys(_EVENTS, followed)
