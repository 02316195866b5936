"""How many examples a property is tried with: few every day, many where `TORTURE` is set."""

import os

EVERYDAY = 40
IN_FULL = 100


def tries(everyday: int = EVERYDAY, in_full: int = IN_FULL) -> int:
    """Return how many examples a property is tried with in this run."""
    return in_full if os.environ.get("TORTURE") else everyday
