"""Requests for decisions: asked, voted on, and closed by the clock."""

from dataclasses import dataclass

from bot.services.approvals.ballots import Ballot, Ballots, Pressed
from bot.services.approvals.cases import CLOCK, Case, Cases
from bot.services.approvals.deadlines import Deadlines
from bot.services.approvals.finding import Finding, View, Waiting, owes_vote, require_reader
from bot.services.approvals.presses import Presses
from bot.services.approvals.requests import Grounds, NewFile, Requests, Wanted
from bot.services.approvals.voting import Voted, Voting
from bot.services.journal import Journal
from bot.services.ports import Clock, Storage
from bot.services.snapshots import Snapshots

__all__ = [
    "CLOCK",
    "Approvals",
    "Ballot",
    "Case",
    "Cases",
    "Deadlines",
    "Grounds",
    "NewFile",
    "Pressed",
    "View",
    "Voted",
    "Waiting",
    "Wanted",
    "approvals_of",
    "owes_vote",
    "require_reader",
]


@dataclass(frozen=True)
class Approvals:
    """Everything that is done with requests for decisions."""

    cases: Cases
    requests: Requests
    voting: Voting
    ballots: Ballots
    find: Finding
    deadlines: Deadlines


def approvals_of(
    storage: Storage, snapshots: Snapshots, journal: Journal, clock: Clock
) -> Approvals:
    """Return the services of requests on an open storage."""
    cases = Cases(storage, snapshots, journal, clock)
    return Approvals(
        cases,
        Requests(cases),
        Voting(cases, Presses(cases)),
        Ballots(storage),
        Finding(cases),
        Deadlines(cases),
    )
