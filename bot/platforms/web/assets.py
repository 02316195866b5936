"""The files of the package: HTML frames, the style, the script and the drawings."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from markupsafe import Markup

_TYPES = {
    "chat.css": "text/css",
    "chat.js": "text/javascript",
    "form.js": "text/javascript",
    "icons.svg": "image/svg+xml",
    "mark.svg": "image/svg+xml",
}


@dataclass(frozen=True)
class StaticFile:
    """A file's bytes and media type."""

    content: bytes
    media_type: str


def static_files() -> dict[str, StaticFile]:
    """Return the files that pages link to, by name. Nothing else is ever served."""
    folder = files("bot.platforms.web") / "static"
    return {name: StaticFile((folder / name).read_bytes(), kind) for name, kind in _TYPES.items()}


def fill(name: str, **values: object) -> Markup:
    """Return the HTML frame `name` with its `{places}` filled in; every text is escaped."""
    return _frame(name).format(**values)


@cache
def _frame(name: str) -> Markup:
    folder = files("bot.platforms.web") / "templates"
    return Markup((folder / f"{name}.html").read_text(encoding="utf-8"))  # noqa: S704 our own file
