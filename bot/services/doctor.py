"""`doctor`: a plain list of what is well and what is missing, each with what to do about it."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from bot.cards.findings import finding_sentence
from bot.domain.committee_rules import findings_of, terms_findings
from bot.domain.committees import Terms
from bot.domain.confirmation_rules import tally
from bot.domain.finding import Severity
from bot.domain.holder_rules import held_by_everyone, is_retired
from bot.domain.holders import role_view
from bot.domain.organisation import Organisation
from bot.domain.people import Grant
from bot.domain.raci import Letter
from bot.domain.seat_rules import open_committees
from bot.domain.wheel import ItemState
from bot.domain.wheel_agenda import too_late_for_agenda
from bot.domain.wheel_planning import items_without_next_date
from bot.services.ports import Storage
from bot.texts import Texts


@dataclass(frozen=True)
class Diagnosis:
    """One line. Its sentence stands under `doctor.<code>.ok` or `doctor.<code>.bad`."""

    code: str
    ok: bool
    params: dict[str, str | int] = field(default_factory=dict)


Probe = Callable[[], Awaitable[Sequence[Diagnosis]]]
OrganisationRule = Callable[[Organisation, date], Diagnosis]


class Doctor:
    """Asks every probe.

    Args:
        storage: the database.
        attached: the platforms on which people are written to; all when None.
    """

    def __init__(self, storage: Storage, attached: Collection[str] | None = None) -> None:
        self._storage = storage
        self._attached = attached
        self._probes: list[Probe] = []

    def attach(self, probe: Probe) -> None:
        """Ask `probe` too: the composition root's questions to platforms and installation."""
        self._probes.append(probe)

    async def examine(self, on: date, language: str | None = None) -> tuple[Diagnosis, ...]:
        """Return the state of the installation and of the organisation on the local date `on`.

        What the organisation calls things is in `language`, the organisation's own when None.
        """
        async with self._storage.read() as work:
            organisation = _read_in(language, await work.organisation())
            terms = {c.id: await work.committees.terms_of(c.id) for c in organisation.committees}
        found = [Diagnosis("database", ok=True, params={"version": organisation.version})]
        found += [rule(organisation, on) for rule in ORGANISATION_RULES]
        if terms:
            found.append(_committees(organisation, on, terms))
        found.append(_reachable(organisation, on, self._attached))
        if asked := tally(organisation, on).total:
            found.append(_confirmations(organisation, on, asked))
        for probe in self._probes:
            found += await probe()
        return tuple(found)


def _read_in(language: str | None, organisation: Organisation) -> Organisation:
    """Return the organisation as somebody who reads `language` has it described."""
    if language in (None, organisation.profile.language):
        return organisation
    return replace(organisation, profile=replace(organisation.profile, language=language))


def _set_up(organisation: Organisation, on: date) -> Diagnosis:
    return Diagnosis("set-up", ok=bool(organisation.activities))


def _administrator(organisation: Organisation, on: date) -> Diagnosis:
    admins = [p.name for p in organisation.people if Grant.ADMIN in p.grants and not p.has_left(on)]
    return Diagnosis("administrator", ok=bool(admins), params={"names": ", ".join(admins)})


def _roles(organisation: Organisation, on: date) -> Diagnosis:
    """Report how many of the matrix's roles are held, and which A is missing."""
    used = {role_id for row in organisation.matrix.cells.values() for role_id in row}
    internal = [
        r for r in organisation.roles if r.id in used and not r.external and not held_by_everyone(r)
    ]
    vacant = {r.id for r in internal if role_view(organisation, r.id, on).vacant}
    language = organisation.profile.language
    missing = [
        activity.short.in_language(language) or activity.name.in_language(language)
        for activity in organisation.activities
        if vacant & set(organisation.matrix.roles_with(activity.id, Letter.ACCOUNTABLE))
    ]
    names = [organisation.role[r].name.in_language(language).split(" (")[0] for r in sorted(vacant)]
    return Diagnosis(
        "roles",
        ok=not vacant,
        params={
            "held": len(internal) - len(vacant),
            "total": len(internal),
            "vacant": ", ".join(names),
            "missing": ", ".join(missing) or "–",
        },
    )


def _reachable(organisation: Organisation, on: date, attached: Collection[str] | None) -> Diagnosis:
    """Name whom messages are meant for, and who has no account where any could be sent."""
    unreached = [
        p.name
        for p in organisation.people
        if p.id in _readers(organisation, on)
        and not p.has_left(on)
        and not any(attached is None or a.platform in attached for a in p.accounts)
    ]
    return Diagnosis("reachable", ok=not unreached, params={"names": ", ".join(unreached)})


def _readers(organisation: Organisation, on: date) -> frozenset[str | None]:
    """Return the ids of holders, deputies, stand-ins, heads of units and administrators."""
    current = [a for a in organisation.assignments if a.ends is None or a.ends >= on]
    return frozenset(
        (
            *(a.person_id for a in current),
            *(a.deputy_id for a in current),
            *(a.deputy_id for a in organisation.absences if a.last >= on),
            *(u.head_id for u in organisation.units if not is_retired(u.closed_on, on)),
            *(p.id for p in organisation.people if p.grants),
        )
    )


def _confirmations(organisation: Organisation, on: date, total: int) -> Diagnosis:
    """Report how many roles of the version in force are confirmed; never who is late."""
    found = tally(organisation, on)

    def named(role_ids: Sequence[str]) -> str:
        language = organisation.profile.language
        names = [organisation.role[r].name.in_language(language).split(" (")[0] for r in role_ids]
        return ", ".join(names) or "–"

    return Diagnosis(
        "confirmations",
        ok=found.confirmed == total,
        params={
            "confirmed": found.confirmed,
            "total": total,
            "waiting": named(found.waiting),
            "declined": named(found.declined),
        },
    )


def _committees(
    organisation: Organisation, on: date, terms: Mapping[str, Sequence[Terms]]
) -> Diagnosis:
    """Report what warns about the committees that work, and about their terms of reference."""
    texts = Texts(organisation.profile.language)
    found = [
        finding
        for committee in open_committees(organisation.committees, on)
        for finding in (
            *findings_of(organisation, committee, on),
            *terms_findings(organisation, committee, terms[committee.id], on),
        )
        if finding.severity is not Severity.INFO
    ]
    problems = " ".join(finding_sentence(organisation, finding, texts) for finding in found)
    return Diagnosis("committees", ok=not found, params={"problems": problems})


def _agenda(organisation: Organisation, on: date) -> Diagnosis:
    """Name what the committee is to approve after its agenda has closed."""
    texts = Texts(organisation.profile.language)
    late = [
        texts(
            "doctor.agenda.item",
            item=one.item.label.in_language(texts.language),
            due=texts.date_medium(one.due),
            meeting=texts.date_medium(one.meeting),
            closes=texts.date_medium(one.closes),
        )
        for one in too_late_for_agenda(organisation.wheel, on)
    ]
    return Diagnosis("agenda", ok=not late, params={"items": "; ".join(late)})


def _dated(organisation: Organisation, on: date) -> Diagnosis:
    """Name the wheel's active items that nobody will be reminded of."""
    undated = items_without_next_date(organisation.wheel, on)
    active = [item for item in organisation.wheel.items if item.state is ItemState.ACTIVE]
    language = organisation.profile.language
    names = ", ".join(item.label.in_language(language) for item in undated)
    return Diagnosis("wheel-dates", ok=not undated, params={"n": len(active), "names": names})


ORGANISATION_RULES: tuple[OrganisationRule, ...] = (
    _set_up,
    _administrator,
    _roles,
    _dated,
    _agenda,
)


def diagnosis_text(diagnosis: Diagnosis, texts: Texts) -> str:
    """Return the diagnosis as a sentence; what is missing says what to do about it."""
    state = "ok" if diagnosis.ok else "bad"
    return texts(f"doctor.{diagnosis.code}.{state}", **diagnosis.params)
