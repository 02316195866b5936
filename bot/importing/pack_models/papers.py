"""Communication measures, policies, measurements and the report template of a pack."""

from typing import Literal

from bot.importing.pack_models.base import Duration, Id, Model, Name, Seq, Text


class MeasureModel(Model):
    """A communication measure and what the bot does about it (seed 000)."""

    id: Id
    name: Name
    text: Text
    bot: Text


class CommunicationModel(Model):
    """How roles are made known inside and outside the organisation."""

    internal: Seq[MeasureModel] = ()
    external: Seq[MeasureModel] = ()


class PolicyModel(Model):
    """A policy, who approves it and how often it is reviewed."""

    id: Id
    name: Name
    approver_role: Id
    review_interval: Duration
    acknowledgement: bool


class MeasurementModel(Model):
    """A measurement. `direction` is the way that is better."""

    id: Id
    name: Name
    target: Name
    direction: Literal["up", "down"]
    frequency: Literal["monthly", "quarterly", "half-yearly", "yearly"]
    owner_role: Id


class ReportSectionModel(Model):
    """A section of the management report (ISO 27001 9.3.2 and the seed)."""

    id: Id
    heading: Name
    content: Text
    source: Name
