"""What may become of an organisation-wide ask, and what its answers come to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.domain.asks import Affected, Ask, AskAnswer, AskState, Fixed
from bot.domain.errors import BadInput, FieldErrors, TooLate, TovholderError
from bot.domain.occurrence_hands import Act

ASK_DAYS = 5
"""Within how many working days an answer is proposed (a week); whoever asks says otherwise."""

LONGEST_WAIT = timedelta(days=365)
"""An ask that is to be answered later than this is a slip of the keyboard."""


@dataclass(frozen=True)
class Reply:
    """What is answered for some units or systems.

    Args:
        affected: are they?
        fixed: of those affected, is it mended?
        comment: in words.
    """

    affected: Affected
    fixed: Fixed | None = None
    comment: str = ""


@dataclass(frozen=True)
class Sums:
    """What the answers come to so far, as numbers of units or systems."""

    asked: int
    answered: int
    affected: int
    unaffected: int
    unknown: int
    fixed: int
    partly: int
    unfixed: int

    @property
    def silent(self) -> int:
        """Return for how many nobody has answered."""
        return self.asked - self.answered


def sums_of(ask: Ask) -> Sums:
    """Return what the answers come to so far."""
    said = [ask.answers[key] for key in ask.keys if key in ask.answers]
    affected = [one for one in said if one.affected is Affected.YES]
    return Sums(
        asked=len(ask.keys),
        answered=len(said),
        affected=len(affected),
        unaffected=sum(one.affected is Affected.NO for one in said),
        unknown=sum(one.affected is Affected.UNKNOWN for one in said),
        fixed=sum(one.fixed is Fixed.YES for one in affected),
        partly=sum(one.fixed is Fixed.PARTLY for one in affected),
        unfixed=sum(one.fixed is Fixed.NO for one in affected),
    )


def require_sound(question: str, keys: Sequence[str], due: date, on: date) -> None:
    """Let pass an ask that can be sent.

    Raises:
        FieldErrors: nothing is asked, nobody is there to be asked, or the day is wrong.
    """
    errors: dict[str, TovholderError] = {}
    if not question.strip():
        errors["question"] = BadInput("form-required")
    if not keys:
        errors["audience"] = BadInput("ask-nobody")
    if due < on:
        errors["due"] = BadInput("ask-due-past")
    elif due > on + LONGEST_WAIT:
        errors["due"] = BadInput("ask-due-far")
    if errors:
        raise FieldErrors(errors)


def require_open(ask: Ask) -> None:
    """Let pass what can still be answered.

    Raises:
        TooLate: it is closed.
    """
    if ask.state is not AskState.OPEN:
        raise TooLate("ask-is-closed", number=ask.number)


def answered(ask: Ask, keys: Sequence[str], reply: Reply, act: Act) -> Ask:
    """Return an ask with an answer for each key; it takes the place of an earlier one.

    Raises:
        TooLate: it is closed.
        FieldErrors: nothing is chosen, or it is not said whether what is affected is mended.
    """
    require_open(ask)
    errors: dict[str, TovholderError] = {}
    if not keys or not set(keys) <= set(ask.keys):
        errors["keys"] = BadInput("form-required")
    affected = reply.affected is Affected.YES
    if affected and reply.fixed is None:
        errors["fixed"] = BadInput("ask-fixed-missing")
    if errors:
        raise FieldErrors(errors)
    fixed = reply.fixed if affected else None
    said = AskAnswer(reply.affected, act.by, act.at, fixed, reply.comment.strip())
    answers = {**ask.answers, **dict.fromkeys(keys, said)}
    return replace(ask, answers=answers, changed_at=act.at)


def closed(ask: Ask, act: Act) -> Ask:
    """Return a closed ask; who is silent is not asked any more.

    Raises:
        TooLate: it is closed.
    """
    require_open(ask)
    return replace(
        ask, state=AskState.CLOSED, closed_by=act.by, closed_at=act.at, changed_at=act.at
    )
