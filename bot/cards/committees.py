"""Committees: who sits in them, how they decide, when they meet, and what the rules find."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time

from bot.cards.agendas import other_meeting
from bot.cards.elements import (
    Button,
    Card,
    Control,
    Element,
    Fact,
    Facts,
    Heading,
    Line,
    Option,
    Select,
    Style,
    Text,
    Tone,
    plain,
)
from bot.cards.findings import finding_sentence
from bot.cards.holders import role_name
from bot.domain.committee_people import Member, members_on, secretaries_of
from bot.domain.committees import Committee, CommitteeSeat, Terms
from bot.domain.finding import Finding, Severity
from bot.domain.organisation import Organisation
from bot.domain.terms import in_force, newest
from bot.domain.wheel_rules import rule_text
from bot.texts import Texts

SHOW, SEATS, TERMS = "committees.show", "committees.seats", "committees.terms"
_MOST_OPTIONS = 100
_MOST_FINDINGS = 12


@dataclass(frozen=True)
class CommitteePage:
    """What a committee's card is made of.

    Args:
        organisation: the data.
        committee: the committee.
        on: the local date.
        versions: of its terms of reference.
        findings: what the rules find, the worst first.
        may_edit: the reader may change it.
        notice: what has just been done, said first.
    """

    organisation: Organisation
    committee: Committee
    on: date
    versions: Sequence[Terms] = ()
    findings: Sequence[Finding] = field(default_factory=tuple)
    may_edit: bool = False
    notice: str = ""


def committees_card(
    organisation: Organisation, on: date, texts: Texts, *, may_edit: bool, asked: str = ""
) -> Card:
    """Return the committees to choose from.

    Args:
        organisation: the data.
        on: the local date.
        texts: the reader's language.
        may_edit: the reader may found one.
        asked: a name that no committee has.
    """
    body: list[Element] = []
    if asked:
        body.append(Text(plain(texts("committees.no-such", name=asked)), Tone.WARNING))
    said = "committees.choose-one" if organisation.committees else "committees.none"
    body.append(Text(plain(texts(said))))
    options = tuple(
        Option(_option_name(committee, on, texts), committee.id)
        for committee in organisation.committees[:_MOST_OPTIONS]
    )
    choose = (Select(texts("committees.choose"), SHOW, options),) if options else ()
    return Card(
        texts("committees.title"),
        body=tuple(body),
        controls=(*choose, *(_founding(texts) if may_edit else ())),
        footer="" if may_edit else texts("committees.only-function"),
    )


def committee_card(page: CommitteePage, texts: Texts) -> Card:
    """Return a committee: its people, its rules, its next meeting, and what the rules find."""
    committee = page.committee
    body: list[Element] = [Text(plain(page.notice))] if page.notice else []
    if committee.closed_on is not None:
        day = texts.date_medium(committee.closed_on)
        body.append(Text(plain(texts("committees.closed", date=day)), Tone.WARNING))
    body.append(Facts(tuple(_people_facts(page, texts))))
    body.append(Facts(tuple(_rule_facts(page, texts))))
    body += _finding_texts(page, texts)
    return Card(
        committee.name.in_language(texts.language),
        body=tuple(body),
        controls=tuple(_controls(page, texts)),
        footer="" if page.may_edit else texts("committees.only-function"),
    )


def seats_card(page: CommitteePage, texts: Texts) -> Card:
    """Return a committee's seats, with one to choose for whoever may change them."""
    committee = page.committee
    body: list[Element] = [Text(plain(page.notice))] if page.notice else []
    members = members_on(page.organisation, committee, page.on)
    rows = tuple(Fact(_seat_name(m.seat, page, texts), _seat_lines(m, texts)) for m in members)
    body.append(Facts(rows) if rows else Text(plain(texts("committees.no-seats"))))
    options = tuple(
        Option(_seat_option(m, page, texts), f"{committee.id}/{m.seat.id}") for m in members
    )
    name = committee.name.in_language(texts.language)
    controls: list[Control] = []
    if page.may_edit:
        if options:
            edit = texts("committees.edit-seat")
            controls.append(Select(edit, "committees.edit-seat", options[:_MOST_OPTIONS]))
        new = texts("button.new-seat")
        controls.append(Button(new, "committees.new-seat", committee.id, Style.PRIMARY, opens=True))
        if options:
            remove = texts("committees.remove-seat")
            controls.append(Select(remove, "committees.ask-remove", options[:_MOST_OPTIONS]))
    controls.append(Button(texts("button.committee"), SHOW, committee.id))
    return Card(texts("committees.seats-title", name=name), body=tuple(body), controls=(*controls,))


def remove_seat_card(page: CommitteePage, seat: CommitteeSeat, texts: Texts) -> Card:
    """Return the question whether a seat is to be taken away."""
    value = f"{page.committee.id}/{seat.id}"
    return Card(
        texts("committees.remove-title", seat=_seat_name(seat, page, texts)),
        body=(Text(plain(texts("committees.remove-what"))),),
        controls=(
            Button(texts("button.remove-seat"), "committees.remove-seat", value, Style.DANGER),
            Button(texts("button.keep-seat"), SEATS, page.committee.id),
        ),
    )


def close_card(committee: Committee, texts: Texts) -> Card:
    """Return the question whether a committee is to have its last day today."""
    name = committee.name.in_language(texts.language)
    return Card(
        texts("committees.close-title", name=name),
        body=(Text(plain(texts("committees.close-what"))),),
        controls=(
            Button(texts("button.close-committee"), "committees.close", committee.id, Style.DANGER),
            Button(texts("button.keep-committee"), SHOW, committee.id),
        ),
    )


def which_card(committees: Sequence[Committee], action: str, texts: Texts) -> Card:
    """Return the committees of which one is meant; the choice runs `action`."""
    options = tuple(Option(c.name.in_language(texts.language), c.id) for c in committees)
    return Card(
        texts("committees.title"),
        body=(Text(plain(texts("committees.which"))),),
        controls=(Select(texts("committees.choose"), action, options[:_MOST_OPTIONS]),),
    )


def quorum_text(page: CommitteePage, texts: Texts) -> str:
    """Return when the committee has a quorum: "mindst 3 af 5 …, heraf formanden …"."""
    members = members_on(page.organisation, page.committee, page.on)
    seats = sum(member.votes for member in members)
    quorum = page.committee.quorum
    key = "committees.quorum-chair" if quorum.chair else "committees.quorum-seats"
    return texts(key, needed=quorum.needed(seats), seats=seats)


def voting_text(committee: Committee, texts: Texts) -> str:
    """Return how the committee decides, in words."""
    majority = texts(f"committees.majority.{committee.majority.value}")
    key = "committees.voting-consensus" if committee.consensus_first else "committees.voting"
    return f"{texts(key, majority=majority)} {texts(f'committees.tie.{committee.tie.value}')}"


def written_text(committee: Committee, texts: Texts) -> str:
    """Return how the committee decides between meetings, in words."""
    rule = committee.written
    if not rule.allowed:
        return texts("committees.written-no")
    key = "committees.written-chair" if rule.by_chair else "committees.written-any"
    days = texts.plural("committees.working-days", rule.working_days)
    hours = texts.plural("committees.hours", rule.urgent_hours)
    return texts(key, days=days, time=time_text(rule.closes_at, texts), hours=hours)


def frequency_text(months: Sequence[int], due_rule: str, texts: Texts) -> str:
    """Return how often the committee meets: "anden tirsdag i februar, maj og september"."""
    rule = rule_text(due_rule, texts)
    if len(months) == 12:
        return texts("committees.meets-every-month", rule=rule)
    names = [texts.month(month) for month in months]
    return texts("committees.meets", rule=rule, months=_listed(names, texts))


def time_text(moment: time, texts: Texts) -> str:
    """Return a time of day: "kl. 09.00" or "09:00"."""
    return texts("committees.at", time=texts.time_of_day(moment))


def terms_text(versions: Sequence[Terms], texts: Texts) -> str:
    """Return which version of the terms is valid, and which is on its way."""
    valid, last = in_force(versions), newest(versions)
    if last is None:
        return texts("committees.terms-none")
    parts = []
    if valid is not None:
        review = valid.review_on
        key = "committees.terms-valid" if review else "committees.terms-valid-always"
        date_ = texts.date_medium(review) if review else ""
        parts.append(texts(key, version=valid.version, date=date_))
    if last is not valid:
        parts.append(texts(f"committees.terms.{last.state.value}", version=last.version))
    return " ".join(parts)


def chair_line(page: CommitteePage, texts: Texts) -> Line:
    """Return who chairs, and who does today while that person is away."""
    members = members_on(page.organisation, page.committee, page.on)
    member = next((one for one in members if one.seat.chair), None)
    if member is None:
        role = page.organisation.role.get(page.committee.chair_role)
        return plain(role_name(role, texts) if role else texts("committees.vacant"))
    return plain(_person_text(member, texts))


def _people_facts(page: CommitteePage, texts: Texts) -> list[Fact]:
    organisation, committee = page.organisation, page.committee
    members = members_on(organisation, committee, page.on)
    rest = [member for member in members if not member.seat.chair]
    secretaries = secretaries_of(organisation, committee, page.on)
    names = ", ".join(person.name for person in secretaries) or texts("committees.vacant")
    facts = [Fact(texts("committees.chair"), (chair_line(page, texts),))]
    lines = tuple(
        plain(f"{_seat_name(member.seat, page, texts)}: {_person_text(member, texts)}")
        for member in rest
    )
    facts.append(Fact(texts("committees.members"), lines or (plain(texts("committees.no-seats")),)))
    facts.append(Fact(texts("committees.secretary"), (plain(names),)))
    advisers = [organisation.role[r] for r in committee.adviser_roles if r in organisation.role]
    if advisers:
        named = ", ".join(role_name(role, texts) for role in advisers)
        facts.append(Fact(texts("committees.advisers"), (plain(named),)))
    return facts


def _rule_facts(page: CommitteePage, texts: Texts) -> list[Fact]:
    committee = page.committee
    facts = [
        Fact(texts("committees.quorum"), (plain(quorum_text(page, texts)),)),
        Fact(texts("committees.decides"), (plain(voting_text(committee, texts)),)),
        Fact(texts("committees.in-writing"), (plain(written_text(committee, texts)),)),
        Fact(texts("committees.next-meeting"), (plain(_next_meeting(page, texts)),)),
        Fact(texts("committees.terms-label"), (plain(terms_text(page.versions, texts)),)),
    ]
    places = ", ".join(texts(f"reach.{place.platform}") for place in committee.places)
    said = places or texts("committees.no-place")
    return [*facts, Fact(texts("committees.places"), (plain(said),))]


def _next_meeting(page: CommitteePage, texts: Texts) -> str:
    series = page.committee.series
    ahead = (
        one.due
        for one in page.organisation.wheel.occurrences
        if one.item_id == series.item_id and one.is_open and one.due >= page.on
    )
    due = min(ahead, default=None)
    if due is None:
        return texts("committees.no-meeting")
    when = f"{texts.date_long(due)} {time_text(series.starts_at, texts)}"
    parts = [when, series.place] if series.place else [when]
    if series.section_of:
        parts.append(texts("committees.section-of", meeting=other_meeting(page.committee, texts)))
    return " · ".join(parts)


def _finding_texts(page: CommitteePage, texts: Texts) -> list[Element]:
    if not page.findings:
        return []
    shown = page.findings[:_MOST_FINDINGS]
    sentences = (finding_sentence(page.organisation, one, texts) for one in shown)
    tones = (Tone.MUTED if one.severity is Severity.INFO else Tone.WARNING for one in shown)
    lines = [Text(plain(said), tone) for said, tone in zip(sentences, tones, strict=True)]
    return [Heading(texts("committees.findings")), *lines]


def _controls(page: CommitteePage, texts: Texts) -> list[Control]:
    committee = page.committee
    here = committee.id
    if not page.may_edit:
        return [Button(texts("button.terms"), TERMS, here)]
    if committee.is_closed(page.on) or committee.closed_on == page.on:
        reopen = Button(texts("button.reopen-committee"), "committees.reopen", here)
        return [reopen, Button(texts("button.terms"), TERMS, here), *_founding(texts)]
    controls: list[Control] = [
        Button(texts("button.seats"), SEATS, here, Style.PRIMARY),
        Button(texts("button.terms"), TERMS, here),
        Button(texts("button.edit-rules"), "committees.edit-rules", here, opens=True),
        Button(texts("button.edit-meetings"), "committees.edit-meetings", here, opens=True),
        Button(texts("button.bind-here"), "committees.bind", here),
    ]
    if committee.places:
        options = tuple(
            Option(texts(f"reach.{place.platform}"), f"{here}/{place.platform}")
            for place in committee.places
        )
        controls.append(Select(texts("committees.unbind"), "committees.unbind", options))
    controls += _founding(texts)
    controls.append(
        Button(texts("button.close-committee"), "committees.ask-close", here, Style.DANGER)
    )
    return controls


def _founding(texts: Texts) -> tuple[Button, ...]:
    return (Button(texts("button.new-committee"), "committees.new", opens=True),)


def _option_name(committee: Committee, on: date, texts: Texts) -> str:
    name = committee.name.in_language(texts.language)
    return texts("committees.closed-name", name=name) if committee.is_closed(on) else name


def _seat_name(seat: CommitteeSeat, page: CommitteePage, texts: Texts) -> str:
    """Return what a seat is called: its role, with its unit, and whether it is the chair's."""
    role = page.organisation.role.get(seat.role_id)
    name = role_name(role, texts) if role else seat.role_id
    unit = page.organisation.unit.get(seat.unit_id or "")
    named = f"{name} ({unit.name.in_language(texts.language)})" if unit else name
    return texts("committees.chair-seat", seat=named) if seat.chair else named


def _seat_option(member: Member, page: CommitteePage, texts: Texts) -> str:
    person = member.person.name if member.person else texts("committees.vacant")
    return f"{_seat_name(member.seat, page, texts)} · {person}"


def _seat_lines(member: Member, texts: Texts) -> tuple[Line, ...]:
    seat = member.seat
    parts = [_person_text(member, texts)]
    if seat.person_id:
        parts.append(texts("committees.appointed"))
    if seat.ends:
        parts.append(texts("committees.until", date=texts.date_medium(seat.ends)))
    if seat.competences:
        parts.append(texts("committees.competent", what=", ".join(seat.competences)))
    return (plain(" · ".join(parts)),)


def _person_text(member: Member, texts: Texts) -> str:
    """Return who sits in a seat, who deputises, and whether it has a vote."""
    if member.person is None:
        said = texts("committees.vacant")
    elif member.away and member.deputy:
        names = {"person": member.person.name, "deputy": member.deputy.name}
        said = texts("committees.away-deputy", **names)
    elif member.away:
        said = texts("committees.away", person=member.person.name)
    elif member.deputy:
        names = {"person": member.person.name, "deputy": member.deputy.name}
        said = texts("committees.with-deputy", **names)
    else:
        said = member.person.name
    return said if member.votes else texts("committees.no-vote", person=said)


def _listed(names: Sequence[str], texts: Texts) -> str:
    """Return "februar, maj og september"."""
    if len(names) < 2:
        return "".join(names)
    return texts("committees.and", first=", ".join(names[:-1]), last=names[-1])
