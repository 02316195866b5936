"""The code's own files, for tests that read its syntax tree."""

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]


def sources() -> Iterator[tuple[str, str]]:
    """Iterate over the code's files: path and source."""
    for package in ("bot", "storage"):
        for file in sorted((ROOT / package).rglob("*.py")):
            yield str(file.relative_to(ROOT)), file.read_text(encoding="utf-8")
