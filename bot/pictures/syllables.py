"""Long words broken where Danish and English break them, so that narrow columns can hold them."""

from bot.pictures.measures import width_of

_VOWELS = frozenset("aeiouyæøåéAEIOUYÆØÅ")
_FEWEST = 3
"""Letters on either side of a hyphen."""


def hyphenated(word: str, room: float, size: float) -> str:
    """Return `word` in parts with a hyphen between them, each no wider than `room` pixels.

    A part ends after the "s" that joins a compound ("informations-sikkerhed"), else before a
    consonant and its vowel ("risikohånd-tering").
    """
    parts: list[str] = []
    rest = word
    while width_of(rest, size) > room:
        at = _break(rest, room, size)
        if at == 0:
            break
        parts.append(rest[:at] + "-")
        rest = rest[at:]
    return " ".join((*parts, rest))


def _break(word: str, room: float, size: float) -> int:
    """Return after how many letters to break, 0 where the word is too short for it."""
    last = len(word) - _FEWEST
    fits = [n for n in range(_FEWEST, last + 1) if width_of(word[:n] + "-", size) <= room]
    joints = [n for n in fits if word[n - 1] == "s" and word[n] not in _VOWELS]
    syllables = [n for n in fits if word[n] not in _VOWELS and word[n + 1] in _VOWELS]
    for found in (joints, syllables, fits):
        if found:
            return found[-1]
    return 0
