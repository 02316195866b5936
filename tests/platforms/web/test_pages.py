"""The pages, as they work without a script."""

import pytest

from bot.cards.elements import Card
from bot.chat.reply import Audience, Reply
from bot.chat.request import ButtonPress, Request
from tests.platforms.web.asking import Seen, ask
from tests.platforms.web.gallery import HOME, LOOKUP, fill, script
from tests.platforms.web.house import House


def forms(seen: Seen, action: str) -> int:
    return sum(1 for tag, attrs in seen.tags if tag == "form" and attrs["action"] == action)


async def test_the_first_page_is_the_first_persons_first_channel(house: House) -> None:
    seen = Seen((await ask(house.web.app, "GET", "/")).text)
    body = dict(seen.tags)["body"]
    assert (body["data-person"], body["data-place"]) == ("mette", "general")
    for words in (
        "Mit arbejde",
        "udvalg",
        "Virksomheden ApS",
        "/raci adgangsstyring",
        "Anders Holm",
    ):
        assert words in seen.text
    assert "tirsdag den 9. marts 2027 kl. 14.30" in seen.text


async def test_the_page_is_in_the_persons_language() -> None:
    house = House(languages={"jonas": "en"})
    danish = (await ask(house.web.app, "GET", "/?person=mette")).text
    english = (await ask(house.web.app, "GET", "/?person=jonas")).text
    assert '<html lang="da">' in danish
    assert '<html lang="en">' in english
    assert "Direct messages" in english
    assert "/raci access control" in english
    assert "Direkte" not in english


async def test_nothing_is_inline_and_nothing_comes_from_elsewhere() -> None:
    house = House(script)
    await fill(house)
    for path in ("/?person=mette", "/?person=mette&place=dm-mette", "/home?person=mette"):
        seen = Seen((await ask(house.web.app, "GET", path)).text)
        names = {name for _, attrs in seen.tags for name in attrs}
        assert not any(name.startswith("on") or name == "style" for name in names)
        assert not any(tag == "style" for tag, _ in seen.tags)
        assert [attrs for tag, attrs in seen.tags if tag == "script"] == [
            {"src": "/static/form.js", "defer": None},
            {"src": "/static/chat.js", "defer": None},
        ]
        linked = seen.attributes("src") + seen.attributes("href")
        assert all(value and value.startswith(("/", "#")) for value in linked)


async def test_everything_has_a_name_for_a_screen_reader() -> None:
    house = House(script)
    await fill(house)
    html = (await ask(house.web.app, "GET", "/?person=mette")).text
    seen = Seen(html)
    for tag in ("main", "aside", "nav", "h1"):
        assert [name for name, _ in seen.tags].count(tag) == 1
    assert all(attrs.get("alt") is not None for tag, attrs in seen.tags if tag == "img")
    ids = [value for value in seen.attributes("id") if value]
    assert len(ids) == len(set(ids))
    assert all(value in ids for value in seen.attributes("for"))
    assert all(value in ids for value in seen.attributes("aria-labelledby"))
    assert all(value in ids for value in seen.attributes("popovertarget"))


async def test_an_ephemeral_message_says_so_and_only_the_asker_gets_it() -> None:
    house = House(script)
    await fill(house)
    mette = (await ask(house.web.app, "GET", "/?person=mette")).text
    jonas = (await ask(house.web.app, "GET", "/?person=jonas")).text
    assert "Kun synlig for dig" in mette
    assert "Kun synlig for dig" not in jonas
    assert "RACI-matrix" not in jonas
    direct = (await ask(house.web.app, "GET", "/?person=mette&place=dm-mette")).text
    assert "Kun synlig for dig" not in direct


async def test_days_are_told_apart() -> None:
    house = House(script)
    await fill(house)
    seen = Seen((await ask(house.web.app, "GET", "/?person=mette")).text)
    assert "tirsdag den 9. marts 2027" in seen.text
    assert "onsdag den 10. marts 2027" in seen.text
    assert sum(1 for tag, attrs in seen.tags if attrs.get("class") == "day") == 2


async def test_saying_by_a_form_leads_back_to_the_place(house: House) -> None:
    form = {"person": "mette", "place": "udvalg", "text": "Hej <alle>"}
    answer = await ask(house.web.app, "POST", "/demo/say", form=form)
    assert (answer.status, answer.headers["location"]) == (
        303,
        "/?person=mette&place=udvalg#latest",
    )
    page = (await ask(house.web.app, "GET", "/?person=mette&place=udvalg")).text
    assert "Hej &lt;alle&gt;" in page


async def test_pressing_by_a_form_leads_back_to_the_answer() -> None:
    house = House(script)
    said = {"person": "mette", "place": "general", "text": "/raci"}
    message = (await ask(house.web.app, "POST", "/demo/say", said)).json()[1]
    page = Seen((await ask(house.web.app, "GET", "/?person=mette")).text)
    assert forms(page, "/demo/press") == len(LOOKUP.controls)
    form = {
        "person": "mette",
        "message": message["id"],
        "action": "raci.show",
        "value": "act-review",
    }
    answer = await ask(house.web.app, "POST", "/demo/press", form=form)
    assert (answer.status, answer.headers["location"]) == (
        303,
        "/?person=mette&place=general#latest",
    )
    pressed = house.conversation.asked[-1]
    assert isinstance(pressed, ButtonPress)
    assert pressed.value == "act-review"


async def test_moving_the_clock_by_a_form_leads_back(house: House) -> None:
    form = {"person": "mette", "place": "udvalg", "advance": "P1W"}
    answer = await ask(house.web.app, "POST", "/demo/clock", form=form)
    assert (answer.status, answer.headers["location"]) == (
        303,
        "/?person=mette&place=udvalg#latest",
    )
    page = (await ask(house.web.app, "GET", "/")).text
    assert "tirsdag den 16. marts 2027 kl. 14.30" in page


async def test_a_forms_mistake_is_told_on_its_page() -> None:
    house = House(languages={"mette": "en"})
    form = {"person": "mette", "place": "udvalg", "text": " "}
    answer = await ask(house.web.app, "POST", "/demo/say", form=form)
    assert answer.status == 400
    assert "Write a message first." in answer.text
    assert 'data-place="udvalg"' in answer.text
    form = {"person": "mette", "place": "udvalg", "to": "2020-01-01T09:00"}
    answer = await ask(house.web.app, "POST", "/demo/clock", form=form)
    assert answer.status == 400
    assert "can only be moved forward" in answer.text


@pytest.mark.parametrize(
    "path", ["/?person=nobody", "/?person=mette&place=dm-jonas", "/home?person=x", "/nowhere"]
)
async def test_a_page_that_is_not_there_is_told_and_leads_back(house: House, path: str) -> None:
    answer = await ask(house.web.app, "GET", path)
    assert answer.status == 404
    assert 'href="/"' in answer.text
    assert "Til chatten" in answer.text


async def test_the_home_page_shows_the_persons_own_work() -> None:
    house = House(script)
    answer = await ask(house.web.app, "GET", "/home?person=mette")
    assert HOME.title in answer.text
    assert 'id="text"' not in answer.text


async def test_a_press_on_the_home_page_shows_what_it_changed() -> None:
    def answer(request: Request) -> Reply:
        if isinstance(request, ButtonPress):
            return Reply(Card("Bagefter"), Audience.PERSONAL, replaces=True)
        return Reply(HOME, Audience.PERSONAL)

    house = House(answer)
    await ask(house.web.app, "GET", "/home?person=mette")
    home = (await ask(house.web.app, "GET", "/demo/messages?place=home-mette")).json()[0]
    form = {"person": "mette", "message": home["id"], "action": "help", "value": ""}
    changed = await ask(house.web.app, "POST", "/demo/press", form=form)
    assert changed.status == 200
    assert "Bagefter" in changed.text
    asked = len(house.conversation.asked)
    assert asked == 2


async def test_switching_person_keeps_the_kind_of_place(house: House) -> None:
    for path, expected in (
        ("/?person=mette&place=udvalg", "/?person=jonas&place=udvalg#latest"),
        ("/?person=mette&place=dm-mette", "/?person=jonas&place=dm-jonas#latest"),
        ("/home?person=mette", "/home?person=jonas"),
    ):
        seen = Seen((await ask(house.web.app, "GET", path)).text)
        assert expected in seen.attributes("href")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("chat.css", "text/css; charset=utf-8"),
        ("chat.js", "text/javascript; charset=utf-8"),
        ("form.js", "text/javascript; charset=utf-8"),
        ("icons.svg", "image/svg+xml"),
        ("mark.svg", "image/svg+xml"),
    ],
)
async def test_the_pages_files_are_served(house: House, name: str, kind: str) -> None:
    answer = await ask(house.web.app, "GET", f"/static/{name}")
    assert (answer.status, answer.headers["content-type"]) == (200, kind)
