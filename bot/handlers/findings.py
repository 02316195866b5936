"""`/raci check`: what is wrong with the matrix and with who holds the roles."""

from bot.cards.findings import findings_card
from bot.chat.reply import Reply
from bot.domain.findings import check_findings
from bot.handlers.turn import Services, Turn
from bot.services.findings import finding_texts, findings_page


async def show(turn: Turn, services: Services) -> Reply:
    """List the findings, the worst first; the button's value is the number of the page."""
    found = check_findings(turn.organisation, turn.today)
    page = findings_page(found, turn.argument)
    return Reply(
        findings_card(
            finding_texts(turn.organisation, page.items, turn.texts),
            turn.organisation,
            turn.texts,
            total=len(found),
            following=page.following,
        )
    )
