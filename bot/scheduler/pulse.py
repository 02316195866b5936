"""A thread that feels the pulse of the loop: a loop that stands still can tell nobody (§1).

It needs nothing of the loop, and has one way out: stderr.
"""

import sys
import threading
import traceback
from collections.abc import Callable

from bot.telemetry.logs import get_logger

_log = get_logger(__name__)
SECONDS = 5.0
_MISSED = 18


class Pulse:
    """Says aloud when a number that must grow has stood still.

    Args:
        beat: the number; called from another thread.
        aloud: says that it stands still. That it grows again is only logged.
        seconds: between two looks.
        missed: looks in a row that find the same number. They are counted, and no clock is
            asked: a process that was stopped as a whole has missed nothing.
    """

    def __init__(
        self,
        beat: Callable[[], int],
        aloud: Callable[[], None],
        seconds: float = SECONDS,
        missed: int = _MISSED,
    ) -> None:
        self._beat = beat
        self._aloud = aloud
        self._seconds = seconds
        self._missed = missed
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._feel, name="pulse", daemon=True)

    def start(self) -> None:
        """Begin to look, from the loop's own thread."""
        self._of = threading.get_ident()
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._ended.set()

    def _feel(self) -> None:
        last, missed = self._beat(), 0
        while not self._ended.wait(self._seconds):
            now = self._beat()
            if now != last:
                if missed >= self._missed:
                    _log.warning("pulse.back")
                last, missed = now, 0
                continue
            missed += 1
            if missed == self._missed:
                _log.error("pulse.lost", where=self._where())
                self._aloud()

    def _where(self) -> str:
        """Return where the loop's thread stands, its innermost place last."""
        frame = sys._current_frames().get(self._of)
        places = traceback.extract_stack(frame)[-3:] if frame else []
        return " < ".join(f"{place.name}:{place.lineno}" for place in reversed(places))
