"""A message as HTML: who wrote it, when, who sees it, and what it says."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from markupsafe import Markup

from bot.chat.request import PlaceKind
from bot.platforms.web.assets import fill
from bot.platforms.web.clock import local_iso
from bot.platforms.web.html import card_html, mention_html, size_text
from bot.platforms.web.icons import icon
from bot.platforms.web.inbound import is_slash
from bot.platforms.web.mentions import pieces
from bot.platforms.web.messages import Attached, Message
from bot.platforms.web.people import BOT, WebPerson, WebPlace, find_person
from bot.texts import Texts

_AVATAR_COLOURS = 6


def message_html(
    message: Message,
    reader: WebPerson,
    place: WebPlace,
    people: Sequence[WebPerson],
    texts: Texts,
    shortcuts: Sequence[str] = (),
) -> Markup:
    """Return `message`, written in `place`, as `reader` sees it, in the language of `texts`.

    `shortcuts` are the registry's, for the message's menu.
    """
    local = message.at.astimezone(ZoneInfo(texts.timezone))
    private = message.to is not None and place.kind is not PlaceKind.DIRECT
    author = find_person(people, message.person)
    return fill(
        "message",
        id=message.id,
        kind="private" if private else "",
        day=local.date().isoformat(),
        day_label=texts.date_long(local.date()),
        avatar=bot_avatar() if message.person == BOT else avatar(message.person, people),
        author=author_name(message.person, author, texts),
        at=local_iso(message.at, texts.timezone),
        moment=texts.moment(message.at),
        time=texts("web.message.time", hour=local.hour, minute=local.minute),
        private=_private(texts) if private else "",
        menu=_menu(message, reader, shortcuts, texts) if place != reader.home else "",
        said=_said(message, reader, people, texts),
    )


def author_name(writer: str, author: WebPerson | None, texts: Texts) -> str:
    """Return the writer's name; an account that is gone keeps its id."""
    if writer == BOT:
        return texts("web.bot")
    return author.name if author else writer


def avatar(person_id: str, people: Sequence[WebPerson]) -> Markup:
    """Return a person's initials on a colour that follows from their place among `people`."""
    ids = [person.id for person in people]
    place = ids.index(person_id) if person_id in ids else 0
    words = (people[place].name if person_id in ids else person_id).split()
    initials = "".join(word[0] for word in (words[:1] + words[1:][-1:]))
    return Markup('<span class="avatar avatar-{}" aria-hidden="true">{}</span>').format(
        place % _AVATAR_COLOURS, initials.upper()
    )


def bot_avatar() -> Markup:
    """Return the bot's mark."""
    return Markup('<img class="avatar" src="/static/mark.svg" alt="" width="36" height="36">')


def _private(texts: Texts) -> Markup:
    return Markup('<span class="only-you">{}{}</span>').format(
        icon("private"), texts("web.message.private")
    )


def _menu(message: Message, reader: WebPerson, shortcuts: Sequence[str], texts: Texts) -> Markup:
    """Return what can be made of a message; nothing where there are no shortcuts."""
    buttons = Markup("").join(
        Markup('<button name="shortcut" value="{}">{}</button>').format(
            shortcut, texts(f"shortcut.{shortcut}")
        )
        for shortcut in shortcuts
    )
    if not buttons:
        return Markup("")
    return Markup(
        '<details class="more"><summary aria-label="{}">⋯</summary>'
        '<form class="live" method="post" action="/demo/shortcut">'
        '<input type="hidden" name="person" value="{}">'
        '<input type="hidden" name="message" value="{}">{}</form></details>'
    ).format(texts("web.message.menu"), reader.id, message.id, buttons)


def _said(message: Message, reader: WebPerson, people: Sequence[WebPerson], texts: Texts) -> Markup:
    if message.card is not None:
        return card_html(message.card, message.id, reader.id, texts)
    sent = _sent_along(message.file, texts) if message.file else Markup("")
    if not message.text:
        return sent
    if is_slash(message.text):
        return Markup('<p class="typed"><code>{}</code></p>{}').format(message.text, sent)
    return Markup('<p class="typed">{}</p>{}').format(
        _with_chips(message.text, reader, people, texts), sent
    )


def _sent_along(file: Attached, texts: Texts) -> Markup:
    return Markup('<p class="typed file">{}<span>{}</span><span class="size">{}</span></p>').format(
        icon("file"), file.name, size_text(file.size, texts)
    )


def _with_chips(text: str, reader: WebPerson, people: Sequence[WebPerson], texts: Texts) -> Markup:
    parts = [
        Markup("{}").format(piece)
        if isinstance(piece, str)
        else mention_html(
            piece.person.name if piece.person else texts("web.bot"),
            piece.person.id if piece.person else BOT,
            reader.id,
        )
        for piece in pieces(text, people)
    ]
    return Markup("").join(parts)
