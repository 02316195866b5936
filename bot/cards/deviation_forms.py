"""The forms of deviations: registered, assessed, explained, mended, verified, closed, reopened."""

from dataclasses import dataclass
from datetime import timedelta

from bot.cards.deviations import View, deviation_title
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
from bot.cards.pickers import person_options, role_options, unit_options
from bot.cards.plan_forms import ROLE
from bot.domain.assignments import Answer
from bot.domain.deviation_people import FUNCTION
from bot.domain.deviation_rules import DAYS, EFFECT_AFTER, Step
from bot.domain.deviations import Deviation, Severity
from bot.domain.plan import Bearer
from bot.texts import Texts

_LINES = 3
_ACTION_DAYS = timedelta(days=14)


@dataclass(frozen=True)
class Blank:
    """What stands in the form of a new deviation to begin with."""

    text: str = ""
    unit_id: str | None = None


def register_form(blank: Blank, value: str, view: View) -> Form:
    """Return the form of a new deviation; two fields suffice.

    Args:
        blank: what stands there to begin with.
        value: what the handler is given back.
        view: the reader's.
    """
    texts = view.texts
    units = unit_options(view.organisation, view.on, texts)
    known = blank.unit_id in {option.value for option in units}
    unit = (
        ChoiceField(
            "unit",
            texts("deviations.field.unit"),
            units,
            (blank.unit_id,) if known and blank.unit_id else (),
        ),
    )
    return Form(
        texts("deviations.form.register"),
        "deviations.register",
        (
            TextField(
                "text", texts("deviations.ask.text"), blank.text, required=True, lines=_LINES
            ),
            *(unit if units else ()),
            TextField(
                "correction",
                texts("deviations.ask.correction"),
                lines=2,
                hint=texts("deviations.hint.correction"),
                most=1000,
            ),
        ),
        texts("button.register-deviation-short"),
        value=value,
    )


def step_form(deviation: Deviation, step: Step, value: str, view: View) -> Form:
    """Return the form of what a step asks for; `value` is what the handler is given back."""
    texts = view.texts
    return Form(
        texts(f"deviations.form.{step.value}"),
        f"deviations.{step.value}",
        _fields(deviation, step, view),
        texts(f"button.deviation-{step.value}-submit"),
        intro=(Text(plain(deviation_title(deviation, texts))),),
        value=value,
    )


def _fields(deviation: Deviation, step: Step, view: View) -> tuple[FormField, ...]:
    match step:
        case Step.ASSESS:
            return _assess_fields(deviation, view)
        case Step.CAUSE:
            return _cause_fields(deviation, view)
        case Step.ACT:
            return _act_fields(deviation, view)
        case Step.VERIFY:
            return _verify_fields(view)
    label = view.texts(f"deviations.ask.reason-{step.value}")
    return (TextField("reason", label, required=True, lines=_LINES, most=1000),)


def _assess_fields(deviation: Deviation, view: View) -> tuple[FormField, ...]:
    texts = view.texts
    severities = tuple(Option(texts(f"deviations.severity.{s.value}"), s.value) for s in Severity)
    severity = deviation.severity or Severity.MINOR
    due = deviation.due or view.on + timedelta(days=DAYS[severity])
    return (
        ChoiceField(
            "severity",
            texts("deviations.field.severity"),
            severities,
            (deviation.severity.value,) if deviation.severity else (),
            required=True,
        ),
        _bearers("owner", "deviations.field.owner", deviation.owner, view),
        DateField(
            "due",
            texts("deviations.field.due"),
            due,
            required=True,
            hint=texts(
                "deviations.hint.due",
                critical=DAYS[Severity.CRITICAL],
                major=DAYS[Severity.MAJOR],
                minor=DAYS[Severity.MINOR],
            ),
        ),
        TextField(
            "correction",
            texts("deviations.ask.correction"),
            deviation.correction,
            lines=2,
            hint=texts("deviations.hint.correction"),
            most=1000,
        ),
    )


def _cause_fields(deviation: Deviation, view: View) -> tuple[FormField, ...]:
    texts = view.texts
    options = tuple(Option(texts(f"answer.{value}"), value) for value in ("yes", "no"))
    answered = {True: ("yes",), False: ("no",), None: ()}[deviation.elsewhere]
    return (
        TextField(
            "cause",
            texts("deviations.ask.cause"),
            deviation.cause,
            required=True,
            lines=_LINES,
            most=2000,
        ),
        ChoiceField(
            "elsewhere",
            texts("deviations.field.elsewhere"),
            options,
            answered,
            required=True,
            hint=texts("deviations.hint.elsewhere"),
        ),
        *(() if deviation.ask_id else (_question(deviation, view),)),
    )


def _question(deviation: Deviation, view: View) -> TextField:
    """Return what every unit is asked if it may be found elsewhere, in everybody's language."""
    profile = view.organisation.profile
    everybody = Texts(profile.language, profile.timezone)
    return TextField(
        "question",
        view.texts("deviations.ask.question"),
        everybody("asks.question.elsewhere", title=deviation.title),
        lines=2,
        hint=view.texts("deviations.hint.question"),
        most=1000,
    )


def _act_fields(deviation: Deviation, view: View) -> tuple[FormField, ...]:
    texts = view.texts
    due = max(deviation.due or view.on + _ACTION_DAYS, view.on)
    effect = deviation.effect
    return (
        TextField("title", texts("deviations.ask.action"), required=True, lines=2, most=2000),
        _bearers("responsible", "plan.field.responsible", None, view),
        DateField("due", texts("plan.field.due"), due, required=True),
        DateField(
            "effect_due",
            texts("deviations.ask.effect-due"),
            max(effect.due if effect else due + EFFECT_AFTER, due),
            required=True,
        ),
        _bearers(
            "asked",
            "deviations.ask.asked",
            effect.asked if effect else FUNCTION,
            view,
            hint=texts("deviations.hint.asked"),
        ),
    )


def _verify_fields(view: View) -> tuple[FormField, ...]:
    texts = view.texts
    options = tuple(Option(texts(f"deviations.effect.{a.value}"), a.value) for a in Answer)
    return (
        ChoiceField("answer", texts("deviations.field.effect"), options, required=True),
        TextField(
            "comment",
            texts("deviations.ask.comment"),
            lines=_LINES,
            hint=texts("deviations.hint.comment"),
            most=1000,
        ),
        DateField("again", texts("deviations.ask.again"), hint=texts("deviations.hint.again")),
    )


def _bearers(
    name: str, label: str, chosen: Bearer | None, view: View, hint: str = ""
) -> ChoiceField:
    """Return a choice of a person or a role."""
    organisation, texts, on = view.organisation, view.texts, view.on
    roles = (
        Option(texts("plan.role-option", role=option.label), ROLE + option.value)
        for option in role_options(organisation, on, texts)
    )
    options = (*person_options(organisation, on, texts), *roles)
    known = chosen is not None and str(chosen) in {option.value for option in options}
    return ChoiceField(
        name,
        texts(label),
        options,
        (str(chosen),) if known else (),
        required=True,
        hint=hint,
    )
