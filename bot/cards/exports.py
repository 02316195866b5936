"""The matrix as a file: which kind, and the file itself."""

from collections.abc import Sequence

from bot.cards.elements import Button, Card, Element, File, Style, Text, Tone, plain
from bot.texts import Texts

MAKE = "exports.make"


def choice_card(formats: Sequence[str], texts: Texts) -> Card:
    """Return a button for each format, the first one leading."""
    return Card(
        texts("exports.title"),
        body=(Text(plain(texts("exports.choose"))),),
        controls=tuple(
            Button(
                texts(f"exports.format.{name}"),
                MAKE,
                name,
                Style.PRIMARY if place == 0 else Style.NORMAL,
            )
            for place, name in enumerate(formats)
        ),
    )


def file_card(
    file: File, until: str, texts: Texts, *, left_out: bool = False, title: str = ""
) -> Card:
    """Return the file.

    Args:
        file: as it is kept.
        until: when it expires, in the reader's words.
        texts: the reader's language.
        left_out: it would hold addresses for a reader with other rights.
        title: what it is, where it is not the matrix.
    """
    body: list[Element] = [file, Text(plain(texts("exports.ready", moment=until)), Tone.MUTED)]
    if left_out:
        body.append(Text(plain(texts("exports.contacts-left-out")), Tone.MUTED))
    return Card(title or texts("exports.title"), body=tuple(body))
