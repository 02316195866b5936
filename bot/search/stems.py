"""Danish and English stems of folded words."""

from Stemmer import Stemmer


class Stems:
    """Snowball stems in both languages, remembered per word."""

    def __init__(self) -> None:
        self._danish = Stemmer("danish")
        self._english = Stemmer("english")
        self._known: dict[str, tuple[str, ...]] = {}

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
        return str(self._danish.stemWord(word))
