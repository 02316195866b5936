"""Who and where one can be in the local chat, and how its accounts and places are named."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.chat.request import Actor, Place, PlaceKind
from bot.domain.people import Account

PLATFORM = "web"
TENANT = "demo"
BOT = "tovholder"
_DIRECT = "dm-"
_HOME = "home-"


@dataclass(frozen=True)
class WebPerson:
    """Somebody one can be in the local chat.

    Args:
        id: the account id, such as "mette".
        name: full name.
        title: what they do, for the person switcher.
        guest: a guest's account is never bound by its e-mail address.
        email: the address in this chat's directory; empty when it has none.
    """

    id: str
    name: str
    title: str = ""
    guest: bool = False
    email: str = ""

    @property
    def account(self) -> Account:
        """Return the person's account in the local chat."""
        return Account(PLATFORM, TENANT, self.id)

    @property
    def actor(self) -> Actor:
        """Return the person as one who acts."""
        return Actor(self.account, self.name)

    @property
    def direct(self) -> "WebPlace":
        """Return the person's private conversation with the bot."""
        return WebPlace(direct_place(self.id), "", PlaceKind.DIRECT)

    @property
    def home(self) -> "WebPlace":
        """Return the page that holds the person's own work, like a Home tab."""
        return WebPlace(_HOME + self.id, "", PlaceKind.DIRECT)

    def owns(self, place_id: str) -> bool:
        """Tell whether a place is the person's alone."""
        return place_id in (self.direct.id, self.home.id)

    def sees_place(self, place_id: str) -> bool:
        """Tell whether a place is open to the person: every channel, and what is theirs alone."""
        return self.owns(place_id) or not place_id.startswith((_DIRECT, _HOME))


@dataclass(frozen=True)
class WebPlace:
    """A conversation in the local chat. Direct ones are implied by the people.

    Args:
        id: such as "general".
        name: what people read; empty for a direct conversation, which bears the bot's name.
        kind: channel, group or direct.
    """

    id: str
    name: str
    kind: PlaceKind

    @property
    def address(self) -> Place:
        """Return the place as the rest of the house knows it."""
        return Place(PLATFORM, TENANT, self.id, self.kind)


def direct_place(person_id: str) -> str:
    """Return the id of a person's direct conversation."""
    return _DIRECT + person_id


def find_person(people: Sequence[WebPerson], person_id: str) -> WebPerson | None:
    """Return the person with `person_id`, or None."""
    return next((person for person in people if person.id == person_id), None)


def find_owner(people: Sequence[WebPerson], place_id: str) -> WebPerson | None:
    """Return whose direct conversation `place_id` is, or None when it is nobody's."""
    return next((person for person in people if person.direct.id == place_id), None)
