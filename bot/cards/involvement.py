"""Who is consulted (C) and informed (I) in a case: to its owner, to who is asked, to everybody."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.cards.elements import Button, Card, Element, Fact, Facts, Style, Text, Tone, plain
from bot.cards.holders import role_name
from bot.cards.matrix import activity_name
from bot.cards.plan_words import fact
from bot.domain.due_rules import CONSULTATION_DAYS
from bot.domain.involvement import Consulted, Involvement, OutsideNotice
from bot.domain.involvement_rules import MatrixRow
from bot.domain.organisation import Organisation
from bot.domain.raci import Letter
from bot.texts import Texts

OPEN, CHOOSE, TICK, ANSWER = (
    "involvement.open",
    "involvement.choose",
    "involvement.tick",
    "involvement.answer",
)
POST, TAKE = "involvement.post", "involvement.take"

_CASES = {
    "decision": "decisions.show",
    "input": "inputs.show",
    "deviation": "deviations.show",
}


@dataclass(frozen=True)
class Shown:
    """A case with who is involved in it, and its reader.

    Args:
        subject, number, title: the case.
        organisation: as it stands.
        on: the local date.
        involvement: who is; None while nobody is.
        places: notices to everybody can be posted somewhere.
    """

    subject: str
    number: str
    title: str
    organisation: Organisation
    on: date
    involvement: Involvement | None = None
    places: bool = False


def involve_button(subject: str, texts: Texts) -> Button:
    """Return the button of a case's card that leads to who is consulted and informed."""
    return Button(texts("involvement.button.open"), OPEN, subject)


def involvement_card(shown: Shown, texts: Texts, *, notice: str = "") -> Card:
    """Return to a case's owner who is consulted and informed, with what they answered."""
    body: list[Element] = [Text(plain(notice))] if notice else []
    rows = tuple(_facts(shown, texts))
    if rows:
        body.append(Facts(rows))
    else:
        body.append(Text(plain(texts("involvement.nobody")), Tone.MUTED))
    return Card(
        _title(shown, texts),
        body=tuple(body),
        controls=(
            Button(
                texts("involvement.button.choose"),
                CHOOSE,
                shown.subject,
                Style.NORMAL if rows else Style.PRIMARY,
                opens=True,
            ),
            *_outside_buttons(shown, texts),
            _case_button(shown, texts),
        ),
        footer=texts("involvement.footer"),
    )


def row_card(shown: Shown, activity_id: str, row: MatrixRow, texts: Texts) -> Card:
    """Return what a row of the matrix in force says, before anybody is asked or told."""
    rows = [
        fact(texts(f"raci.{letter.value}"), _names(shown, row.with_letter(letter), texts))
        for letter in Letter
        if row.with_letter(letter)
    ]
    if row.outside:
        outside = ", ".join(role_name(role, texts) for role in row.outside)
        rows.append(fact(texts("involvement.field.outside"), outside))
    if row.vacant:
        vacant = ", ".join(role_name(role, texts) for role in row.vacant)
        rows.append(fact(texts("involvement.field.vacant"), vacant))
    name = _activity(shown, activity_id, texts)
    if not rows:
        rows = [fact(texts("involvement.field.people"), texts("involvement.row-empty"))]
    return Card(
        _title(shown, texts),
        body=(Text(plain(texts("involvement.row", activity=name))), Facts(tuple(rows))),
        controls=(
            Button(
                texts("involvement.button.tick"),
                TICK,
                f"{shown.subject} {activity_id}",
                Style.PRIMARY,
                opens=True,
            ),
            *_outside_buttons(shown, texts, activity_id),
            Button(texts("involvement.button.choose"), CHOOSE, shown.subject, opens=True),
        ),
        footer=texts("involvement.row-footer"),
    )


def question_card(shown: Shown, person_id: str, texts: Texts, *, notice: str = "") -> Card:
    """Return what somebody is asked; once answered, what they said."""
    known = shown.involvement
    own = next((c for c in known.consulted if c.person_id == person_id), None) if known else None
    body: list[Element] = [Text(plain(notice))] if notice else []
    body.append(Text(plain(known.question if known else "")))
    owner = _person(shown, known.by if known else "", texts)
    answered = own is not None and own.answer is not None
    if own is not None and answered:
        body.append(Facts((fact(texts("involvement.field.answer"), _said(own, texts)),)))
    due = ""
    if known is not None and not answered:
        day = _due(shown, known, texts)
        due = texts("involvement.answer-by", date=day, person=owner)
    button = Button(
        texts("involvement.button.answer"), ANSWER, shown.subject, Style.PRIMARY, opens=True
    )
    return Card(
        _title(shown, texts),
        why=texts("involvement.why-consulted"),
        body=tuple(body),
        controls=() if answered else (button,),
        footer=due,
    )


def answer_card(shown: Shown, person_id: str, texts: Texts) -> Card:
    """Return to a case's owner what one of those consulted has answered."""
    known = shown.involvement
    own = next((c for c in known.consulted if c.person_id == person_id), None) if known else None
    rows: list[Fact] = []
    if own is not None:
        rows.append(fact(_person(shown, person_id, texts), _said(own, texts)))
    if known is not None:
        left = [one.person_id for one in known.consulted if one.answer is None]
        if left:
            rows.append(fact(texts("involvement.field.silent"), _names(shown, left, texts)))
    return Card(
        _title(shown, texts),
        why=texts("involvement.why-owner"),
        body=(Facts(tuple(rows)),),
        controls=(
            Button(texts("involvement.button.see"), OPEN, shown.subject),
            _case_button(shown, texts),
        ),
    )


def notice_card(text: str, texts: Texts) -> Card:
    """Return a notice to everybody in a channel, as somebody wrote it and pressed to post it."""
    return Card(texts("involvement.notice-title"), body=(Text(plain(text)),))


def text_card(shown: Shown, text: str, texts: Texts) -> Card:
    """Return the text of a notice that somebody takes to send themselves."""
    return Card(
        _title(shown, texts),
        body=(Text(plain(texts("involvement.taken"))), Text(plain(text))),
        controls=(Button(texts("involvement.button.see"), OPEN, shown.subject),),
        footer=texts("involvement.taken-footer"),
    )


def bound_card(texts: Texts) -> Card:
    """Return that notices to everybody are posted here from now on."""
    return Card(texts("involvement.bound-title"), body=(Text(plain(texts("involvement.bound"))),))


def _facts(shown: Shown, texts: Texts) -> Iterator[Fact]:
    known = shown.involvement
    if known is None:
        return
    if known.activity_id:
        yield fact(texts("involvement.field.activity"), _activity(shown, known.activity_id, texts))
    if known.question:
        yield fact(texts("involvement.field.question"), known.question)
    if known.consulted:
        lines = tuple(
            plain(f"{_person(shown, one.person_id, texts)}: {_said(one, texts)}")
            for one in known.consulted
        )
        yield Fact(texts("raci.C"), lines)
    if known.informed:
        yield fact(texts("raci.I"), _names(shown, known.informed, texts))
    if known.notices:
        lines = tuple(plain(_notice(shown, one, texts)) for one in known.notices)
        yield Fact(texts("involvement.field.outside"), lines)


def _outside_buttons(shown: Shown, texts: Texts, activity_id: str = "") -> Iterator[Button]:
    """Yield what posts a notice or hands out its text; nothing is sent without such a press."""
    known = shown.involvement
    row = activity_id or (known.activity_id if known else "")
    value = f"{shown.subject} {row}".strip()
    if shown.places:
        yield Button(texts("involvement.button.post"), POST, value, opens=True)
    yield Button(texts("involvement.button.take"), TAKE, value, opens=True)


def _notice(shown: Shown, one: OutsideNotice, texts: Texts) -> str:
    role = shown.organisation.role.get(one.role_id)
    key = "involvement.posted-by" if one.place else "involvement.taken-by"
    return texts(
        key,
        role=role_name(role, texts) if role else one.role_id,
        person=_person(shown, one.by, texts),
        moment=texts.moment(one.at),
    )


def _said(one: Consulted, texts: Texts) -> str:
    if one.answer is None or one.at is None:
        return texts("involvement.silent")
    return texts("involvement.said", answer=one.answer, moment=texts.moment(one.at))


def _due(shown: Shown, known: Involvement, texts: Texts) -> str:
    calendar = shown.organisation.wheel.calendar
    return texts.date_medium(calendar.add_workdays(known.at.date(), CONSULTATION_DAYS))


def _names(shown: Shown, people: Sequence[str], texts: Texts) -> str:
    return ", ".join(_person(shown, one, texts) for one in people)


def _person(shown: Shown, person_id: str, texts: Texts) -> str:
    person = shown.organisation.person.get(person_id)
    return person.name if person else texts("involvement.somebody-gone")


def _activity(shown: Shown, activity_id: str, texts: Texts) -> str:
    activity = shown.organisation.activity.get(activity_id)
    return activity_name(activity, texts) if activity else activity_id


def _case_button(shown: Shown, texts: Texts) -> Button:
    kind, _, id_ = shown.subject.partition("/")
    return Button(texts("involvement.button.case"), _CASES[kind], id_)


def _title(shown: Shown, texts: Texts) -> str:
    return texts("involvement.title", number=shown.number, title=shown.title)
