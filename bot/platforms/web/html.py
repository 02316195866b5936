"""A neutral card as HTML. Every text is escaped; only these tags are ever written."""

from urllib.parse import quote, urlsplit

from markupsafe import Markup

from bot.cards.elements import (
    Button,
    Card,
    Element,
    Fact,
    Facts,
    File,
    Heading,
    Inline,
    Line,
    Link,
    Mention,
    Picture,
    Plain,
    Select,
    Strong,
    Table,
    Text,
    Tone,
)
from bot.platforms.web.icons import icon
from bot.platforms.web.people import PLATFORM, TENANT
from bot.texts import Texts

_LINK_SCHEMES = ("http", "https", "mailto", "tel")
_NOTHING = Markup("")


def card_html(card: Card, message_id: str, reader: str, texts: Texts) -> Markup:
    """Return `card` as one element.

    Args:
        card: what is said.
        message_id: the message it stands on, for its buttons.
        reader: account id of who reads; their own mention stands out.
        texts: the reader's language, for the few words that are not the card's own.
    """
    body = _NOTHING.join(element_html(element, reader, texts) for element in card.body)
    return Markup('<div class="card"><h2>{}</h2>{}{}{}{}</div>').format(
        card.title,
        _paragraph("why", card.why),
        body,
        _controls(card, message_id, reader, texts),
        _paragraph("foot", card.footer),
    )


def line_html(line: Line, reader: str) -> Markup:
    """Return one line of a card."""
    return _NOTHING.join(_inline(inline, reader) for inline in line)


def mention_html(name: str, person: str, reader: str) -> Markup:
    """Return the chip of a named person; `person` is their account id here."""
    mine = " me" if person == reader else ""
    return Markup('<span class="mention{}">@{}</span>').format(mine, name)


def _paragraph(kind: str, text: str) -> Markup:
    return Markup('<p class="{}">{}</p>').format(kind, text) if text else _NOTHING


def _inline(inline: Inline, reader: str) -> Markup:
    match inline:
        case Plain(text=text):
            return Markup("{}").format(text)
        case Strong(text=text):
            return Markup("<strong>{}</strong>").format(text)
        case Mention(name=name, accounts=accounts):
            here = [a.id for a in accounts if (a.platform, a.tenant) == (PLATFORM, TENANT)]
            return mention_html(name, here[0], reader) if here else Markup("{}").format(name)
        case Link(label=label, url=url):
            return _link(label, url)


def _link(label: str, url: str) -> Markup:
    try:
        safe = urlsplit(url).scheme in _LINK_SCHEMES
    except ValueError:
        safe = False
    if not safe:
        return Markup("{}").format(label)
    return Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>').format(
        url, label
    )


def element_html(element: Element, reader: str, texts: Texts) -> Markup:
    """Return one element of a card or of what stands above a form's fields."""
    match element:
        case Text(line=line, tone=tone):
            return _text(line, tone, reader, texts)
        case Heading(text=text):
            return Markup("<h3>{}</h3>").format(text)
        case File():
            return _file(element, texts)
        case Facts(rows=rows):
            facts = _NOTHING.join(_fact(row, reader) for row in rows)
            return Markup('<dl class="facts">{}</dl>').format(facts)
        case Table():
            return _table(element, reader, texts)
        case Picture():
            return _picture(element, texts)


def _text(line: Line, tone: Tone, reader: str, texts: Texts) -> Markup:
    said = line_html(line, reader)
    if tone is Tone.WARNING:
        return Markup(
            '<p class="warning">{}<span><span class="unseen">{} </span>{}</span></p>'
        ).format(icon("warning"), texts("web.message.warning"), said)
    kind = "muted" if tone is Tone.MUTED else "said"
    return Markup('<p class="{}">{}</p>').format(kind, said)


def _fact(fact: Fact, reader: str) -> Markup:
    lines = _NOTHING.join(
        Markup("<span>{}</span>").format(line_html(line, reader)) for line in fact.lines
    )
    return Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(fact.label, lines)


def _table(table: Table, reader: str, texts: Texts) -> Markup:
    head = _NOTHING.join(Markup('<th scope="col">{}</th>').format(name) for name in table.columns)
    rows = _NOTHING.join(_row(row, reader) for row in table.rows)
    # A scrolling region must be reachable by keyboard, hence the tabindex and the name.
    return Markup(
        '<div class="table" role="region" tabindex="0" aria-label="{}"><table>'
        "<thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>"
    ).format(texts("web.message.table"), head, rows)


def _row(cells: tuple[Line, ...], reader: str) -> Markup:
    inside = _NOTHING.join(Markup("<td>{}</td>").format(line_html(cell, reader)) for cell in cells)
    return Markup("<tr>{}</tr>").format(inside)


def _picture(picture: Picture, texts: Texts) -> Markup:
    return Markup(
        '<figure><a href="/pictures/{0}.png" target="_blank" title="{3}">'
        '<img src="/pictures/{0}.png" alt="{2}"></a><figcaption>{1}</figcaption></figure>'
    ).format(quote(picture.secret, safe=""), picture.title, picture.alt, texts("web.message.open"))


def _file(file: File, texts: Texts) -> Markup:
    """Return the link that fetches a file, by its secret alone: nothing else may be linked."""
    return Markup(
        '<p><a class="file" href="/files/{}" download="{}">{}<span>{}</span>'
        '<span class="size">{}</span></a></p>'
    ).format(
        quote(file.secret, safe=""), file.name, icon("file"), file.name, size_text(file.size, texts)
    )


def size_text(size: int, texts: Texts) -> str:
    """Return a size in bytes as people read it: "1 kB", "250 kB", "1,4 MB"."""
    if size < 999_500:
        return texts("web.file.kilobytes", n=max(1, round(size / 1000)))
    whole, tenth = divmod(round(size / 100_000), 10)
    return texts("web.file.megabytes", whole=whole, tenth=tenth)


def _controls(card: Card, message_id: str, reader: str, texts: Texts) -> Markup:
    if not card.controls:
        return _NOTHING
    forms = _NOTHING.join(
        _form(message_id, reader, control.action, _control(control, texts))
        for control in card.controls
    )
    return Markup('<div class="controls">{}</div>').format(forms)


def _form(message_id: str, reader: str, action: str, inside: Markup) -> Markup:
    return Markup(
        '<form class="live" method="post" action="/demo/press">'
        '<input type="hidden" name="person" value="{}">'
        '<input type="hidden" name="message" value="{}">'
        '<input type="hidden" name="action" value="{}">{}</form>'
    ).format(reader, message_id, action, inside)


def _control(control: Button | Select, texts: Texts) -> Markup:
    if isinstance(control, Button):
        return Markup('<button class="button {}" name="value" value="{}"{}>{}</button>').format(
            control.style.value,
            control.value,
            Markup(' aria-haspopup="dialog"') if control.opens else _NOTHING,
            control.label,
        )
    options = _NOTHING.join(
        Markup('<option value="{}">{}</option>').format(option.value, option.label)
        for option in control.options
    )
    return Markup(
        '<label class="choice"><span>{}</span><select name="value">{}</select></label>'
        '<button class="button">{}</button>'
    ).format(control.label, options, texts("web.message.choose"))
