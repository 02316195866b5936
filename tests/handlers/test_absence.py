"""`/isms fravær` and `/isms stedfortræder`, as people type and press them."""

from datetime import date

import pytest

from bot.cards.pickers import CONTACT, PERSON
from bot.chat.reply import Audience, Reply
from bot.chat.request import Command
from tests.databases import SteppedClock
from tests.example import Example, actor, where
from tests.handlers.asking import audited
from tests.handlers.filling import labels, open_form, press, said, submit


async def mention(example: Example, who: str, text: str, whom: str) -> Reply:
    """Type a command that mentions somebody."""
    await example.say(whom, "/isms")
    request = Command(actor(who), where("general"), "isms", text, (actor(whom).account,))
    return await example.house.dispatcher.answer(request)


def days(example: Example, who: str) -> list[tuple[date, date]]:
    """Return when somebody is away."""
    absences = example.organisation.absences_of(example.person(who).id)
    return [(a.first, a.last) for a in absences]


async def test_an_absence_tells_who_takes_over_and_is_taken_back(example: Example) -> None:
    reply = await example.say("jonas", "/isms fravær 9.-12. marts")
    assert reply.audience is Audience.PERSONAL
    assert "Du er registreret som fraværende 9. marts 2027 – 12. marts 2027." in said(reply)
    assert "Sara Lund: " in said(reply)
    assert days(example, "jonas") == [(date(2027, 3, 9), date(2027, 3, 12))]
    assert "Jonas Bak er fraværende til og med den 12. marts 2027. Sara Lund" in said(
        await example.say("bo", "/raci systemadministrator")
    )
    (record,) = await audited(example, "absence.saved")
    assert (record.data["first"], record.data["last"]) == ("2027-03-09", "2027-03-12")
    listed = await example.say("jonas", "/isms absent")
    label = "Fjern 9. marts 2027 – 12. marts 2027"
    removed = await press(example, "jonas", listed.card, label)
    assert removed.replaces
    assert days(example, "jonas") == []
    late = await press(example, "jonas", listed.card, label)
    assert "allerede fjernet" in said(late)
    assert (await audited(example, "access.press-too-late"))[0].data["reason"] == "absence-gone"


async def test_roles_that_nobody_takes_over_are_named(sqlite_example: Example) -> None:
    reply = await sqlite_example.say("karin", "/isms absent monday..friday")
    assert "Mette Sørensen: GDPR-ansvarlig" in said(reply)
    assert "Ingen stedfortræder tager over for: HR-funktionen." in said(reply)
    assert "ingen roller" in said(await sqlite_example.say("nina", "/isms absent tomorrow"))


async def test_a_deputy_who_is_away_takes_over_nothing(sqlite_example: Example) -> None:
    await sqlite_example.say("sara", "/isms absent 9.-12. marts")
    reply = await sqlite_example.say("jonas", "/isms absent 10.-11. marts")
    assert "Ingen stedfortræder tager over for: " in said(reply)
    assert "Sara" not in said(reply)


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("1.-5. marts", "De dage er forbi."),
        ("2027-12-05..2027-12-01", "Den sidste dag ligger før den første."),
        ("31. februar", "Jeg kan ikke læse perioden i »31. februar«."),
        ("snart", "Jeg kan ikke læse perioden i »snart«."),
        ("1.4.2027..1.5.2028", "højst vare et år"),
        ("Ole 1.-5. april", "Jeg kender ingen, der hedder »Ole«."),
    ],
)
async def test_what_cannot_be_is_said_in_a_sentence(
    sqlite_example: Example, typed: str, part: str
) -> None:
    reply = await sqlite_example.say("jonas", f"/isms fravær {typed}")
    assert part in said(reply)
    assert sqlite_example.organisation.absences == ()


async def test_the_same_days_are_not_registered_twice(sqlite_example: Example) -> None:
    await sqlite_example.say("jonas", "/isms fravær 9.-12. marts")
    again = await sqlite_example.say("jonas", "/isms fravær 12. marts")
    assert "Der er allerede registreret fravær på de dage." in said(again)


@pytest.mark.parametrize("typed", ["@Jonas Bak 9.-12. marts", "9.-12. marts @Jonas Bak"])
async def test_others_are_registered_by_the_function_alone(
    sqlite_example: Example, typed: str
) -> None:
    refused = await mention(sqlite_example, "bo", f"fravær {typed}", "jonas")
    assert "Kun informationssikkerhedsfunktionen kan se og ændre andres fravær." in said(refused)
    assert days(sqlite_example, "jonas") == []
    done = await mention(sqlite_example, "mette", f"fravær {typed}", "jonas")
    assert "Jonas Bak er registreret som fraværende" in said(done)
    assert days(sqlite_example, "jonas") == [(date(2027, 3, 9), date(2027, 3, 12))]
    (absence,) = sqlite_example.organisation.absences
    refused = await sqlite_example.press("bo", "absence.remove", absence.id)
    assert "Kun informationssikkerhedsfunktionen" in said(refused)
    assert days(sqlite_example, "jonas")


async def test_a_name_will_do_without_a_mention(sqlite_example: Example) -> None:
    await sqlite_example.say("mette", "/isms absent jonas 9.-12. marts")
    assert days(sqlite_example, "jonas")
    assert not days(sqlite_example, "mette")


async def test_others_absences_are_not_shown_to_everybody(sqlite_example: Example) -> None:
    jonas = sqlite_example.person("jonas").id
    await sqlite_example.say("bo", "/isms")
    for action in ("absence.show", "absence.new"):
        assert "andres fravær" in said(await sqlite_example.press("bo", action, jonas))


async def test_ones_own_stand_in_shows_as_the_deputy(example: Example) -> None:
    reply = await mention(example, "jonas", "stedfortræder @Lone Dahl 9.-12. marts", "lone")
    assert "Lone Dahl: " in said(reply)
    shown = said(await example.say("bo", "/raci systemadministrator"))
    assert "Jonas Bak er fraværende til og med den 12. marts 2027. Lone Dahl" in shown
    assert "stedfortræder for Jonas Bak" in said(await example.say("lone", "/isms mine"))
    assert "stedfortræder for Jonas Bak" not in said(await example.say("sara", "/isms mine"))


async def test_a_stand_in_is_added_to_an_absence_of_the_same_days(sqlite_example: Example) -> None:
    await sqlite_example.say("jonas", "/isms fravær 9.-12. marts")
    await sqlite_example.say("jonas", "/isms delegate lone 9.-12. marts")
    (absence,) = sqlite_example.organisation.absences
    assert absence.deputy_id == sqlite_example.person("lone").id
    taken = await sqlite_example.say("jonas", "/isms delegate bo 10. marts")
    assert "allerede registreret" in said(taken)


@pytest.mark.parametrize(
    ("who", "typed", "part"),
    [
        ("jonas", "jonas 9.-12. marts", "en anden end den, der er fraværende"),
        ("jonas", "9.-12. marts", "Skriv både, hvem der er stedfortræder, og hvornår"),
        ("jonas", "", "Skriv både, hvem der er stedfortræder, og hvornår"),
        ("jonas", "sara", "Jeg kan ikke læse perioden i »sara«"),
        ("lone", "Peter 9.-12. marts", "En ekstern kan ikke være stedfortræder"),
    ],
)
async def test_not_everybody_can_stand_in(
    sqlite_example: Example, who: str, typed: str, part: str
) -> None:
    reply = await sqlite_example.say(who, f"/isms stedfortræder {typed}")
    assert part in said(reply)
    assert sqlite_example.organisation.absences == ()


async def test_an_external_may_stand_in_for_who_is_accountable_for_nothing(
    sqlite_example: Example,
) -> None:
    await sqlite_example.say("nina", "/isms stedfortræder Peter 9.-12. marts")
    (absence,) = sqlite_example.organisation.absences
    assert absence.deputy_contact_id == sqlite_example.organisation.contacts[0].id


async def test_the_form_does_the_same(sqlite_example: Example, clock: SteppedClock) -> None:
    await sqlite_example.say("jonas", "/isms")
    found = await sqlite_example.say("jonas", "/raci Jonas Bak")
    form = await open_form(sqlite_example, "jonas", found.card, "Fravær")
    wrong = await submit(sqlite_example, "jonas", form, last="2027-03-01")
    assert set(wrong.errors) == {"last"}
    lone = PERSON + sqlite_example.person("lone").id
    reply = await submit(sqlite_example, "jonas", wrong.form, last="2027-03-12", deputy=lone)
    assert "Lone Dahl: " in said(reply)
    peter = CONTACT + sqlite_example.organisation.contacts[0].id
    own = await sqlite_example.say("lone", "/raci Lone Dahl")
    form = await open_form(sqlite_example, "lone", own.card, "Fravær")
    external = await submit(
        sqlite_example, "lone", form, first="2027-04-01", last="2027-04-02", deputy=peter
    )
    assert set(external.errors) == {"deputy"}
    clock.advance(days=5)
    listed = await sqlite_example.say("jonas", "/isms fravær")
    assert "Du har intet fravær registreret." in said(listed)
    assert labels(listed.card) == ["Registrér fravær"]


async def test_a_stranger_is_told_how_to_be_known(sqlite_example: Example) -> None:
    assert "tilknyt" in said(await sqlite_example.say("erik", "/isms fravær 9. marts"))
