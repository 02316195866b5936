"""Who is named by an @."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.web.mentions import mentioned, names_bot, pieces
from bot.platforms.web.people import WebPerson
from tests.platforms.web.house import CAST


@pytest.mark.parametrize(
    ("typed", "said", "ids"),
    [
        ("raci @jonas", "raci @Jonas Bak", ["jonas"]),
        ("raci @Jonas Bak tak", "raci @Jonas Bak tak", ["jonas"]),
        ("@KARIN, og @mette sørensen.", "@Karin Friis, og @Mette Sørensen.", ["karin", "mette"]),
        ("@lone @lone", "@Lone Dahl @Lone Dahl", ["lone"]),
        ("@tovholder hvem har backup", "hvem har backup", []),
        ("spørg mette@example.dk", "spørg mette@example.dk", []),
        ("kontakt@jonas @@jonas @jonas@example.dk", "kontakt@jonas @@jonas @jonas@example.dk", []),
        ("@mettes og @nobody og @", "@mettes og @nobody og @", []),
    ],
)
def test_mentions_become_full_names_and_accounts(typed: str, said: str, ids: list[str]) -> None:
    text, accounts = mentioned(typed, CAST)
    assert text == said
    assert [account.id for account in accounts] == ids
    assert all((one.platform, one.tenant) == ("web", "demo") for one in accounts)


def test_a_first_name_that_two_share_names_nobody_but_an_id_does() -> None:
    people = (WebPerson("bo1", "Bo Lind"), WebPerson("bo2", "Bo Krag"))
    assert mentioned("@bo og @bo1", people)[1] == (people[0].account,)


def test_the_bot_is_named_by_its_name_alone() -> None:
    assert names_bot("hej @Tovholder", CAST)
    assert not names_bot("hej tovholder", CAST)
    assert not names_bot("hej @tovholderen", CAST)


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("@metø ſKİ"))))
def test_splitting_loses_nothing(text: str) -> None:
    parts = [part if isinstance(part, str) else part.typed for part in pieces(text, CAST)]
    assert "".join(parts) == text
