"""Which committee's which meeting is meant, and how it is shown to whoever asks."""

from dataclasses import replace

from bot.cards.elements import Button, Card
from bot.cards.meetings import Shown, agenda_of, meeting_card, run_card
from bot.chat.reply import Audience, Reply
from bot.chat.request import PlaceKind
from bot.domain.committees import Committee
from bot.domain.errors import BadInput, NotAllowed, TovholderError
from bot.domain.item_rules import Lacking
from bot.domain.meeting_people import people_of_meeting
from bot.domain.meeting_timeline import next_meeting
from bot.domain.meetings import Meeting, MeetingState
from bot.handlers.turn import Services, Turn
from bot.services.meetings import View
from bot.texts import Texts


def committees_of(turn: Turn) -> tuple[Committee, ...]:
    """Return the committees that the asker has to do with.

    Raises:
        BadInput: the account is bound to nobody, or there is no committee.
        NotAllowed: the asker has to do with none.
    """
    if turn.person is None:
        raise BadInput("account-unbound")
    organisation = turn.organisation
    every = [one for one in organisation.committees if not one.is_closed(turn.today)]
    if not every:
        raise BadInput("meetings-no-committee")
    people = {one.id: people_of_meeting(organisation, one, turn.today) for one in every}
    mine = tuple(one for one in every if turn.person.id in people[one.id].concerned)
    if not mine:
        first = people[every[0].id]
        who = first.secretaries or first.leading
        if not who:
            raise NotAllowed("not-allowed.meetings-vacant")
        raise NotAllowed("not-allowed.meetings-see", people=first.called(who))
    return mine


async def next_of(turn: Turn, services: Services, committee: Committee) -> Meeting:
    """Return a committee's next meeting.

    Raises:
        BadInput: there is none.
    """
    found = next_meeting(await services.meetings.of(committee.id), turn.today)
    if found is None:
        name = committee.name.in_language(turn.texts.language)
        raise BadInput("meetings-none", committee=name)
    return found


async def the_meeting(turn: Turn, services: Services) -> Meeting:
    """Return the meeting that is meant: a running one, else the next one of all committees.

    Raises:
        BadInput: there is none.
        NotAllowed: the asker has to do with no committee.
    """
    found: list[Meeting] = []
    last: BadInput | None = None
    for committee in committees_of(turn):
        try:
            found.append(await next_of(turn, services, committee))
        except BadInput as none:
            last = none
    if not found:
        assert last is not None
        raise last
    return min(found, key=lambda m: (m.state is not MeetingState.RUNNING, m.on, m.id))


async def view_of(turn: Turn, services: Services, meeting_id: str) -> View:
    """Return a meeting as it stands now, in the reader's language."""
    return await services.meetings.view(meeting_id, turn.cause, turn.texts)


def shown(turn: Turn, view: View) -> Shown:
    """Return a meeting as its reader sees it."""
    reader = turn.person.id if turn.person else ""
    return Shown(view.agenda, view.committee, view.organisation, view.people, reader)


async def agenda_reply(
    turn: Turn,
    services: Services,
    meeting_id: str,
    notice: str = "",
    *,
    replaces: bool = False,
    whole: bool = False,
) -> Reply:
    """Return the agenda; `whole` shows every line of it."""
    view = await view_of(turn, services, meeting_id)
    card = agenda_of(shown(turn, view), turn.texts, notice=notice, whole=whole)
    return private(turn, _with_others(card, view, turn.texts), replaces=replaces)


async def meeting_reply(
    turn: Turn, services: Services, meeting_id: str, notice: str = "", *, replaces: bool = False
) -> Reply:
    """Return the meeting; while it runs, the desk."""
    view = await view_of(turn, services, meeting_id)
    who = shown(turn, view)
    running = view.meeting.state is MeetingState.RUNNING
    card = (run_card if running else meeting_card)(who, turn.texts, notice=notice)
    return private(turn, _with_others(card, view, turn.texts), replaces=replaces)


def private(turn: Turn, card: Card, *, replaces: bool = False) -> Reply:
    """Return a reply that only its reader sees: what stands in a channel is everyone's."""
    own = turn.place.kind is PlaceKind.DIRECT
    return Reply(card, Audience.PERSONAL, replaces=replaces and own)


def said(error: TovholderError, texts: Texts) -> TovholderError:
    """Return an error as it is told: what a proposal lacks, by the names on its form."""
    if not isinstance(error, Lacking):
        return error
    names = [texts(f"meetings.element.{element.value}").lower() for element in error.elements]
    return BadInput("meetings-lacks", missing=", ".join(names))


def _with_others(card: Card, view: View, texts: Texts) -> Card:
    """Return a card with a button to the committee's meeting after this one."""
    later = [m for m in view.coming if m.on > view.meeting.on][:1]
    buttons = tuple(
        Button(texts("meetings.other", date=texts.date_medium(one.on)), "meetings.show", one.id)
        for one in later
    )
    return replace(card, controls=(*card.controls, *buttons))
