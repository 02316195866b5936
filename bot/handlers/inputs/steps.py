"""The steps of an input's flow: done, skipped, put before the committee, closed."""

import json

from bot.cards import input_forms as forms
from bot.cards.approval_forms import COMMITTEE, ROLE, Blank, request_form
from bot.cards.meeting_forms import item_form
from bot.chat.reply import Reply
from bot.domain.committees import Committee, SectionKind
from bot.domain.decisions import DecisionKind, Proposal
from bot.domain.errors import BadInput
from bot.domain.flow_rules import unmarked
from bot.domain.flows import FlowStep, StepKind
from bot.domain.input_places import section_of
from bot.domain.input_rules import require_open, require_turn
from bot.domain.inputs import Input, InputState
from bot.domain.meeting_timeline import next_meeting
from bot.domain.meetings import AgendaItem
from bot.domain.papers import Basis
from bot.handlers.inputs.opening import opened
from bot.handlers.inputs.view import after
from bot.handlers.turn import Services, Turn


async def done(turn: Turn, services: Services) -> Reply:
    """Answer [Markér som gennemført]."""
    input_id, n = _named(turn)
    return await _marked(turn, services, await services.inputs.done(input_id, n, "", turn.cause), n)


async def note(turn: Turn, services: Services) -> Reply:
    """Ask what is said of a step that is done."""
    item, step = await _turn_of(turn, services)
    services.inputs.rights(turn.organisation, turn.cause).require_marking(step)
    form = forms.note_form(item, step, turn.argument, turn.texts)
    return opened(turn, form, "inputs.note", turn.argument)


async def noted(turn: Turn, services: Services) -> Reply:
    """Mark a step as done, with what is said of it."""
    input_id, n = _named(turn)
    item = await services.inputs.done(input_id, n, turn.value("note"), turn.cause)
    return await _marked(turn, services, item, n)


async def skip(turn: Turn, services: Services) -> Reply:
    """Answer [Spring over]: ask why."""
    services.inputs.rights(turn.organisation, turn.cause).require_handling()
    item, step = await _turn_of(turn, services)
    form = forms.reason_form("skipped", item, turn.argument, turn.texts, step)
    return opened(turn, form, "inputs.skip", turn.argument)


async def skipped(turn: Turn, services: Services) -> Reply:
    """Skip a step."""
    input_id, n = _named(turn)
    item = await services.inputs.skip(input_id, n, turn.value("reason"), turn.cause)
    return await _marked(turn, services, item, n)


async def close(turn: Turn, services: Services) -> Reply:
    """Answer [Luk sagen]: ask why, as its flow is not through."""
    services.inputs.rights(turn.organisation, turn.cause).require_handling()
    view = await services.inputs.view(turn.argument, turn.organisation, turn.cause)
    require_open(view.item)
    form = forms.reason_form("closed", view.item, view.item.id, turn.texts, None)
    return opened(turn, form, "inputs.close", view.item.id)


async def closed(turn: Turn, services: Services) -> Reply:
    """Close an input before its flow is through."""
    item = await services.inputs.close(turn.argument, turn.value("reason"), turn.cause)
    return await after(turn, services, item, turn.texts("inputs.told.closed"))


async def propose(turn: Turn, services: Services) -> Reply:
    """Answer [Sæt på dagsordenen]: open the form of an item of the next meeting.

    Raises:
        BadInput: there is no committee, or it has no meeting to come.
    """
    services.inputs.rights(turn.organisation, turn.cause).require_handling()
    view = await services.inputs.view(turn.argument, turn.organisation, turn.cause)
    item = view.item
    require_open(item)
    committee = _committee(turn, item)
    meeting = next_meeting(await services.meetings.of(committee.id), turn.today)
    if meeting is None:
        name = committee.name.in_language(turn.texts.language)
        raise BadInput("meetings-none", committee=name)
    kind = SectionKind.DECISION if _is_to_decide(item, committee) else SectionKind.INFORMATION
    blank = AgendaItem(
        "",
        meeting.id,
        section_of(item, kind, committee),
        item.title,
        kind,
        text=item.text if kind is SectionKind.INFORMATION else "",
        proposal=Proposal(what=item.title),
        basis=Basis(item.text, item.basis.links),
    )
    carried = {"meeting": meeting.id, "record": item.subject, "section": blank.section_id}
    form = item_form(
        blank,
        json.dumps(carried),
        committee,
        turn.organisation,
        turn.texts,
        turn.today,
        new=True,
    )
    return opened(turn, form, "inputs.propose", item.id)


async def vote(turn: Turn, services: Services) -> Reply:
    """Answer [Send til afstemning]: open the form of a request to whoever decides in the step."""
    services.inputs.rights(turn.organisation, turn.cause).require_handling()
    item, step = await _turn_of(turn, services)
    organisation = turn.organisation
    committees = (one for one in organisation.committees if one.role_id == step.role_id)
    committee = next(committees, None)
    blank = Blank(
        title=item.title,
        proposal=Proposal(what=item.title),
        basis=Basis(item.text, item.basis.links),
        kind=DecisionKind.MATTER,
        forum=COMMITTEE + committee.id if committee else ROLE + step.role_id,
    )
    form = request_form(
        blank, json.dumps({"about": item.subject}), organisation, turn.texts, turn.today
    )
    return opened(turn, form, "inputs.vote", turn.argument)


async def _marked(turn: Turn, services: Services, item: Input, n: int) -> Reply:
    if item.is_over:
        notice = turn.texts(f"inputs.told.{item.state.value}")
    else:
        notice = turn.texts("inputs.marked-now", step=n)
    return await after(turn, services, item, notice)


async def _turn_of(turn: Turn, services: Services) -> tuple[Input, FlowStep]:
    input_id, n = _named(turn)
    view = await services.inputs.view(input_id, turn.organisation, turn.cause)
    return view.item, require_turn(view.item, n)


def _named(turn: Turn) -> tuple[str, int]:
    input_id, _, n = turn.argument.partition(" ")
    if not n.isdecimal():
        raise BadInput("input-step-unknown")
    return input_id, int(n)


def _committee(turn: Turn, item: Input) -> Committee:
    known = turn.organisation.committee.get(item.committee_id or "")
    running = (one for one in turn.organisation.committees if not one.is_closed(turn.today))
    found = known or next(running, None)
    if found is None:
        raise BadInput("meetings-no-committee")
    return found


def _is_to_decide(item: Input, committee: Committee) -> bool:
    """Tell whether the committee has something to decide; else it is only told."""
    return item.state is not InputState.HANDLED and any(
        step.kind is StepKind.DECISION and step.role_id == committee.role_id
        for step in unmarked(item)
    )
