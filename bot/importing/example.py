"""The cast of the example organisation (experience.md "People"), read from the package."""

from collections.abc import Mapping
from datetime import date
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from bot.domain.parties import AgreementKind
from bot.domain.people import Grant
from bot.importing.yaml_reader import read_yaml


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CastMember(_Part):
    """A person of the example; the e-mail address is `<key>@example.dk`."""

    key: str
    name: str
    title: Mapping[str, str]
    phone: str | None = None
    unit: str | None = None
    grants: tuple[Grant, ...] = ()

    @property
    def email(self) -> str:
        """Return the address by which both platforms' directories know the person."""
        return f"{self.key}@example.dk"


class CastAssignment(_Part):
    """Who holds a role, and who deputises."""

    role: str
    holder: str
    deputy: str | None = None
    unit: str | None = None


class CastSeat(_Part):
    """Who is appointed by name to a seat of the committee of a pack."""

    pack: str
    seat: str
    holder: str
    deputy: str | None = None


class CastContact(_Part):
    """A contact at a third party."""

    key: str
    name: str
    email: str
    phone: str
    on_call: bool = False


class CastAgreement(_Part):
    """An agreement with a third party; dates are local."""

    key: str
    kind: AgreementKind
    title: str
    valid_from: date
    review_on: date | None = None
    expires_on: date | None = None


class CastParty(_Part):
    """A third party of the example."""

    key: str
    name: str
    role: str
    risk_class: str
    personal_data: bool
    contacts: tuple[CastContact, ...]
    agreements: tuple[CastAgreement, ...]


class CastAbsence(_Part):
    """Who is away when the example is loaded with somebody away."""

    person: str
    deputy: str


class CastOthers(_Part):
    """Those by whom the example is grown: numbered, not named, in roles by turns.

    An empty role is none.
    """

    key: str
    name: str
    title: Mapping[str, str]
    roles: tuple[str, ...]

    def member(self, number: int) -> CastMember:
        """Return one of them."""
        name = " ".join((self.name, str(number)))
        return CastMember(key=f"{self.key}-{number}", name=name, title=self.title)

    def role(self, number: int) -> str:
        """Return the role that one of them takes, "" for none."""
        return self.roles[number % len(self.roles)]


class Cast(_Part):
    """Everybody in the example and what they do. `guests` are in the chat but bound to nobody."""

    people: tuple[CastMember, ...]
    guests: tuple[CastMember, ...]
    assignments: tuple[CastAssignment, ...]
    vacant: tuple[str, ...]
    seats: tuple[CastSeat, ...]
    heads: Mapping[str, str]
    away: CastAbsence
    parties: tuple[CastParty, ...]
    others: CastOthers


def example_cast() -> Cast:
    """Return the cast."""
    data = files("bot").joinpath("packs", "example.yaml").read_bytes()
    return Cast.model_validate(read_yaml(data).value)


def grown_cast(people: int) -> Cast:
    """Return the cast with so many more that they are `people`, for trying a larger organisation.

    Args:
        people: how many in all; the cast's own number or fewer adds nobody.
    """
    cast = example_cast()
    numbers = range(len(cast.people) + 1, people + 1)
    members = (cast.others.member(number) for number in numbers)
    assignments = (
        CastAssignment(role=role, holder=cast.others.member(number).key)
        for number in numbers
        if (role := cast.others.role(number))
    )
    return cast.model_copy(
        update={
            "people": (*cast.people, *members),
            "assignments": (*cast.assignments, *assignments),
        }
    )
