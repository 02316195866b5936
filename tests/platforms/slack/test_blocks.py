"""Cards as Block Kit: within the limits, accepted by the types, and never markup."""

import json
import re
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
from bot.cards.plaintext import line_text
from bot.domain.people import Account
from bot.platforms.slack.blocks import HOME, PRIVATE, SHARED, Surface, blocks, fallback, message
from bot.platforms.slack.markup import escape
from bot.texts import Texts
from tests.payloads.findings import walk
from tests.payloads.slack import validate_slack_blocks
from tests.payloads.slack_limits import lint_slack_blocks
from tests.tries import tries

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


TOKEN = re.compile(r"<([^<>|]*)(?:\|([^<>|]*))?>")
MARKUP = (
    r"[~`@]",
    r"(^|\W)_|_(\W|$)",
    r":[a-z0-9_+'-]+:",
    r"://",
    r"(^|\W)#\w",
    r"\bwww\.",
    r"(^|\n)\s*(&gt;|>)",
)


def bold(card: Card) -> set[str]:
    """Everything that a card may show in bold, as Slack is sent it."""
    said = [part.text for _, part in parts(card) if isinstance(part, Strong)]
    for shown in card.body:
        match shown:
            case Heading(text=text):
                said.append(text)
            case Facts(rows=facts):
                said += [f"{fact.label}:" for fact in facts]
            case Table(rows=rows):
                said += [line_text(row[0]) for row in rows]
    said += [DA("slack.warning"), EN("slack.warning")]
    return {escape(" ".join(one.split())) for one in said}


@given(card=cards, surface=st.sampled_from([PRIVATE, SHARED, HOME]))
@example(card=Card(NASTY[0], *NASTY[1:2], tuple(Text(plain(n)) for n in NASTY)), surface=SHARED)
@example(card=Card("", footer=" "), surface=SHARED)
@example(card=Card("", body=(Text((Strong("b"), Plain("_c_"), Strong("d"))),)), surface=SHARED)
@example(card=Card("", body=(Text((Strong("a"), Plain(" :war"), Plain("ning:"))),)), surface=SHARED)
@settings(max_examples=tries(20, 200), deadline=None, suppress_health_check=list(HealthCheck))
def test_no_user_text_becomes_a_mention_a_link_or_markup(card: Card, surface: Surface) -> None:
    shown = render(card, surface)
    assert {block["type"] for block in shown} <= {"header", "context", "section", "actions"}
    assert not any(node["emoji"] for node in nodes(shown, "plain_text"))
    for node in nodes(shown, "mrkdwn"):
        assert node["verbatim"] is True
        for target, label in TOKEN.findall(node["text"]):
            if target.startswith("@"):
                assert target[1:] in mentionable(card)
                assert not label
            else:
                assert target.replace("&amp;", "&") in linked(card)
        # A word stands in for each token: what is left must be text, and bold of ours.
        left = TOKEN.sub("x", node["text"])
        assert "<" not in left
        assert ">" not in left
        for one in sorted(filter(None, bold(card)), key=len, reverse=True):
            left = left.replace(f"*{one}*", one)
        assert "*" not in left
        for pattern in MARKUP:
            assert re.search(pattern, left, re.IGNORECASE) is None, (pattern, left)
    said = fallback(card)
    assert "<" not in said
    assert ">" not in said
    assert said.strip()
    json.dumps(shown)


# -- how it looks


def texts_of(shown: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(n["type"], n["text"]) for _, n in walk(shown, "") if isinstance(n.get("text"), str)]


def test_card_from_top_to_bottom() -> None:
    card = Card(
        "Adgangsstyring",
        why="Du er R",
        body=(Text(plain("Alle adgange gennemgås.")), Heading("Ansvar")),
        controls=(Button("Del i kanal", "share", "42", Style.PRIMARY),),
        footer="Matrix v3",
    )
    kinds = [block["type"] for block in render(card)]
    assert kinds == ["header", "context", "section", "section", "actions", "context"]
    button = nodes(render(card), "button")[0]
    assert (button["action_id"], button["value"], button["style"]) == ("share", "42", "primary")


def test_facts_name_people_and_list_several_lines_below_each_other() -> None:
    rows = (Fact("R", ((JONAS, Plain(" & Sara")),)), Fact("C", (plain("HR"), plain("IT"))))
    shown = render(Card("", body=(Heading("Ansvar"), Facts(rows))))
    said = "*Ansvar*\n*R:* <@U0JONAS> &amp; Sara\n*C:*\n• HR\n• IT"
    assert texts_of(shown) == [("mrkdwn", said)]


def test_value_that_could_be_markup_stands_as_plain_text_below_its_label() -> None:
    rows = (Fact("Kontakt", (plain("peter@drift.example"),)), Fact("R", (plain("IT"),)))
    assert texts_of(render(Card("", body=(Facts(rows),)))) == [
        ("mrkdwn", "*Kontakt:*"),
        ("plain_text", "peter@drift.example"),
        ("mrkdwn", "*R:* IT"),
    ]


def test_plain_paragraphs_are_plain_text() -> None:
    shown = render(Card("", body=(Text(plain("a < b & *c*")), Text(plain("d")))))
    assert texts_of(shown) == [("plain_text", "a < b & *c*\nd")]


@pytest.mark.parametrize(
    "wild",
    [
        "*b*",
        "_i_",
        "__x",
        "~s~",
        "`c`",
        "@here",
        "a@b.dk",
        ":x:",
        "#general",
        "ftp://x",
        "WWW.x.dk",
        "> citat",
        "a\n > citat",
    ],
)
def test_formatting_characters_keep_a_line_plain(wild: str) -> None:
    shown = render(Card("", body=(Text((Plain(wild), Plain(" "), JONAS)),)))
    assert texts_of(shown) == [("plain_text", f"{wild} Jonas Bak")]


@pytest.mark.parametrize("tame", ["a_b", "10:30", "R&D <x>", "5 > 4", "C#"])
def test_ordinary_characters_do_not(tame: str) -> None:
    shown = render(Card("", body=(Text((Plain(tame), Plain(" "), JONAS)),)))
    assert texts_of(shown) == [("mrkdwn", f"{escape(tame)} <@U0JONAS>")]


def test_bold_within_a_word() -> None:
    shown = render(Card("", body=(Text((Plain("for"), Strong(" ret "), Strong("ten"))),)))
    assert texts_of(shown) == [("mrkdwn", "for *ret* *ten*")]
    shown = render(Card("", body=(Text((Plain("for"), Strong("ret"), Plain("ten"))),)))
    assert texts_of(shown) == [("mrkdwn", "for\u200b*ret*\u200bten")]


def test_links_of_ours() -> None:
    own = Link("Billedet | stort", "https://t.example/p?a=1&b=2")
    shown = render(Card("", body=(Text((own,)),)))
    assert texts_of(shown) == [("mrkdwn", "<https://t.example/p?a=1&amp;b=2|Billedet / stort>")]


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
    assert texts_of(shown) == [("mrkdwn", "Peter")]


def test_warning_is_shown_and_said() -> None:
    shown = render(Card("", body=(Text(plain("Ledig rolle"), Tone.WARNING),)))
    assert texts_of(shown) == [("mrkdwn", "⚠️ *OBS:* Ledig rolle")]
    assert "Note:" in words(render(Card("", body=(Text((), Tone.WARNING),)), texts=EN))


def test_muted_text_is_small_and_keeps_its_mentions() -> None:
    small = render(Card("", body=(Text(plain("Kilde"), Tone.MUTED),)))
    assert [block["type"] for block in small] == ["context"]
    named = render(Card("", body=(Text((JONAS,), Tone.MUTED),)))
    assert [block["type"] for block in named] == ["context"]
    assert texts_of(named) == [("mrkdwn", "<@U0JONAS>")]


def test_table_is_lines_with_their_columns() -> None:
    rows = (
        (plain("Backup"), (JONAS,), plain("A")),
        (plain("Logning"), plain(""), plain("Lone")),
    )
    shown = render(Card("", body=(Table(("Aktivitet", "R", "A"), rows),)))
    said = "*Backup* · R: <@U0JONAS> · A: A\n*Logning* · A: Lone"
    assert texts_of(shown) == [("mrkdwn", said)]


def test_matrix_of_thirty_activities_and_seventeen_roles_fits() -> None:
    columns = ("Aktivitet", *(f"Informationssikkerhedsrolle {n}" for n in range(17)))
    filled = [plain("A"), plain("R"), *(plain("C") for _ in range(4)), *(plain(" "),) * 11]
    rows = tuple((plain(f"Gennemgang af adgangsrettigheder {n}"), *filled) for n in range(30))
    shown = words(render(Card("Matrix", body=(Table(columns, rows),))))
    assert all(f"adgangsrettigheder {n}*" in shown for n in range(30))


@pytest.mark.parametrize("surface", [HOME, PRIVATE])
def test_long_lists_are_cut_and_say_how_many_are_left(surface: Surface) -> None:
    body = tuple(Text(plain(f"Aktivitet {number} " + "x" * 80)) for number in range(1_000))
    shown = render(Card("Alle", body=body, footer="Kilde"), surface)
    seen = sum(f"Aktivitet {n} " in words(shown) for n in range(1_000))
    assert seen > 60
    assert f"og {1_000 - seen} linjer mere" in shown[-2]["elements"][0]["text"]
    assert shown[-1]["elements"][0]["text"] == "Kilde"


def test_one_line_left_is_singular() -> None:
    body = tuple(Text(plain("x" * 1_900)) for _ in range(6))
    assert "og 1 linje mere" in words(render(Card("", body=body)))
    assert "and 1 more line " in words(render(Card("", body=body), texts=EN))


def test_long_line_is_cut_without_breaking_a_mention() -> None:
    shown = render(Card("", body=(Text((Plain("x " * 995), JONAS, Plain("y" * 50))),)))
    ((kind, said),) = texts_of(shown)
    assert kind == "plain_text"
    assert said.endswith("…")
    assert len(said) <= 2_000


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
