"""An agenda as a card: its sections in order, what stands under each, and what may be done."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bot.cards.elements import Card, Control, Element, Fact, Facts, Line, Text, Tone, plain
from bot.cards.plan_words import bearer_name, fact
from bot.domain.agendas import STANDING, Agenda, Entry
from bot.domain.committees import Committee
from bot.domain.decisions import Proposal
from bot.domain.language import LANGUAGES
from bot.domain.meeting_timeline import Step
from bot.domain.meetings import AgendaItem, AgendaState, ItemState, Meeting
from bot.domain.organisation import Organisation
from bot.domain.papers import Basis
from bot.domain.plan import Bearer
from bot.texts import Texts

MOST_LINES = 6
"""Lines of a section on a card that does not show the whole agenda."""
_LONGEST_TITLE = 120
_OUT = (AgendaState.SENT, AgendaState.APPROVED)


def agenda_card(
    agenda: Agenda,
    committee: Committee,
    organisation: Organisation,
    texts: Texts,
    *,
    why: str = "",
    notice: str = "",
    controls: Sequence[Control] = (),
    whole: bool = False,
) -> Card:
    """Return an agenda.

    Args:
        agenda: in the reader's language.
        committee: whose.
        organisation: for the names of roles.
        texts: the reader's language.
        why: why the reader gets it.
        notice: said first.
        controls: what the reader may do.
        whole: every line is shown.
    """
    meeting = agenda.meeting
    body: list[Element] = [Text(plain(notice))] if notice else []
    body.append(Facts(tuple(meeting_facts(meeting, committee, organisation, texts))))
    rows = tuple(_row(entry, texts, None if whole else MOST_LINES) for entry in agenda.entries)
    if rows:
        body.append(Facts(rows))
    else:
        body.append(Text(plain(texts("meetings.no-sections")), Tone.MUTED))
    if agenda.proposed:
        waiting = texts.plural("meetings.proposed", len(agenda.proposed))
        titles = tuple(plain(_short(item.title)) for item in agenda.proposed)
        body.append(Facts((Fact(waiting, titles),)))
    return Card(
        agenda_title(meeting, committee, texts),
        why=why,
        body=tuple(body),
        controls=tuple(controls),
        footer=footer_of(agenda, texts),
    )


def agenda_title(meeting: Meeting, committee: Committee, texts: Texts) -> str:
    """Return what an agenda is called; a draft says so."""
    key = "meetings.agenda-title" if meeting.agenda_state in _OUT else "meetings.draft-title"
    name = committee.name.in_language(texts.language)
    return texts(key, committee=name, date=texts.date_medium(meeting.on))


def footer_of(agenda: Agenda, texts: Texts) -> str:
    """Return until when items may be proposed, and when the agenda goes out."""
    if agenda.meeting.agenda_state in _OUT or agenda.meeting.is_over:
        return ""
    close, send = agenda.timeline[Step.CLOSE], agenda.timeline[Step.SEND]
    if agenda.meeting.is_extraordinary:
        return texts("meetings.footer-extraordinary")
    return texts(
        "meetings.footer-draft", close=texts.date_medium(close), send=texts.date_medium(send)
    )


def meeting_facts(
    meeting: Meeting, committee: Committee, organisation: Organisation, texts: Texts
) -> Iterator[Fact]:
    """Iterate over when and where a meeting is, and what became of its date."""
    lines = [plain(when_text(meeting, texts))]
    if meeting.moved_from is not None:
        moved = texts("meetings.moved-from", date=texts.date_medium(meeting.moved_from))
        lines.append(plain(moved))
    yield Fact(texts("meetings.field.when"), tuple(lines))
    if meeting.place:
        yield fact(texts("meetings.field.place"), meeting.place)
    if committee.series.section_of and not meeting.is_extraordinary:
        yield fact(
            texts("meetings.field.section-of"),
            texts("meetings.section-of", meeting=other_meeting(committee, texts)),
        )
    state = texts(f"meetings.state.{meeting.state.value}")
    if meeting.is_extraordinary:
        state = texts("meetings.extraordinary", state=state)
    yield fact(texts("meetings.field.state"), state)
    if meeting.reason:
        yield fact(texts("meetings.field.reason"), meeting.reason)
    caller = organisation.person.get(meeting.called_by or "")
    if caller is not None:
        yield fact(texts("meetings.field.called-by"), caller.name)


def other_meeting(committee: Committee, texts: Texts) -> str:
    """Return what the meeting is called that a committee's is a part of.

    A pack's own name for it is said in the reader's language.
    """
    name, key = committee.series.section_of, "committees.existing-meeting"
    known = {Texts(language)(key) for language in LANGUAGES}
    return texts(key) if name in known else name


def when_text(meeting: Meeting, texts: Texts) -> str:
    """Return "tirsdag den 9. marts 2027 kl. 09.00-10.30"."""
    begins = datetime.combine(meeting.on, meeting.starts_at)
    ends = begins + timedelta(minutes=meeting.minutes)
    return texts(
        "meetings.when",
        date=texts.date_long(meeting.on),
        begins=texts.time_of_day(begins.time()),
        ends=texts.time_of_day(ends.time()),
    )


def item_facts(item: AgendaItem, organisation: Organisation, texts: Texts) -> Iterator[Fact]:
    """Iterate over what an item says, and what has become of it."""
    kind = texts(f"meetings.kind.{item.kind.value}")
    late = texts("meetings.late-item", kind=kind) if item.late else kind
    yield fact(texts("meetings.field.kind"), late)
    if item.text:
        yield fact(texts("meetings.field.text"), item.text)
    if item.presenter:
        yield fact(
            texts("meetings.field.presenter"),
            bearer_name(bearer_of(item.presenter), organisation, texts),
        )
    yield from proposal_facts(item.proposal, item.basis, organisation, texts)
    names = [paper.name for paper in item.papers]
    if names:
        yield Fact(texts("meetings.field.papers"), tuple(plain(name) for name in names))
    proposer = organisation.person.get(item.proposed_by or "")
    if proposer is not None:
        yield fact(texts("meetings.field.proposed-by"), proposer.name)
    if item.carried_from:
        yield fact(texts("meetings.field.carried"), item.reason or texts("meetings.carried"))
    if item.recused:
        people = (organisation.person.get(one) for one in item.recused)
        named = ", ".join(sorted(person.name for person in people if person))
        yield fact(texts("meetings.field.recused"), named)
    if item.state is not ItemState.ACCEPTED:
        field = "state" if item.state is ItemState.PROPOSED else "outcome"
        yield fact(texts(f"meetings.field.{field}"), outcome_text(item, texts))
        if item.reason and not item.carried_from:
            yield fact(texts("meetings.field.reason"), item.reason)


def proposal_facts(
    proposal: Proposal, basis: Basis, organisation: Organisation, texts: Texts
) -> Iterator[Fact]:
    """Iterate over what, how, who and when of a proposal, and its basis."""
    if proposal.what:
        yield fact(texts("meetings.element.what"), proposal.what)
    if proposal.how:
        yield fact(texts("meetings.element.how"), proposal.how)
    if proposal.who:
        names = ", ".join(bearer_name(one, organisation, texts) for one in proposal.who)
        yield fact(texts("meetings.element.who"), names)
    if proposal.due:
        yield fact(texts("meetings.element.when"), texts.date_medium(proposal.due))
    rows: list[Line] = [plain(basis.text)] if basis.text else []
    rows += [plain(link) for link in basis.links]
    rows += [plain(paper.name) for paper in basis.papers]
    if rows:
        yield Fact(texts("meetings.element.basis"), tuple(rows))
    if basis.unlocked:
        yield fact(texts("meetings.field.note"), texts("meetings.unlocked"))


def bearer_of(written: str) -> Bearer:
    """Return who is written as "role:…" or "person:…"."""
    kind, _, id_ = written.partition(":")
    return Bearer(role_id=id_) if kind == "role" else Bearer(person_id=id_)


def outcome_text(item: AgendaItem, texts: Texts) -> str:
    """Return what came of an item: "Vedtaget", "Taget til efterretning", "Foreslået"."""
    if item.outcome is not None:
        if item.ordinal == STANDING and item.outcome.value == "adopted":
            return texts("meetings.outcome.agreed")
        return texts(f"meetings.outcome.{item.outcome.value}")
    return texts(f"meetings.item-state.{item.state.value}")


def is_cut(agenda: Agenda) -> bool:
    """Tell whether a card shows only the first lines of a section."""
    return any(len(entry.lines) > MOST_LINES for entry in agenda.entries)


def _row(entry: Entry, texts: Texts, most: int | None) -> Fact:
    kind = texts(f"meetings.kind.{entry.section.kind.value}")
    label = texts("meetings.section", number=entry.number, title=entry.title, kind=kind)
    lines = [plain(line.text) for line in entry.lines[:most]]
    more = len(entry.lines) - len(lines)
    if more:
        lines.append(plain(texts.plural("meetings.more-lines", more)))
    lines += [plain(_item_text(entry, item, texts)) for item in entry.items]
    if not lines:
        lines.append(plain(texts("meetings.none-since")))
    if entry.own is not None and entry.own.outcome is not None:
        lines.append(plain(texts("meetings.row-outcome", outcome=outcome_text(entry.own, texts))))
    return Fact(label, tuple(lines))


def _item_text(entry: Entry, item: AgendaItem, texts: Texts) -> str:
    text = texts("meetings.row", number=entry.number_of(item), title=_short(item.title))
    marks = [texts("meetings.mark-late")] if item.late else []
    if item.carried_from:
        marks.append(texts("meetings.mark-carried"))
    if item.state is not ItemState.ACCEPTED:
        marks.append(outcome_text(item, texts))
    return " · ".join((text, *marks))


def _short(title: str) -> str:
    return title if len(title) <= _LONGEST_TITLE else title[: _LONGEST_TITLE - 1] + "…"
