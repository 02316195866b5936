"""What finishing an activity answers: each of the seed's ten kinds has its own question.

001 §5, rows 102-111 of domain.md; the texts lie in the catalogues under
`occurrences.question.<kind>`.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.cpr import mask_cpr
from bot.domain.errors import BadInput, FieldErrors, TovholderError
from bot.domain.occurrences import Evidence

RISK_PLAN = "risk-treatment-plan"
ACCESS_REVIEW = "access-review"
GENERAL = "general"

KINDS = frozenset(
    {
        "risk-assessment",
        RISK_PLAN,
        "risk-treatment-followup",
        "measurements",
        "internal-audit",
        "management-review",
        "annual-report",
        "awareness",
        ACCESS_REVIEW,
        "contingency-test",
    }
)
"""The activities of the seed's wheel, each with a question of its own."""

MOST_ACCOUNTS = 1_000_000
_COUNTED = re.compile(r"(\d+)/(\d+)(?: (.*))?", re.DOTALL)
_JUDGED = re.compile(r"(updated|sufficient)(?:: (.*))?", re.DOTALL)
_LINK = re.compile(r"https?://[^\s<>\"|]+", re.IGNORECASE)


class PlanState(StrEnum):
    """What became of the risk treatment plan; one that still covers the risks needs a reason."""

    UPDATED = "updated"
    SUFFICIENT = "sufficient"


@dataclass(frozen=True)
class Answer:
    """An answer to the question of an activity's kind.

    Args:
        text: in words; for the risk plan why it is still sufficient.
        plan: of the risk treatment plan alone.
        reviewed, removed: of an access review alone, how many accesses.
    """

    text: str = ""
    plan: PlanState | None = None
    reviewed: int | None = None
    removed: int | None = None


def question_of(activity_id: str) -> str:
    """Return the kind whose question finishing the activity answers."""
    return activity_id if activity_id in KINDS else GENERAL


def read_answer(activity_id: str, stored: str) -> Answer:
    """Return the answer that `answer_text` wrote."""
    if activity_id == ACCESS_REVIEW and (found := _COUNTED.fullmatch(stored)):
        return Answer(found[3] or "", reviewed=int(found[1]), removed=int(found[2]))
    if activity_id == RISK_PLAN and (found := _JUDGED.fullmatch(stored)):
        return Answer(found[2] or "", PlanState(found[1]))
    return Answer(stored)


def answer_text(activity_id: str, answer: Answer) -> str:
    """Return a complete answer as it is kept with the part, without what looks like a CPR number.

    Raises:
        FieldErrors: it leaves something open, at the form's field of that name.
    """
    text = mask_cpr(answer.text.strip())
    errors: dict[str, TovholderError] = {}
    match question_of(activity_id):
        case "access-review":
            errors = _miscounted(answer)
            kept = f"{answer.reviewed}/{answer.removed}" + (f" {text}" if text else "")
        case "risk-treatment-plan":
            errors = _unjudged(answer.plan, text)
            kept = (answer.plan or "") + (f": {text}" if text else "")
        case _:
            errors = {} if text else {"answer": BadInput("form-required")}
            kept = text
    if errors:
        raise FieldErrors(errors)
    return kept


def count_of(typed: str) -> int | None:
    """Return a number of accesses as it was typed, None when nothing or no such number was."""
    digits = typed.strip().replace(".", "")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 7 else None


def checked_evidence(text: str, link: str, file_id: str | None) -> Evidence:
    """Return evidence as it is kept.

    Raises:
        FieldErrors: the link is no address of a web page.
    """
    link = link.strip()
    if link and not _LINK.fullmatch(link):
        raise FieldErrors({"link": BadInput("occurrence-link")})
    return Evidence(mask_cpr(text.strip()), mask_cpr(link), file_id)


def _miscounted(answer: Answer) -> dict[str, TovholderError]:
    errors: dict[str, TovholderError] = {}
    for name, count in (("reviewed", answer.reviewed), ("removed", answer.removed)):
        if count is None or count > MOST_ACCOUNTS:
            errors[name] = BadInput("occurrence-number")
    if not errors and (answer.removed or 0) > (answer.reviewed or 0):
        errors["removed"] = BadInput("occurrence-removed")
    return errors


def _unjudged(plan: PlanState | None, text: str) -> dict[str, TovholderError]:
    """A plan is updated, or there is a reason why it still covers the risks (8.3)."""
    if plan is None:
        return {"plan": BadInput("form-required")}
    if plan is PlanState.SUFFICIENT and not text:
        return {"answer": BadInput("occurrence-sufficient")}
    return {}
