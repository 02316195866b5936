"""The letters of a cell, as people write them: "A/R", "AR", "r, a", "R*", "Ansvarlig"."""

import re
import unicodedata
from dataclasses import dataclass

from bot.domain.raci import Letter, Letters

_WORDS = {
    Letter.RESPONSIBLE: ("udførende", "udfører", "responsible"),
    Letter.ACCOUNTABLE: ("ansvarlig", "ansvarshavende", "accountable"),
    Letter.CONSULTED: ("konsulteres", "konsulteret", "konsulent", "høres", "consulted"),
    Letter.INFORMED: ("informeres", "informeret", "orienteres", "underrettes", "informed"),
}
_LETTER_OF = {word: letter for letter, words in _WORDS.items() for word in words}
_LETTERS = {letter.value: letter for letter in Letter}
_NOTHING = frozenset({"", "-", "–", "—", ".", "/", "n/a", "na", "ingen", "none", "0"})
_JOINING = frozenset({"og", "and", "eller", "or"})
_BETWEEN = re.compile(r"[\s/,+&;|.:()\[\]\\-]+")
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_MARKS = re.compile(r"[*†‡#¹²³⁰⁴-⁹0-9]+")
_MOST = 200


@dataclass(frozen=True)
class ReadLetters:
    """What a cell says.

    Args:
        letters: none for an empty cell, and for one that cannot be read.
        understood: False when there is more in the cell than letters.
        left_out: a mark or a remark that was not taken along ("*").
        in_words: it says "Ansvarlig" and no letter.
    """

    letters: Letters = frozenset()
    understood: bool = True
    left_out: str = ""
    in_words: bool = False


def read_letters(text: str) -> ReadLetters:
    """Return what a cell of a matrix says."""
    shown = unicodedata.normalize("NFC", text).strip()
    if shown.casefold() in _NOTHING:
        return ReadLetters()
    if len(shown) > _MOST:
        return ReadLetters(understood=False)
    whole = _tokens(_MARKS.sub(" ", shown))
    marks = "".join(_MARKS.findall(shown))
    if letters := _letters(whole):
        return ReadLetters(letters, left_out=marks)
    if whole and all(token.casefold() in _LETTER_OF for token in whole):
        found = frozenset(_LETTER_OF[token.casefold()] for token in whole)
        return ReadLetters(found, left_out=marks, in_words=True)
    asides = _ASIDE.findall(shown)
    if asides and (letters := _letters(_tokens(_MARKS.sub(" ", _ASIDE.sub(" ", shown))))):
        return ReadLetters(letters, left_out=" ".join(asides))
    return ReadLetters(understood=False)


def looks_like_letters(text: str) -> bool:
    """Tell whether a cell holds letters and nothing else, as the cells of a matrix do."""
    read = read_letters(text)
    return read.understood and bool(read.letters) and not read.in_words


def _tokens(text: str) -> list[str]:
    tokens = (token for token in _BETWEEN.split(text) if token)
    return [token for token in tokens if token.casefold() not in _JOINING]


def _letters(tokens: list[str]) -> Letters:
    """Return the letters that the tokens name; none when anything else is among them.

    A word beside its letter ("Ansvarlig (A)") is no more than a word.
    """
    single = [token for token in tokens if token.casefold() not in _LETTER_OF]
    written = "".join(unicodedata.normalize("NFKC", token).upper() for token in single)
    if not written or any(char not in _LETTERS for char in written):
        return frozenset()
    return frozenset(_LETTERS[char] for char in written)
