"""The forms of assignments: given, sent back, asked about, reported on and judged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.cards.assignment_words import short, unit_name
from bot.cards.assignments import reference_of
from bot.cards.elements import (
    ChoiceField,
    DateField,
    Element,
    FileField,
    Form,
    FormField,
    Option,
    Text,
    TextField,
    plain,
)
from bot.cards.pickers import person_options, role_options, unit_options
from bot.cards.plan_forms import ROLE
from bot.domain.assignments import Answer, Assignment
from bot.domain.organisation import Organisation
from bot.domain.plan import Bearer
from bot.texts import Texts

_FEW_LINES, _MANY_LINES = 3, 5
_MOST, _MOST_TITLE, _MOST_LINK = 2000, 200, 500
_EFFECT_LATER = timedelta(days=30)
_ANSWERS = (Answer.YES, Answer.PARTLY, Answer.NO)


@dataclass(frozen=True)
class Blank:
    """What stands in the form of new assignments, or of one that is given anew, to begin with.

    Args:
        intro: what they come from.
        title, instruction, due: of the assignments.
        units: the ids of those that are chosen.
        accountable: who hears that they are late.
        effect_due, effect_by: when, and of whom, it is asked whether it worked.
    """

    intro: str = ""
    title: str = ""
    instruction: str = ""
    due: date | None = None
    units: tuple[str, ...] = ()
    accountable: Bearer | None = None
    effect_due: date | None = None
    effect_by: Bearer | None = None


def give_form(
    blank: Blank, value: str, organisation: Organisation, texts: Texts, today: date
) -> Form:
    """Return the form in which units are given something to do.

    Args:
        blank: what stands there to begin with.
        value: the record they come from, as its subject.
        organisation: for units, people and roles.
        texts: the reader's language.
        today: the local date.
    """
    options = unit_options(organisation, today, texts)
    known = {option.value for option in options}
    units = ChoiceField(
        "units",
        texts("assignments.form.units"),
        options,
        tuple(one for one in blank.units if one in known),
        several=True,
        required=True,
        hint=texts("assignments.form.units-hint"),
    )
    return Form(
        texts("assignments.form.give"),
        "assignments.given",
        (units, *_told_fields(blank, organisation, texts, today)),
        texts("assignments.button.give"),
        intro=(Text(plain(blank.intro)),) if blank.intro else (),
        value=value,
    )


def again_form(
    assignment: Assignment, organisation: Organisation, texts: Texts, today: date
) -> Form:
    """Return the form in which an assignment is given anew."""
    effect = assignment.effect
    blank = Blank(
        title=assignment.title,
        instruction=assignment.instruction,
        due=assignment.due,
        accountable=assignment.accountable,
        effect_due=effect.due if effect else None,
        effect_by=effect.asked if effect else None,
    )
    intro = [texts("assignments.form.again-intro", unit=unit_name(assignment, organisation, texts))]
    if assignment.reason:
        intro.append(texts("assignments.reason", text=assignment.reason))
    return Form(
        texts("assignments.form.again"),
        "assignments.given-again",
        _told_fields(blank, organisation, texts, today),
        texts("assignments.button.again"),
        intro=tuple(Text(plain(line)) for line in intro),
        value=reference_of(assignment),
    )


def report_form(
    assignment: Assignment, organisation: Organisation, texts: Texts, file: str = ""
) -> Form:
    """Return the form of the two questions (001 §2), with what shows the answers.

    Args:
        assignment: as it stands.
        organisation: for the unit's name.
        texts: the reader's language.
        file: the name of a file that is along already, "" for none.
    """
    intro = [*_intro(assignment, texts), Text(plain(assignment.instruction))]
    if file:
        intro.append(Text(plain(texts("assignments.form.file-along", name=file))))
    return Form(
        texts("assignments.form.report"),
        "assignments.reported",
        (
            _answer_field("followed", texts("assignments.form.followed"), texts),
            _answer_field("successful", texts("assignments.form.successful"), texts),
            TextField(
                "comment",
                texts("assignments.form.comment"),
                hint=texts("assignments.form.comment-hint"),
                lines=_MANY_LINES,
                most=_MOST,
            ),
            TextField("evidence", texts("assignments.form.evidence"), lines=_FEW_LINES, most=_MOST),
            TextField("link", texts("assignments.form.link"), most=_MOST_LINK),
            FileField(
                "file",
                texts("assignments.form.file"),
                hint=texts("assignments.form.file-hint", number=assignment.number),
            ),
        ),
        texts("assignments.button.report"),
        intro=tuple(intro),
        value=reference_of(assignment),
    )


def effect_form(assignment: Assignment, texts: Texts, today: date) -> Form:
    """Return the form of whether it worked."""
    answers = (*_ANSWERS, Answer.TOO_EARLY)
    later = DateField(
        "due",
        texts("assignments.form.effect-next"),
        today + _EFFECT_LATER,
        hint=texts("assignments.form.effect-next-hint"),
    )
    return Form(
        texts("assignments.form.effect"),
        "assignments.effect-judged",
        (
            _answer_field("answer", texts("assignments.form.worked"), texts, answers),
            TextField(
                "comment",
                texts("assignments.form.comment"),
                hint=texts("assignments.form.comment-hint"),
                lines=_MANY_LINES,
                most=_MOST,
            ),
            later,
        ),
        texts("assignments.button.send-answer"),
        intro=(*_intro(assignment, texts), Text(plain(assignment.instruction))),
        value=reference_of(assignment),
    )


def words_form(
    kind: str, assignment: Assignment, texts: Texts, *, value: str = "", intro: str = ""
) -> Form:
    """Return the form of a reason, a question or an answer.

    Args:
        kind: "sent-back", "withdrawn", "returned", "asked" or "answered": the form's action.
        assignment: as it stands.
        texts: the reader's language.
        value: what the handler is given back; the assignment's reference else.
        intro: a line more above the field.
    """
    name = "text" if kind in ("asked", "answered") else "reason"
    words = TextField(
        name,
        texts(f"assignments.form.{kind}-label"),
        required=True,
        lines=_MANY_LINES,
        most=_MOST,
    )
    more: tuple[FormField, ...] = ()
    if kind == "returned":
        hint = texts("assignments.form.new-due-hint")
        more = (DateField("due", texts("assignments.form.new-due"), hint=hint),)
    lines: list[Element] = list(_intro(assignment, texts))
    if intro:
        lines.append(Text(plain(intro)))
    return Form(
        texts(f"assignments.form.{kind}"),
        f"assignments.{kind}",
        (words, *more),
        texts("assignments.button.send-answer"),
        intro=tuple(lines),
        value=value or reference_of(assignment),
    )


def _told_fields(
    blank: Blank, organisation: Organisation, texts: Texts, today: date
) -> tuple[FormField, ...]:
    """Return what is to be done, by when, who answers for it, and when its effect is judged."""
    bearers = _bearers(organisation, texts, today)
    return (
        TextField(
            "title",
            texts("assignments.form.title"),
            blank.title,
            required=True,
            hint=texts("assignments.form.title-hint"),
            most=_MOST_TITLE,
        ),
        TextField(
            "instruction",
            texts("assignments.field.instruction"),
            blank.instruction,
            required=True,
            hint=texts("assignments.form.instruction-hint"),
            lines=_MANY_LINES,
            most=_MOST,
        ),
        DateField("due", texts("assignments.field.due"), blank.due, required=True),
        ChoiceField(
            "accountable",
            texts("assignments.form.accountable"),
            bearers,
            _known(blank.accountable, bearers),
            required=True,
            hint=texts("assignments.form.accountable-hint"),
        ),
        DateField(
            "effect_due",
            texts("assignments.form.effect-due"),
            blank.effect_due,
            hint=texts("assignments.form.effect-due-hint"),
        ),
        ChoiceField(
            "effect_by",
            texts("assignments.form.effect-by"),
            bearers,
            _known(blank.effect_by, bearers),
            hint=texts("assignments.form.effect-by-hint"),
        ),
    )


def _bearers(organisation: Organisation, texts: Texts, today: date) -> tuple[Option, ...]:
    """Return everybody and every role, as who may have A or judge an effect."""
    roles = (
        Option(texts("plan.role-option", role=option.label), ROLE + option.value)
        for option in role_options(organisation, today, texts)
    )
    return (*person_options(organisation, today, texts), *roles)


def _known(bearer: Bearer | None, options: Sequence[Option]) -> tuple[str, ...]:
    """Return who is chosen to begin with, where that is one of the options."""
    return tuple(option.value for option in options if bearer and option.value == str(bearer))


def _answer_field(
    name: str, label: str, texts: Texts, answers: tuple[Answer, ...] = _ANSWERS
) -> ChoiceField:
    options = tuple(Option(texts(f"assignments.answer.{one.value}"), one.value) for one in answers)
    return ChoiceField(name, label, options, required=True)


def _intro(assignment: Assignment, texts: Texts) -> tuple[Text, ...]:
    said = texts("assignments.title", number=assignment.number, title=short(assignment.title))
    return (Text(plain(said)),)
