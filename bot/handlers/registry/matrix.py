"""The RACI matrix: look-ups, findings and drafts."""

from bot.handlers import drafts, findings, matrix, raci
from bot.handlers.registry.specs import ActionSpec, CommandSpec, FormSpec
from bot.services.permissions import Ability

COMMANDS: tuple[CommandSpec, ...] = (
    CommandSpec(
        "raci",
        "raci",
        ("ansvar", "raci", "hvem", "who"),
        raci.look_up,
        slash=("/raci", "/ansvar"),
        most_words=None,
    ),
    CommandSpec("matrix", "matrix", ("matrix",), matrix.show, under="raci"),
    CommandSpec("list", "matrix", ("liste", "list"), matrix.show_list, under="raci"),
    CommandSpec("check", "findings", ("tjek", "check"), findings.show, under="raci"),
    CommandSpec(
        "set",
        "drafts",
        ("ret", "set"),
        drafts.edit,
        Ability.EDIT_MATRIX,
        under="raci",
        most_words=None,
    ),
    CommandSpec(
        "draft", "drafts", ("kladde", "draft"), drafts.show, Ability.SEE_DRAFT, under="raci"
    ),
)

ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("raci.show", raci.show),
    ActionSpec("raci.share", raci.share),
    ActionSpec("matrix.show", matrix.show),
    ActionSpec("matrix.list", matrix.show_list),
    ActionSpec("matrix.share", matrix.share),
    ActionSpec("findings.show", findings.show),
    ActionSpec("drafts.edit", drafts.open_row, Ability.EDIT_MATRIX, stale=drafts.as_it_is),
    ActionSpec("drafts.choose", drafts.choose, Ability.EDIT_MATRIX, stale=drafts.as_it_is),
    ActionSpec("drafts.show", drafts.show, Ability.SEE_DRAFT),
    ActionSpec("drafts.picture", drafts.picture, Ability.SEE_DRAFT),
    ActionSpec(
        "drafts.submit", drafts.submit, Ability.EDIT_MATRIX, changes=True, stale=drafts.as_it_is
    ),
    ActionSpec(
        "drafts.withdraw",
        drafts.withdraw,
        Ability.EDIT_MATRIX,
        changes=True,
        stale=drafts.as_it_is,
    ),
    ActionSpec("drafts.discard", drafts.discard, Ability.EDIT_MATRIX, stale=drafts.as_it_is),
    ActionSpec(
        "drafts.approve",
        drafts.approve,
        Ability.APPROVE_MATRIX,
        changes=True,
        stale=drafts.as_it_is,
    ),
    ActionSpec("drafts.send-back", drafts.send_back, Ability.APPROVE_MATRIX, stale=drafts.as_it_is),
    ActionSpec("drafts.reject", drafts.reject, Ability.APPROVE_MATRIX, stale=drafts.as_it_is),
)

FORMS: tuple[FormSpec, ...] = (
    FormSpec("drafts.row", drafts.save, Ability.EDIT_MATRIX, stale=drafts.as_it_is),
    FormSpec("drafts.add", drafts.add, Ability.EDIT_MATRIX, stale=drafts.as_it_is),
    FormSpec(
        "drafts.chosen", drafts.chosen, Ability.EDIT_MATRIX, changes=False, stale=drafts.as_it_is
    ),
    FormSpec("drafts.sent-back", drafts.sent_back, Ability.APPROVE_MATRIX, stale=drafts.as_it_is),
    FormSpec("drafts.rejected", drafts.rejected, Ability.APPROVE_MATRIX, stale=drafts.as_it_is),
    FormSpec("drafts.discarded", drafts.discarded, Ability.EDIT_MATRIX, stale=drafts.as_it_is),
    FormSpec("drafts.approved", drafts.approved, Ability.APPROVE_MATRIX, stale=drafts.as_it_is),
)
