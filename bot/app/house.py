"""Storage, services and the dispatcher, opened and closed together."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from importlib.metadata import version

from bot.app.audit_key import audit_key_probe
from bot.app.diagnoses import approvals_probe, outgoing_probe
from bot.domain.errors import TovholderError
from bot.domain.schedules import CatchingUp, CatchUp
from bot.handlers.dispatch import Dispatcher
from bot.handlers.registry import COMMANDS
from bot.handlers.routing import Routes
from bot.handlers.turn import Services
from bot.search.index import Index
from bot.services.absence import Absences
from bot.services.accounts import Accounts
from bot.services.approvals import approvals_of
from bot.services.asks import AskFollowers, Asks
from bot.services.assignments import AssignmentFollowers, assignments_of
from bot.services.calendars import Calendars
from bot.services.committees import (
    Adoption,
    CommitteeEditing,
    TermsDesk,
    TermsFollowers,
    TermsReviews,
)
from bot.services.confirmations import RoleAnswers
from bot.services.conversations import Conversations
from bot.services.decisions import Register
from bot.services.deviations import DeviationFollowers, Deviations
from bot.services.doctor import Doctor
from bot.services.drafts import Drafts
from bot.services.dues import DueDesk, Dues
from bot.services.effects import EFFECTS, Askable, ChairDecisions, Effects, Overtaken
from bot.services.files import Files
from bot.services.forms import Forms
from bot.services.holders import Holders
from bot.services.imports import Imports, PackImports
from bot.services.inputs import FlowAdoption, InputFollowers, Inputs, InputTypes
from bot.services.involvement import Involvements
from bot.services.journal import Journal
from bot.services.language import Languages
from bot.services.link import Links
from bot.services.meetings import (
    AgendaItems,
    AgendaPapers,
    Cases,
    MeetingFollowers,
    MeetingPlans,
    Meetings,
)
from bot.services.menu import Menu
from bot.services.minutes import Cases as MinutesCases
from bot.services.minutes import MinutesClosing, MinutesDesk, MinutesFollowers
from bot.services.notifications import READING, RULES, Notifications
from bot.services.occurrences import Changes, Occurrences, Settling
from bot.services.outbox import OutboxDesk
from bot.services.parties import PartyRegister
from bot.services.people import PeopleImports
from bot.services.pictures import Gallery
from bot.services.plan import AnnualPlan, PlanFindings
from bot.services.ports import Clock, Storage
from bot.services.raci import RaciLookup
from bot.services.reach import PLATFORMS, WritingPlaces
from bot.services.reminders import Reminders
from bot.services.rules.dues import settling as settling_dues
from bot.services.setup import Setup
from bot.services.simulation import Simulations
from bot.services.snapshots import BuildIndex, Snapshots
from bot.services.wheel_items import WheelItems, WheelPlans
from bot.services.wheel_lookup import WheelLookup
from bot.settings import Settings
from bot.telemetry.correlation import correlation, new_correlation
from bot.telemetry.logs import get_logger
from bot.telemetry.metrics import Metrics
from storage.database import Database, open_database
from storage.schema import require_current, upgrade
from storage.unit_of_work import SqlStorage

_log = get_logger(__name__)


@dataclass(frozen=True)
class Store:
    """The open database and the use cases that set an organisation up.

    `attached` are the platforms on which people are written to; all while none is set up.
    """

    database: Database
    storage: Storage
    journal: Journal
    packs: PackImports
    people: PeopleImports
    setup: Setup
    conversations: Conversations
    attached: set[str] = field(default_factory=lambda: set(PLATFORMS))

    @property
    def imports(self) -> Imports:
        """Return the imports, which both the command line and the chat use."""
        clock = self.journal.clock
        return Imports(self.storage, self.journal, clock, self.packs, self.people)

    async def plan_wheel(self) -> None:
        """See that the annual wheel has its dates, where no server does it each second."""
        snapshots = Snapshots(self.storage)
        plans = WheelPlans(self.storage, self.journal, snapshots, self.journal.clock)
        await plans.materialise()


@dataclass(frozen=True)
class House:
    """Everything behind the platforms."""

    settings: Settings
    clock: Clock
    store: Store
    snapshots: Snapshots
    wheel_plans: WheelPlans
    meeting_plans: MeetingPlans
    minutes_closing: MinutesClosing
    adoption: Adoption
    flow_adoption: FlowAdoption
    terms_reviews: TermsReviews
    services: Services
    dispatcher: Dispatcher
    metrics: Metrics


@asynccontextmanager
async def open_store(
    settings: Settings, clock: Clock, *, read_only: bool = False
) -> AsyncIterator[Store]:
    """Open the database, bringing its schema up to date unless it is only read.

    Raises:
        NotReady: the database is out of reach, damaged, or of another version.
    """
    if not read_only:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    database = await open_database(settings.database_url, read_only=read_only)
    try:
        if read_only:
            await require_current(database)
        else:
            await upgrade(database)
        storage = SqlStorage(database, clock)
        attached = _attached(settings)
        journal = journal_of(clock, attached)
        packs = PackImports(storage, journal, clock)
        yield Store(
            database,
            storage,
            journal,
            packs,
            PeopleImports(storage, journal, clock),
            Setup(storage, packs, journal, clock),
            Conversations(storage),
            attached,
        )
    finally:
        await database.close()


def journal_of(clock: Clock, attached: Collection[str] = PLATFORMS) -> Journal:
    """Return the journal with all that follows from an event; see `Notifications`."""
    notifications = Notifications(clock, RULES, attached, READING, (settling_dues(clock),))
    follows = (
        PlanFindings(clock, notifications),
        Askable(clock),
        Effects(notifications, EFFECTS),
        TermsFollowers(notifications),
        ChairDecisions(notifications),
        Overtaken(clock, notifications),
        AssignmentFollowers(notifications),
        DeviationFollowers(clock, notifications),
        AskFollowers(clock, notifications),
        InputFollowers(notifications),
    )
    meetings = MeetingFollowers(clock, (notifications,))
    minutes = MinutesFollowers(notifications)
    return Journal(clock, (notifications, *follows, meetings, minutes))


def _attached(settings: Settings) -> set[str]:
    """Return the platforms that are set up; the demo has its own besides."""
    found = {"slack": settings.slack, "teams": settings.teams}
    return {name for name, given in found.items() if given} or set(PLATFORMS)


async def furnish(
    settings: Settings, store: Store, clock: Clock, build: BuildIndex = Index
) -> House:
    """Build the services on an open store, and read the organisation into memory.

    Args:
        settings: the settings.
        store: the open store.
        clock: the injected clock.
        build: makes the search index.
    """
    snapshots = Snapshots(store.storage, build)
    await snapshots.refresh()
    wheel_plans = WheelPlans(store.storage, store.journal, snapshots, clock)
    settling = Settling(store.storage, snapshots, store.journal, clock)
    cases = Cases(store.journal, clock, store.storage)
    catching_up = CatchingUp(CatchUp(settings.catch_up), settings.catch_up_days)
    meeting_plans = MeetingPlans(cases, snapshots, wheel_plans.materialise, catching_up)
    minutes = MinutesCases(store.storage, store.journal, clock)
    dues = Dues()
    renamed = {f"/{own}": f"/{given}" for own, given in settings.commands.items()}
    services = Services(
        raci=RaciLookup(snapshots, store.storage),
        accounts=Accounts(store.storage, snapshots, store.journal, clock),
        links=Links(store.storage, snapshots, store.journal, clock),
        languages=Languages(store.storage, snapshots, store.journal),
        gallery=Gallery(store.storage, clock),
        doctor=Doctor(store.storage, store.attached),
        forms=Forms(store.storage, clock),
        holders=Holders(store.storage, snapshots, store.journal, clock),
        parties=PartyRegister(store.storage, snapshots, store.journal),
        absences=Absences(store.storage, snapshots, store.journal, clock),
        confirmations=RoleAnswers(store.storage, snapshots, store.journal, clock),
        reach=WritingPlaces(store.storage, snapshots, store.journal),
        imports=store.imports,
        files=Files(store.storage, clock, settings.public_url),
        drafts=Drafts(store.storage, snapshots, store.journal, clock),
        outbox=OutboxDesk(store.storage, store.journal),
        simulations=Simulations(store.storage, catching_up),
        plan=AnnualPlan(store.storage, snapshots, store.journal, clock),
        calendars=Calendars(store.storage, snapshots, store.journal, clock, settings.public_url),
        wheel_items=WheelItems(store.storage, snapshots, store.journal, clock, wheel_plans),
        committees=CommitteeEditing(store.storage, snapshots, store.journal, clock),
        terms=TermsDesk(store.storage, snapshots, store.journal, clock),
        wheel_lookup=WheelLookup(build),
        occurrences=Occurrences(Changes(store.storage, snapshots, store.journal, clock)),
        dues=DueDesk(store.storage, dues),
        reminders=Reminders(
            store.storage,
            snapshots,
            store.journal,
            clock,
            lambda: _keep_up(wheel_plans, settling),
            dues,
            catching_up,
        ),
        meetings=Meetings(cases, snapshots, settings.public_url),
        agenda_items=AgendaItems(cases),
        agenda_papers=AgendaPapers(cases),
        minutes=MinutesDesk(minutes),
        decisions=Register(store.storage),
        inputs=Inputs(store.storage, snapshots, store.journal, clock),
        input_types=InputTypes(store.storage, store.journal, clock),
        assignments=assignments_of(store.storage, snapshots, store.journal, clock),
        deviations=Deviations(store.storage, snapshots, store.journal, clock),
        asks=Asks(store.storage, store.journal, clock),
        involvement=Involvements(store.storage, snapshots, store.journal, clock),
        approvals=approvals_of(store.storage, snapshots, store.journal, clock),
        menu=Menu(tuple(spec.name for spec in COMMANDS if spec.in_menu), renamed),
    )
    services.doctor.attach(audit_key_probe(settings))
    services.doctor.attach(approvals_probe(services.approvals, snapshots))
    services.doctor.attach(outgoing_probe(settings, store.storage, clock))
    metrics = Metrics(version("tovholder"))
    dispatcher = Dispatcher(
        services,
        snapshots,
        store.storage,
        store.journal,
        clock,
        Routes({given: own for own, given in renamed.items()}),
        Observer(metrics),
    )
    return House(
        settings,
        clock,
        store,
        snapshots,
        wheel_plans,
        meeting_plans,
        MinutesClosing(minutes),
        Adoption(store.storage, store.journal, snapshots),
        FlowAdoption(store.storage),
        TermsReviews(store.storage, snapshots, store.journal, clock),
        services,
        dispatcher,
        metrics,
    )


async def _keep_up(plans: WheelPlans, settling: Settling) -> None:
    """See that the wheel has its dates, and that what is over has moved on."""
    await plans.materialise()
    await settling.settle()


class Observer:
    """Counts answers, and tells the operator what failed.

    Args:
        metrics: where answers are counted.
    """

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def answered(self, feature: str, outcome: str, seconds: float) -> None:
        """Count an answer."""
        self._metrics.answered(feature, outcome, seconds)

    def failed(self, feature: str, error: Exception) -> str:
        """Log the failure and return its reference."""
        reference = correlation() or new_correlation()
        if not isinstance(error, TovholderError):
            _log.error("answer.failed", feature=feature, exc_info=error)
        return reference
