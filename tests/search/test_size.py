"""Ten thousand activities are no slower to look up than people can feel."""

import random
import time
from statistics import median

from bot.search.entries import Entry
from bot.search.index import Index
from tests.search.corpus import asked, pack_entries, quality_of

_ACTIVITIES = 10_000
_SYLLABLES = ("ba", "de", "fi", "go", "ku", "la", "me", "ni", "po", "ra", "se", "ti", "vo")


def _many() -> list[Entry]:
    """Invent activities of other departments, whose words are mostly their own."""
    chance = random.Random(27)
    invented = ["".join(chance.choices(_SYLLABLES, k=4)) for _ in range(4000)]
    shared = sorted(
        {word for entry in pack_entries("sme") for word in " ".join(entry.texts).split()}
    )
    return [
        Entry(
            f"own-{number}",
            "activity",
            (" ".join(chance.sample(invented, 3)), chance.choice(invented)),
            (chance.choice(invented),),
            (" ".join(chance.sample(shared, 12)),),
        )
        for number in range(_ACTIVITIES)
    ]


def test_ten_thousand_activities() -> None:
    index = Index([*pack_entries("sme"), *_many()])
    spent = []
    for look_up in asked("blind"):
        started = time.process_time()
        index.search(look_up.query)
        spent.append(time.process_time() - started)
    assert median(spent) < 0.003
    quality = quality_of(index, asked("dev"))
    assert quality.first >= 0.85
    assert quality.overall >= 0.85
