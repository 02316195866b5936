"""What each client has of its own: who sees what, Home, welcomes, the way out and back."""

import pytest

from tests.e2e.drivers.answers import until
from tests.e2e.drivers.cast import ANDERS, JONAS, LONE, METTE, NINA, Person
from tests.e2e.drivers.house import PLACES, House, Houses
from tests.e2e.drivers.local_slack import LocalSlack
from tests.e2e.drivers.playground import Playground
from tests.e2e.drivers.recording import TeamsMessage
from tests.e2e.drivers.slack_elements import Message
from tests.e2e.drivers.slack_seat import SlackSeat, seen
from tests.e2e.drivers.teams_seat import TeamsSeat
from tests.e2e.drivers.teams_seat import seen as seen_in_teams
from tests.e2e.drivers.teams_tenant import CONVERSATIONS, Place
from tests.e2e.drivers.web_seat import WebSeat

MINE = "Mine roller og opgaver"
MENU = "Jeg holder styr på, hvem der har ansvar for hvad"
WRITTEN_TO_YOU = "Svaret er personligt, så jeg har skrevet til dig i vores egen chat."


@pytest.fixture(params=["http", "socket"])
def house(houses: Houses, request: pytest.FixtureRequest) -> House:
    chosen: House = getattr(houses, request.param)
    return chosen


@pytest.fixture
def slack(house: House) -> LocalSlack:
    return house.slack


@pytest.fixture
def teams(houses: Houses) -> Playground:
    assert houses.http.teams is not None
    return houses.http.teams


async def test_an_answer_in_a_slack_channel_is_seen_by_the_asker_alone(slack: LocalSlack) -> None:
    await SlackSeat(slack, "general", ANDERS).ask("raci backup")
    assert await slack.ephemerals("general", ANDERS)
    others = [m["text"] for m in await slack.messages("general", NINA) if "ephemeral_to" in m]
    assert not others


async def test_a_question_to_the_bot_in_a_slack_channel(slack: LocalSlack) -> None:
    before = len(await slack.ephemerals("it", JONAS))
    await slack.message(JONAS, "it", "<@U0BOT> hvem har ansvar for backup?")

    async def answered() -> list[Message]:
        return (await slack.ephemerals("it", JONAS))[before:]

    answer = seen((await until(answered, "a private answer"))[0])
    assert "Backup og gendannelse" in answer.text and "mette" in answer.mentioned


async def test_home_in_slack_shows_ones_own_work(slack: LocalSlack) -> None:
    await slack.open_home(LONE)

    async def published() -> Message | None:
        return await slack.home(LONE)

    home = seen(await until(published, "Home"))
    assert MINE in home.text and "Systemejer" in home.text and "Ansvarlig (A)" in home.text
    await slack.press_home(LONE, "Hjælp")

    async def written() -> list[Message]:
        return await slack.direct_messages(LONE)

    assert MENU in seen((await until(written, "the menu"))[-1]).text


async def test_mine_in_a_slack_channel_stays_private(slack: LocalSlack) -> None:
    answer = await SlackSeat(slack, "general", JONAS).ask("mine")
    assert MINE in answer.text and not answer.public
    assert "Du er registreret som fraværende" in answer.text


async def test_somebody_without_a_role_or_an_account(slack: LocalSlack) -> None:
    answer = await SlackSeat(slack, "general", NINA).ask("mine")
    assert "Du har ingen roller i sikkerhedsarbejdet." in answer.text


@pytest.mark.parametrize("name", ["slack-http", "slack-socket", "teams personal", "web"])
async def test_the_language_is_chosen_in_every_client(houses: Houses, name: str) -> None:
    house, seat = houses.seat(name)
    assert "in English from now on" in (await seat.ask("language en")).text
    assert "My roles and duties" in (await seat.ask("my tasks")).text
    assert "på dansk fra nu af" in (await seat.ask("sprog da")).text
    house.language = "da"
    assert MINE in (await seat.ask("mine opgaver")).text


@pytest.mark.parametrize("place", PLACES)
async def test_the_welcome_in_teams(teams: Playground, place: Place) -> None:
    """Teams tells of an installation twice; one is greeted once."""
    greeting = seen_in_teams(teams.messages(CONVERSATIONS[place])[0])
    assert (MINE if place == "personal" else MENU) in greeting.text
    first = [m for m in teams.messages(CONVERSATIONS[place]) if "replyToId" not in m.activity]
    assert len(first) <= 1


@pytest.mark.parametrize("place", ["group", "channel"])
async def test_mine_in_company_in_teams_goes_to_the_personal_chat(
    teams: Playground, houses: Houses, place: Place
) -> None:
    seat = TeamsSeat(teams, place)
    before = len(await seat.personal())
    language = houses.http.language
    told = await seat.ask("mine opgaver" if language == "da" else "my tasks")
    assert MINE not in told.text and "roles" not in told.text
    personal = (await seat.personal())[before:]
    assert len(personal) == 1 and not personal[0].public


async def test_an_answer_in_a_teams_channel_stands_in_the_thread(teams: Playground) -> None:
    thread = await teams.say(METTE, "channel", "raci backup")

    async def answered() -> list[TeamsMessage]:
        return teams.messages(thread)

    (answer,) = await until(answered, "an answer in the thread")
    assert answer.conversation == thread and ";messageid=" in thread


@pytest.mark.parametrize("person", [ANDERS, LONE])
async def test_others_are_answered_in_their_own_chat(teams: Playground, person: Person) -> None:
    chat = await teams.install("personal", person)

    async def greeted() -> list[TeamsMessage]:
        return teams.messages(chat)

    assert MINE in seen_in_teams((await until(greeted, "a welcome"))[0]).text


async def test_an_old_teams_client_presses_too(teams: Playground) -> None:
    """A client without Universal Actions sends the button's Action.Submit fallback."""
    seat = TeamsSeat(teams, "group")
    answer = await seat.ask("raci parkeringskort")
    before = len(teams.messages(CONVERSATIONS["group"]))
    await teams.submit(METTE, answer.handle, answer.buttons[0])

    async def answered() -> list[TeamsMessage]:
        return teams.messages(CONVERSATIONS["group"])[before:]

    assert "(R)" in seen_in_teams((await until(answered, "an answer"))[0]).text


async def test_the_bot_is_removed_from_a_teams_group_and_comes_back(teams: Playground) -> None:
    group = CONVERSATIONS["group"]
    await teams.uninstall("group")
    before = len(teams.messages(group))
    await teams.install("group")

    async def greeted() -> list[TeamsMessage]:
        return teams.messages(group)[before:]

    welcome = await until(greeted, "the second welcome")
    assert "Tovholder" in seen_in_teams(welcome[0]).text


async def test_the_local_chats_home_and_another_person(houses: Houses) -> None:
    page = houses.page
    seat = WebSeat(page, houses.http.app.url, "general", LONE)
    await seat.sit()
    await page.locator(f"nav a[data-place=home-{LONE.id}]").click()
    card = page.locator("#log .card")
    await card.wait_for()
    text = await card.inner_text()
    assert MINE in text and "Systemejer" in text
    await card.get_by_role("button", name="Hjælp").click()
    await page.locator(f"body[data-place=dm-{LONE.id}]").wait_for()
    assert MENU in await page.locator("#log .message").last.inner_text()


async def test_a_shared_answer_reaches_another_window_of_the_local_chat(houses: Houses) -> None:
    url = houses.http.app.url
    other = await houses.screens.page()
    await other.goto(f"{url}/?person={NINA.id}&place=udvalg")
    seat = WebSeat(houses.page, url, "udvalg", ANDERS)
    answer = await seat.ask("raci backup")
    await seat.press(answer, "Del i kanal")
    shared = other.locator("#log .message .card")
    await shared.wait_for()
    assert await shared.count() == 1
    assert "Backup og gendannelse" in await shared.inner_text()
    await other.close()
