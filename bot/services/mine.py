"""What the one who asks answers for, and owes."""

from bot.domain.duties import PersonAnswer, person_answer
from bot.domain.owed import Owed, owed_by
from bot.services.permissions import Standing


def own_answer(standing: Standing) -> PersonAnswer | None:
    """Return the asker's roles and duties on the day they ask.

    Returns:
        None when nobody is known behind the account (interfaces.md: it ranks as *employee*).
    """
    if standing.person is None:
        return None
    return person_answer(standing.organisation, standing.person.id, standing.on)


def own_debts(standing: Standing) -> Owed:
    """Return what waits for the asker on the day they ask; nothing for somebody unknown."""
    if standing.person is None:
        return Owed()
    return owed_by(standing.organisation, standing.person.id, standing.on)
