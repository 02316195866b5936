"""How a request ended, in words: the decision with its votes, or where it went instead."""

from collections.abc import Iterator

from bot.cards.elements import Line, plain
from bot.domain.approval_people import Forum
from bot.domain.approval_tally import counted
from bot.domain.approvals import Approval, ApprovalState
from bot.domain.decisions import Decision, Mode, Tally
from bot.texts import Texts


def outcome_lines(
    approval: Approval, decision: Decision | None, forum: Forum | None, name: str, texts: Texts
) -> tuple[Line, ...]:
    """Return a line or two that say what became of a request; `name` is who decides it."""
    if decision is not None:
        return tuple(plain(said) for said in _decided(decision, texts))
    if approval.state is ApprovalState.MOVED:
        return (plain(_moved(approval, forum, name, texts)),)
    said = {
        ApprovalState.CONSULTING: "approvals.now.consulting",
        ApprovalState.PAUSED: "approvals.now.paused",
        ApprovalState.WITHDRAWN: "approvals.now.overtaken"
        if approval.overtaken
        else "approvals.now.withdrawn",
    }.get(approval.state)
    return (plain(texts(said)),) if said else ()


def tally_text(tally: Tally, texts: Texts) -> str:
    """Return how the votes fell, and how many seats were represented."""
    key = "approvals.tally-recused" if tally.recused else "approvals.tally"
    return texts(
        key,
        for_=tally.for_,
        against=tally.against,
        abstained=tally.abstained,
        recused=tally.recused,
        represented=tally.represented,
        of=tally.of,
    )


def _decided(decision: Decision, texts: Texts) -> Iterator[str]:
    yield texts(
        f"approvals.decided.{decision.mode.value}.{decision.outcome.value}",
        number=decision.number,
        title=decision.title,
        moment=texts.moment(decision.decided_at),
    )
    if decision.tally is not None:
        yield tally_text(decision.tally, texts)
    if decision.mode is Mode.CHAIR:
        yield from decision.remarks


def _moved(approval: Approval, forum: Forum | None, name: str, texts: Texts) -> str:
    """Return why it goes to the next agenda: what its votes lacked at the deadline, or a wish."""
    closes, ended = approval.closes_at, approval.changed_at
    if forum is None or closes is None or ended is None or ended < closes:
        return texts("approvals.moved.wish")
    count = counted(approval, forum)
    if count.lack is None:
        return texts("approvals.moved.wish")
    return texts(
        f"approvals.moved.{count.lack.value}",
        committee=name,
        n=count.tally.represented,
        of=count.tally.of,
        needed=count.needed,
    )
