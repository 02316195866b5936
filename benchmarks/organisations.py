"""The databases that are measured on, written by the real services."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from benchmarks.invented import invented_pack
from bot.app.clocks import SystemClock
from bot.app.house import open_store
from bot.domain.organisation import Organisation
from bot.importing.example import example_cast
from bot.importing.imported import ImportedPack
from bot.importing.packs import starter_pack
from bot.settings import Settings, load_settings


@dataclass(frozen=True)
class Measured:
    """An organisation in a data directory of its own."""

    data_dir: Path
    organisation: Organisation

    @property
    def environ(self) -> dict[str, str]:
        """Return the settings that lead to it."""
        return {"TOVHOLDER_DATA_DIR": str(self.data_dir)}


def starter() -> ImportedPack:
    """Return the pack of a small organisation, in both languages."""
    return starter_pack("sme")


def set_up(data_dir: Path, pack: ImportedPack, invented: int = 0) -> Measured:
    """Write `pack`, the cast of the example, and `invented` more activities."""
    settings = load_settings({"TOVHOLDER_DATA_DIR": str(data_dir)}, data_dir.parent)
    more = invented_pack(pack, invented) if invented else None
    return Measured(data_dir, asyncio.run(_write(settings, pack, more)))


async def _write(settings: Settings, pack: ImportedPack, more: ImportedPack | None) -> Organisation:
    async with open_store(settings, SystemClock()) as store:
        await store.setup.load_example(pack, example_cast(), away=True)
        if more is not None:
            await store.packs.run(more, dry_run=False)
        async with store.storage.read() as work:
            return await work.organisation()
