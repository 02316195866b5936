"""Random ids for what has no id of its own; they say nothing about the person (GDPR art. 25)."""

import secrets


def new_id(kind: str) -> str:
    """Return a new random 128-bit id such as "person-3f2a…"."""
    return f"{kind}-{secrets.token_hex(16)}"
