"""What waits for the reader: late, next, to be approved, and tasks; for `/isms me` and the menu."""

from collections.abc import Iterator, Sequence

from bot.cards.elements import (
    Control,
    Element,
    Fact,
    Facts,
    Line,
    Option,
    Plain,
    Select,
    Strong,
    Text,
    Tone,
    plain,
)
from bot.cards.holders import role_name
from bot.cards.occurrences import occurrence_title
from bot.domain.occurrence_marks import reference_to
from bot.domain.organisation import Organisation
from bot.domain.owed import Owed, Owing
from bot.domain.plan import PlanTask
from bot.texts import Texts

_MOST = 5
_MOST_IN_MENU = 3
_MOST_OPTIONS = 25


def owed_elements(owed: Owed, organisation: Organisation, texts: Texts) -> Iterator[Element]:
    """Iterate over what waits for the reader; says so when nothing does."""
    if not owed:
        yield Text(plain(texts("mine.nothing-owed")))
        return
    if owed.overdue:
        yield Text(plain(texts.plural("mine.overdue", len(owed.overdue))), Tone.WARNING)
    rows = (
        ("wheel.mark.late", _lines(owed.overdue, organisation, texts)),
        ("mine.to-approve", _lines(owed.to_approve, organisation, texts)),
        ("mine.following", _lines(owed.following, organisation, texts)),
        ("mine.tasks", [_task(task, texts) for task in owed.tasks]),
        ("mine.overseen", _lines(owed.overseen, organisation, texts, roles=True)),
    )
    yield Facts(tuple(_fact(key, lines, texts) for key, lines in rows if lines))


def owed_controls(owed: Owed, organisation: Organisation, texts: Texts) -> tuple[Control, ...]:
    """Return a drop-down that opens one of the reader's dates, the most pressing first."""
    pressing = (*owed.overdue, *owed.to_approve, *owed.following)[:_MOST_OPTIONS]
    options = tuple(
        Option(
            texts("mine.option", item=_title(one, organisation, texts), date=_due(one, texts)),
            str(reference_to(one.occurrence, one.part.part.key)),
        )
        for one in pressing
    )
    return (Select(texts("mine.choose"), "occurrences.show", options),) if options else ()


def next_facts(owed: Owed, organisation: Organisation, texts: Texts) -> tuple[Element, ...]:
    """Return the reader's most pressing dates for the menu; none when there are none."""
    late, ahead = owed.overdue[:_MOST_IN_MENU], owed.following[:_MOST_IN_MENU]
    rows = (
        ("wheel.mark.late", _lines(late, organisation, texts)),
        ("mine.following", _lines(ahead, organisation, texts)),
    )
    facts = tuple(Fact(texts(key), tuple(lines)) for key, lines in rows if lines)
    return (Facts(facts),) if facts else ()


def _fact(key: str, lines: Sequence[Line], texts: Texts) -> Fact:
    shown = tuple(lines[:_MOST])
    if more := len(lines) - len(shown):
        shown = (*shown, plain(texts("mine.more", n=more)))
    return Fact(texts(key), shown)


def _lines(
    owing: Sequence[Owing], organisation: Organisation, texts: Texts, *, roles: bool = False
) -> list[Line]:
    return [_line(one, organisation, texts, roles=roles) for one in owing]


def _line(one: Owing, organisation: Organisation, texts: Texts, *, roles: bool) -> Line:
    role = organisation.role.get(one.item.responsible) if roles else None
    after = texts("wheel.by", role=role_name(role, texts)) if role else ""
    before = Plain(f"{_due(one, texts)} · ")
    return (before, Strong(_title(one, organisation, texts)), Plain(after))


def _title(one: Owing, organisation: Organisation, texts: Texts) -> str:
    return occurrence_title(one.item, one.part, organisation, texts)


def _due(one: Owing, texts: Texts) -> str:
    return texts.date_table(one.occurrence.due)


def _task(task: PlanTask, texts: Texts) -> Line:
    before = Plain(f"{texts.date_table(task.deadline)} · ")
    return (before, Strong(task.title.in_language(texts.language)))
