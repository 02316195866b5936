"""The forms in which a committee, its seats, its rules and its meetings are changed."""

from datetime import date

from bot.cards.committees import frequency_text
from bot.cards.elements import (
    ChoiceField,
    DateField,
    Form,
    FormField,
    Option,
    Text,
    TextField,
    plain,
)
from bot.cards.pickers import (
    NOBODY,
    PERSON,
    nobody_option,
    person_options,
    role_options,
    unit_options,
    yes_or_no,
)
from bot.domain.committees import Committee, CommitteeSeat, Majority, MinutesRule, Quorum, Tie
from bot.domain.organisation import Organisation
from bot.domain.wheel_rules import RULES, rule_text
from bot.texts import Texts

NEW_ROLE = "new"
"""The choice of a role of the committee's own."""

QUORUMS = {
    "more:1/2": "committees.share.more-1-2",
    "least:1/2": "committees.share.least-1-2",
    "least:1/3": "committees.share.least-1-3",
    "least:2/3": "committees.share.least-2-3",
    "least:3/4": "committees.share.least-3-4",
    "least:1/1": "committees.share.least-1-1",
}
"""The shares of the seats that are offered, with their sentences; a pack may have another."""

_MOST_NAME = 120
_MOST_PLACE = 200
_USUAL_RULE = "second_tuesday"


def seat_form(
    committee: Committee,
    seat: CommitteeSeat | None,
    value: str,
    organisation: Organisation,
    on: date,
    texts: Texts,
) -> Form:
    """Return the form of a seat; an empty one for a new seat.

    Args:
        committee: whose.
        seat: as it stands, None for a new one.
        value: what the handler reads back.
        organisation: the data.
        on: the local date, for what can be chosen.
        texts: the reader's language.
    """
    shown = seat or CommitteeSeat("", "")
    people = (nobody_option(texts), *person_options(organisation, on, texts))
    units = (nobody_option(texts), *unit_options(organisation, on, texts))
    fields: tuple[FormField, ...] = (
        ChoiceField(
            "role_id",
            texts("committees.field.role"),
            role_options(organisation, on, texts),
            (shown.role_id,) if seat else (),
            required=True,
        ),
        ChoiceField(
            "unit_id",
            texts("committees.field.unit"),
            units,
            (shown.unit_id or NOBODY,),
            hint=texts("committees.hint.unit"),
        ),
        ChoiceField(
            "person_id",
            texts("committees.field.person"),
            people,
            (_chosen(shown.person_id),),
            hint=texts("committees.hint.person"),
        ),
        ChoiceField(
            "deputy_id",
            texts("committees.field.deputy"),
            people,
            (_chosen(shown.deputy_id),),
            hint=texts("committees.hint.deputy"),
        ),
        yes_or_no("chair", texts("committees.field.chair"), texts, chosen=shown.chair),
        yes_or_no("votes", texts("committees.field.votes"), texts, chosen=shown.votes),
        DateField("ends", texts("committees.field.ends"), shown.ends),
        TextField(
            "competences",
            texts("committees.field.competences"),
            ", ".join(shown.competences),
            hint=texts("committees.hint.competences"),
            most=_MOST_PLACE,
        ),
    )
    title = texts("committees.form.seat" if seat else "committees.form.new-seat")
    return Form(title, "committees.save-seat", fields, texts("button.save"), value=value)


def rules_form(committee: Committee, value: str, texts: Texts) -> Form:
    """Return the form of a committee's name and of how it decides."""
    written = committee.written
    fields: tuple[FormField, ...] = (
        TextField(
            "name",
            texts("committees.field.name"),
            committee.name.in_language(texts.language),
            required=True,
            most=_MOST_NAME,
        ),
        _quorum_field(committee.quorum, texts),
        yes_or_no(
            "quorum_chair",
            texts("committees.field.quorum-chair"),
            texts,
            chosen=committee.quorum.chair,
        ),
        _enum_field("majority", Majority, committee.majority, texts),
        _enum_field("tie", Tie, committee.tie, texts),
        yes_or_no(
            "consensus_first",
            texts("committees.field.consensus"),
            texts,
            chosen=committee.consensus_first,
        ),
        yes_or_no(
            "secretary_votes",
            texts("committees.field.secretary-votes"),
            texts,
            chosen=committee.secretary_votes,
        ),
        yes_or_no(
            "chair_decides",
            texts("committees.field.chair-decides"),
            texts,
            chosen=committee.chair_decides,
        ),
        yes_or_no("written", texts("committees.field.written"), texts, chosen=written.allowed),
        yes_or_no("by_chair", texts("committees.field.by-chair"), texts, chosen=written.by_chair),
        _number("working_days", texts("committees.field.working-days"), written.working_days),
        TextField(
            "closes_at",
            texts("committees.field.closes-at"),
            f"{written.closes_at:%H:%M}",
            required=True,
            most=10,
        ),
        _number("urgent_hours", texts("committees.field.urgent-hours"), written.urgent_hours),
        _number("top_managers", texts("committees.field.top-managers"), committee.top_managers),
        TextField(
            "competences",
            texts("committees.field.needed-competences"),
            ", ".join(committee.competences),
            hint=texts("committees.hint.competences"),
            most=_MOST_PLACE,
        ),
    )
    title = texts("committees.form.rules")
    return Form(title, "committees.save-rules", fields, texts("button.save"), value=value)


def meetings_form(
    committee: Committee, value: str, organisation: Organisation, texts: Texts
) -> Form:
    """Return the form of when a committee meets, and of the steps around a meeting."""
    series, steps = committee.series, committee.timeline
    timeline = (
        steps.call_for_items,
        steps.items_close,
        steps.agenda_out,
        steps.minutes_draft,
        steps.comments_close,
    )
    item = organisation.wheel.item.get(series.item_id or "")
    intro = (
        Text(plain(frequency_text(item.months, item.due_rule, texts)))
        if item
        else Text(plain(texts("committees.no-series"))),
        Text(plain(texts("committees.frequency-in-terms"))),
    )
    fields: tuple[FormField, ...] = (
        TextField(
            "starts_at",
            texts("committees.field.starts-at"),
            f"{series.starts_at:%H:%M}",
            required=True,
            most=10,
        ),
        _number("minutes", texts("committees.field.minutes"), series.minutes),
        TextField("place", texts("committees.field.place"), series.place, most=_MOST_PLACE),
        TextField(
            "section_of",
            texts("committees.field.section-of"),
            series.section_of,
            hint=texts("committees.hint.section-of"),
            most=_MOST_NAME,
        ),
        TextField(
            "timeline",
            texts("committees.field.timeline"),
            ", ".join(str(step) for step in timeline),
            required=True,
            hint=texts("committees.hint.timeline"),
            most=40,
        ),
        _enum_field("minutes_rule", MinutesRule, committee.minutes_rule, texts),
    )
    return Form(
        texts("committees.form.meetings"),
        "committees.save-meetings",
        fields,
        texts("button.save"),
        intro=intro,
        value=value,
    )


def committee_form(organisation: Organisation, secretary_role: str, on: date, texts: Texts) -> Form:
    """Return the form of a new committee."""
    roles = role_options(organisation, on, texts)
    secretary = (secretary_role,) if secretary_role in organisation.role else ()
    fields: tuple[FormField, ...] = (
        TextField("name", texts("committees.field.name"), required=True, most=_MOST_NAME),
        ChoiceField("chair_role", texts("committees.field.chair-role"), roles, required=True),
        ChoiceField(
            "secretary_role",
            texts("committees.field.secretary-role"),
            roles,
            secretary,
            required=True,
        ),
        ChoiceField(
            "members",
            texts("committees.field.member-roles"),
            roles,
            several=True,
            hint=texts("committees.hint.member-roles"),
        ),
        ChoiceField(
            "role_id",
            texts("committees.field.own-role"),
            (Option(texts("committees.new-role"), NEW_ROLE), *roles),
            (NEW_ROLE,),
            required=True,
            hint=texts("committees.hint.own-role"),
        ),
        *frequency_fields((), _USUAL_RULE, texts),
        TextField(
            "section_of",
            texts("committees.field.section-of"),
            hint=texts("committees.hint.section-of"),
            most=_MOST_NAME,
        ),
        ChoiceField(
            "agenda",
            texts("committees.field.agenda"),
            tuple(Option(texts(f"committees.agenda.{one}"), one) for one in ("full", "short")),
            ("full",),
            required=True,
        ),
    )
    title = texts("committees.form.new")
    return Form(title, "committees.found", fields, texts("button.save"))


def frequency_fields(
    months: tuple[int, ...], due_rule: str, texts: Texts
) -> tuple[FormField, FormField]:
    """Return the fields of the months and the rule by which a committee meets."""
    options = tuple(Option(texts.month(number), str(number)) for number in range(1, 13))
    rules = dict.fromkeys((*RULES, *((due_rule,) if due_rule else ())))
    return (
        ChoiceField(
            "months",
            texts("committees.field.months"),
            options,
            tuple(str(month) for month in months),
            several=True,
            hint=texts("committees.hint.months"),
        ),
        ChoiceField(
            "due_rule",
            texts("committees.field.rule"),
            tuple(Option(rule_text(rule, texts), rule) for rule in rules),
            (due_rule,) if due_rule else (),
        ),
    )


def quorum_value(quorum: Quorum) -> str:
    """Return what stands for a share of the seats among `QUORUMS`."""
    kind = "more" if quorum.more else "least"
    return f"{kind}:{quorum.numerator}/{quorum.denominator}"


def _quorum_field(quorum: Quorum, texts: Texts) -> ChoiceField:
    chosen = quorum_value(quorum)
    values = dict.fromkeys((*QUORUMS, chosen))
    options = tuple(Option(_share(value, texts), value) for value in values)
    label = texts("committees.field.quorum")
    return ChoiceField("quorum", label, options, (chosen,), required=True)


def _share(value: str, texts: Texts) -> str:
    kind, _, share = value.partition(":")
    if value in QUORUMS:
        return texts(QUORUMS[value])
    return texts(f"committees.share.{kind}", share=share)


def _enum_field(
    name: str,
    kind: type[Majority] | type[Tie] | type[MinutesRule],
    chosen: Majority | Tie | MinutesRule,
    texts: Texts,
) -> ChoiceField:
    label = texts(f"committees.field.{name}")
    options = tuple(Option(texts(f"committees.{name}.{one.value}"), one.value) for one in kind)
    return ChoiceField(name, label, options, (chosen.value,), required=True)


def _number(name: str, label: str, value: int) -> TextField:
    return TextField(name, label, str(value), required=True, most=4)


def _chosen(person_id: str | None) -> str:
    return PERSON + person_id if person_id else NOBODY
