"""Cards as HTML: every element, and nothing that a person wrote becomes markup."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards.elements import (
    Button,
    Card,
    Fact,
    Facts,
    File,
    Heading,
    Link,
    Mention,
    Option,
    Picture,
    Select,
    Strong,
    Style,
    Table,
    Text,
    Tone,
    plain,
)
from bot.domain.people import Account
from bot.platforms.web.html import card_html, size_text
from bot.platforms.web.message_html import message_html
from bot.platforms.web.messages import MessageLog
from bot.texts import Texts
from tests.platforms.web.asking import Seen
from tests.platforms.web.house import CAST, METTE, PLACES, HandClock

NASTY = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "javascript:alert(1)",
    "https://example.dk",
    "[link](https://example.dk) *bold* <@U1> <!channel> <at>x</at>",
    "&lt;b&gt; &amp; &#60;",
    "{person} {0} %s {message.__class__}",
    "</p></div></article>",
    "<!-- -->",
    "]]>",
)
WRITTEN = st.text(min_size=1) | st.sampled_from(NASTY)
OWN_URL = "https://example.dk/report"
HERE = Account("web", "demo", "mette")


def everything(text: str) -> Card:
    """Return a card that says `text` wherever a person's text can stand."""
    line = (*plain(text), Strong(text), Mention(text, (HERE,)), Mention(text), Link(text, OWN_URL))
    return Card(
        text,
        text,
        (
            Text(line),
            Text(line, Tone.WARNING),
            Text(line, Tone.MUTED),
            Heading(text),
            Facts((Fact(text, (line, line)),)),
            Table((text, text), ((line, line),)),
            Picture("secret", text, text),
            File("secret", text, 1, text),
        ),
        (Button(text, text, text, Style.DANGER), Select(text, text, (Option(text, text),))),
        text,
    )


@given(WRITTEN)
def test_a_persons_text_never_becomes_markup_or_a_link(text: str) -> None:
    seen = Seen(card_html(everything(text), "m-1", "mette", Texts("da")))
    harmless = Seen(card_html(everything("x"), "m-1", "mette", Texts("da")))
    assert seen.shape == harmless.shape
    for name in ("href", "src", "formaction", "target", "method", "class"):
        assert seen.attributes(name) == harmless.attributes(name)
    assert {value for tag, attrs in seen.tags if tag == "form" for value in [attrs["action"]]} == {
        "/demo/press"
    }


@given(WRITTEN)
def test_a_persons_message_never_becomes_markup_or_a_link(text: str) -> None:
    log = MessageLog(HandClock().now)
    message = log.write("general", "mette", "x" + text)
    harmless = log.write("general", "mette", "x")
    shown, other = (
        Seen(message_html(one, METTE, PLACES[0], (), Texts("da"))) for one in (message, harmless)
    )
    assert [tag for tag in shown.shape if tag[0] != "span"] == [
        tag for tag in other.shape if tag[0] != "span"
    ]
    assert shown.attributes("href") == other.attributes("href")


@pytest.mark.parametrize("text", NASTY)
def test_the_text_itself_is_there_to_read(text: str) -> None:
    assert Seen(card_html(everything(text), "m-1", "mette", Texts("da"))).text.count(text) >= 20


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//example.dk", "/demo/say", "http://[", ""]
)
def test_only_real_addresses_become_links(url: str) -> None:
    card = Card("x", body=(Text((Link("Rapport", url),)),))
    seen = Seen(card_html(card, "m-1", "mette", Texts("da")))
    assert not seen.attributes("href")
    assert "Rapport" in seen.text


def test_only_an_account_here_is_a_mention() -> None:
    accounts = (Account("slack", "T0", "U0"), Account("web", "other", "mette"))
    strangers = Card("x", body=(Text((Mention("Mette", accounts),)),))
    assert "mention" not in card_html(strangers, "m-1", "mette", Texts("da"))
    known = Card("x", body=(Text((Mention("Mette", (*accounts, HERE)),)),))
    assert 'class="mention me">@Mette<' in card_html(known, "m-1", "mette", Texts("da"))
    assert 'class="mention">@Mette<' in card_html(known, "m-1", "jonas", Texts("da"))


def test_a_warning_is_said_in_words_too() -> None:
    card = Card("x", body=(Text(plain("Ubesat"), Tone.WARNING),))
    assert "Bemærk: Ubesat" in Seen(card_html(card, "m-1", "mette", Texts("da"))).text
    assert "Note: Ubesat" in Seen(card_html(card, "m-1", "mette", Texts("en"))).text


def test_a_picture_is_linked_by_its_secret_and_carries_its_meaning() -> None:
    card = Card("x", body=(Picture("a/b?c", "Matrix", "Alt & text"),))
    seen = Seen(card_html(card, "m-1", "mette", Texts("da")))
    assert seen.attributes("src") == ["/pictures/a%2Fb%3Fc.png"]
    assert seen.attributes("alt") == ["Alt & text"]


def test_a_file_is_fetched_by_its_secret_and_tells_its_size() -> None:
    card = Card("x", body=(File("a/b?c", "Matrix & co.xlsx", 18_400, "https://example.dk/x"),))
    seen = Seen(card_html(card, "m-1", "mette", Texts("da")))
    (link,) = [attrs for tag, attrs in seen.tags if tag == "a"]
    assert link["href"] == "/files/a%2Fb%3Fc"
    assert seen.attributes("download") == ["Matrix & co.xlsx"]
    assert "Matrix & co.xlsx18 kB" in seen.text


@pytest.mark.parametrize(
    ("size", "danish", "english"),
    [
        (0, "1 kB", "1 kB"),
        (999_499, "999 kB", "999 kB"),
        (999_500, "1,0 MB", "1.0 MB"),
        (9_960_000, "10,0 MB", "10.0 MB"),
    ],
)
def test_a_size_is_told_as_people_read_it(size: int, danish: str, english: str) -> None:
    assert (size_text(size, Texts("da")), size_text(size, Texts("en"))) == (danish, english)


def test_mentions_in_a_persons_message_are_chips_for_real_people_only() -> None:
    log = MessageLog(HandClock().now)
    message = log.write("general", "jonas", "@mette og @nobody: @tovholder")
    html = message_html(message, METTE, PLACES[0], CAST, Texts("da"))
    assert 'class="mention me">@Mette Sørensen<' in html
    assert 'class="mention">@Tovholder<' in html
    assert html.count("mention") == 2
