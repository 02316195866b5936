"""Imports: shown first, then applied, and undone as long as nobody has built on them."""

from bot.services.imports.packs import PackImports
from bot.services.imports.reading import ENDINGS
from bot.services.imports.uploads import MAX_BYTES, Imports, Preview
from bot.services.outcome import Outcome

__all__ = ["ENDINGS", "MAX_BYTES", "Imports", "Outcome", "PackImports", "Preview"]
