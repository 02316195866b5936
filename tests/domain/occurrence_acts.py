"""A date of the wheel to be worked on: whose it is, and what each of them may try."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.domain import occurrence_dates as dates
from bot.domain import occurrence_rules as rules
from bot.domain.occurrence_hands import Act, Hands
from bot.domain.occurrences import Evidence, Occurrence

TODAY = date(2027, 3, 9)
NOW = datetime(2027, 3, 9, 13, 30, tzinfo=UTC)
DUE = date(2027, 3, 31)
R, OTHER_R, A, APPROVER, STRANGER = "r", "r2", "a", "approver", "stranger"
HANDS = Hands({"": (R, OTHER_R)}, (A,), names={R: "Rita", OTHER_R: "Rolf", A: "Anna"})
APPROVED = replace(HANDS, approvers=(APPROVER,), approves=True)
SHOWN = Evidence("Log")


def act(by: str, days: int = 0) -> Act:
    """Return somebody's act, some days from now."""
    return Act(by, NOW + timedelta(days=days), TODAY + timedelta(days=days))


def occurrence(**changed: object) -> Occurrence:
    """Return an untouched occurrence."""
    one = Occurrence("o1", "w-backup", "2027-03", DUE, DUE, DUE - timedelta(days=14))
    return replace(one, **changed)  # type: ignore[arg-type]


def delivered(hands: Hands = HANDS, evidence: Evidence = SHOWN) -> Occurrence:
    """Return one that R has delivered."""
    return rules.deliver(occurrence(), "", "Ja", evidence, act(R), hands)


Move = Callable[[Occurrence, str, Hands], Occurrence]
MOVES: dict[str, Move] = {
    "start": lambda o, by, h: rules.start(o, "", act(by), h),
    "snooze": lambda o, by, h: rules.snooze(o, "", date(2027, 3, 20), "x", act(by), h),
    "hand-over": lambda o, by, h: rules.hand_over(o, "", STRANGER, "", act(by), h),
    "deliver": lambda o, by, h: rules.deliver(o, "", "Ja", SHOWN, act(by), h),
    "attach": lambda o, by, h: rules.attach(o, "", "file", act(by), h),
    "postpone": lambda o, by, h: dates.postpone(o, date(2027, 4, 9), "x", act(by), h),
    "lapse": lambda o, by, h: dates.lapse(o, "x", act(by), h),
}
