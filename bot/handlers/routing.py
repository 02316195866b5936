"""Which handler a request is for: by slash command, by leading words, by action, by form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.errors import BadInput
from bot.handlers.parsing import leading_words
from bot.handlers.registry import (
    ACTIONS,
    COMMANDS,
    FORMS,
    SHORTCUTS,
    ActionSpec,
    CommandSpec,
    FormSpec,
    ShortcutSpec,
)

LOOK_UP = "raci"
MENU = "menu"
IMPORT = "import"
REACTED = "deviations.from-reaction"
"""What answers whoever marks a message with the emoji that means a deviation."""


@dataclass(frozen=True)
class Route:
    """A command and what follows its words."""

    command: CommandSpec
    argument: str


@dataclass(frozen=True)
class Routes:
    """The registry's tables, ready to be asked.

    Args:
        aliases: slash commands that this installation has renamed, to the registry's names.
        commands: the table of commands.
        actions: the table of actions.
        forms: the table of forms.
        shortcuts: the table of shortcuts on a message.
    """

    aliases: Mapping[str, str]
    commands: Sequence[CommandSpec] = COMMANDS
    actions: Sequence[ActionSpec] = ACTIONS
    forms: Sequence[FormSpec] = FORMS
    shortcuts: Sequence[ShortcutSpec] = SHORTCUTS

    def of_command(self, word: str, text: str, *, with_file: bool = False) -> Route:
        """Return the route of a slash command, or of a message when `word` is empty.

        What is no command's words is looked up, so that a whole question may be asked anywhere;
        with a file along it is about the file.
        """
        route = self._of_words(word, text)
        if with_file and route.command.name in (MENU, LOOK_UP):
            return Route(self._named(IMPORT), "")
        return route

    def _of_words(self, word: str, text: str) -> Route:
        root = self._by_slash(word) if word else None
        if root is None or root.name == MENU:
            if not text.strip():
                return Route(self._named(MENU), "")
            return self._among(text, None) or Route(self._named(LOOK_UP), text)
        return self._among(text, root.name) or Route(root, text)

    def of_action(self, action: str) -> ActionSpec:
        """Return the action.

        Raises:
            BadInput: the button belongs to a version that had other actions.
        """
        for spec in self.actions:
            if spec.id == action:
                return spec
        raise BadInput("button-unknown")

    def of_form(self, form: str) -> FormSpec:
        """Return the form.

        Raises:
            BadInput: the form belongs to a version that had other forms.
        """
        for spec in self.forms:
            if spec.id == form:
                return spec
        raise BadInput("button-unknown")

    def of_shortcut(self, shortcut: str) -> ShortcutSpec:
        """Return the shortcut.

        Raises:
            BadInput: the app's manifest is of a version that had other shortcuts.
        """
        for spec in self.shortcuts:
            if spec.id == shortcut:
                return spec
        raise BadInput("button-unknown")

    def _among(self, text: str, under: str | None) -> Route | None:
        for spec in self.commands:
            if spec.under != under:
                continue
            rest = leading_words(text, spec.words)
            if rest is None:
                continue
            if deeper := self._among(rest, spec.name):
                return deeper
            if spec.most_words is None or len(rest.split()) <= spec.most_words:
                return Route(spec, rest)
        return None

    def _by_slash(self, word: str) -> CommandSpec | None:
        name = "/" + word.lstrip("/").casefold()
        name = self.aliases.get(name, name)
        return next((spec for spec in self.commands if name in spec.slash), None)

    def _named(self, name: str) -> CommandSpec:
        return next(spec for spec in self.commands if spec.name == name)
