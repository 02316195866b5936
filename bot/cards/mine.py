"""What a person answers for: the roles they hold or act in, R and A first."""

from collections.abc import Sequence

from bot.cards.dues import due_controls, due_rows
from bot.cards.elements import (
    Button,
    Card,
    Control,
    Element,
    Fact,
    Facts,
    Line,
    Style,
    Text,
    Tone,
    plain,
)
from bot.cards.owed import owed_controls, owed_elements
from bot.cards.raci import held_elements, version_text
from bot.domain.duties import PersonAnswer
from bot.domain.letter_lines import ToldDue
from bot.domain.organisation import Organisation
from bot.domain.owed import Owed
from bot.texts import Texts


def mine_card(
    answer: PersonAnswer,
    owed: Owed,
    organisation: Organisation,
    texts: Texts,
    own: tuple[Button, ...] = (),
    unanswered: Sequence[Line] = (),
    dues: Sequence[ToldDue] = (),
) -> Card:
    """Return what the reader owes and their roles, for `/isms me` and the Home tab.

    Args:
        answer: the roles.
        owed: what waits for the reader.
        organisation: the data.
        texts: the reader's language.
        own: what the reader may do about themselves.
        unanswered: the requests for decisions that wait for the reader's answer.
        dues: what else the reader owes, the most pressing first.
    """
    body: list[Element] = []
    if answer.absence:
        until = texts.date_medium(answer.absence.last)
        body.append(Text(plain(texts("mine.away", date=until)), Tone.WARNING))
    if unanswered:
        body.append(Facts((Fact(texts("approvals.waits.votes"), tuple(unanswered)),)))
    body += due_rows(dues, organisation, texts)
    if owed or not (unanswered or dues):
        body += owed_elements(owed, organisation, texts)
    if not answer.held:
        body.append(Text(plain(texts("mine.none"))))
    for held in answer.held:
        body += held_elements(held, texts)
    return Card(
        texts("mine.title"),
        body=tuple(body),
        controls=(
            *(_approvals_button(texts) if unanswered else ()),
            *due_controls(dues, texts),
            *owed_controls(owed, organisation, texts),
            *home_controls(texts),
            *own,
        ),
        footer=version_text(organisation, texts),
    )


def _approvals_button(texts: Texts) -> tuple[Button, ...]:
    return (Button(texts("approvals.button.answer"), "approvals.waiting", style=Style.PRIMARY),)


def unbound_card(texts: Texts) -> Card:
    """Return how somebody whose account is not linked to a person gets it linked."""
    return Card(
        texts("mine.title"),
        body=(Text(plain(texts("mine.unbound"))),),
        controls=home_controls(texts),
    )


def home_controls(texts: Texts) -> tuple[Control, ...]:
    """Return the buttons that lead on from a person's own page."""
    return (
        Button(texts("button.wheel"), "wheel.show", style=Style.PRIMARY),
        Button(texts("button.list"), "matrix.list", "1"),
        Button(texts("button.matrix"), "matrix.show", "1"),
        Button(texts("button.check"), "findings.show", "1"),
        Button(texts("button.help"), "menu.show"),
    )
