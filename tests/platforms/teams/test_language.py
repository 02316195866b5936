"""The platform's own words are in the language that the answer is written in."""

from bot.cards.elements import Card, Option, Select
from bot.chat.reply import Audience
from bot.texts import Texts
from tests.platforms.teams.client import GROUP

CHOICE = Card("Backup", controls=(Select("Other", "raci.show", (Option("Backup", "a:b"),)),))


async def test_an_english_answer(teams, service, conversation):
    conversation.say(CHOICE, language="en")
    await teams.say("backup")
    assert f"'{Texts('en')('teams.choose')}'" in str(service.sent[0].activity)


async def test_where_a_personal_answer_in_english_went(teams, service, conversation):
    conversation.say(CHOICE, Audience.PERSONAL, language="en")
    answer = await teams.push({"action": "mine"}, conversation=GROUP)
    assert answer.body["value"] == Texts("en")("teams.written_to_you")
