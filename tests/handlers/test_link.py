"""`/isms link`: one person on two platforms."""

import re

from bot.cards.plaintext import card_text
from bot.chat.reply import Audience
from tests.databases import SteppedClock
from tests.example import Example
from tests.handlers.asking import account, audited, say_as

SLACK = account("slack", "U1")


async def code_of(example: Example, person: str = "mette") -> str:
    """Return a code that `person` asked for."""
    reply = await example.say(person, "/isms link")
    assert reply.audience is Audience.PERSONAL
    found = re.search(r"tilknyt (\w{10})«", card_text(reply.card))
    assert found
    return found[1]


async def test_a_code_binds_the_account_it_is_typed_on_once(example: Example) -> None:
    code = await code_of(example)
    reply = await say_as(example, SLACK, f"tilknyt {code.lower()}")
    assert reply.audience is Audience.PERSONAL
    assert "Din konto er nu knyttet til Mette Sørensen." in card_text(reply.card)
    assert "CISO / IT-ansvarlig" in card_text((await say_as(example, SLACK, "mine")).card)
    again = await say_as(example, account("teams", "29:1"), f"link {code}")
    assert "Koden er ukendt, brugt eller ældre end ti minutter." in card_text(again.card)


async def test_codes_and_bindings_are_audited_without_the_code(sqlite_example: Example) -> None:
    code = await code_of(sqlite_example)
    await say_as(sqlite_example, SLACK, f"link {code}")
    mette = sqlite_example.person("mette").id
    (issued,) = await audited(sqlite_example, "account.link-code-issued")
    bound = (await audited(sqlite_example, "account.bound"))[-1]
    assert (issued.actor, issued.data) == (mette, {"person_id": mette})
    assert bound.data == {"person_id": mette, "platform": "slack", "by": "code"}


async def test_a_code_works_for_ten_minutes(sqlite_example: Example, clock: SteppedClock) -> None:
    in_time, late = await code_of(sqlite_example), await code_of(sqlite_example)
    clock.advance(minutes=9, seconds=59)
    assert "nu knyttet" in card_text((await say_as(sqlite_example, SLACK, f"link {in_time}")).card)
    clock.advance(seconds=2)
    reply = await say_as(sqlite_example, account("teams", "29:1"), f"link {late}")
    assert "ældre end ti minutter" in card_text(reply.card)


async def test_a_wrong_code_is_refused(sqlite_example: Example) -> None:
    reply = await say_as(sqlite_example, SLACK, "link ABCDEFGHJK")
    assert "Koden er ukendt" in card_text(reply.card)


async def test_a_linked_account_is_not_linked_again(sqlite_example: Example) -> None:
    code = await code_of(sqlite_example)
    reply = await sqlite_example.say("jonas", f"/isms link {code}")
    assert "Kontoen er allerede knyttet til en person." in card_text(reply.card)
    assert "nu knyttet" in card_text((await say_as(sqlite_example, SLACK, f"link {code}")).card)


async def test_a_person_has_one_account_on_a_platform(sqlite_example: Example) -> None:
    await say_as(sqlite_example, SLACK, f"link {await code_of(sqlite_example)}")
    code = await code_of(sqlite_example)
    other = await say_as(sqlite_example, account("slack", "U2"), f"link {code}")
    assert "allerede knyttet" in card_text(other.card)
    assert len(sqlite_example.person("mette").accounts) == 2


async def test_a_stranger_and_a_guest_get_no_code(sqlite_example: Example) -> None:
    for reply in (
        await sqlite_example.say("erik", "/isms link"),
        await say_as(sqlite_example, SLACK, "link"),
    ):
        assert "Jeg kender ikke din konto endnu." in card_text(reply.card)
    assert await audited(sqlite_example, "account.link-code-issued") == []
