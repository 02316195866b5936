"""Incidents (hændelser): reported by anyone, led by someone (ISO 27001 A.5.24-27, A.6.8)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain.people import Account
from bot.domain.plan import Origin


class IncidentState(StrEnum):
    """Where an incident is (domain.md §2).

    REPORTED: nobody has assessed it. JOINED: it is told of in another one (»Samme hændelse«).
    EVALUATED comes before CLOSED; only low and moderate ones close with one line of learning.
    """

    REPORTED = "reported"
    TRIAGE = "triage"
    NOT_INCIDENT = "not-incident"
    JOINED = "joined"
    CONFIRMED = "confirmed"
    CONTAINED = "contained"
    RECOVERED = "recovered"
    EVALUATED = "evaluated"
    CLOSED = "closed"


OVER = frozenset({IncidentState.NOT_INCIDENT, IncidentState.JOINED, IncidentState.CLOSED})
"""Nothing more is done with it."""


@dataclass(frozen=True)
class Reporter:
    """Who reported: a person, or an account that nobody is bound to (a guest), by its own name."""

    person_id: str | None = None
    account: Account | None = None
    name: str = ""


@dataclass(frozen=True)
class Report:
    """What somebody reported; `at` in UTC. Several may be of one incident."""

    by: Reporter
    at: datetime
    text: str
    number: str = ""


@dataclass(frozen=True)
class Breach:
    """An entry of the breach log (brudlog, GDPR 33(5)): facts, effects, action, who was told."""

    facts: str = ""
    effects: str = ""
    action: str = ""
    notified: bool | None = None
    reason: str = ""


class LogKind(StrEnum):
    """Where a line of the timeline comes from."""

    REPORT = "report"
    ACT = "act"
    NOTE = "note"
    PIN = "pin"
    CALL = "call"
    UPDATE = "update"
    CLOCK = "clock"
    NOTICE = "notice"


@dataclass(frozen=True)
class LogLine:
    """One line of an incident's timeline, never changed; what is wrong gets a line of its own.

    Args:
        id: random; given from outside it lets nobody write one thing twice.
        incident_id: whose.
        at: when it happened, UTC.
        by: who, None for the system.
        kind: where it comes from.
        text: in words, of what a person wrote; "" of what the system did.
        code: of what the system did ("called", "acknowledged"), to be said in each reader's words.
        values: what the words of `code` name.
        written_at: when it was written, UTC.
    """

    id: str
    incident_id: str
    at: datetime
    by: str | None
    kind: LogKind
    text: str = ""
    code: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    written_at: datetime | None = None


@dataclass(frozen=True)
class Review:
    """What was learnt. `answers` by question id; `at` in UTC."""

    answers: Mapping[str, str]
    by: str
    at: datetime


@dataclass(frozen=True)
class Incident:
    """An incident, from its first report on.

    Args:
        id: random.
        number: for people to type: "H-12".
        title: in a few words.
        reports: what was reported, the first one first.
        reported_at: when it was first reported, UTC.
        aware_at: when the organisation knew of it, UTC; the law's clocks start here.
        happening: »Sker det nu, eller er noget stjålet eller nede?«; None until answered.
        severity_id: None until it is assessed.
        personal_data, significant: None until answered.
        exercise: an exercise (ØVELSE): every message says so, nothing leaves the house.
        state: where it is.
        lead_id: who leads.
        roles: people's ids by what they do ("scribe", "communication").
        room: where it is talked of, as `BoundPlace` writes it; "" for nowhere.
        joined_to: the incident that it is part of.
        origin: where it was seen.
        occurrence_id: the wheel's contingency test that an exercise is.
        breach: its entry of the breach log.
        update_due: when its place hears of it next, UTC.
        told_parties: ids of the suppliers, customers and partners who were told.
        learning: one line.
        review: the evaluation.
        deviation_ids, task_ids: what came of it.
        presented_in: ids of the meetings whose agenda listed it.
        reason: why it is no incident, or was reopened.
        closed_by, closed_at: UTC.
        changed_at: UTC; tells a stale card from a fresh one.
    """

    id: str
    number: str
    title: str
    reports: tuple[Report, ...]
    reported_at: datetime
    aware_at: datetime
    happening: bool | None = None
    severity_id: str | None = None
    personal_data: bool | None = None
    significant: bool | None = None
    exercise: bool = False
    state: IncidentState = IncidentState.REPORTED
    lead_id: str | None = None
    roles: Mapping[str, str] = field(default_factory=dict)
    room: str = ""
    joined_to: str | None = None
    origin: Origin = field(default_factory=Origin)
    occurrence_id: str | None = None
    breach: Breach | None = None
    update_due: datetime | None = None
    told_parties: tuple[str, ...] = ()
    learning: str = ""
    review: Review | None = None
    deviation_ids: tuple[str, ...] = ()
    task_ids: tuple[str, ...] = ()
    presented_in: tuple[str, ...] = ()
    reason: str = ""
    closed_by: str | None = None
    closed_at: datetime | None = None
    changed_at: datetime | None = None

    @property
    def subject(self) -> str:
        """Return what records and messages call it."""
        return f"incident/{self.id}"

    @property
    def is_open(self) -> bool:
        """Tell whether something is still to be done about it."""
        return self.state not in OVER
