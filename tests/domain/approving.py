"""A committee of five that answers can be worked out for by hand, and a request before it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.approval_people import Forum
from bot.domain.approval_rules import submit
from bot.domain.approval_times import Timetable
from bot.domain.approvals import Approval, RosterSeat
from bot.domain.committees import Quorum, WrittenProcedure
from bot.domain.decisions import DecisionKind, Proposal
from bot.domain.occurrence_hands import Act
from bot.domain.papers import Basis
from bot.domain.plan import Bearer
from bot.domain.workdays import WorkCalendar

ZONE = ZoneInfo("Europe/Copenhagen")
NOW = datetime(2027, 3, 9, 8, 0, tzinfo=UTC)
"""A Tuesday, 9 o'clock in Copenhagen."""
ASKER, SECRETARY = "mette", "mette"
MEMBERS = ("anders", "karin", "lone", "bo", "jonas")
DEPUTY = "sara"
OUTSIDER = "nina"

SEATS = (
    RosterSeat("chair", "anders", "karin", chair=True),
    RosterSeat("hr", "karin"),
    RosterSeat("sales", "lone"),
    RosterSeat("finance", "bo"),
    RosterSeat("it", "jonas", DEPUTY),
)
FORUM = Forum(
    seats=SEATS,
    timetable=Timetable(WorkCalendar(), ZONE, WrittenProcedure()),
    chairs=("anders",),
    secretaries=(SECRETARY,),
    people=frozenset({*MEMBERS, DEPUTY, OUTSIDER, ASKER}),
    quorum=Quorum(1, 2, more=True, chair=True),
    chair_decides=True,
    names={"jonas": "Jonas", "anders": "Anders", "mette": "Mette"},
)


def act(by: str, **later: int) -> Act:
    """Return somebody's act, some time from now."""
    at = NOW + timedelta(**later)
    return Act(by, at, at.astimezone(ZONE).date())


def draft(**changed: object) -> Approval:
    """Return a request that names all it must."""
    one = Approval(
        id="approval-1",
        number="G-1",
        title="Ny backup",
        kind=DecisionKind.MATTER,
        asked_by=ASKER,
        asked_at=NOW,
        committee_id="committee",
        proposal=Proposal("Køb backup", "Efter tilbud", (Bearer(role_id="it"),), date(2027, 6, 1)),
        basis=Basis("Tilbud af 1. marts"),
        authors=(ASKER,),
    )
    return replace(one, **changed)  # type: ignore[arg-type]


def voting(forum: Forum = FORUM, **changed: object) -> Approval:
    """Return a request that is put to the vote."""
    return submit(draft(**changed), (), None, act(ASKER), forum)
