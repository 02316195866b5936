"""Deliveries that were left unanswered are answered once, in private, after all."""

from bot.cards.codec import card_from_json
from bot.cards.elements import Card
from bot.chat.reply import Reply
from bot.chat.request import ButtonPress, Place, PlaceKind, Request
from bot.domain.delivery import Message, MessageState
from bot.scheduler.housekeeping import Housekeeping, Retention
from bot.scheduler.inbox import LeftOver
from bot.services.inbox import request_to_json
from bot.services.ports import OpenForm, Received
from storage.unit_of_work import SqlStorage
from tests.databases import SteppedClock
from tests.example import actor

PRESS = ButtonPress(
    actor("mette"), Place("web", "demo", "general", PlaceKind.CHANNEL), "x", "1", delivery="d1"
)


class Answers:
    """Answers with the request's value, unless it is told to fail."""

    def __init__(self) -> None:
        self.asked: list[Request] = []
        self.failing = 0

    async def __call__(self, request: Request) -> Reply:
        """Answer."""
        self.asked.append(request)
        if self.failing:
            self.failing -= 1
            raise OSError("the database is away")
        return Reply(Card(f"done {getattr(request, 'value', '')}"), language="en")


async def receive(
    storage: SqlStorage, clock: SteppedClock, key: str = "d1", request: object = None
) -> None:
    content = request_to_json(PRESS) if request is None else request
    async with storage.begin() as work:
        await work.inbox.add(Received(key, content, clock.now()))  # type: ignore[arg-type]
        await work.commit()


async def written(storage: SqlStorage) -> list[Message]:
    async with storage.read() as work:
        return [letter.message for letter in await work.outbox.letters([MessageState.PENDING])]


async def test_what_was_left_over_is_answered_once_to_who_asked(
    storage: SqlStorage, clock: SteppedClock
) -> None:
    answers = Answers()
    left_over = LeftOver(storage, clock, answers)
    await receive(storage, clock)
    await left_over.look()
    assert answers.asked == []
    clock.advance(seconds=61)
    await left_over.look()
    clock.advance(hours=1)
    await left_over.look()
    assert answers.asked == [PRESS]
    (message,) = await written(storage)
    assert card_from_json(dict(message.card)).title == "done 1"
    assert (message.destination.id, message.destination.kind) == ("mette", "direct")
    assert message.language == "en"


async def test_an_answered_delivery_is_left_alone(
    sqlite_storage: SqlStorage, clock: SteppedClock
) -> None:
    answers = Answers()
    await receive(sqlite_storage, clock)
    async with sqlite_storage.begin() as work:
        await work.inbox.answered(["d1"], clock.now())
        await work.commit()
    clock.advance(seconds=61)
    await LeftOver(sqlite_storage, clock, answers).look()
    assert answers.asked == []


async def test_one_that_fails_comes_up_again_and_keeps_nobody_waiting(
    sqlite_storage: SqlStorage, clock: SteppedClock
) -> None:
    answers = Answers()
    answers.failing = 1
    left_over = LeftOver(sqlite_storage, clock, answers)
    await receive(sqlite_storage, clock)
    await receive(sqlite_storage, clock, "d2")
    clock.advance(seconds=61)
    await left_over.look()
    assert [message.key for message in await written(sqlite_storage)] == ["answer:d2"]
    clock.advance(minutes=5)
    await left_over.look()
    keys = {message.key for message in await written(sqlite_storage)}
    assert keys == {"answer:d1", "answer:d2"}


async def test_a_delivery_that_cannot_be_read_is_given_up(
    sqlite_storage: SqlStorage, clock: SteppedClock
) -> None:
    answers = Answers()
    left_over = LeftOver(sqlite_storage, clock, answers)
    await receive(sqlite_storage, clock, request={"is": "from the future"})
    for _ in range(2):
        clock.advance(minutes=5)
        await left_over.look()
    assert answers.asked == []
    assert await written(sqlite_storage) == []
    async with sqlite_storage.begin() as work:
        assert await work.inbox.left_over(clock.now(), 9) == []


async def test_what_has_served_its_purpose_is_dropped(
    storage: SqlStorage, clock: SteppedClock
) -> None:
    housekeeping = Housekeeping(storage, clock, Retention())
    await receive(storage, clock)
    form = OpenForm("f1", "web", "demo", "mette", {}, clock.now())
    async with storage.begin() as work:
        await work.forms.add(form)
        await work.commit()
    clock.advance(days=13)
    await housekeeping.tidy()
    async with storage.begin() as work:
        assert await work.forms.load("f1") is None
        assert not await work.inbox.add(Received("d1", {}, clock.now()))
    clock.advance(days=2)
    await housekeeping.tidy()
    async with storage.begin() as work:
        assert await work.inbox.add(Received("d1", {}, clock.now()))
