"""`/isms plan`: the plan merged or apart, a task by itself, its approval and its file."""

from dataclasses import replace
from datetime import date

from bot.cards import plan as cards
from bot.cards import plan_forms as forms
from bot.cards import plan_tasks
from bot.cards.elements import Button, Card, Form
from bot.cards.exports import file_card
from bot.cards.holder_forms import opening_card
from bot.cards.plan_versions import approved_card
from bot.chat.reply import Audience, Reply
from bot.domain.errors import BadInput
from bot.domain.organisation import Organisation
from bot.domain.paging import page_of
from bot.domain.plan import PlanTask
from bot.domain.plan_approval import is_changed
from bot.domain.plan_rules import bears
from bot.domain.plan_variance import digest, variance
from bot.handlers.turn import Services, Turn
from bot.search.folding import fold
from bot.services.exports import PLAN_FORMATS, export_plan
from bot.services.files import LIFETIME
from bot.services.permissions import Ability, approving_committees
from bot.services.plan import PlanRights

_PAGE = 8


async def show(turn: Turn, services: Services) -> Reply:
    """Answer `/isms plan`, perhaps with a year or a view: "2027", "risici", "mine"."""
    view, year = _asked(turn)
    return Reply(_card(turn, turn.organisation, view, year, "1"))


async def page(turn: Turn, services: Services) -> Reply:
    """Show the page of a view that a button asks for, as "view/year/page"."""
    view, year, number = (*turn.argument.split("/"), "", "", "")[:3]
    known = view if view in cards.VIEWS else "all"
    asked = int(year) if year.isdecimal() and len(year) == 4 else None
    return Reply(_card(turn, turn.organisation, known, asked, number))


async def task(turn: Turn, services: Services) -> Reply:
    """Show a task."""
    found = found_task(turn.organisation, turn.argument)
    card = task_card(turn, turn.organisation, found)
    if not PlanRights(turn.organisation, turn.person, turn.today).sees_evidence(found):
        return Reply(card)
    evidence = await services.plan.evidence(found)
    if evidence is None:
        return Reply(card)
    file = await services.files.keep(evidence.name, evidence.media_type, evidence.content)
    return Reply(replace(card, body=(*card.body, file)), Audience.PERSONAL)


async def as_it_is(turn: Turn, services: Services) -> Reply:
    """Show the task that a button is about, as it stands now; else the plan."""
    organisation = (await services.plan.snapshots.refresh()).organisation
    found = organisation.plan.task.get(turn.argument.partition(":")[0])
    if found is None:
        return Reply(_card(turn, organisation, "all", None, "1"))
    return Reply(task_card(turn, organisation, found), replaces=True)


async def plan_as_it_is(turn: Turn, services: Services) -> Reply:
    """Show the plan as it stands now."""
    organisation = (await services.plan.snapshots.refresh()).organisation
    return Reply(_card(turn, organisation, "all", None, "1"), Audience.PERSONAL, replaces=True)


async def submit(turn: Turn, services: Services) -> Reply:
    """Ask for the plan's approval."""
    asked = await services.plan.submit(turn.argument, turn.cause)
    notice = turn.texts.plural("plan.asked", asked)
    return _plan_reply(turn, services, notice)


async def approve(turn: Turn, services: Services) -> Reply:
    """Approve the plan, or ask an author for the compensating control first."""
    if services.plan.needs_control(turn.argument, turn.cause):
        form = forms.control_form(turn.argument, turn.texts)
        label = turn.texts("button.open-form")
        button = Button(label, "plan.approve", turn.argument, opens=True)
        return Reply(opening_card(form, button), Audience.PERSONAL, form=form)
    return await _approved(turn, services, "")


async def approved(turn: Turn, services: Services) -> Reply:
    """Approve the plan with a compensating control."""
    return await _approved(turn, services, turn.value("control"))


async def _approved(turn: Turn, services: Services, control: str) -> Reply:
    await services.plan.approve(turn.argument, control, turn.cause)
    organisation = services.plan.snapshots.current.organisation
    return Reply(approved_card(organisation, turn.texts), Audience.PERSONAL, replaces=True)


async def export(turn: Turn, services: Services) -> Reply:
    """Hand the plan over as a spreadsheet or as CSV."""
    kind = PLAN_FORMATS.get(turn.argument, PLAN_FORMATS["xlsx"])
    made = await export_plan(turn.organisation, kind, turn.texts, turn.today)
    file = await services.files.keep(made.name, made.media_type, made.content)
    until = turn.texts.moment(turn.now + LIFETIME)
    card = file_card(file, until, turn.texts, left_out=False)
    other = next(name for name in PLAN_FORMATS if PLAN_FORMATS[name] is not kind)
    button = Button(turn.texts(f"exports.format.{other}"), "plan.export", other)
    card = replace(card, title=turn.texts("plan.title"), controls=(*card.controls, button))
    return Reply(card, Audience.PERSONAL)


def task_card(turn: Turn, organisation: Organisation, found: PlanTask, notice: str = "") -> Card:
    """Return a task with what the reader may do with it."""
    rights = PlanRights(organisation, turn.person, turn.today)
    edits = rights.edits(found)
    return plan_tasks.task_card(
        found,
        organisation,
        turn.texts,
        turn.today,
        rights.can(found),
        edits=edits,
        notice=notice,
    )


def opened(form: Form, action: str, value: str, turn: Turn) -> Reply:
    """Return a form, and a card that opens it where it cannot open by itself."""
    button = Button(turn.texts("button.open-form"), action, value, opens=True)
    return Reply(opening_card(form, button), form=form)


def shown(turn: Turn, services: Services, task: PlanTask, notice: str) -> Reply:
    """Return a task as it is after what was just done to it."""
    organisation = services.plan.snapshots.current.organisation
    return Reply(task_card(turn, organisation, task, turn.texts(notice)), replaces=True)


def found_task(organisation: Organisation, task_id: str) -> PlanTask:
    """Return a task.

    Raises:
        BadInput: it is gone.
    """
    task = organisation.plan.task.get(task_id)
    if task is None:
        raise BadInput("plan-gone")
    return task


def _plan_reply(turn: Turn, services: Services, notice: str) -> Reply:
    organisation = services.plan.snapshots.current.organisation
    return Reply(_card(turn, organisation, "all", None, "1", notice))


def _card(
    turn: Turn,
    organisation: Organisation,
    view: str,
    year: int | None,
    number: str,
    notice: str = "",
) -> Card:
    rights = PlanRights(organisation, turn.person, turn.today)
    plan = organisation.plan
    tasks = [t for t in plan.tasks if _in_view(turn, organisation, t, view)]
    if year is not None:
        tasks = [t for t in tasks if year in t.years]
    tasks.sort(key=_order)
    shown = cards.Shown(
        view,
        page_of(tasks, _PAGE, number),
        year,
        turn.today,
        variance(plan),
        is_changed(plan),
        digest(plan),
        adds=turn.person is not None,
        submits=rights.keeps,
        approves=rights.approves,
        votes=bool(approving_committees(organisation, Ability.APPROVE_PLAN, turn.today)),
    )
    return cards.plan_card(shown, organisation, turn.texts, notice)


def _in_view(turn: Turn, organisation: Organisation, found: PlanTask, view: str) -> bool:
    match view:
        case "tasks":
            return found.treatment is None
        case "treatments":
            return found.treatment is not None
        case "mine":
            return turn.person is not None and any(
                bears(organisation, bearer, turn.person.id, turn.today, accountable=accountable)
                for bearer, accountable in ((found.responsible, False), (found.accountable, True))
            )
    return True


def _order(found: PlanTask) -> tuple[bool, date, str]:
    """Return what comes first: what is open, by its deadline."""
    return (not found.is_open, found.deadline, found.id)


def _asked(turn: Turn) -> tuple[str, int | None]:
    """Read "2027", "risici", "mine" or nothing; anything else shows it all."""
    view, year = "all", None
    for word in fold(turn.argument).split():
        if word.isdecimal() and len(word) == 4:
            year = int(word)
        view = _VIEW_WORDS.get(word, view)
    return view, year


_VIEW_WORDS = {
    **dict.fromkeys(("opgaver", "tasks"), "tasks"),
    **dict.fromkeys(("risici", "risiko", "risikohaandtering", "risks", "risk"), "treatments"),
    **dict.fromkeys(("mine", "my"), "mine"),
    **dict.fromkeys(("afvigelser", "aendringer", "variance", "changes"), "changes"),
}
