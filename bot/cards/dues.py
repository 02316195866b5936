"""What the reader owes beside the wheel and the plan: a card of its own, or a line."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.cards.elements import (
    Button,
    Card,
    Control,
    Element,
    Fact,
    Facts,
    Line,
    Option,
    Plain,
    Select,
    Strong,
    Style,
    Text,
    plain,
)
from bot.cards.occurrences import due_words, names_of
from bot.cards.reminder_words import whose_note
from bot.domain.actors import Gap
from bot.domain.dues import Due, DueKind, record_of
from bot.domain.letter_lines import Concern, ToldDue
from bot.domain.organisation import Organisation
from bot.texts import Texts

SHOW = "dues.show"
MOST = 5
MOST_IN_MENU = 3

_MOST_OPTIONS = 25
_LONGEST_TITLE = 60

_RECORDS = {
    "input": "inputs.show",
    "assignment": "assignments.show",
    "ask": "asks.show",
    "deviation": "deviations.show",
    "decision": "decisions.show",
}
"""What shows a record, by what stands before the slash."""


@dataclass(frozen=True)
class _Press:
    """The button that does what is owed: its label, its action, and whether it opens a form."""

    label: str
    action: str
    opens: bool = True


_PRESSES: Mapping[tuple[DueKind, str], _Press] = {
    (DueKind.ACKNOWLEDGE, "assignment"): _Press(
        "dues.button.acknowledge", "assignments.acknowledge", opens=False
    ),
    (DueKind.FEEDBACK, "assignment"): _Press("dues.button.feedback", "assignments.report"),
    (DueKind.EFFECT, "assignment"): _Press("dues.button.answer", "assignments.effect"),
    (DueKind.ASK, "ask"): _Press("dues.button.answer", "asks.answer"),
    **{
        (DueKind.CONSULTATION, case): _Press("dues.button.answer", "involvement.answer")
        for case in ("decision", "input", "deviation")
    },
}


def actions() -> Iterator[tuple[str, bool]]:
    """Iterate over the actions of the buttons, and whether each opens a form."""
    yield from ((action, False) for action in _RECORDS.values())
    yield from ((press.action, press.opens) for press in _PRESSES.values())


def due_card(
    told: ToldDue, organisation: Organisation, texts: Texts, happened: Sequence[Line] = ()
) -> Card:
    """Return one thing that is owed, with the button that does it.

    Args:
        told: what it is to the reader.
        organisation: for names.
        texts: the reader's language.
        happened: what was just done to it.
    """
    body: list[Element] = [Text(line) for line in happened]
    now = told if told.due else told.next
    if now is None or now.due is None:
        why = texts("dues.over")
        return Card(told.title, why=why, body=tuple(body), controls=(_open(told, texts),))
    body.append(Facts(tuple(_facts(now, now.due, organisation, texts))))
    return Card(
        told.title,
        why=_why(now, organisation, texts) if told.due else texts("dues.over"),
        body=tuple(body),
        controls=tuple(_buttons(now, now.due, texts)),
        footer=texts("reminders.footer"),
    )


def due_fact(told: ToldDue, organisation: Organisation, texts: Texts) -> Fact:
    """Return a line of a letter: what, by when, how late, and why it is the reader's."""
    if told.due is None:
        return Fact(told.title, (plain(texts("dues.over")),))
    words = [plain(_what(told, told.due, organisation, texts))]
    if told.due.reminds:
        words.append(plain(due_words(told.due.on, organisation, texts, told.on)))
    if note := _note(told, organisation, texts):
        words.append(plain(note))
    return Fact(told.title, tuple(words))


def due_option(told: ToldDue, texts: Texts) -> Option:
    """Return the choice that opens it."""
    title = told.title[:_LONGEST_TITLE]
    if told.due is None or not told.due.reminds:
        return Option(title, told.key)
    day = texts.date_short(told.due.on)
    return Option(texts("reminders.option", item=title, date=day), told.key)


def due_rows(
    dues: Sequence[ToldDue], organisation: Organisation, texts: Texts, most: int = MOST
) -> tuple[Element, ...]:
    """Return what the reader owes and what others owe them, for `/isms me` and the menu."""
    own = [told for told in dues if told.concern is not Concern.OTHERS_LATE]
    others = [told for told in dues if told.concern is Concern.OTHERS_LATE]
    facts = tuple(
        Fact(texts(key), _cut([_line(told, organisation, texts) for told in some], most, texts))
        for key, some in (("dues.own", own), ("mine.overseen", others))
        if some
    )
    return (Facts(facts),) if facts else ()


def due_controls(dues: Sequence[ToldDue], texts: Texts) -> tuple[Control, ...]:
    """Return a drop-down that opens one of them; none without any."""
    options = tuple(due_option(told, texts) for told in dues[:_MOST_OPTIONS])
    return (Select(texts("dues.choose"), SHOW, options),) if options else ()


def _cut(lines: Sequence[Line], most: int, texts: Texts) -> tuple[Line, ...]:
    more = len(lines) - most
    shown = tuple(lines[:most])
    return (*shown, plain(texts("mine.more", n=more))) if more > 0 else shown


def _line(told: ToldDue, organisation: Organisation, texts: Texts) -> Line:
    assert told.due is not None
    before = f"{texts.date_table(told.due.on)} · " if told.due.reminds else ""
    after = f" · {_what(told, told.due, organisation, texts)}"
    return (Plain(before), Strong(told.title), Plain(after))


def _facts(told: ToldDue, due: Due, organisation: Organisation, texts: Texts) -> Sequence[Fact]:
    found = [Fact(texts("dues.what"), (plain(_what(told, due, organisation, texts)),))]
    if due.reminds:
        words = due_words(due.on, organisation, texts, told.on)
        found.append(Fact(texts("dues.deadline"), (plain(words),)))
    if told.actor is None and told.count == 1 and told.people and told.people.responsible:
        names = names_of(told.people.responsible, organisation, texts)
        found.append(Fact(texts("dues.owed-by"), names))
    return found


def _why(told: ToldDue, organisation: Organisation, texts: Texts) -> str:
    return _note(told, organisation, texts) or texts(
        "dues.why.own" if told.actor else "dues.why.accountable"
    )


def _what(told: ToldDue, due: Due, organisation: Organisation, texts: Texts) -> str:
    """Return what is to be done, or what is missing for whoever only hears of it; and of whom."""
    unit = organisation.unit.get(due.unit_id or "")
    name = unit.name.in_language(texts.language) if unit else ""
    if told.count > 1:
        return texts.plural("dues.silent", told.count)
    said = texts(f"dues.{'do' if told.actor else 'missing'}.{due.kind.value}")
    if words := due.words.in_language(texts.language):
        said = texts("dues.step", what=said, step=words)
    return texts("dues.of-unit", what=said, unit=name) if name else said


def _note(told: ToldDue, organisation: Organisation, texts: Texts) -> str:
    if told.people is None or told.due is None:
        return ""
    role_id = next((one.role_id for one in told.due.responsible if one.role_id), None) or ""
    if not role_id and told.people.gap is not None and not told.people.missing:
        return texts("dues.note.no-head" if told.due.by_unit else "reminders.note.gone")
    if told.actor is None and told.people.gap is Gap.AWAY:
        away = organisation.person[told.people.missing].name
        return texts("reminders.note.away", person=away)
    return whose_note(told.actor, told.people, role_id, organisation, texts, told.on)


def _buttons(told: ToldDue, due: Due, texts: Texts) -> Sequence[Button]:
    """Return what does it for whoever owes it, and what shows the record."""
    prefix = record_of(told.key).partition("/")[0]
    press = _PRESSES.get((due.kind, prefix)) if told.actor else None
    shows = _open(told, texts)
    if press is None:
        return [shows]
    value = ":".join(told.key.partition("/")[2].split("/"))
    if due.kind is DueKind.CONSULTATION:
        value = record_of(told.key)
    button = Button(texts(press.label), press.action, value, Style.PRIMARY, opens=press.opens)
    return [button, shows]


def _open(told: ToldDue, texts: Texts) -> Button:
    prefix, _, record_id = record_of(told.key).partition("/")
    return Button(texts("dues.button.open"), _RECORDS[prefix], record_id)
