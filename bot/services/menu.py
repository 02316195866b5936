"""What the menu lists, in the words of the place it is shown in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

_TYPED_WITHOUT_SLASH = frozenset({"teams"})


@dataclass(frozen=True)
class Menu:
    """The commands that people can choose from.

    Args:
        commands: the commands' names, in the order they are shown.
        renamed: slash commands that this installation has renamed: "/raci" → "/isms-raci".
    """

    commands: tuple[str, ...]
    renamed: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def usage_key(self, command: str, platform: str) -> str:
        """Return the catalogue key of how `command` is typed on `platform`."""
        form = "usage-teams" if platform in _TYPED_WITHOUT_SLASH else "usage"
        return f"command.{command}.{form}"

    def answers_alone(self, platform: str) -> bool:
        """Tell whether only the asker sees the menu on `platform`, wherever it is asked for."""
        return platform not in _TYPED_WITHOUT_SLASH

    def as_named_here(self, usage: str) -> str:
        """Return `usage` with its slash command under the name it has in this installation."""
        slash, space, rest = usage.partition(" ")
        return self.renamed.get(slash, slash) + space + rest
