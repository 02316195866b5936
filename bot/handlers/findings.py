"""`/raci check`: what is wrong with the matrix and with who holds the roles."""

from bot.cards.findings import findings_card
from bot.chat.reply import Reply
from bot.domain.findings import check_findings
from bot.handlers.turn import Services, Turn
from bot.services.findings import finding_texts

PER_PAGE = 12


async def show(turn: Turn, services: Services) -> Reply:
    """List the findings, the worst first; the button's value is the number of the page."""
    found = check_findings(turn.organisation, turn.today)
    asked = int(turn.argument) if turn.argument.isdecimal() and len(turn.argument) < 6 else 1
    count = max(1, -(-len(found) // PER_PAGE))
    number = min(max(asked, 1), count)
    shown = found[(number - 1) * PER_PAGE : number * PER_PAGE]
    lines = finding_texts(turn.organisation, shown, turn.texts)
    return Reply(
        findings_card(
            lines,
            turn.organisation,
            turn.texts,
            total=len(found),
            following=number + 1 if number < count else None,
        )
    )
