"""Text that an organisation writes itself, in the languages it is read in."""

from collections.abc import Iterable
from dataclasses import dataclass

LANGUAGES = ("da", "en")


@dataclass(frozen=True)
class Localized:
    """One text in Danish, English or both. A missing language falls back to the other."""

    da: str | None = None
    en: str | None = None

    def in_language(self, language: str) -> str:
        """Return the text in `language`, else in the other language, else an empty string."""
        return (self.en or self.da or "") if language == "en" else (self.da or self.en or "")

    def variants(self) -> tuple[str, ...]:
        """Return every non-empty text, Danish first, none twice."""
        return tuple(dict.fromkeys(text for text in (self.da, self.en) if text))

    def updated_with(self, newer: "Localized") -> "Localized":
        """Return this text with the languages that `newer` has replaced by its own."""
        return Localized(da=newer.da or self.da, en=newer.en or self.en)


@dataclass(frozen=True)
class LocalizedList:
    """A list (tasks, aliases, evidence) in Danish, English or both."""

    da: tuple[str, ...] = ()
    en: tuple[str, ...] = ()

    def in_language(self, language: str) -> tuple[str, ...]:
        """Return the list in `language`, else in the other language."""
        return (self.en or self.da) if language == "en" else (self.da or self.en)

    def variants(self) -> tuple[str, ...]:
        """Return every item of every language, none twice."""
        return tuple(dict.fromkeys(self.da + self.en))

    def updated_with(self, newer: "LocalizedList") -> "LocalizedList":
        """Return this list with the languages that `newer` has replaced by its own."""
        return LocalizedList(da=newer.da or self.da, en=newer.en or self.en)


def localized(language: str, text: str | None) -> Localized:
    """Return `text` as a `Localized` that has only `language` ("da" or "en")."""
    return Localized(en=text) if language == "en" else Localized(da=text)


def localized_list(language: str, items: Iterable[str]) -> LocalizedList:
    """Return `items` as a `LocalizedList` that has only `language` ("da" or "en")."""
    return LocalizedList(en=tuple(items)) if language == "en" else LocalizedList(da=tuple(items))
