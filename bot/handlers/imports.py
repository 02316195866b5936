"""`/isms import`: a file is shown first, then applied, and can be undone."""

from pathlib import PurePath

from bot.cards.elements import Card
from bot.cards.imports import (
    ImportShown,
    applied_card,
    dropped_card,
    preview_card,
    undone_card,
)
from bot.chat.reply import Audience, Reply
from bot.chat.request import SharedFile
from bot.domain.errors import BadInput
from bot.domain.paging import page_of
from bot.domain.raci import MatrixStatus
from bot.handlers.parsing import leading_words
from bot.handlers.turn import Services, Turn
from bot.services.imports import ENDINGS, MAX_BYTES, Preview
from bot.services.outcome import Outcome

_UNDO = ("fortryd", "undo")
_FINDINGS_PER_PAGE = 15


async def show(turn: Turn, services: Services) -> Reply:
    """Answer a file, or `/isms import undo`.

    Raises:
        BadInput: there is no file, more than one, or one that cannot be read.
    """
    if leading_words(turn.argument, _UNDO) is not None:
        return await _undone(turn, services, None)
    file = _only(turn.files)
    content = await file.read(MAX_BYTES)
    preview = await services.imports.preview(
        content, file.name, turn.organisation.profile.language, turn.cause
    )
    return Reply(_preview(turn, preview, ""), Audience.PERSONAL)


async def page(turn: Turn, services: Services) -> Reply:
    """Answer [Vis flere] on a preview."""
    import_id, _, asked = turn.argument.partition(" ")
    language = turn.organisation.profile.language
    preview = await services.imports.shown(import_id, language)
    return Reply(_preview(turn, preview, asked), Audience.PERSONAL, replaces=True)


async def confirm(turn: Turn, services: Services) -> Reply:
    """Answer [Indlæs]: apply what was shown, or show it again when the data has changed."""
    language = turn.organisation.profile.language
    done = await services.imports.confirm(turn.argument, language, turn.cause)
    if isinstance(done, Preview):
        return Reply(_preview(turn, done, ""), Audience.PERSONAL, replaces=True)
    await services.raci.snapshots.refresh()
    return Reply(applied_card(_shown(done), turn.texts), Audience.PERSONAL, replaces=True)


async def drop(turn: Turn, services: Services) -> Reply:
    """Answer [Fortryd] on a preview."""
    name = await services.imports.drop(turn.argument, turn.cause)
    return Reply(dropped_card(name, turn.texts), Audience.PERSONAL, replaces=True)


async def undo(turn: Turn, services: Services) -> Reply:
    """Answer [Fortryd indlæsningen]."""
    return await _undone(turn, services, turn.argument)


async def _undone(turn: Turn, services: Services, import_id: str | None) -> Reply:
    language = turn.texts.language
    name = await services.imports.undo(import_id, language, turn.cause)
    await services.raci.snapshots.refresh()
    card = undone_card(name, turn.texts)
    return Reply(card, Audience.PERSONAL, replaces=import_id is not None)


def _only(files: tuple[SharedFile, ...]) -> SharedFile:
    """Return the one file, if it is of a kind that can be read."""
    if not files:
        raise BadInput("import-no-file")
    if len(files) > 1:
        raise BadInput("import-one-file")
    file = files[0]
    if PurePath(file.name.casefold()).suffix not in ENDINGS:
        raise BadInput("import-kind", name=file.name[:80])
    if file.size > MAX_BYTES:
        raise BadInput("sheet-too-large", megabytes=MAX_BYTES // (1024 * 1024))
    return file


def _preview(turn: Turn, preview: Preview, asked: str) -> Card:
    to_draft = turn.organisation.matrix.status is MatrixStatus.IN_FORCE
    outcome = preview.outcome
    shown = ImportShown(
        preview.id,
        preview.name,
        outcome.organisation,
        outcome.changes,
        outcome.letters,
        page_of(outcome.findings, _FINDINGS_PER_PAGE, asked),
        can_apply=preview.can_apply,
    )
    return preview_card(shown, turn.texts, again=preview.again, to_draft=to_draft)


def _shown(outcome: Outcome) -> ImportShown:
    return ImportShown(
        outcome.import_id,
        outcome.name,
        outcome.organisation,
        outcome.changes,
        outcome.letters,
        page_of(outcome.findings, _FINDINGS_PER_PAGE, ""),
        draft=outcome.draft,
    )
