"""Approvals: requests and votes."""

from bot.handlers import approvals
from bot.handlers.registry.specs import ActionSpec, CommandSpec, FormSpec
from bot.services.permissions import Ability

COMMANDS: tuple[CommandSpec, ...] = (
    CommandSpec(
        "approval",
        "approvals",
        ("godkendelser", "godkendelse", "approvals", "approval"),
        approvals.view.show,
        Ability.SEE_OWN,
        slash=("/approval", "/godkendelse"),
        most_words=2,
    ),
    CommandSpec(
        "approval-new",
        "approvals",
        ("ny", "new"),
        approvals.requests.new,
        Ability.SEE_OWN,
        under="approval",
        most_words=None,
    ),
    CommandSpec(
        "press-instead",
        "approvals",
        ("godkendt", "godkend", "jeg godkender", "approved", "approve", "i approve"),
        approvals.view.press_instead,
        Ability.SEE_OWN,
        in_menu=False,
        most_words=4,
    ),
)

ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("approvals.show", approvals.view.chosen, Ability.SEE_OWN),
    ActionSpec("approvals.waiting", approvals.view.show, Ability.SEE_OWN),
    ActionSpec("approvals.papers", approvals.view.papers, Ability.SEE_OWN),
    ActionSpec("approvals.new", approvals.requests.new, Ability.SEE_OWN),
    ActionSpec("approvals.occurrence", approvals.occurrences.put, Ability.SEE_OWN, changes=True),
    ActionSpec("approvals.plan", approvals.versions.plan, Ability.SEE_OWN),
    ActionSpec("approvals.revise", approvals.requests.revise, Ability.SEE_OWN),
    ActionSpec(
        "approvals.approve",
        approvals.ballots.approve,
        Ability.SEE_OWN,
        changes=True,
        stale=approvals.ballots.as_it_is,
    ),
    ActionSpec(
        "approvals.abstain",
        approvals.ballots.abstain,
        Ability.SEE_OWN,
        changes=True,
        stale=approvals.ballots.as_it_is,
    ),
    ActionSpec(
        "approvals.recuse",
        approvals.ballots.recuse,
        Ability.SEE_OWN,
        changes=True,
        stale=approvals.ballots.as_it_is,
    ),
    ActionSpec(
        "approvals.take-back",
        approvals.ballots.take_back,
        Ability.SEE_OWN,
        changes=True,
        stale=approvals.ballots.as_it_is,
    ),
    ActionSpec(
        "approvals.with-remarks",
        approvals.ballots.with_remarks,
        Ability.SEE_OWN,
        stale=approvals.ballots.as_it_is,
    ),
    ActionSpec(
        "approvals.reject",
        approvals.ballots.reject,
        Ability.SEE_OWN,
        stale=approvals.ballots.as_it_is,
    ),
    ActionSpec(
        "approvals.send-back",
        approvals.ballots.send_back,
        Ability.SEE_OWN,
        stale=approvals.ballots.as_it_is,
    ),
    ActionSpec(
        "approvals.change",
        approvals.ballots.change,
        Ability.SEE_OWN,
        stale=approvals.ballots.as_it_is,
    ),
    ActionSpec(
        "approvals.answer", approvals.ballots.answer, Ability.SEE_OWN, stale=approvals.desk.as_it_is
    ),
    ActionSpec(
        "approvals.remark",
        approvals.desk.remark,
        Ability.SEE_OWN,
        stale=approvals.desk.question_as_it_is,
    ),
    ActionSpec(
        "approvals.no-remarks",
        approvals.desk.no_remarks,
        Ability.SEE_OWN,
        changes=True,
        stale=approvals.desk.question_as_it_is,
    ),
    ActionSpec(
        "approvals.resume",
        approvals.desk.resume,
        Ability.SEE_OWN,
        changes=True,
        stale=approvals.desk.as_it_is,
    ),
    ActionSpec(
        "approvals.to-meeting",
        approvals.desk.to_meeting,
        Ability.SEE_OWN,
        changes=True,
        stale=approvals.desk.as_it_is,
    ),
    ActionSpec("approvals.ask-withdraw", approvals.desk.ask_withdraw, Ability.SEE_OWN),
    ActionSpec(
        "approvals.withdraw",
        approvals.desk.withdraw,
        Ability.SEE_OWN,
        changes=True,
        stale=approvals.desk.as_it_is,
    ),
    ActionSpec("approvals.decide-alone", approvals.desk.decide_alone, Ability.SEE_OWN),
)

FORMS: tuple[FormSpec, ...] = (
    FormSpec("approvals.ask", approvals.requests.ask, Ability.SEE_OWN),
    FormSpec(
        "approvals.revised",
        approvals.requests.revised,
        Ability.SEE_OWN,
        stale=approvals.requests.as_it_is,
    ),
    FormSpec(
        "approvals.answered",
        approvals.ballots.answered,
        Ability.SEE_OWN,
        stale=approvals.desk.as_it_is,
    ),
    FormSpec(
        "approvals.decided-alone",
        approvals.desk.decided_alone,
        Ability.SEE_OWN,
        stale=approvals.desk.as_it_is,
    ),
    FormSpec(
        "approvals.said-with-remarks",
        approvals.ballots.said_with_remarks,
        Ability.SEE_OWN,
        stale=approvals.ballots.as_it_is,
    ),
    FormSpec(
        "approvals.said-control",
        approvals.ballots.said_control,
        Ability.SEE_OWN,
        stale=approvals.ballots.as_it_is,
    ),
    FormSpec(
        "approvals.said-reject",
        approvals.ballots.said_reject,
        Ability.SEE_OWN,
        stale=approvals.ballots.as_it_is,
    ),
    FormSpec(
        "approvals.said-send-back",
        approvals.ballots.said_send_back,
        Ability.SEE_OWN,
        stale=approvals.ballots.as_it_is,
    ),
    FormSpec(
        "approvals.said-remark",
        approvals.desk.remarked,
        Ability.SEE_OWN,
        stale=approvals.desk.question_as_it_is,
    ),
)
