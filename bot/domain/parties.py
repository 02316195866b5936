"""Suppliers, customers and partners, their contacts and agreements (domain.md rows 8-15, 19-21)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class AgreementKind(StrEnum):
    """What an agreement is. A data processing agreement (DPA) answers to GDPR art. 28."""

    SLA = "sla"
    DPA = "dpa"
    CONTRACT = "contract"


@dataclass(frozen=True)
class Party:
    """A third party. `role_id`: the external role it plays; `personal_data`: it processes some."""

    id: str
    name: str
    role_id: str | None = None
    risk_class: str | None = None
    personal_data: bool = False
    ended_on: date | None = None

    def has_ended(self, on: date) -> bool:
        """Tell whether `on` (a local date) lies after the last day we work with the party."""
        return self.ended_on is not None and self.ended_on < on


@dataclass(frozen=True)
class Contact:
    """A named person or desk at a third party."""

    id: str
    party_id: str
    name: str
    email: str | None = None
    phone: str | None = None
    on_call: bool = False


@dataclass(frozen=True)
class Agreement:
    """An agreement with a third party. Dates are local and inclusive."""

    id: str
    party_id: str
    kind: AgreementKind
    title: str
    valid_from: date
    review_on: date | None = None
    expires_on: date | None = None
    terminated_on: date | None = None

    def in_force_on(self, on: date) -> bool:
        """Tell whether the agreement binds on the local date `on`."""
        ends = min((d for d in (self.expires_on, self.terminated_on) if d), default=None)
        return self.valid_from <= on and (ends is None or on <= ends)
