"""Setting an organisation up: `init` with its five answers, and the example organisation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.domain.events import OrganisationSetUp, PeopleImported
from bot.domain.organisation import Organisation, Profile
from bot.domain.parties import Agreement, Contact, Party
from bot.domain.people import Absence, Assignment, Grant, Person
from bot.importing.example import Cast, CastMember, CastParty, CastSeat
from bot.importing.imported import ImportedPack
from bot.services.identifiers import new_id
from bot.services.imports import PackImports
from bot.services.journal import Journal
from bot.services.outcome import Outcome
from bot.services.permissions import FUNCTION_ROLE
from bot.services.ports import Clock, Storage, UnitOfWork

_CHAIR_ROLES = ("top-management", "infosec-committee")
_AWAY_DAYS = 14


@dataclass(frozen=True)
class Answers:
    """What `init` asks for. The secretary becomes the first administrator (domain.md §3)."""

    language: str
    timezone: str
    pack: str
    secretary: str
    chair: str
    committee_channel: str


@dataclass(frozen=True)
class Setup:
    """First steps. Nothing is sent to anyone."""

    storage: Storage
    imports: PackImports
    journal: Journal
    clock: Clock

    async def initialise(self, answers: Answers, pack: ImportedPack) -> Outcome:
        """Load the starter pack and place the secretary and the chair in their roles.

        Run again, it changes the settings and keeps the people and the matrix.
        """
        async with self.storage.begin() as work:
            known = await work.organisation()
            profile = replace(
                known.profile,
                language=answers.language,
                timezone=answers.timezone,
                pack=answers.pack,
                committee_channel=answers.committee_channel or None,
            )
            await work.profiles.save(profile)
            outcome = await self._begin_with(work, known, pack)
            secretary = _with_email(known, answers.secretary)
            chair = _with_email(known, answers.chair)
            if chair.email.casefold() == secretary.email.casefold():
                chair = secretary
            granted = replace(secretary, grants=secretary.grants | {Grant.ADMIN})
            await work.people.save_people([granted] if chair is secretary else [granted, chair])
            await self._assign(work, known, granted, (FUNCTION_ROLE,))
            await self._assign(work, known, chair, _CHAIR_ROLES)
            event = OrganisationSetUp(answers.language, answers.timezone, answers.pack)
            await self.journal.record(work, event)
            await work.commit()
        return outcome

    async def load_example(self, pack: ImportedPack, cast: Cast, *, away: bool) -> Outcome:
        """Load a pack and the cast in their roles, beside whoever holds them already.

        People are known by their e-mail. Once the whole cast is there, it is left as it is.

        Args:
            pack: the starter pack.
            cast: the example's people.
            away: put the cast's absent person away for two weeks from today.
        """
        async with self.storage.begin() as work:
            known = await work.organisation()
            name = pack.contents[pack.locales[0]]["organisation"]["name"]
            profile = replace(known.profile, pack=pack.name, name=name, language=pack.locales[0])
            await work.profiles.save(profile)
            outcome = await self._begin_with(work, known, pack)
            loaded = await work.organisation()
            today = self._today(profile)
            people = {member.key: _cast_person(loaded, member) for member in cast.people}
            new = [person for person in people.values() if person.id not in known.person]
            if new:
                await work.people.save_people(list(people.values()))
                await _heads(work, loaded, cast, people)
                await _parties(work, loaded, cast.parties)
                await _cast_assignments(work, loaded, cast, people, today)
                seats = [seat for seat in cast.seats if seat.pack == pack.name]
                await _cast_seats(work, loaded, seats, people)
                event = PeopleImported("example", {"people_added": len(new)})
                await self.journal.record(work, event)
            absent = people[cast.away.person].id
            if away and known.absence_of(absent, today) is None:
                last = today + timedelta(days=_AWAY_DAYS - 1)
                await work.people.save_absences([Absence(new_id("absence"), absent, today, last)])
            await work.commit()
        return outcome

    async def _begin_with(
        self, work: UnitOfWork, known: Organisation, pack: ImportedPack
    ) -> Outcome:
        """Load the starter pack; what was changed since an organisation began with it stays."""
        if known.profile.pack == pack.name and known.matrix.version:
            return Outcome(pack.findings(), known, applied=True)
        return await self.imports.apply(work, pack)

    async def _assign(
        self, work: UnitOfWork, known: Organisation, person: Person, role_ids: Sequence[str]
    ) -> None:
        """Let `person` hold the roles, unless they do already."""
        starts = self._today(known.profile)
        running = (a for a in known.assignments if a.runs_on(starts))
        held = {a.role_id for a in running if a.person_id == person.id}
        await work.people.save_assignments(
            [
                Assignment(new_id("assignment"), role_id, starts, person_id=person.id)
                for role_id in role_ids
                if role_id not in held
            ]
        )

    def _today(self, profile: Profile) -> date:
        return self.clock.now().astimezone(ZoneInfo(profile.timezone)).date()


async def _heads(
    work: UnitOfWork, known: Organisation, cast: Cast, people: Mapping[str, Person]
) -> None:
    headless = [
        replace(known.unit[unit], head_id=people[key].id)
        for unit, key in cast.heads.items()
        if unit in known.unit and known.unit[unit].head_id is None
    ]
    await work.people.save_units(headless)


async def _cast_assignments(
    work: UnitOfWork, known: Organisation, cast: Cast, people: Mapping[str, Person], today: date
) -> None:
    """Give the cast their roles; one who holds a role already gets the deputy."""
    held = {(a.role_id, a.person_id): a for a in known.assignments if a.runs_on(today)}
    assignments = []
    for part in cast.assignments:
        holder = people[part.holder].id
        holding = held.get((part.role, holder)) or Assignment(
            id=new_id("assignment"),
            role_id=part.role,
            starts=today,
            person_id=holder,
            unit_id=part.unit if part.unit in known.unit else None,
        )
        deputy = people[part.deputy].id if part.deputy else None
        assignments.append(replace(holding, deputy_id=holding.deputy_id or deputy))
    await work.people.save_assignments(assignments)


async def _cast_seats(
    work: UnitOfWork, known: Organisation, seats: Sequence[CastSeat], people: Mapping[str, Person]
) -> None:
    """Appoint the cast to the committee's seats that nobody is appointed to."""
    wanted = {seat.seat: seat for seat in seats}
    for committee in known.committees:
        appointed = tuple(
            replace(
                seat,
                person_id=people[wanted[seat.id].holder].id,
                deputy_id=people[deputy].id if (deputy := wanted[seat.id].deputy) else None,
            )
            if seat.id in wanted and seat.person_id is None
            else seat
            for seat in committee.seats
        )
        if appointed != committee.seats:
            await work.committees.save(replace(committee, seats=appointed))


async def _parties(work: UnitOfWork, known: Organisation, parties: Sequence[CastParty]) -> None:
    names = {party.name for party in known.parties}
    for cast in (party for party in parties if party.name not in names):
        party = Party(
            id=new_id("party"),
            name=cast.name,
            role_id=cast.role,
            risk_class=cast.risk_class,
            personal_data=cast.personal_data,
        )
        await work.parties.save_parties([party])
        await work.parties.save_contacts(
            [
                Contact(new_id("contact"), party.id, c.name, c.email, c.phone, c.on_call)
                for c in cast.contacts
            ]
        )
        await work.parties.save_agreements(
            [
                Agreement(
                    new_id("agreement"),
                    party.id,
                    a.kind,
                    a.title,
                    a.valid_from,
                    a.review_on,
                    a.expires_on,
                )
                for a in cast.agreements
            ]
        )


def _cast_person(known: Organisation, member: CastMember) -> Person:
    """Return the member of the cast, or who has the address already with what they lack."""
    person = _with_email(known, member.email)
    unit = member.unit if member.unit in known.unit else None
    return replace(
        person,
        name=member.name if person.name == _name_from(person.email) else person.name,
        phone=person.phone or member.phone,
        unit_id=person.unit_id or unit,
        grants=person.grants | frozenset(member.grants),
    )


def _with_email(known: Organisation, email: str) -> Person:
    """Return the person with this address, or a new one named after it until people come in."""
    address = email.strip()
    for person in known.people:
        if person.email.casefold() == address.casefold():
            return person
    return Person(id=new_id("person"), name=_name_from(address), email=address)


def _name_from(address: str) -> str:
    return address.split("@")[0].replace(".", " ").replace("-", " ").title()
