"""A new request and a new version of one: the forms, and what they hand in."""

import json
from datetime import date

from bot.cards import approval_forms as forms
from bot.cards.elements import Button, Form
from bot.cards.holder_forms import opening_card
from bot.cards.pickers import PERSON
from bot.chat.reply import Audience, Reply
from bot.chat.request import SharedFile
from bot.domain.approvals import ApprovalState
from bot.domain.decisions import DecisionKind, Proposal
from bot.domain.errors import BadInput, FieldErrors, TovholderError
from bot.domain.papers import LARGEST_PAPER
from bot.domain.plan_values import read_amount
from bot.domain.plan_variance import authors
from bot.handlers.approvals.shown import masked_note, me, status
from bot.handlers.turn import Services, Turn
from bot.services.approvals import Grounds, NewFile, View, Wanted

_MOST_FILES = 5
_LONGEST_TITLE = 200
_ABOUT, _DIGEST = "about", "digest"
"""Beside the files that wait: the record that the decision is about, and how it reads."""
_PLAN = "plan-version/"


async def new(turn: Turn, services: Services) -> Reply:
    """Answer `/approval new <title>`, perhaps with files: open the form.

    Raises:
        NotAllowed: the account is bound to nobody.
        BadInput: a file cannot be kept, or there are too many.
    """
    me(turn)
    files = await _parked(turn, services)
    blank = forms.Blank(title=turn.argument.strip()[:_LONGEST_TITLE])
    return _new_form(turn, blank, files)


async def ask(turn: Turn, services: Services) -> Reply:
    """Take a request, and show how it stands.

    Raises:
        FieldErrors: what is missing or wrong.
    """
    parked = json.loads(turn.argument) if turn.argument else {}
    about, digest = parked.pop(_ABOUT, ""), parked.pop(_DIGEST, "")
    committee, role = forms.forum_from(turn.value("forum"))
    deadline = turn.value("deadline")
    wanted = Wanted(
        title=turn.value("title"),
        proposal=_proposal(turn),
        grounds=await _grounds(turn, services, parked),
        kind=DecisionKind(turn.value("kind") or DecisionKind.MATTER.value),
        committee_id=committee,
        approver_role=role,
        urgent=turn.value("urgent") == "yes",
        wished=date.fromisoformat(deadline) if deadline else None,
        consulted=tuple(one.removeprefix(PERSON) for one in turn.values.get("consulted", ())),
        activity_id=turn.value("activity") or None,
        about=about,
        about_digest=digest,
        authors=authors(turn.organisation.plan) if about.startswith(_PLAN) else (),
    )
    approval = await services.approvals.requests.ask(wanted, turn.cause)
    key = "approvals.sent-consulting"
    if approval.state is ApprovalState.VOTING:
        key = "approvals.sent"
    said = f"{turn.texts(key, number=approval.number)} {masked_note(turn)}".strip()
    return await status(turn, services, approval.id, said)


async def revise(turn: Turn, services: Services) -> Reply:
    """Open the form of a new version."""
    approval_id, _, _ = turn.argument.partition(" ")
    view = await services.approvals.find.view(approval_id, turn.organisation)
    return _version_form(turn, view, {})


async def with_file(turn: Turn, services: Services, view: View) -> Reply:
    """Open the form of a new version with the files that were sent along."""
    me(turn)
    return _version_form(turn, view, await _parked(turn, services))


async def revised(turn: Turn, services: Services) -> Reply:
    """Put a new version to the vote.

    Raises:
        TooLate: it has ended, or has a newer version.
        NotAllowed: the person may not.
        FieldErrors, BadInput: what is missing or wrong.
    """
    carried = json.loads(turn.argument)
    approval = await services.approvals.requests.revise(
        carried["approval"],
        carried["version"],
        turn.value("title"),
        _proposal(turn),
        await _grounds(turn, services, carried["files"]),
        turn.cause,
    )
    said = turn.texts("approvals.sent-version", version=approval.version)
    said = f"{said} {masked_note(turn)}".strip()
    return await status(turn, services, approval.id, said)


async def as_it_is(turn: Turn, services: Services) -> Reply:
    """Show how the request of a form or a button stands now."""
    carried = turn.argument
    found = json.loads(carried)["approval"] if carried.startswith("{") else carried.split()[0]
    return await status(turn, services, found, replaces=True)


def _new_form(turn: Turn, blank: forms.Blank, parked: dict[str, str]) -> Reply:
    value = json.dumps(parked) if parked else ""
    form = forms.request_form(
        blank, value, turn.organisation, turn.texts, turn.today, tuple(parked.values())
    )
    return opened(turn, form, "approvals.new", blank.title)


def _version_form(turn: Turn, view: View, parked: dict[str, str]) -> Reply:
    approval = view.approval
    carried = {"approval": approval.id, "version": approval.version, "files": parked}
    form = forms.version_form(
        approval,
        json.dumps(carried),
        turn.organisation,
        turn.texts,
        turn.today,
        tuple(parked.values()),
    )
    return opened(turn, form, "approvals.revise", f"{approval.id} {approval.version}")


def opened(turn: Turn, form: Form, action: str, value: str) -> Reply:
    """Return a form, and a card that opens it where it cannot open by itself."""
    button = Button(turn.texts("button.open-form"), action, value, opens=True)
    return Reply(opening_card(form, button), Audience.PERSONAL, form=form)


def _proposal(turn: Turn) -> Proposal:
    """Return what, how, who and when, and what it costs.

    Raises:
        FieldErrors: an amount is none.
    """
    amounts: dict[str, int | None] = {}
    errors: dict[str, TovholderError] = {}
    for name in ("cost", "effort"):
        try:
            amounts[name] = read_amount(turn.value(name))
        except BadInput as error:
            errors[name] = error
    if errors:
        raise FieldErrors(errors)
    due = turn.value("when")
    return Proposal(
        turn.value("what"),
        turn.value("how"),
        forms.bearers_from(turn.values.get("who", ())),
        date.fromisoformat(due) if due else None,
        amounts["cost"],
        amounts["effort"],
    )


async def _grounds(turn: Turn, services: Services, parked: dict[str, str]) -> Grounds:
    """Return the basis with the form's file, and those sent along when it was opened.

    Raises:
        FieldErrors: a file cannot be kept, or has expired meanwhile.
    """
    files = []
    for secret in parked:
        found = await services.files.file(secret)
        if found is None:
            raise FieldErrors({"basis": BadInput("approval-file-expired")})
        files.append(NewFile(found.name, found.content))
    try:
        files += [NewFile(file.name, await _content(file)) for file in turn.files]
    except BadInput as error:
        raise FieldErrors({"file": error}) from error
    return Grounds(turn.value("basis"), tuple(turn.value("links").split()), tuple(files))


async def _parked(turn: Turn, services: Services) -> dict[str, str]:
    """Return the names of the files that were sent along, by the secret they wait under."""
    if len(turn.files) > _MOST_FILES:
        raise BadInput("approval-many-files", n=_MOST_FILES)
    found: dict[str, str] = {}
    for file in turn.files:
        content = await _content(file)
        kept = await services.files.keep(file.name, "application/octet-stream", content)
        found[kept.secret] = kept.name
    return found


async def _content(file: SharedFile) -> bytes:
    if file.size > LARGEST_PAPER:
        raise BadInput("approval-file-big", megabytes=LARGEST_PAPER // (1024 * 1024))
    content = await file.read(LARGEST_PAPER)
    if not content:
        raise BadInput("approval-file-empty")
    return content
