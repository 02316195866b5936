"""What both manifests say of the app and its commands, in one language."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from bot.domain.language import LANGUAGES
from bot.handlers.registry import CommandSpec
from bot.settings import Settings, is_loopback
from bot.texts import Texts

NAME = "Tovholder"
COLOUR = "#14566b"
PLACEHOLDER_ADDRESS = "https://tovholder.example.com"
"""Stands for the installation's address where that is this machine's own, which no platform
can reach."""


def languages(settings: Settings) -> tuple[Texts, Texts]:
    """Return the organisation's language, then the other one."""
    other = next(language for language in LANGUAGES if language != settings.language)
    return Texts(settings.language), Texts(other)


def public_address(settings: Settings) -> str:
    """Return the address that the platforms call, without a slash at the end."""
    host = urlsplit(settings.public_url).hostname or ""
    return PLACEHOLDER_ADDRESS if is_loopback(host) else settings.public_url


def names_here(names: Sequence[str], given: Mapping[str, str]) -> dict[str, str]:
    """Return the slash commands that this installation answers to, each with its name here.

    Args:
        names: the registry's names, with their slash.
        given: the setting: own word → name here, without slashes; empty means all as they are.
    """
    if not given:
        return {name: name for name in names}
    return {name: f"/{given[name[1:]]}" for name in names if name[1:] in given}


def summary(spec: CommandSpec, texts: Texts) -> str:
    """Return what the command does."""
    return texts(f"command.{spec.name}.summary")


def typed(spec: CommandSpec, texts: Texts) -> str:
    """Return the words that start the command where there are no slash commands."""
    return texts(f"command.{spec.name}.usage-teams").partition(" [")[0]
