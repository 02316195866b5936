"""A message that the operator sends again or gives up."""

from bot.cards.alarms import decision_buttons
from bot.cards.elements import Card, Fact, Facts, Form, Text, TextField, Tone, plain
from bot.cards.notice import notice_card
from bot.domain.delivery import Letter
from bot.texts import Texts


def replayed_card(letter: Letter, who: str, moment: str, texts: Texts) -> Card:
    """Return that a message is being sent again, by whom and when."""
    said = texts("outbox.replayed", who=who, moment=moment)
    return Card(texts("outbox.title"), body=(Text(plain(said)), _about(letter, texts)))


def discarded_card(
    letter: Letter, who: str, moment: str, reason: str, texts: Texts, *, masked: bool
) -> Card:
    """Return that a message is given up, by whom, when and why."""
    said = texts("outbox.discarded", who=who, moment=moment)
    body = [Text(plain(said)), Text(plain(texts("outbox.because", reason=reason)))]
    if masked:
        body.append(Text(plain(texts("outbox.masked")), Tone.WARNING))
    return Card(texts("outbox.title"), body=(*body, _about(letter, texts)))


def discard_form(letter: Letter, longest: int, texts: Texts) -> Form:
    """Return the form that asks why a message is given up."""
    reason = TextField(
        "reason",
        texts("outbox.reason"),
        required=True,
        hint=texts("outbox.reason-hint"),
        lines=3,
        most=longest,
    )
    return Form(
        texts("outbox.discard-title"),
        "outbox.discard",
        (reason,),
        texts("button.discard"),
        intro=(Text(plain(texts("outbox.discard-intro"))), _about(letter, texts)),
        value=letter.message.id,
    )


def choice_card(letter: Letter, texts: Texts) -> Card:
    """Return a message with its buttons, where a form cannot be opened."""
    notice = notice_card(texts("outbox.title"), texts("outbox.choose"))
    return Card(
        notice.title,
        body=(*notice.body, _about(letter, texts)),
        controls=decision_buttons(letter.message.id, texts),
    )


def settled_card(letter: Letter, texts: Texts) -> Card:
    """Return where a message is that there is nothing more to decide about."""
    said = texts("outbox.now", state=texts(f"outbox.state.{letter.state.value}"))
    return Card(texts("outbox.title"), body=(Text(plain(said)), _about(letter, texts)))


def _about(letter: Letter, texts: Texts) -> Facts:
    message = letter.message
    rows = (
        ("alarm.fact.message", f"{message.kind} ({message.subject})"),
        ("alarm.fact.reason", letter.reason or "–"),
        ("alarm.fact.id", message.id),
    )
    return Facts(tuple(Fact(texts(key), (plain(value),)) for key, value in rows))
