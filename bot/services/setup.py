"""Setting an organisation up: `init` with its five answers, and the example organisation."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.domain.events import OrganisationSetUp, PeopleImported
from bot.domain.organisation import Organisation, Profile
from bot.domain.parties import Agreement, Contact, Party
from bot.domain.people import Absence, Assignment, Grant, Person
from bot.importing.example import Cast, CastParty
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

        Run again, it changes the settings and keeps the people.
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
            outcome = await self.imports.apply(work, pack)
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
        """Load a pack and the cast in their roles, in place of the people who hold them.

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
            outcome = await self.imports.apply(work, pack)
            loaded = await work.organisation()
            if any(p.email == cast.people[0].email for p in known.people):
                people = {m.key: _with_email(loaded, m.email) for m in cast.people}
            else:
                people = await self._people(work, loaded, cast)
                await _parties(work, cast.parties)
                await self._cast_assignments(work, cast, people, loaded)
                event = PeopleImported("example", {"people_added": len(people)})
                await self.journal.record(work, event)
            if away:
                today = self._today(profile)
                absent = people[cast.away.person].id
                last = today + timedelta(days=_AWAY_DAYS - 1)
                await work.people.save_absences([Absence(new_id("absence"), absent, today, last)])
            await work.commit()
        return outcome

    async def _people(self, work: UnitOfWork, known: Organisation, cast: Cast) -> dict[str, Person]:
        people = {
            member.key: Person(
                id=new_id("person"),
                name=member.name,
                email=member.email,
                phone=member.phone,
                unit_id=member.unit if member.unit in known.unit else None,
                grants=frozenset(member.grants),
            )
            for member in cast.people
        }
        await work.people.save_people(list(people.values()))
        heads = [
            replace(known.unit[unit], head_id=people[key].id)
            for unit, key in cast.heads.items()
            if unit in known.unit
        ]
        await work.people.save_units(heads)
        return people

    async def _cast_assignments(
        self, work: UnitOfWork, cast: Cast, people: dict[str, Person], known: Organisation
    ) -> None:
        starts = self._today(known.profile)
        await work.people.save_assignments(
            [
                Assignment(
                    id=new_id("assignment"),
                    role_id=part.role,
                    starts=starts,
                    person_id=people[part.holder].id,
                    deputy_id=people[part.deputy].id if part.deputy else None,
                    unit_id=part.unit if part.unit in known.unit else None,
                )
                for part in cast.assignments
            ]
        )

    async def _assign(
        self, work: UnitOfWork, known: Organisation, person: Person, role_ids: Sequence[str]
    ) -> None:
        """Let `person` hold the roles, unless they do already."""
        held = {a.role_id for a in known.assignments if a.person_id == person.id}
        starts = self._today(known.profile)
        await work.people.save_assignments(
            [
                Assignment(new_id("assignment"), role_id, starts, person_id=person.id)
                for role_id in role_ids
                if role_id not in held
            ]
        )

    def _today(self, profile: Profile) -> date:
        return self.clock.now().astimezone(ZoneInfo(profile.timezone)).date()


async def _parties(work: UnitOfWork, parties: Sequence[CastParty]) -> None:
    for cast in parties:
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


def _with_email(known: Organisation, email: str) -> Person:
    """Return the person with this address, or a new one named after it until people come in."""
    address = email.strip()
    for person in known.people:
        if person.email.casefold() == address.casefold():
            return person
    name = address.split("@")[0].replace(".", " ").replace("-", " ").title()
    return Person(id=new_id("person"), name=name, email=address)
