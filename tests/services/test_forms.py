"""Forms are kept for who has them open, and what is submitted is read against what was shown."""

from collections.abc import Mapping
from datetime import date

import pytest

from bot.cards.elements import ChoiceField, DateField, Form, Option, TextField, filled_in
from bot.chat.request import Actor, FormSubmit, Place, PlaceKind
from bot.domain.errors import FieldErrors, TooLate
from bot.domain.people import Account
from bot.services.forms import LIFETIME, Forms, read_values
from tests.services.rooms import Rooms

METTE, BO = Account("web", "demo", "mette"), Account("web", "demo", "bo")
PLACE = Place("web", "demo", "general", PlaceKind.CHANNEL)
ROLES = (Option("IT-drift", "it"), Option("Ledelsen", "top"))
FORM = Form(
    "Ret",
    "x.save",
    (
        ChoiceField("a", "A", ROLES, required=True),
        ChoiceField("r", "R", ROLES, several=True),
        TextField("note", "Note", most=10),
        DateField("from", "Fra"),
    ),
    "Gem",
    value="activity:backup",
)


def submit(form: Form, account: Account = METTE, action: str = "x.save") -> FormSubmit:
    """Return `form` as `account` submits it."""
    return FormSubmit(Actor(account), PLACE, action, form.value, {"a": ("it",)})


async def test_a_form_comes_back_as_it_was_shown(rooms: Rooms) -> None:
    forms = Forms(rooms.storage, rooms.clock)
    shown = await forms.open(FORM, METTE)
    assert shown.value not in ("", FORM.value)
    assert await forms.of(submit(shown)) == FORM


@pytest.mark.parametrize(("who", "key"), [(BO, "form-not-yours"), (METTE, "form-expired")])
async def test_a_form_is_its_openers_until_it_expires(
    sqlite_rooms: Rooms, who: Account, key: str
) -> None:
    forms = Forms(sqlite_rooms.storage, sqlite_rooms.clock)
    shown = await forms.open(FORM, METTE)
    if who is METTE:
        sqlite_rooms.clock.advance(seconds=LIFETIME.total_seconds())
    with pytest.raises(TooLate) as error:
        await forms.of(submit(shown, who))
    assert error.value.key == key


async def test_a_form_is_submitted_to_its_own_action(sqlite_rooms: Rooms) -> None:
    forms = Forms(sqlite_rooms.storage, sqlite_rooms.clock)
    shown = await forms.open(FORM, METTE)
    with pytest.raises(TooLate):
        await forms.of(submit(shown, action="other.save"))
    with pytest.raises(TooLate):
        await forms.of(submit(FORM))


def test_what_is_submitted_is_read_by_value_or_by_label() -> None:
    read = read_values(FORM, {"a": ("it-DRIFT",), "r": ("top", "Ledelsen", ""), "note": (" x ",)})
    assert read == {"a": ("it",), "r": ("top",), "note": ("x",), "from": ()}


@pytest.mark.parametrize(
    ("values", "errors"),
    [
        ({}, {"a": "form-required"}),
        ({"a": (" ",)}, {"a": "form-required"}),
        ({"a": ("cfo",)}, {"a": "form-no-such-choice"}),
        ({"a": ("it", "top")}, {"a": "form-one-choice"}),
        ({"a": ("it",), "note": ("x" * 11,)}, {"note": "form-too-long"}),
        ({"a": ("it",), "from": ("i morgen",)}, {"from": "form-date"}),
    ],
)
def test_what_is_wrong_is_told_at_its_field(
    values: Mapping[str, tuple[str, ...]], errors: Mapping[str, str]
) -> None:
    with pytest.raises(FieldErrors) as raised:
        read_values(FORM, values)
    assert {name: error.key for name, error in raised.value.errors.items()} == errors


def test_a_form_keeps_what_was_typed() -> None:
    typed = {"a": ("top",), "r": (), "note": ("hej",), "from": ("2027-01-04",)}
    choice, several, text, day = filled_in(FORM, typed).fields
    assert isinstance(choice, ChoiceField)
    assert isinstance(several, ChoiceField)
    assert isinstance(text, TextField)
    assert isinstance(day, DateField)
    assert (choice.chosen, several.chosen, text.value) == (("top",), (), "hej")
    assert day.value == date(2027, 1, 4)
