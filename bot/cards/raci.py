"""Answers to "who is responsible": the letters are always printed (domain.md oddity 7)."""

from dataclasses import dataclass
from datetime import date

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
    Text,
    Tone,
    plain,
)
from bot.cards.holder_pages import confirmation_lines
from bot.cards.holders import (
    Voice,
    as_of_text,
    holder_lines,
    party_lines,
    role_lines,
    role_name,
)
from bot.domain.duties import (
    ActivityAnswer,
    Held,
    PartyAnswer,
    PersonAnswer,
    RoleAnswer,
    UnitAnswer,
)
from bot.domain.holders import RoleView
from bot.domain.organisation import Organisation
from bot.domain.people import Person, Role
from bot.domain.raci import Duty, Letter, Matrix, MatrixStatus, format_letters
from bot.texts import Texts

SHOW = "raci.show"
SHARE = "raci.share"
_MOST_NAMED = 40
_MENTIONED_WHEN_SHARED = (Letter.ACCOUNTABLE, Letter.RESPONSIBLE)


@dataclass(frozen=True)
class Choice:
    """Something that can be looked up: `value` is what the button carries, "activity:backup"."""

    value: str
    label: str


@dataclass(frozen=True)
class Setting:
    """What surrounds every answer.

    Args:
        texts: the reader's language.
        organisation: the data that was read.
        on: the local date that the answer holds for.
        today: the local date now.
        owner: who can fill a vacant role, in words.
        shared: the answer goes to everyone in the place, so only A and R are mentioned.
        value: what [Del i kanal] carries; empty when the answer cannot be shared.
        others: what else may have been meant.
        note: what only this reader is told: what a draft of the matrix would change.
        more: what only this reader may do.
    """

    texts: Texts
    organisation: Organisation
    on: date
    today: date
    owner: str
    shared: bool = False
    value: str = ""
    others: tuple[Choice, ...] = ()
    note: tuple[Element, ...] = ()
    more: tuple[Control, ...] = ()


def activity_card(answer: ActivityAnswer, setting: Setting) -> Card:
    """Return the four letters of an activity with the people behind them."""
    texts = setting.texts
    facts = [_letter_fact(letter, views, setting) for letter, views in answer.rows]
    clauses = answer.activity.references.get("iso27001_2022", ())
    references = answer.activity.references
    law = references.get(f"law.{texts.language}", references.get("law", ()))
    if clauses or law:
        iso = ("ISO 27001 " + ", ".join(clauses),) if clauses else ()
        facts.append(Fact(texts("raci.references"), (plain("; ".join((*iso, *law))),)))
    description = answer.activity.description.in_language(texts.language)
    body: list[Element] = [Text(plain(description), Tone.MUTED)] if description else []
    return _card(
        answer.activity.name.in_language(texts.language), (*body, Facts(tuple(facts))), setting
    )


def role_card(answer: RoleAnswer, setting: Setting) -> Card:
    """Return who holds a role, what it does, and its letters."""
    texts, role = setting.texts, answer.view.role
    voice = Voice(texts, mentions=not setting.shared or _acts(answer.duties))
    kind = Fact(texts("role.kind"), (plain(texts(f"role.{role.kind.value}")),))
    tasks = tuple(plain(task) for task in role.tasks.in_language(texts.language))
    holders = Fact(texts("role.holders"), holder_lines(answer.view, voice, setting.owner))
    facts = [holders, kind]
    if tasks and not setting.shared:
        facts.append(Fact(texts("role.tasks"), tasks))
    confirmed = confirmation_lines(role.id, setting.organisation, texts, setting.on)
    if confirmed and setting.on == setting.today and not setting.shared:
        facts.append(Fact(texts("confirmations.fact"), confirmed))
    definition = role.definition.in_language(texts.language)
    body: list[Element] = [Text(plain(definition), Tone.MUTED)] if definition else []
    return _card(
        role.name.in_language(texts.language),
        (*body, Facts(tuple(facts)), *duty_elements(answer.duties, texts)),
        setting,
    )


def person_card(answer: PersonAnswer, setting: Setting) -> Card:
    """Return the roles a person holds or deputises in, with their letters."""
    texts = setting.texts
    body: list[Element] = []
    if answer.absence:
        until = texts.date_medium(answer.absence.last)
        away = texts("person.away", person=answer.person.name, date=until)
        body.append(Text(plain(away), Tone.WARNING))
    if not answer.held:
        body.append(Text(plain(texts("person.no-roles", person=answer.person.name))))
    for held in answer.held:
        body += held_elements(held, texts)
    return _card(answer.person.name, tuple(body), setting)


def unit_card(answer: UnitAnswer, setting: Setting) -> Card:
    """Return a unit's head, its role's letters, and its people's roles."""
    texts = setting.texts
    voice = Voice(texts, mentions=not setting.shared)
    facts = []
    if answer.head:
        facts.append(Fact(texts("unit.head"), ((voice.person(answer.head),),)))
    if answer.role:
        facts.append(
            Fact(texts("unit.role"), role_lines(answer.role, voice.quiet(), setting.owner))
        )
    if answer.members:
        facts.append(Fact(texts("unit.members"), tuple(_member(m, voice) for m in answer.members)))
    body: tuple[Element, ...] = (Facts(tuple(facts)),) if facts else ()
    if not facts:
        body = (Text(plain(texts("unit.empty"))),)
    return _card(
        answer.unit.name.in_language(texts.language),
        (*body, *duty_elements(answer.duties, texts)),
        setting,
    )


def party_card(answer: PartyAnswer, setting: Setting) -> Card:
    """Return a third party's contact, agreements and letters."""
    texts = setting.texts
    facts = [Fact(texts("party.contact"), party_lines(answer.view, Voice(texts)))]
    if answer.role:
        facts.append(Fact(texts("party.role"), (plain(role_name(answer.role, texts)),)))
    return _card(
        answer.view.party.name,
        (Facts(tuple(facts)), *duty_elements(answer.duties, texts)),
        setting,
    )


def choices_card(query: str, choices: tuple[Choice, ...], texts: Texts, *, several: bool) -> Card:
    """Return what may have been meant: several good matches, or the nearest to a poor one."""
    key = "raci.several" if several else "raci.no-match"
    message = texts("raci.no-match-none", query=query) if not choices else texts(key, query=query)
    controls: tuple[Control, ...] = tuple(
        Button(choice.label, SHOW, choice.value) for choice in choices
    )
    list_button = Button(texts("button.list"), "matrix.list", "1")
    return Card(
        texts("raci.title"), body=(Text(plain(message)),), controls=(*controls, list_button)
    )


def held_elements(held: Held, texts: Texts) -> tuple[Element, ...]:
    """Return a role a person holds, and its R and A; C and I are counted."""
    unit = f" · {held.unit.name.in_language(texts.language)}" if held.unit else ""
    stands_for = (
        " · " + texts("person.stands-for", person=held.stands_for.name) if held.stands_for else ""
    )
    line: Line = (Strong(role_name(held.role, texts)), Plain(unit + stands_for))
    return (Text(line), *duty_elements(held.duties, texts))


def version_text(organisation: Organisation, texts: Texts) -> str:
    """Return where an answer comes from: source, matrix version, and whether it is approved."""
    matrix = organisation.matrix
    if matrix.version == 0:
        return texts("raci.empty")
    status = status_text(matrix, texts)
    known = f"matrix.source.{matrix.source}"
    source = texts(known) if texts.has(known) else matrix.source
    told = texts("raci.source", source=source, version=matrix.version, status=status)
    control = texts("drafts.control", control=matrix.control) if matrix.control else ""
    return " · ".join(part for part in (told, control) if part)


def status_text(matrix: Matrix, texts: Texts) -> str:
    """Return whether a version is approved; what nobody has approved is a pack's or a file's."""
    if matrix.status is MatrixStatus.IMPORTED and not texts.has(f"matrix.source.{matrix.source}"):
        return texts("matrix.from-file")
    return texts(f"matrix.{matrix.status.value}")


def _card(title: str, body: tuple[Element, ...], setting: Setting) -> Card:
    texts = setting.texts
    as_of = as_of_text(texts, setting.on, setting.today)
    controls: list[Control] = list(setting.more)
    if setting.value and not setting.shared:
        controls.append(Button(texts("button.share"), SHARE, setting.value))
    if setting.others and not setting.shared:
        options = tuple(Option(choice.label, choice.value) for choice in setting.others)
        controls.append(Select(texts("raci.others"), SHOW, options))
    footer = " · ".join(part for part in (version_text(setting.organisation, texts), as_of) if part)
    return Card(title, body=(*body, *setting.note), controls=tuple(controls), footer=footer)


def _letter_fact(letter: Letter, views: tuple[RoleView, ...], setting: Setting) -> Fact:
    voice = Voice(setting.texts, mentions=not setting.shared or letter in _MENTIONED_WHEN_SHARED)
    lines = tuple(line for view in views for line in role_lines(view, voice, setting.owner))
    nobody = (plain(setting.texts(f"raci.nobody.{letter.value}")),)
    return Fact(letter_label(letter, setting.texts), lines or nobody)


def letter_label(letter: Letter, texts: Texts) -> str:
    """Return "Udførende (R)" and the like: the word is never shown without its letter."""
    return texts(f"raci.{letter.value}")


def duty_elements(duties: tuple[Duty, ...], texts: Texts) -> tuple[Element, ...]:
    """Return a role's activities by letter."""
    by_letter: dict[Letter, list[Duty]] = {letter: [] for letter in Letter}
    for duty in duties:
        for letter in duty.letters:
            by_letter[letter].append(duty)
    facts = tuple(
        Fact(letter_label(letter, texts), (plain(_named(listed, texts)),))
        for letter, listed in by_letter.items()
        if listed
    )
    return (Facts(facts),) if facts else (Text(plain(texts("raci.no-duties")), Tone.MUTED),)


def _named(duties: list[Duty], texts: Texts) -> str:
    """Name as many duties as a person reads and a platform shows, and count the rest."""
    names = ", ".join(_short(duty, texts) for duty in duties[:_MOST_NAMED])
    left = len(duties) - _MOST_NAMED
    return texts.plural("raci.and-more", left, names=names) if left > 0 else names


def _acts(duties: tuple[Duty, ...]) -> bool:
    """Tell whether a role is accountable or responsible in anything."""
    return any(letter in duty.letters for duty in duties for letter in _MENTIONED_WHEN_SHARED)


def _short(duty: Duty, texts: Texts) -> str:
    both = len(duty.letters) > 1
    name = duty.activity.short.in_language(texts.language) or duty.activity.name.in_language(
        texts.language
    )
    return f"{name} ({format_letters(duty.letters)})" if both else name


def _member(member: tuple[Person, tuple[Role, ...]], voice: Voice) -> Line:
    person, roles = member
    names = ", ".join(role_name(role, voice.texts) for role in roles)
    return (voice.quiet().person(person), Plain(f" – {names}" if names else ""))
