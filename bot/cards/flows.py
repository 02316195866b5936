"""A flow in words: its lanes, and how each step stands; the picture's text says the same."""

from bot.cards.elements import Fact, plain
from bot.cards.holders import role_name
from bot.domain.flow_rules import Look, looks, mark_of
from bot.domain.flows import FlowStep
from bot.domain.inputs import Input, StepMark
from bot.domain.organisation import Organisation
from bot.texts import Texts

_LANES = frozenset({"top-management", "infosec-committee", "infosec-function", "business-units"})
"""The four lanes of the guide, which have a word of their own (001 §4)."""


def lane_name(role_id: str, organisation: Organisation, texts: Texts) -> str:
    """Return what a lane's role is called here."""
    role = organisation.role.get(role_id)
    return role_name(role, texts) if role else lane_word(role_id, organisation, texts)


def lane_word(role_id: str, organisation: Organisation, texts: Texts) -> str:
    """Return a lane in as few words as there are for it."""
    if role_id in _LANES:
        return texts(f"flows.lane.{role_id}")
    role = organisation.role.get(role_id)
    return role_name(role, texts) if role else role_id


def step_lines(item: Input, organisation: Organisation, texts: Texts) -> tuple[Fact, ...]:
    """Return every step with its lane and how it stands."""
    stands = looks(item)
    return tuple(
        Fact(
            texts(
                "flows.step-label", step=step.n, role=lane_word(step.role_id, organisation, texts)
            ),
            (plain(_said(item, step, stands[step.n], organisation, texts)),),
        )
        for step in item.flow.steps
    )


def flow_alt(item: Input, organisation: Organisation, texts: Texts) -> str:
    """Return what the picture shows: how each step stands, and in whose lane.

    What the steps say stands in the card's own list.
    """
    name = item.flow.name.in_language(texts.language)
    said = [texts("flows.alt", flow=name, number=item.number)]
    stands = looks(item)
    for look in Look:
        steps = [
            f"{step.n} {lane_word(step.role_id, organisation, texts)}"
            for step in item.flow.steps
            if stands[step.n] is look
        ]
        if steps:
            said.append(f"{texts(f'flows.look.{look.value}')}: {', '.join(steps)}")
    return ". ".join(said)


def _said(item: Input, step: FlowStep, look: Look, organisation: Organisation, texts: Texts) -> str:
    said = f"{texts(f'flows.look.{look.value}')}: {step.text.in_language(texts.language)}"
    when = step.when.in_language(texts.language)
    if when and look in (Look.CURRENT, Look.COMING):
        said = texts("inputs.step-when", said=said, when=when)
    mark = mark_of(item, step.n)
    return said if mark is None else f"{said} ({_by(mark, organisation, texts)})"


def _by(mark: StepMark, organisation: Organisation, texts: Texts) -> str:
    """Return who did it, or what did, when, and what was said of it."""
    person = organisation.person.get(mark.by or "")
    who = person.name if person else record_word(mark.record, texts)
    parts = [part for part in (who, texts.moment(mark.at), mark.note) if part]
    return " · ".join(parts)


def record_word(record: str, texts: Texts) -> str:
    """Return what people call a record that carried a step out."""
    kind, _, name = record.partition("/")
    if kind == "decision":
        return texts("flows.record.decision", number=name)
    if kind == "agenda-item":
        return texts("flows.record.agenda-item")
    return name
