"""Who hears that people are consulted: each of them, and the case's owner of each answer.

Those informed read it in their Monday letter, and roles outside get nothing here but what somebody
pressed to post.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

from bot.cards.involvement import Shown, answer_card, notice_card, question_card
from bot.domain.committees import BoundPlace
from bot.domain.events import Event
from bot.domain.involvement import Involvement
from bot.domain.involvement_events import (
    ConsultationAnswered,
    InvolvementEvent,
    OutsideNoticed,
    PeopleInvolved,
    involvement_subject,
)
from bot.domain.organisation import Organisation
from bot.services.notices import Follow, Notice, Posting, ReadingRule, Replacement
from bot.services.ports import UnitOfWork

ASKED = "involvement.asked"
ANSWERED = "involvement.answered"
POSTED = "involvement.posted"


async def chosen(work: UnitOfWork, event: Event, organisation: Organisation) -> Sequence[Follow]:
    """Ask those consulted."""
    assert isinstance(event, PeopleInvolved)
    found = await work.involvements.find(event.case)
    if found is None:
        return ()
    shown = await _shown(work, found, event, organisation)
    return tuple(
        Notice(
            ASKED,
            involvement_subject(event.case, person_id),
            person_id,
            partial(question_card, shown, person_id),
            f"{ASKED}:{event.case}:{person_id}",
        )
        for person_id in event.consulted
    )


async def answered(work: UnitOfWork, event: Event, organisation: Organisation) -> Sequence[Follow]:
    """Tell the case's owner what was answered, and show it to whoever answered."""
    assert isinstance(event, ConsultationAnswered)
    found = await work.involvements.find(event.case)
    if found is None:
        return ()
    shown = await _shown(work, found, event, organisation)
    subject = involvement_subject(event.case, event.person_id)
    card = partial(question_card, shown, event.person_id)
    anew = Replacement(subject, card, ASKED)
    told = Notice(
        ANSWERED,
        event.subject(),
        found.by,
        partial(answer_card, shown, event.person_id),
        f"{ANSWERED}:{event.case}:{event.person_id}",
    )
    return (anew, told)


async def noticed(work: UnitOfWork, event: Event, organisation: Organisation) -> Sequence[Follow]:
    """Post what somebody pressed to post, once."""
    assert isinstance(event, OutsideNoticed)
    found = await work.involvements.find(event.case)
    if found is None or not event.place:
        return ()
    place = BoundPlace(*event.place.split(":", 2))
    card = partial(notice_card, found.notices[-1].text)
    return (Posting(POSTED, event.subject(), place, card, f"{POSTED}:{event.case}:{event.at}"),)


async def _shown(
    work: UnitOfWork, found: Involvement, event: InvolvementEvent, organisation: Organisation
) -> Shown:
    number, title = await _named(work, event.case)
    return Shown(event.case, number, title, organisation, date.fromisoformat(event.on), found)


async def _named(work: UnitOfWork, subject: str) -> tuple[str, str]:
    kind, _, id_ = subject.partition("/")
    if kind == "decision" and (decision := await work.decisions.find(id_)) is not None:
        return decision.number, decision.title
    if kind == "input" and (found := await work.inputs.find(id_)) is not None:
        return found.number, found.title
    deviation = await work.deviations.find(id_) if kind == "deviation" else None
    return (deviation.number, deviation.title) if deviation else ("", "")


READING: Mapping[type[Event], ReadingRule] = {
    PeopleInvolved: chosen,
    ConsultationAnswered: answered,
    OutsideNoticed: noticed,
}
