"""Open forms: kept as they were shown, for who has them open, until they expire."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.cards.codec import form_from_json, form_to_json
from bot.cards.elements import ChoiceField, DateField, FileField, Form, FormField, TextField
from bot.chat.request import FormSubmit
from bot.domain.errors import BadInput, FieldErrors, TooLate, TovholderError
from bot.domain.people import Account
from bot.services.identifiers import new_id
from bot.services.ports import Clock, OpenForm, Storage

LIFETIME = timedelta(hours=24)
Values = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Forms:
    """The forms that people have open."""

    storage: Storage
    clock: Clock

    async def open(self, form: Form, account: Account) -> Form:
        """Keep `form` for `account` and return it as the platforms carry it."""
        form_id = new_id("form")
        kept = OpenForm(
            id=form_id,
            platform=account.platform,
            tenant=account.tenant,
            account=account.id,
            form=form_to_json(form),
            expires_at=self.clock.now() + LIFETIME,
        )
        async with self.storage.begin() as work:
            await work.forms.add(kept)
            await work.commit()
        return replace(form, value=form_id)

    async def of(self, submit: FormSubmit) -> Form:
        """Return the form that was submitted, with the handler's own value.

        Raises:
            TooLate: it has expired, or is not this person's.
        """
        async with self.storage.read() as work:
            kept = await work.forms.load(submit.value)
        account = submit.actor.account
        if kept is None or kept.expires_at <= self.clock.now():
            raise TooLate("form-expired")
        if (kept.platform, kept.tenant, kept.account) != (
            account.platform,
            account.tenant,
            account.id,
        ):
            raise TooLate("form-not-yours")
        form = form_from_json(dict(kept.form))
        if form.action != submit.action:
            raise TooLate("form-expired")
        return form


def read_values(form: Form, values: Values) -> Values:
    """Return what was submitted, a value for each of the form's fields.

    A choice's label counts as the choice; blanks around a text are dropped; an empty field is an
    empty tuple.

    Raises:
        FieldErrors: a required field is empty, a text is too long, a choice is none of those
            offered, or a date is none.
    """
    errors: dict[str, TovholderError] = {}
    found: dict[str, tuple[str, ...]] = {}
    for field in form.fields:
        try:
            found[field.name] = _read(field, values.get(field.name, ()))
        except BadInput as error:
            errors[field.name] = error
    if errors:
        raise FieldErrors(errors)
    return found


def _read(field: FormField, typed: tuple[str, ...]) -> tuple[str, ...]:
    given = tuple(text for one in typed if (text := one.strip()))
    if field.required and not given:
        raise BadInput("form-required")
    match field:
        case TextField(most=most):
            if any(len(text) > most for text in given):
                raise BadInput("form-too-long", n=most)
        case ChoiceField():
            return _chosen(field, given)
        case DateField():
            return tuple(_day(text) for text in given[:1])
        case FileField():
            return ()
    return given


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise BadInput("form-date") from None


def _chosen(field: ChoiceField, given: tuple[str, ...]) -> tuple[str, ...]:
    values = {option.value for option in field.options}
    labels = {option.label.casefold(): option.value for option in field.options}
    chosen = tuple(one if one in values else labels.get(one.casefold(), "") for one in given)
    if "" in chosen:
        unknown = given[chosen.index("")]
        raise BadInput("form-no-such-choice", text=unknown[:80])
    if len(chosen) > 1 and not field.several:
        raise BadInput("form-one-choice")
    return tuple(dict.fromkeys(chosen))
