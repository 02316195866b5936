"""The rules that judge agreements with third parties (A.5.20, GDPR art. 28; domain.md §3)."""

from collections.abc import Iterator
from datetime import date, timedelta

from bot.domain.finding import Finding, FindingParams, Severity
from bot.domain.holder_rules import AHEAD_DAYS, is_retired
from bot.domain.organisation import Organisation
from bot.domain.parties import Agreement, AgreementKind, Party


def active_parties(organisation: Organisation, on: date) -> tuple[Party, ...]:
    """Return the third parties that we work with on the local date `on`."""
    return tuple(party for party in organisation.parties if not is_retired(party.ended_on, on))


def covered_roles(organisation: Organisation, on: date) -> frozenset[str]:
    """Return the outside roles that somebody plays and whose parties all have what they need."""
    playing = [party for party in active_parties(organisation, on) if party.role_id]
    lacking = {party.role_id for party in playing if _lacks(organisation, party, on)}
    return frozenset(party.role_id for party in playing if party.role_id) - lacking


def _lacks(organisation: Organisation, party: Party, on: date) -> str | None:
    """Return the code of the agreement that a party lacks on `on`, or None."""
    kinds = {a.kind for a in organisation.agreements_of(party.id) if a.in_force_on(on)}
    if not kinds:
        return "agreement-missing"
    if party.personal_data and AgreementKind.DPA not in kinds:
        return "dpa-missing"
    return None


def agreement_findings(organisation: Organisation, on: date) -> Iterator[Finding]:
    """Iterate over what the rules find about agreements on the local date `on`."""
    for party in active_parties(organisation, on):
        missing = _lacks(organisation, party, on) if party.role_id else None
        if missing:
            yield Finding(missing, Severity.WARNING, party.id, {"party": party.id})
        for agreement in organisation.agreements_of(party.id):
            yield from _ending(organisation, agreement, on)


def _ending(organisation: Organisation, agreement: Agreement, on: date) -> Iterator[Finding]:
    ends = min((d for d in (agreement.expires_on, agreement.terminated_on) if d), default=None)
    if ends is None or _is_followed(organisation, agreement, max(ends + timedelta(days=1), on)):
        return
    params: FindingParams = {
        "agreement": agreement.id,
        "party": agreement.party_id,
        "date": ends,
    }
    if ends < on:
        yield Finding("agreement-expired", Severity.WARNING, agreement.party_id, params)
    elif ends <= on + timedelta(days=AHEAD_DAYS):
        yield Finding("agreement-expiring", Severity.WARNING, agreement.party_id, params)


def _is_followed(organisation: Organisation, agreement: Agreement, day: date) -> bool:
    """Tell whether another agreement of the same kind binds on `day`."""
    return any(
        other.id != agreement.id and other.kind is agreement.kind and other.in_force_on(day)
        for other in organisation.agreements_of(agreement.party_id)
    )
