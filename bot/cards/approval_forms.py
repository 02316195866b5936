"""The forms of a request: what is asked for, an answer, a reason, remarks."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.cards.elements import (
    ChoiceField,
    DateField,
    FileField,
    Form,
    FormField,
    Option,
    Text,
    TextField,
    plain,
)
from bot.cards.pickers import PERSON, person_options, role_options, yes_or_no
from bot.domain.approvals import Approval, Choice
from bot.domain.decisions import DecisionKind, Proposal
from bot.domain.holder_rules import is_retired
from bot.domain.organisation import Organisation
from bot.domain.papers import Basis
from bot.domain.plan import Bearer
from bot.texts import Texts

ROLE = "role:"
COMMITTEE = "committee:"
SEND_BACK = "send-back"
"""The value of the answer that sends a version back; the others are those of `Choice`."""
_LINES = 3
_MOST_ACTIVITIES = 90


@dataclass(frozen=True)
class Blank:
    """What stands in the form of a new request to begin with.

    Args:
        title: in a few words.
        proposal, basis: as far as they are known.
        kind: what is asked for.
        activity_id: the row of the matrix that it concerns.
        forum: who decides, as the choice's value; "" for the first committee.
    """

    title: str = ""
    proposal: Proposal = field(default_factory=Proposal)
    basis: Basis = field(default_factory=Basis)
    kind: DecisionKind = DecisionKind.MATTER
    activity_id: str | None = None
    forum: str = ""


def request_form(
    blank: Blank,
    value: str,
    organisation: Organisation,
    texts: Texts,
    today: date,
    files: Sequence[str] = (),
) -> Form:
    """Return the form of a new request.

    Args:
        blank: what stands there to begin with.
        value: what the handler is given back.
        organisation: for the committees, people, roles and activities.
        texts: the reader's language.
        today: the local date.
        files: names of the files that are along already.
    """
    kinds = tuple(Option(texts(f"approvals.kind.{one.value}"), one.value) for one in DecisionKind)
    return Form(
        texts("approvals.form.new"),
        "approvals.ask",
        (
            TextField(
                "title", texts("approvals.field.title"), blank.title, required=True, most=200
            ),
            _forum_field(blank, organisation, texts, today),
            *_said_fields(blank.proposal, blank.basis, organisation, texts, today),
            ChoiceField("kind", texts("approvals.field.kind"), kinds, (blank.kind.value,)),
            _activity_field(blank, organisation, texts, today),
            ChoiceField(
                "consulted",
                texts("approvals.field.consulted"),
                person_options(organisation, today, texts),
                several=True,
                hint=texts("approvals.consulted-hint"),
            ),
            DateField(
                "deadline", texts("approvals.field.deadline"), hint=texts("approvals.deadline-hint")
            ),
            yes_or_no("urgent", texts("approvals.field.urgent"), texts, chosen=False),
        ),
        texts("approvals.button.send"),
        intro=_file_intro(files, texts),
        value=value,
    )


def version_form(
    approval: Approval,
    value: str,
    organisation: Organisation,
    texts: Texts,
    today: date,
    files: Sequence[str] = (),
) -> Form:
    """Return the form of a new version; what there is stands in it, and files stay with it."""
    kept = [paper.name for paper in approval.basis.papers]
    return Form(
        texts("approvals.form.version"),
        "approvals.revised",
        (
            TextField(
                "title", texts("approvals.field.title"), approval.title, required=True, most=200
            ),
            *_said_fields(approval.proposal, approval.basis, organisation, texts, today),
        ),
        texts("approvals.button.send"),
        intro=(
            Text(plain(texts("approvals.version-intro"))),
            *_file_intro((*kept, *files), texts),
        ),
        value=value,
    )


def answer_form(approval: Approval, texts: Texts, value: str, chosen: Choice | None) -> Form:
    """Return the form of an answer, for who votes without the ballot at hand."""
    options = (
        *(Option(texts(f"approvals.choice.{one.value}"), one.value) for one in Choice),
        Option(texts("button.send-back"), SEND_BACK),
    )
    return Form(
        texts("approvals.form.answer"),
        "approvals.answered",
        (
            ChoiceField(
                "choice",
                texts("approvals.field.answer"),
                options,
                (chosen.value,) if chosen else (),
                required=True,
            ),
            _remark(
                texts("approvals.field.remark"), required=False, hint=texts("approvals.remark-hint")
            ),
        ),
        texts("approvals.button.send-answer"),
        intro=(Text(plain(approval.title)),),
        value=value,
    )


def reason_form(approval: Approval, kind: str, value: str, texts: Texts) -> Form:
    """Return the form of a reason or of remarks.

    Args:
        approval: what it is about.
        kind: "reject", "send-back", "with-remarks", "control" or "remark"; which form it is.
        value: what the handler is given back.
        texts: the reader's language.
    """
    label = texts(f"approvals.form.{kind}-label")
    return Form(
        texts(f"approvals.form.{kind}"),
        f"approvals.said-{kind}",
        (_remark(label, required=True),),
        texts("approvals.button.send-answer"),
        intro=(Text(plain(approval.title)),),
        value=value,
    )


def alone_form(approval: Approval, value: str, texts: Texts) -> Form:
    """Return the form in which the chair decides alone."""
    options = tuple(
        Option(texts(f"approvals.choice.{one.value}"), one.value)
        for one in (Choice.FOR, Choice.AGAINST)
    )
    return Form(
        texts("approvals.form.alone"),
        "approvals.decided-alone",
        (
            ChoiceField("choice", texts("approvals.field.answer"), options, required=True),
            _remark(texts("approvals.form.alone-label"), required=True),
        ),
        texts("approvals.button.decide-alone"),
        intro=(Text(plain(texts("approvals.alone-intro", title=approval.title))),),
        value=value,
    )


def forum_from(value: str) -> tuple[str | None, str | None]:
    """Return the committee or the role of a form's choice."""
    if value.startswith(COMMITTEE):
        return value.removeprefix(COMMITTEE), None
    return None, value.removeprefix(ROLE)


def bearers_from(values: Sequence[str]) -> tuple[Bearer, ...]:
    """Return the roles and people of a form's choices."""
    return tuple(
        Bearer(role_id=one.removeprefix(ROLE))
        if one.startswith(ROLE)
        else Bearer(person_id=one.removeprefix(PERSON))
        for one in values
    )


def _said_fields(
    proposal: Proposal, basis: Basis, organisation: Organisation, texts: Texts, today: date
) -> tuple[FormField, ...]:
    """Return what, how, who, when, on what basis, and what it costs.

    None is required by the form itself: the request says in one go all that is missing.
    """
    bearers = _bearer_options(organisation, texts, today)
    known = {option.value for option in bearers}
    chosen = tuple(str(one) for one in proposal.who if str(one) in known)
    cost = "" if proposal.cost is None else str(proposal.cost)
    effort = "" if proposal.effort is None else str(proposal.effort)
    return (
        TextField("what", texts("approvals.field.what"), proposal.what, lines=_LINES),
        TextField("how", texts("approvals.field.how"), proposal.how, lines=_LINES),
        ChoiceField("who", texts("approvals.field.who"), bearers, chosen, several=True),
        DateField("when", texts("approvals.field.when"), proposal.due),
        TextField(
            "basis",
            texts("approvals.field.basis"),
            basis.text,
            lines=_LINES,
            hint=texts("approvals.basis-hint"),
        ),
        TextField(
            "links",
            texts("approvals.field.links"),
            "\n".join(basis.links),
            lines=2,
            hint=texts("approvals.links-hint"),
        ),
        FileField("file", texts("approvals.field.file"), texts("approvals.file-hint")),
        TextField("cost", texts("approvals.field.cost"), cost, most=20),
        TextField("effort", texts("approvals.field.effort"), effort, most=20),
    )


def _forum_field(
    blank: Blank, organisation: Organisation, texts: Texts, today: date
) -> ChoiceField:
    committees = tuple(
        Option(one.name.in_language(texts.language), COMMITTEE + one.id)
        for one in organisation.committees
        if not one.is_closed(today)
    )
    options = (*committees, *_role_options(organisation, texts, today))
    first = blank.forum or (options[0].value if options else "")
    return ChoiceField(
        "forum",
        texts("approvals.field.forum"),
        options,
        (first,) if any(one.value == first for one in options) else (),
        required=True,
    )


def _activity_field(
    blank: Blank, organisation: Organisation, texts: Texts, today: date
) -> ChoiceField:
    current = [one for one in organisation.activities if not is_retired(one.retired_on, today)]
    options = tuple(
        Option(
            one.short.in_language(texts.language) or one.name.in_language(texts.language), one.id
        )
        for one in current[:_MOST_ACTIVITIES]
    )
    known = any(one.value == blank.activity_id for one in options)
    return ChoiceField(
        "activity",
        texts("approvals.field.activity"),
        options,
        (blank.activity_id,) if known and blank.activity_id else (),
        hint=texts("approvals.activity-hint"),
    )


def _bearer_options(organisation: Organisation, texts: Texts, today: date) -> tuple[Option, ...]:
    return (
        *person_options(organisation, today, texts),
        *_role_options(organisation, texts, today),
    )


def _role_options(organisation: Organisation, texts: Texts, today: date) -> tuple[Option, ...]:
    committees = {one.role_id for one in organisation.committees}
    return tuple(
        Option(texts("plan.role-option", role=option.label), ROLE + option.value)
        for option in role_options(organisation, today, texts)
        if option.value not in committees
    )


def _remark(label: str, *, required: bool, hint: str = "") -> TextField:
    return TextField("remark", label, required=required, hint=hint, lines=_LINES, most=2000)


def _file_intro(files: Sequence[str], texts: Texts) -> tuple[Text, ...]:
    if not files:
        return ()
    return (Text(plain(texts("approvals.files-along", names=", ".join(files)))),)
