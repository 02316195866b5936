"""A decision's evidence: every vote there ever was, and names that lead nowhere else."""

import json
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZipFile

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.approvals import Choice, Vote
from bot.domain.decisions import Decision, DecisionKind, Mode, Outcome, Proposal
from bot.domain.papers import Basis, Paper, digest_of
from bot.services.decisions.evidence import evidence_pack
from bot.services.decisions.register import Evidence

NOW = datetime(2027, 5, 11, 8, 0, tzinfo=UTC)
DECISION = Decision(
    "d1",
    "2027-001",
    None,
    "Sag",
    DecisionKind.MATTER,
    Proposal(),
    Basis(),
    Outcome.ADOPTED,
    Mode.WRITTEN,
    NOW,
)


def paper(name: str, content: bytes) -> tuple[Paper, bytes]:
    sha = digest_of(content)
    return Paper("p", "approval/a", name, "text/plain", len(content), sha, "mette", NOW), content


def opened(evidence: Evidence) -> dict[str, bytes]:
    with ZipFile(BytesIO(evidence_pack(evidence, "Beslutning\n"))) as pack:
        return {name: pack.read(name) for name in pack.namelist()}


def test_every_vote_is_there_with_the_version_it_was_for() -> None:
    votes = [
        (1, Vote("bo", Choice.AGAINST, "aa", NOW, "Nej")),
        (2, Vote("bo", Choice.FOR, "bb", NOW)),
    ]
    rows = [
        json.loads(row)
        for row in opened(Evidence(DECISION, votes=votes))["votes.jsonl"].splitlines()
    ]
    assert [(row["version"], row["voter"], row["remark"]) for row in rows] == [
        (1, "bo", "Nej"),
        (2, "bo", ""),
    ]


def test_the_same_evidence_is_the_same_file() -> None:
    evidence = Evidence(DECISION, [paper("a.txt", b"x")])
    assert evidence_pack(evidence, "x") == evidence_pack(evidence, "x")


@given(st.lists(st.text(max_size=120), max_size=4))
def test_a_papers_name_leads_nowhere_else(names: list[str]) -> None:
    parts = opened(Evidence(DECISION, [paper(name, b"x") for name in names]))
    basis = [name for name in parts if name.startswith("basis/")]
    assert len(basis) == len(names)
    assert all(".." not in one.split("/")[1][:5] and one.count("/") == 1 for one in basis)
