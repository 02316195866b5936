"""Ballots: cards with a random id, each for one reader, one version, one message.

A ballot's id is the id of the message that carries it, so the outbox knows for whom it was written,
where it was delivered and as which message. A copy of it counts nowhere (reliability.md §5).
"""

from dataclasses import dataclass

from bot.chat.request import Place, PlaceKind
from bot.domain.approval_marks import read_ballot_subject
from bot.domain.delivery import Letter
from bot.domain.errors import NotAllowed, TooLate
from bot.domain.people import Account
from bot.services.ports import Storage

REMINDER = "approvals.reminder"
KINDS = frozenset({"approvals.ballot", REMINDER})
"""Messages that carry a ballot."""


@dataclass(frozen=True)
class Ballot:
    """What a card asks for: an answer to a version of a request.

    `again`: it is a reminder, and there is another card that asks for the same.
    """

    approval_id: str
    version: int
    again: bool = False


@dataclass(frozen=True)
class Pressed:
    """Where a ballot was pressed.

    Args:
        account: who pressed, by platform account.
        person_id: who that is; None for a guest, a stranger and anybody who is not linked.
        place: the conversation.
        message_id: the message, where the platform tells.
    """

    account: Account
    person_id: str | None
    place: Place
    message_id: str | None


@dataclass(frozen=True)
class Ballots:
    """Reads ballots."""

    storage: Storage

    async def read(self, ballot_id: str, pressed: Pressed) -> Ballot:
        """Return what a ballot asks for, to the reader whose message it stands on.

        Raises:
            TooLate: there is no such ballot any more.
            NotAllowed: it is somebody else's, was sent to another account of theirs, or is pressed
                on a copy; each with a sentence of its own.
        """
        async with self.storage.read() as work:
            letter = await work.outbox.letter(ballot_id)
        if letter is None or letter.message.kind not in KINDS:
            raise TooLate("approval-ballot-gone")
        found = read_ballot_subject(letter.message.subject)
        if found is None:
            raise TooLate("approval-ballot-gone")
        _require_reader(letter, pressed)
        _require_message(letter, pressed)
        return Ballot(*found, again=letter.message.kind == REMINDER)


def _require_reader(letter: Letter, pressed: Pressed) -> None:
    if pressed.person_id is None:
        raise NotAllowed("not-allowed.vote-unknown")
    if pressed.person_id != letter.message.person_id:
        raise NotAllowed("not-allowed.vote-reader")
    sent = letter.message.destination
    account = pressed.account
    if (account.platform, account.tenant, account.id) != (sent.platform, sent.tenant, sent.id):
        raise NotAllowed("not-allowed.vote-account")


def _require_message(letter: Letter, pressed: Pressed) -> None:
    """Let pass a press on the very message that was delivered.

    A press may come before it is noted as which message it was delivered.
    """
    known = letter.platform_id
    elsewhere = known is not None and pressed.message_id not in (None, known)
    if elsewhere or pressed.place.kind is not PlaceKind.DIRECT:
        raise NotAllowed("not-allowed.vote-copy")
