"""Committee, terms of reference and agenda of a pack."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from bot.importing.pack_models.base import Duration, Id, Model, Name, Seq, Source, Text, TimeOfDay

Fraction = Annotated[str, StringConstraints(pattern=r"^[1-9]/[1-9]$")]
WorkingDays = Annotated[int, Field(ge=-100, le=100)]


class SeatModel(Model):
    """A seat of the committee, for a role and sometimes a unit."""

    id: Id
    role: Id
    unit: Id | None = None
    chair: bool = False


class QuorumModel(Model):
    """How many must take part: more than, or at least, a fraction of the seats."""

    more_than: Fraction | None = None
    at_least: Fraction | None = None
    chair_or_deputy_required: bool

    @model_validator(mode="after")
    def _says_one_of_the_two(self) -> "QuorumModel":
        if (self.more_than is None) == (self.at_least is None):
            raise ValueError("one of more_than and at_least")
        share = self.more_than or self.at_least or ""
        if share[0] > share[-1] or (self.more_than and share[0] == share[-1]):
            raise ValueError("no more than all of them")
        return self


class VotingModel(Model):
    """How the committee decides."""

    rule: Literal["simple_majority", "qualified_majority", "consensus"]
    tie: Literal["chair", "rejected"]
    consensus_first: bool
    secretary_votes: bool


class WrittenProcedureModel(Model):
    """How the committee decides between meetings."""

    allowed: bool
    min_working_days: Annotated[int, Field(ge=0, le=60)]
    closes_at: TimeOfDay
    urgent_min_hours: Annotated[int, Field(ge=0, le=240)]
    decided_by: Literal["chair", "committee"]


class TimelineModel(Model):
    """Working days from the meeting; before it is negative."""

    call_for_items: WorkingDays
    item_deadline: WorkingDays
    agenda_sent: WorkingDays
    minutes_draft: WorkingDays
    minutes_comments: WorkingDays


class CommitteeModel(Model):
    """The information security committee."""

    id: Id
    role: Id
    name: Name
    chair_role: Id
    secretary_role: Id
    seats: Annotated[Seq[SeatModel], Field(min_length=1)]
    adviser_roles: Seq[Id] = ()
    min_top_managers: Annotated[int, Field(ge=0, le=20)]
    quorum: QuorumModel
    voting: VotingModel
    written_procedure: WrittenProcedureModel
    uses_existing_meeting: bool
    timeline_working_days: TimelineModel


class TermsSectionModel(Model):
    """A section of the terms of reference; the body may hold {{placeholders}}."""

    id: Id
    level: Annotated[int, Field(ge=1, le=3)]
    source: Source
    heading: Name
    body: Text


class TermsOfReferenceModel(Model):
    """The committee's terms of reference."""

    status: Literal["draft", "approved"]
    version: Name
    approved_by_role: Id
    review: Duration
    sections: Seq[TermsSectionModel]


class AgendaItemModel(Model):
    """A standing item of the agenda."""

    no: Annotated[int, Field(ge=1, le=99)]
    id: Id
    title: Name
    type: Literal["decision", "information", "discussion"]
    presenter_role: Id
    text: Text
    auto_content: Text


class ConditionalItemModel(Model):
    """An item that is on the agenda only when there is cause."""

    id: Id
    insert_after: Id
    title: Name
    type: Literal["decision", "information", "discussion"]
    when: Text


class AgendaTemplateModel(Model):
    """The agenda of a meeting."""

    items: Seq[AgendaItemModel]
    conditional_items: Seq[ConditionalItemModel] = ()
