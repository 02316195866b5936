"""A calendar's address: given out once, replaced, closed; and a date as a file."""

from bot.cards.elements import Button, Card, Control, Element, File, Link, Style, Text, Tone, plain
from bot.domain.calendars import Feed
from bot.texts import Texts

OPEN = "calendars.open"
CLOSE = "calendars.close"
OWN, EVERYTHING = "mine", "all"
"""What the buttons carry: the reader's own calendar, or the organisation's."""


def address_card(url: str, which: str, texts: Texts, *, keeper: bool) -> Card:
    """Return a new address; nobody is shown it again.

    Args:
        url: the address.
        which: `OWN` or `EVERYTHING`.
        texts: the reader's language.
        keeper: the reader may give out the organisation's address too.
    """
    body: tuple[Element, ...] = (
        Text(plain(texts(f"calendars.given.{which}"))),
        Text((Link(url, url),)),
        Text(plain(texts("calendars.how"))),
        Text(plain(texts("calendars.once")), Tone.WARNING),
    )
    return Card(
        texts(f"calendars.title.{which}"),
        body=body,
        controls=_controls(which, texts, standing=True, keeper=keeper),
    )


def standing_card(feed: Feed | None, which: str, texts: Texts, *, keeper: bool) -> Card:
    """Return since when there is an address, or that there is none."""
    if feed is None:
        said = texts("calendars.none")
    else:
        said = texts("calendars.standing", moment=texts.moment(feed.opened_at))
    return Card(
        texts(f"calendars.title.{which}"),
        body=(Text(plain(said)),),
        controls=_controls(which, texts, standing=feed is not None, keeper=keeper),
    )


def date_card(file: File, until: str, texts: Texts) -> Card:
    """Return a date of the wheel as a file to open in a calendar."""
    return Card(
        texts("calendars.file-title"),
        body=(file, Text(plain(texts("calendars.file-ready", moment=until)), Tone.MUTED)),
    )


def _controls(which: str, texts: Texts, *, standing: bool, keeper: bool) -> tuple[Control, ...]:
    new = Button(texts("button.new-address"), OPEN, which, Style.PRIMARY)
    close = Button(texts("button.close-address"), CLOSE, which, Style.DANGER)
    other = EVERYTHING if which == OWN else OWN
    show = Button(texts(f"button.calendar-{other}"), "calendars.show", other)
    return (new, *((close,) if standing else ()), *((show,) if keeper else ()))
