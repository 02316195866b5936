"""Takes everything that looks like a secret out of a text."""

import re
from collections.abc import Iterable
from urllib.parse import quote

STRUCK = "***"
_SHORTEST = 4
_PATTERNS = (
    # Slack's tokens (xoxb-, xoxp-, xoxe., xapp-), the addresses it hands out, its signatures.
    r"x(?:ox[a-z]|app)[-.][\w.%-]+",
    r"(?<=hooks\.slack\.com/)\S+",
    r"\bv0=[0-9a-f]{16,}",
    # A JSON Web Token, also when cut off.
    r"\beyJ[\w-]{8,}(?:\.[\w-]*){0,2}",
    r"(?i:(?<=bearer )\s*[^\s\"',;]+|(?<=basic )\s*[\w+/=]{8,})",
    # name=value and "name": "value", whatever else the telling word's name holds.
    r"(?i:(?<![^\W_])[\w-]*(?:passw(?:or)?d|pwd|secret|token|api[_-]?key|signature|authorization)"
    r"[\w-]*[\"']?\s*[:=]\s*(?:[\"'][^\"']*[\"']?|[^\s&,;}\"']+))",
    # The user part of an address: postgresql://name:password@host.
    r"(?<=://)[^\s/@]+(?=@)",
    # Our own secret addresses.
    r"(?<=/pictures/)[\w-]+|(?<=/files/)[\w-]+|(?<=/calendar/)[\w-]+",
)
_LOOKS_SECRET = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS))


class Redactor:
    """Strikes out known secrets wherever they stand, and whatever has the form of one.

    Args:
        secrets: the values in use, from the settings; those shorter than four characters are
            left to their form, because striking them would tear ordinary words apart.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        known = {secret for secret in secrets if len(secret) >= _SHORTEST}
        known |= {quote(secret, safe="") for secret in known}
        longest_first = sorted(known, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, longest_first))) if known else None

    def __call__(self, text: str) -> str:
        """Return `text` with every secret struck out."""
        if self._known is not None:
            text = self._known.sub(STRUCK, text)
        return _LOOKS_SECRET.sub(STRUCK, text)
