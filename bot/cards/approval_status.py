"""How a request stands, for whoever asks; and what waits for the reader."""

from collections.abc import Iterator, Sequence

from bot.cards.approval_words import choice_text, forum_name, matter_facts, name_of
from bot.cards.approvals import Scene, paper_button, question_buttons, told_lines
from bot.cards.decisions import decision_button
from bot.cards.elements import (
    Button,
    Card,
    Control,
    Element,
    Fact,
    Facts,
    Line,
    Option,
    Plain,
    Select,
    Strong,
    Style,
    Text,
    Tone,
    plain,
)
from bot.domain.approval_rules import is_under_way
from bot.domain.approval_tally import acting_for, unanswered
from bot.domain.approvals import Approval, ApprovalState
from bot.texts import Texts

_MOST = 8
_MOST_OPTIONS = 25


def status_card(scene: Scene, texts: Texts, reader: str, why: str = "", said: str = "") -> Card:
    """Return how a request stands, with what the reader may do about it.

    Args:
        scene: the request.
        texts: the reader's language.
        reader: the reader, by person id.
        why: why the reader gets it, when they have not asked for it.
        said: what was just done.
    """
    approval = scene.approval
    body: list[Element] = [Text(plain(said))] if said else []
    body += [Text(line) for line in told_lines(scene, texts)]
    if back := approval.sent_back:
        person = name_of(back.by, scene.organisation, texts)
        told = texts("approvals.sent-back-by", person=person, moment=texts.moment(back.at))
        body += [Text(plain(told), Tone.WARNING), Text(plain(back.reason))]
    facts = (
        *_state_facts(scene, texts),
        *matter_facts(approval, scene.organisation, texts, scene.on),
        *_vote_facts(scene, texts),
    )
    body.append(Facts(facts))
    by = name_of(approval.asked_by, scene.organisation, texts)
    reference = texts(
        "approvals.reference", number=approval.number, version=approval.version, person=by
    )
    return Card(
        texts("approvals.status-title", number=approval.number, title=approval.title),
        why=why,
        body=tuple(body),
        controls=tuple(_controls(scene, texts, reader)),
        footer=reference,
    )


def waiting_card(
    votes: Sequence[Scene],
    consulted: Sequence[Scene],
    paused: Sequence[Scene],
    asked: Sequence[Scene],
    texts: Texts,
    said: str = "",
) -> Card:
    """Return what waits for the reader, with a way to answer each.

    Args:
        votes: requests that the reader has not answered.
        consulted: requests about which the reader is asked first.
        paused: requests that were sent back, and the reader keeps.
        asked: the reader's own.
        texts: the reader's language.
        said: a sentence above it all, "" for none.
    """
    body: list[Element] = [Text(plain(said))] if said else []
    groups = (
        ("approvals.waits.votes", votes),
        ("approvals.waits.consulted", consulted),
        ("approvals.waits.paused", paused),
        ("approvals.waits.asked", asked),
    )
    rows = tuple(_group(key, scenes, texts) for key, scenes in groups if scenes)
    if rows:
        body.append(Facts(rows))
    else:
        body.append(Text(plain(texts("approvals.waits.nothing"))))
    return Card(
        texts("approvals.waits.title"),
        body=tuple(body),
        controls=(
            *(_answer_button(scene.approval, texts) for scene in votes[:_MOST]),
            *_open_select(tuple(scene for _, scenes in groups for scene in scenes), texts),
            Button(texts("approvals.button.new"), "approvals.new", opens=True),
        ),
    )


def waiting_lines(scenes: Sequence[Scene], texts: Texts) -> list[Line]:
    """Return a line for each request that waits for the reader, for `/isms me`."""
    return [_line(scene, texts) for scene in scenes]


def withdraw_card(approval: Approval, texts: Texts) -> Card:
    """Return the question whether the reader really withdraws a request."""
    return Card(
        texts("approvals.withdraw-title", number=approval.number),
        body=(Text(plain(texts("approvals.withdraw-sure", title=approval.title))),),
        controls=(
            Button(
                texts("approvals.button.withdraw"), "approvals.withdraw", approval.id, Style.DANGER
            ),
            Button(texts("approvals.button.status"), "approvals.show", approval.id),
        ),
    )


def _state_facts(scene: Scene, texts: Texts) -> Iterator[Fact]:
    approval = scene.approval
    lines = [plain(texts(f"approvals.state.{approval.state.value}"))]
    if approval.state is ApprovalState.CONSULTING and approval.consult_until:
        moment = texts.moment(approval.consult_until)
        lines.append(plain(texts("approvals.remarks-by", moment=moment)))
    if approval.state is ApprovalState.VOTING and approval.closes_at:
        lines.append(plain(texts("approvals.answer-by", moment=texts.moment(approval.closes_at))))
    if approval.urgent:
        lines.append(plain(texts("approvals.urgent")))
    yield Fact(texts("approvals.where"), tuple(lines))
    forum = forum_name(approval, scene.organisation, texts)
    yield Fact(texts("approvals.decided-by"), (plain(forum),))


def _vote_facts(scene: Scene, texts: Texts) -> Iterator[Fact]:
    """Return who has answered and what; what is open is nobody's but the voters' own."""
    approval, forum = scene.approval, scene.forum
    going = approval.state in (ApprovalState.VOTING, ApprovalState.PAUSED)
    lines = []
    for vote in approval.votes.values():
        name = name_of(vote.voter_id, scene.organisation, texts)
        if going:
            lines.append(plain(name))
            continue
        answer = choice_text(vote.choice, texts)
        said = texts("approvals.voted", person=name, answer=answer)
        lines.append(plain(f"{said} {vote.remark}".strip()))
    if lines:
        yield Fact(texts("approvals.answered" if going else "approvals.votes"), tuple(lines))
    if going and forum is not None and (missing := unanswered(approval, forum)):
        names = (name_of(person, scene.organisation, texts) for person in missing)
        yield Fact(texts("approvals.missing"), (plain(", ".join(names)),))


def _controls(scene: Scene, texts: Texts, reader: str) -> Iterator[Control]:
    approval, forum = scene.approval, scene.forum
    if approval.state is ApprovalState.VOTING and forum is not None:
        acting = {acting_for(seat, forum) for seat in approval.roster}
        if reader in acting:
            yield _answer_button(approval, texts, changes=reader in approval.votes)
    if approval.state is ApprovalState.CONSULTING and any(
        one.person_id == reader for one in approval.consulted
    ):
        yield from question_buttons(approval, texts)
    if forum is not None and is_under_way(approval):
        yield from _keepers_controls(scene, texts, reader)
    yield from decision_button(approval.decision_id, texts)
    yield from paper_button(approval, texts)


def _keepers_controls(scene: Scene, texts: Texts, reader: str) -> Iterator[Control]:
    """Iterate over what the asker, the secretary and the chair may do."""
    approval, forum = scene.approval, scene.forum
    if forum is None:
        return
    value = f"{approval.id} {approval.version}"
    stewards = (approval.asked_by,) if forum.alone else forum.secretaries
    if approval.state is ApprovalState.PAUSED and reader in stewards:
        resume = texts("approvals.button.resume")
        yield Button(resume, "approvals.resume", approval.id, Style.PRIMARY)
    if reader in (approval.asked_by, *forum.secretaries):
        yield Button(texts("approvals.button.revise"), "approvals.revise", value, opens=True)
    if reader in forum.chairs:
        if forum.chair_decides and reader not in approval.authors:
            alone = texts("approvals.button.decide-alone")
            yield Button(alone, "approvals.decide-alone", value, opens=True)
        yield Button(texts("approvals.button.to-meeting"), "approvals.to-meeting", approval.id)
    if reader == approval.asked_by:
        yield Button(texts("approvals.button.withdraw"), "approvals.ask-withdraw", approval.id)


def _answer_button(approval: Approval, texts: Texts, *, changes: bool = False) -> Button:
    key = "approvals.button.change-of" if changes else "approvals.button.answer-of"
    value = f"{approval.id} {approval.version}"
    style = Style.NORMAL if changes else Style.PRIMARY
    label = texts(key, number=approval.number)
    return Button(label, "approvals.answer", value, style, opens=True)


def _group(key: str, scenes: Sequence[Scene], texts: Texts) -> Fact:
    lines = [_line(scene, texts) for scene in scenes[:_MOST]]
    if more := len(scenes) - len(lines):
        lines.append(plain(texts("approvals.more", n=more)))
    return Fact(texts(key), tuple(lines))


def _line(scene: Scene, texts: Texts) -> Line:
    approval = scene.approval
    due = approval.closes_at
    if approval.state is ApprovalState.CONSULTING:
        due = approval.consult_until
    after = texts("approvals.line-due", moment=texts.moment(due)) if due else ""
    state = texts(f"approvals.state.{approval.state.value}")
    tail = (
        after
        if approval.state is ApprovalState.VOTING
        else ", ".join(part for part in (state, after) if part)
    )
    return (Plain(f"{approval.number} · "), Strong(approval.title), Plain(f" · {tail}"))


def _open_select(scenes: Sequence[Scene], texts: Texts) -> tuple[Select, ...]:
    found = {scene.approval.id: scene.approval for scene in scenes}
    options = tuple(
        Option(f"{one.number} · {one.title}"[:70], one.id)
        for one in tuple(found.values())[:_MOST_OPTIONS]
    )
    return (Select(texts("approvals.open"), "approvals.show", options),) if options else ()
