"""No text of a person's becomes a mention, a link or markup, whatever it holds."""

import re

from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.cards.elements import (
    Button,
    Card,
    Fact,
    Facts,
    Heading,
    Line,
    Link,
    Mention,
    Option,
    Picture,
    Plain,
    Select,
    Strong,
    Table,
    Text,
    plain,
)
from bot.domain.people import Account
from bot.platforms.teams.adaptive import Frame, render
from bot.platforms.teams.fitting import fitted
from bot.platforms.teams.messages import card_message, to_json
from bot.platforms.teams.wording import Mentions, blocks, literal, unmarked
from bot.texts import Texts
from tests.payloads.findings import walk
from tests.payloads.teams import validate_adaptive_card
from tests.payloads.teams_limits import lint_adaptive_card
from tests.tries import tries

FRAME = Frame(Texts("da"), "t", "https://isms.example.dk")
JONAS = Account("teams", "t", "jonas")
OURS = "https://isms.example.dk/vejledning"
FRAGMENTS = [
    "<at>Mette</at>", "<at id=0>", "< at >", "</at>", "<AT>x</AT>", "&lt;at&gt;", "&#60;at&#62;",
    "[x](https://example.com)", "![x](https://example.com)", "[x]", "](", "<https://example.com>",
    "https://example.com", "www.example.com", "mailto:x@example.com", "**x**", "__x__", "*x*",
    "_x_", "~~x~~", "`x`", "```", "# x", "## ", "- x", "+ x", "* x", "1. x", "2) x", "> x", "---",
    "===", "***", "| a | b |", "|--|", "<b>x</b>", "<script>", "<!-- x", "\\*", "\\",
    "{{DATE(2026-", "}}", "\n", "\n\n", "    x", "\t", "\u202e", "\x00", "\ud800",
    ":", "//", "-", " ", "!", "æøå", "A",
]  # fmt: skip
USER = st.one_of(
    st.lists(st.sampled_from(FRAGMENTS), max_size=5).map("".join),
    st.text(alphabet="<>at/[]()*_`#-+=~|\\!&;:.{}1 \n\tw@", max_size=20),
    st.text(max_size=20),
)
PEOPLE = st.builds(Mention, USER, st.sampled_from([(), (JONAS,), (Account("slack", "t", "U1"),)]))
INLINE = st.one_of(
    USER.map(Plain), USER.map(Strong), PEOPLE, USER.map(lambda label: Link(label, OURS))
)
LINE: st.SearchStrategy[Line] = st.lists(INLINE, max_size=5).map(tuple)
ELEMENT = st.one_of(
    LINE.map(Text),
    USER.map(Heading),
    st.builds(lambda label, line: Facts((Fact(label, (line,)),)), USER, LINE),
    st.builds(lambda column, line: Table((column, "b"), ((line, line),)), USER, LINE),
    st.builds(Picture, st.just("secret"), USER, USER.map("A{}".format)),
)
CONTROL = st.one_of(
    st.builds(Button, USER, st.just("act")),
    st.builds(lambda label, option: Select(label, "act", (Option(option, "v"),)), USER, USER),
)
CARDS = st.builds(
    Card, USER, USER, st.lists(ELEMENT, max_size=3).map(tuple),
    st.lists(CONTROL, max_size=2).map(tuple), USER,
)  # fmt: skip

MARKDOWN = MarkdownIt("commonmark").enable("strikethrough")
AT = re.compile(r"<\s*/?\s*at\b", re.IGNORECASE)
TEXT_ONLY = {
    "paragraph_open",
    "paragraph_close",
    "inline",
    "text",
    "softbreak",
    "hardbreak",
    "text_special",
}
OUR_MARKS = {"strong_open", "strong_close", "html_inline", "link_open", "link_close"}
READ_AS_MARKDOWN = {"TextBlock": ("text",), "Fact": ("title", "value")}


def tokens(text: str) -> list:
    found = []
    for token in MARKDOWN.parse(text):
        found += [token, *(token.children or [])]
    return found


def mentions_in(card: Card) -> set[str]:
    """The mentions that the renderer was given."""
    return {
        inline.accounts[0].id
        for inline in inlines(card)
        if isinstance(inline, Mention) and inline.accounts[:1] == (JONAS,)
    }


def inlines(card: Card):
    for element in card.body:
        match element:
            case Text(line=line):
                yield from line
            case Facts(rows=facts):
                yield from (i for fact in facts for line in fact.lines for i in line)
            case Table(rows=rows):
                yield from (i for row in rows for cell in row for i in cell)


def assert_inert(card: Card, shown: dict) -> None:
    """The rendered card mentions whom it was given, links where we link, and marks what we mark."""
    entities = {
        e["text"]: e["mentioned"]["id"] for e in shown.get("msteams", {}).get("entities", ())
    }
    assert set(entities.values()) == mentions_in(card)
    assert {token.type for token in tokens(shown["fallbackText"])} <= TEXT_ONLY
    assert not AT.search(shown["fallbackText"])
    for _, node in walk(shown, ""):
        for name, value in node.items():
            if isinstance(value, str) and node is not shown and name != "value":
                assert_text(node, name, value, entities)
        if node.get("type") == "Action.OpenUrl":
            assert node["url"] in (OURS, "https://isms.example.dk/pictures/secret.png")
        for run in node.get("inlines", ()):
            assert not isinstance(run, str) or not AT.search(run)


def assert_text(node: dict, name: str, value: str, entities: dict[str, str]) -> None:
    rest = value
    if name in READ_AS_MARKDOWN.get(node.get("type", ""), ()):
        assert_markdown(value, set(entities))
        for text in entities:
            rest = rest.replace(text, "")
    if node.get("type") != "mention":
        assert not AT.search(rest), rest
    assert "{{" not in rest


def assert_markdown(text: str, known: set[str]) -> None:
    for token in tokens(text):
        assert token.type in TEXT_ONLY | OUR_MARKS, (token.type, text)
        if token.type == "html_inline":
            assert token.content in ("<at>", "</at>")
        if token.type == "link_open":
            assert token.attrs["href"] == OURS
    assert all(mention in known for mention in re.findall(r"<at>.*?</at>", text))


@settings(max_examples=tries(25, 150), deadline=None)
@given(CARDS)
@example(
    Card("<at>Mette</at>", body=(Text((Plain("<at>Mette</at> "), Mention("Mette", (JONAS,)))),))
)
@example(Card("", body=(Text((Plain("-"), Plain(" x "), Mention("J", (JONAS,)))),)))
@example(
    Card("", body=(Text((Plain("["), Mention("J](x)", (JONAS,)), Plain("](https://e.com)"))),))
)
@example(Card("", body=(Text((Mention("</at><at>K", (JONAS,)), Strong("*"), Plain("*x**"))),)))
def test_nothing_a_person_wrote_acts(card):
    shown = render(card, FRAME)
    assert_inert(card, shown)
    validate_adaptive_card(shown)
    assert lint_adaptive_card(shown) == []
    compact = fitted(card, FRAME)
    assert_inert(card, compact)


@settings(max_examples=tries(40, 300), deadline=None)
@given(USER)
def test_unmarked_text_is_read_as_it_is_written(text):
    written = unmarked(text)
    assert {token.type for token in tokens(written.strip())} <= TEXT_ONLY
    assert not AT.search(written)
    if not re.search(r"[^\w\s.,:()/@'\"?;%-]", text, re.ASCII) and text.isascii():
        assert literal(text) == "".join(c for c in text.replace("\t", " ") if c >= " " or c == "\n")


@settings(max_examples=tries(25, 100), deadline=None)
@given(USER, USER)
def test_the_message_around_the_card_is_inert_too(title, text):
    sent = to_json_of(Card(title, body=(Text(plain(text)),)))
    assert {token.type for token in tokens(sent.get("summary", ""))} <= TEXT_ONLY
    assert not AT.search(sent.get("summary", ""))
    assert "text" not in sent
    assert "entities" not in sent


def to_json_of(card: Card) -> dict:
    message = card_message(card, FRAME)
    message.conversation = type("Conversation", (), {"id": "x"})
    return to_json(message)


def test_ordinary_text_is_left_alone():
    ordinary = "Anne-Marie O'Neil (IT), mette@example.dk · 50 % af 3 kr. & 7 – C#, a/b: kl. 9.30!"
    assert unmarked(ordinary) == ordinary
    assert literal("a < b & c > d [x] *y* _z_") == "a < b & c > d [x] *y* _z_"


def test_two_people_of_one_name_stay_apart():
    mentions = Mentions("t")
    line = (
        Mention("Jonas", (Account("teams", "t", "one"),)),
        Plain(", "),
        Mention("Jonas", (Account("teams", "t", "two"),)),
        Plain(", "),
        Mention("Jonas", (Account("teams", "t", "one"),)),
    )
    (block,) = blocks(line, mentions)
    assert block["text"] == "<at>Jonas</at>, <at>Jonas(2)</at>, <at>Jonas</at>"
    assert [(e["text"], e["mentioned"]) for e in mentions.entities()] == [
        ("<at>Jonas</at>", {"id": "one", "name": "Jonas"}),
        ("<at>Jonas(2)</at>", {"id": "two", "name": "Jonas"}),
    ]


def test_people_of_another_tenant_or_platform_are_only_named():
    for account in (Account("teams", "other", "x"), Account("slack", "t", "x")):
        mentions = Mentions("t")
        assert blocks((Mention("Peter", (account,)),), mentions) == [
            {"type": "RichTextBlock", "inlines": ["Peter"]}
        ]
        assert mentions.entities() == []
