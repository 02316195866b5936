"""What the one who asks answers for."""

from bot.domain.duties import PersonAnswer, person_answer
from bot.services.permissions import Standing


def own_answer(standing: Standing) -> PersonAnswer | None:
    """Return the asker's roles and duties on the day they ask.

    Returns:
        None when nobody is known behind the account (interfaces.md: it ranks as *employee*).
    """
    if standing.person is None:
        return None
    return person_answer(standing.organisation, standing.person.id, standing.on)
