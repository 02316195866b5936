"""`/raci matrix` and `/raci list`."""

from bot.cards.elements import Button, Card, Picture, Select
from bot.cards.plaintext import card_text
from bot.chat.reply import Audience
from tests.databases import SteppedClock
from tests.example import Example
from tests.handlers.asking import import_matrix, png_size

MORE = {f"ekstra-{n}": "AR" for n in range(5)}


def picture(card: Card) -> Picture:
    (found,) = [element for element in card.body if isinstance(element, Picture)]
    return found


def buttons(card: Card) -> dict[str, str]:
    return {c.action: c.value for c in card.controls if isinstance(c, Button)}


async def test_the_matrix_is_a_picture_that_can_be_fetched(example: Example) -> None:
    card = (await example.say("mette", "/raci matrix")).card
    png = await example.house.services.gallery.picture(picture(card).secret)
    assert png is not None
    width, height = png_size(png)
    assert 800 < width < 4000
    assert 800 < height < 4000
    assert 10_000 < len(png) < 2_000_000


async def test_the_same_matrix_is_not_drawn_again_the_same_day(
    sqlite_example: Example, clock: SteppedClock
) -> None:
    async def secret() -> str:
        return picture((await sqlite_example.say("mette", "/raci matrix")).card).secret

    first = await secret()
    clock.advance(hours=23)
    assert await secret() == first
    clock.advance(hours=2)
    assert await secret() != first


async def test_a_changed_matrix_and_another_language_are_drawn_anew(
    sqlite_example: Example,
) -> None:
    await sqlite_example.say("nina", "/isms language en")
    await sqlite_example.say("mette", "/isms")
    first = picture((await sqlite_example.say("mette", "/raci matrix")).card).secret
    english = picture((await sqlite_example.say("nina", "/raci matrix")).card).secret
    assert picture((await sqlite_example.say("mette", "/raci matrix")).card).secret == first
    await import_matrix(sqlite_example, MORE)
    changed = picture((await sqlite_example.say("mette", "/raci matrix")).card).secret
    assert len({first, english, changed}) == 3


async def test_a_picture_is_gone_after_thirty_days(
    sqlite_example: Example, clock: SteppedClock
) -> None:
    secret = picture((await sqlite_example.say("mette", "/raci matrix")).card).secret
    gallery = sqlite_example.house.services.gallery
    clock.advance(days=29)
    assert await gallery.picture(secret) is not None
    clock.advance(days=2)
    assert await gallery.picture(secret) is None
    assert await gallery.picture("x" * 32) is None


async def test_more_than_thirty_activities_are_paged(sqlite_example: Example) -> None:
    await import_matrix(sqlite_example, MORE)
    first = (await sqlite_example.say("mette", "/raci matrix")).card
    assert first.title == "RACI-matrix – side 1 af 2"
    assert buttons(first)["matrix.show"] == "2"
    second = (await sqlite_example.press("mette", "matrix.show", "2")).card
    assert "matrix.show" not in buttons(second)
    assert "Ekstra-4: A: Systemadministrator · R: Systemadministrator" in card_text(second)
    assert "Ekstra-4" not in card_text(first)
    assert picture(first).secret != picture(second).secret


async def test_a_page_that_is_not_there_is_the_nearest(sqlite_example: Example) -> None:
    for value in ("", "0", "-1", "x", "99", "9" * 30, "²"):
        card = (await sqlite_example.press("mette", "matrix.show", value)).card
        assert card.title == "RACI-matrix"


async def test_the_matrix_is_shared_in_the_organisations_language(
    sqlite_example: Example,
) -> None:
    await sqlite_example.say("mette", "/isms language en")
    private = await sqlite_example.say("mette", "/raci matrix")
    assert private.audience is Audience.ASKER
    assert private.card.title == "RACI matrix"
    shared = await sqlite_example.press(
        "mette", "matrix.share", buttons(private.card)["matrix.share"]
    )
    assert shared.audience is Audience.PLACE
    assert shared.card.title == "RACI-matrix"
    assert "matrix.share" not in buttons(shared.card)


async def test_a_private_conversation_has_nothing_to_share(sqlite_example: Example) -> None:
    card = (await sqlite_example.say("mette", "raci matrix", "dm-mette")).card
    assert "matrix.share" not in buttons(card)


async def test_the_list_has_every_page_of_what_can_be_looked_up(sqlite_example: Example) -> None:
    await import_matrix(sqlite_example, MORE)
    first = (await sqlite_example.say("mette", "/raci liste")).card
    assert "Roller: " in card_text(first)
    second = (
        await sqlite_example.press("mette", "matrix.list", buttons(first)["matrix.list"])
    ).card
    (select,) = [c for c in second.controls if isinstance(c, Select)]
    assert [option.value for option in select.options] == [f"activity:{id_}" for id_ in MORE]
    chosen = await sqlite_example.press("mette", select.action, select.options[0].value)
    assert chosen.card.title == "Ekstra-0"


async def test_a_bare_look_up_lists_everything(sqlite_example: Example) -> None:
    listed = (await sqlite_example.say("mette", "/raci liste")).card
    for text in ("/raci", "/ansvar", "/raci   ", "raci"):
        place = "general" if text.startswith("/") else "dm-mette"
        assert (await sqlite_example.say("mette", text, place)).card == listed
