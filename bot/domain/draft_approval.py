"""What approving a draft takes: the very content that was seen, and grounds where asked for.

An author approves only where nobody else can, with a compensating control; an external party holds
A only by an exception with a reason and a last day (domain.md §3).
"""

from dataclasses import dataclass, replace
from datetime import date

from bot.domain.cpr import mask_cpr
from bot.domain.drafts import Draft, Exemption
from bot.domain.errors import BadInput, FieldErrors, TovholderError
from bot.domain.finding import Finding


@dataclass(frozen=True)
class Version:
    """A draft's content as somebody saw it: what a button on its card carries."""

    number: int
    digest: str

    def __str__(self) -> str:
        """Return what a button carries."""
        return f"{self.number}:{self.digest}"


@dataclass(frozen=True)
class Needs:
    """What an approval asks for beyond the press.

    Args:
        control: a compensating control, because an author approves.
        exempt: external parties with A, which need an exception.
    """

    control: bool
    exempt: tuple[Finding, ...]

    def __bool__(self) -> bool:
        """Tell whether anything is needed."""
        return self.control or bool(self.exempt)


@dataclass(frozen=True)
class Grounds:
    """What an approver writes beside the approval. `until` is the exception's last local date."""

    control: str = ""
    exception: str = ""
    until: date | None = None


def granted(draft: Draft, needs: Needs, grounds: Grounds, on: date) -> Draft:
    """Return the draft with the grounds that its approval rests on.

    Raises:
        FieldErrors: something that is needed is missing, or the exception ends before it begins.
    """
    errors: dict[str, TovholderError] = {}
    if needs.control and not grounds.control:
        errors["control"] = BadInput("form-required")
    if needs.exempt:
        if not grounds.exception:
            errors["exception"] = BadInput("form-required")
        if grounds.until is None:
            errors["until"] = BadInput("form-required")
        elif grounds.until <= on:
            errors["until"] = BadInput("draft-exemption-past")
    if errors:
        raise FieldErrors(errors)
    reason, until = mask_cpr(grounds.exception), grounds.until or on
    exemptions = tuple(
        Exemption(str(f.params["activity"]), str(f.params["role"]), reason, until)
        for f in needs.exempt
    )
    control = mask_cpr(grounds.control) if needs.control else ""
    return replace(draft, control=control, exemptions=exemptions)
