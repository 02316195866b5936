"""Danish and English stems of folded words."""

from collections.abc import Mapping

from Stemmer import Stemmer


class Stems:
    """Snowball stems in both languages, remembered per word."""

    def __init__(self, known: Mapping[str, tuple[str, ...]] | None = None) -> None:
        """`known` are stems found before."""
        self._danish = Stemmer("danish")
        self._english = Stemmer("english")
        self._known = dict(known or {})

    def of(self, word: str) -> tuple[str, ...]:
        """Return the one or two stems by which `word` is matched; remembered for the next time."""
        stems = self._known.get(word)
        if stems is None:
            stems = self.of_stranger(word)
            self._known[word] = stems
        return stems

    def of_stranger(self, word: str) -> tuple[str, ...]:
        """Return the stems of a word from a query, which is not remembered."""
        known = self._known.get(word)
        if known is not None:
            return known
        danish = self._danish.stemWord(word)
        english = self._english.stemWord(word)
        return (danish,) if danish == english else (danish, english)

    def danish(self, word: str) -> str:
        """Return the Danish stem alone."""
        known = self._known.get(word)
        return known[0] if known is not None else str(self._danish.stemWord(word))
