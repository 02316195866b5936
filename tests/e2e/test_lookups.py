"""Looking up who is responsible, as a person does it on each client, in both languages.

Jonas is away for two weeks and Sara stands in for him. Mette asks. What is answered is the
handlers' and the cards' to prove; here each kind of answer is read on each client, and what a
client does in its own way (mentions, menus, buttons, sharing) wherever it does it differently.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

import pytest
import pytest_asyncio

from tests.e2e.drivers.answers import Answer, Seat
from tests.e2e.drivers.cast import JONAS
from tests.e2e.drivers.house import SEATS, Houses
from tests.e2e.drivers.slack_seat import SlackSeat

PNG = b"\x89PNG\r\n\x1a\n"
UNKNOWN = "parkeringskort"


@dataclass(frozen=True)
class Words:
    """What is read in a language."""

    chosen: str
    accountable: str
    responsible: str
    informed: str
    source: str
    starter_pack_source: str
    share: str
    other: str
    activity: str
    away: str
    agreement: str
    administrator: str
    internal_role: str
    owner: str
    supplier_role: str
    suppliers_duty: str
    matrix: str
    matrix_row: str
    check: str
    vacant: str
    unknown: str
    question: str
    backup: str
    mine: str
    foreign: tuple[str, ...]


DANISH = Words(
    chosen="Jeg svarer dig på dansk fra nu af.",
    accountable="Ansvarlig (A)",
    responsible="Udførende (R)",
    informed="Informeres (I)",
    source="Startpakke: dansk SMV",
    starter_pack_source="version 1 · Startpakke, ikke godkendt",
    share="Del i kanal",
    other="Mente du noget andet?",
    activity="Adgangsstyring: oprettelse, ændring og nedlæggelse",
    away="Jonas Bak er fraværende til og med",
    agreement="SLA: Drift af servere, gælder til og med den 31. december 2028",
    administrator="Systemadministrator",
    internal_role="Intern rolle",
    owner="Systemejer",
    supplier_role="Leverandør",
    suppliers_duty="Adgangsstyring",
    matrix="RACI-matrix",
    matrix_row="Adgangsstyring",
    check="Tjek af RACI-matrixen",
    vacant="Intern auditor",
    unknown="Mente du en af disse?",
    question="hvem har ansvar for backup",
    backup="Backup og gendannelse",
    mine="Mine roller og opgaver",
    foreign=("Responsible", "Accountable", "is away", "version 1 · Starter"),
)
ENGLISH = Words(
    chosen="I will answer you in English from now on.",
    accountable="Accountable (A)",
    responsible="Responsible (R)",
    informed="Informed (I)",
    source="Starter pack: Danish SME",
    starter_pack_source="version 1 · Starter pack, not approved",
    share="Share in channel",
    other="Did you mean something else?",
    activity="Access management: create, change and remove",
    away="Jonas Bak is away until",
    agreement="SLA: Drift af servere, valid until 31 December 2028 inclusive",
    administrator="System administrator",
    internal_role="Internal role",
    owner="System owner",
    supplier_role="Supplier",
    suppliers_duty="Access management",
    matrix="RACI matrix",
    matrix_row="Access management",
    check="Check of the RACI matrix",
    vacant="Internal auditor",
    unknown="Did you mean one of these?",
    question="who is responsible for backup",
    backup="Backup and restore",
    mine="My roles and duties",
    foreign=("Udførende", "Ansvarlig", "fraværende", "Startpakke", "Vælg", "OBS", "linjer"),
)
LANGUAGES = {"da": DANISH, "en": ENGLISH}


@dataclass(frozen=True)
class Talk:
    """A seat, and the words one reads there."""

    seat: Seat
    words: Words

    async def ask(self, text: str) -> Answer:
        """Ask, and see that the answer is in one language and for the asker alone."""
        return self.read(await self.seat.ask(text))

    def read(self, answer: Answer) -> Answer:
        """See that a private answer is in the asker's language and seen by nobody else."""
        assert answer.public == self.seat.public or not self.seat.shares
        mixed = [word for word in self.words.foreign if word in answer.text]
        assert not mixed, answer.text
        assert not set(answer.buttons) & {"Vælg", "Choose"} or self.seat.platform == "teams"
        return answer

    def here(self, *people: str) -> set[str]:
        """Those of the people who can be mentioned at this client."""
        return set(people) & self.seat.members


def at(danish: Sequence[str], english: Sequence[str]) -> pytest.MarkDecorator:
    """Sit at those seats in Danish and then in English, for a change of language is a message."""
    both = [("da", seat) for seat in danish] + [("en", seat) for seat in english]
    rows = [pytest.param((seat, code), id=f"{code}, {seat}") for code, seat in both]
    return pytest.mark.parametrize("talk", rows, indirect=True)


@pytest_asyncio.fixture(loop_scope="session")
async def talk(houses: Houses, request: pytest.FixtureRequest) -> AsyncIterator[Talk]:
    name, code = request.param
    house, seat = houses.seat(name)
    words = LANGUAGES[code]
    if house.language != code:
        command = {"da": "sprog da", "en": "language en"}[code]
        assert words.chosen in (await SlackSeat(house.slack, "").ask(command)).text
        house.language = code
    yield Talk(seat, words)


@at(SEATS, ("slack-socket general", "teams group", "web general"))
async def test_an_activity_by_name(talk: Talk) -> None:
    words = talk.words
    answer = await talk.ask("raci adgangsstyring")
    assert_lines(answer, words.activity, words.accountable, words.responsible, words.informed)
    assert_lines(answer, f"{words.owner}: @Lone Dahl", words.away, "Sara Lund")
    assert_lines(answer, "Peter Drift (peter@example.dk, +45 70 00 00 01)", words.agreement)
    assert_lines(answer, f"{words.source} · {words.starter_pack_source}", "A.5.15")
    assert answer.mentioned == talk.here("lone", "sara", "karin", "mette", "bo")
    assert (words.share in answer.buttons) == talk.seat.shares


@at(
    ("slack-http general", "slack-http", "teams personal", "teams group", "web general"),
    ("teams channel",),
)
async def test_a_person_by_mention_and_by_name(talk: Talk) -> None:
    for asked in (talk.seat.mention(JONAS), "jonas"):
        answer = await talk.ask(f"raci {asked}")
        assert_lines(answer, "Jonas Bak", talk.words.away, talk.words.administrator)
        assert_lines(answer, talk.words.responsible, "Backup")


@at(("slack-http general", "teams channel", "web"), ("slack-socket general",))
async def test_a_role(talk: Talk) -> None:
    answer = await talk.ask("raci systemejer")
    words = talk.words
    assert_lines(answer, words.owner, "@Lone Dahl", words.internal_role, words.accountable)
    assert answer.mentioned == {"lone"}


@at(("slack-http", "teams personal", "web general"), ("teams group",))
async def test_a_supplier(talk: Talk) -> None:
    answer = await talk.ask("raci Drift A/S")
    words = talk.words
    assert_lines(answer, "Drift A/S", "Peter Drift (peter@example.dk, +45 70 00 00 01)")
    assert_lines(answer, words.agreement, words.supplier_role, words.responsible)
    assert_lines(answer, words.suppliers_duty)
    assert not answer.mentioned


@at(("slack-http general", "slack-socket general", "teams group", "web"), ("slack-http",))
async def test_the_matrix_as_text_and_picture(talk: Talk) -> None:
    answer = await talk.ask("raci matrix")
    assert_lines(answer, talk.words.matrix, talk.words.matrix_row, talk.words.supplier_role)
    picture = await talk.seat.picture(answer)
    assert picture.startswith(PNG) and width_of(picture) > 600


@at(("slack-socket general", "teams channel", "web general"), ("slack-http",))
async def test_the_check_of_the_matrix(talk: Talk) -> None:
    answer = await talk.ask("raci check")
    assert_lines(answer, talk.words.check, talk.words.vacant, talk.words.source)


@at(
    (
        "slack-http general",
        "slack-http",
        "slack-socket general",
        "teams personal",
        "teams channel",
        "web general",
    ),
    ("teams group", "web"),
)
async def test_an_unknown_word_gets_three_suggestions(talk: Talk) -> None:
    answer = await talk.ask(f"raci {UNKNOWN}")
    assert_lines(answer, UNKNOWN, talk.words.unknown)
    *suggestions, _see_all = answer.buttons
    assert len(suggestions) == 3
    answer = talk.read(await talk.seat.press(answer, suggestions[1]))
    assert_lines(answer, talk.words.responsible, talk.words.source)


@at(
    (
        "slack-http general",
        "slack-http",
        "slack-socket general",
        "teams personal",
        "teams group",
        "web",
    ),
    ("slack-http general", "teams channel", "web general"),
)
async def test_another_answer_is_chosen(talk: Talk) -> None:
    answer = await talk.ask("raci adgangsstyring")
    assert len(answer.options) >= 3
    chosen = talk.read(await talk.seat.choose(answer, answer.options[0]))
    assert_lines(chosen, talk.words.responsible, talk.words.source)
    assert talk.words.activity not in chosen.text.splitlines()[0]


@at(
    ("slack-http general", "slack-socket general", "teams group", "teams channel", "web general"),
    ("slack-http general", "teams group", "web general"),
)
async def test_a_shared_answer_mentions_only_a_and_r(talk: Talk) -> None:
    answer = await talk.ask("raci adgangsstyring")
    shared = await talk.seat.press(answer, talk.words.share)
    assert shared.public
    assert_lines(shared, DANISH.activity, DANISH.accountable, "Mette Sørensen", "Bo Krogh")
    assert shared.mentioned == talk.here("lone", "sara", "karin")
    assert not shared.buttons and not shared.options


@at(
    ("slack-http general", "slack-http", "teams group", "web"),
    ("slack-socket general", "teams personal", "web general"),
)
async def test_a_whole_question(talk: Talk) -> None:
    answer = await talk.ask(talk.words.question)
    assert_lines(answer, talk.words.backup, talk.words.responsible)


def assert_lines(answer: Answer, *parts: str) -> None:
    """Assert that each part can be read."""
    missing = [part for part in parts if part not in answer.text]
    assert not missing, answer.text


def width_of(picture: bytes) -> int:
    """A PNG's width in pixels, from its header."""
    return int.from_bytes(picture[16:20])
