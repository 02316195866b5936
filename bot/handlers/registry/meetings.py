"""Meetings with their agendas and minutes."""

from bot.handlers import meetings, minutes
from bot.handlers.registry.specs import ActionSpec, CommandSpec, FormSpec, ShortcutSpec
from bot.services.permissions import Ability

COMMANDS: tuple[CommandSpec, ...] = (
    CommandSpec(
        "agenda",
        "meetings",
        ("dagsorden", "dagsordenen", "agenda"),
        meetings.agenda.show,
        Ability.SEE_OWN,
    ),
    CommandSpec(
        "agenda-draft",
        "meetings",
        ("udkast", "kladde", "draft"),
        meetings.agenda.show,
        Ability.SEE_OWN,
        under="agenda",
        in_menu=False,
    ),
    CommandSpec(
        "agenda-add",
        "meetings",
        ("tilføj", "foreslå", "add"),
        meetings.agenda.add,
        Ability.SEE_OWN,
        under="agenda",
        most_words=None,
    ),
    CommandSpec(
        "agenda-send",
        "meetings",
        ("send", "send ud"),
        meetings.agenda.send_next,
        Ability.SEE_OWN,
        under="agenda",
        changes=True,
    ),
    CommandSpec(
        "meeting",
        "meetings",
        ("møde", "mødet", "meeting"),
        meetings.conduct.show_next,
        Ability.SEE_OWN,
    ),
    CommandSpec(
        "meeting-start",
        "meetings",
        ("start", "begynd"),
        meetings.conduct.start_next,
        Ability.SEE_OWN,
        under="meeting",
        changes=True,
    ),
    CommandSpec(
        "meeting-end",
        "meetings",
        ("slut", "afslut", "end"),
        meetings.conduct.end_next,
        Ability.SEE_OWN,
        under="meeting",
        changes=True,
    ),
    CommandSpec(
        "minutes",
        "minutes",
        ("referat", "referatet", "minutes"),
        minutes.show_last,
        Ability.SEE_OWN,
        most_words=5,
        changes=True,
    ),
)

ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("meetings.show", meetings.conduct.show, Ability.SEE_OWN),
    ActionSpec("meetings.agenda", meetings.agenda.agenda, Ability.SEE_OWN),
    ActionSpec("meetings.paper", meetings.paper.show, Ability.SEE_OWN),
    ActionSpec("meetings.item", meetings.agenda.item, Ability.SEE_OWN),
    ActionSpec(
        "meetings.propose",
        meetings.agenda.propose,
        Ability.SEE_OWN,
        stale=meetings.agenda.agenda_as_it_is,
    ),
    ActionSpec(
        "meetings.accept",
        meetings.agenda.accept,
        Ability.SEE_OWN,
        changes=True,
        stale=meetings.agenda.as_it_is,
    ),
    ActionSpec(
        "meetings.refuse", meetings.agenda.refuse, Ability.SEE_OWN, stale=meetings.agenda.as_it_is
    ),
    ActionSpec(
        "meetings.edit", meetings.agenda.edit, Ability.SEE_OWN, stale=meetings.agenda.as_it_is
    ),
    ActionSpec(
        "meetings.send",
        meetings.agenda.send,
        Ability.SEE_OWN,
        changes=True,
        stale=meetings.agenda.agenda_as_it_is,
    ),
    ActionSpec(
        "meetings.coming",
        meetings.conduct.coming,
        Ability.SEE_OWN,
        changes=True,
        stale=meetings.conduct.as_it_is,
    ),
    ActionSpec(
        "meetings.not-coming",
        meetings.conduct.not_coming,
        Ability.SEE_OWN,
        changes=True,
        stale=meetings.conduct.as_it_is,
    ),
    ActionSpec(
        "meetings.attend", meetings.conduct.attend, Ability.SEE_OWN, stale=meetings.conduct.as_it_is
    ),
    ActionSpec(
        "meetings.start",
        meetings.conduct.start,
        Ability.SEE_OWN,
        changes=True,
        stale=meetings.conduct.as_it_is,
    ),
    ActionSpec(
        "meetings.end",
        meetings.conduct.end,
        Ability.SEE_OWN,
        changes=True,
        stale=meetings.conduct.as_it_is,
    ),
    ActionSpec(
        "meetings.move", meetings.conduct.move, Ability.SEE_OWN, stale=meetings.conduct.as_it_is
    ),
    ActionSpec(
        "meetings.cancel", meetings.conduct.cancel, Ability.SEE_OWN, stale=meetings.conduct.as_it_is
    ),
    ActionSpec("meetings.call", meetings.conduct.call, Ability.SEE_OWN),
    ActionSpec("minutes.show", minutes.show, Ability.SEE_OWN),
    ActionSpec("minutes.item", minutes.item, Ability.SEE_OWN),
    ActionSpec("minutes.paper", minutes.paper, Ability.SEE_OWN),
    ActionSpec("minutes.send", minutes.send, Ability.SEE_OWN, changes=True, stale=minutes.as_it_is),
    ActionSpec(
        "minutes.take-back",
        minutes.take_back,
        Ability.SEE_OWN,
        changes=True,
        stale=minutes.as_it_is,
    ),
    ActionSpec(
        "minutes.settle", minutes.settle, Ability.SEE_OWN, changes=True, stale=minutes.as_it_is
    ),
    ActionSpec(
        "minutes.approve", minutes.approve, Ability.SEE_OWN, changes=True, stale=minutes.as_it_is
    ),
    ActionSpec("minutes.edit", minutes.edit, Ability.SEE_OWN, stale=minutes.as_it_is),
    ActionSpec("minutes.upload", minutes.upload, Ability.SEE_OWN, stale=minutes.as_it_is),
    ActionSpec("minutes.comment", minutes.comment, Ability.SEE_OWN, stale=minutes.as_it_is),
    ActionSpec("minutes.object", minutes.object_, Ability.SEE_OWN, stale=minutes.as_it_is),
    ActionSpec("minutes.correct", minutes.correct, Ability.SEE_OWN, stale=minutes.as_it_is),
    ActionSpec("minutes.file", minutes.file, Ability.SEE_OWN, stale=minutes.as_it_is),
    ActionSpec("meetings.calendar", meetings.conduct.calendar, Ability.SEE_OWN),
    ActionSpec(
        "meetings.adopt",
        meetings.conduct.adopt,
        Ability.SEE_OWN,
        changes=True,
        stale=meetings.agenda.as_it_is,
    ),
    ActionSpec(
        "meetings.note",
        meetings.conduct.note,
        Ability.SEE_OWN,
        changes=True,
        stale=meetings.agenda.as_it_is,
    ),
    ActionSpec(
        "meetings.defer", meetings.conduct.defer, Ability.SEE_OWN, stale=meetings.agenda.as_it_is
    ),
    ActionSpec(
        "meetings.refer", meetings.conduct.refer, Ability.SEE_OWN, stale=meetings.agenda.as_it_is
    ),
    ActionSpec(
        "meetings.vote",
        meetings.conduct.vote,
        Ability.SEE_OWN,
        changes=True,
        stale=meetings.agenda.as_it_is,
    ),
    ActionSpec(
        "meetings.recuse",
        meetings.conduct.recuse,
        Ability.SEE_OWN,
        changes=True,
        stale=meetings.agenda.as_it_is,
    ),
)

FORMS: tuple[FormSpec, ...] = (
    FormSpec("meetings.proposed", meetings.agenda.proposed, Ability.SEE_OWN),
    FormSpec(
        "meetings.refused", meetings.agenda.refused, Ability.SEE_OWN, stale=meetings.agenda.as_it_is
    ),
    FormSpec(
        "meetings.edited", meetings.agenda.edited, Ability.SEE_OWN, stale=meetings.agenda.as_it_is
    ),
    FormSpec(
        "meetings.attended",
        meetings.conduct.attended,
        Ability.SEE_OWN,
        stale=meetings.conduct.as_it_is,
    ),
    FormSpec(
        "meetings.moved", meetings.conduct.moved, Ability.SEE_OWN, stale=meetings.conduct.as_it_is
    ),
    FormSpec(
        "meetings.cancelled",
        meetings.conduct.cancelled,
        Ability.SEE_OWN,
        stale=meetings.conduct.as_it_is,
    ),
    FormSpec("minutes.edited", minutes.edited, Ability.SEE_OWN, stale=minutes.as_it_is),
    FormSpec("minutes.uploaded", minutes.uploaded, Ability.SEE_OWN, stale=minutes.as_it_is),
    FormSpec("minutes.commented", minutes.commented, Ability.SEE_OWN, stale=minutes.as_it_is),
    FormSpec("minutes.objected", minutes.objected, Ability.SEE_OWN, stale=minutes.as_it_is),
    FormSpec("minutes.corrected", minutes.corrected, Ability.SEE_OWN, stale=minutes.as_it_is),
    FormSpec("minutes.filed", minutes.filed, Ability.SEE_OWN, stale=minutes.as_it_is),
    FormSpec("meetings.called", meetings.conduct.called, Ability.SEE_OWN),
    FormSpec(
        "meetings.deferred",
        meetings.conduct.deferred,
        Ability.SEE_OWN,
        stale=meetings.agenda.as_it_is,
    ),
    FormSpec(
        "meetings.referred",
        meetings.conduct.referred,
        Ability.SEE_OWN,
        stale=meetings.agenda.as_it_is,
    ),
)

SHORTCUTS: tuple[ShortcutSpec, ...] = (
    ShortcutSpec("meetings.from-message", meetings.agenda.from_message),
)
