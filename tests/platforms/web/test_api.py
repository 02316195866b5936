"""The rest of what scripts use: messages, people, the clock, and bodies that make no sense."""

import asyncio
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cards.elements import Card
from bot.chat.ports import DeliveryError
from bot.chat.request import Place, PlaceKind
from bot.domain.people import Account
from tests.platforms.web.asking import ask
from tests.platforms.web.house import House
from tests.tries import tries

POSTS = ("/demo/say", "/demo/press", "/demo/submit", "/demo/clock")


async def test_people_are_listed_with_their_direct_conversations(house: House) -> None:
    people = (await ask(house.web.app, "GET", "/demo/people")).json()
    assert people[0] == {
        "id": "mette",
        "name": "Mette Sørensen",
        "title": "Informationssikkerhedskoordinator",
        "guest": False,
        "place": "dm-mette",
    }
    assert [one["id"] for one in people if one["guest"]] == ["peter", "erik"]


async def test_messages_are_listed_by_place_person_and_after(house: House) -> None:
    for person, place in (("mette", "general"), ("jonas", "udvalg"), ("jonas", "general")):
        body = {"person": person, "place": place, "text": f"{person} {place}"}
        await ask(house.web.app, "POST", "/demo/say", body)
    await ask(
        house.web.app, "POST", "/demo/say", {"person": "mette", "place": "general", "text": "/x"}
    )
    everything = (await ask(house.web.app, "GET", "/demo/messages")).json()
    assert len(everything) == 5
    general = (await ask(house.web.app, "GET", "/demo/messages?place=general&person=jonas")).json()
    assert [one["text"] for one in general] == ["mette general", "jonas general"]
    after = f"/demo/messages?after={everything[1]['id']}"
    assert (await ask(house.web.app, "GET", after)).json() == everything[2:]
    last = f"/demo/messages?after={everything[-1]['id']}"
    assert (await ask(house.web.app, "GET", last)).json() == []
    assert everything[0]["at"] == "2027-03-09T14:30:00+01:00"


@pytest.mark.parametrize(
    ("query", "status", "problem"),
    [("person=nobody", 404, "unknown-person"), ("after=x", 400, "bad-after")],
)
async def test_messages_cannot_be_asked_for_otherwise(
    house: House, query: str, status: int, problem: str
) -> None:
    answer = await ask(house.web.app, "GET", f"/demo/messages?{query}")
    assert (answer.status, answer.json()["error"]) == (status, problem)


async def test_the_clock_moves_and_answers_with_what_fell_due(house: House) -> None:
    moved_to: list[datetime] = []
    place = Place("web", "demo", "dm-jonas", PlaceKind.DIRECT)

    async def advance(target: datetime) -> None:
        moved_to.append(target)
        await house.web.messenger.send(place, Card("Påmindelse"))
        await house.clock.advance(target)

    house.advance = advance
    answer = (await ask(house.web.app, "POST", "/demo/clock", {"advance": "P1D"})).json()
    assert answer["now"] == "2027-03-10T14:30:00+01:00"
    assert [(one["place"], one["to"], one["text"]) for one in answer["messages"]] == [
        ("dm-jonas", "jonas", "Påmindelse")
    ]
    answer = (await ask(house.web.app, "POST", "/demo/clock", {"to": "2027-06-01T09:00"})).json()
    assert answer["now"] == "2027-06-01T09:00:00+02:00"
    assert len(moved_to) == 2


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({}, "clock-either"),
        ({"advance": "P1D", "to": "2027-06-01T09:00"}, "clock-either"),
        ({"advance": "1 day"}, "bad-duration"),
        ({"to": "2027-01-04T09:00"}, "clock-backwards"),
        ({"to": "soon"}, "bad-moment"),
        ({"advance": 5}, "missing-field"),
        ({"advance": "P9999W"}, "clock-too-far"),
    ],
)
async def test_the_clock_cannot_be_moved_otherwise(
    house: House, body: dict[str, object], problem: str
) -> None:
    before = house.clock.moment
    answer = await ask(house.web.app, "POST", "/demo/clock", body)
    assert (answer.status, answer.json()["error"]) == (400, problem)
    assert house.clock.moment == before


async def test_two_moves_of_the_clock_follow_each_other(house: House) -> None:
    async def advance(target: datetime) -> None:
        await asyncio.sleep(0)
        await house.clock.advance(target)

    house.advance = advance
    moves = [ask(house.web.app, "POST", "/demo/clock", {"advance": "P1D"}) for _ in range(3)]
    nows = [answer.json()["now"][:10] for answer in await asyncio.gather(*moves)]
    assert nows == ["2027-03-10", "2027-03-11", "2027-03-12"]


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "bad-json"),
        (b"{", "bad-json"),
        (b"\xff\xfe", "bad-json"),
        (b"[]", "bad-json"),
        (b'"text"', "bad-json"),
        (b"null", "bad-json"),
        (b"[" * 200_000, "bad-json"),
        (b'{"person": ' + b"9" * 5000 + b"}", "bad-json"),
    ],
)
async def test_a_body_that_is_no_object_is_refused(
    house: House, path: str, body: bytes, problem: str
) -> None:
    answer = await ask(house.web.app, "POST", path, body)
    assert (answer.status, answer.json()["error"]) == (400, problem)


@pytest.mark.parametrize("path", POSTS)
async def test_a_large_body_is_refused(house: House, path: str) -> None:
    body = {"person": "mette", "place": "general", "text": "x" * 300_000}
    answer = await ask(house.web.app, "POST", path, body)
    assert (answer.status, answer.json()["error"]) == (413, "too-large")


async def test_a_form_of_endless_fields_is_refused(house: House) -> None:
    form = {f"field{number}": "x" for number in range(60)}
    answer = await ask(house.web.app, "POST", "/demo/say", form=form)
    assert answer.status == 400
    assert "Formularen kan ikke læses." in answer.text


async def test_json_is_read_whatever_its_header_says(house: House) -> None:
    answer = await ask(
        house.web.app,
        "POST",
        "/demo/say",
        {"person": "mette", "place": "general", "text": "hej"},
        headers={"content-type": "application/x-www-form-urlencoded"},
    )
    assert [one["text"] for one in answer.json()] == ["hej"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/demo/say", 405),
        ("POST", "/", 405),
        ("DELETE", "/demo/messages", 405),
        ("GET", "/nowhere", 404),
        ("GET", "/demo/say/", 404),
        ("GET", "/static/nothing.js", 404),
        ("GET", "/static/../app.py", 404),
        ("GET", "/demo/nowhere", 404),
    ],
)
async def test_unknown_paths_and_methods_are_told(
    house: House, method: str, path: str, status: int
) -> None:
    assert (await ask(house.web.app, method, path)).status == status


WORDS = st.sampled_from(("mette", "general", "dm-mette", "hej", "/raci", "P1D", "value", ""))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | WORDS,
    lambda inner: st.lists(inner) | st.dictionaries(WORDS | st.text(), inner),
    max_leaves=5,
)
NAMES = (
    *("person", "place", "text", "message", "action", "values", "value", "delivery"),
    *("advance", "to"),
)


@settings(max_examples=tries(25, 150), deadline=None)
@given(st.sampled_from(POSTS), st.dictionaries(st.sampled_from(NAMES), VALUES))
def test_no_body_is_the_servers_fault(path: str, body: dict[str, object]) -> None:
    answer = asyncio.run(ask(House().web.app, "POST", path, body))
    assert answer.status < 500
    assert answer.status == 200 or answer.json()["message"]


@settings(max_examples=tries(25, 150), deadline=None)
@given(st.sampled_from(POSTS), st.binary(max_size=200))
def test_no_bytes_are_the_servers_fault(path: str, body: bytes) -> None:
    form = {"content-type": "application/x-www-form-urlencoded"}
    parts = {"content-type": "multipart/form-data; boundary=x"}
    for headers in ({}, form, parts):
        assert asyncio.run(ask(House().web.app, "POST", path, body, headers=headers)).status < 500


async def test_the_messenger_writes_to_channels_and_direct_conversations(house: House) -> None:
    for place_id, to in (("udvalg", None), ("dm-jonas", "jonas")):
        place = Place("web", "demo", place_id, PlaceKind.CHANNEL)
        sent = await house.web.messenger.send(place, Card("Besked"))
        found = (await ask(house.web.app, "GET", f"/demo/messages?place={place_id}")).json()
        assert [(one["id"], one["to"], one["person"]) for one in found] == [(sent, to, "tovholder")]


async def test_a_direct_conversation_may_be_named_by_its_persons_account(house: House) -> None:
    place = Place("web", "demo", "jonas", PlaceKind.DIRECT)
    sent = await house.web.messenger.send(place, Card("Besked"))
    found = (await ask(house.web.app, "GET", "/demo/messages?place=dm-jonas")).json()
    assert [(one["id"], one["to"]) for one in found] == [(sent, "jonas")]
    with pytest.raises(DeliveryError):
        await house.web.messenger.send(
            Place("web", "demo", "jonas", PlaceKind.CHANNEL), Card("Besked")
        )


async def test_a_message_is_found_again_by_its_marker(house: House) -> None:
    messenger, since = house.web.messenger, house.clock.now()
    place = Place("web", "demo", "jonas", PlaceKind.DIRECT)
    await messenger.send(place, Card("Besked"))
    sent = await messenger.send(place, Card("Besked"), "marker-1")
    assert messenger.reads_back
    assert await messenger.find(place, "marker-1", since) == sent
    assert await messenger.find(place, "marker-2", since) is None
    assert await messenger.find(place, "", since) is None


async def test_a_sent_message_is_updated_where_it_stands(house: House) -> None:
    place = Place("web", "demo", "jonas", PlaceKind.DIRECT)
    sent = await house.web.messenger.send(place, Card("Før"))
    for _ in range(2):
        await house.web.messenger.update(place, sent, Card("Efter"))
    found = (await ask(house.web.app, "GET", "/demo/messages?place=dm-jonas")).json()
    assert [(one["id"], one["to"], one["text"]) for one in found] == [(sent, "jonas", "Efter")]
    with pytest.raises(DeliveryError) as failed:
        await house.web.messenger.update(place, "an-earlier-1", Card("Efter"))
    assert failed.value.permanent


@pytest.mark.parametrize(
    ("platform", "tenant", "place_id"),
    [
        ("web", "demo", "nowhere"),
        ("web", "demo", "dm-nobody"),
        ("slack", "demo", "general"),
        ("web", "other", "general"),
        ("web", "demo", "home-mette"),
    ],
)
async def test_a_place_that_is_not_here_is_a_permanent_failure(
    house: House, platform: str, tenant: str, place_id: str
) -> None:
    with pytest.raises(DeliveryError) as failed:
        await house.web.messenger.send(
            Place(platform, tenant, place_id, PlaceKind.CHANNEL), Card("Besked")
        )
    assert failed.value.permanent


async def test_the_directory_knows_its_own(house: House) -> None:
    profile = await house.web.directory.profile(Account("web", "demo", "mette"))
    assert profile is not None
    assert (profile.name, profile.email, profile.member) == (
        "Mette Sørensen",
        "mette@example.dk",
        True,
    )
    guest = await house.web.directory.profile(Account("web", "demo", "erik"))
    assert guest is not None
    assert not guest.member
    nina = await house.web.directory.profile(Account("web", "demo", "nina"))
    assert nina is not None
    assert nina.email is None
    for stranger in (
        Account("web", "demo", "nobody"),
        Account("slack", "demo", "mette"),
        Account("web", "other", "mette"),
    ):
        assert await house.web.directory.profile(stranger) is None
