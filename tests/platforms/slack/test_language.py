"""The renderer's own words are in the language that the answer is written in."""

from bot.cards.elements import Card, Picture, Text, Tone, plain
from bot.chat.reply import Audience, Reply
from tests.platforms.slack.conftest import Knocker, ScriptedConversation
from tests.platforms.slack.fake_slack import FakeSlack, command, direct, event, home

AWAY = Card("Jonas Bak", body=(Text(plain("Until Friday"), Tone.WARNING),))
MATRIX = Card("RACI matrix", body=(Picture("s3cret", "RACI matrix", "All of it"),))


async def test_an_english_answer_to_a_command(
    knock: Knocker, conversation: ScriptedConversation
) -> None:
    conversation.reply = Reply(AWAY, language="en")
    assert "*Note:*" in str((await knock.form(command("jonas"))).json())
    conversation.reply = Reply(AWAY, Audience.PLACE, language="da")
    assert "*OBS:*" in str((await knock.form(command("jonas"))).json())


async def test_an_english_answer_to_a_message_and_on_the_home_tab(
    knock: Knocker, conversation: ScriptedConversation, slack: FakeSlack
) -> None:
    conversation.reply = Reply(AWAY, language="en")
    await knock.json(event(direct("jonas")))
    assert "*Note:*" in str((await slack.wait_for("chat.postMessage"))[0])
    await knock.json(event(home(), event_id="Ev2"))
    assert "*Note:*" in str((await slack.wait_for("views.publish"))[0])


async def test_where_the_picture_is_in_english(
    knock: Knocker, conversation: ScriptedConversation
) -> None:
    conversation.reply = Reply(MATRIX, language="en")
    answer = (await knock.form(command("matrix"))).json()
    assert "as a file in your conversation with me" in str(answer)
