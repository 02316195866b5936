"""The annual plan put to the vote of the committee that approves it."""

import json

from bot.cards import approval_forms as forms
from bot.chat.reply import Reply
from bot.domain.decisions import DecisionKind, Proposal
from bot.domain.errors import NotAllowed, TooLate
from bot.domain.papers import Basis
from bot.domain.plan import Bearer
from bot.domain.plan_approval import next_version
from bot.domain.plan_variance import digest
from bot.handlers.approvals.requests import opened
from bot.handlers.turn import Services, Turn
from bot.services.exports import PLAN_FORMATS, export_plan
from bot.services.permissions import (
    FUNCTION_ROLE,
    Ability,
    approving_committees,
    may,
)

_ANSWER_DAYS = 5


async def plan(turn: Turn, services: Services) -> Reply:
    """Answer [Send til afstemning] below the plan: the form of a request, with the plan as a file.

    Raises:
        TooLate: the plan has changed since it was shown.
        NotAllowed: the person neither keeps nor approves it, or no committee approves it.
    """
    organisation, texts = turn.organisation, turn.texts
    standing = turn.standing
    if not (may(standing, Ability.EDIT_PLAN) or may(standing, Ability.APPROVE_PLAN)):
        raise NotAllowed(f"not-allowed.{Ability.EDIT_PLAN.value}")
    committees = approving_committees(organisation, Ability.APPROVE_PLAN, turn.today)
    if not committees:
        raise NotAllowed(f"not-allowed.{Ability.APPROVE_PLAN.value}")
    if digest(organisation.plan) != turn.argument:
        raise TooLate("plan-changed")
    version, count = next_version(organisation.plan), len(organisation.plan.tasks)
    blank = forms.Blank(
        texts("meetings.matter.plan", version=version),
        Proposal(
            texts("meetings.matter.plan-what", version=version),
            texts("meetings.matter.plan-how"),
            (Bearer(role_id=FUNCTION_ROLE),),
            organisation.wheel.calendar.add_workdays(turn.today, _ANSWER_DAYS),
        ),
        Basis(texts.plural("meetings.matter.plan-tasks", count, digest=turn.argument)),
        DecisionKind.DOCUMENT,
        forum=forms.COMMITTEE + committees[0].id,
    )
    made = await export_plan(organisation, PLAN_FORMATS["xlsx"], texts, turn.today)
    file = await services.files.keep(made.name, made.media_type, made.content)
    about = {"about": f"plan-version/{version}", "digest": turn.argument}
    form = forms.request_form(
        blank,
        json.dumps({**about, file.secret: file.name}),
        organisation,
        texts,
        turn.today,
        (file.name,),
    )
    return opened(turn, form, "approvals.plan", turn.argument)
