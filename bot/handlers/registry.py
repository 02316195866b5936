"""Everything people can start: typed commands, pressed buttons and filled-in forms, in tables.

Manifests, the menu and `docs/commands.md` are made from these tables.
"""

from dataclasses import dataclass

from bot.handlers import doctor, findings, language, link, matrix, menu, mine, raci
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

    `changes` as for a command.
    """

    id: str
    run: Handler
    ability: Ability = Ability.SEE_MATRIX
    changes: bool = False


@dataclass(frozen=True)
class FormSpec:
    """A form that people fill in. `id` is `Form.action`; its feature is the part before the dot."""

    id: str
    run: Handler
    ability: Ability = Ability.SEE_MATRIX
    changes: bool = True


COMMANDS: tuple[CommandSpec, ...] = (
    CommandSpec(
        "menu", "menu", ("hjælp", "help", "menu"), menu.show, slash=("/isms",), in_menu=False
    ),
    CommandSpec("mine", "mine", ("mine", "mine opgaver", "me", "my tasks"), mine.show),
    CommandSpec(
        "raci",
        "raci",
        ("ansvar", "raci", "hvem", "who"),
        raci.look_up,
        slash=("/raci", "/ansvar"),
        most_words=None,
    ),
    CommandSpec("matrix", "matrix", ("matrix",), matrix.show, under="raci"),
    CommandSpec("list", "matrix", ("liste", "list"), matrix.show_list, under="raci"),
    CommandSpec("check", "findings", ("tjek", "check"), findings.show, under="raci"),
    CommandSpec("raci-mine", "mine", ("mine", "mig", "me"), mine.show, under="raci", in_menu=False),
    CommandSpec("language", "language", ("sprog", "language"), language.choose, most_words=1),
    CommandSpec("link", "link", ("tilknyt", "link"), link.link, most_words=1),
    CommandSpec(
        "doctor",
        "doctor",
        ("admin tjek", "admin doctor"),
        doctor.show,
        Ability.RUN_DOCTOR,
    ),
)

ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("menu.show", menu.show),
    ActionSpec("mine.show", mine.show),
    ActionSpec("raci.show", raci.show),
    ActionSpec("raci.share", raci.share),
    ActionSpec("matrix.show", matrix.show),
    ActionSpec("matrix.list", matrix.show_list),
    ActionSpec("matrix.share", matrix.share),
    ActionSpec("findings.show", findings.show),
    ActionSpec("language.other", language.other),
)

FORMS: tuple[FormSpec, ...] = ()
