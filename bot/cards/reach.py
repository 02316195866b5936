"""Where a person is written to, and whom a message could not reach."""

from collections.abc import Sequence

from bot.cards.elements import Button, Card, Text, Tone, plain
from bot.cards.notice import notice_card
from bot.texts import Texts


def chosen_card(platform: str, texts: Texts) -> Card:
    """Return where the reader is written to from now on."""
    said = texts("reach.chosen", platform=texts(f"reach.{platform}"))
    return notice_card(texts("reach.title"), said)


def write_here_button(texts: Texts) -> Button:
    """Return the button that has the reader written to where it stands."""
    return Button(texts("button.write-here"), "reach.here")


def unreached_card(
    names: Sequence[str], titles: Sequence[str], texts: Texts, *, caused: bool
) -> Card:
    """Return who could not be told.

    Args:
        names: the people without an account here.
        titles: the messages they should have had.
        texts: the reader's language.
        caused: it is what the reader has just done that they were to be told of.
    """
    said = texts("reach.unreached", names=", ".join(names), titles="; ".join(titles))
    return Card(
        texts("reach.unreached-title"),
        why=texts("reach.unreached-why" if caused else "reach.unreached-why-admin"),
        body=(Text(plain(said), Tone.WARNING),),
        footer=texts("reach.unreached-footer"),
    )
