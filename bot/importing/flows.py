"""The types of input of a file and the flows that they follow, as domain objects."""

from bot.domain.flows import Flow, FlowBook, FlowStep, InputType, StepKind, Urgency
from bot.domain.language import localized
from bot.importing.pack_models.flows import FlowModel, ProcessFlowsModel, StepModel
from bot.importing.pack_models.pack import MatrixFile


def flows_of(model: MatrixFile) -> FlowBook:
    """Return the types of input of a file with their flows, none where it has none."""
    language, processes = model.locale, model.process_flows
    return FlowBook(
        types=tuple(
            InputType(
                id=kind.id,
                name=localized(language, kind.name),
                group=localized(language, model.input_groups[kind.group]),
                flow_id=kind.flow,
                urgency=Urgency(kind.urgency),
                triage_days=kind.triage_within_working_days,
            )
            for kind in model.input_types
        ),
        flows=tuple(_flow(flow, processes, language) for flow in processes.flows)
        if processes
        else (),
    )


def _flow(flow: FlowModel, processes: ProcessFlowsModel, language: str) -> Flow:
    return Flow(
        id=flow.id,
        name=localized(language, flow.name),
        lanes=flow.lanes or tuple(lane.role for lane in processes.lanes),
        steps=tuple(_step(step, language) for step in sorted(flow.steps, key=lambda one: one.n)),
    )


def _step(step: StepModel, language: str) -> FlowStep:
    return FlowStep(
        n=step.n,
        role_id=step.lane,
        kind=StepKind(step.kind),
        text=localized(language, step.text),
        when=localized(language, step.when),
        act=step.bot or "",
    )
