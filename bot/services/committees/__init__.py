"""Committees: who sits in them, by which rules they work, and their terms of reference."""

from bot.services.committees.adoption import Adoption
from bot.services.committees.editing import CommitteeEditing
from bot.services.committees.following import TermsFollowers
from bot.services.committees.founding import Founding
from bot.services.committees.reviews import TermsReviews
from bot.services.committees.terms import TermsDesk

__all__ = [
    "Adoption",
    "CommitteeEditing",
    "Founding",
    "TermsDesk",
    "TermsFollowers",
    "TermsReviews",
]
