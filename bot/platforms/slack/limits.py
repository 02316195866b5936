"""What Slack accepts in a message or view, and cutting text to fit it."""

BLOCKS_IN_MESSAGE = 50
BLOCKS_IN_HOME = 100
CHARACTERS_OVER_ALL = 12_000
"""Slack refuses a message at about 13 200, containers included; measured, not documented."""

HEADER = 150
SECTION = 3_000
CONTEXT = 2_000
LINE = 2_000
BLOCK_OVERHEAD = 125
"""What every block takes of the characters beside its text."""

FALLBACK = 3_000
BUTTON_LABEL = 75
BUTTON_VALUE = 2_000
ACTION_ID = 255
PLACEHOLDER = 150
OPTION_LABEL = 75
OPTION_VALUE = 150
OPTIONS = 100
OPTION_CHARACTERS = 6_000
"""Our own share of the whole for one drop-down, its JSON included."""

CONTROLS_IN_BLOCK = 25
FILE_ALT = 1_000

BLOCKS_IN_MODAL = 100
MODAL_TITLE = 24
"""Also of the labels of the buttons that submit and close it."""

LABEL = 2_000
HINT = 2_000
TYPED = 3_000
CALLBACK_ID = 255
PRIVATE_METADATA = 3_000
BLOCK_ID = 200
"""Ours; Slack's is 255."""

OPTION_GROUPS = 100
OPTIONS_BYTES = 150_000
"""Ours for all options of a view together, as they come back when it is submitted: Slack posts the
whole view, URL-encoded, and our guard takes 256 kB. Slack itself refuses a view of 250 kB."""


def cut(text: str, limit: int) -> str:
    """Return `text`, shortened with an ellipsis when it is longer than `limit` characters."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
