"""Forms as modals: within the limits, accepted by the types, never markup, and nothing lost."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.cards.elements import (
    Button,
    Card,
    ChoiceField,
    DateField,
    FileField,
    Form,
    FormField,
    Option,
    Text,
    TextField,
    Tone,
    plain,
)
from bot.cards.pickers import NOBODY
from bot.chat.request import FormSubmit, Place, PlaceKind, SharedFile
from bot.platforms.slack.fields import overlong, read_state
from bot.platforms.slack.inbound import to_request
from bot.platforms.slack.modals import field_errors, modal, outcome, waiting
from bot.platforms.slack.payloads import sift
from bot.platforms.slack.spot import Kept, Spot, from_metadata, to_metadata
from bot.texts import Texts
from tests.payloads.findings import walk
from tests.payloads.slack import validate_slack_view
from tests.payloads.slack_limits import lint_slack_view
from tests.payloads.slack_views import file_named, inputs_of, options_of, state_of
from tests.platforms.slack.fake_slack import submission
from tests.platforms.slack.test_blocks import DA, EN, NASTY, TEAMS, element, text
from tests.tries import tries

SPOT = Spot(
    Place("slack", "T0VIRK", "C0GENERAL", PlaceKind.CHANNEL, "1.1"),
    "U0METTE",
    "https://hooks.slack.com/actions/1",
    "1800000000.000001",
    ephemeral=True,
)
PEOPLE = ("Anders Holm", "Jonas Bak", "Mette Lund", "Sara Vang")
FORM = Form(
    "Ret aktiviteten sikkerhedskopiering",
    "raci.save",
    (
        TextField("name", "Navn", "Backup", required=True, most=80, hint="Kort."),
        TextField("why", "Hvorfor", lines=4),
        ChoiceField("a", "A", tuple(Option(p, p[:2]) for p in PEOPLE), ("Jo",), required=True),
        ChoiceField("c", "C", tuple(Option(p, p[:2]) for p in PEOPLE), ("Me", "Sa"), several=True),
        DateField("until", "Indtil", date(2027, 3, 9)),
    ),
    "Gem",
    (Text(plain("Ændrer kladden."), Tone.MUTED),),
    "form_1",
)


def render(form: Form, texts: Texts = DA, **errors: str) -> dict[str, Any]:
    view = modal(form, SPOT, texts, TEAMS, errors)
    validate_slack_view(view)
    assert lint_slack_view(view) == []
    return view


def labelled(view: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {block["label"]["text"]: block for block in inputs_of(view)}


def read(view: dict[str, Any], **typed: Any) -> dict[str, tuple[str, ...]]:
    """Return what is read of the modal once Slack has posted it."""
    request = to_request(sift(submission(view, values=typed)))
    assert isinstance(request, FormSubmit)
    return dict(request.values)


def test_form_is_a_modal_with_what_stands_in_it() -> None:
    view = render(FORM)
    assert view["title"]["text"] == "Ret aktiviteten sikkerh…"
    assert (view["submit"]["text"], view["close"]["text"]) == ("Gem", "Annullér")
    blocks = labelled(view)
    assert [blocks[name]["optional"] for name in ("Navn", "Hvorfor", "A")] == [False, True, False]
    assert blocks["Navn"]["hint"]["text"] == "Kort."
    assert (blocks["Navn"]["element"]["max_length"], blocks["Navn"]["element"]["multiline"]) == (
        80,
        False,
    )
    assert blocks["Hvorfor"]["element"]["multiline"]
    assert read(view) == {
        "name": ("Backup",),
        "why": (),
        "a": ("Jo",),
        "c": ("Me", "Sa"),
        "until": ("2027-03-09",),
    }


def test_what_is_typed_is_what_is_read() -> None:
    typed = {"Navn": "Nyt", "Hvorfor": "a\nb", "A": "Sara Vang", "C": [], "Indtil": ""}
    assert read(render(FORM), **typed) == {
        "name": ("Nyt",),
        "why": ("a\nb",),
        "a": ("Sa",),
        "c": (),
        "until": (),
    }


def test_submission_tells_where_the_form_was_opened() -> None:
    request = to_request(sift(submission(render(FORM))))
    assert isinstance(request, FormSubmit)
    assert (request.action, request.value) == ("raci.save", "form_1")
    assert (request.place, request.message_id) == (SPOT.place, SPOT.message_id)
    assert request.actor.account.id == "U0METTE"


def test_an_option_may_stand_for_nothing() -> None:
    nobody = (Option("Ingen", ""), Option("Jonas Bak", "jo"))
    view = render(replace(FORM, fields=(ChoiceField("a", "A", nobody, ("jo",)),)))
    assert read(view, A="Ingen") == {"a": ("",)}
    nobody = (Option("Ingen", NOBODY), Option("Jonas Bak", "jo"))
    view = render(replace(FORM, fields=(ChoiceField("a", "A", nobody),)))
    assert len(list(options_of(labelled(view)["A"]["element"]))) == 2


def test_a_choice_that_need_not_be_made_can_be_undone() -> None:
    """Slack's menu of one choice cannot be emptied."""
    jonas = ChoiceField("a", "A", (Option("Jonas Bak", "jo"),), ("jo",))
    form = replace(FORM, fields=(jonas, replace(jonas, name="r", label="R", required=True)))
    view = render(form)
    assert read(view) == {"a": ("jo",), "r": ("jo",)}
    assert read(view, A="Ikke valgt") == {"a": ("",), "r": ("jo",)}
    with pytest.raises(LookupError):
        read(view, R="Ikke valgt")


@pytest.mark.parametrize("several", [False, True])
def test_more_than_a_hundred_options_stand_in_named_groups(several: bool) -> None:
    many = tuple(Option(f"Rolle {n:03}", f"r{n}") for n in range(250))
    field = ChoiceField("a", "A", many, ("r249",), several=several, required=True)
    view = render(replace(FORM, fields=(field,)))
    element = labelled(view)["A"]["element"]
    labels = [group["label"]["text"] for group in element["option_groups"]]
    assert labels[0] == "Rolle 000 – Rolle 099"
    assert [len(group["options"]) for group in element["option_groups"]] == [100, 100, 50]
    assert len(list(options_of(element))) == 250
    assert read(view) == {"a": ("r249",)}
    assert read(view, A="Rolle 120") == {"a": ("r120",)}


def test_options_that_have_no_room_are_typed_by_name() -> None:
    many = tuple(Option(f"Æøå {n}", f"person_{n}") for n in range(2_000))
    one = ChoiceField("a", "A", many, ("person_7",), hint="Kun én.")
    form = replace(FORM, fields=(one, replace(one, name="c", label="C", several=True)))
    view = render(form)
    blocks = labelled(view)
    assert blocks["A"]["hint"]["text"].startswith("Kun én. Listen er for lang til Slack")
    assert blocks["A"]["element"]["initial_value"] == "Æøå 7"
    assert read(view, C="Æøå 1\n\nÆøå 2") == {"a": ("Æøå 7",), "c": ("Æøå 1", "", "Æøå 2")}
    assert "type one name on each line" in labelled(render(form, EN))["C"]["hint"]["text"]


def test_a_submitted_view_with_many_options_passes_the_guard() -> None:
    many = tuple(Option(f"Søren Æbeløe {n}", f"person_{n:08}") for n in range(300))
    fields = tuple(ChoiceField(f"f{n}", f"F{n}", many, several=True) for n in range(6))
    view = render(replace(FORM, fields=fields))
    body = urlencode({"payload": json.dumps(submission(view))})
    assert len(body) < 256_000
    kinds = {block["element"]["type"] for block in inputs_of(view)}
    assert kinds == {"multi_static_select", "plain_text_input"}


def test_option_whose_value_is_too_long_is_typed_by_name() -> None:
    field = ChoiceField("a", "A", (Option("x", "v" * 151), Option("y", "y")))
    view = render(replace(FORM, fields=(field,)))
    assert read(view, A="x") == {"a": ("x",)}


def test_choice_without_options_says_so() -> None:
    view = render(replace(FORM, fields=(ChoiceField("a", "Rolle", ()),)))
    assert inputs_of(view) == []
    assert "Rolle: Der er intet at vælge" in json.dumps(view, ensure_ascii=False)


def test_form_without_fields_is_a_question() -> None:
    view = render(replace(FORM, fields=(), intro=()))
    assert view["blocks"]
    assert read(view) == {}


def test_errors_stand_at_their_fields_or_at_the_top() -> None:
    view = render(FORM)
    placed = field_errors(FORM, {"name": "Findes allerede.", "a": "Udfyld feltet."}, view)
    assert placed == {"form_1:name": "Findes allerede.", "form_1:a": "Udfyld feltet."}
    assert set(placed) <= {block["block_id"] for block in inputs_of(view)}
    assert field_errors(FORM, {"": "Kladden er ændret.", "name": "x"}, view) is None
    assert field_errors(FORM, {"gone": "x"}, view) is None
    assert field_errors(FORM, {}, view) is None
    told = modal(FORM, SPOT, DA, TEAMS, {"name": "Findes.", "": "Kladden er ændret."})
    validate_slack_view(told)
    assert told["blocks"][0]["text"]["text"] == "⚠️ OBS:\nKladden er ændret.\nNavn: Findes."
    kept = from_metadata(told["private_metadata"], "T0VIRK", "U0METTE")
    assert kept is not None
    assert kept.told


def test_text_that_slack_would_cut_is_not_shown() -> None:
    assert overlong(FORM) is None
    assert overlong(replace(FORM, fields=(TextField("x", "Ansvar", "x" * 3_001),))) == "Ansvar"
    assert overlong(replace(FORM, fields=(TextField("x", "Ansvar", "x" * 3_000),))) is None


def test_late_outcome_stands_in_a_modal_without_buttons() -> None:
    vis = Button("Vis", "raci.draft")
    saved = Card("Gemt i kladden", body=(Text(plain("Version 4")),), controls=(vis,))
    view = outcome(saved, EN, TEAMS)
    assert [block["type"] for block in view["blocks"]] == ["header", "section"]
    for shown in (view, waiting(DA), waiting(EN)):
        validate_slack_view(shown)
        assert lint_slack_view(shown) == []
        assert "submit" not in shown
    assert (view["title"]["text"], view["close"]["text"]) == ("Gemt i kladden", "Close")


@pytest.mark.parametrize(
    "written",
    ["", "null", "[]", "{}", '{"form":["a"]}', '{"form":["a","b"],"channel":["C","x",null]}', "x"],
)
def test_metadata_of_others_is_not_ours(written: str) -> None:
    assert from_metadata(written, "T0VIRK", "U0METTE") is None


def test_metadata_without_room_lets_the_address_go() -> None:
    kept = Kept("a", "b", replace(SPOT, url="https://hooks.slack.com/" + "x" * 3_000))
    written = to_metadata(kept)
    assert len(written) < 3_000
    assert from_metadata(written, "T0VIRK", "U0METTE") == replace(kept, spot=replace(SPOT, url=""))


# -- any form

EXAMPLES = tries(15, 600)

name = st.integers(0, 10_000).map(lambda n: f"field-{n}")
option = st.builds(Option, text, st.one_of(st.integers(0, 50).map(str), st.text(max_size=200)))
options = st.lists(option, max_size=8, unique_by=lambda o: o.value).map(tuple)
several_options = st.one_of(
    options, st.integers(101, 230).map(lambda n: tuple(Option(f"n{i}", f"{i}") for i in range(n)))
)
field: st.SearchStrategy[FormField] = st.one_of(
    st.builds(
        TextField,
        name,
        text,
        st.text(max_size=300) | st.sampled_from(NASTY),
        st.booleans(),
        text,
        st.integers(1, 5),
        st.integers(1, 9_000),
    ),
    st.builds(
        ChoiceField,
        name,
        text,
        several_options,
        st.lists(st.integers(0, 50).map(str), max_size=3).map(tuple),
        st.booleans(),
        st.booleans(),
        text,
    ),
    st.builds(DateField, name, text, st.none() | st.dates(), st.booleans(), text),
)
form = st.builds(
    Form,
    text,
    st.just("raci.save"),
    st.lists(field, max_size=6, unique_by=lambda f: f.name).map(tuple),
    text,
    st.lists(element, max_size=4).map(tuple),
    st.just("form_1"),
)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(form, st.dictionaries(name | st.just(""), text, max_size=3))
def test_any_form_is_accepted_and_its_inputs_are_plain_text(
    form: Form, errors: dict[str, str]
) -> None:
    view = modal(form, SPOT, DA, TEAMS, errors)
    validate_slack_view(view)
    assert lint_slack_view(view) == []
    frame = [view["title"], view["submit"], view["close"], *inputs_of(view)]
    assert all(node.get("type") != "mrkdwn" for _, node in walk(frame, ""))
    for _, node in walk(view["blocks"], ""):
        if node.get("type") == "mrkdwn":
            assert "<!" not in node["text"]
            assert "<#" not in node["text"]


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(form)
def test_any_form_that_is_submitted_as_it_is_says_what_stood_in_it(form: Form) -> None:
    view = modal(form, SPOT, DA, TEAMS)
    values = read_state(state_of(view, {}))
    shown = {block["element"]["action_id"].partition("#")[0] for block in inputs_of(view)}
    for one in form.fields:
        if one.name in shown:
            assert values[one.name] == begun(one)


def begun(field: FormField) -> tuple[str, ...]:
    match field:
        case TextField(value=value):
            return (value,) if value else ()
        case DateField(value=day):
            return (day.isoformat(),) if day else ()
        case ChoiceField():
            return chosen(field)


def chosen(field: ChoiceField) -> tuple[str, ...]:
    """As a menu, or typed by label when an option's value is too long for a menu."""
    known = {option.value: option.label for option in field.options}
    if any(len(value) >= 150 for value in known):
        typed = "\n".join(known.get(value, value) for value in field.chosen)
        lines = typed.splitlines() if field.several else [typed] * bool(typed)
        return tuple(lines) if len(typed) <= 3_000 else tuple(lines[:0])
    ticked = tuple(value for value in dict.fromkeys(field.chosen) if value in known)
    return ticked if field.several else ticked[:1]


def test_a_file_is_chosen_in_a_modal_and_read_with_the_form() -> None:
    form = replace(FORM, fields=(FileField("file", "Fil, der viser det", hint="Eller send den."),))
    view = modal(form, SPOT, DA, TEAMS)
    validate_slack_view(view)
    lint_slack_view(view)
    (block,) = [b for b in view["blocks"] if b["type"] == "input"]
    assert block["element"] == {"type": "file_input", "action_id": "file", "max_files": 1}
    assert block["optional"]
    body = submission(view, values={"Fil, der viser det": "log.pdf"})
    shared: list[object] = []

    def share(file: Mapping[str, Any]) -> SharedFile:
        shared.append(dict(file))
        return SharedFile(file["name"], file["size"], None)  # type: ignore[arg-type]

    request = to_request(sift(body), share=share)
    assert isinstance(request, FormSubmit)
    assert [file.name for file in request.files] == ["log.pdf"]
    assert shared == [file_named("log.pdf")]
    assert request.values == {"file": ()}
