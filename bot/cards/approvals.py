"""Ballots and questions: what a member or somebody consulted is asked, and what they answered."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.cards.approval_outcomes import outcome_lines
from bot.cards.approval_words import choice_text, forum_name, matter_facts, name_of
from bot.cards.decisions import decision_button
from bot.cards.elements import Button, Card, Element, Facts, Line, Style, Text, Tone, plain
from bot.domain.approval_people import Forum
from bot.domain.approval_tally import acting_for, seat_of
from bot.domain.approval_voting import needs_control
from bot.domain.approvals import Approval, ApprovalState, Vote
from bot.domain.decisions import Decision
from bot.domain.organisation import Organisation
from bot.texts import Texts

_MOST_NAMES = 8


@dataclass(frozen=True)
class Scene:
    """What the cards of a request are made of.

    Args:
        approval: as it stands.
        forum: who decides today; None when nobody can any more.
        organisation: for names.
        on: the local date.
        decision: what came of it.
    """

    approval: Approval
    forum: Forum | None
    organisation: Organisation
    on: date
    decision: Decision | None = None


def ballot_card(
    scene: Scene,
    texts: Texts,
    *,
    reader: str,
    ballot: str,
    version: int,
    again: bool = False,
    reminder: bool = False,
) -> Card:
    """Return a reader's ballot as it stands now.

    Args:
        scene: the request.
        texts: the reader's language.
        reader: whose ballot it is, by person id.
        ballot: its id, which the buttons carry.
        version: the version that it is for.
        again: the reader wants to change the answer.
        reminder: the reader has not answered, and is reminded.
    """
    approval = scene.approval
    if version != approval.version:
        return _superseded(scene, texts, version)
    if approval.state is not ApprovalState.VOTING:
        return outcome_card(scene, texts)
    vote = approval.votes.get(reader)
    body: list[Element] = []
    if vote is not None:
        body.append(Text(plain(_answered(vote, texts))))
        if vote.remark:
            body.append(Text(plain(vote.remark), Tone.MUTED))
    body.append(Facts(matter_facts(approval, scene.organisation, texts, scene.on)))
    if vote is not None and not again:
        controls: tuple[Button, ...] = (
            Button(texts("approvals.button.change"), "approvals.change", ballot),
            Button(texts("approvals.button.take-back"), "approvals.take-back", ballot),
        )
    else:
        controls = _choices(scene, texts, reader, ballot)
    key = "approvals.reminder-title" if reminder else "approvals.title"
    return Card(
        texts(key, title=approval.title),
        why=_why(scene, reader, texts),
        body=tuple(body),
        controls=(*controls, *paper_button(approval, texts)),
        footer=_footer(scene, reader, texts),
    )


def outcome_card(scene: Scene, texts: Texts, why: str = "") -> Card:
    """Return what became of a request, in place of its ballots and to those who hear of it."""
    approval = scene.approval
    return Card(
        texts(f"approvals.outcome.{approval.state.value}", title=approval.title),
        why=why,
        body=(
            *(Text(line) for line in told_lines(scene, texts)),
            *_sent_back(scene, texts),
            Facts(matter_facts(approval, scene.organisation, texts, scene.on)),
        ),
        controls=(
            Button(texts("approvals.button.status"), "approvals.show", approval.id),
            *decision_button(approval.decision_id, texts),
            *paper_button(approval, texts),
        ),
        footer=_reference(scene, texts),
    )


def decision_card(decision: Decision, texts: Texts) -> Card:
    """Return what a committee is told that its chair has decided alone."""
    said = texts(
        f"approvals.alone.{decision.outcome.value}",
        number=decision.number,
        title=decision.title,
        moment=texts.moment(decision.decided_at),
    )
    remarks = tuple(Text(plain(remark)) for remark in decision.remarks)
    return Card(
        texts("approvals.outcome.adopted", title=decision.title),
        why=texts("approvals.why-told"),
        body=(Text(plain(said)), *remarks),
        controls=decision_button(decision.id, texts),
    )


def told_lines(scene: Scene, texts: Texts) -> tuple[Line, ...]:
    """Return a line or two that say what became of a request, or where it is."""
    name = forum_name(scene.approval, scene.organisation, texts)
    return outcome_lines(scene.approval, scene.decision, scene.forum, name, texts)


def question_card(scene: Scene, texts: Texts, reader: str) -> Card:
    """Return what somebody who is consulted is asked, or what they answered."""
    approval = scene.approval
    own = next((one for one in approval.consulted if one.person_id == reader), None)
    open_ = approval.state is ApprovalState.CONSULTING
    body: list[Element] = []
    if not open_:
        body.append(Text(plain(texts("approvals.consultation-over"))))
    elif own is not None and own.answer is not None:
        key = "approvals.you-said" if own.answer else "approvals.you-said-nothing"
        body.append(Text(plain(texts(key, remark=own.answer))))
    body.append(Facts(matter_facts(approval, scene.organisation, texts, scene.on)))
    by = name_of(approval.asked_by, scene.organisation, texts)
    forum = forum_name(approval, scene.organisation, texts)
    return Card(
        texts("approvals.question-title", title=approval.title),
        why=texts("approvals.why-consulted", person=by, forum=forum),
        body=tuple(body),
        controls=(
            *(question_buttons(approval, texts) if open_ else ()),
            *paper_button(approval, texts),
        ),
        footer=texts("approvals.answer-by", moment=texts.moment(approval.consult_until))
        if approval.consult_until
        else "",
    )


def question_buttons(approval: Approval, texts: Texts) -> tuple[Button, ...]:
    """Return how somebody who is consulted answers."""
    remark, nothing = texts("approvals.button.remark"), texts("approvals.button.no-remarks")
    return (
        Button(remark, "approvals.remark", approval.id, Style.PRIMARY, opens=True),
        Button(nothing, "approvals.no-remarks", approval.id),
    )


def paper_button(approval: Approval, texts: Texts) -> tuple[Button, ...]:
    """Return the button that hands out the files of the basis, where there are any."""
    if not approval.basis.papers:
        return ()
    return (Button(texts("approvals.button.papers"), "approvals.papers", approval.id),)


def _choices(scene: Scene, texts: Texts, reader: str, ballot: str) -> tuple[Button, ...]:
    approval, forum = scene.approval, scene.forum
    control = forum is not None and needs_control(approval, reader, forum)
    return (
        Button(texts("button.approve"), "approvals.approve", ballot, Style.PRIMARY, opens=control),
        Button(texts("approvals.button.remarks"), "approvals.with-remarks", ballot, opens=True),
        Button(texts("button.reject"), "approvals.reject", ballot, opens=True),
        Button(texts("button.send-back"), "approvals.send-back", ballot, opens=True),
        Button(texts("approvals.button.abstain"), "approvals.abstain", ballot),
        Button(texts("approvals.button.recuse"), "approvals.recuse", ballot),
    )


def _why(scene: Scene, reader: str, texts: Texts) -> str:
    """Return why the reader is asked: a member, a deputy of somebody away, or the approver."""
    approval, organisation = scene.approval, scene.organisation
    forum = forum_name(approval, organisation, texts)
    seat = seat_of(approval.roster, reader)
    if seat is not None and seat.holder_id != reader:
        holder = name_of(seat.holder_id, organisation, texts)
        return texts("approvals.why-deputy", person=holder, forum=forum)
    if approval.committee_id is None:
        return texts("approvals.why-approver", role=forum)
    if seat is not None and seat.chair:
        return texts("approvals.why-chair", forum=forum)
    return texts("approvals.why-member", forum=forum)


def _footer(scene: Scene, reader: str, texts: Texts) -> str:
    """Return by when, who else, and how the matter is referred to."""
    approval = scene.approval
    parts = []
    if approval.closes_at is not None:
        parts.append(texts("approvals.answer-by", moment=texts.moment(approval.closes_at)))
    if others := list(_others(scene, reader, texts)):
        names = ", ".join(others[:_MOST_NAMES])
        if more := len(others) - _MOST_NAMES:
            names = names if more < 0 else texts("approvals.and-more", names=names, n=more)
        parts.append(texts("approvals.also-asked", names=names))
    parts.append(_reference(scene, texts))
    return " ".join(parts)


def _others(scene: Scene, reader: str, texts: Texts) -> Iterator[str]:
    seen = {reader}
    for seat in scene.approval.roster:
        person = acting_for(seat, scene.forum) if scene.forum else seat.holder_id
        if person is not None and person not in seen:
            seen.add(person)
            yield name_of(person, scene.organisation, texts)


def _reference(scene: Scene, texts: Texts) -> str:
    approval = scene.approval
    by = name_of(approval.asked_by, scene.organisation, texts)
    return texts("approvals.reference", number=approval.number, version=approval.version, person=by)


def _answered(vote: Vote, texts: Texts) -> str:
    answer = choice_text(vote.choice, texts)
    return texts("approvals.you-answered", answer=answer, moment=texts.moment(vote.at))


def _superseded(scene: Scene, texts: Texts, version: int) -> Card:
    said = texts("approvals.superseded", version=version, newer=scene.approval.version)
    return Card(
        texts("approvals.superseded-title", title=scene.approval.title),
        body=(Text(plain(said)),),
        controls=(Button(texts("approvals.button.status"), "approvals.show", scene.approval.id),),
        footer=_reference(scene, texts),
    )


def _sent_back(scene: Scene, texts: Texts) -> Iterator[Text]:
    back = scene.approval.sent_back
    if back is not None:
        person = name_of(back.by, scene.organisation, texts)
        said = texts("approvals.sent-back-by", person=person, moment=texts.moment(back.at))
        yield Text(plain(said))
        yield Text(plain(back.reason))
