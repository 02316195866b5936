"""Everything that can be asked is answered in the reader's language, whole."""

import re
from collections.abc import Iterator
from functools import cache

from bot.cards.elements import Card
from bot.cards.plaintext import card_text
from bot.chat.request import HomeOpened
from bot.texts import catalogue
from tests.example import Example, actor, where

ASKED = (
    *("/isms", "/isms me", "/isms language fr", "/isms admin doctor", "/isms link"),
    *("/raci", "/raci matrix", "/raci list", "/raci check", "/raci nina"),
    *("/raci backup", "/raci backup 2027-02-31", "/raci backup as of 2027-03-01"),
    *("/raci internal audit", "/raci system-owner", "/raci jonas", "/raci sara", "/raci drift a/s"),
    *("/raci parkeringskort", "/raci hr", "/raci zzzzqqqq", "/isms link XXXXXXXXXX"),
)
PRESSED = (
    *(("raci.show", "role:internal-auditor"), ("raci.show", "unit:unit-it"), ("raci.show", "x")),
    *(("raci.show", "role:supplier"), ("raci.show", "role:employees"), ("gone", "")),
    *(("matrix.show", "1"), ("matrix.list", "1"), ("findings.show", "1"), ("mine.show", "")),
)


async def answers(example: Example, who: str) -> dict[str, Card]:
    """Return the card of everything that is asked and pressed."""
    found = {text: (await example.say(who, text)).card for text in ASKED}
    for action, value in PRESSED:
        found[f"{action} {value}"] = (await example.press(who, action, value)).card
    home = HomeOpened(actor(who), where(f"dm-{who}"))
    found["home"] = (await example.house.dispatcher.answer(home)).card
    return found


@cache
def foreign_phrases(language: str, other: str) -> frozenset[str]:
    """Return what only the other language's catalogue says, placeholders left out."""
    return frozenset(_foreign_phrases(language, other))


def _foreign_phrases(language: str, other: str) -> Iterator[str]:
    ours = " ".join(map(str, catalogue(language).values()))
    for sentence in catalogue(other).values():
        for form in (sentence,) if isinstance(sentence, str) else sentence:
            longest = max(re.split(r"\{[^}]*\}", form), key=len).strip(" .,:;»«“”")
            if len(longest) > 8 and longest not in ours:
                yield longest


async def test_no_answer_mixes_the_languages(away_example: Example) -> None:
    for who in ("mette", "sara", "jonas", "nina"):
        danish = await answers(away_example, who)
        await away_example.say(who, "/isms language en")
        english = await answers(away_example, who)
        await away_example.say(who, "/isms language da")
        for language, other, cards in (("da", "en", danish), ("en", "da", english)):
            phrases = foreign_phrases(language, other)
            for asked, card in cards.items():
                text = card_text(card)
                assert [phrase for phrase in phrases if phrase in text] == [], asked
        for asked, card in danish.items():
            assert card_text(card) != card_text(english[asked]), asked


async def test_an_english_answer_has_no_danish_names_of_activities_or_roles(
    away_example: Example,
) -> None:
    await away_example.say("mette", "/isms language en")
    english = await answers(away_example, "mette")
    organisation = away_example.organisation
    named = (*organisation.activities, *organisation.roles, *organisation.categories)
    texts = {name for thing in named for name in (thing.name.da, thing.name.en)}
    danish = {
        thing.name.da
        for thing in named
        if thing.name.da
        and not any(thing.name.da in text for text in texts - {thing.name.da} if text)
    }
    assert len(danish) > 30
    for asked, card in english.items():
        text = card_text(card)
        assert [name for name in danish if name in text] == [], asked


async def test_what_is_shared_is_in_the_organisations_language(sqlite_example: Example) -> None:
    await sqlite_example.say("mette", "/isms language en")
    shared = await sqlite_example.press("mette", "raci.share", "activity:backup")
    assert "Ansvarlig (A)" in card_text(shared.card)
