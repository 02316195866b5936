"""`tovholder export`: the matrix as a file, read beside the server that may run."""

import asyncio
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.app.clocks import SystemClock
from bot.app.house import open_store
from bot.domain.errors import BadInput
from bot.services.exports import ExportedFile, export, format_named
from bot.settings import Settings
from bot.texts import Texts


async def take_out(settings: Settings, kind: str, language: str) -> ExportedFile:
    """Return the matrix in use as a file, with people's addresses: who runs this may see them.

    Args:
        settings: the settings.
        kind: "xlsx", "csv", "yaml" or "pdf".
        language: of the file.

    Raises:
        BadInput: there is no such format, or no matrix yet.
        NotReady: the database is out of reach.
    """
    chosen = format_named(kind)
    clock = SystemClock()
    async with (
        open_store(settings, clock, read_only=True) as store,
        store.storage.read() as work,
    ):
        organisation, book = await work.organisation(), await work.flows.book()
    texts = Texts(language, organisation.profile.timezone)
    today = clock.now().astimezone(ZoneInfo(organisation.profile.timezone)).date()
    return await export(organisation, chosen, texts, today, contacts=True, book=book)


async def write_out(made: ExportedFile, path: Path) -> None:
    """Write a file that was made.

    Raises:
        BadInput: the path cannot be written to.
    """
    await write_content(made.content, path)


async def write_content(content: bytes, path: Path) -> None:
    """Write a file's content.

    Raises:
        BadInput: the path cannot be written to.
    """
    try:
        await asyncio.to_thread(path.write_bytes, content)
    except OSError:
        raise BadInput("export-unwritable", path=str(path)[:200]) from None
