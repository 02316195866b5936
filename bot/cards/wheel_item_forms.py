"""The forms in which an item of the wheel and a system of the register are changed."""

from datetime import date

from bot.cards.elements import ChoiceField, DateField, Form, FormField, Option, TextField
from bot.cards.pickers import (
    NOBODY,
    PERSON,
    nobody_option,
    person_options,
    role_options,
    yes_or_no,
)
from bot.cards.wheel_items import section_titles
from bot.domain.organisation import Organisation
from bot.domain.wheel import ItemKind, Ladder, System, WheelItem
from bot.domain.wheel_rules import RULES, may_host, rule_text
from bot.texts import Texts

_MOST_LABEL = 200
_MOST_EVIDENCE = 1000
_USUAL_LEAD = 14


def item_form(
    item: WheelItem | None, value: str, organisation: Organisation, on: date, texts: Texts
) -> Form:
    """Return the form of an item; an empty one for a new item.

    Args:
        item: as it stands, None for a new one.
        value: what the handler reads back.
        organisation: the data.
        on: the local date, for what can be chosen.
        texts: the reader's language.
    """
    title = texts("wheel-items.form.edit" if item else "wheel-items.form.new")
    fields = (
        TextField(
            "label",
            texts("wheel-items.label"),
            item.label.in_language(texts.language) if item else "",
            required=True,
            most=_MOST_LABEL,
        ),
        _activity_field(item, organisation, texts),
        *_when_fields(item, texts),
        *_reminder_fields(item, texts),
        *_people_fields(item, organisation, on, texts),
        TextField(
            "evidence",
            texts("wheel-items.evidence"),
            item.evidence.in_language(texts.language) if item else "",
            most=_MOST_EVIDENCE,
        ),
        *_meeting_fields(item, organisation, texts),
        TextField(
            "note",
            texts("wheel-items.note"),
            item.note.in_language(texts.language) if item else "",
            most=_MOST_EVIDENCE,
        ),
    )
    return Form(title, "wheel_items.save", fields, texts("button.save"), value=value)


def system_form(
    system: System | None, value: str, organisation: Organisation, on: date, texts: Texts
) -> Form:
    """Return the form of a system: its name and its owner."""
    owner = f"{PERSON}{system.owner_id}" if system and system.owner_id else NOBODY
    people = person_options(organisation, on, texts)
    in_use = (
        (yes_or_no("in_use", texts("wheel-systems.in-use"), texts, chosen=True),) if system else ()
    )
    fields = (
        TextField(
            "name",
            texts("wheel-systems.name"),
            system.name if system else "",
            required=True,
            most=_MOST_LABEL,
        ),
        ChoiceField(
            "owner", texts("wheel-systems.owner"), (nobody_option(texts), *people), (owner,)
        ),
        *in_use,
    )
    title = texts("wheel-systems.form.edit" if system else "wheel-systems.form.new")
    return Form(title, "wheel_items.save-system", fields, texts("button.save"), value=value)


def _activity_field(
    item: WheelItem | None, organisation: Organisation, texts: Texts
) -> ChoiceField:
    options = tuple(
        Option(activity.name.in_language(texts.language), activity.id)
        for activity in organisation.activities
        if activity.retired_on is None or (item and item.activity_id == activity.id)
    )
    chosen = (item.activity_id,) if item else ()
    return ChoiceField("activity_id", texts("wheel-items.activity"), options, chosen, required=True)


def _when_fields(item: WheelItem | None, texts: Texts) -> tuple[FormField, ...]:
    months = tuple(Option(texts.month(number), str(number)) for number in range(1, 13))
    rules = dict.fromkeys((*RULES, *((item.due_rule,) if item else ())))
    kinds = tuple(Option(texts(f"wheel-items.kind.{kind.value}"), kind.value) for kind in ItemKind)
    return (
        ChoiceField(
            "months",
            texts("wheel-items.months"),
            months,
            tuple(str(month) for month in item.months) if item else (),
            several=True,
            required=True,
        ),
        ChoiceField(
            "due_rule",
            texts("wheel-items.rule"),
            tuple(Option(rule_text(rule, texts), rule) for rule in rules),
            (item.due_rule,) if item else (),
            required=True,
        ),
        DateField(
            "starts_on",
            texts("wheel-items.starts-on"),
            item.starts_on if item else None,
            hint=texts("wheel-items.starts-on-hint"),
        ),
        ChoiceField(
            "kind",
            texts("wheel-items.kind"),
            kinds,
            (item.kind.value if item else ItemKind.ACTIVITY.value,),
            required=True,
            hint=texts("wheel-items.kind-hint"),
        ),
    )


def _reminder_fields(item: WheelItem | None, texts: Texts) -> tuple[FormField, ...]:
    lead, ladder = (item.lead_days, item.ladder) if item else (_USUAL_LEAD, Ladder())
    return (
        TextField("lead_days", texts("wheel-items.lead"), str(lead), required=True, most=3),
        TextField(
            "reminders",
            texts("wheel-items.reminders"),
            ", ".join(str(day) for day in ladder.before),
            hint=texts("wheel-items.reminders-hint"),
            most=80,
        ),
        TextField(
            "late",
            texts("wheel-items.late"),
            f"{ladder.responsible}, {ladder.accountable}, {ladder.committee}",
            required=True,
            hint=texts("wheel-items.late-hint"),
            most=20,
        ),
    )


def _people_fields(
    item: WheelItem | None, organisation: Organisation, on: date, texts: Texts
) -> tuple[FormField, ...]:
    roles = role_options(organisation, on, texts)
    return (
        ChoiceField(
            "responsible",
            texts("raci.R"),
            roles,
            (item.responsible,) if item else (),
            required=True,
        ),
        ChoiceField(
            "accountable",
            texts("raci.A"),
            roles,
            (item.accountable,) if item else (),
            required=True,
        ),
        ChoiceField(
            "approval_by",
            texts("wheel-items.approval"),
            (nobody_option(texts), *roles),
            ((item.approval_by if item else None) or NOBODY,),
            hint=texts("wheel-items.approval-hint"),
        ),
    )


def _meeting_fields(
    item: WheelItem | None, organisation: Organisation, texts: Texts
) -> tuple[FormField, ...]:
    """Return at which meeting an item is held, and where on the agenda it belongs."""
    meetings = tuple(
        Option(one.label.in_language(texts.language), one.id)
        for one in organisation.wheel.items
        if (item is None or one.id != item.id) and _is_host(one, item)
    )
    titles = section_titles(organisation, texts)
    chosen = (item.agenda_item if item else None) or NOBODY
    # A section of a file that no committee has yet stays as it is.
    known = titles if chosen in (*titles, NOBODY) else {**titles, chosen: chosen}
    sections = tuple(Option(title, id_) for id_, title in known.items())
    return (
        ChoiceField(
            "held_at",
            texts("wheel-items.held-at"),
            (Option(texts("wheel-items.own-date"), NOBODY), *meetings),
            ((item.held_at if item else None) or NOBODY,),
            hint=texts("wheel-items.held-at-hint"),
        ),
        ChoiceField(
            "agenda_item",
            texts("wheel-items.agenda"),
            (Option(texts("wheel-items.no-section"), NOBODY), *sections),
            (chosen,),
        ),
    )


def _is_host(one: WheelItem, item: WheelItem | None) -> bool:
    """Tell whether other items may be held at an item; what is chosen already stays a choice."""
    if item is not None and item.held_at == one.id:
        return True
    return may_host(one)
