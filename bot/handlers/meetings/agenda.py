"""`/isms agenda`: the agenda, its items, and sending it out."""

import json
from dataclasses import replace
from datetime import date
from mimetypes import guess_type

from bot.cards import meeting_forms as forms
from bot.cards.elements import Button, Card, Form, Text, Tone, plain
from bot.cards.holder_forms import opening_card
from bot.cards.meetings import AGAIN, item_card
from bot.cards.plan_forms import bearer_from
from bot.chat.reply import Audience, Reply
from bot.chat.request import SharedFile
from bot.domain.agenda_rules import section_for
from bot.domain.committees import SectionKind
from bot.domain.cpr import mask_cpr
from bot.domain.decisions import Proposal
from bot.domain.errors import BadInput, FieldErrors
from bot.domain.item_rules import require_editable
from bot.domain.meeting_people import require_keeper, require_leader
from bot.domain.meetings import AgendaItem, ItemState
from bot.domain.papers import LARGEST_PAPER, Basis
from bot.domain.plan_rules import message_link
from bot.handlers.meetings.finding import (
    agenda_reply,
    private,
    shown,
    the_meeting,
    view_of,
)
from bot.handlers.meetings.paper import sent_out
from bot.handlers.turn import Services, Turn
from bot.services.meetings import Dealt, NewPaper, View, Written

_LONGEST_TITLE = 200
_LONGEST_VALUE = 1800
_MOST_LINKS = 10


async def show(turn: Turn, services: Services) -> Reply:
    """Answer `/isms agenda`: the next meeting's."""
    return await agenda_reply(turn, services, (await the_meeting(turn, services)).id)


async def agenda(turn: Turn, services: Services) -> Reply:
    """Answer [Se dagsorden], and [Vis flere] with every line of it."""
    meeting_id, _, whole = turn.argument.partition("/")
    return await agenda_reply(turn, services, meeting_id, replaces=bool(whole), whole=bool(whole))


async def send_next(turn: Turn, services: Services) -> Reply:
    """Answer `/isms agenda send`."""
    meeting = await the_meeting(turn, services)
    return await send(replace(turn, argument=f"{meeting.id}/{AGAIN}"), services)


async def send(turn: Turn, services: Services) -> Reply:
    """Answer [Send dagsorden ud]."""
    meeting_id, _, again = turn.argument.partition("/")
    await services.meetings.send(meeting_id, turn.cause, again=again == AGAIN)
    return await sent_out(turn, services, meeting_id)


async def add(turn: Turn, services: Services) -> Reply:
    """Answer `/isms agenda add`, perhaps with the item's title and a file: open the form."""
    meeting = await the_meeting(turn, services)
    given = {"title": turn.argument.strip()[:_LONGEST_TITLE], **await _kept_file(turn, services)}
    return await _new_form(turn, services, meeting.id, given)


async def propose(turn: Turn, services: Services) -> Reply:
    """Answer [Foreslå punkt]."""
    meeting_id, _, given = turn.argument.partition(" ")
    return await _new_form(turn, services, meeting_id, json.loads(given) if given else {})


async def from_message(turn: Turn, services: Services) -> Reply:
    """Open the form of an item with a message's text in it and a link to the message."""
    assert turn.quoted is not None
    meeting = await the_meeting(turn, services)
    words = " ".join(turn.quoted.text.split())
    link = message_link(turn.quoted.link)
    given = {"title": words[:_LONGEST_TITLE], "link": link}
    if len(words) > _LONGEST_TITLE:
        given["text"] = turn.quoted.text.strip()[: _LONGEST_VALUE - 2 * _LONGEST_TITLE]
    return await _new_form(turn, services, meeting.id, given)


async def proposed(turn: Turn, services: Services) -> Reply:
    """Take a proposed item."""
    kept = json.loads(turn.argument)
    written = await _with_files(turn)
    if kept.get("file"):
        paper = await _paper(services, kept["file"], kept["name"])
        written = replace(written, papers=(paper, *written.papers))
    if kept.get("record"):
        section = written.section_id or kept["section"]
        written = replace(written, records=(kept["record"],), section_id=section)
    dealt = await services.agenda_items.propose(kept["meeting"], written, turn.cause)
    waits = dealt.item.state is ItemState.PROPOSED
    key = "meetings.proposed-now" if waits else "meetings.added-now"
    if dealt.item.late:
        key = "meetings.added-late"
    return await _item_reply(turn, services, dealt, turn.texts(key))


async def item(turn: Turn, services: Services) -> Reply:
    """Show an item."""
    _, found = await services.agenda_items.look(turn.argument, turn.cause)
    view = await view_of(turn, services, found.meeting_id)
    return private(turn, item_card(shown(turn, view), found, turn.texts))


async def as_it_is(turn: Turn, services: Services) -> Reply:
    """Show the item that a button is about, as it stands now."""
    reply = await item(turn, services)
    return replace(reply, replaces=reply.audience is Audience.PERSONAL and not turn.in_company)


async def agenda_as_it_is(turn: Turn, services: Services) -> Reply:
    """Show the agenda as it stands now."""
    meeting_id = turn.argument.replace(" ", "/").partition("/")[0]
    return await agenda_reply(turn, services, meeting_id, replaces=True)


async def accept(turn: Turn, services: Services) -> Reply:
    """Answer [Optag]."""
    dealt = await services.agenda_items.accept(turn.argument, turn.cause)
    return await _item_reply(turn, services, dealt, turn.texts("meetings.accepted-now"))


async def refuse(turn: Turn, services: Services) -> Reply:
    """Answer [Afvis]: ask why."""
    case, found = await services.agenda_items.look(turn.argument, turn.cause)
    require_leader(case.people, turn.cause.actor)
    form = forms.reason_form("refused", found.title, found.id, turn.texts)
    return opened(turn, form, "meetings.refuse", found.id)


async def refused(turn: Turn, services: Services) -> Reply:
    """Refuse a proposed item."""
    dealt = await services.agenda_items.refuse(turn.argument, turn.value("reason"), turn.cause)
    return await _item_reply(turn, services, dealt, turn.texts("meetings.refused-now"))


async def edit(turn: Turn, services: Services) -> Reply:
    """Answer [Redigér punkt]: open the form of an item as it stands."""
    case, found = await services.agenda_items.look(turn.argument, turn.cause)
    keeps = turn.cause.actor in case.people.keeping
    if found.proposed_by != turn.cause.actor:
        require_keeper(case.people, turn.cause.actor)
    require_editable(found, case.meeting)
    form = forms.item_form(
        found,
        found.id,
        case.committee,
        case.organisation,
        turn.texts,
        turn.today,
        new=False,
        places=keeps,
    )
    return opened(turn, form, "meetings.edit", found.id)


async def edited(turn: Turn, services: Services) -> Reply:
    """Save what a form says of an item."""
    dealt = await services.agenda_items.change(turn.argument, await _with_files(turn), turn.cause)
    return await _item_reply(turn, services, dealt, turn.texts("meetings.saved"))


def opened(turn: Turn, form: Form, action: str, value: str) -> Reply:
    """Return a form, and a card that opens it where it cannot open by itself."""
    button = Button(turn.texts("button.open-form"), action, value, opens=True)
    return Reply(opening_card(form, button), Audience.PERSONAL, form=form)


async def item_reply(turn: Turn, services: Services, found: AgendaItem, notice: str) -> Reply:
    """Return an item as it is now, with what was just done with it."""
    view = await view_of(turn, services, found.meeting_id)
    card = item_card(shown(turn, view), _newest(view, found), turn.texts, notice=notice)
    return private(turn, _masked(card, turn), replaces=True)


async def _item_reply(turn: Turn, services: Services, dealt: Dealt, notice: str) -> Reply:
    return await item_reply(turn, services, dealt.item, notice)


def _newest(view: View, found: AgendaItem) -> AgendaItem:
    return next((one for one in view.items if one.id == found.id), found)


async def _new_form(
    turn: Turn, services: Services, meeting_id: str, given: dict[str, str]
) -> Reply:
    view = await view_of(turn, services, meeting_id)
    links = (given["link"],) if given.get("link") else ()
    blank = AgendaItem(
        "",
        meeting_id,
        section_for(SectionKind.DECISION, view.committee.agenda),
        given.get("title", ""),
        SectionKind.DECISION,
        text=given.get("text", ""),
        basis=Basis(links=links),
    )
    value = {"meeting": meeting_id, "file": given.get("file", ""), "name": given.get("name", "")}
    form = forms.item_form(
        blank,
        json.dumps(value, ensure_ascii=False),
        view.committee,
        view.organisation,
        turn.texts,
        turn.today,
        new=True,
        file=given.get("name", ""),
    )
    carried = _carried(meeting_id, given)
    if len(carried) > _LONGEST_VALUE:
        carried = _carried(meeting_id, {**given, "text": ""})
    return opened(turn, form, "meetings.propose", carried)


def _carried(meeting_id: str, given: dict[str, str]) -> str:
    """Return what the button carries that opens the form again."""
    return f"{meeting_id} {json.dumps(given, ensure_ascii=False)}" if given else meeting_id


async def _kept_file(turn: Turn, services: Services) -> dict[str, str]:
    """Keep a file that was sent along until the form is submitted."""
    if not turn.files:
        return {}
    if len(turn.files) > 1:
        raise BadInput("meetings-one-file")
    shared = turn.files[0]
    paper = await _read(shared)
    kept = await services.files.keep(paper.name, paper.media_type, paper.content)
    return {"file": kept.secret, "name": shared.name}


async def _paper(services: Services, secret: str, name: str) -> NewPaper:
    found = await services.files.file(secret)
    if found is None:
        raise BadInput("meetings-file-gone", file=name)
    return NewPaper(name, found.media_type, found.content)


async def _with_files(turn: Turn) -> Written:
    """Return what a form says of an item, with the files that were chosen in it.

    Raises:
        FieldErrors: a link is none, or a file cannot be kept.
    """
    written = _written(turn)
    try:
        papers = [await _read(shared) for shared in turn.files]
    except BadInput as error:
        raise FieldErrors({"file": error}) from error
    return replace(written, papers=tuple(papers))


async def _read(shared: SharedFile) -> NewPaper:
    content = await shared.read(LARGEST_PAPER)
    if not content:
        raise BadInput("meetings-file-empty", file=shared.name)
    media_type = guess_type(shared.name)[0] or "application/octet-stream"
    return NewPaper(shared.name, media_type, content)


def _written(turn: Turn) -> Written:
    """Return what a form says of an item.

    Raises:
        FieldErrors: a link is none.
    """
    links = tuple(dict.fromkeys(turn.value("links").split()))
    wrong = [link for link in links if not link.startswith(("https://", "http://"))]
    if wrong or len(links) > _MOST_LINKS:
        raise FieldErrors({"links": BadInput("meetings-links")})
    due = date.fromisoformat(turn.value("due")) if turn.value("due") else None
    who = tuple(bearer_from(one) for one in turn.values.get("doers", ()))
    return Written(
        turn.value("title"),
        SectionKind(turn.value("kind")),
        turn.value("text"),
        Proposal(turn.value("what"), turn.value("how"), who, due),
        Basis(turn.value("basis"), links),
        turn.value("section"),
    )


def _masked(card: Card, turn: Turn) -> Card:
    """Tell the writer that what looked like a CPR number was masked (domain.md §3)."""
    written = "\n".join(text for given in turn.values.values() for text in given)
    if mask_cpr(written) == written:
        return card
    note = Text(plain(turn.texts("meetings.masked")), Tone.WARNING)
    return replace(card, body=(*card.body, note))
