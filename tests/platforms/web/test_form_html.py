"""A form as HTML: every kind of field, and nothing that a person wrote becomes markup."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cards.elements import (
    ChoiceField,
    DateField,
    FileField,
    Form,
    FormField,
    Option,
    Text,
    TextField,
    plain,
)
from bot.platforms.web.dialogs import Dialog
from bot.platforms.web.form_html import form_html
from bot.texts import Texts
from tests.platforms.web.asking import Seen
from tests.platforms.web.test_html import WRITTEN
from tests.tries import tries


def shown(*fields: FormField, language: str = "da", **errors: str) -> Seen:
    """Return a form with these fields."""
    form = Form("Titel", "x.save", fields, "Gem", value="v")
    return Seen(form_html(Dialog(form, "mette", "general", "m-1", errors), "/", Texts(language)))


def options(text: str, count: int) -> tuple[Option, ...]:
    return tuple(Option(text, f"{text}{number}") for number in range(count))


def everything(text: str) -> Dialog:
    """Return a form that says `text` wherever a person's text can stand."""
    given = {"hint": text, "required": True}
    fields: tuple[FormField, ...] = (
        TextField(text, text, text, **given),
        TextField(f"{text}2", text, text, lines=4, **given),
        ChoiceField(f"{text}3", text, options(text, 3), (text,), **given),
        ChoiceField(f"{text}4", text, options(text, 3), (f"{text}1",), several=True, **given),
        ChoiceField(f"{text}5", text, options(text, 20), (), **given),
        ChoiceField(f"{text}6", text, options(text, 20), (f"{text}1",), several=True, **given),
        DateField(f"{text}7", text, date(2027, 1, 4), **given),
    )
    form = Form(text, text, fields, text, (Text(plain(text)),), text)
    errors = {field.name: text for field in fields} | {"whole form": text}
    return Dialog(form, text, "general", text, errors)


@settings(max_examples=tries(25, 60), deadline=None)
@given(WRITTEN)
def test_a_persons_text_never_becomes_markup_or_an_address(text: str) -> None:
    seen = Seen(form_html(everything(text), "/back", Texts("da")))
    harmless = Seen(form_html(everything("x"), "/back", Texts("da")))
    assert seen.shape == harmless.shape
    for name in ("href", "src", "action", "method", "class", "type", "id", "for", "role"):
        assert seen.attributes(name) == harmless.attributes(name)


@settings(deadline=None)
@given(st.text() | WRITTEN)
def test_what_stands_in_a_field_is_what_was_typed(text: str) -> None:
    seen = shown(TextField("x", "x", text))
    (typed,) = [attrs for tag, attrs in seen.tags if attrs.get("name") == "field-x"]
    assert typed["value"] == text


def test_a_text_of_several_lines_keeps_its_first_line_break() -> None:
    html = form_html(
        Dialog(Form("x", "x", (TextField("x", "x", "\nto", lines=3),), "x"), "m", "p", None),
        "/",
        Texts("da"),
    )
    assert "\n\nto</textarea>" in html


def test_what_must_be_filled_in_is_said_in_words() -> None:
    field = TextField("x", "Navn", required=True)
    assert "Navn (skal udfyldes)" in shown(field).text
    assert "Navn (required)" in shown(field, language="en").text
    assert "skal udfyldes" not in shown(TextField("x", "Navn")).text


def test_an_error_is_said_in_words_beside_its_field() -> None:
    seen = shown(TextField("x", "Navn"), TextField("y", "Note"), y="For lang.")
    assert "Ret: For lang." in seen.text
    (wrong,) = [attrs for _, attrs in seen.tags if attrs.get("aria-invalid")]
    assert (wrong["id"], wrong["aria-describedby"]) == ("field-1", "error-1")
    assert "Der er noget at rette herunder." in seen.text


@pytest.mark.parametrize(
    ("count", "several", "required", "kind"),
    [
        (3, False, True, "select"),
        (12, False, False, "select"),
        (13, False, True, "radio"),
        (3, True, False, "checkbox"),
        (40, True, True, "checkbox"),
    ],
)
def test_a_choice_is_made_in_what_fits_its_options(
    count: int, several: bool, required: bool, kind: str
) -> None:
    field = ChoiceField("x", "Rolle", options("o", count), several=several, required=required)
    seen = shown(field)
    kinds = {str(attrs.get("type", tag)) for tag, attrs in seen.tags if "name" in attrs}
    assert kinds - {"hidden"} == {kind}
    values = {attrs.get("value") for tag, attrs in seen.tags if tag in ("option", "input")}
    assert {f"o{number}" for number in range(count)} <= values
    assert ("search" in seen.attributes("type")) == (kind != "select" and count > 8)


@pytest.mark.parametrize("count", [3, 20])
def test_one_may_choose_nothing_unless_something_must_be_chosen(count: int) -> None:
    free, must = (
        shown(ChoiceField("x", "Rolle", options("o", count), ("o1",), required=required))
        for required in (False, True)
    )
    assert "Ingen valgt" in free.text
    assert "Ingen valgt" not in must.text
    for seen in (free, must):
        picked = [
            attrs["value"] for _, attrs in seen.tags if attrs.keys() & {"selected", "checked"}
        ]
        assert picked == ["o1"]


def test_nothing_is_chosen_for_whoever_must_choose() -> None:
    few = shown(ChoiceField("x", "Rolle", options("o", 3), required=True))
    many = shown(ChoiceField("x", "Rolle", options("o", 20), required=True))
    first = next(attrs for tag, attrs in few.tags if tag == "option")
    assert first["value"] == ""
    assert not [attrs for _, attrs in many.tags if "checked" in attrs]


def test_what_is_chosen_stands_first_in_a_list() -> None:
    seen = shown(ChoiceField("x", "Rolle", options("o", 20), ("o7", "o3"), several=True))
    boxes = [attrs["value"] for _, attrs in seen.tags if attrs.get("type") == "checkbox"]
    assert boxes[:4] == ["o3", "o7", "o0", "o1"]


@pytest.mark.parametrize(
    ("chosen", "several", "first"),
    [((), False, ""), (("o7",), False, "o7"), ((), True, "o0"), (("o7",), True, "o7")],
)
def test_the_keyboard_begins_where_the_choice_is(
    chosen: tuple[str, ...], several: bool, first: str
) -> None:
    seen = shown(ChoiceField("x", "Rolle", options("o", 20), chosen, several=several))
    assert [attrs["value"] for _, attrs in seen.tags if "autofocus" in attrs] == [first]


def test_a_choice_without_options_is_no_fault() -> None:
    for several in (True, False):
        shown(ChoiceField("x", "Rolle", (), several=several, required=True))


def test_every_control_has_a_label() -> None:
    seen = Seen(form_html(everything("x"), "/", Texts("da")))
    ids = [value for value in seen.attributes("id") if value]
    assert len(ids) == len(set(ids))
    labelled = seen.attributes("for")
    for tag, attrs in seen.tags:
        if tag in ("select", "textarea") or attrs.get("type") in ("text", "date", "search"):
            assert attrs["id"] in labelled
    picks = sum(1 for _, attrs in seen.tags if attrs.get("type") in ("radio", "checkbox"))
    assert picks == sum(1 for _, attrs in seen.tags if attrs.get("class") == "pick")
    fieldsets = sum(1 for tag, _ in seen.tags if tag == "fieldset")
    assert fieldsets == sum(1 for tag, _ in seen.tags if tag == "legend") == 3


def test_a_form_with_a_file_is_sent_in_parts_and_asks_for_it_again() -> None:
    field = FileField("file", "Fil, der viser det", hint="Eller send den til mig.")
    form = Form("Udført", "x.done", (TextField("name", "Navn"), field), "Gem", value="form-1")
    shown = form_html(Dialog(form, "mette", "general", None), "/", Texts("da"))
    assert 'enctype="multipart/form-data"' in shown
    assert '<input type="file" id="field-1" name="field-file"' in shown
    assert "Vælg filen igen" not in shown
    wrong = Dialog(form, "mette", "general", None, {"name": "Udfyld feltet."})
    assert "Eller send den til mig. Vælg filen igen." in form_html(wrong, "/", Texts("da"))
    without = Dialog(replace(form, fields=form.fields[:1]), "mette", "general", None)
    assert "enctype" not in form_html(without, "/", Texts("da"))
