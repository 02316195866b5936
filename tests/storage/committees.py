"""Committees' samples for storage tests, and hypothesis' own."""

from datetime import UTC, date, datetime, time
from typing import Any

from hypothesis import strategies as st

from bot.domain.approvals import Approval, Choice, Vote
from bot.domain.committees import (
    AgendaSection,
    BoundPlace,
    Committee,
    CommitteeSeat,
    SectionKind,
    Series,
)
from bot.domain.decisions import Decision, DecisionKind, Mode, Outcome, Proposal
from bot.domain.language import Localized
from bot.domain.meetings import AgendaItem, Meeting
from bot.domain.minutes import Minutes, MinutesItem
from bot.domain.papers import Basis, Paper, digest_of
from bot.domain.plan import Bearer
from bot.services.ports import UnitOfWork
from tests.storage.samples import save_everything

AT = datetime(2027, 3, 9, 8, 30, 1, 250_000, UTC)
CONTENT = b"%PDF-1.7 \xff\x00 bilag"
PAPER = Paper(
    "paper-1",
    "approval/a-1",
    "Risikovurdering æøå.pdf",
    "application/pdf",
    len(CONTENT),
    digest_of(CONTENT),
    "p-sara",
    AT,
)
COMMITTEE = Committee(
    "isu",
    Localized("Informationssikkerhedsudvalget", "Information security committee"),
    "it-operations",
    "it-operations",
    "data-processor",
    seats=(
        CommitteeSeat("s-1", "it-operations", chair=True, ends=date(2028, 12, 31)),
        CommitteeSeat("s-2", "data-processor", votes=False, competences=("jura", "drift")),
    ),
    series=Series("w-1", time(13, 15), 120, "Mødelokale 2"),
    agenda=(
        AgendaSection(
            "status", Localized("Status", "Status"), SectionKind.INFORMATION, text=Localized("…")
        ),
    ),
    places=(BoundPlace("slack", "T1", "C1"),),
)
APPROVAL = Approval(
    "a-1",
    "G-1",
    "Ny politik for adgang",
    DecisionKind.DOCUMENT,
    "p-jonas",
    AT,
    committee_id="isu",
    proposal=Proposal("Godkend", "Alle får den", (Bearer(role_id="it-operations"),), AT.date()),
    basis=Basis("Se bilag", ("https://example.dk/x",), (PAPER,)),
    about="policy/access/2",
)
MEETING = Meeting("m-1", "isu", date(2027, 3, 18), time(9, 0), occurrence_id="o-1")
ITEM = AgendaItem("i-1", "m-1", "status", "Hændelser", SectionKind.INFORMATION)
MINUTES = Minutes("m-1", 1, (MinutesItem("status", "2", "Status", "Ingen siden sidst"),))
DECISION = Decision(
    "d-1",
    "",
    "isu",
    "Ny politik for adgang",
    DecisionKind.DOCUMENT,
    APPROVAL.proposal,
    APPROVAL.basis,
    Outcome.ADOPTED,
    Mode.WRITTEN,
    AT,
    about=APPROVAL.about,
    digest=APPROVAL.digest,
    approval_id="a-1",
)


def vote(voter: str, choice: Choice = Choice.FOR, remark: str = "") -> Vote:
    """Return a vote on the sample's version."""
    return Vote(voter, choice, APPROVAL.digest, AT, remark)


async def save_committee(work: UnitOfWork) -> None:
    """Write an organisation with a committee, a request and a meeting."""
    await save_everything(work)
    await work.committees.save(COMMITTEE)
    await work.approvals.save(APPROVAL)
    await work.meetings.save(MEETING)


_CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
_MOMENTS = st.datetimes(
    min_value=datetime(1990, 1, 1),
    max_value=datetime(2090, 1, 1),
    timezones=st.just(UTC),
).map(lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000))


def any_of(type_: type[Any]) -> st.SearchStrategy[Any]:
    """Return a strategy for a type of the domain, with what can be kept: PostgreSQL has no NUL."""
    st.register_type_strategy(str, st.text(_CHARACTERS, max_size=12))
    st.register_type_strategy(int, st.integers(0, 2**31 - 1))
    st.register_type_strategy(datetime, _MOMENTS)
    return st.from_type(type_)
