"""Which of a person's open occurrences is meant by a few words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.occurrences import DELIVERED, Occurrence
from bot.domain.organisation import Organisation
from bot.domain.wheel_people import PeopleOn
from bot.search.folding import fold
from bot.services.snapshots import Snapshots

_SMALL_WORDS = frozenset({"og", "i", "af", "til", "for", "den", "det", "the", "and", "of", "to"})


@dataclass(frozen=True)
class Open:
    """A part on which work is left, under the names that people may call it by."""

    occurrence: Occurrence
    part: str
    names: tuple[str, ...]


async def find_open(
    snapshots: Snapshots, text: str, person_id: str, on: date, *, moving: bool
) -> tuple[Sequence[Open], bool]:
    """Return the person's next open parts that `text` may mean, the earliest deadline first.

    Args:
        snapshots: the data and its index.
        text: a few words of the name; "" means all of them.
        person_id: who does it.
        on: the local date.
        moving: it is to be moved, which who answers for it may do too.

    Returns:
        What was found, and whether `text` fits it; otherwise it is all that is open.
    """
    organisation = (await snapshots.refresh()).organisation
    every = tuple(_open(organisation, person_id, on, moving=moving))
    asked = fold(text).strip(" ?.!")
    if not asked:
        return every, True
    exact = [one for one in every if asked in one.names]
    words = [word for word in asked.split() if word not in _SMALL_WORDS]
    fitting = exact or [one for one in every if _has(one, words)]
    if not fitting:
        meant = await _activities(snapshots, text, on)
        items = organisation.wheel.item
        found = [one for one in every if items[one.occurrence.item_id].activity_id in meant]
        first = min((meant.index(_activity(organisation, one)) for one in found), default=0)
        fitting = [one for one in found if meant.index(_activity(organisation, one)) == first]
    return (fitting, True) if fitting else (every, False)


def _open(organisation: Organisation, person_id: str, on: date, *, moving: bool) -> Iterator[Open]:
    """Iterate over the next open date of each item and part, the earliest deadline first."""
    people_on = PeopleOn(organisation, on)
    known: set[tuple[str, str]] = set()
    for occurrence in sorted(organisation.wheel.occurrences, key=lambda one: (one.due, one.id)):
        if occurrence.state in DELIVERED or occurrence.item_id not in organisation.wheel.item:
            continue
        for people in people_on.parts_of(occurrence):
            part = people.part
            mine = people.may_do(person_id) or (moving and people.answers_for(person_id))
            # What is moved is moved for all its parts.
            key = (occurrence.item_id, "" if moving else part.key)
            if mine and part.state not in DELIVERED and key not in known:
                known.add(key)
                names = _names(organisation, occurrence, people.system_id)
                yield Open(occurrence, part.key, names)


def _names(
    organisation: Organisation, occurrence: Occurrence, system_id: str | None
) -> tuple[str, ...]:
    item = organisation.wheel.item[occurrence.item_id]
    activity = organisation.activity.get(item.activity_id)
    names = [*item.label.variants(), item.id.removeprefix("w-").replace("-", " ")]
    if activity:
        names += [*activity.name.variants(), *activity.short.variants()]
    names += [s.name for s in organisation.wheel.systems if s.id == system_id]
    return tuple(fold(name) for name in names)


def _has(one: Open, words: Sequence[str]) -> bool:
    said = " ".join(one.names)
    return bool(words) and all(word in said for word in words)


def _activity(organisation: Organisation, one: Open) -> str:
    return organisation.wheel.item[one.occurrence.item_id].activity_id


async def _activities(snapshots: Snapshots, text: str, on: date) -> list[str]:
    """Return the ids of the activities that a look-up finds, the best first."""
    index = await snapshots.index()
    result = index.search(text, frozenset({"activity"}), on)
    return [hit.id for hit in result.answers]
