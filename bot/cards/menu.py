"""The menu: what can be asked, with a button for each."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.cards.draft_outcomes import show_button
from bot.cards.elements import Button, Card, Element, Fact, Facts, Style, Text, plain
from bot.texts import Texts


@dataclass(frozen=True)
class MenuLine:
    """A command as the menu shows it: how it is typed here, and what it does."""

    usage: str
    summary: str


def menu_card(
    lines: Sequence[MenuLine],
    texts: Texts,
    pressing: Sequence[Element] = (),
    *,
    draft: bool = False,
) -> Card:
    """Return the commands that this place understands, and those buttons that the reader may press.

    Args:
        lines: the commands.
        texts: the reader's language.
        pressing: the reader's next deadlines.
        draft: the reader may see the draft of the matrix.
    """
    facts = Facts(tuple(Fact(line.usage, (plain(line.summary),)) for line in lines))
    more = (show_button(texts),) if draft else ()
    return Card(
        texts("menu.title"),
        body=(*pressing, Text(plain(texts("menu.intro"))), facts),
        controls=(
            Button(texts("button.mine"), "mine.show", style=Style.PRIMARY),
            Button(texts("button.wheel"), "wheel.show"),
            Button(texts("button.list"), "matrix.list", "1"),
            Button(texts("button.matrix"), "matrix.show", "1"),
            Button(texts("button.check"), "findings.show", "1"),
            *more,
            Button(texts("button.language"), "language.other"),
        ),
        footer=texts("menu.footer"),
    )
