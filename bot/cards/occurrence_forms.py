"""The forms in which the work on an occurrence is done, moved, handed over or sent back."""

from datetime import date

from bot.cards.elements import (
    ChoiceField,
    DateField,
    Element,
    FileField,
    Form,
    FormField,
    Option,
    Text,
    TextField,
    plain,
)
from bot.cards.occurrence_progress import request_lines
from bot.cards.occurrences import deadline_text, occurrence_title, people_of
from bot.cards.pickers import PERSON, person_options
from bot.domain.occurrence_answers import (
    ACCESS_REVIEW,
    RISK_PLAN,
    Answer,
    PlanState,
    question_of,
    read_answer,
)
from bot.domain.occurrence_dates import MOST_ALONE
from bot.domain.occurrence_marks import Reference
from bot.domain.occurrence_rules import latest_snooze
from bot.domain.occurrences import Occurrence, Part
from bot.domain.organisation import Organisation
from bot.domain.wheel import WheelItem
from bot.texts import Texts

_FEW_LINES, _MANY_LINES = 3, 5
_MOST = 2000


def done_form(
    occurrence: Occurrence,
    reference: Reference,
    organisation: Organisation,
    texts: Texts,
    on: date,
    *,
    file: str = "",
) -> Form:
    """Return the form of a part that is done: the kind's question, and what shows it.

    Args:
        occurrence: as it stands.
        reference: the part.
        organisation, texts, on: as for a card.
        file: the name of a file that is already along, "" for none.
    """
    item = organisation.wheel.item[occurrence.item_id]
    part = occurrence.part(reference.part)
    label = item.label.in_language(texts.language)
    demanded = item.evidence.in_language(texts.language)
    intro = [*_intro(occurrence, reference, organisation, texts, on)]
    if demanded:
        intro.append(Text(plain(texts("occurrences.form.demanded", evidence=demanded))))
    if file or part.evidence.file_id:
        key = "file-along" if file else "file-kept"
        intro.append(Text(plain(texts(f"occurrences.form.{key}", name=file))))
    return Form(
        texts("occurrences.form.done"),
        "occurrences.delivered",
        (
            *_question(item, part, texts),
            TextField(
                "evidence",
                texts("occurrences.form.evidence"),
                part.evidence.text,
                hint=texts("occurrences.form.evidence-hint"),
                lines=_FEW_LINES,
                most=_MOST,
            ),
            TextField(
                "link",
                texts("occurrences.form.link"),
                part.evidence.link,
                hint=texts("occurrences.form.link-hint"),
                most=500,
            ),
            FileField(
                "file",
                texts("occurrences.form.file"),
                hint=texts("occurrences.form.file-hint", item=label),
            ),
            TextField(
                "finding",
                texts("occurrences.form.finding"),
                hint=texts("occurrences.form.finding-hint"),
                lines=_FEW_LINES,
                most=500,
            ),
        ),
        texts("button.mark-done"),
        intro=tuple(intro),
        value=str(reference),
    )


def _question(item: WheelItem, part: Part, texts: Texts) -> tuple[FormField, ...]:
    """Return the fields in which the question of the item's kind is answered."""
    kind = question_of(item.activity_id)
    asked = texts(f"occurrences.question.{kind}")
    known = read_answer(item.activity_id, part.answer) if part.answer else Answer()
    words = TextField("answer", asked, known.text, required=True, lines=_MANY_LINES, most=_MOST)
    if kind == RISK_PLAN:
        options = tuple(Option(texts(f"occurrences.plan.{s.value}"), s.value) for s in PlanState)
        chosen = (known.plan.value,) if known.plan else ()
        return (
            ChoiceField("plan", asked, options, chosen, required=True),
            TextField(
                "answer",
                texts("occurrences.form.sufficient"),
                known.text,
                hint=texts("occurrences.form.sufficient-hint"),
                lines=_FEW_LINES,
                most=_MOST,
            ),
        )
    if kind == ACCESS_REVIEW:
        return (
            _number("reviewed", texts("occurrences.form.reviewed"), known.reviewed, hint=asked),
            _number("removed", texts("occurrences.form.removed"), known.removed),
            TextField(
                "answer", texts("occurrences.remark"), known.text, lines=_FEW_LINES, most=_MOST
            ),
        )
    return (words,)


def _number(name: str, label: str, known: int | None, hint: str = "") -> TextField:
    value = "" if known is None else str(known)
    return TextField(name, label, value, required=True, hint=hint, most=12)


def snooze_form(
    occurrence: Occurrence,
    reference: Reference,
    organisation: Organisation,
    texts: Texts,
    on: date,
) -> Form:
    """Return the form of when R is reminded again."""
    last = texts.date_medium(latest_snooze(occurrence, on))
    return Form(
        texts("button.snooze"),
        "occurrences.snoozed",
        (
            DateField(
                "until",
                texts("occurrences.form.until"),
                required=True,
                hint=texts("occurrences.form.until-hint", date=last),
            ),
            _reason(texts),
        ),
        texts("button.snooze"),
        intro=_intro(occurrence, reference, organisation, texts, on),
        value=str(reference),
    )


def postpone_form(
    meeting: Occurrence,
    occurrence: Occurrence,
    reference: Reference,
    organisation: Organisation,
    texts: Texts,
    on: date,
    *,
    decides: bool,
) -> Form:
    """Return the form of a new deadline.

    Args:
        meeting: the meeting at which the occurrence is held, or itself: what is moved.
        decides: the reader is A, who needs to ask nobody.
    """
    intro = [*_intro(occurrence, reference, organisation, texts, on)]
    if meeting.id != occurrence.id:
        name = organisation.wheel.item[meeting.item_id].label.in_language(texts.language)
        intro.append(Text(plain(texts("occurrences.form.moves-meeting", meeting=name))))
    hint = ""
    if not decides:
        key = "alone" if meeting.postponed == 0 else "asks"
        limit = texts.date_medium(meeting.due + MOST_ALONE)
        hint = texts(f"occurrences.form.{key}", date=limit)
    return Form(
        texts("occurrences.form.postpone"),
        "occurrences.postponed",
        (
            DateField("due", texts("occurrences.form.due"), required=True, hint=hint),
            _reason(texts),
        ),
        texts("button.postpone"),
        intro=tuple(intro),
        value=str(reference),
    )


def hand_over_form(
    occurrence: Occurrence,
    reference: Reference,
    organisation: Organisation,
    texts: Texts,
    on: date,
) -> Form:
    """Return the form of who does it from now on."""
    people, _ = people_of(organisation, occurrence, reference.part, on)
    now = {PERSON + actor.person_id for actor in people.responsible}
    everybody = person_options(organisation, on, texts)
    options = tuple(option for option in everybody if len(now) > 1 or option.value not in now)
    return Form(
        texts("occurrences.form.hand-over"),
        "occurrences.handed-over",
        (
            ChoiceField("to", texts("occurrences.form.to"), options, required=True),
            TextField(
                "remark",
                texts("occurrences.remark"),
                hint=texts("occurrences.form.remark-hint"),
                lines=_FEW_LINES,
                most=1000,
            ),
        ),
        texts("button.reassign"),
        intro=_intro(occurrence, reference, organisation, texts, on),
        value=str(reference),
    )


def reason_form(
    what: str,
    occurrence: Occurrence,
    reference: Reference,
    organisation: Organisation,
    texts: Texts,
    on: date,
) -> Form:
    """Return the form of a reason: of letting it lapse, of refusing, or of sending it back.

    Args:
        what: "lapsed", "refused" or "sent-back", as the form's action ends.
    """
    intro = [*_intro(occurrence, reference, organisation, texts, on)]
    if what == "refused" and occurrence.request:
        intro += [Text(line) for line in request_lines(occurrence.request, organisation, texts)]
    if what == "lapsed":
        intro.append(Text(plain(texts("occurrences.form.lapse-intro"))))
    submit = {"lapsed": "lapse", "refused": "reject", "sent-back": "send-back"}[what]
    label = texts(f"button.{submit}")
    return Form(
        label,
        f"occurrences.{what}",
        (_reason(texts),),
        label,
        intro=tuple(intro),
        value=str(reference),
    )


def control_form(
    occurrence: Occurrence,
    reference: Reference,
    organisation: Organisation,
    texts: Texts,
    on: date,
) -> Form:
    """Return the form of the control that makes up for a doer who approves (domain.md §3)."""
    intro = _intro(occurrence, reference, organisation, texts, on)
    return Form(
        texts("occurrences.form.control"),
        "occurrences.approved",
        (
            TextField(
                "control",
                texts("occurrences.form.control"),
                required=True,
                hint=texts("occurrences.form.control-hint"),
                lines=_FEW_LINES,
                most=1000,
            ),
        ),
        texts("button.approve"),
        intro=(*intro, Text(plain(texts("occurrences.form.control-intro")))),
        value=str(reference),
    )


def _reason(texts: Texts) -> TextField:
    return TextField(
        "reason",
        texts("occurrences.reason"),
        required=True,
        lines=_FEW_LINES,
        most=1000,
    )


def _intro(
    occurrence: Occurrence,
    reference: Reference,
    organisation: Organisation,
    texts: Texts,
    on: date,
) -> tuple[Element, ...]:
    """Return what the form is about, and by when."""
    item = organisation.wheel.item[occurrence.item_id]
    people, _ = people_of(organisation, occurrence, reference.part, on)
    title = occurrence_title(item, people, organisation, texts)
    due = deadline_text(occurrence, organisation, texts, on)
    return (Text(plain(texts("occurrences.form.about", item=title, date=due))),)
