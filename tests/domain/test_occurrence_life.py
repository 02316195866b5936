"""The life cycle of one date of the wheel, whatever order people act in."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.domain import occurrence_dates as dates
from bot.domain import occurrence_rules as rules
from bot.domain.errors import TovholderError
from bot.domain.occurrence_hands import Act
from bot.domain.occurrences import DELIVERED, Evidence, Occurrence, OccurrenceState
from tests.domain.occurrence_acts import (
    APPROVER,
    DUE,
    HANDS,
    MOVES,
    OTHER_R,
    STRANGER,
    TODAY,
    A,
    R,
    act,
    occurrence,
)
from tests.tries import tries


class LifeCycle(RuleBasedStateMachine):
    """Everybody tries everything in any order; a model written apart says what holds."""

    def __init__(self) -> None:
        super().__init__()
        self.one = occurrence()
        self.hands = replace(
            HANDS,
            responsible={"p1": (R,), "p2": (OTHER_R,)},
            approvers=(APPROVER, R),
            approves=True,
        )
        self.days = 0
        self.evidence: set[str] = set()
        self.doer: dict[str, str] = {}
        self.alone = 0

    def tried(self, change: Callable[[Act], Occurrence], by: str) -> bool:
        """Try a change; what is refused leaves everything as it was."""
        before = self.one
        try:
            self.one = change(act(by, self.days))
        except TovholderError:
            assert self.one == before
            return False
        return True

    people = st.sampled_from([R, OTHER_R, A, APPROVER, STRANGER])
    keys = st.sampled_from(["p1", "p2"])

    @rule(days=st.integers(0, 20))
    def wait(self, days: int) -> None:
        self.days += days

    @rule(by=people, key=keys)
    def start(self, by: str, key: str) -> None:
        if self.tried(lambda a: rules.start(self.one, key, a, self.hands), by):
            assert by in self.hands.responsible[key]

    @rule(by=people, key=keys, days=st.integers(-3, 40))
    def snooze(self, by: str, key: str, days: int) -> None:
        until, due = TODAY + timedelta(days=self.days + days), self.one.due
        if self.tried(lambda a: rules.snooze(self.one, key, until, "x", a, self.hands), by):
            assert self.one.due == due
            assert self.one.part(key).state not in DELIVERED

    @rule(by=people, key=keys, shown=st.booleans())
    def deliver(self, by: str, key: str, shown: bool) -> None:
        evidence = Evidence("Log") if shown else Evidence()
        change = lambda a: rules.deliver(self.one, key, "Ja", evidence, a, self.hands)  # noqa: E731
        if self.tried(change, by):
            self.evidence |= {key} if shown else set()
            if key in self.evidence:
                self.doer[key] = by

    @rule(by=people, key=keys)
    def approve(self, by: str, key: str) -> None:
        if self.tried(lambda a: rules.approve(self.one, key, "", "", a, self.hands), by):
            assert by in self.hands.approvers
            assert by != self.doer[key]

    @rule(by=people, key=keys)
    def send_back(self, by: str, key: str) -> None:
        if self.tried(lambda a: rules.send_back(self.one, key, "x", a, self.hands), by):
            del self.doer[key]

    @rule(by=people, days=st.integers(-30, 60))
    def postpone(self, by: str, days: int) -> None:
        due, new = self.one.due, self.one.due + timedelta(days=days)
        if not self.tried(lambda a: dates.postpone(self.one, new, "x", a, self.hands), by):
            return
        if self.one.due > due and by != A:
            self.alone += 1
            assert self.alone == 1
            assert self.one.due - due <= timedelta(days=14)

    @rule(by=people)
    def lapse(self, by: str) -> None:
        if self.tried(lambda a: dates.lapse(self.one, "x", a, self.hands), by):
            assert (self.one.state is OccurrenceState.LAPSED) == (by == A)

    @precondition(lambda self: self.one.request is not None)
    @rule(by=people, yes=st.booleans())
    def answer(self, by: str, yes: bool) -> None:
        if yes:
            done = self.tried(lambda a: dates.grant(self.one, a, self.hands), by)
        else:
            done = self.tried(lambda a: dates.refuse(self.one, "x", a, self.hands), by)
        assert not done or (by == A and self.one.request is None)

    @invariant()
    def what_is_done_is_shown_and_approved_by_another(self) -> None:
        for part in self.one.parts.values():
            if part.state is OccurrenceState.DONE:
                assert part.evidence
                assert part.approved_by not in (None, part.done_by)
            if part.state is OccurrenceState.AWAITING_EVIDENCE:
                assert not part.evidence

    @invariant()
    def the_whole_follows_its_parts(self) -> None:
        parts = [self.one.part(key) for key in ("p1", "p2")]
        if self.one.state is not OccurrenceState.LAPSED:
            done = all(part.state is OccurrenceState.DONE for part in parts)
            assert (self.one.state is OccurrenceState.DONE) == done
        assert self.one.planned == DUE
        assert self.one.is_open or self.one.request is None

    @invariant()
    def what_is_over_stays_over(self) -> None:
        if not self.one.is_open:
            for change in MOVES.values():
                with pytest.raises(TovholderError):
                    change(self.one, A, self.hands)


TestLifeCycle = LifeCycle.TestCase
TestLifeCycle.settings = settings(max_examples=tries(20, 100), stateful_step_count=25)
