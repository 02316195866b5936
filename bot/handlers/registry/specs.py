"""What can be started, as rows of the tables: commands, buttons, forms and shortcuts."""

from dataclasses import dataclass

from bot.handlers.turn import Handler
from bot.services.permissions import Ability


@dataclass(frozen=True)
class CommandSpec:
    """A typed command.

    Args:
        name: its name in catalogues: `command.<name>.summary` and `command.<name>.usage`.
        feature: the word that its files carry in every layer.
        words: what may be typed, Danish and English alike, the one shown first leading.
        run: the handler.
        ability: what the asker must be allowed.
        under: the command after whose word it stands ("raci" for `/raci matrix`), or None.
        slash: Slack's slash commands for it, the English one first.
        in_menu: the menu lists it.
        changes: it changes something: its delivery is stored before it is acknowledged.
        most_words: with more words than this behind it, it is not this command but a question
            to look up ("hjælp, jeg er hacket"); None for any number.
    """

    name: str
    feature: str
    words: tuple[str, ...]
    run: Handler
    ability: Ability = Ability.SEE_MATRIX
    under: str | None = None
    slash: tuple[str, ...] = ()
    in_menu: bool = True
    changes: bool = False
    most_words: int | None = 0


@dataclass(frozen=True)
class ActionSpec:
    """A button or a choice. `id` travels in the card; its feature is the part before the dot.

    `changes` as for a command. `stale` shows how things stand, under the sentence that says why a
    press came too late.
    """

    id: str
    run: Handler
    ability: Ability = Ability.SEE_MATRIX
    changes: bool = False
    stale: Handler | None = None


@dataclass(frozen=True)
class FormSpec:
    """A form that people fill in. `id` is `Form.action`; its feature is the part before the dot."""

    id: str
    run: Handler
    ability: Ability = Ability.SEE_MATRIX
    changes: bool = True
    stale: Handler | None = None


@dataclass(frozen=True)
class ShortcutSpec:
    """A shortcut in the menu of any message. `id` stands in the manifests and never changes.

    It answers with a form; its name is `shortcut.<id>` in the catalogues.
    """

    id: str
    run: Handler
    ability: Ability = Ability.SEE_OWN
