"""`/wheel`: the year, a month, one's own, and shared."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.cards.elements import Button, Card, Picture, Select
from bot.cards.plaintext import card_text
from bot.chat.reply import Audience
from bot.chat.request import Actor, Command, Place, PlaceKind
from bot.domain.occurrences import OccurrenceState
from bot.domain.people import Account
from bot.domain.wheel import every_planned_date
from tests.databases import SteppedClock
from tests.example import Example
from tests.handlers.asking import account, png_size, say_as
from tests.services.planned import put_in_state

LATE = "Test af gendannelse"


def picture(card: Card) -> Picture:
    (found,) = [element for element in card.body if isinstance(element, Picture)]
    return found


def buttons(card: Card) -> dict[str, str]:
    return {c.label: c.value for c in card.controls if isinstance(c, Button)}


@pytest.fixture
async def kept(sqlite_example: Example, clock: SteppedClock) -> Example:
    """The example on 15 March 2027, its restore test late since the 9th and awareness done."""
    clock.advance(days=6)
    await put_in_state(sqlite_example, {"w-awareness": OccurrenceState.DONE})
    return sqlite_example


async def test_the_year_is_a_picture_and_every_date_in_words(kept: Example) -> None:
    card = (await kept.say("nina", "/wheel")).card
    second = (await kept.press("nina", "wheel.show", buttons(card)["Vis flere"])).card
    assert card.title == "Årshjul 2027 – side 1 af 2"
    png = await kept.house.services.gallery.picture(picture(card).secret)
    assert png is not None
    assert png_size(png)[0] == 650
    said = card_text(card) + card_text(second)
    wheel = kept.organisation.wheel
    for item, planned in every_planned_date(wheel.items, 2027, wheel.calendar):
        if planned.due >= date(2027, 3, 9):
            assert item.label.in_language("da") in said
    assert "9. mar. · Test af gendannelse · Systemadministrator (R) · forsinket" in said
    assert "15. mar. · Awareness · CISO / IT-ansvarlig (R) · gennemført" in said


async def test_the_alternative_text_has_the_facts_of_the_picture(kept: Example) -> None:
    alt = picture((await kept.say("nina", "/wheel")).card).alt
    assert alt.startswith("Årshjul 2027. I dag er det den 15. marts 2027. ")
    assert "Tidligere datoer er forsinket" in alt
    for fact in (
        "Drift og beredskab: Test af gendannelse 9/3, 14/9; ",
        "Mennesker: Awareness 15/3 gennemført, 16/8; ",
        "Risikovurdering 31/3; Opfølgning på risikohåndteringsplanen 20/4, 17/8, 16/11; ",
        "Test beredskabsplan 21/9.",
    ):
        assert fact in alt


async def test_what_is_late_and_the_next_three_come_first(kept: Example) -> None:
    said = card_text((await kept.say("nina", "/wheel")).card)
    assert "1 aktivitet er forsinket." in said
    assert "Forsinket: 9. mar. 2027 · Test af gendannelse · Systemadministrator (R)\n" in said
    following = next(line for line in said.splitlines() if line.startswith("De næste: "))
    assert [part.split(" · ")[1] for part in following.split("; ")] == [
        *("Risikovurdering", "Brugeradgange check", "Opfølgning på risikohåndteringsplanen")
    ]
    other = card_text((await kept.say("nina", "/wheel 2028")).card)
    assert "forsinket" not in other
    assert "De næste" not in other


async def test_a_month_has_its_dates_and_what_begins_in_it(kept: Example) -> None:
    card = (await kept.say("nina", "/wheel marts")).card
    for text in ("/aarshjul marts 2027", "/wheel March"):
        assert (await kept.say("nina", text)).card == card
    private = (await kept.say("nina", "årshjul marts", "dm-nina")).card
    assert (await kept.say("nina", "aarshjul 3", "dm-nina")).card == private
    assert card.title == "Årshjul – marts 2027"
    said = card_text(card)
    assert "31. mar. 2027: Risikovurdering · CISO / IT-ansvarlig (R)" in said
    assert "Brugeradgange check · begynder 23. mar., frist 13. apr. 2027" in said
    assert "Revision af politikker" not in said
    assert buttons(card)["april 2027"] == "2027-04"


async def test_one_walks_from_year_to_month_and_back(kept: Example) -> None:
    card = (await kept.say("nina", "/wheel")).card
    dates, months = [c for c in card.controls if isinstance(c, Select)]
    assert dates.options[0].label == "9. mar. · Test af gendannelse"
    opened = await kept.press("nina", dates.action, dates.options[0].value)
    assert opened.card.title == LATE
    for option in months.options:
        month = (await kept.press("nina", months.action, option.value)).card
        assert month.title == f"Årshjul – {option.label.lower()}"
        back = await kept.press("nina", "wheel.show", buttons(month)["Hele året"])
        assert back.card.title == card.title
    july = (await kept.say("nina", "/wheel juli")).card
    assert "Her er ingen aktiviteter." in card_text(july)


async def test_ones_own_wheel_holds_what_one_does_or_answers_for(kept: Example) -> None:
    reply = await kept.say("bo", "/wheel mine")
    said = card_text(reply.card)
    assert reply.audience is Audience.PERSONAL
    assert reply.card.title == "Mit årshjul 2027"
    assert "Gennemgang af leverandører og SLA'er" in said
    assert "Risikovurdering" not in said
    assert "Del i kanal" not in buttons(reply.card)
    assert picture(reply.card).alt.startswith("Mit årshjul 2027.")
    nobody = card_text((await kept.say("nina", "/wheel mine")).card)
    assert "Her er ingen aktiviteter, som du udfører (R)" in nobody


async def test_an_unknown_account_sees_the_wheel_but_has_none_of_its_own(kept: Example) -> None:
    stranger = account("slack", "U-nobody")
    assert (await say_as(kept, stranger, "wheel")).card.title.startswith("Årshjul 2027")
    assert "Jeg kender ikke din konto endnu." in card_text(
        (await say_as(kept, stranger, "wheel mine")).card
    )


async def test_a_shared_wheel_is_in_the_organisations_language_and_names_nobody(
    kept: Example,
) -> None:
    await kept.say("jonas", "/isms language en")
    private = await kept.say("jonas", "/wheel")
    assert private.audience is Audience.ASKER
    assert private.card.title.startswith("Annual wheel 2027")
    shared = await kept.press("jonas", "wheel.share", buttons(private.card)["Share in channel"])
    assert shared.audience is Audience.PLACE
    said = card_text(shared.card)
    assert f"9. mar. 2027 · {LATE} · Systemadministrator (R)" in said
    names = [name for p in kept.organisation.people for name in p.name.split()]
    assert [name for name in names if name in said] == []
    assert "Del i kanal" not in buttons(shared.card)
    own = await kept.press("jonas", "wheel.share", "2027.mine")
    assert own.card.title == shared.card.title


async def test_the_same_wheel_is_not_drawn_again_until_something_changes(
    kept: Example, clock: SteppedClock
) -> None:
    async def secret(text: str = "/wheel") -> str:
        return picture((await kept.say("mette", text)).card).secret

    first = await secret()
    assert await secret() == first
    assert await secret("/wheel mine") != first
    late = next(o for o in kept.organisation.wheel.occurrences if o.item_id == "w-restore-test")
    async with kept.house.store.storage.begin() as work:
        await work.wheel.save(replace(late, state=OccurrenceState.DONE))
        await work.commit()
    await kept.house.snapshots.refresh()
    assert await secret() != first
    clock.advance(days=1)
    assert len({first, await secret()}) == 2


async def test_whatever_a_button_carries_is_answered(kept: Example) -> None:
    for value in ("", "x", "2027-13", "1999", "2027#99", "2027.mine#7", "9" * 40):
        for action in ("wheel.show", "wheel.share"):
            card = (await kept.press("mette", action, value)).card
            known = ("Det kunne jeg ikke", "Hvilket punkt mener du?")
            assert "årshjul" in card.title.lower() or card.title in known


async def test_what_cannot_be_read_is_answered_with_what_can(kept: Example) -> None:
    said = card_text((await kept.say("nina", "/wheel engang i fremtiden")).card)
    assert "Jeg fandt ikke »engang i fremtiden« på årshjulet." in said
    assert "en måned eller et år, for eksempel marts, 2027 eller marts 2027" in said
    far = card_text((await kept.say("nina", "/wheel 1666")).card)
    assert "Årshjulet kan ses for årene 2000 til 2100." in far


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("/wheel risikovurdering", "Risikovurdering"),
        ("/wheel risikovurdring", "Risikovurdering"),
        ("wheel adgangskontrol", "Brugeradgange check"),
        ("hvornår er risikovurderingen?", "Risikovurdering"),
        ("when is the internal audit", "Intern audit"),
        ("årshjul test af gendannelse", LATE),
    ],
)
async def test_an_item_is_found_by_its_name(kept: Example, typed: str, title: str) -> None:
    assert (await kept.say("nina", typed)).card.title == title


async def test_an_items_card_says_where_it_stands_and_who_does_it(kept: Example) -> None:
    answer = await kept.say("mette", "/wheel test af gendannelse")
    said = card_text(answer.card)
    assert "Status: Forsinket" in said
    assert "tirsdag den 9. marts 2027 · forsinket" in said
    assert "Udførende (R): Systemadministrator: Jonas Bak" in said
    assert "Se 9. mar." in buttons(answer.card)
    task = await kept.press("mette", "occurrences.show", buttons(answer.card)["Se 9. mar."])
    assert task.card.title == LATE
    assert "Ret" in buttons(answer.card)
    assert "Ret" not in buttons((await kept.say("nina", "/wheel test af gendannelse")).card)
    done = card_text((await kept.say("nina", "/wheel awareness kampagne")).card)
    assert "Senest gennemført: mandag den 15. marts 2027" in done or "Vælg et" in done


async def test_nobody_is_named_where_others_read_along(kept: Example) -> None:
    jonas = Actor(Account("teams", "t", "29:jonas"))
    channel = Place("teams", "t", "19:general", PlaceKind.CHANNEL)
    async with kept.house.store.storage.begin() as work:
        await work.accounts.bind(jonas.account, kept.person("jonas").id, datetime.now(UTC))
        await work.commit()
    await kept.house.snapshots.refresh()
    asked = Command(jonas, channel, "", "årshjul test af gendannelse")
    card = (await kept.house.dispatcher.answer(asked)).card
    assert card.title == LATE
    assert "Jonas" not in card_text(card)


async def test_several_or_none_are_asked_about_with_buttons(kept: Example) -> None:
    several = (await kept.say("nina", "/wheel opfølgning")).card
    assert "Flere punkter på årshjulet passer til »opfølgning«." in card_text(several)
    chosen = buttons(several)["Opfølgning på målinger"]
    page = (await kept.press("nina", "wheel_items.show", chosen)).card
    assert page.title == "Opfølgning på målinger"
    none = (await kept.say("nina", "/wheel parkeringskort")).card
    assert "Jeg fandt ikke »parkeringskort« på årshjulet." in card_text(none)
    assert len(buttons(none)) == 4
