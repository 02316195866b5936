"""Assignments of units: given, acknowledged, reported on, judged, and found again."""

from dataclasses import dataclass

from bot.services.assignments.case import Case, Cases
from bot.services.assignments.channels import Channels
from bot.services.assignments.finding import Finding, Overview, View
from bot.services.assignments.following import AssignmentFollowers
from bot.services.assignments.giving import Giving, Source, Wanted, anew
from bot.services.assignments.work import Given, Work
from bot.services.journal import Journal
from bot.services.ports import Clock, Storage
from bot.services.snapshots import Snapshots

__all__ = [
    "AssignmentFollowers",
    "Assignments",
    "Case",
    "Cases",
    "Channels",
    "Finding",
    "Given",
    "Giving",
    "Overview",
    "Source",
    "View",
    "Wanted",
    "Work",
    "anew",
    "assignments_of",
]


@dataclass(frozen=True)
class Assignments:
    """Everything that is done with assignments."""

    giving: Giving
    work: Work
    find: Finding
    channels: Channels


def assignments_of(
    storage: Storage, snapshots: Snapshots, journal: Journal, clock: Clock
) -> Assignments:
    """Return the services of assignments on an open storage."""
    cases = Cases(storage, journal, clock)
    channels = Channels(storage, snapshots, journal, clock)
    return Assignments(Giving(cases), Work(cases), Finding(storage), channels)
