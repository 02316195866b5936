"""What the form of a task says, read as the plan keeps it."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

from bot.cards import plan_forms as forms
from bot.cards.pickers import NOBODY
from bot.domain.errors import BadInput, FieldErrors, TovholderError
from bot.domain.language import Localized, localized
from bot.domain.plan import Origin, PlanTask, Priority, RiskLevel, Treatment, TreatmentOption
from bot.domain.plan_values import read_amount, read_years
from bot.handlers.turn import Turn


def new_task(turn: Turn) -> PlanTask:
    """Return the new task of a form."""
    kept = json.loads(turn.argument)
    language = turn.texts.language
    read = _read(turn)
    return PlanTask(
        "",
        localized(language, turn.value("title")),
        origin=Origin(_words(turn, Localized()), kept["link"], kept["subject"]),
        treatment=_treatment(turn) if kept["treats"] else None,
        **read,
    )


def changes(turn: Turn, task: PlanTask) -> dict[str, Any]:
    """Return what the form says of a task, by the task's own field names."""
    language = turn.texts.language
    title = task.title
    if turn.value("title") != title.in_language(language):
        title = title.updated_with(localized(language, turn.value("title")))
    return {
        **_read(turn),
        "title": title,
        "origin": replace(task.origin, words=_words(turn, task.origin.words)),
        "treatment": _treatment(turn) if task.treatment else None,
    }


def _read(turn: Turn) -> dict[str, Any]:
    """Return who, when and how much.

    Raises:
        FieldErrors: the years or an amount cannot be read.
    """
    errors: dict[str, TovholderError] = {}
    due = date.fromisoformat(turn.value("due")) if turn.value("due") else None
    found: dict[str, Any] = {
        "responsible": forms.bearer_from(turn.value("responsible")),
        "accountable": forms.bearer_from(turn.value("accountable")),
        "due": due,
        "priority": Priority(turn.value("priority")),
    }
    for name in ("cost", "effort"):
        try:
            found[name] = read_amount(turn.value(name))
        except BadInput as error:
            errors[name] = error
    try:
        found["years"] = read_years(turn.value("years"), due, turn.today)
    except BadInput as error:
        errors["years"] = error
    if errors:
        raise FieldErrors(errors)
    return found


def _treatment(turn: Turn) -> Treatment:
    residual, until = turn.value("residual"), turn.value("accepted_until")
    return Treatment(
        turn.value("risk"),
        TreatmentOption(turn.value("option")),
        turn.value("control"),
        RiskLevel(residual) if residual not in ("", NOBODY) else None,
        date.fromisoformat(until) if until else None,
    )


def _words(turn: Turn, known: Localized) -> Localized:
    typed = turn.value("origin")
    if typed == known.in_language(turn.texts.language):
        return known
    return known.updated_with(localized(turn.texts.language, typed)) if typed else Localized()
