"""The recipe for a command (docs/recipes.md): its five places and both catalogues, by name."""

import ast
import re
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from bot.domain.language import LANGUAGES
from bot.handlers.registry import ACTIONS, COMMANDS, FORMS, ActionSpec, CommandSpec, FormSpec
from bot.texts import catalogue

ROOT = Path(__file__).parents[1]
LAYERS = ("handlers", "services", "cards")
SHARED_HANDLERS = frozenset({"__init__", "dispatch", "parsing", "registry", "routing", "turn"})
CARRIERS_OF_ACTIONS = frozenset({"Button", "Select", "Form"})
COMMAND_TEXTS = ("summary", "usage", "usage-teams")
CATALOGUES = {language: frozenset(catalogue(language)) for language in LANGUAGES}


def missing_places(
    root: Path,
    commands: Sequence[CommandSpec],
    actions: Sequence[ActionSpec | FormSpec],
    catalogues: Mapping[str, Collection[str]],
) -> list[str]:
    """Return what the features still lack, each as the file, or the file and key, to write.

    A feature that has outgrown a file may be a folder.

    Args:
        root: the folder that holds `bot` and `tests`.
        commands: the registry's commands; each carries its feature's word.
        actions: the registry's actions and forms; the feature's word is the part of the id before
            the dot.
        catalogues: every language's keys.
    """
    features = {spec.feature: None for spec in commands}
    features |= {action.id.partition(".")[0]: None for action in actions}
    return [
        *(place for feature in features for place in _missing_files(root, feature)),
        *_unregistered(root, features),
        *_missing_texts(commands, catalogues),
    ]


def _missing_files(root: Path, feature: str) -> Iterator[str]:
    for layer in LAYERS:
        room = root / "bot" / layer
        if not (room / f"{feature}.py").is_file() and not (room / feature).is_dir():
            yield f"bot/{layer}/{feature}.py"
    if not any((root / "tests").rglob(f"test_{feature}.py")):
        yield f"tests/handlers/test_{feature}.py"


def _unregistered(root: Path, features: Collection[str]) -> Iterator[str]:
    for file in sorted((root / "bot" / "handlers").glob("*.py")):
        if file.stem not in SHARED_HANDLERS and file.stem not in features:
            yield f"bot/handlers/registry: a line for {file.stem}"


def _missing_texts(
    commands: Sequence[CommandSpec], catalogues: Mapping[str, Collection[str]]
) -> Iterator[str]:
    for language, keys in catalogues.items():
        for spec in commands:
            for text in COMMAND_TEXTS:
                key = f"command.{spec.name}.{text}"
                if key not in keys:
                    yield f"bot/locales/{language}/{spec.feature}.po: {key}"


def test_nothing_is_missing() -> None:
    missing = missing_places(ROOT, COMMANDS, (*ACTIONS, *FORMS), CATALOGUES)
    assert not missing, "docs/recipes.md asks for: " + ", ".join(missing)


# -- a feature of our own, `owners`, that has everything, and then lacks one thing


async def _nothing(*_: object) -> None:
    return None


OWNERS = CommandSpec("owners-all", "owners", ("owners",), _nothing)  # type: ignore[arg-type]
PRESS = ActionSpec("owners.show", _nothing)  # type: ignore[arg-type]
PLACES = (
    "bot/handlers/owners.py",
    "bot/services/owners.py",
    "bot/cards/owners.py",
    "tests/handlers/test_owners.py",
)
TEXTS = tuple(f"command.owners-all.{text}" for text in COMMAND_TEXTS)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A tree that holds the feature `owners` and what handlers share."""
    for place in (*PLACES, *(f"bot/handlers/{name}.py" for name in SHARED_HANDLERS)):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).touch()
    return tmp_path


def test_a_complete_feature_lacks_nothing(tree: Path) -> None:
    assert missing_places(tree, [OWNERS], [PRESS], dict.fromkeys(LANGUAGES, TEXTS)) == []


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("commands", "actions"), [([OWNERS], []), ([], [PRESS])])
def test_a_missing_file_is_named(
    tree: Path, place: str, commands: list[CommandSpec], actions: list[ActionSpec]
) -> None:
    (tree / place).unlink()
    keys = dict.fromkeys(LANGUAGES, TEXTS)
    assert missing_places(tree, commands, actions, keys)[:1] == [place]


def test_a_test_may_stand_in_any_room(tree: Path) -> None:
    (tree / "tests" / "flows").mkdir()
    shutil.move(tree / PLACES[-1], tree / "tests" / "flows" / "test_owners.py")
    assert missing_places(tree, [OWNERS], [PRESS], dict.fromkeys(LANGUAGES, TEXTS)) == []


def test_a_handler_without_its_line_is_named(tree: Path) -> None:
    assert missing_places(tree, [], [], {}) == ["bot/handlers/registry: a line for owners"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", TEXTS)
def test_a_missing_text_is_named(tree: Path, language: str, key: str) -> None:
    keys = {known: set(TEXTS) for known in LANGUAGES}
    keys[language].remove(key)
    missing = missing_places(tree, [OWNERS], [PRESS], keys)
    assert missing == [f"bot/locales/{language}/owners.po: {key}"]


# -- buttons lead somewhere


def actions_on_cards(source: str) -> set[str]:
    """Return every action that the source of a card names: "raci.show", never a catalogue key.

    A form's action is the registry's form.
    """
    tree = ast.parse(source)
    constants = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {
            "Button",
            "Select",
            "Form",
        }:
            action = node.args[1]
            if isinstance(action, ast.Constant):
                found.add(str(action.value))
            elif isinstance(action, ast.Name) and action.id in constants:
                found.add(str(constants[action.id]))
    return found


def test_every_button_on_a_card_is_in_the_registry() -> None:
    known = {spec.id for spec in (*ACTIONS, *FORMS)}
    named = {
        (file.name, action)
        for file in (ROOT / "bot" / "cards").glob("*.py")
        for action in actions_on_cards(file.read_text(encoding="utf-8"))
    }
    assert named
    assert {pair for pair in named if pair[1] not in known} == set()


def test_a_button_is_found_by_its_word_or_its_constant() -> None:
    source = 'GO = "a.go"\nButton(texts("b"), GO)\nSelect(texts("c"), "a.stay", ())'
    assert actions_on_cards(source) == {"a.go", "a.stay"}


def test_a_command_is_found_by_its_own_words() -> None:
    """Two commands of one root never share a word: the second could not be typed."""
    seen: set[tuple[str | None, str]] = set()
    for spec in COMMANDS:
        for word in spec.words:
            assert (spec.under, word) not in seen, word
            seen.add((spec.under, word))


def test_every_slash_name_is_ascii() -> None:
    names = [name for spec in COMMANDS for name in spec.slash]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"/[a-z0-9_-]+", name) for name in names)
