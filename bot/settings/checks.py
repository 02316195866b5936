"""What one value must look like. A failed check names the key of its sentence, never the value."""

import re
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import SecretStr
from pydantic_core import PydanticCustomError

from bot.settings.values import is_loopback

COMMAND = re.compile(r"/?([a-z0-9_-]{1,31})(?:=/?([a-z0-9_-]{1,31}))?")
EMOJI = re.compile(r"[\w+'-]{1,100}")
_PRINTABLE = re.compile(r"[!-~]+")


def token(value: SecretStr) -> SecretStr:
    """Refuse a secret that cannot stand in a header: a line break there would also end up in the
    error about that header.
    """
    if not _PRINTABLE.fullmatch(value.get_secret_value()):
        raise _failed("settings.not_a_token")
    return value


def database(value: SecretStr) -> SecretStr:
    """Refuse a database other than SQLite and PostgreSQL."""
    if not re.match(r"(sqlite|postgresql)(\+[a-z]+)?://", value.get_secret_value()):
        raise _failed("settings.database")
    return value


def web_address(value: str) -> str:
    """Refuse what is not an http or https address, and one with a user name in it."""
    try:
        parts = urlsplit(value)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or parts.username is not None or not _PRINTABLE.fullmatch(value):
        raise _failed("settings.address")
    return value


def private_address(value: str) -> str:
    """Refuse an address to which secrets would go in the clear, except on this machine."""
    parts = urlsplit(web_address(value))
    if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
        raise _failed("settings.address_in_the_clear")
    return value


def secret_address(value: SecretStr) -> SecretStr:
    """As `private_address`, for an address that is itself a secret."""
    private_address(value.get_secret_value())
    return value


def timezone(value: str) -> str:
    """Refuse a zone that the IANA database does not have."""
    try:
        ZoneInfo(value)
    except (OSError, ValueError, LookupError):  # a folder, a path out of the database, unknown
        raise _failed("settings.timezone") from None
    return value


def items(value: object) -> object:
    """Divide a text at commas and spaces; a list from the file is kept."""
    return tuple(re.findall(r"[^\s,]+", value)) if isinstance(value, str) else value


def command_names(values: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse what Slack cannot have as the name of a slash command."""
    if not all(COMMAND.fullmatch(value) for value in values):
        raise _failed("settings.command")
    return values


def emoji(value: str) -> str:
    """Return the name of an emoji as Slack tells it, without colons and skin tone."""
    name = value.strip(":").partition("::")[0].lower()
    if not EMOJI.fullmatch(name):
        raise _failed("settings.emoji")
    return name


def _failed(key: str) -> PydanticCustomError:
    return PydanticCustomError("settings", "{key}", {"key": key})
