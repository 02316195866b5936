"""Incident escalation and statutory deadlines of a pack."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from bot.importing.pack_models.base import Day, Duration, Id, Minutes, Model, Name, Seq, Text

Notified = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.-]*(:deputy)?$", max_length=80)
]
ClockStart = Annotated[
    str,
    StringConstraints(
        pattern=r"^(aware_at|requested_at|changed_at|[a-z0-9][a-z0-9-]*\.submitted_at)$"
    ),
]
PositiveMinutes = Annotated[Minutes, Field(ge=1)]


class RungModel(Model):
    """Who is told when so many minutes have passed: role ids, or `<role>:deputy`."""

    after_minutes: Minutes
    notify: Annotated[Seq[Notified], Field(min_length=1)]


class SeverityModel(Model):
    """How grave an incident is, and how the call for help climbs."""

    id: Id
    level: Annotated[int, Field(ge=1, le=9)]
    name: Name
    criteria: Text
    ack_minutes: PositiveMinutes
    out_of_hours: bool
    update_every_minutes: PositiveMinutes | None = None
    ladder: Annotated[Seq[RungModel], Field(min_length=1)]


class IncidentStepModel(Model):
    """A step of the handling."""

    id: Id
    name: Name
    text: Text
    lead_role: Id


class IncidentContactModel(Model):
    """Someone outside to turn to."""

    id: Id
    name: Name
    use: Text
    channel: Text


class IncidentEscalationModel(Model):
    """Severities with their ladders, steps and outside contacts."""

    severities: Annotated[Seq[SeverityModel], Field(min_length=1)]
    steps: Seq[IncidentStepModel] = ()
    contacts: Seq[IncidentContactModel] = ()


class StatutoryDeadlineModel(Model):
    """A clock that a law starts. `duration` null: without undue delay. Dates are local."""

    id: Id
    name: Name
    law: Name
    applies: Text
    clock_starts: ClockStart
    duration: Duration | None
    recipient: Name
    channel: Name
    portal: Annotated[str, StringConstraints(pattern=r"^https://\S+$", max_length=300)] | None = (
        None
    )
    shift: Literal["none"]
    scope: Annotated[
        Seq[Literal["always", "processor", "essential", "important"]], Field(min_length=1)
    ]
    note: Text | None = None
    valid_from: Day
    checked: Day
