"""The annual plan of a pack as domain objects."""

from bot.domain.language import localized
from bot.domain.plan import Bearer, Origin, PlanTask
from bot.importing.pack_models.pack import MatrixFile, StarterPack


def tasks_of(model: MatrixFile) -> tuple[PlanTask, ...]:
    """Return the tasks of a file's annual plan; none where it has no plan."""
    if not isinstance(model, StarterPack):
        return ()
    language = model.locale
    return tuple(
        PlanTask(
            id=task.id,
            title=localized(language, task.name),
            responsible=Bearer(role_id=task.responsible),
            accountable=Bearer(role_id=task.accountable),
            years=tuple(sorted(set(task.years))),
            origin=Origin(localized(language, task.origin)),
        )
        for task in model.annual_plan
    )
