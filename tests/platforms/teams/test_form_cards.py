"""Forms as cards: inert, in the right shape, under the limit, and read back as they were shown."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.cards.elements import (
    Card,
    ChoiceField,
    DateField,
    FileField,
    Form,
    Mention,
    Option,
    Table,
    Text,
    TextField,
    plain,
)
from bot.platforms.teams.fields import typed_values
from bot.platforms.teams.fitting import LARGEST_CARD, size
from bot.platforms.teams.formcards import Shown, form_card, task_info
from bot.services.forms import read_values
from tests.payloads.findings import walk
from tests.payloads.teams import validate_adaptive_card
from tests.payloads.teams_limits import lint_adaptive_card
from tests.platforms.teams.test_markup import ELEMENT, FRAME, JONAS, USER, assert_inert
from tests.tries import tries

NAMES = st.sampled_from(["one", "value", "form", "opener", "a.b", "x,y", "æ"])
OPTIONS = st.lists(st.builds(Option, USER, st.text(min_size=1, max_size=8)), max_size=9).map(
    lambda options: tuple({option.value: option for option in options}.values())
)
CHOICE = st.builds(
    lambda name, label, options, several, picks, typed: ChoiceField(
        name,
        label,
        options,
        chosen=(*(o.value for o, p in zip(options, picks, strict=False) if p), *typed),
        several=several,
        required=several,
        hint=label,
    ),
    NAMES,
    USER,
    OPTIONS,
    st.booleans(),
    st.lists(st.booleans(), max_size=9),
    st.lists(USER, max_size=1),
)
FIELD = st.one_of(
    st.builds(TextField, NAMES, USER, USER, st.booleans(), USER, st.integers(1, 3)),
    CHOICE,
    st.builds(DateField, NAMES, USER, st.none() | st.dates(), st.booleans(), USER),
)
FORMS = st.builds(
    Form,
    USER,
    st.just("act.on"),
    st.lists(FIELD, max_size=5, unique_by=lambda one: one.name).map(tuple),
    USER.map("Gem {}".format),
    st.lists(ELEMENT, max_size=2).map(tuple),
    st.just("form-1"),
)
ERRORS = st.dictionaries(st.one_of(NAMES, st.just("")), USER, max_size=3)


@settings(max_examples=tries(25, 100), deadline=None)
@given(FORMS, ERRORS, st.booleans())
@example(
    Form(
        "<at>Mette</at>",
        "a",
        (TextField("n", "<at>x</at>", "<at>Mette</at>", hint="[x](https://example.com)"),),
        "Gem",
        intro=(Text((Mention("Jonas", (JONAS,)),)),),
    ),
    {"n": "**<at>Mette</at>**"},
    False,
)
def test_nothing_a_person_wrote_acts_in_a_form(form, errors, dialog):
    card = form_card(form, FRAME, Shown(errors, "m", dialog))
    assert_inert(Card("", body=form.intro), card)
    validate_adaptive_card(card)
    assert lint_adaptive_card(card) == []


def sent_back(card: dict) -> dict:
    """What Teams sends when the form is submitted as it is shown: its fields and its button's."""
    nodes = [node for _, node in walk(card["body"], "")]
    fields = [node for node in nodes if str(node.get("type")).startswith("Input.")]
    return {field["id"]: field.get("value", "") for field in fields} | card["actions"][0]["data"]


def wanted(form: Form) -> Mapping[str, tuple[str, ...]]:
    """What stands in the form's fields, as the house reads it."""
    given = {}
    for one in form.fields:
        match one:
            case TextField(value=value):
                given[one.name] = (value,) if value else ()
            case ChoiceField():
                given[one.name] = one.chosen
            case DateField(value=day):
                given[one.name] = (day.isoformat(),) if day else ()
    return read_values(form, given)


VALUES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8).filter(
    lambda text: text == text.strip()
)


@settings(max_examples=tries(25, 100), deadline=None)
@given(
    st.lists(VALUES, min_size=1, max_size=5, unique_by=str.casefold),
    st.booleans(),
    st.integers(0, 200),
    st.data(),
)
def test_what_is_shown_comes_back_the_same(values, several, padding, data):
    """Commas, percent signs and lists too long to show alter nothing."""
    many = tuple(Option(f"Navn {n}, {'x' * 90}", f"other-{n}") for n in range(padding))
    options = (*(Option(f"{value}, (navn)", value) for value in values), *many)
    chosen = tuple(data.draw(st.sets(st.sampled_from(values), max_size=None if several else 1)))
    form = Form(
        "Test",
        "act.on",
        (
            ChoiceField("who", "Hvem", options, chosen, several),
            TextField("note", "Note", "a, b % c", lines=2),
            DateField("when", "Hvornår", date(2027, 2, 28)),
        ),
        "Gem",
        value="form-1",
    )
    shown = form_card(form, FRAME, Shown(opener="m", dialog=True))
    back = typed_values(sent_back(shown))
    assert back is not None
    read, asked = read_values(form, back), wanted(form)
    assert (set(read["who"]), read["note"], read["when"]) == (
        set(asked["who"]),
        asked["note"],
        asked["when"],
    )


def people(count: int) -> tuple[Option, ...]:
    return tuple(Option(f"Søren Sørensen {n}, økonomi", f"person-{n:032}") for n in range(count))


MANY = tuple(
    ChoiceField(name, name, people(count), chosen=("person-" + "0" * 31 + "2",), several=several)
    for name, count, several in (("A", 90, False), ("R", 120, True), ("C", 100, True))
)


def test_the_longest_list_is_written_instead_of_chosen():
    card = form_card(Form("x", "a", MANY, "Gem"), FRAME, Shown())
    assert size(card) <= LARGEST_CARD
    kinds = {n["id"]: n for _, n in walk(card, "") if str(n.get("type")).startswith("Input.")}
    assert kinds["one.A"]["type"] == "Input.ChoiceSet"
    written = kinds["listed.R"]
    assert (written["type"], written["isMultiline"]) == ("Input.Text", True)
    assert written["value"] == "Søren Sørensen 2, økonomi"
    assert "Skriv et navn på hver linje." in json.dumps(card, ensure_ascii=False)


def test_what_was_written_stands_there_again_and_is_read():
    fields = (replace(MANY[1], chosen=("søren sørensen 7, økonomi", "Ukendt")),)
    form = Form("x", "a", (*fields, *MANY[::2]), "Gem")
    card = form_card(form, FRAME, Shown({"R": "»Ukendt« er ikke en af mulighederne."}))
    (written,) = [n for _, n in walk(card, "") if n.get("id") == "listed.R"]
    assert written["value"] == "søren sørensen 7, økonomi\nUkendt"
    typed = typed_values({"listed.R": "søren sørensen 7, økonomi\n\nSøren Sørensen 9, økonomi\n"})
    assert typed == {"R": ("søren sørensen 7, økonomi", "Søren Sørensen 9, økonomi")}
    read = read_values(form, typed)
    assert read["R"] == tuple(f"person-{n:032}" for n in (7, 9))


@pytest.mark.parametrize(
    "form",
    [
        Form("x", "a", tuple(replace(MANY[1], name=f"{n}") for n in range(12)), "Gem"),
        Form("x", "a", tuple(TextField(f"{n}", "æ" * 900, "ø" * 3000) for n in range(9)), "Gem"),
        Form("x", "a", (TextField("n", "l"),), "Gem",
             intro=(Table(("a", "b"), tuple((plain("x" * 99), plain("y")) for _ in range(999))),)),
        Form("t" * 9000, "a", (TextField("n", "l" * 9000, hint="h" * 9000),), "s" * 9000,
             intro=(Text(plain("i" * 40_000)),)),
    ],
)  # fmt: skip
@pytest.mark.parametrize("dialog", [True, False])
def test_whatever_is_too_big_is_made_to_fit(form, dialog):
    errors = {one.name: "e" * 9000 for one in form.fields}
    card = form_card(form, FRAME, Shown(errors, "m", dialog))
    assert size(card) <= LARGEST_CARD
    validate_adaptive_card(card)
    assert lint_adaptive_card(card) == []
    assert len(sent_back(card)) == len(form.fields) + 3


def test_a_text_that_is_not_shown_again_is_said_so():
    fields = tuple(TextField(f"{n}", "Note", "ø" * 3000) for n in range(3))
    card = form_card(Form("x", "a", fields, "Gem"), FRAME, Shown())
    said = [b["inlines"][0]["text"] for b in card["body"] if b.get("type") == "RichTextBlock"]
    kept = [n for _, n in walk(card, "") if n.get("type") == "Input.Text" and n.get("value")]
    assert len(kept) + len(said) == len(fields)
    assert 0 < len(said) < len(fields)
    assert said[0].startswith("Teksten er for lang til at blive vist igen")


@pytest.mark.parametrize(("fields", "height"), [(1, "small"), (4, "medium"), (9, "large")])
def test_a_dialog_is_as_high_as_its_fields(fields, height):
    form = Form("Titel", "a", tuple(TextField(f"{n}", "x") for n in range(fields)), "Gem")
    assert task_info(form, FRAME, Shown(dialog=True))["height"] == height


def test_a_form_says_how_else_a_file_is_sent() -> None:
    field = FileField("file", "Fil, der viser det", hint="Send den til mig med »udført test«.")
    form = Form("Udført", "x.done", (TextField("name", "Navn"), field), "Gem", value="form-1")
    card = form_card(form, FRAME, Shown(dialog=True))
    validate_adaptive_card(card)
    said = json.dumps(card, ensure_ascii=False)
    assert "kan ikke tage imod en fil" in said or "cannot take a file" in said
    assert "udført test" in said
    assert [block["id"] for block in card["body"] if "id" in block] == ["one.name"]
