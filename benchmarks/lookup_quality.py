"""How well look-ups are answered, beside rapidfuzz alone and SQLite's FTS5.

Run `python -m benchmarks.lookup_quality` from the project's root. First, top3: the share of
look-ups with an answer that have it first, among the first three. Overall: the share of all that
are right, refusals included. Our threshold is fixed; the others get the best one for the very set
that they are measured on, which favours them. Crossed: overall with the threshold that is best on
the other sets together, for all alike.
"""

import re
import sqlite3
import time
from collections.abc import Callable, Sequence
from statistics import median

from rapidfuzz import fuzz, process, utils

from bot.search.entries import Entry
from bot.search.index import THRESHOLD, Index
from tests.search.corpus import Asked, asked, pack_entries

Ranked = list[tuple[str, float]]
Search = Callable[[str], Ranked]

_SETS = ("dev", "blind", "municipality", "company", "offices")
_WORD = re.compile(r"\w+")
_COPIES = 10_000
_SHOWN = 5


def ours(entries: Sequence[Entry]) -> Search:
    """Rank by `bot.search`."""
    index = Index(entries)

    def search(query: str) -> Ranked:
        result = index.search(query)
        return [(hit.id, hit.score) for hit in (*result.answers, *result.suggestions)]

    return search


def rapidfuzz_alone(entries: Sequence[Entry]) -> Search:
    """Rank by the best weighted ratio with any name or alias."""
    labels = [(entry.id, label) for entry in entries for label in (*entry.names, *entry.aliases)]
    choices = [utils.default_process(label) for _, label in labels]

    def search(query: str) -> Ranked:
        found = process.extract(
            utils.default_process(query), choices, scorer=fuzz.WRatio, limit=5 * _SHOWN
        )
        best: dict[str, float] = {}
        for _, score, number in found:
            best.setdefault(labels[number][0], score / 100)
        return list(best.items())

    return search


def fts5(entries: Sequence[Entry]) -> Search:
    """Rank by BM25 over all words of an entry, any of which may match."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE entry USING fts5(id UNINDEXED, name, text)")
    for entry in entries:
        row = (entry.id, " ".join((*entry.names, *entry.aliases)), " ".join(entry.texts))
        database.execute("INSERT INTO entry VALUES (?, ?, ?)", row)

    def search(query: str) -> Ranked:
        wanted = " OR ".join(f'"{word}"' for word in _WORD.findall(query.casefold()) or ["-"])
        rows = database.execute(
            "SELECT id, -bm25(entry, 0, 5, 1) FROM entry WHERE entry MATCH ?"
            " ORDER BY 2 DESC LIMIT ?",
            (wanted, _SHOWN),
        )
        return list(rows)

    return search


def overall(answers: Sequence[tuple[Asked, Ranked]], threshold: float) -> float:
    """Return the share of all look-ups that are right when lower scores are refused."""
    right = 0
    for look_up, ranked in answers:
        answered = bool(ranked) and ranked[0][1] >= threshold
        right += (answered and ranked[0][0] in look_up.right) if look_up.right else not answered
    return right / len(answers)


def best_threshold(answers: Sequence[tuple[Asked, Ranked]]) -> float:
    """Return the threshold that is right most often; the middle one of those that are."""
    scores = sorted({ranked[0][1] for _, ranked in answers if ranked} | {0.0})
    most = max(overall(answers, threshold) for threshold in scores)
    return median(threshold for threshold in scores if overall(answers, threshold) == most)


def shares(answers: Sequence[tuple[Asked, Ranked]]) -> tuple[float, float]:
    """Return the shares with the right one first, and among the first three."""
    answerable = [(look_up, ranked) for look_up, ranked in answers if look_up.right]
    first = sum(1 for look_up, ranked in answerable if ranked and ranked[0][0] in look_up.right)
    top3 = sum(
        1
        for look_up, ranked in answerable
        if look_up.right & {entry_id for entry_id, _ in ranked[:3]}
    )
    return first / len(answerable), top3 / len(answerable)


def quality() -> None:
    """Print a table per set of look-ups."""
    entries = pack_entries("sme")
    methods = {"ours": ours, "rapidfuzz": rapidfuzz_alone, "fts5": fts5}
    answers = {
        (name, chosen): [(look_up, search(look_up.query)) for look_up in asked(chosen)]
        for name, search in ((name, make(entries)) for name, make in methods.items())
        for chosen in _SETS
    }
    print(f"{'set':<14}{'method':<12}{'first':>8}{'top3':>8}{'overall':>9}{'crossed':>9}")
    for chosen in _SETS:
        for name in methods:
            given = answers[name, chosen]
            others = [
                answer for other in _SETS if other != chosen for answer in answers[name, other]
            ]
            threshold = THRESHOLD if name == "ours" else best_threshold(given)
            crossed = overall(given, best_threshold(others))
            first, top3 = shares(given)
            print(
                f"{chosen:<14}{name:<12}{first:>8.3f}{top3:>8.3f}"
                f"{overall(given, threshold):>9.3f}{crossed:>9.3f}"
            )


def languages() -> None:
    """Print ours by pack and language."""
    print(f"\n{'pack':<8}{'languages':<12}{'set':<14}{'first':>8}{'top3':>8}{'overall':>9}")
    for pack in ("sme", "public"):
        for chosen_languages in (("da", "en"), ("da",), ("en",)):
            search = ours(pack_entries(pack, chosen_languages))
            for chosen in _SETS:
                given = [(look_up, search(look_up.query)) for look_up in asked(chosen)]
                first, top3 = shares(given)
                print(
                    f"{pack:<8}{'+'.join(chosen_languages):<12}{chosen:<14}{first:>8.3f}{top3:>8.3f}"
                    f"{overall(given, THRESHOLD):>9.3f}"
                )


def speed() -> None:
    """Print the time of building and asking an index of ten thousand activities."""
    pack = pack_entries("sme")
    crowd = [
        Entry(
            f"{entry.id}-{number}",
            entry.kind,
            tuple(f"{name} {_place(number)}" for name in entry.names),
            tuple(f"{alias} {_place(number)}" for alias in entry.aliases),
            entry.texts,
            entry.references,
        )
        for number in range(_COPIES // len(pack) + 1)
        for entry in pack
    ]
    print(f"\n{'entries':>8}{'build s':>9}{'median ms':>11}{'p95 ms':>8}{'max ms':>8}  (CPU time)")
    for entries in (pack, crowd[:_COPIES]):
        started = time.process_time()
        index = Index(entries)
        built = time.process_time() - started
        spent = []
        for look_up in (look_up for chosen in _SETS for look_up in asked(chosen)):
            started = time.process_time()
            index.search(look_up.query)
            spent.append((time.process_time() - started) * 1000)
        spent.sort()
        print(
            f"{len(entries):>8}{built:>9.2f}{median(spent):>11.2f}"
            f"{spent[int(len(spent) * 0.95)]:>8.2f}{spent[-1]:>8.2f}"
        )


def _place(number: int) -> str:
    """Return an invented place name of its own for each number."""
    syllables = ("ba", "de", "fi", "go", "ku", "la", "me", "no")
    return "".join(syllables[number // 8**digit % 8] for digit in range(4))


if __name__ == "__main__":
    quality()
    languages()
    speed()
