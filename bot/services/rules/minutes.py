"""Who hears of minutes: the secretary of drafts and comments, the members of what goes out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial

from bot.cards.elements import Card
from bot.cards.minutes import MinutesPage, minutes_card
from bot.domain.events import Event
from bot.domain.meeting_people import people_of_meeting
from bot.domain.minutes_events import (
    CorrectionBegun,
    MinutesApproved,
    MinutesChanged,
    MinutesCommented,
    MinutesConfirmed,
    MinutesDrafted,
    MinutesEvent,
    MinutesFiled,
    MinutesPressed,
    MinutesReminded,
    MinutesReplaced,
    MinutesSent,
    ObjectionSettled,
    minutes_subject,
)
from bot.domain.minutes_rules import participants
from bot.domain.organisation import Organisation
from bot.services.notices import Follow, Notice, Replacement, Rule
from bot.texts import Texts

DRAFT = "minutes.draft"
OUT = "minutes.out"
TOLD = "minutes.told"

_REMINDED = {
    "draft": "minutes.why.remind-draft",
    "objections": "minutes.why.remind-objections",
    "presses": "minutes.why.remind-presses",
    "presses-late": "minutes.why.remind-presses-late",
}


def followed(event: Event, organisation: Organisation) -> Sequence[Follow]:
    """Show the minutes anew wherever they stand, and tell those whom it concerns."""
    assert isinstance(event, MinutesEvent)
    if event.committee_id not in organisation.committee:
        return ()
    return tuple(_follows(event, organisation))


def _follows(event: MinutesEvent, organisation: Organisation) -> Iterator[Follow]:
    committee = organisation.committee[event.committee_id]
    people = people_of_meeting(organisation, committee, date.fromisoformat(event.on))

    def card(reader: str, texts: Texts, why: str = "") -> Card:
        page = MinutesPage(event.minutes, event.meeting, committee, people, reader)
        return minutes_card(page, texts, why=texts(why) if why else "")

    subject = f"{minutes_subject(event.meeting_id)}/{event.version}"
    if not isinstance(event, MinutesReminded):
        yield Replacement(
            subject,
            partial(card, ""),
            version=f"{event.kind}:{event.at}",
            own=card,
            cancels=False,
        )
    keepers = people.secretaries or people.leading
    members = tuple(dict.fromkeys((*people.acting, *participants(event.minutes), *keepers)))
    for kind, readers, why in _told(event, keepers, members):
        for reader in dict.fromkeys(readers):
            if reader != event.by or isinstance(event, MinutesDrafted):
                key = f"{kind}:{subject}:{event.kind}:{event.at}:{reader}"
                yield Notice(kind, subject, reader, partial(card, reader, why=why), key)


def _told(
    event: MinutesEvent, keepers: Sequence[str], members: Sequence[str]
) -> Iterator[tuple[str, Iterable[str], str]]:
    """Iterate over what is told, to whom, and why."""
    match event:
        case MinutesDrafted():
            yield DRAFT, keepers, "minutes.why.drafted"
        case MinutesSent():
            yield OUT, members, "minutes.why.sent"
        case MinutesCommented(objection=objection):
            why = "minutes.why.objected" if objection else "minutes.why.commented"
            yield TOLD, keepers, why
        case MinutesApproved():
            yield TOLD, keepers, "minutes.why.approved"
        case MinutesReminded(step=step, people=people):
            yield (DRAFT if step == "draft" else OUT), people, _REMINDED[step]
        case _:
            return


_EVENTS: tuple[type[MinutesEvent], ...] = (
    CorrectionBegun,
    MinutesApproved,
    MinutesChanged,
    MinutesCommented,
    MinutesConfirmed,
    MinutesDrafted,
    MinutesFiled,
    MinutesPressed,
    MinutesReminded,
    MinutesReplaced,
    MinutesSent,
    ObjectionSettled,
)

RULES: Mapping[type[Event], Rule] = dict.fromkeys(_EVENTS, followed)
