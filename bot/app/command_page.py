"""The page of commands in `docs/`, made from the registry."""

from collections.abc import Iterator, Sequence

from bot.domain.language import LANGUAGES
from bot.handlers.registry import CommandSpec
from bot.texts import Texts

_COLUMNS = ("slack", "teams", "local", "who", "effect", "words")


def command_page(commands: Sequence[CommandSpec]) -> str:
    """Return the page as Markdown: one table a language, one row a command.

    Args:
        commands: the registry's table.
    """
    english = Texts("en")
    lines = [f"# {english('commands.title')}", "", english("commands.origin")]
    for language in sorted(LANGUAGES, reverse=True):
        lines += ["", *_section(commands, Texts(language))]
    return "\n".join(lines) + "\n"


def _section(commands: Sequence[CommandSpec], texts: Texts) -> Iterator[str]:
    yield f"## {texts('commands.language')}"
    yield ""
    yield texts("commands.intro")
    yield ""
    yield _row(texts(f"commands.column.{column}") for column in _COLUMNS)
    yield _row("---" for _ in _COLUMNS)
    for spec in commands:
        yield _row(_cells(spec, commands, texts))


def _cells(spec: CommandSpec, commands: Sequence[CommandSpec], texts: Texts) -> Iterator[str]:
    usage = texts(f"command.{spec.name}.usage")
    words = texts(f"command.{spec.name}.usage-teams")
    yield _code(usage)
    yield _code(words)
    yield f"{_code(usage)} / {_code(words)}"
    yield texts(f"commands.who.{spec.ability.value}")
    yield texts(f"command.{spec.name}.summary")
    others = (name for name in (*spec.slash, *_words(spec, commands)) if name not in (usage, words))
    yield ", ".join(map(_code, others)) or "–"


def _words(spec: CommandSpec, commands: Sequence[CommandSpec]) -> Iterator[str]:
    """Iterate over all that may be typed for `spec`, after the first word of what it is under."""
    above = next((other for other in commands if other.name == spec.under), None)
    first = (*above.slash, *above.words)[0].removeprefix("/") if above else ""
    prefix = f"{first} " if first else ""
    for word in spec.words:
        yield prefix + word


def _row(cells: Iterator[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _code(text: str) -> str:
    return f"`{text}`"
