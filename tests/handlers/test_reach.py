"""Each message once, where its reader wants it; and whom nobody can reach."""

from dataclasses import replace

from bot.cards.plaintext import card_text
from bot.domain.delivery import Message
from bot.domain.people import Account
from bot.services.doctor import Doctor, diagnosis_text
from bot.services.notifications import RULES, Notifications
from bot.services.reach import preferred_account, where_to_write
from bot.texts import Texts
from tests.databases import SteppedClock
from tests.example import Example
from tests.handlers.asking import account, audited, press_as, say_as
from tests.handlers.filling import approve_version, card_of, labels, said, sent

SLACK, TEAMS = account("slack", "U-LONE"), account("teams", "aad-lone")


async def bound(example: Example, *accounts: Account, who: str = "lone") -> None:
    """Bind a person's accounts."""
    async with example.house.store.storage.begin() as work:
        for one in accounts:
            assert await work.accounts.bind(one, example.person(who).id, example.house.clock.now())
        await work.commit()
    await example.house.snapshots.refresh()


async def test_who_is_on_two_platforms_chooses_one(example: Example) -> None:
    await bound(example, SLACK, TEAMS)
    assert preferred_account(example.person("lone")) == SLACK
    mine = await say_as(example, TEAMS, "mine")
    assert "Skriv til mig her" in labels(mine.card)
    chosen = await press_as(example, TEAMS, "reach.here")
    assert "Jeg skriver til dig i Teams fra nu af." in said(chosen)
    assert preferred_account(example.person("lone")) == TEAMS
    assert "Skriv til mig her" not in labels((await say_as(example, TEAMS, "mine")).card)
    await say_as(example, SLACK, "write to me here")
    assert preferred_account(example.person("lone")) == SLACK
    assert [r.data["platform"] for r in await audited(example, "person.writing-place-chosen")] == [
        "teams",
        "slack",
    ]


async def test_a_message_goes_once_to_where_its_reader_prefers(sqlite_example: Example) -> None:
    await bound(sqlite_example, SLACK, TEAMS)
    await say_as(sqlite_example, TEAMS, "skriv til mig her")
    await approve_version(sqlite_example)
    lone = sqlite_example.person("lone").id
    asked = [m for m in await sent(sqlite_example, "confirmations.ask") if m.person_id == lone]
    assert {m.destination.platform for m in asked} == {"teams"}
    assert len(asked) == len({m.subject for m in asked}) == 2


async def test_no_platform_that_is_not_attached_is_chosen(sqlite_example: Example) -> None:
    await bound(sqlite_example, SLACK, TEAMS)
    await say_as(sqlite_example, SLACK, "skriv til mig her")
    lone = sqlite_example.person("lone")
    assert preferred_account(lone, {"teams", "web"}) == TEAMS
    assert where_to_write(lone, {"web"}) is None


async def test_whoever_causes_a_message_hears_whom_it_cannot_reach(example: Example) -> None:
    await approve_version(example)
    (told,) = await sent(example, "reach.unreached")
    assert told.person_id == example.person("anders").id
    text = said_of(told)
    assert "Jeg kan ikke nå " in text
    assert "Lone Dahl" in text
    assert "Mette" not in text
    assert "Bekræft rollen: Systemejer" in text
    unreached = {r.data["person_id"] for r in await audited(example, "message.unreached")}
    assert example.person("lone").id in unreached
    assert example.person("mette").id not in unreached


async def test_who_can_be_reached_nowhere_is_on_the_doctors_list(sqlite_example: Example) -> None:
    for who in ("mette", "anders", "karin", "jonas", "lone", "bo"):
        await sqlite_example.say(who, "/isms")
    assert await unreachable(sqlite_example) == "Kan ikke nås endnu: Sara Lund."
    assert "Lone Dahl" in await unreachable(sqlite_example, {"slack"})
    await sqlite_example.say("sara", "/isms")
    assert await unreachable(sqlite_example) == "Alle, der skal have beskeder, kan nås."


async def test_who_has_left_gets_nothing_and_is_not_missed(
    sqlite_example: Example, clock: SteppedClock
) -> None:
    await bound(sqlite_example, SLACK)
    lone = replace(sqlite_example.person("lone"), left_on=clock.now().date().replace(day=1))
    async with sqlite_example.house.store.storage.begin() as work:
        await work.people.save_people([lone])
        await work.commit()
    assert where_to_write(lone, on=clock.now().date()) is None
    await approve_version(sqlite_example)
    readers = {m.person_id for m in await sent(sqlite_example, "confirmations.ask")}
    assert lone.id not in readers
    unreached = {r.data["person_id"] for r in await audited(sqlite_example, "message.unreached")}
    assert lone.id not in unreached


async def test_a_stranger_cannot_choose(sqlite_example: Example) -> None:
    assert "tilknyt" in said(await sqlite_example.say("erik", "skriv til mig her", "dm-erik"))


def test_every_rule_is_asked_by_default() -> None:
    assert Notifications(SteppedClock(), RULES).attached == ("slack", "teams", "web")


def said_of(message: Message) -> str:
    """Return what a message says."""
    return card_text(card_of(message))


async def unreachable(example: Example, attached: set[str] | None = None) -> str:
    """Return the doctor's sentence about who can be reached, without the advice."""
    doctor = Doctor(example.house.store.storage, attached)
    found = await doctor.examine(example.house.clock.now().date())
    (line,) = [d for d in found if d.code == "reachable"]
    return diagnosis_text(line, Texts("da")).partition(" De tilknyttes")[0]
