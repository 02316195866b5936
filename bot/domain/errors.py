"""What a person can be told went wrong: a catalogue key and its parameters, never prose."""

from collections.abc import Mapping
from datetime import date, datetime


class TovholderError(Exception):
    """An error with a sentence in the catalogues under `error.<key>`.

    Args:
        key: name of the sentence, without the `error.` prefix.
        params: values for the sentence's placeholders; a moment is UTC and shown in local time, a
            date as people write it.
    """

    def __init__(self, key: str, **params: str | int | date | datetime) -> None:
        super().__init__(key)
        self.key = key
        self.params = params


class NotAllowed(TovholderError):
    """The actor lacks the right; the sentence says who has it."""


class BadInput(TovholderError):
    """What was typed, pressed or imported cannot be used; the sentence says what to do."""


class TooLate(TovholderError):
    """A press on what has changed or been done since: a stale card, or a second press.

    It is told and audited; the sentence says what became of it.
    """


class FieldErrors(TovholderError):
    """What is wrong in a submitted form, by field name; the form stays open with what was typed.

    Args:
        errors: the error of each field; "" is the form as a whole.
    """

    def __init__(self, errors: Mapping[str, TovholderError]) -> None:
        super().__init__("form-errors")
        self.errors = errors


class Overtaken(TovholderError):
    """What a form was filled in from has changed since, so nothing was saved.

    The handler shows the form again with what stands there now.
    """


class NotReady(TovholderError):
    """The installation is not in a state in which this can be done."""
