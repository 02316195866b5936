"""What is said to everyone in a place goes out once, in the organisation's language."""

from collections.abc import Sequence

from bot.cards.elements import Card
from bot.domain.committees import BoundPlace
from bot.domain.events import Event, LanguageChosen
from bot.domain.organisation import Organisation
from bot.services.journal import Journal
from bot.services.notices import Follow, Posting, Replacement
from bot.services.notifications import Notifications
from bot.services.ports import Storage
from bot.texts import Texts
from storage.unit_of_work import SqlStorage
from tests.databases import SteppedClock

EVENT = LanguageChosen("nobody", "en")


async def said(storage: Storage, clock: SteppedClock, follows: Sequence[Follow]) -> None:
    """Let something follow from an event, where the local chat alone is set up."""

    def rule(event: Event, organisation: Organisation) -> Sequence[Follow]:
        return follows

    journal = Journal(clock, (Notifications(clock, {LanguageChosen: rule}, ("web",)),))
    async with storage.begin() as work:
        await journal.record(work, EVENT)
        await work.commit()


def posting(platform: str = "web", title: str = "") -> Posting:
    """Return a posting whose title is its language."""
    place = BoundPlace(platform, "demo", "udvalg")
    return Posting("k", "s/1", place, lambda texts: Card(title or texts.language))


async def test_a_place_is_told_once_and_only_where_the_platform_is_set_up(
    sqlite_storage: SqlStorage, clock: SteppedClock
) -> None:
    await said(sqlite_storage, clock, (posting(), posting("slack")))
    await said(sqlite_storage, clock, (posting(),))
    async with sqlite_storage.read() as work:
        (message,) = await work.outbox.copies("s/1")
    assert (message.destination.platform, message.destination.id) == ("web", "udvalg")
    assert (message.destination.kind, message.person_id) == ("channel", None)
    assert message.card["title"] == "da"


async def test_a_posting_is_shown_anew_like_any_copy(
    sqlite_storage: SqlStorage, clock: SteppedClock
) -> None:
    await said(sqlite_storage, clock, (posting(),))

    def anew(texts: Texts) -> Card:
        return Card("anew")

    def own(reader: str, texts: Texts) -> Card:
        raise AssertionError(reader)

    await said(sqlite_storage, clock, (Replacement("s/1", anew, own=own, cancels=False),))
    async with sqlite_storage.read() as work:
        counts = await work.outbox.count()
    assert sum(counts.values()) == 2
