"""Slack's app manifest (Slack, "App manifest reference")."""

from collections.abc import Iterator, Sequence
from typing import Any

from bot.app.manifests.wording import COLOUR, NAME, languages, names_here, public_address, summary
from bot.handlers.registry import SHORTCUTS, CommandSpec, ShortcutSpec
from bot.handlers.routing import MENU
from bot.platforms.slack.app import PATH, SCOPES
from bot.settings import Settings
from bot.texts import Texts

EVENTS = ("app_home_opened", "app_mention", "message.im", "reaction_added")
"""What `bot.platforms.slack.inbound` answers."""


def slack_manifest(
    settings: Settings,
    commands: Sequence[CommandSpec],
    shortcuts: Sequence[ShortcutSpec] = SHORTCUTS,
) -> dict[str, Any]:
    """Return the manifest of this installation's app.

    Args:
        settings: the address, the languages, renamed commands, and whether Socket Mode is on,
            which needs no address.
        commands: the registry's table.
        shortcuts: the registry's table of shortcuts on a message.
    """
    first, second = languages(settings)
    socket_mode = settings.slack is not None and settings.slack.app_token is not None
    url = None if socket_mode else public_address(settings) + PATH
    return {
        "display_information": {
            "name": NAME,
            "description": first("manifest.short"),
            "long_description": f"{first('manifest.full')}\n\n{second('manifest.full')}",
            "background_color": COLOUR,
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": NAME, "always_online": True},
            "shortcuts": [
                {
                    "name": first(f"shortcut.{spec.id}"),
                    "type": "message",
                    "callback_id": spec.id,
                    "description": first(f"shortcut.{spec.id}.summary"),
                }
                for spec in shortcuts
            ],
            "slash_commands": list(_slash_commands(settings, commands, url)),
        },
        "oauth_config": {"scopes": {"bot": sorted(SCOPES)}},
        "settings": {
            "event_subscriptions": {**_addressed("request_url", url), "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **_addressed("request_url", url)},
            "org_deploy_enabled": False,
            "socket_mode_enabled": socket_mode,
            "token_rotation_enabled": False,
        },
    }


def _slash_commands(
    settings: Settings, commands: Sequence[CommandSpec], url: str | None
) -> Iterator[dict[str, Any]]:
    """Iterate over the commands: the English name in English, the Danish short cuts in Danish."""
    for spec in commands:
        for name, shown in names_here(spec.slash, settings.commands).items():
            texts = Texts("en" if name == spec.slash[0] else "da")
            hint = " | ".join(_hints(spec, commands, texts))
            yield {
                "command": shown,
                **_addressed("url", url),
                "description": summary(spec, texts),
                **({"usage_hint": hint} if hint else {}),
                # A mentioned person arrives as an id and not as a name that anyone could type.
                "should_escape": True,
            }


def _hints(spec: CommandSpec, commands: Sequence[CommandSpec], texts: Texts) -> Iterator[str]:
    """Iterate over what may follow a slash command: its own argument, then its sub-commands."""
    for other in (spec, *_below(spec, commands)):
        _, _, follows = texts(f"command.{other.name}.usage").partition(" ")
        if follows:
            yield follows


def _below(spec: CommandSpec, commands: Sequence[CommandSpec]) -> Iterator[CommandSpec]:
    for other in commands:
        bare = spec.name == MENU and other.under is None and not other.slash
        if other.in_menu and (bare or other.under == spec.name):
            yield other


def _addressed(name: str, url: str | None) -> dict[str, str]:
    return {name: url} if url else {}
