"""The same delivery a hundred times has one effect."""

import asyncio
from datetime import date

from bot.chat.reply import Receipt
from bot.chat.request import Command
from tests.example import Example, actor, where
from tests.handlers.asking import audited

TIMES = 100
SENT = Command(actor("jonas"), where("general"), "isms", "fravær 9.-12. marts", delivery="d-1")


def absences(example: Example) -> list[tuple[date, date]]:
    """Return when Jonas is away."""
    found = example.organisation.absences_of(example.person("jonas").id)
    return [(one.first, one.last) for one in found]


async def test_one_of_a_hundred_equal_deliveries_is_let_in(example: Example) -> None:
    await example.say("jonas", "/isms")
    dispatcher = example.house.dispatcher

    async def deliver() -> Receipt:
        receipt = await dispatcher.receive(SENT)
        if receipt is Receipt.NEW:
            await dispatcher.answer(SENT)
        return receipt

    receipts = [receipt for _ in range(10) for receipt in await asyncio.gather(*_ten(deliver))]
    assert receipts.count(Receipt.NEW) == 1
    # A busy machine may have asked some to try again.
    assert receipts.count(Receipt.AGAIN) + receipts.count(Receipt.LATER) == TIMES - 1
    assert absences(example) == [(date(2027, 3, 9), date(2027, 3, 12))]
    assert len(await audited(example, "absence.saved")) == 1


async def test_a_delivery_that_is_worked_on_a_hundred_times_has_one_effect(
    example: Example,
) -> None:
    await example.say("jonas", "/isms")
    dispatcher = example.house.dispatcher
    for _ in range(10):
        await asyncio.gather(*_ten(lambda: dispatcher.answer(SENT)))
    assert absences(example) == [(date(2027, 3, 9), date(2027, 3, 12))]
    assert len(await audited(example, "absence.saved")) == 1


def _ten(call):  # type: ignore[no-untyped-def]
    return (call() for _ in range(TIMES // 10))
