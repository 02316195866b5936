"""What the plan can hold: every task has a title, an R, an A and years, and no CPR number."""

from dataclasses import replace

from bot.domain.cpr import mask_cpr
from bot.domain.errors import BadInput, FieldErrors, TovholderError
from bot.domain.language import Localized
from bot.domain.organisation import Organisation
from bot.domain.plan import PlanTask
from bot.domain.plan_rules import check_treatment, check_years
from bot.services.plan.rights import known_bearer


def masked(task: PlanTask) -> PlanTask:
    """Return a task without what looks like a CPR number in its free texts (domain.md §3)."""
    title = Localized(
        *(mask_cpr(text) if text else None for text in (task.title.da, task.title.en))
    )
    words = task.origin.words
    origin = Localized(*(mask_cpr(text) if text else None for text in (words.da, words.en)))
    treatment = task.treatment
    if treatment is not None:
        treatment = replace(
            treatment, risk=mask_cpr(treatment.risk), control=mask_cpr(treatment.control)
        )
    return replace(
        task, title=title, origin=replace(task.origin, words=origin), treatment=treatment
    )


def require_sound(organisation: Organisation, task: PlanTask) -> None:
    """Let pass a task that the plan can hold.

    Raises:
        FieldErrors: by the form's field.
    """
    errors: dict[str, TovholderError] = {}
    if not task.title.variants():
        errors["title"] = BadInput("form-required")
    for name, bearer in (("responsible", task.responsible), ("accountable", task.accountable)):
        if not known_bearer(organisation, bearer):
            errors[name] = BadInput("plan-bearer-gone")
    role = organisation.role.get(task.accountable.role_id or "")
    if role is not None and not role.may_be_accountable:
        errors["accountable"] = BadInput("plan-external-accountable")
    try:
        check_years(task.years)
        if task.due and task.due.year not in task.years:
            errors["due"] = BadInput("plan-due-outside", year=task.due.year)
    except BadInput as error:
        errors["years"] = error
    if task.treatment is not None:
        try:
            check_treatment(task.treatment)
        except BadInput as error:
            field = "risk" if error.key == "plan-risk-missing" else "accepted_until"
            errors[field] = error
    if errors:
        raise FieldErrors(errors)
