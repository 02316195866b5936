"""Terms of reference: their sections in words, their versions, and the form of a section."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from bot.cards.committee_forms import frequency_fields
from bot.cards.committees import SHOW, TERMS, CommitteePage, frequency_text
from bot.cards.elements import (
    Button,
    Card,
    Control,
    DateField,
    Element,
    Fact,
    Facts,
    Form,
    FormField,
    Heading,
    Option,
    Select,
    Style,
    Text,
    TextField,
    Tone,
    plain,
)
from bot.cards.findings import finding_sentence
from bot.cards.holders import role_name
from bot.domain.committee_people import Member, members_on, secretaries_of
from bot.domain.committees import Terms, TermsSection, TermsState
from bot.domain.terms import FREQUENCY, HEADINGS, filled_in, frequency_of, newest
from bot.texts import Texts

SECTION = "committees.section"
_MOST_HEADING = 200
_MOST_BODY = 3000
_BULLET = "• "


@dataclass(frozen=True)
class TermsPage:
    """What a card of the terms is made of: the committee's page, and the version shown."""

    page: CommitteePage
    terms: Terms

    @property
    def editable(self) -> bool:
        """Tell whether the reader may write in it, or begin a new version from it."""
        last = newest(self.page.versions)
        return self.page.may_edit and last == self.terms and last.state is not TermsState.TO_APPROVE

    def value(self, section_id: str = "") -> str:
        """Return what a button carries: committee, version and section."""
        return f"{self.terms.committee_id}/{self.terms.version}/{section_id}"


def no_terms_card(page: CommitteePage, texts: Texts) -> Card:
    """Return that a committee has no terms yet, with the button that begins them."""
    name = page.committee.name.in_language(texts.language)
    begin = Button(texts("button.begin-terms"), "committees.begin-terms", page.committee.id)
    return Card(
        texts("terms.title", name=name),
        body=(Text(plain(texts("terms.none")), Tone.WARNING),),
        controls=(*((begin,) if page.may_edit else ()), _back(page, texts)),
    )


def terms_card(shown: TermsPage, texts: Texts) -> Card:
    """Return a version of the terms: where it is, its headings, and what may be done with it."""
    page, terms = shown.page, shown.terms
    body: list[Element] = [Text(plain(page.notice))] if page.notice else []
    rows = (Fact(label, (plain(value),)) for label, value in terms_facts(shown, texts))
    body.append(Facts(tuple(rows)))
    body += [
        Text(plain(finding_sentence(page.organisation, one, texts)), Tone.WARNING)
        for one in page.findings
    ]
    body.append(Heading(texts("terms.sections")))
    body += [
        Text(plain(f"{number}. {one.heading.in_language(texts.language)}"))
        for number, one in enumerate(terms.sections, start=1)
    ]
    return Card(
        texts("terms.title", name=page.committee.name.in_language(texts.language)),
        body=tuple(body),
        controls=tuple(_controls(shown, texts)),
        footer="" if page.may_edit else texts("committees.only-function"),
    )


def section_card(shown: TermsPage, section: TermsSection, texts: Texts) -> Card:
    """Return a section as it reads today, with those before and after it."""
    page, terms = shown.page, shown.terms
    body: list[Element] = [Text(plain(page.notice))] if page.notice else []
    body += [Text(plain(line)) for line in section_lines(shown, section, texts)]
    ids = [one.id for one in terms.sections]
    place = ids.index(section.id)
    controls: list[Control] = []
    if shown.editable:
        edit = texts("button.edit-section")
        controls.append(
            Button(
                edit, "committees.edit-section", shown.value(section.id), Style.PRIMARY, opens=True
            )
        )
    if place:
        before = shown.value(ids[place - 1])
        controls.append(Button(texts("button.previous-section"), SECTION, before))
    if place + 1 < len(ids):
        after = shown.value(ids[place + 1])
        controls.append(Button(texts("button.next-section"), SECTION, after))
    if shown.editable and section.id not in HEADINGS:
        remove = texts("button.remove-section")
        value = shown.value(section.id)
        controls.append(Button(remove, "committees.remove-section", value, Style.DANGER))
    controls.append(Button(texts("button.terms"), TERMS, f"{page.committee.id}/{terms.version}"))
    return Card(
        section.heading.in_language(texts.language),
        body=tuple(body),
        controls=tuple(controls),
        footer=_version_text(terms, texts),
    )


def section_form(shown: TermsPage, section: TermsSection | None, value: str, texts: Texts) -> Form:
    """Return the form of a section; an empty one for a new section.

    The section on the frequency asks for the months and the rule as well.
    """
    heading = section.heading.in_language(texts.language) if section else ""
    body = section.body.in_language(texts.language) if section else ""
    fields: tuple[FormField, ...] = (
        TextField(
            "heading", texts("terms.field.heading"), heading, required=True, most=_MOST_HEADING
        ),
        TextField(
            "body",
            texts("terms.field.body"),
            body,
            required=True,
            lines=10,
            hint=texts("terms.hint.body", names=", ".join(_names(texts))),
            most=_MOST_BODY,
        ),
    )
    if section and section.id == FREQUENCY:
        fields = (*fields, *frequency_fields(section.months, section.due_rule, texts))
    title = texts("terms.form.section" if section else "terms.form.new-section")
    return Form(title, "committees.save-section", fields, texts("button.save"), value=value)


def submit_form(shown: TermsPage, until: date, texts: Texts) -> Form:
    """Return the form that sends a draft for its approval: what is new, and by when."""
    page, terms = shown.page, shown.terms
    approver = page.organisation.role.get(terms.approver_role)
    named = role_name(approver, texts) if approver else terms.approver_role
    fields: tuple[FormField, ...] = (
        TextField(
            "changes",
            texts("terms.field.changes"),
            texts("terms.ask.first") if terms.version == 1 else "",
            required=True,
            lines=3,
            most=_MOST_BODY,
        ),
        DateField("deadline", texts("terms.field.deadline"), until, required=True),
    )
    return Form(
        texts("terms.form.submit"),
        "committees.terms-submitted",
        fields,
        texts("button.submit-terms"),
        intro=(Text(plain(texts("terms.ask.intro", approver=named))),),
        value=shown.value(),
    )


def review_card(page: CommitteePage, review_on: date, stage: str, texts: Texts) -> Card:
    """Return what the secretary is told when the terms are to be reviewed, or should have been."""
    name = page.committee.name.in_language(texts.language)
    day = texts.date_long(review_on)
    return Card(
        texts("terms.review-title", name=name),
        why=texts("terms.review-why"),
        body=(Text(plain(texts(f"terms.review.{stage}", name=name, date=day))),),
        controls=(Button(texts("button.terms"), TERMS, page.committee.id, Style.PRIMARY),),
    )


def section_lines(shown: TermsPage, section: TermsSection, texts: Texts) -> tuple[str, ...]:
    """Return a section's paragraphs with the placeholders filled in; a bullet begins with "•"."""
    text = filled_in(section.body.in_language(texts.language), terms_values(shown, texts))
    lines = (line.strip() for line in text.splitlines())
    return tuple(_BULLET + line[2:] if line.startswith("- ") else line for line in lines if line)


def terms_values(shown: TermsPage, texts: Texts) -> Mapping[str, str]:
    """Return what is filled in for each placeholder, as it is today."""
    page, terms = shown.page, shown.terms
    organisation, committee = page.organisation, page.committee
    members = members_on(organisation, committee, page.on)
    chairs = [_member(one, page, texts) for one in members if one.seat.chair]
    others = [_member(one, page, texts) for one in members if not one.seat.chair]
    secretaries = [person.name for person in secretaries_of(organisation, committee, page.on)]
    chair_role = organisation.role.get(committee.chair_role)
    frequency = frequency_of(terms)
    vacant = texts("committees.vacant")
    return {
        "organisation": organisation.profile.name or texts("terms.this-organisation"),
        "formand": ", ".join(chairs) or (role_name(chair_role, texts) if chair_role else vacant),
        "medlemmer": ", ".join(others) or vacant,
        "sekretaer": ", ".join(secretaries) or vacant,
        "frekvens": frequency_text(frequency.months, frequency.due_rule, texts)
        if frequency
        else texts("terms.when-needed"),
        "dato": _approved_on(terms, organisation.profile.timezone, texts),
        "version": str(terms.version),
    }


def terms_facts(shown: TermsPage, texts: Texts) -> Sequence[tuple[str, str]]:
    """Return what is said above a version's sections, label and value."""
    page, terms = shown.page, shown.terms
    approver = page.organisation.role.get(terms.approver_role)
    facts = [
        (texts("terms.version"), _version_text(terms, texts)),
        (texts("terms.approver"), role_name(approver, texts) if approver else terms.approver_role),
    ]
    if terms.approved_at is not None:
        on = _approved_on(terms, page.organisation.profile.timezone, texts)
        facts.append((texts("terms.approved"), on))
    if terms.review_on is not None:
        facts.append((texts("terms.review-on"), texts.date_medium(terms.review_on)))
    frequency = frequency_of(terms)
    if frequency is not None:
        said = frequency_text(frequency.months, frequency.due_rule, texts)
        facts.append((texts("terms.frequency"), said))
    return facts


def state_text(terms: Terms, texts: Texts) -> str:
    """Return where a version is, in a word."""
    return texts(f"terms.state.{terms.state.value}")


def _approved_on(terms: Terms, timezone: str, texts: Texts) -> str:
    if terms.approved_at is None:
        return texts("terms.not-yet")
    return texts.date_medium(terms.approved_at.astimezone(ZoneInfo(timezone)).date())


def _member(member: Member, page: CommitteePage, texts: Texts) -> str:
    role = page.organisation.role.get(member.seat.role_id)
    unit = page.organisation.unit.get(member.seat.unit_id or "")
    what = role_name(role, texts) if role else member.seat.role_id
    if unit:
        what = f"{what}, {unit.name.in_language(texts.language)}"
    person = member.person.name if member.person else texts("committees.vacant")
    return f"{person} ({what})"


def _version_text(terms: Terms, texts: Texts) -> str:
    return texts("terms.version-state", version=terms.version, state=state_text(terms, texts))


def _controls(shown: TermsPage, texts: Texts) -> list[Control]:
    page, terms = shown.page, shown.terms
    sections = tuple(
        Option(one.heading.in_language(texts.language), shown.value(one.id))
        for one in terms.sections
    )
    controls: list[Control] = [Select(texts("terms.read"), SECTION, sections)] if sections else []
    if shown.editable:
        new = texts("button.new-section")
        controls.append(Button(new, "committees.new-section", shown.value(), opens=True))
        if terms.state is TermsState.DRAFT:
            submit = texts("button.submit-terms")
            value = shown.value()
            controls.append(
                Button(submit, "committees.submit-terms", value, Style.PRIMARY, opens=True)
            )
    for kind in ("docx", "pdf"):
        label = texts(f"button.terms-{kind}")
        controls.append(Button(label, "committees.paper", f"{shown.value()}{kind}"))
    if len(page.versions) > 1:
        versions = tuple(
            Option(_version_text(one, texts), f"{one.committee_id}/{one.version}")
            for one in page.versions
        )
        controls.append(Select(texts("terms.versions"), TERMS, versions))
    controls.append(_back(page, texts))
    return controls


def _back(page: CommitteePage, texts: Texts) -> Button:
    return Button(texts("button.committee"), SHOW, page.committee.id)


def _names(texts: Texts) -> tuple[str, ...]:
    """Return the placeholders as they are typed."""
    names = ("organisation", "formand", "medlemmer", "sekretaer", "frekvens", "dato", "version")
    return tuple(f"{{{{{name}}}}}" for name in names)
