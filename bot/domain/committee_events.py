"""What changes about a committee, its seats and its terms of reference; see `events`."""

from dataclasses import dataclass

from bot.domain.events import Event


@dataclass(frozen=True)
class CommitteeEvent(Event):
    """Something changed about a committee; people by random id."""

    committee_id: str

    def subject(self) -> str:
        """Return the committee."""
        return f"committee/{self.committee_id}"


@dataclass(frozen=True)
class CommitteeSaved(CommitteeEvent):
    """A committee was founded or its rules were changed; `fields` names which, or is "added"."""

    kind = "committee.saved"
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class CommitteeAdopted(CommitteeEvent):
    """A committee was built from a pack that was imported before there were committees."""

    kind = "committee.adopted"


@dataclass(frozen=True)
class CommitteeClosed(CommitteeEvent):
    """A committee has its last day on the local date `on`, ISO 8601; "" takes that back."""

    kind = "committee.closed"
    on: str = ""


@dataclass(frozen=True)
class SeatSaved(CommitteeEvent):
    """A seat was added or changed; `fields` names what of it, or is "added" or "removed"."""

    kind = "committee.seat-saved"
    seat_id: str = ""
    person_id: str | None = None
    deputy_id: str | None = None
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlaceBound(CommitteeEvent):
    """A committee is told things in this place of a platform, or no longer."""

    kind = "committee.place-bound"
    platform: str = ""
    place_id: str = ""
    bound: bool = True


@dataclass(frozen=True)
class TermsEvent(Event):
    """Something happened to a version of a committee's terms of reference."""

    committee_id: str
    version: int

    def subject(self) -> str:
        """Return the version."""
        return f"terms/{self.committee_id}/{self.version}"


@dataclass(frozen=True)
class TermsSaved(TermsEvent):
    """A section of a draft was written, or taken out."""

    kind = "terms.saved"
    section_id: str = ""
    removed: bool = False
    digest: str = ""


@dataclass(frozen=True)
class TermsMoved(TermsEvent):
    """A version went from one state to another, as `committees.TermsState`."""

    kind = "terms.moved"
    before: str = ""
    after: str = ""
    digest: str = ""
    decision_id: str = ""


@dataclass(frozen=True)
class TermsReviewDue(TermsEvent):
    """The secretary is told that a version is to be reviewed on `review_on`, ISO 8601.

    `stage` is "ahead" or "past"; `on` the local date of telling.
    """

    kind = "terms.review-due"
    review_on: str = ""
    stage: str = ""
    on: str = ""
