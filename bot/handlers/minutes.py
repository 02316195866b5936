"""`/isms minutes`: what a meeting came to, and how it becomes approved."""

from collections.abc import Awaitable, Iterator, Sequence
from dataclasses import replace

from bot.cards import minutes as cards
from bot.cards.elements import Button, Form
from bot.cards.exports import file_card
from bot.cards.holder_forms import opening_card
from bot.cards.minutes import MinutesPage, minutes_card, minutes_title
from bot.chat.reply import Audience, Reply
from bot.chat.request import PlaceKind
from bot.domain.cpr import mask_cpr
from bot.domain.errors import BadInput, FieldErrors
from bot.domain.language import LANGUAGES
from bot.domain.meeting_people import people_of_meeting, require_keeper
from bot.domain.meetings import Meeting
from bot.domain.minutes_rules import item_of, require_draft, require_out
from bot.domain.papers import LARGEST_PAPER
from bot.handlers.turn import Services, Turn
from bot.services.files import LIFETIME
from bot.services.minutes import View, minutes_file
from bot.texts import Texts


async def show_last(turn: Turn, services: Services) -> Reply:
    """Answer `/isms minutes`: the last meeting's that there are, or those of a date that is named.

    A file that is sent along is taken as the minutes.

    Raises:
        BadInput: the account is bound to nobody, or there are none.
    """
    if turn.person is None:
        raise BadInput("account-unbound")
    organisation, me = turn.organisation, turn.person.id
    mine = [
        one.id
        for one in organisation.committees
        if me in people_of_meeting(organisation, one, turn.today).concerned
    ]
    held = await services.minutes.held(mine)
    if not held:
        raise BadInput("minutes-none-yet")
    meeting = _meant(held, turn.argument)
    if turn.files:
        return await _uploaded(turn, services, meeting.id)
    reply = await _reply(turn, services, meeting.id)
    others = cards.others_select([one for one in held if one != meeting], turn.texts)
    return replace(reply, card=replace(reply.card, controls=(*reply.card.controls, *others)))


def _meant(held: Sequence[Meeting], words: str) -> Meeting:
    """Return the newest meeting whose date is meant: "2027-05-11", "11. maj", "maj 2027".

    Raises:
        BadInput: there is none.
    """
    wanted = " ".join(words.casefold().split())
    for meeting in held:
        if any(wanted in date.casefold() for date in _dates(meeting)):
            return meeting
    raise BadInput("minutes-none-then", words=words)


def _dates(meeting: Meeting) -> Iterator[str]:
    yield meeting.on.isoformat()
    for texts in map(Texts, LANGUAGES):
        yield texts.date_long(meeting.on)
        yield texts.date_short(meeting.on)


async def show(turn: Turn, services: Services) -> Reply:
    """Answer [Se referatet]."""
    meeting_id, version, _ = _read(turn.argument)
    return await _reply(turn, services, meeting_id, version=version)


async def as_it_is(turn: Turn, services: Services) -> Reply:
    """Show the minutes that a button is about, as they stand now."""
    return await _reply(turn, services, _read(turn.argument)[0], replaces=True)


async def item(turn: Turn, services: Services) -> Reply:
    """Show what the minutes say of an item that was chosen."""
    meeting_id, version, item_id = _read(turn.argument)
    view = await services.minutes.view(meeting_id, turn.cause, version)
    card = cards.item_card(_page(turn, view), item_of(view.minutes, item_id), turn.texts)
    return Reply(card, Audience.PERSONAL)


async def edit(turn: Turn, services: Services) -> Reply:
    """Answer [Redigér punkt]: open the form of an item."""
    view, item_id = await _kept(turn, services)
    require_draft(view.minutes)
    found = item_of(view.minutes, item_id)
    form = cards.words_form(
        "edited", turn.argument, turn.texts, text=found.text, intro=found.title, lines=10
    )
    return _opened(turn, form, "minutes.edit")


async def edited(turn: Turn, services: Services) -> Reply:
    """Save what the minutes say of an item."""
    meeting_id, _, item_id = _read(turn.argument)
    text = turn.value("text")
    return await _done(
        turn, services, services.minutes.edit(meeting_id, item_id, text, turn.cause), "edited"
    )


async def upload(turn: Turn, services: Services) -> Reply:
    """Answer [Læg eget dokument op]: open the form that takes a file."""
    view, _ = await _kept(turn, services)
    require_draft(view.minutes)
    return _opened(turn, cards.upload_form(turn.argument, turn.texts), "minutes.upload")


async def uploaded(turn: Turn, services: Services) -> Reply:
    """Let the chosen file be the version.

    Raises:
        FieldErrors: no file was chosen, or it is no Word file.
    """
    if not turn.files:
        raise FieldErrors({"file": BadInput("form-required")})
    try:
        return await _uploaded(turn, services, _read(turn.argument)[0])
    except BadInput as error:
        raise FieldErrors({"file": error}) from error


async def send(turn: Turn, services: Services) -> Reply:
    """Answer [Send til bemærkninger]."""
    made = services.minutes.send(_read(turn.argument)[0], turn.cause)
    return await _done(turn, services, made, "sent")


async def take_back(turn: Turn, services: Services) -> Reply:
    """Answer [Træk tilbage og ret]."""
    made = services.minutes.take_back(_read(turn.argument)[0], turn.cause)
    return await _done(turn, services, made, "taken-back")


async def comment(turn: Turn, services: Services) -> Reply:
    """Answer [Send bemærkning til referatet]."""
    return await _words(turn, services, "commented", "minutes.comment")


async def commented(turn: Turn, services: Services) -> Reply:
    """Take a comment."""
    meeting_id = _read(turn.argument)[0]
    made = services.minutes.comment(meeting_id, turn.value("text"), turn.cause)
    return await _done(turn, services, made, "commented")


async def object_(turn: Turn, services: Services) -> Reply:
    """Answer [Indsigelse]."""
    return await _words(turn, services, "objected", "minutes.object")


async def objected(turn: Turn, services: Services) -> Reply:
    """Take an objection."""
    meeting_id = _read(turn.argument)[0]
    made = services.minutes.comment(meeting_id, turn.value("text"), turn.cause, objection=True)
    return await _done(turn, services, made, "objected")


async def settle(turn: Turn, services: Services) -> Reply:
    """Answer [Indsigelsen er afklaret]."""
    meeting_id, _, comment_id = _read(turn.argument)
    made = services.minutes.settle(meeting_id, comment_id, turn.cause)
    return await _done(turn, services, made, "settled")


async def approve(turn: Turn, services: Services) -> Reply:
    """Answer [Godkend referat]."""
    meeting_id, _, digest = _read(turn.argument)
    made = services.minutes.approve(meeting_id, digest, turn.cause)
    return await _done(turn, services, made, "pressed")


async def correct(turn: Turn, services: Services) -> Reply:
    """Answer [Ret referatet]: ask why."""
    await _kept(turn, services)
    form = cards.words_form("corrected", turn.argument, turn.texts)
    return _opened(turn, form, "minutes.correct")


async def corrected(turn: Turn, services: Services) -> Reply:
    """Begin a new version."""
    meeting_id = _read(turn.argument)[0]
    made = services.minutes.correct(meeting_id, turn.value("reason"), turn.cause)
    return await _done(turn, services, made, "corrected")


async def file(turn: Turn, services: Services) -> Reply:
    """Answer [Markér som journaliseret]: ask for the case number."""
    view, _ = await _kept(turn, services)
    number = view.minutes.case_number
    form = cards.words_form("filed", turn.argument, turn.texts, text=number, lines=1)
    return _opened(turn, form, "minutes.file")


async def filed(turn: Turn, services: Services) -> Reply:
    """Mark the minutes as filed."""
    meeting_id = _read(turn.argument)[0]
    after = await services.minutes.file(meeting_id, turn.value("case"), turn.cause)
    notice = turn.texts("minutes.done.filed", case=after.case_number)
    return await _reply(turn, services, meeting_id, notice, replaces=True)


async def paper(turn: Turn, services: Services) -> Reply:
    """Hand the minutes out as Word or PDF; an uploaded document as it is."""
    meeting_id, version, kind = _read(turn.argument)
    view = await services.minutes.view(meeting_id, turn.cause, version)
    page = _page(turn, view)
    own = await services.minutes.document(view.minutes) if kind == "docx" else None
    if own is not None and view.minutes.document is not None:
        document = view.minutes.document
        kept = await services.files.keep(document.name, document.media_type, own)
    else:
        # A record is in the organisation's language, and the same for everybody.
        made = await minutes_file(page, view.organisation, kind, turn.place_texts)
        kept = await services.files.keep(made.name, made.media_type, made.content)
    until = turn.texts.moment(turn.now + LIFETIME)
    title = minutes_title(page, turn.texts)
    return Reply(file_card(kept, until, turn.texts, title=title), Audience.PERSONAL)


async def _uploaded(turn: Turn, services: Services, meeting_id: str) -> Reply:
    shared = turn.files[0]
    content = await shared.read(LARGEST_PAPER)
    await services.minutes.upload(meeting_id, shared.name, content, turn.cause)
    notice = turn.texts("minutes.done.uploaded")
    return await _reply(turn, services, meeting_id, notice, replaces=True)


async def _words(turn: Turn, services: Services, name: str, action: str) -> Reply:
    view = await services.minutes.view(_read(turn.argument)[0], turn.cause)
    require_out(view.minutes)
    return _opened(turn, cards.words_form(name, turn.argument, turn.texts), action)


async def _kept(turn: Turn, services: Services) -> tuple[View, str]:
    """Return the newest version, and what else the button says, for the chair and the secretary."""
    meeting_id, _, rest = _read(turn.argument)
    view = await services.minutes.view(meeting_id, turn.cause)
    require_keeper(view.people, turn.cause.actor)
    return view, rest


async def _done(turn: Turn, services: Services, made: Awaitable[object], name: str) -> Reply:
    """Do what was asked, and show the minutes as they are then."""
    await made
    notice = turn.texts(f"minutes.done.{name}")
    written = "\n".join(text for given in turn.values.values() for text in given)
    if mask_cpr(written) != written:
        notice += " " + turn.texts("meetings.masked")
    return await _reply(turn, services, _read(turn.argument)[0], notice, replaces=True)


async def _reply(
    turn: Turn,
    services: Services,
    meeting_id: str,
    notice: str = "",
    *,
    version: int = 0,
    replaces: bool = False,
) -> Reply:
    view = await services.minutes.view(meeting_id, turn.cause, version)
    card = minutes_card(_page(turn, view), turn.texts, notice=notice)
    own = turn.place.kind is PlaceKind.DIRECT
    return Reply(card, Audience.PERSONAL, replaces=replaces and own)


def _page(turn: Turn, view: View) -> MinutesPage:
    newest = view.minutes.version == view.versions
    reader = turn.cause.actor
    return MinutesPage(view.minutes, view.meeting, view.committee, view.people, reader, newest)


def _opened(turn: Turn, form: Form, action: str) -> Reply:
    button = Button(turn.texts("button.open-form"), action, turn.argument, opens=True)
    return Reply(opening_card(form, button), Audience.PERSONAL, form=form)


def _read(value: str) -> tuple[str, int, str]:
    """Return the meeting, the version (0 for the newest) and the rest of a button's value."""
    meeting_id, _, rest = value.partition("/")
    version, _, rest = rest.partition("/")
    return meeting_id, int(version) if version.isdecimal() else 0, rest
