"""`/wheel done` and `/wheel move`: one's own open occurrence, found by a few words."""

from bot.cards.occurrences import choices_card
from bot.chat.reply import Audience, Reply
from bot.chat.request import SharedFile
from bot.domain.errors import BadInput
from bot.domain.occurrence_dates import require_mover
from bot.domain.occurrence_marks import reference_to
from bot.domain.occurrence_rules import require_work
from bot.domain.occurrences import OccurrenceState
from bot.handlers.occurrences.buttons import opened, told
from bot.handlers.turn import Services, Turn
from bot.services.occurrences import NewFile, Open

MOST_BYTES = 8 * 1024 * 1024
_MOST_CHOICES = 5
_OVER = frozenset({OccurrenceState.DONE, OccurrenceState.TO_APPROVE})


async def done(turn: Turn, services: Services) -> Reply:
    """Answer `/wheel done <words>`, perhaps with a file that shows it.

    Raises:
        BadInput: nothing is open, or the file cannot be kept.
    """
    file = await _file(turn.files)
    found, fits = await _find(turn, services, moving=False)
    if len(found) != 1 or not fits:
        return _choose(turn, found, "occurrences.done", fits=fits, file=file is not None)
    reference = reference_to(found[0].occurrence, found[0].part)
    if file is not None:
        outcome = await services.occurrences.attach(reference, file, turn.cause)
        if outcome.occurrence.part(reference.part).state in _OVER:
            return Reply(told(turn, services, outcome), Audience.PERSONAL)
        reference = reference_to(outcome.occurrence, reference.part)
    case = await services.occurrences.look(reference, require_work, turn.cause)
    return opened(turn, case, "occurrences.done", file.name if file else "")


async def move(turn: Turn, services: Services) -> Reply:
    """Answer `/wheel move <words>`.

    Raises:
        BadInput: nothing is open.
    """
    found, fits = await _find(turn, services, moving=True)
    if len(found) != 1 or not fits:
        return _choose(turn, found, "occurrences.postpone", fits=fits, file=False)
    reference = reference_to(found[0].occurrence, found[0].part)
    case = await services.occurrences.look(reference, require_mover, turn.cause, moving=True)
    return opened(turn, case, "occurrences.postpone")


async def _find(turn: Turn, services: Services, *, moving: bool) -> tuple[list[Open], bool]:
    if turn.person is None:
        raise BadInput("account-unbound")
    found, fits = await services.occurrences.find(
        turn.argument, turn.person.id, turn.today, moving=moving
    )
    if not found:
        raise BadInput("occurrence-none")
    return list(found), fits


def _choose(turn: Turn, found: list[Open], action: str, *, fits: bool, file: bool) -> Reply:
    """Ask which one is meant; a file that was sent along is asked for again."""
    organisation = turn.organisation
    shown = [(one.occurrence, one.part) for one in found[:_MOST_CHOICES]]
    card = choices_card(
        shown,
        len(found) - len(shown),
        action,
        organisation,
        turn.texts,
        turn.today,
        asked="" if fits else turn.argument.strip()[:60],
        file=file,
    )
    return Reply(card, Audience.PERSONAL)


async def _file(files: tuple[SharedFile, ...]) -> NewFile | None:
    """Return the file that was sent along, None for none.

    Raises:
        BadInput: there are several, or it is empty or too large.
    """
    if not files:
        return None
    if len(files) > 1:
        raise BadInput("occurrence-one-file")
    file = files[0]
    if file.size > MOST_BYTES:
        raise BadInput("occurrence-file-big", megabytes=MOST_BYTES // (1024 * 1024))
    content = await file.read(MOST_BYTES)
    if not content:
        raise BadInput("occurrence-file-empty")
    return NewFile(file.name, content)
