"""The matrix, a page at a time."""

from bot.domain.organisation import Organisation
from bot.domain.paging import Page, page_of
from bot.domain.raci import Activity

ACTIVITIES_PER_PAGE = 30


def matrix_page(organisation: Organisation, asked: str) -> Page[Activity]:
    """Return the page of activities that a button's value asks for; the first without one."""
    return page_of(activities_in_order(organisation), ACTIVITIES_PER_PAGE, asked)


def activities_in_order(organisation: Organisation) -> tuple[Activity, ...]:
    """Return the activities that are in use, by category and then in their own order."""
    ranks = {category.id: rank for rank, category in enumerate(organisation.categories)}
    last = len(ranks)
    in_use = (a for a in organisation.activities if a.retired_on is None)
    return tuple(sorted(in_use, key=lambda a: (ranks.get(a.category_id or "", last), a.position)))
