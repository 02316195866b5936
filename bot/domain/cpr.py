"""Danish personal numbers (CPR) in text are masked before the text is kept (GDPR; domain.md §3)."""

import re

MASK = "xxxxxx-xxxx"

_LIKE_CPR = re.compile(
    r"(?<![\d+])(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{2}[-–\s]?\d{4}(?!\d)", re.ASCII
)


def mask_cpr(text: str) -> str:
    """Return `text` with everything that looks like a CPR number (ddmmyy-xxxx) as `MASK`."""
    return _LIKE_CPR.sub(MASK, text)
