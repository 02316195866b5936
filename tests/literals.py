"""Finds sentences that are written in the code and not in the catalogues.

A string with a letter, white space and a letter is prose until it is shown to be something else: a
docstring, a programmer's error, a pattern, a type, or markup whose words come from elsewhere.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

PROGRAMMERS_ERRORS = frozenset(
    {"ValueError", "KeyError", "AttributeError", "TypeError", "AssertionError", "LookupError"}
)
PATTERNS = frozenset({"compile", "match", "fullmatch", "search", "sub", "split", "findall"})
SPOKEN_ATTRIBUTES = ("alt", "aria-label", "aria-description", "placeholder", "title", "label")

_VALUE = "\0"
_PROSE = re.compile(r"[^\W\d_]['’.,:;!?«»)\]…–-]*\s+[«»(\[\"'–-]*[^\W\d_]")
_PROSE_BESIDE_A_VALUE = re.compile(rf"[^\W\d_]{{2}}[.,:;!?]*\s+{_VALUE}|{_VALUE}\s+[^\W\d_]{{2}}")
_TAG = re.compile(r"<[a-zA-Z/!?][^<>]*>")
_SPOKEN = re.compile(rf"\b(?:{'|'.join(SPOKEN_ATTRIBUTES)})=(?:\"([^\"]*)\"|'([^']*)')")


@dataclass(frozen=True)
class Literal:
    """A sentence in the code, with the line it begins on; values in it are shown as `{}`."""

    line: int
    text: str


def prose(source: str) -> list[Literal]:
    """Return the sentences that `source` writes out itself, in the order they stand."""
    tree = ast.parse(source)
    exempt = _exempt(tree)
    found = [
        Literal(node.lineno, text.replace(_VALUE, "{}"))
        for node in _strings(tree, exempt)
        if _is_prose(text := _text(node))
    ]
    return sorted(found, key=lambda literal: literal.line)


def _is_prose(text: str) -> bool:
    spoken = [a or b for a, b in _SPOKEN.findall(text)] if "=" in text else []
    shown = _TAG.sub("\n\n", text)
    return any(
        _PROSE.search(part) or _PROSE_BESIDE_A_VALUE.search(part)
        for part in (*shown.split("\n\n"), *spoken)
    )


def _strings(node: ast.AST, exempt: frozenset[ast.AST]) -> Iterator[ast.expr]:
    """Iterate over whole strings: sums and f-strings count as one, their values as holes."""
    if node in exempt:
        return
    if _is_text(node):
        assert isinstance(node, ast.expr)
        yield node
        for value in _values(node):
            yield from _strings(value, exempt)
        return
    for child in ast.iter_child_nodes(node):
        yield from _strings(child, exempt)


def _is_text(node: ast.AST) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _is_text(node.left) or _is_text(node.right)
    return isinstance(node, ast.JoinedStr)


def _text(node: ast.AST) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(map(_text, node.values))
    if isinstance(node, ast.BinOp) and _is_text(node):
        return _text(node.left) + _text(node.right)
    return _VALUE


def _values(node: ast.AST) -> Iterator[ast.AST]:
    """Iterate over what is put into a string, which may hold strings of its own."""
    if isinstance(node, ast.JoinedStr):
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                yield part.value
    elif isinstance(node, ast.BinOp):
        for side in (node.left, node.right):
            if _is_text(side):
                yield from _values(side)
            else:
                yield side


def _exempt(tree: ast.AST) -> frozenset[ast.AST]:
    """Return the nodes whose strings nobody reads in a chat."""
    found: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            found.add(node.value)  # a docstring, or the description under a constant
        elif isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            if _name(node.exc.func) in PROGRAMMERS_ERRORS:
                found.add(node.exc)
        elif isinstance(node, ast.Call) and _is_pattern(node.func):
            found.update(node.args[:1])
        elif isinstance(node, ast.arg | ast.AnnAssign) and node.annotation:
            found.add(node.annotation)
    return frozenset(found)


def _is_pattern(func: ast.expr) -> bool:
    """Tell whether the call is one of `re`'s, whose first argument is a pattern."""
    return (
        isinstance(func, ast.Attribute)
        and func.attr in PATTERNS
        and isinstance(func.value, ast.Name)
        and func.value.id == "re"
    )


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")
