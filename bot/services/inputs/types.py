"""Types of input that the organisation adds itself, and those it takes no more of."""

from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from bot.domain.errors import BadInput, FieldErrors, TooLate
from bot.domain.flows import FlowBook, InputType, Urgency
from bot.domain.input_events import TypesChanged
from bot.domain.language import Localized, localized
from bot.domain.organisation import Organisation
from bot.services.identifiers import new_id
from bot.services.inputs.receiving import open_types
from bot.services.journal import Cause, Journal
from bot.services.permissions import Ability, Standing, require
from bot.services.ports import Clock, Storage, UnitOfWork

_MOST_DAYS = 60


@dataclass(frozen=True)
class NewType:
    """A type of input as somebody writes it.

    Args:
        name: as people say it.
        group: where such inputs come from, as people say it.
        flow_id: what is done with them.
        urgency: of such an input, unless its own says otherwise.
        triage_days: working days within which the function looks at it, as it was typed.
        language: of the name and the group.
    """

    name: str
    group: str
    flow_id: str
    urgency: Urgency
    triage_days: str
    language: str


@dataclass(frozen=True)
class InputTypes:
    """Adds and closes types of input, as the function."""

    storage: Storage
    journal: Journal
    clock: Clock

    async def add(self, new: NewType, cause: Cause) -> InputType:
        """Add a type.

        Raises:
            NotAllowed: the person is not of the function.
            FieldErrors: it has no name, one that is taken, or no flow.
        """
        async with self.storage.begin() as work:
            await work.claim()
            on = await self._today(work, cause)
            kind = _sound(new, await work.flows.book(), on)
            await self._save(work, kind, cause)
            await work.commit()
        return kind

    async def close(self, type_id: str, cause: Cause) -> InputType:
        """Take no more inputs of a type; those that came go on.

        Raises:
            NotAllowed: the person is not of the function.
            TooLate: it is closed, or gone.
        """
        async with self.storage.begin() as work:
            await work.claim()
            on = await self._today(work, cause)
            kind = (await work.flows.book()).type.get(type_id)
            if kind is None or kind.closed_on is not None:
                raise TooLate("input-type-closed")
            # From today on; what came earlier today came in time.
            kind = replace(kind, closed_on=date.fromordinal(on.toordinal() - 1))
            await self._save(work, kind, cause)
            await work.commit()
        return kind

    async def reopen(self, type_id: str, cause: Cause) -> InputType:
        """Take inputs of a closed type again.

        Raises:
            NotAllowed: the person is not of the function.
            TooLate: it is open, or gone.
        """
        async with self.storage.begin() as work:
            await work.claim()
            await self._today(work, cause)
            kind = (await work.flows.book()).type.get(type_id)
            if kind is None or kind.closed_on is None:
                raise TooLate("input-type-open")
            kind = replace(kind, closed_on=None)
            await self._save(work, kind, cause)
            await work.commit()
        return kind

    async def _save(self, work: UnitOfWork, kind: InputType, cause: Cause) -> None:
        await work.flows.save_types([kind])
        event = TypesChanged(kind.id, cause.actor, closed=kind.closed_on is not None)
        await self.journal.record(work, event, cause)

    async def _today(self, work: UnitOfWork, cause: Cause) -> date:
        """Let pass the function, and return the local date."""
        organisation: Organisation = await work.organisation()
        on = self.clock.now().astimezone(ZoneInfo(organisation.profile.timezone)).date()
        actor = organisation.person.get(cause.actor)
        require(Standing(organisation, actor, on), Ability.HANDLE_INPUTS)
        return on


def _sound(new: NewType, book: FlowBook, on: date) -> InputType:
    name = " ".join(new.name.split())
    if not name:
        raise FieldErrors({"name": BadInput("form-required")})
    taken = {text.casefold() for kind in open_types(book, on) for text in kind.name.variants()}
    if name.casefold() in taken:
        raise FieldErrors({"name": BadInput("input-type-taken", name=name)})
    if new.flow_id not in book.flow:
        raise FieldErrors({"flow": BadInput("input-flow-unknown")})
    days = new.triage_days.strip()
    if not days.isdecimal() or int(days) > _MOST_DAYS:
        raise FieldErrors({"days": BadInput("input-type-days", most=_MOST_DAYS)})
    return InputType(
        id=new_id("input-type"),
        name=localized(new.language, name),
        group=_group(new, book),
        flow_id=new.flow_id,
        urgency=new.urgency,
        triage_days=int(days),
    )


def _group(new: NewType, book: FlowBook) -> Localized:
    """Return the group as those of its name have it, in both languages."""
    words = " ".join(new.group.split())
    alike = (kind.group for kind in book.types if words in kind.group.variants())
    return next(alike, localized(new.language, words))
