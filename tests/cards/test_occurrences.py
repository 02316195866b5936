"""The card of a date of the wheel: its words, and that each platform can show it."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.cards import occurrence_forms as forms
from bot.cards.elements import Form
from bot.cards.occurrences import deadline_text, occurrence_card
from bot.cards.plaintext import card_text
from bot.domain.occurrence_answers import KINDS
from bot.domain.occurrence_marks import reference_to
from bot.domain.occurrences import Evidence, Occurrence, OccurrenceState, Part, Request, Wish
from bot.domain.organisation import Organisation
from bot.domain.people import Assignment, Person
from bot.texts import Texts
from tests.example import Example

TODAY = date(2027, 3, 9)
DUE = date(2027, 3, 31)
NOW = datetime(2027, 3, 9, 14, 30, tzinfo=ZoneInfo("Europe/Copenhagen"))
QUESTIONS = {
    "risk-assessment": "Er risikobilledet ændret, og hvilke risici ligger over risikovilligheden?",
    "risk-treatment-plan": "Er planen opdateret? Hvis ikke, hvorfor er den stadig dækkende?",
    "risk-treatment-followup": "Er der fremdrift, og har indsatserne givet det ønskede resultat?",
    "measurements": "Bevæger sikkerhedsniveauet sig i den ønskede retning?",
    "internal-audit": "Hvad viste auditten, og var auditor uafhængig?",
    "management-review": "Er ISMS'et passende i forhold til forretningsmål, interessenter, risiko "
    "og ressourcer, og hvad skal forbedres?",
    "annual-report": "Hvem har fået den, og hvad skal de beslutte?",
    "awareness": "Hvor mange deltog, og hvad viste det om adfærden?",
    "access-review": "Hvor mange blev gennemgået, og hvor mange blev fjernet?",
    "contingency-test": "Virkede planen, og hvad skal forbedres?",
}
pytestmark = pytest.mark.asyncio(loop_scope="session")


def occurrence(item_id: str = "w-risk-assessment", **changed: object) -> Occurrence:
    """Return an untouched occurrence."""
    one = Occurrence("o1", item_id, "2027-03", DUE, DUE, DUE - timedelta(days=14))
    return replace(one, **changed)  # type: ignore[arg-type]


def done_form(organisation: Organisation, item_id: str, language: str = "da") -> Form:
    """Return the form of a part that is done."""
    one = occurrence(item_id)
    return forms.done_form(one, reference_to(one, ""), organisation, Texts(language), TODAY)


async def test_each_kind_asks_its_own_question(settled: Example) -> None:
    assert set(QUESTIONS) == KINDS
    items = {item.activity_id: item.id for item in settled.organisation.wheel.items}
    for kind, question in QUESTIONS.items():
        form = done_form(settled.organisation, items[kind])
        said = [text for field in form.fields for text in (field.label, field.hint)]
        assert question in said
        english = done_form(settled.organisation, items[kind], "en")
        assert [f.name for f in english.fields] == [f.name for f in form.fields]
        assert len(form.title) <= 24 and len(english.title) <= 24


@pytest.mark.parametrize(
    ("on", "da", "en"),
    [
        (date(2027, 3, 24), "om 2 arbejdsdage", "in 2 working days"),
        (date(2027, 3, 30), "om 1 arbejdsdag", "in 1 working day"),
        (DUE, "i dag", "today"),
        (date(2027, 4, 1), "forsinket med 1 arbejdsdag", "1 working day overdue"),
    ],
)
async def test_a_deadline_is_said_as_a_date_and_in_words(
    settled: Example, on: date, da: str, en: str
) -> None:
    organisation = settled.organisation
    assert deadline_text(occurrence(), organisation, Texts("da"), on) == (
        f"onsdag den 31. marts 2027 – {da}"
    )
    assert deadline_text(occurrence(), organisation, Texts("en"), on) == (
        f"Wednesday 31 March 2027 – {en}"
    )


async def test_what_is_late_or_postponed_says_so(settled: Example) -> None:
    late = occurrence(due=date(2027, 4, 9))
    organisation, texts = settled.organisation, Texts("da")
    text = card_text(
        occurrence_card(late, "", organisation, texts, date(2027, 4, 14), "Fordi", reader=None)
    )
    assert "Status: Planlagt · Forsinket · Udskudt" in text
    assert "Planlagt til 31. marts 2027" in text
    assert text.splitlines()[1] == "Fordi"


async def test_a_card_says_what_was_asked_done_and_shown(settled: Example) -> None:
    organisation = settled.organisation
    mette = settled.person("mette").id
    part = Part(
        "",
        OccurrenceState.TO_APPROVE,
        answer="Uændret",
        evidence=Evidence("Rapport 4", "https://intranet.example.dk/4", "f"),
        done_by=mette,
        done_at=NOW,
    )
    request = Request(Wish.POSTPONE, mette, NOW, "Travlt", date(2027, 5, 3))
    one = occurrence(parts={"": part}, state=OccurrenceState.TO_APPROVE, request=request)
    for language in ("da", "en"):
        card = occurrence_card(one, "", organisation, Texts(language), TODAY, "", details=True)
        text = card_text(card)
        for word in ("Uændret", "Rapport 4", "https://intranet.example.dk/4", "Travlt", "Mette"):
            assert word in text
        assert sum(getattr(c, "style", "") == "primary" for c in card.controls) <= 2


async def test_of_many_holders_the_first_are_named_and_the_others_counted(
    settled: Example,
) -> None:
    organisation = settled.organisation
    names = [f"Medarbejder {number:02}" for number in range(1, 10)]
    crowd = tuple(Person(name, name, f"{name[-2:]}@example.dk") for name in names)
    held = tuple(Assignment(f"a-{name}", "hr", TODAY, person_id=name) for name in names)
    kept = tuple(a for a in organisation.assignments if a.role_id != "hr")
    crowded = replace(
        organisation,
        people=(*organisation.people, *crowd),
        assignments=(*kept, *held),
    )
    card = occurrence_card(occurrence("w-management-training"), "", crowded, Texts("da"), TODAY, "")
    text = card_text(card)
    assert names[4] in text
    assert names[5] not in text
    assert "og 4 flere" in text
