"""Check Adaptive Cards and the Teams manifest by Microsoft's schemas.

The card schema is that of version 1.5; ``teams_limits`` catches what Teams asks beyond it.
"""

from typing import Any

from tests.payloads.schemas import refuse


def validate_adaptive_card(card: dict[str, Any]) -> None:
    """Raise for a card that is not an Adaptive Card 1.5.

    The top-level ``msteams`` (mentions, full width) is Teams' own addition, which the schema does
    not know: it is disregarded.

    Raises:
        PayloadError: an element or action is unknown or malformed.
    """
    plain = {name: value for name, value in card.items() if name != "msteams"}
    refuse("adaptive-card-1.5", "/definitions/AdaptiveCard", plain, "Adaptive Card")


def validate_teams_manifest(manifest: dict[str, Any]) -> None:
    """Raise for an app manifest that Teams would refuse.

    Raises:
        PayloadError: a part is unknown, missing, malformed, or one that a bot does not use
            (see ``tools/schemas/trim.py``).
    """
    refuse("teams-manifest", "", manifest, "Teams manifest")
