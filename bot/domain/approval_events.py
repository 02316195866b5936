"""What happens to requests for decisions; see `events`. What people write stands in the request."""

from dataclasses import dataclass

from bot.domain.events import Event


@dataclass(frozen=True)
class ApprovalEvent(Event):
    """What the events of a request share.

    Args:
        approval_id, number: the request.
        version: as it is afterwards.
        digest: of that version.
        by: whoever did it, by person id; None for the clock.
        at: UTC, ISO 8601.
    """

    approval_id: str
    number: str
    version: int
    digest: str
    by: str | None
    at: str

    def subject(self) -> str:
        """Return the request."""
        return f"approval/{self.approval_id}"


@dataclass(frozen=True)
class ApprovalAsked(ApprovalEvent):
    """Somebody asked for a decision.

    Args:
        committee_id, approver_role: who decides; one of them is "".
        about, about_digest: the record that it is about, or "".
        urgent: with the shorter time to answer.
        consulted: who is asked first.
    """

    kind = "approval.asked"
    committee_id: str = ""
    approver_role: str = ""
    about: str = ""
    about_digest: str = ""
    urgent: bool = False
    consulted: tuple[str, ...] = ()


@dataclass(frozen=True)
class ConsultationAnswered(ApprovalEvent):
    """Somebody who was consulted answered; `remarks`: with remarks."""

    kind = "approval.consultation-answered"
    remarks: bool = False


@dataclass(frozen=True)
class VoteOpened(ApprovalEvent):
    """A version was put to the vote.

    Args:
        closes_at: UTC, ISO 8601.
        roster: seat, holder and deputy ("" for none) of each voting seat, frozen.
        unanswered: who was consulted and had not answered.
    """

    kind = "approval.vote-opened"
    closes_at: str = ""
    roster: tuple[tuple[str, str, str], ...] = ()
    unanswered: tuple[str, ...] = ()


@dataclass(frozen=True)
class VoteCast(ApprovalEvent):
    """Somebody voted.

    Args:
        choice: as `approvals.Choice`.
        for_id: the holder for whom a deputy votes, or "".
        changed: in place of an earlier vote.
        remark_sha256: of the reason or the remarks, "" for none.
        elsewhere: answered in another place than on the ballot, which is shown anew.
    """

    kind = "approval.vote-cast"
    choice: str = ""
    for_id: str = ""
    changed: bool = False
    remark_sha256: str = ""
    elsewhere: bool = False


@dataclass(frozen=True)
class VoteTakenBack(ApprovalEvent):
    """Somebody took their vote back; `elsewhere` as of `VoteCast`."""

    kind = "approval.vote-taken-back"
    elsewhere: bool = False


@dataclass(frozen=True)
class ApprovalSentBack(ApprovalEvent):
    """A member sent the version back; the vote is paused."""

    kind = "approval.sent-back"


@dataclass(frozen=True)
class ApprovalResumed(ApprovalEvent):
    """A paused vote goes on; `closes_at` is UTC, ISO 8601."""

    kind = "approval.resumed"
    closes_at: str = ""


@dataclass(frozen=True)
class ApprovalRevised(ApprovalEvent):
    """A new version came; `voided` votes for the one before count no more."""

    kind = "approval.revised"
    voided: int = 0


@dataclass(frozen=True)
class ApprovalExtended(ApprovalEvent):
    """An approver who had not answered got more time; `closes_at` is UTC, ISO 8601."""

    kind = "approval.extended"
    closes_at: str = ""


@dataclass(frozen=True)
class ApprovalWithdrawn(ApprovalEvent):
    """It was taken back, or what it is about was decided or written otherwise (`overtaken`)."""

    kind = "approval.withdrawn"
    overtaken: bool = False


@dataclass(frozen=True)
class ApprovalMoved(ApprovalEvent):
    """It goes to the committee's next agenda.

    Args:
        committee_id: whose.
        why: "quorum", "chair" or "author" as `approval_tally.Lack`; "wish" when the chair or a
            member wanted a meeting, "voters" when no seat was held any more.
        tally: for, against, abstained, recused; empty without a vote.
    """

    kind = "approval.moved"
    committee_id: str = ""
    why: str = ""
    tally: tuple[int, ...] = ()


@dataclass(frozen=True)
class ApprovalDecided(ApprovalEvent):
    """It was decided; `decisions.DecisionRecorded` follows in the same transaction.

    Args:
        state: "adopted" or "not-adopted".
        mode: as `decisions.Mode`.
        decision_id: the decision.
    """

    kind = "approval.decided"
    state: str = ""
    mode: str = ""
    decision_id: str = ""


@dataclass(frozen=True)
class VotersReminded(ApprovalEvent):
    """Those who had not answered were reminded; `of` is the moment's, UTC, ISO 8601."""

    kind = "approval.reminded"
    of: str = ""
    people: tuple[str, ...] = ()
