"""The annual plan as a list that imports again, and how it differs from its approved version."""

import csv
import io
from collections.abc import Iterator, Sequence

from bot.documents.content import Exported
from bot.documents.delimited import guarded
from bot.domain.language import Localized
from bot.domain.plan import Bearer, Priority, RiskLevel, TreatmentOption
from bot.domain.plan_variance import Difference, Variance, variance

COLUMNS = (
    *("id", "task", "years", "responsible", "accountable", "due", "priority", "origin"),
    *("cost", "effort", "risk", "option", "control", "residual", "accepted-until"),
    *("state", "reason", "variance"),
)
CHANGES = ("id", "task", "difference", "what", "before", "after")


def plan_rows(exported: Exported) -> Iterator[Sequence[object]]:
    """Iterate over the tasks as `COLUMNS` has them."""
    texts = exported.texts
    changes = {change.task.id: change for change in variance(exported.organisation.plan)}
    for task in exported.organisation.plan.tasks:
        treatment = task.treatment
        yield (
            task.id,
            exported.words(task.title),
            ", ".join(map(str, task.years)),
            _bearer(exported, task.responsible),
            _bearer(exported, task.accountable),
            task.due,
            texts(f"plan.priority.{task.priority.value}"),
            exported.words(task.origin.words),
            task.cost,
            task.effort,
            treatment.risk if treatment else "",
            texts(f"plan.option.{treatment.option.value}") if treatment else "",
            treatment.control if treatment else "",
            _said(exported, treatment.residual) if treatment and treatment.residual else "",
            treatment.accepted_until if treatment else None,
            texts(f"plan.state.{task.state.value}"),
            task.reason,
            _difference(exported, changes.get(task.id)),
        )


def change_rows(exported: Exported) -> Iterator[Sequence[object]]:
    """Iterate over what differs from the approved version, as `CHANGES` has it."""
    for change in variance(exported.organisation.plan):
        task, texts = change.task, exported.texts
        head = (task.id, exported.words(task.title), _kind(exported, change.difference))
        if change.difference is not Difference.CHANGED:
            yield (*head, "", "", task.reason)
        for field in change.fields:
            before, after = _said(exported, field.before), _said(exported, field.after)
            yield (*head, texts(f"plan.field.{field.name}"), before, after)


def plan_csv(exported: Exported) -> bytes:
    """Return the plan as CSV: UTF-8 with a mark, semicolons; see `delimited.matrix_csv`."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([guarded(exported.texts(f"exports.column.{key}")) for key in COLUMNS])
    for row in plan_rows(exported):
        writer.writerow([guarded("" if value is None else str(value)) for value in row])
    return out.getvalue().encode("utf-8-sig")


def _bearer(exported: Exported, bearer: Bearer) -> str:
    return exported.bearers.get(bearer, str(bearer))


def _difference(exported: Exported, change: Variance | None) -> str:
    if change is None:
        return ""
    names = (exported.texts(f"plan.field.{field.name}") for field in change.fields)
    kind = _kind(exported, change.difference)
    return f"{kind}: {', '.join(names)}" if change.fields else kind


def _kind(exported: Exported, difference: Difference) -> str:
    return exported.texts(f"plan.difference.{difference.value}")


def _said(exported: Exported, value: object) -> str:
    """Return a value of `plan_rules.said_of` in the reader's words."""
    match value:
        case None:
            return ""
        case Bearer():
            return _bearer(exported, value)
        case Localized():
            return exported.words(value)
        case Priority():
            return exported.texts(f"plan.priority.{value.value}")
        case TreatmentOption():
            return exported.texts(f"plan.option.{value.value}")
        case RiskLevel():
            return exported.texts(f"plan.level.{value.value}")
        case tuple():
            return ", ".join(map(str, value))
    return str(value)
