"""The forms of an organisation-wide ask: what everybody is asked, and the two questions."""

import json
from collections.abc import Sequence
from datetime import date

from bot.cards.asks import Shown
from bot.cards.elements import (
    ChoiceField,
    DateField,
    Form,
    FormField,
    Option,
    Text,
    TextField,
    plain,
)
from bot.domain.ask_people import Asked
from bot.domain.ask_rules import ASK_DAYS
from bot.domain.asks import Affected, Audience, Fixed
from bot.domain.organisation import Organisation
from bot.texts import Texts

_LINES = 3
_MOST = 1000


def new_form(
    question: str, origin: str, intro: str, organisation: Organisation, texts: Texts, on: date
) -> Form:
    """Return the form of a new ask.

    Args:
        question: what stands there to begin with.
        origin: the record that it comes from, or "".
        intro: what that is called.
        organisation, texts, on: as for a card.
    """
    asked = Asked(organisation, on)
    audiences = tuple(
        Option(texts.plural(f"asks.audience.{one.value}", len(asked.keys(one))), one.value)
        for one in Audience
        if asked.keys(one)
    )
    due = organisation.wheel.calendar.add_workdays(on, ASK_DAYS)
    return Form(
        texts("asks.form.new"),
        "asks.start",
        (
            TextField(
                "question",
                texts("asks.ask.question"),
                question,
                required=True,
                hint=texts("asks.hint.question"),
                lines=_LINES,
                most=_MOST,
            ),
            ChoiceField(
                "audience",
                texts("asks.ask.audience"),
                audiences,
                tuple(one.value for one in audiences[:1]),
                required=True,
            ),
            DateField("due", texts("asks.ask.due"), due, required=True),
        ),
        texts("asks.button.start"),
        intro=(Text(plain(intro)),) if intro else (),
        value=origin,
    )


def answer_form(shown: Shown, chosen: Sequence[str], mark: str, texts: Texts) -> Form:
    """Return the form of the two questions.

    Args:
        shown: the ask, with the keys for which the reader may answer.
        chosen: the keys that are ticked to begin with.
        mark: what the reader had seen; the handler is given it back.
        texts: the reader's language.
    """
    ask = shown.ask
    fields: list[FormField] = []
    if len(shown.keys) > 1:
        options = tuple(Option(shown.name(key, texts), key) for key in shown.keys)
        fields.append(
            ChoiceField(
                "keys",
                texts(f"asks.ask.keys-{ask.audience.value}"),
                options,
                tuple(chosen),
                several=True,
                required=True,
                hint=texts("asks.hint.keys"),
            )
        )
    known = ask.answers.get(chosen[0]) if len(chosen) == 1 else None
    affected = (known.affected.value,) if known else ()
    fixed = (known.fixed.value,) if known and known.fixed else ()
    fields += [
        ChoiceField(
            "affected",
            texts("asks.ask.affected"),
            tuple(Option(texts(f"asks.answer.{one.value}"), one.value) for one in Affected),
            affected,
            required=True,
        ),
        ChoiceField(
            "fixed",
            texts("asks.ask.fixed"),
            tuple(Option(texts(f"asks.fixed.{one.value}"), one.value) for one in Fixed),
            fixed,
            hint=texts("asks.hint.fixed"),
        ),
        TextField(
            "comment",
            texts("asks.ask.comment"),
            known.comment if known else "",
            lines=_LINES,
            most=_MOST,
        ),
    ]
    single = shown.name(shown.keys[0], texts) if len(shown.keys) == 1 else ""
    about = texts("asks.for", name=single, question=ask.question) if single else ask.question
    return Form(
        texts("asks.form.answer"),
        "asks.answered",
        tuple(fields),
        texts("asks.button.send"),
        intro=(Text(plain(about)),),
        value=json.dumps({"ask": ask.id, "keys": list(shown.keys[:1]), "mark": mark}),
    )
