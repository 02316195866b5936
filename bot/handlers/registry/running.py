"""What keeps it running: data in and out, and the operator."""

from bot.handlers import doctor, exports, imports, outbox, simulation
from bot.handlers.registry.specs import ActionSpec, CommandSpec, FormSpec
from bot.services.permissions import Ability

COMMANDS: tuple[CommandSpec, ...] = (
    CommandSpec(
        "import",
        "imports",
        ("importér", "import", "indlæs", "admin importér", "admin import"),
        imports.show,
        Ability.IMPORT,
        most_words=1,
    ),
    CommandSpec(
        "export",
        "exports",
        ("eksportér", "export", "admin eksportér", "admin export"),
        exports.choose,
        most_words=1,
    ),
    CommandSpec(
        "doctor",
        "doctor",
        ("admin tjek", "admin doctor"),
        doctor.show,
        Ability.RUN_DOCTOR,
    ),
    CommandSpec(
        "simulate",
        "simulation",
        ("admin simulér", "admin simulate"),
        simulation.show,
        Ability.SIMULATE,
        most_words=1,
    ),
)

ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("imports.show", imports.page, Ability.IMPORT),
    ActionSpec("imports.confirm", imports.confirm, Ability.IMPORT, changes=True),
    ActionSpec("imports.drop", imports.drop, Ability.IMPORT, changes=True),
    ActionSpec("imports.undo", imports.undo, Ability.IMPORT, changes=True),
    ActionSpec("exports.make", exports.make),
    ActionSpec("simulation.show", simulation.show, Ability.SIMULATE),
    ActionSpec(
        "outbox.replay",
        outbox.replay,
        Ability.RUN_OUTBOX,
        changes=True,
        stale=outbox.as_it_is,
    ),
    ActionSpec("outbox.discard", outbox.ask_why, Ability.RUN_OUTBOX, stale=outbox.as_it_is),
)

FORMS: tuple[FormSpec, ...] = (
    FormSpec("outbox.discard", outbox.discard, Ability.RUN_OUTBOX, stale=outbox.as_it_is),
)
