"""The committee, its terms of reference, and its decisions."""

from bot.handlers import committees, decisions
from bot.handlers.registry.specs import ActionSpec, CommandSpec, FormSpec
from bot.services.permissions import Ability

COMMANDS: tuple[CommandSpec, ...] = (
    CommandSpec(
        "committee",
        "committees",
        ("udvalg", "udvalget", "committee"),
        committees.show,
        most_words=5,
    ),
    CommandSpec(
        "committee-here",
        "committees",
        ("her", "here"),
        committees.here,
        Ability.EDIT_COMMITTEE,
        under="committee",
        changes=True,
        most_words=5,
    ),
    CommandSpec(
        "decision",
        "decisions",
        ("beslutning", "beslutninger", "decision", "decisions"),
        decisions.show,
        Ability.SEE_OWN,
        most_words=5,
    ),
)

ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("committees.show", committees.shown),
    ActionSpec("committees.seats", committees.seats),
    ActionSpec("committees.new", committees.new, Ability.EDIT_COMMITTEE),
    ActionSpec("committees.edit-rules", committees.edit_rules, Ability.EDIT_COMMITTEE),
    ActionSpec("committees.edit-meetings", committees.edit_meetings, Ability.EDIT_COMMITTEE),
    ActionSpec("committees.new-seat", committees.new_seat, Ability.EDIT_COMMITTEE),
    ActionSpec("committees.edit-seat", committees.edit_seat, Ability.EDIT_COMMITTEE),
    ActionSpec("committees.ask-remove", committees.ask_remove, Ability.EDIT_COMMITTEE),
    ActionSpec(
        "committees.remove-seat",
        committees.remove_seat,
        Ability.EDIT_COMMITTEE,
        changes=True,
        stale=committees.seats_as_it_is,
    ),
    ActionSpec(
        "committees.bind",
        committees.bind,
        Ability.EDIT_COMMITTEE,
        changes=True,
        stale=committees.as_it_is,
    ),
    ActionSpec(
        "committees.unbind",
        committees.unbind,
        Ability.EDIT_COMMITTEE,
        changes=True,
        stale=committees.as_it_is,
    ),
    ActionSpec("committees.ask-close", committees.ask_close, Ability.EDIT_COMMITTEE),
    ActionSpec(
        "committees.close",
        committees.close,
        Ability.EDIT_COMMITTEE,
        changes=True,
        stale=committees.as_it_is,
    ),
    ActionSpec(
        "committees.reopen",
        committees.reopen,
        Ability.EDIT_COMMITTEE,
        changes=True,
        stale=committees.as_it_is,
    ),
    ActionSpec("committees.terms", committees.terms),
    ActionSpec("committees.section", committees.section),
    ActionSpec("committees.paper", committees.paper),
    ActionSpec(
        "committees.begin-terms",
        committees.begin_terms,
        Ability.EDIT_COMMITTEE,
        changes=True,
        stale=committees.terms_as_it_is,
    ),
    ActionSpec("committees.new-section", committees.new_section, Ability.EDIT_COMMITTEE),
    ActionSpec(
        "committees.submit-terms",
        committees.submit_terms,
        Ability.EDIT_COMMITTEE,
        stale=committees.terms_as_it_is,
    ),
    ActionSpec("committees.edit-section", committees.edit_section, Ability.EDIT_COMMITTEE),
    ActionSpec(
        "committees.remove-section",
        committees.remove_section,
        Ability.EDIT_COMMITTEE,
        changes=True,
        stale=committees.terms_as_it_is,
    ),
    ActionSpec("decisions.list", decisions.show, Ability.SEE_OWN),
    ActionSpec("decisions.show", decisions.chosen, Ability.SEE_OWN),
    ActionSpec("decisions.evidence", decisions.evidence, Ability.SEE_OWN),
)

FORMS: tuple[FormSpec, ...] = (
    FormSpec("committees.found", committees.found, Ability.EDIT_COMMITTEE),
    FormSpec(
        "committees.save-rules",
        committees.save_rules,
        Ability.EDIT_COMMITTEE,
        stale=committees.as_it_is,
    ),
    FormSpec(
        "committees.save-meetings",
        committees.save_meetings,
        Ability.EDIT_COMMITTEE,
        stale=committees.as_it_is,
    ),
    FormSpec(
        "committees.save-seat",
        committees.save_seat,
        Ability.EDIT_COMMITTEE,
        stale=committees.seats_as_it_is,
    ),
    FormSpec(
        "committees.save-section",
        committees.save_section,
        Ability.EDIT_COMMITTEE,
        stale=committees.terms_as_it_is,
    ),
    FormSpec(
        "committees.terms-submitted",
        committees.terms_submitted,
        Ability.EDIT_COMMITTEE,
        stale=committees.terms_as_it_is,
    ),
)
