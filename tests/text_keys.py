"""Finds which sentences of the catalogues the code asks for, from its syntax tree."""

import ast
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeGuard

CARRIERS = {
    "BadInput": "error.{}",
    "NotAllowed": "error.{}",
    "NotReady": "error.{}",
    "TovholderError": "error.{}",
    "Finding": "finding.{}",
}
"""What carries a key to whoever says it: the first argument stands for the braces."""

ASKING = frozenset({"template", "plural", "has"})
TEXTS = frozenset({"texts", "_texts", "place_texts", "english", "first", "second"})
"""The names that a `Texts` goes by."""

_CARRIED = frozenset({r"error\.(.+)", r"finding\.(.+)", r"doctor\.(.+)\.(.+)"})
"""Those who say what was carried know only the beginning of its key."""


@dataclass(frozen=True)
class Asked:
    """What one source asks for.

    Args:
        keys: keys that are written out.
        patterns: regular expressions of keys that are put together.
        words: every string in the source: a key in a table, or the rest of a key.
        shapes: regular expressions of the strings that are put together.
    """

    keys: frozenset[str] = frozenset()
    patterns: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    shapes: frozenset[str] = frozenset()


@dataclass
class _Found:
    keys: set[str] = field(default_factory=set)
    patterns: set[str] = field(default_factory=set)


def asked(source: str) -> Asked:
    """Return what `source` asks for.

    A key is the first argument of `texts(…)`, `turn.texts(…)`, `Texts(…)(…)`, of their `.plural`,
    `.template` and `.has`, and the second of `sentence(texts, …)`. `BadInput("x")` and its kin ask
    for `error.x`, `Finding("x")` for `finding.x`, `Diagnosis("x")` for `doctor.x.ok` or `.bad`.
    A name that is assigned or looped over stands for what it is given.
    """
    tree = ast.parse(source)
    found = _Found()
    given = _given(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            for prefix, key in _key_arguments(node):
                for value in _resolved(key, given):
                    _add(found, prefix, value)
    return Asked(
        frozenset(found.keys), frozenset(found.patterns - _CARRIED), _words(tree), _shapes(tree)
    )


def merged(found: Iterable[Asked]) -> Asked:
    """Return everything that several sources ask for."""
    every = list(found)
    return Asked(
        frozenset().union(*(one.keys for one in every)),
        frozenset().union(*(one.patterns for one in every)),
        frozenset().union(*(one.words for one in every)),
        frozenset().union(*(one.shapes for one in every)),
    )


def absent(found: Asked, known: Collection[str]) -> list[str]:
    """Return the keys, and the patterns of keys, that are asked for and do not exist."""
    missing = [key for key in found.keys if key not in known]
    missing += [
        pattern
        for pattern in found.patterns
        if not any(re.fullmatch(pattern, key) for key in known)
    ]
    return sorted(missing)


def unused(found: Asked, known: Collection[str]) -> list[str]:
    """Return the keys that nothing asks for.

    A key that is put together counts when each of its parts stands in the code as a word, or is
    itself put together; a key may also stand in a table, with or without its `error.`.
    """
    return sorted(key for key in known if not _is_used(key, found))


def filled_in(source: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Iterate over the keys that `source` writes out, with the placeholders that it fills in."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or any(word.arg is None for word in node.keywords):
            continue
        if _name(node.func) in {"Finding", "template", "has"}:
            continue
        names = {word.arg for word in node.keywords if word.arg}
        names |= {"n"} if _name(node.func) == "plural" else set()
        for frame, key in _key_arguments(node):
            if isinstance(key, ast.Constant):
                yield frame.format(key.value), frozenset(names)


def _is_used(key: str, found: Asked) -> bool:
    if key in found.keys or key in found.words or key.removeprefix("error.") in found.words:
        return True
    if key.startswith("finding.") and _stands(key.removeprefix("finding."), found):
        return True
    return any(
        all(_stands(part, found) for part in match.groups())
        for pattern in found.patterns
        if (match := re.fullmatch(pattern, key))
    )


def _stands(part: str, found: Asked) -> bool:
    """Tell whether the code holds `part` as a word, or puts it together from words."""
    return part in found.words or any(
        all(word in found.words for word in match.groups())
        for shape in found.shapes
        if (match := re.fullmatch(shape, part))
    )


def _words(tree: ast.AST) -> frozenset[str]:
    """Return the strings, and the names of fields, that a key may end in."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.add(node.value)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found.add(node.target.id)
    return frozenset(found)


def _shapes(tree: ast.AST) -> frozenset[str]:
    """Return the f-strings that have a word of their own between their values."""
    shapes = {_pattern(node) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)}
    return frozenset(shape for shape in shapes if re.search(r"[a-z]{4}", shape))


def _key_arguments(call: ast.Call) -> Iterator[tuple[str, ast.expr]]:
    """Iterate over the keys that a call names, each with the pattern that the key completes."""
    name = _name(call.func)
    if not call.args:
        return
    if name in CARRIERS:
        yield CARRIERS[name], call.args[0]
    elif name == "Diagnosis":
        yield "doctor.{}", ast.BinOp(call.args[0], ast.Add(), ast.Constant(".ok|bad"))
    elif _is_texts(call.func.value if _asks_more(call.func) else call.func):
        yield "{}", call.args[0]
    elif name == "sentence" and len(call.args) > 1:
        yield "{}", call.args[1]


def _asks_more(func: ast.expr) -> TypeGuard[ast.Attribute]:
    return isinstance(func, ast.Attribute) and func.attr in ASKING


def _is_texts(node: ast.expr) -> bool:
    """Tell whether the expression is somebody's `Texts`."""
    if isinstance(node, ast.Call):
        return _name(node.func) == "Texts"
    return _name(node) in TEXTS


def _given(tree: ast.AST) -> dict[str, list[ast.expr]]:
    """Return what each name is assigned, or loops over."""
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    found.setdefault(target.id, []).append(node.value)
        elif isinstance(node, ast.For | ast.comprehension):
            for name, value in _looped(node.target, node.iter):
                found.setdefault(name, []).append(value)
    return found


def _looped(target: ast.expr, values: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    items = values.elts if isinstance(values, ast.Tuple | ast.List) else []
    for item in items:
        if isinstance(target, ast.Name):
            yield target.id, item
        elif isinstance(target, ast.Tuple) and isinstance(item, ast.Tuple):
            for part, value in zip(target.elts, item.elts, strict=False):
                if isinstance(part, ast.Name):
                    yield part.id, value


def _resolved(key: ast.expr, given: dict[str, list[ast.expr]]) -> Iterator[ast.expr]:
    """Iterate over the strings that an expression can be."""
    if isinstance(key, ast.Constant | ast.JoinedStr | ast.BinOp):
        yield key
    elif isinstance(key, ast.IfExp):
        yield from _resolved(key.body, given)
        yield from _resolved(key.orelse, given)
    elif isinstance(key, ast.Name):
        for value in given.get(key.id, ()):
            if not isinstance(value, ast.Name):
                yield from _resolved(value, given)


def _add(found: _Found, frame: str, key: ast.expr) -> None:
    if isinstance(key, ast.Constant):
        if isinstance(key.value, str):
            found.keys.add(frame.format(key.value))
        return
    before, after = frame.split("{}")
    pattern = re.escape(before) + _pattern(key) + re.escape(after)
    if re.match(r"[a-z]", pattern):
        found.patterns.add(pattern)


def _pattern(part: ast.expr) -> str:
    """Return a string as a regular expression; what is put into it is a group."""
    if isinstance(part, ast.Constant):
        return re.escape(str(part.value)).replace(r"\.ok\|bad", r"\.(?:ok|bad)")
    if isinstance(part, ast.JoinedStr):
        return "".join(map(_pattern, part.values))
    if isinstance(part, ast.BinOp) and isinstance(part.op, ast.Add):
        return _pattern(part.left) + _pattern(part.right)
    return "(.+)"


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")
