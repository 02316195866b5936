"""[Vis flere] on a letter."""

from datetime import date

from bot.cards.plaintext import card_text
from bot.domain.reminders import Letter, Line
from tests.example import Example

ON = date(2027, 3, 9)


async def test_all_lines_of_ones_own_letter_are_shown(sqlite_example: Example) -> None:
    example = sqlite_example
    await example.house.wheel_plans.materialise()
    await example.house.snapshots.refresh()
    await example.say("mette", "/isms")
    mette = example.person("mette")
    dates = [o for o in example.organisation.wheel.occurrences if o.due > ON][:14]
    letter = Letter("letter-1", mette.id, ON, tuple(Line(o.id, "") for o in dates))
    async with example.house.store.storage.begin() as work:
        await work.reminders.add_letters([letter])
        await work.commit()
    reply = await example.press("mette", "reminders.more", "letter-1")
    labels = [example.organisation.wheel.item[o.item_id].label.in_language("da") for o in dates]
    text = card_text(reply.card)
    assert all(text.count(label) >= labels.count(label) for label in labels)
    # Somebody else's letter is none of theirs.
    refused = await example.press("karin", "reminders.more", "letter-1")
    assert labels[0] not in card_text(refused.card)
