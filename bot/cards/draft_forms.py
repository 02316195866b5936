"""Forms of a draft: a row's letters, which activity to change, and reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.cards.draft_outcomes import Outcome, outcome_text
from bot.cards.draft_rows import activity_name, person_name, role_text, row_lines
from bot.cards.elements import (
    ChoiceField,
    DateField,
    Element,
    Fact,
    Facts,
    Form,
    FormField,
    Heading,
    Option,
    Text,
    TextField,
    Tone,
    plain,
)
from bot.cards.findings import finding_sentence
from bot.cards.holders import role_name
from bot.domain.draft_approval import Needs
from bot.domain.draft_rows import Clash, ClashKind, Seen, seen_to_text
from bot.domain.drafts import Row
from bot.domain.organisation import Organisation
from bot.domain.raci import Activity, Letter
from bot.texts import Texts

ROW = "drafts.row"
ADD = "drafts.add"
CHOSEN = "drafts.chosen"
SENT_BACK = "drafts.sent-back"
REJECTED = "drafts.rejected"
DISCARDED = "drafts.discarded"
APPROVED = "drafts.approved"
NEW_ACTIVITY = "+"
KEEPS, RETIRES = "keeps", "retires"
MOST_OPTIONS = 99


@dataclass(frozen=True)
class Typed:
    """What an editor has chosen for a row."""

    cells: Row
    retires: bool = False


def row_form(seen: Seen, organisation: Organisation, texts: Texts) -> Form:
    """Return the form of a row, with the letters that stand there now."""
    name = _name(seen, organisation, texts)
    several = [role for role, letters in seen.cells.items() if Letter.ACCOUNTABLE in letters]
    intro: tuple[Element, ...] = (Heading(name),)
    if len(several) > 1:
        names = ", ".join(role_text(role, organisation, texts) for role in several)
        told = texts("drafts.several-accountable", roles=names)
        intro += (Text(plain(told), Tone.WARNING),)
    return Form(
        texts("drafts.form-title"),
        ROW,
        fields=_row_fields(seen, Typed(seen.cells, seen.retires), organisation, texts),
        submit=texts("drafts.button.save"),
        intro=intro,
        value=seen_to_text(seen),
    )


def clash_form(clash: Clash, typed: Typed, organisation: Organisation, texts: Texts) -> Form:
    """Return the row's form again: what was chosen in its fields, what stands there now above.

    Nothing was overwritten; saving this form is to say that one has seen what stands there.
    """
    now = clash.now
    name = _name(now, organisation, texts)
    mine = texts("drafts.leaves") if typed.retires else None
    theirs = texts("drafts.leaves") if now.retires else None
    facts = (
        Fact(
            texts("drafts.stands-now"),
            (plain(theirs),) if theirs else row_lines(now.cells, organisation, texts),
        ),
        Fact(
            texts("drafts.you-chose"),
            (plain(mine),) if mine else row_lines(typed.cells, organisation, texts),
        ),
    )
    fresh = clash.kind in (ClashKind.ENDED, ClashKind.REPLACED) and not now.draft
    return Form(
        texts("drafts.form-title"),
        ROW,
        fields=_row_fields(now, typed, organisation, texts),
        submit=texts("drafts.button.save-new" if fresh else "drafts.button.save"),
        intro=(Heading(name), Facts(facts)),
        value=seen_to_text(now),
    )


def clash_text(clash: Clash, organisation: Organisation, texts: Texts) -> str:
    """Return why the row was not saved, who is behind it, and what to do."""
    now, draft = clash.now, clash.draft
    row = draft.rows.get(now.activity_id) if draft else None
    match clash.kind:
        case ClashKind.LOCKED if draft:
            return texts(
                "drafts.clash.locked",
                version=draft.version,
                person=person_name(organisation, draft.by, texts),
            )
        case ClashKind.ENDED if draft and draft.at:
            ended = Outcome(draft.status, draft.version, draft.by or "", draft.at)
            said = outcome_text(ended, organisation, texts)
            return texts("drafts.clash.ended", outcome=said, in_use=now.in_use)
        case ClashKind.CHANGED if row:
            return texts(
                "drafts.clash.changed",
                person=person_name(organisation, row.changed_by, texts),
                moment=texts.moment(row.changed_at),
            )
    return texts("drafts.clash.replaced", in_use=now.in_use)


def choose_form(activities: Sequence[Activity], organisation: Organisation, texts: Texts) -> Form:
    """Return the form that asks which activity to change; a name is typed when they are many."""
    draft = organisation.draft
    options = tuple(
        Option(activity_name(organisation, draft, activity.id, texts), activity.id)
        for activity in activities[:MOST_OPTIONS]
    )
    label = texts("drafts.field.activity")
    field: FormField = ChoiceField(
        "activity",
        label,
        (Option(texts("drafts.new-activity"), NEW_ACTIVITY), *options),
        required=True,
    )
    if len(activities) > MOST_OPTIONS:
        hint = texts("drafts.field.activity-hint")
        field = TextField("activity", label, required=True, hint=hint, most=200)
    return Form(
        texts("drafts.form-title"),
        CHOSEN,
        fields=(field,),
        submit=texts("drafts.button.next"),
    )


def add_form(organisation: Organisation, texts: Texts) -> Form:
    """Return the form of a new activity: its names, its category and its letters."""
    categories = tuple(
        Option(category.name.in_language(texts.language), category.id)
        for category in organisation.categories[:MOST_OPTIONS]
    )
    names = (
        TextField("da", texts("drafts.field.name-da"), most=150),
        TextField("en", texts("drafts.field.name-en"), most=150),
    )
    category = (ChoiceField("category", texts("drafts.field.category"), categories),)
    return Form(
        texts("drafts.add-title"),
        ADD,
        fields=(
            *names,
            *(category if categories else ()),
            *_letter_fields({}, organisation, texts),
        ),
        submit=texts("drafts.button.save"),
    )


def reason_form(action: str, value: str, version: int, texts: Texts) -> Form:
    """Return the form that asks why a draft is sent back, rejected or discarded."""
    titles = {
        SENT_BACK: texts("drafts.button.send-back"),
        REJECTED: texts("drafts.button.reject"),
        DISCARDED: texts("drafts.button.discard"),
    }
    field = TextField(
        "reason",
        texts("drafts.field.reason"),
        required=action != DISCARDED,
        hint=texts("drafts.field.reason-hint"),
        lines=4,
        most=1000,
    )
    return Form(
        titles[action],
        action,
        fields=(field,),
        submit=titles[action],
        intro=(Text(plain(texts("drafts.about-version", version=version))),),
        value=value,
    )


def approve_form(needs: Needs, value: str, organisation: Organisation, texts: Texts) -> Form:
    """Return the form that asks for what an approval needs beyond the press."""
    intro: list[Element] = []
    fields: list[FormField] = []
    if needs.control:
        intro.append(Text(plain(texts("drafts.control-intro"))))
        fields.append(
            TextField("control", texts("drafts.field.control"), required=True, lines=3, most=1000)
        )
    if needs.exempt:
        intro.append(Text(plain(texts("drafts.exception-intro"))))
        intro += [
            Text(plain(finding_sentence(organisation, finding, texts)), Tone.WARNING)
            for finding in needs.exempt[:8]
        ]
        reason = texts("drafts.field.exception")
        fields.append(TextField("exception", reason, required=True, lines=3, most=1000))
        fields.append(DateField("until", texts("drafts.field.until"), required=True))
    return Form(
        texts("drafts.button.approve"),
        APPROVED,
        fields=tuple(fields),
        submit=texts("drafts.button.approve"),
        intro=tuple(intro),
        value=value,
    )


def read_row(values: Mapping[str, Sequence[str]], seen: Row, organisation: Organisation) -> Row:
    """Return the row that a form's fields say; roles keep the order they stand in.

    Args:
        values: what stands in the fields.
        seen: the row as it stood, whose roles come first.
        organisation: the roster of roles.
    """
    roles = dict.fromkeys((*seen, *(role.id for role in organisation.roles)))
    row = {
        role: frozenset(letter for letter in Letter if role in values.get(letter.value, ()))
        for role in roles
    }
    return {role: letters for role, letters in row.items() if letters}


def _row_fields(
    seen: Seen, typed: Typed, organisation: Organisation, texts: Texts
) -> tuple[FormField, ...]:
    stays = (
        Option(texts("drafts.stays"), KEEPS),
        Option(texts("drafts.leaves"), RETIRES),
    )
    chosen = RETIRES if typed.retires else KEEPS
    field = ChoiceField("stays", texts("drafts.field.stays"), stays, (chosen,), required=True)
    shown = {**seen.cells, **typed.cells}
    return (*_letter_fields(typed.cells, organisation, texts, also=shown), field)


def _letter_fields(
    row: Row, organisation: Organisation, texts: Texts, also: Row | None = None
) -> tuple[ChoiceField, ...]:
    """Return a field for each letter; roles that are retired are offered where they stand."""
    options = tuple(
        Option(role_name(role, texts), role.id)
        for role in organisation.roles
        if role.retired_on is None or role.id in (also or {})
    )
    return tuple(_letter_field(letter, row, options, texts) for letter in Letter)


def _letter_field(
    letter: Letter, row: Row, options: tuple[Option, ...], texts: Texts
) -> ChoiceField:
    chosen = tuple(role for role, letters in row.items() if letter in letters)
    single = letter is Letter.ACCOUNTABLE
    several_now = single and len(chosen) > 1
    return ChoiceField(
        letter.value,
        texts(f"raci.{letter.value}"),
        options,
        chosen=() if several_now else chosen,
        several=not single,
        required=several_now,
        hint=texts(f"drafts.hint.{letter.value}"),
    )


def _name(seen: Seen, organisation: Organisation, texts: Texts) -> str:
    if seen.added:
        return seen.added.name.in_language(texts.language)
    return activity_name(organisation, organisation.draft, seen.activity_id, texts)
