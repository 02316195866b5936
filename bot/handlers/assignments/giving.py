"""[Uddelegér]: units are given assignments, given them anew, and they are taken back."""

from datetime import date

from bot.cards import assignment_forms as forms
from bot.cards.assignment_lists import given_card
from bot.cards.plan_forms import bearer_from
from bot.chat.reply import Audience, Reply
from bot.domain.assignment_steps import Step
from bot.domain.organisation import Organisation
from bot.domain.plan import Bearer
from bot.domain.plan_rules import people_of
from bot.handlers.assignments.shown import done, id_of, opened
from bot.handlers.turn import Services, Turn
from bot.services.assignments import Source, Wanted
from bot.services.permissions import FUNCTION_ROLE


async def give(turn: Turn, services: Services) -> Reply:
    """Open the form of new assignments; the button carries the record they come from.

    Raises:
        NotAllowed: the person gives no assignments.
        BadInput: the record is gone, or is a decision that nobody carries out.
    """
    source = await services.assignments.giving.source(turn.argument, turn.cause)
    blank = _blank(turn, source)
    form = forms.give_form(blank, turn.argument, turn.organisation, turn.texts, turn.today)
    return opened(turn, form, "assignments.give")


async def given(turn: Turn, services: Services) -> Reply:
    """Give the assignments of the form, and show to whom they went."""
    wanted = _wanted(turn, tuple(turn.values.get("units", ())))
    made = await services.assignments.giving.give(turn.argument, wanted, turn.cause)
    card = given_card(made, turn.organisation, turn.texts, turn.today)
    return Reply(card, Audience.PERSONAL)


async def again(turn: Turn, services: Services) -> Reply:
    """Answer [Tildel igen]: open the form with what the assignment says."""
    case = await services.assignments.work.look(turn.argument, Step.AGAIN, turn.cause)
    form = forms.again_form(case.assignment, turn.organisation, turn.texts, turn.today)
    return opened(turn, form, "assignments.again")


async def given_again(turn: Turn, services: Services) -> Reply:
    """Give an assignment anew."""
    wanted = _wanted(turn, ())
    await services.assignments.giving.again(turn.argument, wanted, turn.cause)
    return await done(turn, services, id_of(turn.argument), "again")


async def withdraw(turn: Turn, services: Services) -> Reply:
    """Answer [Træk tilbage]: ask why."""
    case = await services.assignments.work.look(turn.argument, Step.WITHDRAW, turn.cause)
    form = forms.words_form("withdrawn", case.assignment, turn.texts)
    return opened(turn, form, "assignments.withdraw")


async def withdrawn(turn: Turn, services: Services) -> Reply:
    """Take an assignment back."""
    reason = turn.value("reason")
    await services.assignments.giving.withdraw(turn.argument, reason, turn.cause)
    return await done(turn, services, id_of(turn.argument), "withdrawn")


def _wanted(turn: Turn, units: tuple[str, ...]) -> Wanted:
    effect_due, effect_by = turn.value("effect_due"), turn.value("effect_by")
    return Wanted(
        turn.value("title"),
        turn.value("instruction"),
        date.fromisoformat(turn.value("due")),
        bearer_from(turn.value("accountable")),
        units,
        date.fromisoformat(effect_due) if effect_due else None,
        bearer_from(effect_by) if effect_by else None,
    )


def _blank(turn: Turn, source: Source) -> forms.Blank:
    """Return what the form begins with: what the record says, and the committee's chair as A."""
    organisation = turn.organisation
    chair = Bearer(role_id=_chair_role(organisation, source))
    judge = Bearer(role_id=FUNCTION_ROLE)
    if source.decision is not None:
        decision, proposal = source.decision, source.decision.proposal
        due = proposal.due if proposal.due and proposal.due >= turn.today else None
        said = [part for part in (proposal.what, proposal.how) if part.strip()]
        return forms.Blank(
            turn.texts("decisions.title", number=decision.number, title=decision.title),
            decision.title,
            "\n".join(said),
            due,
            _units_of(turn, proposal.who),
            chair,
            effect_by=judge,
        )
    if source.input is not None:
        found = source.input
        intro = f"{found.number} {found.title}"
        return forms.Blank(intro, found.title, found.text, accountable=chair, effect_by=judge)
    return forms.Blank(accountable=chair, effect_by=judge)


def _chair_role(organisation: Organisation, source: Source) -> str:
    about = source.decision or source.input
    committee = organisation.committee.get((about.committee_id if about else None) or "")
    return committee.chair_role if committee else organisation.wheel.chair_role


def _units_of(turn: Turn, who: tuple[Bearer, ...]) -> tuple[str, ...]:
    """Return the units whose heads a decision names, by name or by a role that they hold."""
    organisation = turn.organisation
    named = {p.id for one in who for p in people_of(organisation, one, turn.today)}
    return tuple(unit.id for unit in organisation.units if unit.head_id in named)
