"""Prints how long the annual wheel's picture takes, beside the RACI matrix's. `make bench`

Processor time is told too, because a busy machine changes it less.
"""

from collections.abc import Callable
from datetime import date
from functools import partial
from statistics import median
from time import perf_counter, process_time

from bot.domain.organisation import Organisation
from bot.domain.raci import Matrix, MatrixStatus
from bot.domain.wheel import Wheel
from bot.domain.wheel_year import show_wheel, year_span
from bot.domain.workdays import WorkCalendar
from bot.importing.packs import starter_pack
from bot.pictures.raci_matrix import draw_matrix
from bot.pictures.wheel import draw_wheel
from bot.texts import Texts

_ROUNDS = 15
_GOAL_MS = 200
_TODAY = date(2027, 1, 1)


def main() -> None:
    """Draw both pictures in turns for each starter pack, and print the middle of the rounds."""
    print(f"The wheel's picture takes under {_GOAL_MS} ms (goal); the matrix's beside it.")
    for name in ("sme", "public"):
        organisation = _organisation(name)
        shown = show_wheel(organisation, year_span(2027, 1), _TODAY)
        texts = Texts("da")
        pictures: dict[str, Callable[[], bytes]] = {
            "wheel": partial(draw_wheel, organisation, shown, "Årshjul\n2027", texts),
            "matrix": partial(draw_matrix, organisation, organisation.activities, texts),
        }
        taken: dict[str, list[tuple[float, float]]] = {which: [] for which in pictures}
        for _ in range(_ROUNDS):
            for which, draw in pictures.items():
                taken[which].append(_timed(draw))
        dates = len(shown.entries)
        for which, rounds in taken.items():
            wall = median(one for one, _ in rounds) * 1000
            processor = median(one for _, one in rounds) * 1000
            print(f"{name:>8} {which:<7} {wall:6.0f} ms, {processor:6.0f} ms of processor time")
        print(f"{'':>8} {len(shown.numbers)} items, {dates} dates")


def _organisation(pack: str) -> Organisation:
    loaded = starter_pack(pack)
    return Organisation(
        roles=loaded.roles,
        categories=loaded.categories,
        activities=loaded.activities,
        matrix=Matrix(1, MatrixStatus.IMPORTED, loaded.cells, pack),
        wheel=Wheel(WorkCalendar(), loaded.items),
    )


def _timed(draw: Callable[[], bytes]) -> tuple[float, float]:
    wall, processor = perf_counter(), process_time()
    draw()
    return perf_counter() - wall, process_time() - processor


if __name__ == "__main__":
    main()
