"""Writes the manifests, and the page of commands that is made from the same table."""

import json
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from bot.app.command_page import command_page
from bot.app.manifests.icons import color_icon, outline_icon
from bot.app.manifests.slack import slack_manifest
from bot.app.manifests.teams import (
    COLOR_ICON,
    OUTLINE_ICON,
    language_file,
    teams_language,
    teams_manifest,
)
from bot.app.manifests.yaml_text import yaml_text
from bot.handlers.registry import COMMANDS, CommandSpec
from bot.settings import Settings

_EPOCH = (1980, 1, 1, 0, 0, 0)
_PACKAGE = "tovholder.zip"
_UNIX = 3
_READABLE = 0o100644 << 16


def write_manifests(settings: Settings, folder: Path) -> list[Path]:
    """Write the app manifests for this installation's commands and address.

    In the repository, where `folder` and `docs` stand side by side, the page of commands is
    written too.

    Args:
        settings: the address, the languages, the commands' names and the app's id.
        folder: gets `slack/` and `teams/`; made when it is not there.

    Returns:
        The files, in the order they were written.
    """
    page = folder.parent / "docs" / "commands.md"
    written = {folder / name: content for name, content in manifest_files(settings).items()}
    if folder.is_dir() and page.parent.is_dir():
        written[page] = command_page(COMMANDS).encode()
    for path, content in written.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return list(written)


def manifest_files(
    settings: Settings, commands: Sequence[CommandSpec] = COMMANDS
) -> dict[str, bytes]:
    """Return every file of the two manifests by its path; the same input gives the same bytes."""
    teams = {
        "manifest.json": _json(teams_manifest(settings, commands)),
        language_file(settings): _json(teams_language(settings, commands)),
        COLOR_ICON: color_icon(),
        OUTLINE_ICON: outline_icon(),
    }
    return {
        "slack/manifest.yaml": yaml_text(slack_manifest(settings, commands)).encode(),
        **{f"teams/{name}": content for name, content in teams.items()},
        f"teams/{_PACKAGE}": _zip(teams),
    }


def _json(data: Mapping[str, Any]) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()


def _zip(files: Mapping[str, bytes]) -> bytes:
    """Pack without compression, dates or the machine's own marks, so that bytes repeat anywhere."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_STORED) as package:
        for name, content in files.items():
            entry = ZipInfo(name, _EPOCH)
            entry.create_system = _UNIX
            entry.external_attr = _READABLE
            package.writestr(entry, content)
    return packed.getvalue()
