"""A private answer is in the reader's language, a shared one in the organisation's."""

from tests.example import Example


async def test_the_language_of_an_answer(sqlite_example: Example) -> None:
    await sqlite_example.say("mette", "/isms sprog en")

    assert (await sqlite_example.say("mette", "/raci backup")).language == "en"
    assert (await sqlite_example.say("mette", "/raci backup pr. 31.2.2027")).language == "en"
    shared = await sqlite_example.press("mette", "raci.share", "activity:backup")
    assert shared.language == "da"
