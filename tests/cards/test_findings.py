"""The result of `/raci check` as a card, a page at a time."""

from dataclasses import dataclass

from bot.cards.elements import Button, Heading, Text, Tone
from bot.cards.findings import findings_card
from bot.cards.plaintext import card_text
from bot.domain.finding import Severity
from bot.texts import Texts
from tests.domain.organisations import SMALL

DANISH = Texts("da")


@dataclass(frozen=True)
class Said:
    """A finding in words."""

    severity: Severity
    message: str
    mark: str = ""


FOUND = (
    Said(Severity.ERROR, "Backup har ingen udførende (R)."),
    Said(Severity.WARNING, "Jonas har ingen stedfortræder."),
    Said(Severity.INFO, "Topledelsen optræder ikke."),
)


def test_findings_stand_under_how_bad_they_are() -> None:
    card = findings_card(FOUND, SMALL, DANISH, total=3, following=None)
    assert [e.text for e in card.body if isinstance(e, Heading)] == [
        "Fejl, der skal rettes før godkendelse",
        "Advarsler",
        "Til orientering",
    ]
    lines = card_text(card).splitlines()
    assert lines.index("Advarsler") < lines.index("Jonas har ingen stedfortræder.")


def test_an_error_is_warned_of_by_more_than_its_place() -> None:
    card = findings_card(FOUND, SMALL, DANISH, total=3, following=None)
    tones = [e.tone for e in card.body[1:] if isinstance(e, Text)]
    assert tones == [Tone.WARNING, Tone.NORMAL, Tone.MUTED]


def test_all_findings_are_counted_on_every_page() -> None:
    assert "Jeg fandt 40 ting at se på." in card_text(
        findings_card(FOUND, SMALL, DANISH, total=40, following=2)
    )
    one = findings_card(FOUND[:1], SMALL, Texts("en"), total=1, following=None)
    assert "I found 1 thing to look at." in card_text(one)


def test_a_page_leads_on_to_the_next_and_the_last_leads_nowhere() -> None:
    def buttons(following: int | None) -> list[tuple[str, str]]:
        card = findings_card(FOUND, SMALL, DANISH, total=3, following=following)
        return [(c.action, c.value) for c in card.controls if isinstance(c, Button)]

    assert buttons(2) == [("findings.show", "2"), ("matrix.show", "1")]
    assert buttons(None) == [("matrix.show", "1")]


def test_a_sound_matrix_has_no_headings() -> None:
    card = findings_card((), SMALL, DANISH, total=0, following=None)
    assert not [e for e in card.body if isinstance(e, Heading)]
    assert "Jeg fandt 0 ting" in card_text(card)
