"""The field's vocabulary: which words mean the same, what people say, and what is not ours.

The words lie beside this file: `concepts-*.toml` hold the concepts, `classes.toml` everyday
words that stand for each other inside what people say, and lists of words: `stop.txt` (carry
nothing), `light.txt` (carry little: plan, report, meeting), `foreign.txt` (belong to the canteen,
the payroll, the car park, and speak against an answer), `own.txt` (belong to this field alone),
`glue.txt` and `parts.txt`.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from bot.search.folding import fold, words

_KINDS = {"concepts-general.toml": "", "concepts-roles.toml": "role"}


@dataclass(frozen=True)
class Concept:
    """Words that mean one thing.

    `same` are synonyms in any language, `says` what people say when they need it (never matched
    against entries), `means` the words that an entry about it would use; "#name" in `means`
    stands for the synonyms of another concept. `<name>` in `says` stands for a class of words.
    `kind` is "activity" or "role" where the concept is one, else empty; the file says which.
    """

    name: str
    kind: str
    same: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    means: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Lexicon:
    """All that search knows before it has seen an entry. Words are folded.

    Equal only to itself, so that what follows from it alone can be worked out once.
    """

    concepts: Mapping[str, Concept]
    classes: Mapping[str, frozenset[str]]
    stop: frozenset[str]
    light: frozenset[str]
    foreign: frozenset[str]
    foreign_phrases: tuple[str, ...]
    glue: frozenset[str]
    short_parts: frozenset[str]
    own: frozenset[str]

    def without(self, concept: str) -> "Lexicon":
        """Return this lexicon less one concept; raises KeyError if there is none of that name."""
        if concept not in self.concepts:
            raise KeyError(concept)
        link = f"#{concept}"
        rest = {
            name: replace(kept, means=tuple(word for word in kept.means if word != link))
            for name, kept in self.concepts.items()
            if name != concept
        }
        return replace(self, concepts=rest)


@cache
def load() -> Lexicon:
    """Read the package's lexicon once; raises ValueError if its files contradict each other."""
    concepts: dict[str, Concept] = {}
    for file in sorted(_data().iterdir(), key=lambda found: found.name):
        if file.name.startswith("concepts-"):
            for concept in _concepts(file):
                if concept.name in concepts:
                    raise ValueError(f"concept {concept.name} is defined twice")
                concepts[concept.name] = concept
    _check_links(concepts)
    foreign = _phrases_in("foreign.txt")
    return Lexicon(
        concepts=concepts,
        classes=_classes(),
        stop=_single_words(_phrases_in("stop.txt")),
        light=_single_words(_phrases_in("light.txt")),
        foreign=_single_words(foreign),
        foreign_phrases=tuple(line for line in foreign if len(words(fold(line))) > 1),
        glue=_single_words(_phrases_in("glue.txt")),
        short_parts=_single_words(_phrases_in("parts.txt")),
        own=_single_words(_phrases_in("own.txt")),
    )


@cache
def words_of(phrase: str) -> tuple[str, ...]:
    """Return the folded words of a phrase of the lexicon, names of classes as they are.

    Remembered, so never to be asked about what somebody typed.
    """
    if "<" not in phrase:
        return tuple(words(fold(phrase)))
    found: list[str] = []
    for part in phrase.split():
        if part.startswith("<") and part.endswith(">"):
            found.append(part)
        else:
            found.extend(words(fold(part)))
    return tuple(found)


def _data() -> Traversable:
    return resources.files("bot.search")


def _concepts(file: Traversable) -> Iterable[Concept]:
    kind = _KINDS.get(file.name, "activity")
    for name, fields in tomllib.loads(file.read_text(encoding="utf-8")).items():
        unknown = set(fields) - {"same", "says", "means"}
        if unknown:
            raise ValueError(f"concept {name} has unknown fields {sorted(unknown)}")
        yield Concept(
            name,
            kind,
            _listed(fields.get("same", "")),
            _listed(fields.get("says", "")),
            _listed(fields.get("means", "")),
        )


def _check_links(concepts: Mapping[str, Concept]) -> None:
    for concept in concepts.values():
        for meaning in concept.means:
            if meaning.startswith("#") and meaning[1:] not in concepts:
                raise ValueError(f"concept {concept.name} means {meaning}, which is not there")


def _classes() -> dict[str, frozenset[str]]:
    text = (_data() / "classes.toml").read_text(encoding="utf-8")
    return {name: _single_words(_listed(listed)) for name, listed in tomllib.loads(text).items()}


def _listed(text: str) -> tuple[str, ...]:
    """Split at commas; white space and line breaks inside a phrase count as one blank."""
    phrases = (" ".join(phrase.split()) for phrase in text.split(","))
    return tuple(phrase for phrase in phrases if phrase)


def _phrases_in(file: str) -> tuple[str, ...]:
    """Read phrases parted by commas; a line beginning with # is a comment and parts them too."""
    lines = (_data() / file).read_text(encoding="utf-8").splitlines()
    return _listed(" ".join("," if line.startswith("#") else line for line in lines))


def _single_words(phrases: Iterable[str]) -> frozenset[str]:
    return frozenset(
        parts[0] for parts in (words(fold(phrase)) for phrase in phrases) if len(parts) == 1
    )
