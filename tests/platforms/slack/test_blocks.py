"""Cards as Block Kit: within the limits, accepted by the types, and never markup."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

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
from bot.platforms.slack.blocks import HOME, PRIVATE, SHARED, Surface, blocks, fallback, message
from bot.texts import Texts
from tests.payloads.findings import walk
from tests.payloads.slack import validate_slack_blocks
from tests.payloads.slack_limits import lint_slack_blocks

TEAMS = frozenset({"T0VIRK"})
DA, EN = Texts("da"), Texts("en")
JONAS = Mention("Jonas Bak", (Account("slack", "T0VIRK", "U0JONAS"),))
NASTY = (
    "<!channel>",
    "<!here|x>",
    "<@U0ANDERS>",
    "<#C0GENERAL>",
    "<https://evil.example|click>",
    "https://evil.example",
    "mailto:a@evil.example",
    "a@evil.example",
    "@channel",
    "*bold* _it_ ~no~ `code` ```pre```",
    ":warning:",
    "&lt;@U0ANDERS&gt;",
    "<!date^1392734382^{date}|x>",
    "> quote",
    "• bullet\n\n\n",
    "\u202eright-to-left",
    "",
    " ",
)


def render(card: Card, surface: Surface = SHARED, texts: Texts = DA) -> list[dict[str, Any]]:
    shown = blocks(card, texts, TEAMS, surface)
    where = "home" if surface is HOME else "message"
    validate_slack_blocks(shown, where)
    assert lint_slack_blocks(shown, where) == []
    return shown


def nodes(shown: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [node for _, node in walk(shown, "") if node.get("type") == kind]


def words(shown: list[dict[str, Any]]) -> str:
    return "\n".join(n["text"] for _, n in walk(shown, "") if isinstance(n.get("text"), str))


# -- never markup

text = st.one_of(
    st.sampled_from(NASTY),
    st.text(max_size=60),
    st.lists(st.sampled_from([*NASTY, "backup", "æøå 🎉"]), min_size=1, max_size=6).map(" ".join),
    st.integers(1, 4_000).map(lambda size: "x & <y> " * (size // 8 + 1)),
)
account = st.builds(
    Account,
    st.sampled_from(["slack", "teams"]),
    st.sampled_from(["T0VIRK", "T0OTHER"]),
    st.one_of(st.sampled_from(["U0JONAS", "W0LONE", "u0", "U1><!here"]), text),
)
url = st.one_of(st.sampled_from(["https://tovholder.example/x", "javascript:alert(1)", ""]), text)
inline = st.one_of(
    st.builds(Plain, text),
    st.builds(Strong, text),
    st.builds(Mention, text, st.lists(account, max_size=2).map(tuple)),
    st.builds(Link, text, url),
)
line = st.lists(inline, max_size=4).map(tuple)
table = st.integers(1, 24).flatmap(
    lambda columns: st.builds(
        Table,
        st.tuples(*[text] * columns),
        st.lists(st.tuples(*[line] * columns), max_size=4).map(tuple),
    )
)
element = st.one_of(
    st.builds(Text, line, st.sampled_from(Tone)),
    st.builds(Heading, text),
    st.builds(
        Facts,
        st.lists(st.builds(Fact, text, st.lists(line, max_size=3).map(tuple)), max_size=5).map(
            tuple
        ),
    ),
    st.builds(Picture, text, text, text),
    table,
)
control = st.one_of(
    st.builds(Button, text, st.sampled_from(["a", "raci.show"]), text, st.sampled_from(Style)),
    st.builds(
        Select,
        text,
        st.sampled_from(["a", "pick"]),
        st.lists(st.builds(Option, text, text), max_size=4).map(tuple),
    ),
)
cards = st.builds(
    Card,
    text,
    text,
    st.lists(element, max_size=6).map(tuple),
    st.lists(control, max_size=6).map(tuple),
    text,
)


def mentionable(card: Card) -> set[str]:
    found = [m for _, m in parts(card) if isinstance(m, Mention)]
    return {
        a.id for m in found for a in m.accounts if (a.platform, a.tenant) == ("slack", "T0VIRK")
    }


def linked(card: Card) -> set[str]:
    return {link.url for _, link in parts(card) if isinstance(link, Link)}


def parts(card: Card) -> list[tuple[None, object]]:
    lines: list[tuple[Any, ...]] = []
    for shown in card.body:
        match shown:
            case Text(line=said):
                lines.append(said)
            case Facts(rows=facts):
                lines += [said for fact in facts for said in fact.lines]
            case Table(rows=rows):
                lines += [cell for row in rows for cell in row]
    return [(None, part) for said in lines for part in said]


@given(card=cards, surface=st.sampled_from([PRIVATE, SHARED, HOME]))
@example(card=Card(NASTY[0], *NASTY[1:2], tuple(Text(plain(n)) for n in NASTY)), surface=SHARED)
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_user_text_becomes_a_mention_a_link_or_markup(card: Card, surface: Surface) -> None:
    shown = render(card, surface)
    assert nodes(shown, "mrkdwn") == []
    assert {block["type"] for block in shown} <= {
        "header",
        "context",
        "rich_text",
        "table",
        "actions",
    }
    assert {n["user_id"] for n in nodes(shown, "user")} <= mentionable(card)
    assert {n["url"] for n in nodes(shown, "link")} <= linked(card)
    assert {n["name"] for n in nodes(shown, "emoji")} <= {"warning"}
    assert not any(n.get("emoji") for n in nodes(shown, "plain_text"))
    for kind in ("usergroup", "broadcast", "channel", "date", "color", "team"):
        assert nodes(shown, kind) == []
    said = fallback(card)
    assert "<" not in said
    assert ">" not in said
    assert said.strip()
    json.dumps(shown)


# -- how it looks


def test_card_from_top_to_bottom() -> None:
    card = Card(
        "Adgangsstyring",
        why="Du er R",
        body=(Text(plain("Alle adgange gennemgås.")), Heading("Ansvar")),
        controls=(Button("Del i kanal", "share", "42", Style.PRIMARY),),
        footer="Matrix v3",
    )
    kinds = [block["type"] for block in render(card)]
    assert kinds == ["header", "context", "rich_text", "rich_text", "actions", "context"]
    button = nodes(render(card), "button")[0]
    assert (button["action_id"], button["value"], button["style"]) == ("share", "42", "primary")


def test_facts_name_people_and_list_several_lines_below_each_other() -> None:
    facts = Facts((Fact("R", ((JONAS,),)), Fact("C", (plain("HR"), plain("IT")))))
    (block,) = render(Card("", body=(Heading("Ansvar"), facts)))
    section, bullets = block["elements"]
    assert [e.get("text", e.get("user_id")) for e in section["elements"]] == [
        "Ansvar",
        "\n",
        "R:",
        " ",
        "U0JONAS",
        "\n",
        "C:",
    ]
    assert section["elements"][2]["style"] == {"bold": True}
    assert [item["elements"][0]["text"] for item in bullets["elements"]] == ["HR", "IT"]


@pytest.mark.parametrize(
    "accounts",
    [
        (),
        (Account("teams", "T0VIRK", "U0JONAS"),),
        (Account("slack", "T0OTHER", "U0JONAS"),),
        (Account("slack", "T0VIRK", "not an id"),),
    ],
)
def test_person_without_an_account_here_is_named(accounts: tuple[Account, ...]) -> None:
    shown = render(Card("", body=(Text((Mention("Peter", accounts),)),)))
    assert nodes(shown, "user") == []
    assert "Peter" in words(shown)


def test_warning_is_shown_and_said() -> None:
    shown = render(Card("", body=(Text(plain("Ledig rolle"), Tone.WARNING),)))
    assert nodes(shown, "emoji")[0]["name"] == "warning"
    assert "OBS:" in words(shown)
    assert "Note:" in words(render(Card("", body=(Text((), Tone.WARNING),)), texts=EN))


def test_muted_text_is_small_and_keeps_its_mentions() -> None:
    small = render(Card("", body=(Text(plain("Kilde"), Tone.MUTED),)))
    assert [block["type"] for block in small] == ["context"]
    named = render(Card("", body=(Text((JONAS,), Tone.MUTED),)))
    assert len(nodes(named, "user")) == 1


def test_table() -> None:
    rows = ((plain("Backup"), (JONAS,)), (plain(""), (Strong("A"),)))
    (block,) = render(Card("", body=(Table(("Aktivitet", "R"), rows),)))
    assert [cell["type"] for cell in block["rows"][1]] == ["raw_text", "rich_text"]
    assert block["rows"][0][0]["text"] == "Aktivitet"


@pytest.mark.parametrize("surface", [HOME, SHARED])
def test_table_that_cannot_be_one_becomes_lines(surface: Surface) -> None:
    """On the Home tab there are none, and a message holds only one."""
    second = Table(("Aktivitet", "R", "A"), ((plain("Backup"), plain("Jonas"), plain("")),))
    shown = render(Card("", body=(Table(("x",), ((plain("y"),),)), second)), surface)
    assert len(nodes(shown, "table")) == (0 if surface is HOME else 1)
    assert "Backup\n · R: \nJonas" in words(shown)


def test_wide_table_becomes_lines() -> None:
    wide = Table(tuple(f"k{n}" for n in range(21)), (tuple(plain("A") for _ in range(21)),))
    shown = render(Card("", body=(wide,)))
    assert nodes(shown, "table") == []
    assert " · k20: " in words(shown)


def test_matrix_of_thirty_activities_and_seventeen_roles_fits() -> None:
    columns = ("Aktivitet", *(f"Informationssikkerhedsrolle {n}" for n in range(17)))
    row = (plain("Gennemgang af adgangsrettigheder til systemer"), *(plain("A") for _ in range(17)))
    shown = render(Card("Matrix", body=(Table(columns, (row,) * 30),)))
    assert len(nodes(shown, "table")[0]["rows"]) == 31


@pytest.mark.parametrize("surface", [HOME, PRIVATE])
def test_long_lists_are_cut_and_say_how_many_are_left(surface: Surface) -> None:
    body = tuple(Text(plain(f"Aktivitet {number} " + "x" * 80)) for number in range(1_000))
    shown = render(Card("Alle", body=body, footer="Kilde"), surface)
    seen = sum(f"Aktivitet {n} " in words(shown) for n in range(1_000))
    assert seen > 60
    assert f"og {1_000 - seen} linjer mere" in shown[-2]["elements"][0]["text"]
    assert shown[-1]["elements"][0]["text"] == "Kilde"


def test_long_table_is_cut_and_says_how_many_rows_are_left() -> None:
    rows = tuple((plain(f"r{n}"), plain("A")) for n in range(150))
    shown = render(Card("", body=(Table(("Aktivitet", "A"), rows),)))
    assert len(nodes(shown, "table")[0]["rows"]) == 100
    assert "og 51 linjer mere" in words(shown)


def test_one_line_left_is_singular() -> None:
    rows = tuple((plain("r"),) for _ in range(100))
    assert "og 1 linje mere" in words(render(Card("", body=(Table(("x",), rows),))))
    assert "and 1 more line " in words(render(Card("", body=(Table(("x",), rows),)), texts=EN))


def test_many_headings_stay_within_the_blocks() -> None:
    body = tuple(Heading(f"h{n}") for n in range(200))
    shown = render(Card("t", body=body, controls=(Button("b", "b"),), footer="f"))
    assert len(shown) == 50
    assert shown[-2]["type"] == "actions"


def test_controls_keep_within_their_limits() -> None:
    options = tuple(Option("Valg " + "x" * 100, f"{n}-" + "y" * 140) for n in range(200))
    controls = (
        *(Button("Knap " + "x" * 100, "same", "v" * 3_000) for _ in range(30)),
        Select("Vælg", "pick", options),
        Select("Tom", "none", ()),
    )
    shown = render(Card("t", controls=controls))
    assert [b["action_id"] for b in nodes(shown, "button")][:3] == ["same", "same#2", "same#3"]
    assert len(nodes(shown, "static_select")) == 1


def test_picture_says_where_it_is() -> None:
    card = Card("Matrix", body=(Picture("s", "RACI", "alt"),))
    assert "din samtale med mig" in words(render(card, PRIVATE))
    assert "her i samtalen" in words(render(card, SHARED))
    assert [block["type"] for block in render(card, HOME)] == ["header"]


def test_empty_card_is_still_a_message() -> None:
    shown = message(Card(""), DA, TEAMS)
    assert shown["text"]
    assert shown["blocks"]


def test_fallback_escapes_and_is_cut() -> None:
    assert fallback(Card("a < b & c")) == "a &lt; b &amp; c"
    assert len(fallback(Card("x" * 9_000))) == 3_000
