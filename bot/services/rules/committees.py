"""Who hears of committees: the secretary, when terms of reference are to be reviewed."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.cards.committees import CommitteePage
from bot.cards.elements import Card
from bot.cards.terms import review_card
from bot.domain.committee_events import TermsReviewDue
from bot.domain.committee_people import chair_of, secretaries_of
from bot.domain.events import Event
from bot.domain.organisation import Organisation
from bot.services.notices import Follow, Notice, Rule
from bot.texts import Texts

REVIEW = "terms.review"


def review_due(event: TermsReviewDue, organisation: Organisation) -> Sequence[Follow]:
    """Tell the committee's secretary, and the chair where nobody is its secretary."""
    committee = organisation.committee.get(event.committee_id)
    if committee is None:
        return ()
    on, review_on = date.fromisoformat(event.on), date.fromisoformat(event.review_on)
    chair = chair_of(organisation, committee, on)
    readers = secretaries_of(organisation, committee, on) or ((chair,) if chair else ())
    page = CommitteePage(organisation, committee, on)

    def card(texts: Texts) -> Card:
        return review_card(page, review_on, event.stage, texts)

    subject = event.subject()
    return [
        Notice(REVIEW, subject, reader.id, card, f"{REVIEW}:{subject}:{event.stage}:{reader.id}")
        for reader in readers
    ]


RULES: Mapping[type[Event], Rule] = {TermsReviewDue: review_due}  # type: ignore[dict-item]
