"""Roles, parties, absences, and how people are reached."""

from bot.handlers import absence, confirmations, holders, language, link, parties, reach
from bot.handlers.registry.specs import ActionSpec, CommandSpec, FormSpec
from bot.services.permissions import Ability

COMMANDS: tuple[CommandSpec, ...] = (
    CommandSpec("role", "holders", ("rolle", "role"), holders.roles, most_words=4),
    CommandSpec("supplier", "parties", ("leverandør", "supplier"), parties.parties, most_words=4),
    CommandSpec(
        "absent",
        "absence",
        ("fravær", "absent"),
        absence.absent,
        Ability.SEE_OWN,
        changes=True,
        most_words=14,
    ),
    CommandSpec(
        "delegate",
        "absence",
        ("stedfortræder", "delegate"),
        absence.delegate,
        Ability.SEE_OWN,
        changes=True,
        most_words=14,
    ),
    CommandSpec(
        "write-here",
        "reach",
        ("skriv til mig her", "write to me here"),
        reach.here,
        Ability.SEE_OWN,
        changes=True,
    ),
    CommandSpec("language", "language", ("sprog", "language"), language.choose, most_words=1),
    CommandSpec("link", "link", ("tilknyt", "link"), link.link, most_words=1),
)

ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("language.other", language.other),
    ActionSpec("holders.show", holders.show),
    ActionSpec("holders.new-role", holders.new_role, Ability.EDIT_HOLDERS),
    ActionSpec("holders.edit-role", holders.edit_role, Ability.EDIT_HOLDERS),
    ActionSpec("holders.new", holders.new, Ability.EDIT_HOLDERS),
    ActionSpec("holders.edit", holders.edit, Ability.EDIT_HOLDERS),
    ActionSpec("holders.leave", holders.leave, Ability.EDIT_HOLDERS),
    ActionSpec("parties.show", parties.show),
    ActionSpec("parties.new", parties.new, Ability.EDIT_HOLDERS),
    ActionSpec("parties.edit", parties.edit, Ability.EDIT_HOLDERS),
    ActionSpec("parties.new-contact", parties.new_contact, Ability.EDIT_HOLDERS),
    ActionSpec("parties.edit-contact", parties.edit_contact, Ability.EDIT_HOLDERS),
    ActionSpec("parties.new-agreement", parties.new_agreement, Ability.EDIT_HOLDERS),
    ActionSpec("parties.edit-agreement", parties.edit_agreement, Ability.EDIT_HOLDERS),
    ActionSpec("absence.show", absence.show, Ability.SEE_OWN),
    ActionSpec("absence.new", absence.new, Ability.SEE_OWN),
    ActionSpec("absence.remove", absence.remove, Ability.SEE_OWN, changes=True),
    ActionSpec(
        "confirmations.confirm",
        confirmations.confirm,
        Ability.SEE_OWN,
        changes=True,
        stale=confirmations.as_it_is,
    ),
    ActionSpec(
        "confirmations.decline",
        confirmations.decline,
        Ability.SEE_OWN,
        stale=confirmations.as_it_is,
    ),
    ActionSpec("reach.here", reach.here, Ability.SEE_OWN, changes=True),
)

FORMS: tuple[FormSpec, ...] = (
    FormSpec("holders.save-role", holders.save_role, Ability.EDIT_HOLDERS),
    FormSpec("holders.appoint", holders.appoint, Ability.EDIT_HOLDERS),
    FormSpec("holders.change", holders.change, Ability.EDIT_HOLDERS),
    FormSpec("holders.end", holders.end, Ability.EDIT_HOLDERS),
    FormSpec("parties.save", parties.save, Ability.EDIT_HOLDERS),
    FormSpec("parties.save-contact", parties.save_contact, Ability.EDIT_HOLDERS),
    FormSpec("parties.save-agreement", parties.save_agreement, Ability.EDIT_HOLDERS),
    FormSpec("absence.register", absence.register, Ability.SEE_OWN),
    FormSpec(
        "confirmations.declined",
        confirmations.declined,
        Ability.SEE_OWN,
        stale=confirmations.as_it_is,
    ),
)
