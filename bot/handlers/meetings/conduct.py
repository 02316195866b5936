"""`/isms meeting`: its date, who comes, and what is recorded while it runs."""

from dataclasses import replace
from datetime import date

from bot.cards import meeting_forms as forms
from bot.cards.calendars import date_card
from bot.cards.elements import Button, Card, Text, plain
from bot.chat.reply import Audience, Reply
from bot.domain.agendas import STANDING
from bot.domain.committees import Committee
from bot.domain.decisions import Outcome
from bot.domain.errors import BadInput, FieldErrors
from bot.domain.item_rules import Lacking
from bot.domain.meeting_people import people_of_meeting, require_keeper, require_leader
from bot.domain.meeting_rules import When, require_ahead
from bot.domain.meetings import AgendaItem, Meeting, Presence
from bot.handlers.meetings.agenda import item_reply, opened
from bot.handlers.meetings.finding import (
    committees_of,
    meeting_reply,
    said,
    shown,
    the_meeting,
    view_of,
)
from bot.handlers.turn import Services, Turn
from bot.services.files import LIFETIME


async def show_next(turn: Turn, services: Services) -> Reply:
    """Answer `/isms meeting`."""
    return await meeting_reply(turn, services, (await the_meeting(turn, services)).id)


async def show(turn: Turn, services: Services) -> Reply:
    """Show a meeting; while it runs, the desk."""
    return await meeting_reply(turn, services, turn.argument)


async def as_it_is(turn: Turn, services: Services) -> Reply:
    """Show the meeting that a button is about, as it stands now."""
    meeting_id = turn.argument.partition(" ")[0]
    return await meeting_reply(turn, services, meeting_id, replaces=True)


async def start_next(turn: Turn, services: Services) -> Reply:
    """Answer `/isms meeting start`."""
    meeting = await the_meeting(turn, services)
    return await start(replace(turn, argument=meeting.id), services)


async def start(turn: Turn, services: Services) -> Reply:
    """Answer [Start mødet]."""
    await services.meetings.start(turn.argument, turn.cause)
    notice = turn.texts("meetings.started-now")
    return await meeting_reply(turn, services, turn.argument, notice, replaces=True)


async def end_next(turn: Turn, services: Services) -> Reply:
    """Answer `/isms meeting end`."""
    meeting = await the_meeting(turn, services)
    return await end(replace(turn, argument=meeting.id), services)


async def end(turn: Turn, services: Services) -> Reply:
    """Answer [Afslut mødet]."""
    _, left = await services.meetings.end(turn.argument, turn.cause)
    notice = turn.texts("meetings.ended-now")
    if left:
        notice += " " + turn.texts.plural("meetings.left", left)
    return await meeting_reply(turn, services, turn.argument, notice, replaces=True)


async def coming(turn: Turn, services: Services) -> Reply:
    """Answer [Deltager]."""
    return await _answer(turn, services, Presence.PRESENT)


async def not_coming(turn: Turn, services: Services) -> Reply:
    """Answer [Afbud]: the seat's deputy comes instead, if there is one."""
    return await _answer(turn, services, Presence.APOLOGY)


async def attend(turn: Turn, services: Services) -> Reply:
    """Answer [Registrér fremmøde]: open the form of who is there."""
    view = await view_of(turn, services, turn.argument)
    require_keeper(view.people, turn.cause.actor)
    form = forms.attendance_form(shown(turn, view), turn.texts)
    if not form.fields:
        raise BadInput("meetings-no-seats")
    return opened(turn, form, "meetings.attend", turn.argument)


async def attended(turn: Turn, services: Services) -> Reply:
    """Record who takes part."""
    view = await view_of(turn, services, turn.argument)
    given = {
        member.seat.id: one
        for member in view.people.members
        if (one := forms.attendance_from(member, turn.value(forms.SEAT + member.seat.id)))
    }
    await services.meetings.attend(turn.argument, given, turn.cause)
    notice = turn.texts("meetings.attended-now")
    return await meeting_reply(turn, services, turn.argument, notice, replaces=True)


async def move(turn: Turn, services: Services) -> Reply:
    """Answer [Flyt mødet]: ask for the new date, and why."""
    view = await view_of(turn, services, turn.argument)
    require_keeper(view.people, turn.cause.actor)
    require_ahead(view.meeting)
    form = forms.date_form(view.meeting, view.committee, turn.argument, turn.texts, turn.today)
    return opened(turn, form, "meetings.move", turn.argument)


async def moved(turn: Turn, services: Services) -> Reply:
    """Move a meeting."""
    await services.meetings.move(turn.argument, _when(turn), turn.value("reason"), turn.cause)
    notice = turn.texts("meetings.moved-now")
    return await meeting_reply(turn, services, turn.argument, notice, replaces=True)


async def cancel(turn: Turn, services: Services) -> Reply:
    """Answer [Aflys mødet]: ask why."""
    view = await view_of(turn, services, turn.argument)
    require_leader(view.people, turn.cause.actor)
    require_ahead(view.meeting)
    title = turn.texts("meetings.cancel-intro", date=turn.texts.date_long(view.meeting.on))
    form = forms.reason_form("cancelled", title, turn.argument, turn.texts)
    return opened(turn, form, "meetings.cancel", turn.argument)


async def cancelled(turn: Turn, services: Services) -> Reply:
    """Cancel a meeting."""
    await services.meetings.cancel(turn.argument, turn.value("reason"), turn.cause)
    notice = turn.texts("meetings.cancelled-now")
    return await meeting_reply(turn, services, turn.argument, notice, replaces=True)


async def call(turn: Turn, services: Services) -> Reply:
    """Answer [Indkald ekstraordinært]: ask when, and why."""
    committee = _committee(turn)
    people = people_of_meeting(turn.organisation, committee, turn.today)
    require_leader(people, turn.cause.actor)
    form = forms.date_form(None, committee, committee.id, turn.texts, turn.today)
    return opened(turn, form, "meetings.call", committee.id)


async def called(turn: Turn, services: Services) -> Reply:
    """Call an extraordinary meeting."""
    reason = turn.value("reason")
    meeting = await services.meetings.call(turn.argument, _when(turn), reason, turn.cause)
    return await meeting_reply(turn, services, meeting.id, turn.texts("meetings.called-now"))


async def calendar(turn: Turn, services: Services) -> Reply:
    """Hand a meeting over as a file that opens in a calendar."""
    view = await view_of(turn, services, turn.argument)
    name, media_type, content = await services.meetings.calendar_file(view, turn.texts)
    kept = await services.files.keep(name, media_type, content)
    until = turn.texts.moment(turn.now + LIFETIME)
    return Reply(date_card(kept, until, turn.texts), Audience.PERSONAL)


# -- what is recorded of an item


async def adopt(turn: Turn, services: Services) -> Reply:
    """Answer »Vedtaget i enighed«."""
    return await _settled(turn, services, Outcome.ADOPTED)


async def note(turn: Turn, services: Services) -> Reply:
    """Answer »Taget til efterretning«."""
    return await _settled(turn, services, Outcome.NOTED)


async def defer(turn: Turn, services: Services) -> Reply:
    """Answer [Udskyd]: ask why."""
    return await _why(turn, services, "deferred", "meetings.defer")


async def deferred(turn: Turn, services: Services) -> Reply:
    """Postpone an item to the next meeting."""
    return await _settled(turn, services, Outcome.DEFERRED, turn.value("reason"))


async def refer(turn: Turn, services: Services) -> Reply:
    """Answer [Indstil til topledelsen]: ask why."""
    return await _why(turn, services, "referred", "meetings.refer")


async def referred(turn: Turn, services: Services) -> Reply:
    """Refer a matter to top management."""
    return await _settled(turn, services, Outcome.REFERRED, turn.value("reason"))


async def recuse(turn: Turn, services: Services) -> Reply:
    """Answer [Jeg er inhabil]."""
    actor = turn.cause.actor
    dealt = await services.agenda_items.recuse(turn.argument, actor, turn.cause)
    return await item_reply(turn, services, dealt.item, turn.texts("meetings.recused-now"))


async def vote(turn: Turn, services: Services) -> Reply:
    """Answer [Bed om afstemning]."""
    try:
        dealt = await services.agenda_items.call_vote(turn.argument, turn.cause)
    except Lacking as lacking:
        return await _lacking(turn, services, lacking)
    return await item_reply(turn, services, dealt.item, turn.texts("meetings.vote-now"))


async def _settled(turn: Turn, services: Services, outcome: Outcome, text: str = "") -> Reply:
    try:
        dealt = await services.agenda_items.settle(turn.argument, outcome, text, turn.cause)
    except Lacking as lacking:
        return await _lacking(turn, services, lacking)
    texts = turn.texts
    agreed = outcome is Outcome.ADOPTED and dealt.item.ordinal == STANDING
    notice = texts("meetings.settled.agreed" if agreed else f"meetings.settled.{outcome.value}")
    if dealt.number:
        notice = texts("meetings.settled-number", outcome=notice, number=dealt.number)
    reply = await item_reply(turn, services, dealt.item, notice)
    following = await _following(turn, services, dealt.item)
    return replace(reply, card=_leading_on(reply.card, following, turn)) if following else reply


async def _lacking(turn: Turn, services: Services, lacking: Lacking) -> Reply:
    """Say what a matter lacks, beside the matter, so that it can be filled in."""
    error = said(lacking, turn.texts)
    missing = str(error.params["missing"])
    _, found = await services.agenda_items.look(turn.argument, turn.cause)
    text = turn.texts("error.meetings-lacks", missing=missing)
    return await item_reply(turn, services, found, text)


async def _following(turn: Turn, services: Services, item: AgendaItem) -> AgendaItem | None:
    """Return the next item that is not dealt with."""
    view = await view_of(turn, services, item.meeting_id)
    rows = [one for _, one in view.agenda.items]
    ids = [one.id for one in rows]
    later = rows[ids.index(item.id) + 1 :] if item.id in ids else rows
    return next((one for one in later if one.outcome is None), None)


def _leading_on(card: Card, following: AgendaItem, turn: Turn) -> Card:
    label = turn.texts("button.next-item")
    said_next = turn.texts("meetings.next-item", title=following.title)
    return replace(
        card,
        body=(*card.body, Text(plain(said_next))),
        controls=(Button(label, "meetings.item", following.id), *card.controls),
    )


async def _why(turn: Turn, services: Services, name: str, action: str) -> Reply:
    case, found = await services.agenda_items.look(turn.argument, turn.cause)
    require_keeper(case.people, turn.cause.actor)
    form = forms.reason_form(name, found.title, found.id, turn.texts)
    return opened(turn, form, action, found.id)


async def _answer(turn: Turn, services: Services, presence: Presence) -> Reply:
    meeting = await services.meetings.answer(turn.argument, presence, turn.cause)
    return await meeting_reply(
        turn, services, meeting.id, _answered_text(turn, meeting, presence), replaces=True
    )


def _answered_text(turn: Turn, meeting: Meeting, presence: Presence) -> str:
    if presence is Presence.PRESENT:
        return turn.texts("meetings.coming-now")
    own = (a for a in meeting.attendance.values() if a.person_id == turn.cause.actor)
    deputies = {a.deputy_id for a in own if a.deputy_id}
    names = [turn.organisation.person[one].name for one in deputies]
    if names:
        return turn.texts("meetings.off-deputy", deputy=", ".join(sorted(names)))
    return turn.texts("meetings.off-now")


def _when(turn: Turn) -> When:
    """Return the date, the time and the place of the form.

    Raises:
        FieldErrors: the time cannot be read.
    """
    starts = forms.read_time(turn.value("starts"))
    if starts is None:
        raise FieldErrors({"starts": BadInput("meetings-time")})
    return When(date.fromisoformat(turn.value("on")), starts, turn.value("place").strip())


def _committee(turn: Turn) -> Committee:
    found = turn.organisation.committee.get(turn.argument)
    return found or committees_of(turn)[0]
