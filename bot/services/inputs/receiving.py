"""An input comes: from a form, from a message, or from another feature's own transaction."""

from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.domain.cpr import mask_cpr
from bot.domain.errors import BadInput, FieldErrors
from bot.domain.flows import FlowBook, InputType, Urgency
from bot.domain.input_events import InputReceived, told
from bot.domain.input_rules import triage_date
from bot.domain.inputs import Input
from bot.domain.organisation import Organisation
from bot.domain.papers import Basis
from bot.domain.plan import Origin
from bot.services.identifiers import new_id
from bot.services.ports import UnitOfWork


@dataclass(frozen=True)
class NewInput:
    """An input as somebody brings it.

    Args:
        type_id: of which type it is.
        title: in a few words.
        text: what it says.
        urgency: how soon it is looked at; None for what its type says.
        links: to what came with it.
        origin: where it comes from.
    """

    type_id: str
    title: str
    text: str = ""
    urgency: Urgency | None = None
    links: tuple[str, ...] = ()
    origin: Origin = field(default_factory=Origin)


async def receive(
    work: UnitOfWork, organisation: Organisation, new: NewInput, by: str | None, at: datetime
) -> tuple[Input, InputReceived]:
    """Keep an input in the caller's transaction, and return it with the event to record.

    Other features may call it from a reaction of theirs: a deviation or an incident that the
    committee must know of.

    Args:
        work: the open transaction.
        organisation: as it stands in it.
        new: what came.
        by: who brought it, by person id; None for the system.
        at: UTC.

    Raises:
        FieldErrors: it has no title, or there is no such type any more.
    """
    on = at.astimezone(ZoneInfo(organisation.profile.timezone)).date()
    book = await work.flows.book()
    kind = _kind(book, new, on)
    urgency = new.urgency or kind.urgency
    item = Input(
        id=new_id("input"),
        number=await work.inputs.next_number(),
        type_id=kind.id,
        title=mask_cpr(" ".join(new.title.split())),
        flow=book.flow[kind.flow_id],
        received_at=at,
        text=mask_cpr(new.text.strip()),
        basis=Basis(links=new.links),
        urgency=urgency,
        origin=new.origin,
        received_by=by,
        triage_by=triage_date(urgency, kind.triage_days, on, organisation.wheel.calendar),
        changed_at=at,
    )
    await work.inputs.save(item)
    event = InputReceived(
        *told(item, by, at.isoformat(), on.isoformat()),
        type_id=kind.id,
        urgency=urgency.value,
        triage_by=item.triage_by.isoformat() if item.triage_by else "",
        origin=item.origin.subject,
    )
    return item, event


def open_types(book: FlowBook, on: date) -> tuple[InputType, ...]:
    """Return the types of which an input can be received on the local date `on`."""
    return tuple(
        kind
        for kind in book.types
        if kind.flow_id in book.flow and (kind.closed_on is None or on <= kind.closed_on)
    )


def _kind(book: FlowBook, new: NewInput, on: date) -> InputType:
    if not new.title.strip():
        raise FieldErrors({"title": BadInput("form-required")})
    kinds = {kind.id: kind for kind in open_types(book, on)}
    kind = kinds.get(new.type_id)
    if kind is None:
        raise FieldErrors({"type": BadInput("input-type-gone")})
    return kind
