"""Everything a person reads, by key and language, and the forms of dates (domain.md §4).

The catalogues are gettext files, one per feature, in `bot/locales/<language>/`. A message id is a
key such as `raci.footer.version`; placeholders are `{name}`.
"""

import gettext
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from bot.domain.language import LANGUAGES

_DATE_FORMS = {
    "da": {
        "long": "EEEE 'den' d. MMMM y",
        "medium": "d. MMMM y",
        "short": "dd.MM.y",
        "table": "d. MMM y",
        "day": "d. MMM",
        "number": "d/M",
    },
    "en": {
        "long": "EEEE d MMMM y",
        "medium": "d MMMM y",
        "short": "dd/MM/y",
        "table": "d MMM y",
        "day": "d MMM",
        "number": "d/M",
    },
}
_MOMENT_FORMS = {"da": "{day} kl. {time}", "en": "{day}, {time}"}
_TIME_FORMS = {"da": "%H.%M", "en": "%H:%M"}


@dataclass(frozen=True)
class Texts:
    """The sentences of one language.

    Args:
        language: "da" or "en".
        timezone: IANA name of the zone in which moments are shown.
    """

    language: str
    timezone: str = "Europe/Copenhagen"

    def __call__(self, key: str, **params: object) -> str:
        """Return the sentence `key` with its placeholders filled in.

        Raises:
            KeyError: the language has no such sentence.
        """
        sentence = self.template(key)
        return sentence.format(**params) if params else sentence

    def template(self, key: str) -> str:
        """Return the sentence `key` with its placeholders unfilled.

        Raises:
            KeyError: the language has no such sentence.
        """
        sentence = _translations(self.language).gettext(key)
        if sentence == key:
            raise KeyError(f"{self.language}: no text for {key!r}")
        return sentence

    def has(self, key: str) -> bool:
        """Tell whether the language has a sentence for `key`."""
        return _translations(self.language).gettext(key) != key

    def plural(self, key: str, count: int, **params: object) -> str:
        """Return the form of `key` that fits `count`, which fills the placeholder `{n}`.

        Raises:
            KeyError: the language has no such sentence.
        """
        sentence = _translations(self.language).ngettext(key, key, count)
        if sentence == key:
            raise KeyError(f"{self.language}: no text for {key!r}")
        return sentence.format(n=count, **params)

    def date_long(self, day: date) -> str:
        """Return "tirsdag den 9. marts 2027" or "Tuesday 9 March 2027"."""
        return self._date(day, "long")

    def date_medium(self, day: date) -> str:
        """Return "9. marts 2027" or "9 March 2027"."""
        return self._date(day, "medium")

    def date_short(self, day: date) -> str:
        """Return "09.03.2027" or "09/03/2027"."""
        return self._date(day, "short")

    def date_table(self, day: date) -> str:
        """Return "9. mar. 2027" or "9 Mar 2027", for tables."""
        return self._date(day, "table")

    def date_day(self, day: date) -> str:
        """Return "9. mar." or "9 Mar", where the year is plain."""
        return self._date(day, "day")

    def date_number(self, day: date) -> str:
        """Return "9/3", where there is little room and the year is plain."""
        return self._date(day, "number")

    def month(self, month: int) -> str:
        """Return "marts" or "March" for a month from 1 to 12."""
        return _formatted(date(2000, month, 1), "LLLL", self.language)

    def month_short(self, month: int) -> str:
        """Return "jan", "maj" or "May" for a month from 1 to 12."""
        return _formatted(date(2000, month, 1), "MMM", self.language).rstrip(".")

    def moment(self, when: datetime) -> str:
        """Return a UTC moment in the organisation's zone: "tirsdag den 9. marts 2027 kl. 14.30"."""
        local = when.astimezone(ZoneInfo(self.timezone))
        form = _MOMENT_FORMS[self.language]
        return form.format(day=self.date_long(local.date()), time=self.time_of_day(local.time()))

    def time_of_day(self, at: time) -> str:
        """Return a local time of day: "09.00" or "09:00"."""
        return at.strftime(_TIME_FORMS[self.language])

    def _date(self, day: date, form: str) -> str:
        return _formatted(day, _DATE_FORMS[self.language][form], self.language)


def catalogue(language: str) -> Mapping[str, str | tuple[str, ...]]:
    """Return every key of `language` with its sentence, or its plural forms."""
    found: dict[str, str | tuple[str, ...]] = {}
    for message in _catalog(language):
        key = message.id[0] if isinstance(message.id, tuple | list) else message.id
        if key:
            string = message.string
            found[key] = tuple(string) if isinstance(string, tuple | list) else str(string)
    return found


@lru_cache(maxsize=1_000)
def _formatted(day: date, form: str, language: str) -> str:
    return format_date(day, form, locale=language)


@cache
def _translations(language: str) -> gettext.GNUTranslations:
    compiled = BytesIO()
    write_mo(compiled, _catalog(language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def _catalog(language: str) -> Catalog:
    """Merge the language's files.

    Raises:
        ValueError: the language is unknown, or two files hold one key.
    """
    if language not in LANGUAGES:
        raise ValueError(f"unknown language {language!r}")
    merged = Catalog(locale=language)
    for file in sorted(files("bot").joinpath("locales", language).iterdir(), key=lambda f: f.name):
        if not file.name.endswith(".po"):
            continue
        for message in read_po(BytesIO(file.read_bytes()), locale=language):
            if message.id and message.id in merged:
                raise ValueError(f"{language}/{file.name}: {message.id!r} stands twice")
            if message.id:
                merged[message.id] = message
    return merged
