"""How many examples a property is tried with: few every day, many where `TORTURE` is set."""

import os

TORTURE = bool(os.environ.get("TORTURE"))
EVERYDAY = 25
IN_FULL = 100


def tries(everyday: int = EVERYDAY, in_full: int = IN_FULL) -> int:
    """Return how many examples a property is tried with in this run."""
    return in_full if TORTURE else everyday
