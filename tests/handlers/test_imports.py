"""Files in the chat: shown, applied by a press, undone by a press."""

from bot.cards.elements import Button, Card
from bot.cards.plaintext import card_text
from bot.chat.reply import Audience, Reply
from bot.chat.request import Command, SharedFile
from bot.domain.errors import BadInput
from tests.example import Example, actor, where
from tests.handlers.asking import audited
from tests.importing.sheets.files import xlsx

MATRIX = xlsx(
    [
        ["Aktivitet", "Direktør", "CISO", "Økonomichef"],
        ["Backup", "A", "A/R", "C"],
        ["Fodring af zebraer", "A", "R", None],
    ]
)


async def send(
    example: Example, who: str, *files: tuple[str, bytes], text: str = "", size: int | None = None
) -> Reply:
    """Send files to the bot in a direct conversation."""

    def shared(name: str, content: bytes) -> SharedFile:
        async def read(limit: int) -> bytes:
            if len(content) > limit:
                raise BadInput("file-too-big")
            return content

        return SharedFile(name, len(content) if size is None else size, read)

    given = tuple(shared(*file) for file in files)
    place = where(f"dm-{who}")
    return await example.house.dispatcher.answer(
        Command(actor(who), place, "", text, delivery="d", files=given)
    )


def buttons(card: Card) -> dict[str, str]:
    return {c.action: c.value for c in card.controls if isinstance(c, Button)}


def labels(card: Card) -> list[str]:
    return [c.label for c in card.controls]


async def test_a_file_is_shown_then_imported_then_undone(example: Example) -> None:
    before = example.organisation.matrix
    shown = await send(example, "mette", ("raci.xlsx", MATRIX))
    assert shown.audience is Audience.PERSONAL
    assert shown.card.title == "Indlæs raci.xlsx?"
    text = card_text(shown.card)
    assert "Intet er ændret endnu." in text
    assert "Fejl: D1: Rollen »Økonomichef« findes ikke" in text
    assert "Fejl: B2, C2: Der skal være præcis én ansvarlig (A) pr. aktivitet." in text
    assert "Fodring af zebraer: Topledelsen fra ingen til A" in text
    assert labels(shown.card)[:2] == ["Indlæs", "Fortryd"]
    assert example.organisation.matrix == before
    import_id = buttons(shown.card)["imports.confirm"]
    done = await example.press("mette", "imports.confirm", import_id)
    assert done.replaces
    assert done.card.title == "raci.xlsx er indlæst"
    assert labels(done.card) == ["Fortryd indlæsningen"]
    assert "fodring-af-zebraer" in example.organisation.activity
    assert "zebra" in card_text((await example.say("nina", "/raci fodring af zebraer")).card)
    undone = await example.press("mette", "imports.undo", buttons(done.card)["imports.undo"])
    assert undone.card.title == "Indlæsningen af raci.xlsx er fortrudt"
    assert example.organisation.matrix == before
    assert "fodring-af-zebraer" not in example.organisation.activity
    actors = [
        (await audited(example, kind))[-1].actor for kind in ("pack.imported", "import.undone")
    ]
    assert actors == [example.person("mette").id] * 2


async def test_only_those_who_may_import_are_heard(sqlite_example: Example) -> None:
    refused = await send(sqlite_example, "nina", ("raci.xlsx", MATRIX))
    assert "Kun informationssikkerhedsfunktionen eller en administrator" in card_text(refused.card)
    shown = await send(sqlite_example, "mette", ("raci.xlsx", MATRIX))
    for action, value in buttons(shown.card).items():
        refused = await sqlite_example.press("nina", action, value)
        assert refused.card.title == "Det kunne jeg ikke"
    assert "fodring-af-zebraer" not in sqlite_example.organisation.activity
    assert len(await audited(sqlite_example, "access.action-refused")) == 3


async def test_a_second_press_is_told_and_audited(sqlite_example: Example) -> None:
    shown = await send(sqlite_example, "mette", ("raci.xlsx", MATRIX))
    import_id = buttons(shown.card)["imports.confirm"]
    await sqlite_example.press("mette", "imports.confirm", import_id)
    again = await sqlite_example.press("mette", "imports.confirm", import_id)
    assert "raci.xlsx er allerede indlæst." in card_text(again.card)
    (record,) = await audited(sqlite_example, "access.press-too-late")
    assert record.data["reason"] == "import-applied"


async def test_a_preview_can_be_dropped(sqlite_example: Example) -> None:
    shown = await send(sqlite_example, "mette", ("raci.xlsx", MATRIX), text="importér")
    import_id = buttons(shown.card)["imports.drop"]
    dropped = await sqlite_example.press("mette", "imports.drop", import_id)
    assert dropped.card.title == "raci.xlsx er ikke indlæst"
    late = await sqlite_example.press("mette", "imports.confirm", import_id)
    assert "er fortrudt" in card_text(late.card)


async def test_bad_files_get_one_sentence(sqlite_example: Example) -> None:
    cases = (
        ((("raci.docx", b"PK"),), "Jeg læser ikke raci.docx."),
        ((("raci.xlsx", b"hej"),), "Filen er ikke et Excel-regneark"),
        ((("a.csv", b"x"), ("b.csv", b"y")), "Send én fil ad gangen."),
        ((("raci.csv", b""),), "Filen er tom."),
    )
    for files, sentence in cases:
        card = (await send(sqlite_example, "mette", *files)).card
        assert card.title == "Det kunne jeg ikke"
        assert sentence in card_text(card)
    large = await send(sqlite_example, "mette", ("raci.xlsx", MATRIX), size=400 * 1024 * 1024)
    assert "Den må højst fylde 8 MB." in card_text(large.card)
    alone = await sqlite_example.say("mette", "/isms importér")
    assert "Send filen til mig" in card_text(alone.card)


async def test_long_lists_of_findings_have_pages(sqlite_example: Example) -> None:
    rows = [["Aktivitet", "Direktør", "CISO"], *([f"Sag {n}", "A", "x"] for n in range(20))]
    shown = await send(sqlite_example, "mette", ("raci.xlsx", xlsx(rows)))
    assert shown.card.footer == "Side 1 af 3"
    more = await sqlite_example.press("mette", "imports.show", buttons(shown.card)["imports.show"])
    assert more.card.footer == "Side 2 af 3"
    assert more.replaces
    assert card_text(more.card) != card_text(shown.card)


async def test_the_latest_import_is_undone_by_word(sqlite_example: Example) -> None:
    shown = await send(sqlite_example, "mette", ("raci.xlsx", MATRIX))
    await sqlite_example.press("mette", "imports.confirm", buttons(shown.card)["imports.confirm"])
    undone = await sqlite_example.say("mette", "/isms import undo")
    assert undone.card.title == "Indlæsningen af raci.xlsx er fortrudt"
    nothing = await sqlite_example.say("mette", "/isms importér fortryd")
    assert "Der er ingen indlæsning at fortryde." in card_text(nothing.card)


async def test_the_preview_is_in_the_readers_language(sqlite_example: Example) -> None:
    await sqlite_example.say("mette", "/isms language en")
    shown = await send(sqlite_example, "mette", ("raci.xlsx", MATRIX))
    assert shown.card.title == "Import raci.xlsx?"
    assert "Error: D1: There is no role “Økonomichef”" in card_text(shown.card)
