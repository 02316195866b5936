"""YAML is read as plain values, and no file can hang, bloat or end the process."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import BadInput
from bot.importing.yaml_reader import MAX_BYTES, read_yaml


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: no", "no"),
        ("a: yes", "yes"),
        ("a: on", "on"),
        ("a: 09:00", "09:00"),
        ("a: 10:00", "10:00"),
        ("a: 2026-11-22", "2026-11-22"),
        ("a: 01-01", "01-01"),
        ("a: 007", "007"),
        ("a: 0x1f", "0x1f"),
        ("a: 1_000", "1_000"),
        ("a: .inf", ".inf"),
        ("a: 12345678901234567890", "12345678901234567890"),
        ("a: <<", "<<"),
        ("a: -3", -3),
        ("a: 1.5", 1.5),
        ("a: true", True),
        ("a: null", None),
        ("a:", None),
        ("a: 'null'", "null"),
        ('a: "5"', "5"),
        ("a: [1, {b: c}]", [1, {"b": "c"}]),
    ],
)
def test_only_what_must_be_is_anything_but_text(text: str, value: object) -> None:
    assert read_yaml(text.encode()).value == {"a": value}


def test_each_value_knows_its_line() -> None:
    document = read_yaml(b"a: 1\nb:\n- x\n- c:\n    d: 2\n")
    assert document.lines[("a",)] == 1
    assert document.lines[("b", 0)] == 3
    assert document.lines[("b", 1, "c", "d")] == 5
    assert document.line_of(("b", 1, "c", "gone", "deeper")) == 4
    assert document.line_of(("nowhere",)) == 1


def test_the_mark_of_utf_8_is_no_part_of_the_text() -> None:
    assert read_yaml("\ufeffa: æ".encode()).value == {"a": "æ"}


BOMB = "a: &a [x, x]\n" + "\n".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 9)}]" for n in range(9)
)


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b" " * (MAX_BYTES + 1), "pack-too-large"),
        (b"a: \xff", "pack-encoding"),
        ("a: æ".encode("latin-1"), "pack-encoding"),
        (b"a: b: c", "pack-syntax"),
        (b"[a, b", "pack-syntax"),
        (b"a: 'b", "pack-syntax"),
        (b"\ta: b", "pack-syntax"),
        (b"a: \x00", "pack-syntax"),
        (b"a: \x07", "pack-syntax"),
        (b"@a", "pack-syntax"),
        (b"%YAML 9.9\n---\na", "pack-syntax"),
        (b"--- a\n--- b", "pack-syntax"),
        (b"[a]: b", "pack-syntax"),
        (BOMB.encode(), "pack-alias"),
        (b"a: &x 1\nb: *x", "pack-alias"),
        (b"a: &x 1\n*x : 2", "pack-alias"),
        (b"&a [*a]", "pack-alias"),
        (b"<<: *x", "pack-alias"),
        (b"a: !!python/object/apply:os.system [ls]", "pack-tag"),
        (b"!x a: b", "pack-tag"),
        (b"!!binary a: b", "pack-tag"),
        (b"[" * MAX_BYTES, "pack-too-deep"),
        (b"{a: " * (MAX_BYTES // 4), "pack-too-deep"),
        (b"- " * (MAX_BYTES // 2), "pack-too-deep"),
        (b"? " * (MAX_BYTES // 2), "pack-syntax"),
        (b"a: 1\na: 2", "pack-duplicate-key"),
        (b"1: 1\n'1': 2", "pack-duplicate-key"),
    ],
)
def test_what_cannot_be_read_is_refused_at_once(data: bytes, key: str) -> None:
    started = time.perf_counter()
    with pytest.raises(BadInput) as caught:
        read_yaml(data)
    assert caught.value.key == key
    assert time.perf_counter() - started < 2


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        read_yaml(data)
    except BadInput as error:
        assert error.key.startswith("pack-")


some_text = st.text(st.characters(max_codepoint=0xD7FF), max_size=20)
json_like = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**13), 10**13) | some_text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(some_text, inner, max_size=4),
    max_leaves=12,
)


@given(json_like)
def test_json_reads_back_as_it_was(value: object) -> None:
    assert read_yaml(json.dumps(value, ensure_ascii=True).encode()).value == value
