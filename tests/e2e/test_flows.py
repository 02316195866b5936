"""Inputs on their way from receipt to closed, and one decision for four units on all clients."""

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import pytest
import pytest_asyncio

from bot.texts import Texts
from tests.e2e.drivers.answers import Answer
from tests.e2e.drivers.camera import AnyForm
from tests.e2e.drivers.cast import ANDERS, BO, JONAS, KARIN, LONE, METTE, SARA, Person
from tests.e2e.drivers.company import Company, open_company
from tests.e2e.drivers.letterbox import AnySeat, Letterbox
from tests.e2e.drivers.web_seat import WebSeat

DANISH = Texts("da")
Filled = Mapping[str, str | Sequence[str]]

SITS = {METTE: "slack", BO: "slack", SARA: "slack", KARIN: "web"}
"""The others sit in Teams."""
STEPS = {"in-alerts": 8, "in-policies": 8, "in-risk-results": 9}
MEETING, DUE = "2027-04-20", "2027-04-22"
FIVE_DAYS_LATE = "2027-04-29"
UNITS = {LONE: "Salg og kundeservice", BO: "Økonomi og indkøb", KARIN: "HR", JONAS: "It"}
DONE, DELEGATE, SKIP, VOTE = (
    "Markér som gennemført",
    "Uddelegér",
    "Spring over",
    "Send til afstemning",
)
AGENDA, CLOSE, NO_SIGNS = "Sæt på dagsordenen", "Luk sagen", "Nej, ingen tegn"
PRESENT, HANDLE = "Forelæg informationssikkerhedsudvalget", "Håndtér uden forelæggelse"
ACKNOWLEDGE, REPORT, DEVIATE = "Kvittér", "Meld tilbage", "Registrér afvigelse"
FOLLOWED, SUCCESSFUL = (DANISH(f"assignments.form.{one}") for one in ("followed", "successful"))
YES_YES, NO_NO = (
    dict.fromkeys((FOLLOWED, SUCCESSFUL), "Ja"),
    dict.fromkeys((FOLLOWED, SUCCESSFUL), "Nej"),
)
NOT_SO = {DANISH("inputs.reason.skipped"): "Betingelsen er ikke opfyldt"}
MESSAGE = "https://teams.microsoft.com/l/message/1"
PROPOSED = {
    "Hvad": "Køb sikkerhedsnøgler",
    "Hvordan": "I to bølger",
    "Hvem": ["HR-funktionen (rolle)"],
    "Hvornår": "2027-08-31",
    "Grundlag": "Notat om risici",
}
ASKED = {
    "Hvordan skal det gøres?": "Den træder i kraft 1. maj",
    "Hvem skal gøre det?": ["Mette Sørensen"],
    "Senest hvornår?": "2027-05-01",
    "Grundlag": "Udkast af 12. april",
}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def company(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Company]:
    folder = tmp_path_factory.mktemp("flows")
    async with open_company(folder, "tests.e2e.drivers.set_ahead") as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def seats(company: Company) -> Mapping[Person, AnySeat]:
    people = (METTE, BO, SARA, KARIN, ANDERS, LONE, JONAS)
    return {one: await company.seat(SITS.get(one, "teams"), one) for one in people}


async def test_an_alert_is_acted_on_by_units_on_slack_and_teams(
    seats: Mapping[Person, AnySeat],
) -> None:
    mette, anders, lone = seats[METTE], seats[ANDERS], seats[LONE]
    title = "Hul i fjernadgangen"
    form = await lone.shortcut("inputs.from-message", title, MESSAGE)  # type: ignore[union-attr]
    form.fill({DANISH("inputs.field.type"): "Alerts/varslinger"})
    number = numbered(await form.submit())
    asked = await Letterbox(mette).letter(number, "Hastegrad: Straks", MESSAGE, button=HANDLE)
    await filled(mette, asked, HANDLE, {DANISH("inputs.reason.handled"): "Opdatér straks"})
    await Letterbox(lone).letter(number, "håndteres uden forelæggelse", "Opdatér straks")
    await carried_out(seats, number, 3, "opdatere VPN-klienten")
    await mette.ask(f"input {number}")
    await at(mette, number, 4, SKIP, NOT_SO)
    await at(mette, number, 6, NO_SIGNS)
    await at(mette, number, 7, AGENDA)
    proposed = await Letterbox(anders).letter(title, "Orientering", button="Optag")
    await anders.press(proposed, "Optag")
    await mette.ask(f"input {number}")
    await at(mette, number, 8, SKIP, NOT_SO)
    await shown_whole(lone, number, 5, 3)


async def test_a_policy_is_voted_on_and_introduced_by_units(
    seats: Mapping[Person, AnySeat],
) -> None:
    mette, bo = seats[METTE], seats[BO]
    number = numbered(await received(bo, "Politikker til godkendelse", "Ny politik for adgange"))
    asked = await Letterbox(mette).letter(number, button=PRESENT)
    await mette.press(asked, PRESENT)
    for step in (1, 2, 3):
        await at(mette, number, step, DONE)
    await at(mette, number, 4, VOTE, ASKED)
    for person in (ANDERS, LONE, BO, SARA, KARIN):
        seat = seats[person]
        ballot = await Letterbox(seat).letter("Ny politik for adgange", button="Godkend")
        await seat.press(ballot, "Godkend")
    await Letterbox(mette).letter("Ny politik for adgange", "blev vedtaget skriftligt")
    await mette.ask(f"input {number}")
    await at(mette, number, 5, SKIP, NOT_SO)
    await at(mette, number, 6, DONE)
    await carried_out(seats, number, 7, "indføre politikken")
    # All that was reported is accepted and good, so that nothing is left to be said.
    await shown_whole(bo, number, 7, 1)


async def test_four_units_answer_one_decision_on_a_risk_assessment(
    company: Company, seats: Mapping[Person, AnySeat]
) -> None:
    mette, anders, karin = seats[METTE], seats[ANDERS], seats[KARIN]
    await called(anders)
    number = numbered(await received(karin, "Resultater fra risikovurderinger", "Risici 2027"))
    asked = await Letterbox(mette).letter(number, button=PRESENT)
    await mette.press(asked, PRESENT)
    for step in (1, 2):
        await at(mette, number, step, DONE)
    await at(mette, number, 3, AGENDA, PROPOSED)
    proposed = await Letterbox(anders).letter("Risici 2027", button="Optag")
    await anders.press(proposed, "Optag")
    await decided(company, seats, "Risici 2027")
    await mette.ask(f"input {number}")
    await at(mette, number, 5, SKIP, NOT_SO)
    told = {"Hvem skal gøre det?": list(UNITS.values()), "Hvad skal enheden?": "indføre nøgler"}
    await at(mette, number, 6, DELEGATE, {**told, "Frist": DUE})

    given = {
        one: await Letterbox(seats[one]).letter("skal indføre nøgler senest", button=ACKNOWLEDGE)
        for one in UNITS
    }
    op = {one: numbered(card, "OP-") for one, card in given.items()}
    await seats[JONAS].press(given[JONAS], ACKNOWLEDGE)
    await Letterbox(seats[JONAS]).becomes(given[JONAS], "Kvitteret af")
    await reported(seats[JONAS], given[JONAS], YES_YES)
    why = {"Hvorfor kan enheden ikke udføre opgaven?": "Vi har ingen nøgler"}
    await filled(seats[BO], given[BO], "Send tilbage", why)
    form = await karin.open(given[KARIN], REPORT)
    form.fill(NO_NO)
    told_wrong = await form.refused()
    assert told_wrong["Bemærkninger"] == "Skriv en bemærkning, når du svarer delvist eller nej."
    form.fill({"Bemærkninger": "Leverandøren kom ikke"})
    await form.submit()
    no = await Letterbox(karin).letter("Leverandøren kom ikke", button=DEVIATE)
    await filled(karin, no, DEVIATE, {})
    await Letterbox(mette).letter("AFV-1", "Karin Friis", button="Vurdér")

    await company.app.clock(to=f"{DUE}T10:00")
    missing = "Meld tilbage om opgaven – Salg og kundeservice"
    reminded = await Letterbox(seats[LONE]).letter(op[LONE], missing, "i dag", button=REPORT)
    await company.app.clock(to=f"{FIVE_DAYS_LATE}T10:00")
    late = "forsinket med 5 arbejdsdage"
    escalated = ("Tilbagemeldingen mangler – Salg og kundeservice", late, "Lone Dahl")
    await Letterbox(anders).letter(op[LONE], *escalated, button="Åbn")
    draft = (await mette.ask("dagsorden")).text
    for said in (
        "4 opgaver: 1 fulgt og gennemført, 1 svarede nej, 1 sendt tilbage, "
        "1 har ikke svaret, heraf 1 forsinket",
        f"{op[JONAS]} It: indføre nøgler – anvisningen fulgt: ja, gennemført",
        f"{op[BO]} Økonomi og indkøb: indføre nøgler – sendt tilbage: Vi har ingen nøgler",
        "»Leverandøren kom ikke« · venter på vurdering · afvigelse AFV-1",
        f"{op[LONE]} Salg og kundeservice: indføre nøgler – har ikke svaret, 5 arbejdsdage over",
        "Nye afvigelser · Beslutning: AFV-1",
    ):
        assert said in draft, (said, draft)

    for one in (JONAS, KARIN):
        await mette.ask(f"tilbagemeld {op[one]}")
        answer = await Letterbox(mette).letter(op[one], button="Godkend")
        await mette.press(answer, "Godkend")
        await Letterbox(mette).becomes(answer, "Godkendt af")
    await mette.ask(f"tilbagemeld {op[BO]}")
    back = await Letterbox(mette).letter(op[BO], "Vi har ingen nøgler", button="Træk tilbage")
    why = {"Hvorfor trækkes opgaven tilbage?": "Købes centralt"}
    await filled(mette, back, "Træk tilbage", why)
    await filled(seats[LONE], reminded, REPORT, YES_YES)
    await Letterbox(seats[LONE]).becomes(given[LONE], "Tilbagemeldt, venter på vurdering")
    await mette.ask(f"input {number}")
    await at(mette, number, 9, CLOSE)
    await shown_whole(karin, number, 8, 1)
    await told_in_order(company)


async def received(seat: AnySeat, kind: str, title: str) -> Answer:
    """Bring an input by the command."""
    card = await seat.ask(f"input {title}")
    form: AnyForm
    if isinstance(seat, WebSeat):
        form = await seat.form()
    else:
        form = await seat.open(card, "Åbn formularen")
    form.fill({DANISH("inputs.field.type"): kind})
    await form.submit()
    return await Letterbox(seat).letter(title, "Jeg har noteret det som")


async def filled(seat: AnySeat, card: Answer, button: str, values: Filled) -> None:
    """Press a button that opens a form, and submit it."""
    form = await seat.open(card, button)
    form.fill(values)
    await form.submit()


async def at(
    seat: AnySeat, number: str, step: int, label: str, values: Filled | None = None
) -> None:
    """Press a button of an input that is at a step, or, with values, fill in the form it opens."""
    card = await Letterbox(seat).letter(f"{number}: ", f"Trin {step}, ")
    (button,) = [one for one in card.buttons if one in (label, f"{step}. {label}")]
    if values is None and label != AGENDA:
        await seat.press(card, button)
    else:
        await filled(seat, card, button, values or {})


async def carried_out(seats: Mapping[Person, AnySeat], number: str, step: int, task: str) -> None:
    """Give a unit on Slack and one in Teams something to do, which they do and report."""
    mette = seats[METTE]
    units = {one: UNITS[one] for one in (BO, LONE)}
    told = {"Hvem skal gøre det?": list(units.values()), "Hvad skal enheden?": task}
    await at(mette, number, step, DELEGATE, {**told, "Anvisning": "Som aftalt", "Frist": DUE})
    for person, unit in units.items():
        seat = seats[person]
        given = await Letterbox(seat).letter(f"{unit} ", task, button=ACKNOWLEDGE)
        await seat.press(given, ACKNOWLEDGE)
        await Letterbox(seat).becomes(given, "Kvitteret af")
        await reported(seat, given, YES_YES)
        answer = await Letterbox(mette).letter(
            task, f"har meldt tilbage for {unit}", button="Godkend"
        )
        await mette.press(answer, "Godkend")
        await Letterbox(mette).becomes(answer, "Godkendt af")


async def reported(seat: AnySeat, given: Answer, values: Filled) -> None:
    """Report on an assignment, from the card on which it was given."""
    await filled(seat, given, REPORT, values)
    await Letterbox(seat).becomes(given, "Tilbagemeldt, venter på vurdering")


async def called(seat: AnySeat) -> None:
    """Call an extraordinary meeting, as the chair."""
    await seat.ask("møde")
    card = await Letterbox(seat).letter("øde", button="Indkald ekstraordinært")
    values = {"Dato": MEETING, "Begrundelse": "Risikovurderingen er færdig"}
    await filled(seat, card, "Indkald ekstraordinært", values)


async def decided(company: Company, seats: Mapping[Person, AnySeat], title: str) -> None:
    """Hold the meeting, which adopts a proposal."""
    mette = seats[METTE]
    await company.app.clock(to=f"{MEETING}T08:30")
    await mette.ask("dagsorden send")
    for person in (ANDERS, LONE, BO):
        invited = await Letterbox(seats[person]).letter("Dagsorden for", button="Deltager")
        await seats[person].press(invited, "Deltager")
    await mette.ask("møde start")
    await mette.ask("møde")
    desk = await Letterbox(mette).letter("Mødet er i gang")
    await mette.choose(desk, next(option for option in desk.options if title in option))
    item = await Letterbox(mette).letter(title, button="Vedtaget i enighed")
    await mette.press(item, "Vedtaget i enighed")
    await Letterbox(mette).becomes(item, "Beslutning 2027-")
    await mette.ask("møde slut")


async def shown_whole(seat: AnySeat, number: str, done: int, skipped: int) -> None:
    """See that the card of a closed input, and its picture, tell what became of every step.

    Whoever brought it hears that it is closed; what is asked is asked after that has come.
    """
    await Letterbox(seat).letter(number, "Sagen er lukket")
    card = await seat.ask(f"input {number}")
    assert "Lukket" in card.text
    # In Teams the picture's alternative text stands on the card too.
    marks = re.findall(r"(Udført|Sprunget over): ", card.text)[-(done + skipped) :]
    assert (marks.count("Udført"), marks.count("Sprunget over")) == (done, skipped), card.text
    assert not re.search(r"(Nu|Kommer): ", card.text), card.text
    assert (await seat.picture(card)).startswith(b"\x89PNG")


async def told_in_order(company: Company) -> None:
    """See that the log tells of every step of each input once, the receipt first, the end last."""
    stories: dict[str, list[dict[str, Any]]] = {}
    for entry in await company.audited():
        if entry["kind"].startswith("input."):
            stories.setdefault(entry["subject"], []).append(entry)
    for story in stories.values():
        kinds = [entry["kind"] for entry in story]
        assert kinds[:2] == ["input.received", "input.triaged"]
        assert kinds[-1] == "input.closed"
        marked = [entry["data"]["step"] for entry in story if entry["kind"] == "input.step-marked"]
        steps = STEPS[story[0]["data"]["type_id"]]
        assert sorted(marked) == list(range(1, steps + 1))
        times = [entry["data"]["at"] for entry in story]
        assert times == sorted(times)


def numbered(answer: Any, prefix: str = "IN-") -> str:
    """The number of the input, or of something else, that a card is about."""
    text = answer if isinstance(answer, str) else answer.text
    return str(text[text.index(prefix) :].partition(":")[0])
