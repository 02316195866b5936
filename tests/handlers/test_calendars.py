"""`kalender`: an address of one's own, a new one, none; and what a calendar reads there."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from icalendar import Calendar, Event

from bot.cards.elements import Button, Card, File, Link, Text
from bot.cards.plaintext import card_text
from bot.chat.reply import Audience
from bot.domain.occurrences import OccurrenceState
from bot.domain.wheel import every_planned_date
from tests.databases import SteppedClock
from tests.example import Example
from tests.handlers.asking import account, audited, say_as


def secret_of(card: Card) -> str:
    (link,) = [
        inline
        for element in card.body
        if isinstance(element, Text)
        for inline in element.line
        if isinstance(inline, Link)
    ]
    before, _, name = link.url.partition("/calendar/")
    assert before.startswith("http")
    assert link.label == link.url
    return name.removesuffix(".ics")


async def events(example: Example, secret: str) -> dict[str, Event]:
    """Return what stands in a calendar, by item and key."""
    served = await example.house.services.calendars.calendar(secret)
    assert served is not None
    found = Calendar.from_ical(served.content).walk("VEVENT")
    by_key = {str(event["uid"]).partition("@")[0]: event for event in found}
    assert len(by_key) == len(found)
    return by_key  # type: ignore[return-value]


def buttons(card: Card) -> list[str]:
    return [c.label for c in card.controls if isinstance(c, Button)]


async def test_ones_own_calendar_holds_what_one_does_or_answers_for(example: Example) -> None:
    reply = await example.say("bo", "/isms kalender")
    assert reply.audience is Audience.PERSONAL
    assert "Adressen vises kun denne ene gang." in card_text(reply.card)
    assert buttons(reply.card) == ["Ny adresse", "Luk adressen"]
    found = await events(example, secret_of(reply.card))
    assert {key.partition(".")[0] for key in found} == {"w-supplier-review"}
    event = found["w-supplier-review.2027-06"]
    assert event["dtstart"].dt == date(2027, 6, 11)
    assert event["summary"] == "Gennemgang af leverandører og SLA'er"
    assert "Udførende (R): Indkøb og økonomi" in event["description"]
    assert [str(c) for c in event["categories"].cats] == ["Eksterne parter"]


async def test_the_organisations_calendar_holds_every_date_of_two_years_and_no_names(
    sqlite_example: Example,
) -> None:
    reply = await sqlite_example.press("mette", "calendars.open", "all")
    found = await events(sqlite_example, secret_of(reply.card))
    wheel = sqlite_example.organisation.wheel
    wanted = {
        f"{item.id}.{one.key}": one.due
        for year in (2027, 2028)
        for item, one in every_planned_date(wheel.items, year, wheel.calendar)
        if one.due >= date(2027, 3, 9)
    }
    assert {key: event["dtstart"].dt for key, event in found.items()} == wanted
    assert {type(event["dtstart"].dt) for event in found.values()} == {date}
    said = " ".join(f"{e['summary']} {e['description']}" for e in found.values())
    assert [p.name for p in sqlite_example.organisation.people if p.name.split()[0] in said] == []


async def test_only_the_function_gives_out_the_organisations_calendar(
    sqlite_example: Example,
) -> None:
    for action in ("calendars.open", "calendars.show", "calendars.close"):
        refused = await sqlite_example.press("bo", action, "all")
        assert "Det kan kun informationssikkerhedsfunktionen." in card_text(refused.card)
    card = (await sqlite_example.say("mette", "/isms calendar")).card
    assert "Organisationens kalender" in buttons(card)
    shown = (await sqlite_example.press("mette", "calendars.show", "all")).card
    assert "Der er ingen adresse." in card_text(shown)


async def test_an_address_is_shown_once_and_a_new_one_closes_it(sqlite_example: Example) -> None:
    calendars = sqlite_example.house.services.calendars
    first = secret_of((await sqlite_example.say("bo", "/isms kalender")).card)
    again = (await sqlite_example.say("bo", "/isms kalender")).card
    assert first not in repr(again)
    assert "Der er givet en adresse tirsdag den 9. marts 2027 kl. 14.30." in card_text(again)
    second = secret_of((await sqlite_example.press("bo", "calendars.open", "mine")).card)
    assert len(second) >= 22
    assert await calendars.calendar(first) is None
    assert await calendars.calendar(second) is not None
    opened = await audited(sqlite_example, "calendar.feed-opened")
    assert [bool(record.data["instead_of"]) for record in opened] == [False, True]
    assert second not in repr(opened)


async def test_a_closed_address_answers_nobody(sqlite_example: Example) -> None:
    secret = secret_of((await sqlite_example.say("bo", "/isms kalender")).card)
    closed = (await sqlite_example.press("bo", "calendars.close", "mine")).card
    assert "Der er ingen adresse." in card_text(closed)
    assert await sqlite_example.house.services.calendars.calendar(secret) is None
    late = (await sqlite_example.press("bo", "calendars.close", "mine")).card
    assert "Der er ingen adresse at lukke." in card_text(late)
    assert len(await audited(sqlite_example, "calendar.feed-closed")) == 1


async def test_who_has_left_has_no_calendar_and_a_stranger_gets_none(
    sqlite_example: Example, clock: SteppedClock
) -> None:
    secret = secret_of((await sqlite_example.say("bo", "/isms kalender")).card)
    bo = replace(sqlite_example.person("bo"), left_on=date(2027, 3, 9))
    async with sqlite_example.house.store.storage.begin() as work:
        await work.people.save_people([bo])
        await work.commit()
    await sqlite_example.house.snapshots.refresh()
    calendars = sqlite_example.house.services.calendars
    assert await calendars.calendar(secret) is not None
    clock.advance(days=1)
    assert await calendars.calendar(secret) is None
    assert await calendars.calendar("x" * 32) is None
    stranger = await say_as(sqlite_example, account("slack", "U-x"), "kalender")
    assert "Jeg kender ikke din konto endnu." in card_text(stranger.card)


async def test_a_date_keeps_its_id_while_it_moves_lapses_and_is_done(
    sqlite_example: Example, clock: SteppedClock
) -> None:
    await sqlite_example.say("bo", "/isms language en")
    secret = secret_of((await sqlite_example.say("bo", "/isms calendar")).card)
    key = "w-supplier-review.2027-06"
    one = next(
        o for o in sqlite_example.organisation.wheel.occurrences if f"{o.item_id}.{o.key}" == key
    )
    moved = replace(one, due=date(2027, 6, 25), changed_at=clock.now())
    lapsed = replace(
        moved, state=OccurrenceState.LAPSED, changed_at=datetime(2027, 4, 1, tzinfo=UTC)
    )
    done = replace(lapsed, state=OccurrenceState.DONE)
    seen, tags = [(await events(sqlite_example, secret))[key]], set()
    for changed in (moved, lapsed, done):
        async with sqlite_example.house.store.storage.begin() as work:
            await work.wheel.save(changed)
            await work.commit()
        await sqlite_example.house.snapshots.refresh()
        seen.append((await events(sqlite_example, secret))[key])
        served = await sqlite_example.house.services.calendars.calendar(secret)
        assert served is not None
        tags.add(served.tag)
        known = await sqlite_example.house.services.calendars.calendar(secret, served.tag)
        assert known is not None
        assert known.content == b""
    assert len(tags) == 3
    assert [event["dtstart"].dt.day for event in seen] == [11, 25, 25, 25]
    assert len({str(event["uid"]) for event in seen}) == 1
    assert [str(event["status"]) for event in seen] == ["CONFIRMED"] * 2 + [
        "CANCELLED",
        "CONFIRMED",
    ]
    assert seen[0]["sequence"] < seen[1]["sequence"] < seen[2]["sequence"]
    assert "postponed from 11 Jun 2027" in seen[1]["description"]
    assert seen[3]["summary"] == "Review of suppliers and SLAs (completed)"


async def test_a_date_is_handed_over_as_a_file(sqlite_example: Example) -> None:
    one = next(
        o for o in sqlite_example.organisation.wheel.occurrences if o.item_id == "w-supplier-review"
    )
    reply = await sqlite_example.press("bo", "calendars.file", one.id)
    assert reply.audience is Audience.PERSONAL
    (file,) = [element for element in reply.card.body if isinstance(element, File)]
    assert file.name == "Gennemgang-af-leverandører-og-SLA-er-2027-06-11.ics"
    kept = await sqlite_example.house.services.files.file(file.secret)
    assert kept is not None
    assert kept.media_type.startswith("text/calendar")
    (event,) = Calendar.from_ical(kept.content).walk("VEVENT")
    assert event["dtstart"].dt == date(2027, 6, 11)
    gone = await sqlite_example.press("bo", "calendars.file", "occurrence-0")
    assert "Fristen findes ikke længere." in card_text(gone.card)


@pytest.mark.parametrize("text", ["kalender", "calendar", "Kalender?"])
async def test_it_can_be_asked_for_in_both_languages(sqlite_example: Example, text: str) -> None:
    reply = await sqlite_example.say("bo", text, "dm-bo")
    assert reply.card.title == "Mine frister i kalenderen"
