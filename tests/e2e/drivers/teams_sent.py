"""Every card that the app sent to the Playground, checked by Teams' schema and our lint."""

import json
from typing import Any

from tests.e2e.drivers.playground import Playground
from tests.e2e.drivers.recording import ADAPTIVE, FROM_APP, body_of
from tests.e2e.drivers.teams_seat import walk
from tests.payloads.teams import validate_adaptive_card
from tests.payloads.teams_limits import lint_adaptive_card


def check_teams(teams: Playground) -> int:
    """Check every card the app has sent; how many there were."""
    exchanges = teams.exchanges()
    cards = {json.dumps(card): card for one in exchanges for card in cards_in(one)}
    for card in cards.values():
        validate_adaptive_card(card)
        assert lint_adaptive_card(card) == []
    return len(cards)


def cards_in(exchange: dict[str, Any]) -> list[dict[str, Any]]:
    """The cards that the app sent in a request, or as the answer to a press."""
    by_app = exchange["direction"].startswith(FROM_APP)
    sent = body_of(exchange["request"] if by_app else exchange["response"])
    attached = [n["content"] for n in walk(sent) if n.get("contentType") == ADAPTIVE]
    answered = [sent["value"]] if sent.get("type") == ADAPTIVE else []
    return attached + answered
