"""Input types, process flows and the feedback form of a pack."""

from typing import Annotated, Literal

from pydantic import Field

from bot.importing.pack_models.base import Id, Model, Name, Seq, Text


class InputTypeModel(Model):
    """A kind of input to the committee's work."""

    id: Id
    group: Id
    name: Name
    flow: Id
    urgency: Literal["normal", "high", "immediate"]
    triage_within_working_days: Annotated[int, Field(ge=0, le=60)]
    seed_name: Name | None = None


class LaneModel(Model):
    """A lane of the flow's picture: what one role does."""

    id: Id
    role: Id


class StepModel(Model):
    """A step of a flow. `lane` is the lane's role; `bot` names what the bot does then."""

    n: Annotated[int, Field(ge=1, le=99)]
    lane: Id
    kind: Literal["task", "decision", "gateway", "end"]
    text: Text
    when: Text | None = None
    bot: Id | None = None


class FlowModel(Model):
    """What is done with one type of input, step by step.

    `lanes` are the roles of its own lanes, where they are not those of all flows.
    """

    id: Id
    input: Id
    name: Name
    lanes: Annotated[Seq[Id], Field(min_length=1)] | None = None
    steps: Annotated[Seq[StepModel], Field(min_length=1)]


class ProcessFlowsModel(Model):
    """All flows share their lanes."""

    lanes: Annotated[Seq[LaneModel], Field(min_length=1)]
    flows: Seq[FlowModel]


class FeedbackOptionModel(Model):
    """An answer to the two questions."""

    id: Literal["yes", "partly", "no"]
    label: Name


class FeedbackFormModel(Model):
    """The two questions that a function answers after an assignment (seed 001 §2)."""

    q1: Text
    q2: Text
    options: Seq[FeedbackOptionModel]
    comment: Text
    evidence: Text
