"""The types of input and their flows, in the form of a pack."""

from typing import Any

from bot.documents.content import Exported, one_line
from bot.domain.flows import Flow, FlowStep, InputType
from bot.domain.language import Localized

_LONGEST_NAME = 200


def flow_values(exported: Exported) -> dict[str, Any]:
    """Return the sections of a pack that have types of input and flows; empty where there are none.

    Types of which no input is received any more stay behind, and flows that no type follows.
    """
    types = [one for one in exported.book.types if _is_open(one, exported)]
    first = {kind.flow_id: kind.id for kind in reversed(types)}
    flows = [flow for flow in exported.book.flows if flow.id in first]
    if not flows:
        return {}
    named = dict.fromkeys(kind.group for kind in types)
    groups = {group: f"group-{n}" for n, group in enumerate(named, start=1)}
    lanes = dict.fromkeys(lane for flow in flows for lane in flow.lanes)
    return {
        "input_groups": {id_: _name(group, exported) or id_ for group, id_ in groups.items()},
        "input_types": [_type_values(kind, groups[kind.group], exported) for kind in types],
        "process_flows": {
            "lanes": [{"id": f"lane-{n}", "role": role} for n, role in enumerate(lanes, start=1)],
            "flows": [_flow_values(flow, first[flow.id], exported) for flow in flows],
        },
    }


def _is_open(kind: InputType, exported: Exported) -> bool:
    there = kind.flow_id in exported.book.flow
    return there and (kind.closed_on is None or exported.on <= kind.closed_on)


def _type_values(kind: InputType, group: str, exported: Exported) -> dict[str, Any]:
    return {
        "id": kind.id,
        "group": group,
        "name": _name(kind.name, exported),
        "flow": kind.flow_id,
        "urgency": kind.urgency.value,
        "triage_within_working_days": kind.triage_days,
    }


def _flow_values(flow: Flow, type_id: str, exported: Exported) -> dict[str, Any]:
    return {
        "id": flow.id,
        "input": type_id,
        "name": _name(flow.name, exported),
        "lanes": list(flow.lanes),
        "steps": [_step_values(step, exported) for step in flow.steps],
    }


def _step_values(step: FlowStep, exported: Exported) -> dict[str, Any]:
    when = exported.words(step.when)
    return {
        "n": step.n,
        "lane": step.role_id,
        "kind": step.kind.value,
        "text": exported.words(step.text),
        **({"when": when} if when else {}),
        **({"bot": step.act} if step.act else {}),
    }


def _name(text: Localized, exported: Exported) -> str:
    return one_line(exported.words(text))[:_LONGEST_NAME]
