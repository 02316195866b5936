"""Teams' app manifest and its second language (Microsoft, "App manifest schema for Teams")."""

from collections.abc import Sequence
from importlib.metadata import version
from typing import Any
from urllib.parse import urlsplit

from bot.app.manifests.wording import COLOUR, NAME, languages, public_address, summary, typed
from bot.handlers.registry import SHORTCUTS, CommandSpec, ShortcutSpec
from bot.handlers.routing import MENU
from bot.settings import Settings
from bot.texts import Texts

SCHEMA = "1.29"
NO_APP = "00000000-0000-0000-0000-000000000000"
"""Stands for MICROSOFT_APP_ID until it is set."""

SCOPES = ("personal", "team", "groupChat")
MOST_COMMANDS = 10
COLOR_ICON = "color.png"
OUTLINE_ICON = "outline.png"

_SCHEMAS = "https://developer.microsoft.com/json-schemas/teams"


def teams_manifest(
    settings: Settings,
    commands: Sequence[CommandSpec],
    shortcuts: Sequence[ShortcutSpec] = SHORTCUTS,
) -> dict[str, Any]:
    """Return the manifest of this installation's app, in the organisation's language.

    Args:
        settings: the app's id, the address and the languages.
        commands: the registry's table; the menu shows the first ten.
        shortcuts: the registry's table of shortcuts on a message.
    """
    first, second = languages(settings)
    app_id = (settings.teams.app_id if settings.teams else "") or NO_APP
    address = public_address(settings)
    return {
        "$schema": f"{_SCHEMAS}/v{SCHEMA}/MicrosoftTeams.schema.json",
        "manifestVersion": SCHEMA,
        "version": version("tovholder"),
        "id": app_id,
        "localizationInfo": {
            "defaultLanguageTag": first.language,
            "additionalLanguages": [
                {"languageTag": second.language, "file": language_file(settings)}
            ],
        },
        "developer": {
            "name": NAME,
            "websiteUrl": address,
            "privacyUrl": address,
            "termsOfUseUrl": address,
        },
        "name": {"short": NAME, "full": first("manifest.name")},
        "description": {"short": first("manifest.short"), "full": first("manifest.full")},
        "icons": {"color": COLOR_ICON, "outline": OUTLINE_ICON},
        "accentColor": COLOUR,
        "bots": [
            {
                "botId": app_id,
                "scopes": list(SCOPES),
                "supportsFiles": True,
                "isNotificationOnly": False,
                "commandLists": [
                    {
                        "scopes": [scope],
                        "commands": [
                            {"title": typed(spec, first), "description": summary(spec, first)}
                            for spec in shown_commands(commands)
                        ],
                    }
                    for scope in SCOPES
                ],
            }
        ],
        "composeExtensions": [
            {
                "botId": app_id,
                "commands": [
                    {
                        "id": spec.id,
                        "type": "action",
                        "title": first(f"shortcut.{spec.id}"),
                        "description": first(f"shortcut.{spec.id}.summary"),
                        "context": ["message"],
                        "fetchTask": True,
                    }
                    for spec in shortcuts
                ],
            }
        ],
        "defaultInstallScope": "personal",
        "validDomains": [urlsplit(address).hostname],
    }


def language_file(settings: Settings) -> str:
    """Return the name of the file that holds the second language."""
    return f"{languages(settings)[1].language}.json"


def teams_language(settings: Settings, commands: Sequence[CommandSpec]) -> dict[str, str]:
    """Return the second language: the place of each text in the manifest, and the text."""
    texts = languages(settings)[1]
    found = {
        "$schema": f"{_SCHEMAS}/v{SCHEMA}/MicrosoftTeams.Localization.schema.json",
        "name.short": NAME,
        "name.full": texts("manifest.name"),
        "description.short": texts("manifest.short"),
        "description.full": texts("manifest.full"),
    }
    for number, spec in enumerate(SHORTCUTS):
        place = f"composeExtensions[0].commands[{number}]"
        found[f"{place}.title"] = texts(f"shortcut.{spec.id}")
        found[f"{place}.description"] = texts(f"shortcut.{spec.id}.summary")
    for number in range(len(SCOPES)):
        found |= _list_texts(f"bots[0].commandLists[{number}].commands", commands, texts)
    return found


def shown_commands(commands: Sequence[CommandSpec]) -> tuple[CommandSpec, ...]:
    """Return what Teams offers while a person types: the menu itself, then what it lists."""
    menu = tuple(spec for spec in commands if spec.name == MENU)
    return (*menu, *(spec for spec in commands if spec.in_menu))[:MOST_COMMANDS]


def _list_texts(place: str, commands: Sequence[CommandSpec], texts: Texts) -> dict[str, str]:
    found = {}
    for number, spec in enumerate(shown_commands(commands)):
        found[f"{place}[{number}].title"] = typed(spec, texts)
        found[f"{place}[{number}].description"] = summary(spec, texts)
    return found
