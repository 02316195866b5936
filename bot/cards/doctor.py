"""The state of the installation: what is missing first, then what is well."""

from collections.abc import Sequence

from bot.cards.elements import Card, Element, Heading, Text, Tone, plain
from bot.texts import Texts


def doctor_card(lines: Sequence[tuple[bool, str]], texts: Texts) -> Card:
    """Return the diagnoses; each line is whether all is well, and its sentence."""
    body: list[Element] = []
    for well, key, tone in (
        (False, "doctor.missing", Tone.WARNING),
        (True, "doctor.fine", Tone.NORMAL),
    ):
        sentences = [sentence for ok, sentence in lines if ok is well]
        if sentences:
            body.append(Heading(texts(key)))
        body += [Text(plain(sentence), tone) for sentence in sentences]
    return Card(texts("doctor.title"), body=tuple(body))
