"""Slack retries what it believes lost; this remembers what has been answered.

What changes something is told apart by the inbox, whatever process receives it; this spares the
rest from being answered twice.
"""


class Once:
    """A bounded memory of keys.

    Args:
        room: how many keys are remembered; the oldest is forgotten first.
    """

    def __init__(self, room: int = 4096) -> None:
        self._room = room
        self._seen: dict[str, None] = {}

    def first(self, key: str) -> bool:
        """Tell whether `key` is new, and remember it. Without a key everything is new."""
        if not key:
            return True
        if key in self._seen:
            return False
        self._seen[key] = None
        if len(self._seen) > self._room:
            del self._seen[next(iter(self._seen))]
        return True
