"""`/isms language`: the language of one's own answers."""

import pytest

from bot.cards.plaintext import card_text
from bot.chat.reply import Audience
from tests.example import Example
from tests.handlers.asking import audited


@pytest.mark.parametrize(
    ("typed", "language"),
    [
        ("/isms language en", "en"),
        ("/isms sprog english", "en"),
        ("/isms sprog Engelsk", "en"),
        ("/isms language dansk", "da"),
        ("/isms language DA", "da"),
        ("/isms sprog danish.", "da"),
    ],
)
async def test_a_language_is_chosen_by_any_of_its_names(
    sqlite_example: Example, typed: str, language: str
) -> None:
    reply = await sqlite_example.say("nina", typed)
    assert reply.audience is Audience.PERSONAL
    said = {"da": "Jeg svarer dig på dansk", "en": "I will answer you in English"}
    assert said[language] in card_text(reply.card)
    assert sqlite_example.person("nina").language == language
    (record,) = await audited(sqlite_example, "person.language-chosen")
    nina = sqlite_example.person("nina").id
    assert (record.actor, record.data) == (nina, {"person_id": nina, "language": language})


async def test_without_a_name_the_language_changes_to_the_other(sqlite_example: Example) -> None:
    await sqlite_example.say("nina", "/isms sprog")
    assert sqlite_example.person("nina").language == "en"
    await sqlite_example.press("nina", "language.other")
    assert sqlite_example.person("nina").language == "da"


async def test_only_ones_own_answers_change(sqlite_example: Example) -> None:
    await sqlite_example.say("nina", "/isms language en")
    assert "Ask in your own words" in card_text((await sqlite_example.say("nina", "/isms")).card)
    assert "Spørg med dine egne ord" in card_text((await sqlite_example.say("bo", "/isms")).card)


async def test_an_unknown_language_is_refused_by_name(sqlite_example: Example) -> None:
    said = card_text((await sqlite_example.say("nina", "/isms sprog fransk")).card)
    assert "»fransk«" in said
    assert sqlite_example.person("nina").language is None


async def test_an_unknown_account_cannot_choose(sqlite_example: Example) -> None:
    said = card_text((await sqlite_example.say("erik", "/isms sprog en")).card)
    assert "Jeg kender ikke din konto endnu." in said
    assert await audited(sqlite_example, "person.language-chosen") == []
