"""How grave an incident is, and how the call for help climbs: data from the pack (000, 001).

A ladder is frozen when an incident starts to climb it; later changes of the data leave it alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from bot.domain.language import Localized


@dataclass(frozen=True)
class Rung:
    """Who is called when so many minutes have passed since the first call.

    Args:
        after: minutes; in working time where the severity waits for it, else elapsed.
        notify: role ids, or "<role>:deputy".
        all_must: everybody called here has to acknowledge, not only one.
    """

    after: int
    notify: tuple[str, ...]
    all_must: bool = False


@dataclass(frozen=True)
class SeverityLevel:
    """A severity.

    Args:
        id: the pack's own, else random.
        level: 1 is the gravest.
        name, criteria: as people read them.
        ack_minutes: within which somebody acknowledges, before it climbs on.
        out_of_hours: people are called at night and on closed days too.
        update_minutes: how often the incident's place hears how things stand; None for never.
        ladder: the rungs, ascending.
        rounds: how often the ladder is climbed before the telephone list.
    """

    id: str
    level: int
    name: Localized
    criteria: Localized
    ack_minutes: int
    out_of_hours: bool
    update_minutes: int | None
    ladder: tuple[Rung, ...]
    rounds: int = 5


@dataclass(frozen=True)
class OutsideContact:
    """Someone outside to turn to. `channel` is an address or a telephone number."""

    id: str
    name: Localized
    use: Localized
    channel: str


@dataclass(frozen=True)
class Law:
    """A clock that a law starts; data, never code (domain.md §3).

    Args:
        id: the pack's own, else random.
        name: what is to be sent ("Tidlig varsling").
        law: the paragraph.
        applies: when it does.
        starts: "aware_at", "requested_at", or "<law id>.submitted_at".
        hours: elapsed hours; None where it is months, or without undue delay.
        months: calendar months in the organisation's zone; None where it is hours.
        recipient: who gets it.
        channel, portal: where it is sent.
        scope: "always", "processor", "essential", "important".
        note: what is good to know.
        valid_from: the first local date on which the law's version applies.
        valid_until: the last one, None while it is in force.
    """

    id: str
    name: Localized
    law: Localized
    applies: Localized
    starts: str
    hours: int | None
    months: int | None
    recipient: Localized
    channel: Localized
    portal: str = ""
    scope: tuple[str, ...] = ("always",)
    note: Localized = field(default_factory=Localized)
    valid_from: date = date.min
    valid_until: date | None = None


@dataclass(frozen=True)
class IncidentBook:
    """Everything an organisation has laid down for its incidents."""

    severities: tuple[SeverityLevel, ...] = ()
    contacts: tuple[OutsideContact, ...] = ()
    laws: tuple[Law, ...] = ()

    @cached_property
    def severity(self) -> Mapping[str, SeverityLevel]:
        """Severities by id."""
        return {one.id: one for one in self.severities}

    @cached_property
    def law(self) -> Mapping[str, Law]:
        """Laws by id."""
        return {one.id: one for one in self.laws}
