"""The matrix, a page at a time."""

from datetime import date

from bot.domain.holder_rules import is_retired
from bot.domain.organisation import Organisation
from bot.domain.paging import Page, page_of
from bot.domain.raci import Activity

ACTIVITIES_PER_PAGE = 30


def matrix_page(organisation: Organisation, asked: str, on: date) -> Page[Activity]:
    """Return the page of activities that a button's value asks for; the first without one.

    Args:
        organisation: the data.
        asked: the button's value.
        on: the local date on which the activities are in use.
    """
    return page_of(activities_in_order(organisation, on), ACTIVITIES_PER_PAGE, asked)


def activities_in_order(organisation: Organisation, on: date) -> tuple[Activity, ...]:
    """Return the activities in use on the local date `on`, by category and in their own order."""
    ranks = {category.id: rank for rank, category in enumerate(organisation.categories)}
    last = len(ranks)
    in_use = (a for a in organisation.activities if not is_retired(a.retired_on, on))
    return tuple(sorted(in_use, key=lambda a: (ranks.get(a.category_id or "", last), a.position)))
