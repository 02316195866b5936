"""The starter packs, read once for all tests that only use them."""

from functools import cache

from bot.importing import packs
from bot.importing.packs import ImportedPack


@cache
def starter_pack(pack: str) -> ImportedPack:
    """Return one of the starter packs in both languages."""
    return packs.starter_pack(pack)
