"""The two kinds of file: a starter pack, and a small file of roles and activities."""

from typing import Annotated, Any, Literal

from pydantic import Field

from bot.importing.pack_models.base import Day, Id, Locale, Model, Name, Seq, Text
from bot.importing.pack_models.committee import (
    AgendaTemplateModel,
    CommitteeModel,
    TermsOfReferenceModel,
)
from bot.importing.pack_models.flows import FeedbackFormModel, InputTypeModel, ProcessFlowsModel
from bot.importing.pack_models.incidents import IncidentEscalationModel, StatutoryDeadlineModel
from bot.importing.pack_models.matrix import ActivityModel
from bot.importing.pack_models.papers import (
    CommunicationModel,
    MeasurementModel,
    PolicyModel,
    ReportSectionModel,
)
from bot.importing.pack_models.roles import OrganisationModel, RoleModel, UnitModel
from bot.importing.pack_models.year import AnnualWheelModel, CalendarModel, PlanTaskModel

PACK_SCHEMA = "raci-starter-pack/1"
EXAMPLE_SCHEMA = "raci-import-example/1"


class MatrixFile(Model):
    """What every file has: roles, activities and their cells; some have a wheel and flows too."""

    locale: Locale = "da"
    activity_categories: dict[Id, Name] = Field(default_factory=dict)
    roles: Annotated[Seq[RoleModel], Field(min_length=1)]
    activities: Annotated[Seq[ActivityModel], Field(min_length=1)]
    units: Seq[UnitModel] = ()
    calendar: CalendarModel | None = None
    annual_wheel: AnnualWheelModel | None = None
    input_groups: dict[Id, Name] = Field(default_factory=dict)
    input_types: Seq[InputTypeModel] = ()
    process_flows: ProcessFlowsModel | None = None


class Legend(Model):
    """What the four letters mean."""

    R: Text
    A: Text
    C: Text
    I: Text  # noqa: E741 - the letter is the name


class StarterPack(MatrixFile):
    """A starter pack (`raci-starter-pack/1`). Sections that later features read may be absent."""

    schema_: Literal["raci-starter-pack/1"] = Field(alias="schema")
    pack: Id
    locale: Locale
    title: Name
    valid_as_of: Day
    sources: Seq[Text] = ()
    legend: Legend | None = None
    organisation: OrganisationModel | None = None
    annual_plan: Seq[PlanTaskModel] = ()
    committee: CommitteeModel | None = None
    terms_of_reference: TermsOfReferenceModel | None = None
    agenda_template: AgendaTemplateModel | None = None
    feedback_form: FeedbackFormModel | None = None
    incident_escalation: IncidentEscalationModel | None = None
    statutory_deadlines: Seq[StatutoryDeadlineModel] = ()
    communication: CommunicationModel | None = None
    policies: Seq[PolicyModel] = ()
    measurements: Seq[MeasurementModel] = ()
    report_template: Seq[ReportSectionModel] = ()


class MatrixExample(MatrixFile):
    """A small matrix (`raci-import-example/1`, or no schema). What it says to expect is ignored."""

    schema_: Literal["raci-import-example/1"] = Field(
        alias="schema", default="raci-import-example/1"
    )
    title: Name | None = None
    expected_findings: Any = None
    expected_approval: Any = None
