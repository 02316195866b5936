"""The forms of the annual plan: a task, a treatment item, and each step that asks for something."""

from dataclasses import dataclass
from datetime import date, timedelta

from bot.cards.elements import (
    ChoiceField,
    DateField,
    FileField,
    Form,
    FormField,
    Option,
    Text,
    TextField,
    plain,
)
from bot.cards.pickers import NOBODY, PERSON, person_options, role_options
from bot.cards.plan_words import title_of, years_text
from bot.domain.organisation import Organisation
from bot.domain.plan import (
    Bearer,
    PlanTask,
    Priority,
    RiskLevel,
    Treatment,
    TreatmentOption,
)
from bot.domain.plan_rules import Step
from bot.texts import Texts

ROLE = "role:"
_LINES = 3
_POSTPONED = timedelta(days=14)


@dataclass(frozen=True)
class Blank:
    """What stands in the form of a new task to begin with."""

    title: str = ""
    responsible: Bearer | None = None
    accountable: Bearer | None = None
    due: date | None = None
    years: tuple[int, ...] = ()
    origin: str = ""
    treats: bool = False


def task_form(
    task: PlanTask | Blank, value: str, organisation: Organisation, texts: Texts, today: date
) -> Form:
    """Return the form of a task or a treatment item, as it stands or a new one.

    Args:
        task: what stands there to begin with.
        value: what the handler is given back.
        organisation: for the people and the roles.
        texts: the reader's language.
        today: the local date.
    """
    treats = task.treats if isinstance(task, Blank) else task.treatment is not None
    new = isinstance(task, Blank)
    kind = "treatment" if treats else "task"
    return Form(
        texts(f"plan.form.new-{kind}" if new else f"plan.form.{kind}"),
        "plan.save",
        (
            *_what_and_who(task, organisation, texts, today),
            *(_treatment_fields(task, texts) if treats else ()),
            *_weight_fields(task, texts),
        ),
        texts("button.save"),
        value=value,
    )


def step_form(task: PlanTask, step: Step, texts: Texts, today: date) -> Form:
    """Return the form of what a step asks for."""
    return Form(
        texts(f"plan.form.{step.value}"),
        f"plan.{step.value}",
        _step_fields(task, step, texts, today),
        texts(f"button.task-{step.value}"),
        intro=(Text(plain(title_of(task, texts))),),
        value=task.id,
    )


def hand_over_form(
    task: PlanTask, value: str, organisation: Organisation, texts: Texts, today: date
) -> Form:
    """Return the form of who does a task from now on; the arguments are those of `task_form`."""
    now = str(task.responsible)
    everybody = person_options(organisation, today, texts)
    options = tuple(option for option in everybody if option.value != now)
    return Form(
        texts("plan.form.hand-over"),
        "plan.hand-over",
        (ChoiceField("to", texts("plan.new-responsible"), options, required=True),),
        texts("button.reassign"),
        intro=(Text(plain(title_of(task, texts))),),
        value=value,
    )


def control_form(seen: str, texts: Texts) -> Form:
    """Return the form of the compensating control of an approval by an author."""
    control = TextField("control", texts("plan.control"), required=True, lines=_LINES, most=1000)
    return Form(
        texts("plan.form.approve"),
        "plan.approved",
        (control,),
        texts("button.approve-plan"),
        intro=(Text(plain(texts("plan.control-intro"))),),
        value=seen,
    )


def _step_fields(task: PlanTask, step: Step, texts: Texts, today: date) -> tuple[FormField, ...]:
    reason = TextField("reason", texts("plan.reason"), required=True, lines=_LINES, most=1000)
    match step:
        case Step.DONE:
            return (
                TextField(
                    "evidence",
                    texts("plan.evidence"),
                    lines=_LINES,
                    hint=texts("plan.evidence-hint"),
                ),
                TextField("link", texts("plan.evidence-link"), most=1000),
                FileField(
                    "file",
                    texts("plan.evidence-file"),
                    hint=texts("plan.evidence-file-hint", task=title_of(task, texts)),
                ),
                TextField("answer", texts("plan.answer-done"), lines=_LINES, most=1000),
            )
        case Step.POSTPONE:
            later = max(task.deadline, today) + _POSTPONED
            due = DateField("due", texts("plan.new-due"), later, required=True)
            return (due, reason)
        case Step.VERIFY:
            label = texts("plan.answer-verified")
            return (TextField("answer", label, required=True, lines=_LINES, most=1000),)
    return (reason,)


def _what_and_who(
    task: PlanTask | Blank, organisation: Organisation, texts: Texts, today: date
) -> tuple[FormField, ...]:
    title = task.title if isinstance(task, Blank) else task.title.in_language(texts.language)
    years = years_text(task.years)
    return (
        TextField("title", texts("plan.field.title"), title, required=True, lines=2, most=2000),
        _bearer_field("responsible", task.responsible, organisation, texts, today),
        _bearer_field("accountable", task.accountable, organisation, texts, today),
        DateField("due", texts("plan.field.due"), task.due, hint=texts("plan.due-hint")),
        TextField(
            "years", texts("plan.field.years"), years, hint=texts("plan.years-hint"), most=40
        ),
    )


def _bearer_field(
    name: str, bearer: Bearer | None, organisation: Organisation, texts: Texts, today: date
) -> ChoiceField:
    roles = (
        Option(texts("plan.role-option", role=option.label), ROLE + option.value)
        for option in role_options(organisation, today, texts)
    )
    options = (*person_options(organisation, today, texts), *roles)
    known = {option.value for option in options}
    chosen = str(bearer) if bearer and str(bearer) in known else ""
    return ChoiceField(
        name,
        texts(f"plan.field.{name}"),
        options,
        (chosen,) if chosen else (),
        required=True,
        hint=texts(f"plan.{name}-hint"),
    )


def _weight_fields(task: PlanTask | Blank, texts: Texts) -> tuple[FormField, ...]:
    known = task if isinstance(task, PlanTask) else None
    priority = known.priority if known else Priority.NORMAL
    origin = known.origin.words.in_language(texts.language) if known else ""
    if isinstance(task, Blank):
        origin = task.origin
    options = tuple(Option(texts(f"plan.priority.{p.value}"), p.value) for p in Priority)
    return (
        ChoiceField(
            "priority", texts("plan.field.priority"), options, (priority.value,), required=True
        ),
        TextField(
            "cost", texts("plan.field.cost"), _number(known.cost if known else None), most=12
        ),
        TextField(
            "effort", texts("plan.field.effort"), _number(known.effort if known else None), most=12
        ),
        TextField("origin", texts("plan.field.origin"), origin, most=200),
    )


def _treatment_fields(task: PlanTask | Blank, texts: Texts) -> tuple[FormField, ...]:
    known = task.treatment if isinstance(task, PlanTask) else None
    treatment = known or Treatment("")
    options = tuple(Option(texts(f"plan.option.{o.value}"), o.value) for o in TreatmentOption)
    levels = (
        Option(texts("plan.level.none"), NOBODY),
        *(Option(texts(f"plan.level.{level.value}"), level.value) for level in RiskLevel),
    )
    residual = treatment.residual.value if treatment.residual else NOBODY
    return (
        TextField(
            "risk", texts("plan.field.risk"), treatment.risk, required=True, lines=2, most=1000
        ),
        ChoiceField(
            "option", texts("plan.field.option"), options, (treatment.option.value,), required=True
        ),
        TextField("control", texts("plan.field.control"), treatment.control, most=300),
        ChoiceField("residual", texts("plan.field.residual"), levels, (residual,)),
        DateField(
            "accepted_until",
            texts("plan.field.accepted-until"),
            treatment.accepted_until,
            hint=texts("plan.accepted-until-hint"),
        ),
    )


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def bearer_from(value: str) -> Bearer:
    """Return the role or the person of a form's choice."""
    if value.startswith(ROLE):
        return Bearer(role_id=value.removeprefix(ROLE))
    return Bearer(person_id=value.removeprefix(PERSON))
