"""A committee's vote as its rules say it, written without a look at the program.

Five seats: the chair's, three members', and a vacant one. Two deputies sit in no seat; one deputy
has a seat of their own. More than half must take part, the chair or the deputy among them.
"""

from dataclasses import dataclass, field

CHAIR, ANNA, BENT, CARL = "m-0", "m-1", "m-2", "m-3"
MEMBERS = (CHAIR, ANNA, BENT, CARL)
DEPUTIES = {CHAIR: "d-0", ANNA: "d-1", CARL: BENT}
EVERYBODY = (*MEMBERS, "d-0", "d-1", "x-0")
VACANT_SEATS = 1

NOT_ALLOWED, TOO_LATE, MISSING, TAKEN = "not-allowed", "too-late", "missing", ""


@dataclass
class Answer:
    """A vote that stands, and for whom."""

    choice: str
    for_: str


@dataclass
class Model:
    """How things stand.

    `seats` are who held a seat, with who deputised, when the vote was opened. `result` is None, or
    for, against, abstained, recused and whether it was adopted.
    """

    state: str = "voting"
    version: int = 1
    out: bool = False
    away: set[str] = field(default_factory=set)
    removed: set[str] = field(default_factory=set)
    seats: dict[str, str | None] = field(default_factory=dict)
    votes: dict[str, Answer] = field(default_factory=dict)
    cast: int = 0
    result: tuple[int, int, int, int, bool] | None = None

    def open(self) -> None:
        """Freeze who votes, with no votes yet."""
        self.seats = {
            holder: None if DEPUTIES.get(holder) in self.away else DEPUTIES.get(holder)
            for holder in MEMBERS
            if holder not in self.removed
        }
        self.votes = {}
        self.state, self.out = "voting", False

    def vote(self, person: str, choice: str, remark: str, version: int) -> str:
        """Vote; return how it was taken."""
        why = self._refusal(person, version)
        if why:
            return why
        if choice in ("against", "for-with-remarks") and not remark:
            return MISSING
        self.votes[person] = Answer(choice, self._seat(person) or person)
        self.cast += 1
        if not self._waiting() and self._counts():
            self._decide()
        return TAKEN

    def take_back(self, person: str, version: int) -> str:
        """Take a vote back."""
        why = self._refusal(person, version)
        if why or person not in self.votes:
            return why or TOO_LATE
        del self.votes[person]
        return TAKEN

    def send_back(self, person: str, reason: str, version: int) -> str:
        """Send the version back."""
        why = self._refusal(person, version)
        if why or not reason:
            return why or MISSING
        self.state = "paused"
        return TAKEN

    def resume(self) -> str:
        """Let it go on, as the secretary."""
        if self.state != "paused":
            return TOO_LATE
        self.state, self.out = "voting", False
        return TAKEN

    def revise(self) -> str:
        """Put a new version to the vote, as the asker."""
        if not self._goes_on:
            return TOO_LATE
        self.version += 1
        self.open()
        return TAKEN

    def cancel(self) -> str:
        """Take the request back, as the asker."""
        if not self._goes_on:
            return TOO_LATE
        self.state = "withdrawn"
        return TAKEN

    def tick(self) -> None:
        """Let the clock close what is due."""
        if self.state == "voting" and self.out:
            if self._counts():
                self._decide()
            else:
                self.state = "moved"

    @property
    def _goes_on(self) -> bool:
        return self.state in ("voting", "paused")

    def _refusal(self, person: str, version: int) -> str:
        seat = self._seat(person)
        if seat is None:
            return NOT_ALLOWED
        if self.state != "voting" or self.out or version != self.version:
            return TOO_LATE
        if seat != person and seat in self.votes:
            return TOO_LATE
        return TAKEN

    def _seat(self, person: str) -> str | None:
        """Return the holder of the seat for which a person votes today."""
        if person in self.seats:
            return None if person in self.removed else person
        for holder, deputy in self.seats.items():
            if deputy == person and holder in self.away and holder not in self.removed:
                return holder
        return None

    def _standing(self) -> dict[str, Answer]:
        """Return the votes that count, by the holder of the seat: the holder's own before all."""
        by_seat = {one.for_: one for person, one in self.votes.items() if person != one.for_}
        return by_seat | {one.for_: one for person, one in self.votes.items() if person == one.for_}

    def _waiting(self) -> set[str]:
        answered = self._standing()
        waiting = set()
        for holder, deputy in self.seats.items():
            if holder in answered or holder in self.removed:
                continue
            stands_in = holder in self.away and deputy not in self.away
            waiting.add(deputy if deputy is not None and stands_in else holder)
        return {one for one in waiting if one not in self.votes}

    def _counts(self) -> bool:
        """Tell whether enough take part, the chair or the deputy among them."""
        standing = self._standing()
        recused = {holder for holder, one in standing.items() if one.choice == "recused"}
        base = len(MEMBERS) + VACANT_SEATS - len(recused)
        taking_part = len(standing) - len(recused)
        if taking_part * 2 <= base or taking_part == 0:
            return False
        # A chair's seat that was vacant as the vote opened has nobody who could take part.
        return CHAIR in standing

    def _decide(self) -> None:
        standing = self._standing()
        choices = [one.choice for one in standing.values()]
        yes = sum(choice.startswith("for") for choice in choices)
        no = choices.count("against")
        chair = standing.get(CHAIR)
        tied = yes == no and yes > 0 and chair is not None and chair.choice.startswith("for")
        adopted = yes > no or tied
        self.state = "adopted" if adopted else "not-adopted"
        self.result = (yes, no, choices.count("abstain"), choices.count("recused"), adopted)
