"""One turn of a conversation: who says what, where, and what the handlers may use."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.chat.reply import Audience, Reply
from bot.chat.request import Place, PlaceKind, SharedFile
from bot.domain.organisation import Organisation
from bot.domain.people import Account, Person
from bot.services.absence import Absences
from bot.services.accounts import Accounts
from bot.services.approvals import Approvals
from bot.services.asks import Asks
from bot.services.assignments import Assignments
from bot.services.calendars import Calendars
from bot.services.committees import CommitteeEditing, TermsDesk
from bot.services.confirmations import RoleAnswers
from bot.services.decisions import Register
from bot.services.deviations import Deviations
from bot.services.doctor import Doctor
from bot.services.drafts import Drafts
from bot.services.dues import DueDesk
from bot.services.files import Files
from bot.services.forms import Forms
from bot.services.holders import Holders
from bot.services.imports import Imports
from bot.services.inputs import Inputs, InputTypes
from bot.services.involvement import Involvements
from bot.services.journal import Cause
from bot.services.language import Languages
from bot.services.link import Links
from bot.services.meetings import AgendaItems, AgendaPapers, Meetings
from bot.services.menu import Menu
from bot.services.minutes import MinutesDesk
from bot.services.occurrences import Occurrences
from bot.services.outbox import OutboxDesk
from bot.services.parties import PartyRegister
from bot.services.permissions import Standing
from bot.services.pictures import Gallery
from bot.services.plan import AnnualPlan
from bot.services.raci import RaciLookup
from bot.services.reach import WritingPlaces
from bot.services.reminders import Reminders
from bot.services.simulation import Simulations
from bot.services.wheel_items import WheelItems
from bot.services.wheel_lookup import WheelLookup
from bot.texts import Texts

_ANSWERS_FOR_ALL = frozenset({"teams"})


@dataclass(frozen=True)
class Services:
    """The use cases, as the handlers get them from the composition root."""

    raci: RaciLookup
    accounts: Accounts
    links: Links
    languages: Languages
    gallery: Gallery
    doctor: Doctor
    menu: Menu
    forms: Forms
    holders: Holders
    parties: PartyRegister
    absences: Absences
    confirmations: RoleAnswers
    reach: WritingPlaces
    drafts: Drafts
    imports: Imports
    files: Files
    outbox: OutboxDesk
    simulations: Simulations
    plan: AnnualPlan
    calendars: Calendars
    occurrences: Occurrences
    wheel_items: WheelItems
    committees: CommitteeEditing
    terms: TermsDesk
    wheel_lookup: WheelLookup
    reminders: Reminders
    dues: DueDesk
    approvals: Approvals
    meetings: Meetings
    agenda_items: AgendaItems
    agenda_papers: AgendaPapers
    minutes: MinutesDesk
    decisions: Register
    inputs: Inputs
    input_types: InputTypes
    assignments: Assignments
    deviations: Deviations
    asks: Asks
    involvement: Involvements


@dataclass(frozen=True)
class Quoted:
    """The message on which a shortcut was chosen, or that was marked with an emoji.

    Args:
        text: what it says.
        link: its address, or "".
        readable: False where the bot cannot read what is said.
    """

    text: str
    link: str = ""
    readable: bool = True


@dataclass(frozen=True)
class Turn:
    """What a handler answers.

    Args:
        account: the platform account that acts.
        person: the person it is bound to, or None.
        place: where it was said.
        argument: the text after the command's words, or the pressed button's or the form's value.
        mentioned: accounts mentioned in the text.
        organisation: the data at the moment the turn began.
        today: the local date.
        texts: the reader's language, for private answers.
        place_texts: the organisation's language, for what everyone in the place sees.
        now: the moment, UTC.
        cause: to be handed to whatever changes something.
        values: what stands in the submitted form's fields, read by `services.forms`.
        files: sent along with the command, or chosen in the form.
        quoted: the message on which a shortcut was chosen.
    """

    account: Account
    person: Person | None
    place: Place
    argument: str
    mentioned: tuple[Account, ...]
    organisation: Organisation
    today: date
    texts: Texts
    place_texts: Texts
    now: datetime
    cause: Cause = field(default_factory=Cause)
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    files: tuple[SharedFile, ...] = ()
    quoted: Quoted | None = None

    def value(self, name: str) -> str:
        """Return what stands in the submitted form's field `name`, "" when it is empty."""
        given = self.values.get(name, ())
        return given[0] if given else ""

    @property
    def standing(self) -> Standing:
        """Return who asks, for the table of permissions."""
        return Standing(self.organisation, self.person, self.today)

    def language_for(self, audience: Audience) -> str:
        """Return the language of an answer: the reader's, or the organisation's when shared."""
        shared = audience is Audience.PLACE
        return self.place_texts.language if shared else self.texts.language

    @property
    def in_company(self) -> bool:
        """Tell whether others could see an answer that is shared here."""
        return self.place.kind is not PlaceKind.DIRECT

    @property
    def alone(self) -> bool:
        """Tell whether nobody but the asker sees the answer; in company Teams answers for all."""
        return not (self.in_company and self.place.platform in _ANSWERS_FOR_ALL)


Handler = Callable[[Turn, Services], Awaitable[Reply]]
