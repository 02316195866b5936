"""The forms that people have open in the chat, as they are shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.cards.elements import Form

_MOST = 500


@dataclass(frozen=True)
class Dialog:
    """An open form.

    Args:
        form: what is filled in.
        person: account id of who has it open.
        place: id of the place where what it leads to is answered.
        message: the message that it was opened on; it may be gone by now.
        errors: what is wrong, a sentence by field name; "" is the form as a whole.
    """

    form: Form
    person: str
    place: str
    message: str | None
    errors: Mapping[str, str] = field(default_factory=dict)


class Dialogs:
    """Every open form. They are shown from memory, but submitted from what the house has stored."""

    def __init__(self) -> None:
        """Start without any."""
        self._open: dict[tuple[str, str], Dialog] = {}

    def show(self, dialog: Dialog) -> None:
        """Keep `dialog`, in the place of what was shown of the same form."""
        key = (dialog.person, dialog.form.value)
        self._open.pop(key, None)
        self._open[key] = dialog
        while len(self._open) > _MOST:
            del self._open[next(iter(self._open))]

    def find(self, person: str, value: str) -> Dialog | None:
        """Return the person's open form by its `Form.value`, or None."""
        return self._open.get((person, value))

    def close(self, person: str, value: str) -> None:
        """Forget a form that is done with."""
        self._open.pop((person, value), None)
