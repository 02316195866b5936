"""What a card looks like in Teams, and how it is kept under Teams' limit."""

import json
import time

import pytest

from bot.cards.elements import (
    Button,
    Card,
    Fact,
    Facts,
    Heading,
    Link,
    Mention,
    Option,
    Picture,
    Plain,
    Select,
    Strong,
    Style,
    Table,
    Text,
    Tone,
    plain,
)
from bot.domain.people import Account
from bot.platforms.teams.adaptive import Frame, render
from bot.platforms.teams.fitting import LARGEST_CARD, fitted, size
from bot.platforms.teams.wording import literal, unmarked
from bot.texts import Texts
from tests.payloads.findings import walk
from tests.payloads.teams import validate_adaptive_card
from tests.payloads.teams_limits import lint_adaptive_card

FRAME = Frame(Texts("da"), "t", "https://isms.example.dk")
JONAS = Mention("Jonas Bak", (Account("slack", "T1", "U1"), Account("teams", "t", "jonas")))
RACI = Card(
    "Backup af servere",
    why="Du spurgte efter backup",
    body=(
        Facts(
            (
                Fact("R – udfører", ((JONAS, Plain(" (IT-drift)")),)),
                Fact("A – ansvarlig", (plain("Anders Holm"), plain("stedfortræder: Bo"))),
            )
        ),
        Heading("Bemærk"),
        Text(plain("Mangler stedfortræder"), Tone.WARNING),
        Text((Strong("Kilde:"), Plain(" "), Link("vejledning", "https://x.example.dk/v"))),
    ),
    controls=(
        Button("Del i kanal", "share", "1", Style.PRIMARY),
        Button("Slet", "drop", "1", Style.DANGER),
        Button("Luk", "close"),
    ),
    footer="Matrix version 3",
)


def shown(card: Card, frame: Frame = FRAME) -> dict:
    result = fitted(card, frame)
    validate_adaptive_card(result)
    assert lint_adaptive_card(result) == []
    assert size(result) <= LARGEST_CARD
    return result


def words(node: object) -> str:
    return json.dumps(node, ensure_ascii=False)


def test_title_why_and_footer():
    card = shown(RACI)
    title, why, *_, footer = card["body"]
    assert (title["style"], title["size"], title["text"]) == (
        "heading",
        "Large",
        "Backup af servere",
    )
    assert why["inlines"] == [
        {"type": "TextRun", "text": "Du spurgte efter backup", "isSubtle": True}
    ]
    assert footer["separator"]
    assert "Matrix version 3" in words(footer)
    assert card["version"] == "1.5"


def test_facts_mention_whom_they_name():
    card = shown(RACI)
    performs, answers = card["body"][2:4]
    (value,) = performs["columns"][1]["items"]
    assert (value["type"], value["text"]) == ("TextBlock", "<at>Jonas Bak</at> (IT-drift)")
    assert card["msteams"]["entities"] == [
        {
            "type": "mention",
            "text": "<at>Jonas Bak</at>",
            "mentioned": {"id": "jonas", "name": "Jonas Bak"},
        }
    ]
    assert [item["inlines"] for item in answers["columns"][1]["items"]] == [
        ["Anders Holm"],
        ["stedfortræder: Bo"],
    ]


def test_tones_and_links():
    card = shown(RACI)
    assert '"color": "Attention"' in words(card["body"])
    (link,) = [node for _, node in walk(card, "") if node.get("type") == "Action.OpenUrl"]
    assert link["url"] == "https://x.example.dk/v"


def test_buttons_and_their_fallback():
    share, drop, close = shown(RACI)["actions"]
    assert [share["style"], drop["style"], close.get("style")] == ["positive", "destructive", None]
    for button in (share, drop, close):
        assert button["type"] == "Action.Execute"
        assert button["fallback"]["type"] == "Action.Submit"
        assert button["fallback"]["data"] == button["data"]
        assert button["fallback"]["title"] == button["title"]


def test_more_buttons_than_teams_shows_in_a_row():
    card = shown(Card("x", controls=tuple(Button(f"{n}", "act", f"{n}") for n in range(14))))
    rows = [node["actions"] for _, node in walk(card, "") if node.get("type") == "ActionSet"]
    assert [len(row) for row in rows] == [6, 6, 2]
    assert "actions" not in card


def test_two_selects_are_told_apart():
    options = (Option("A", "a"), Option("B", "b"))
    card = shown(Card("x", controls=(Select("En", "one", options), Select("To", "two", options))))
    first, act_first, second, act_second = card["body"][1:]
    assert first["id"] != second["id"]
    assert act_first["actions"][0]["data"] == {"action": "one", "select": first["id"]}
    assert act_second["actions"][0]["data"] == {"action": "two", "select": second["id"]}
    assert act_first["actions"][0]["title"] == "Vælg"
    assert second["value"] == "a"


@pytest.mark.parametrize(("language", "word"), [("da", "Vælg"), ("en", "Choose")])
def test_own_words_are_in_the_language(language, word):
    frame = Frame(Texts(language), "t", "https://x")
    card = shown(Card("x", controls=(Select("?", "act", (Option("A", "a"),)),)), frame)
    assert word in words(card)


def test_a_picture_is_linked_and_told_in_words():
    card = shown(Card("Årshjul", body=(Picture("s3cret", "Hjulet", "Januar: x\nFebruar: y"),)))
    (image,) = [node for _, node in walk(card, "") if node.get("type") == "Image"]
    assert image["url"] == "https://isms.example.dk/pictures/s3cret.png"
    assert image["altText"].startswith("Januar")
    assert "Februar: y" in words(card["body"][3:])
    assert card["msteams"]["width"] == "Full"


def table(rows: int, columns: int, cell: str = "R") -> Table:
    names = tuple(f"Rolle {n}" for n in range(columns - 1))
    body = tuple(
        (plain(f"Aktivitet nummer {n}"), *([plain(cell)] * (columns - 1))) for n in range(rows)
    )
    return Table(("Aktivitet", *names), body)


def test_a_table_is_full_width():
    card = shown(Card("Matrix", body=(table(3, 4),)))
    (found,) = [node for _, node in walk(card, "") if node.get("type") == "Table"]
    assert len(found["rows"]) == 4
    assert [column["width"] for column in found["columns"]] == [2, 1, 1, 1]
    assert card["msteams"] == {"width": "Full"}


def test_an_empty_table_is_left_out():
    assert [node["type"] for node in shown(Card("x", body=(Table(("a",), ()),)))["body"]] == [
        "TextBlock"
    ]


def test_a_big_table_becomes_lines_and_loses_nothing():
    card = shown(Card("Matrix", body=(table(30, 18, "RA"),)))
    assert not [node for _, node in walk(card, "") if node.get("type") == "Table"]
    for number in range(30):
        assert f"Aktivitet nummer {number}" in words(card)
    assert "Rolle 15: RA · Rolle 16: RA" in words(card)
    assert "mere" not in words(card["body"])


def test_a_huge_table_is_cut_and_says_so():
    card = shown(Card("Matrix", body=(Heading("Alle"), table(800, 18)), footer="v. 3"))
    kept = words(card).count("Aktivitet nummer")
    assert 20 < kept < 800
    assert f"… og {800 - kept_rows(card)} mere" in words(card["body"])
    assert "v. 3" in words(card["body"][-1])


def kept_rows(card: dict) -> int:
    return sum("Aktivitet nummer" in words(block) for block in card["body"])


def test_as_much_as_fits_is_kept():
    facts = tuple(Fact(f"Rolle {n}", (plain("x" * 50),)) for n in range(500))
    card = shown(Card("Roller", body=(Facts(facts),), controls=(Button("Mere", "more"),)))
    assert size(card) > LARGEST_CARD * 0.95
    assert card["actions"][0]["title"] == "Mere"


@pytest.mark.parametrize(
    "card",
    [
        Card("x" * 60_000),
        Card("x", why="æ" * 60_000),
        Card("x", footer="ø" * 60_000),
        Card("x", body=(Text(plain("å" * 60_000)),)),
        Card("x", body=(Text((Strong("y" * 60_000), Plain("z" * 9000), Plain("w"))),)),
        Card("x", body=(Heading("y" * 60_000),)),
        Card("x", body=(Picture("s", "t" * 9000, "a" * 60_000),)),
        Card("x", body=(Facts((Fact("l" * 9000, (plain("v" * 60_000),) * 50),)),)),
        Card("x", body=(Text((Mention("n" * 60_000),)),)),
        Card("x", body=(Text((Link("l" * 60_000, "https://x"),)),)),
        Card("x", body=tuple(Text(plain(f"Linje {n} " + "y" * 100)) for n in range(900))),
        Card("x", body=(table(300, 3), Text(plain("efter")))),
        Card(
            "x", controls=(Select("?", "a", tuple(Option("o" * 90, f"{n}") for n in range(999))),)
        ),
        Card("x", controls=tuple(Button("b" * 300, "a", "v" * 900) for n in range(60))),
        Card("x", body=(Text(plain("\n" * 9000)),)),
        Card(
            "x",
            body=tuple(
                Text((Mention(f"P {n}", (Account("teams", "t", f"{n}"),)),)) for n in range(900)
            ),
        ),
    ],
)
def test_whatever_is_too_big_is_made_to_fit(card):
    result = shown(card)
    assert result["type"] == "AdaptiveCard"


def test_the_fallback_text_says_it_all():
    text = render(RACI, FRAME)["fallbackText"]
    for part in ("Backup af servere", "Jonas Bak", "Anders Holm", "Mangler", "Matrix version 3"):
        assert part in text


def test_a_huge_list_is_cut_quickly():
    card = Card("Matrix", body=(table(5000, 18),), footer="\n" * 9000)
    began = time.process_time()
    fitted(card, FRAME)
    assert time.process_time() - began < 1.5


@pytest.mark.parametrize(
    "text", ["<" + " " * 20_000, "\n" * 20_000, " " * 20_000, "1" * 20_000, "<at" * 7000]
)
def test_no_text_takes_long(text):
    began = time.process_time()
    literal(text), unmarked(text)
    assert time.process_time() - began < 0.2


@pytest.mark.parametrize(
    ("label", "kind"), [("Trusselsbilleder", "Container"), ("Konsulteres (C)", "ColumnSet")]
)
def test_a_label_is_never_broken_within_a_word(label, kind):
    """A long word in one label puts all labels of the card above their values."""
    short = Facts((Fact("Ansvarlig (A)", (plain("Anders Holm"),)),))
    long = Facts((Fact(label, (plain("Mette Sørensen"),)),))
    shown = render(Card("Backup", body=(short, long)), FRAME)
    validate_adaptive_card(shown)
    assert [element["type"] for element in shown["body"][1:]] == [kind, kind]
