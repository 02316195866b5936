"""The forms of who is consulted and informed, of an answer, and of a notice to everybody."""

from bot.cards.elements import ChoiceField, Form, FormField, Option, Text, TextField, plain
from bot.cards.holders import role_name
from bot.cards.involvement import Shown
from bot.cards.matrix import activity_name
from bot.cards.pickers import PERSON, person_options
from bot.domain.holder_rules import is_retired
from bot.domain.involvement_rules import MatrixRow, outside_roles
from bot.domain.raci import Letter
from bot.texts import Texts

_LINES = 3
_MOST = 1500


def choose_form(shown: Shown, texts: Texts) -> Form:
    """Return the form of which row of the matrix in force is asked."""
    organisation = shown.organisation
    options = tuple(
        Option(activity_name(one, texts), one.id)
        for one in organisation.activities
        if not is_retired(one.retired_on, shown.on)
    )
    known = shown.involvement.activity_id if shown.involvement else ""
    chosen = (known,) if known in {option.value for option in options} else ()
    return Form(
        texts("involvement.form.choose"),
        "involvement.chosen",
        (
            ChoiceField(
                "activity",
                texts("involvement.ask.activity"),
                options,
                chosen,
                required=True,
                hint=texts("involvement.hint.activity"),
            ),
        ),
        texts("involvement.button.look-up"),
        intro=_intro(shown),
        value=shown.subject,
    )


def tick_form(shown: Shown, row: MatrixRow, value: str, texts: Texts) -> Form:
    """Return the form in which those consulted and informed are ticked, as the row has them."""
    everybody = person_options(shown.organisation, shown.on, texts)
    options = tuple(one for one in everybody if one.value.removeprefix(PERSON) not in row.doers)
    known = shown.involvement
    asked = {one.person_id for one in known.consulted} if known else set()
    told = set(known.informed) if known else set()
    there = {one.value for one in options}

    def ticked(letter: Letter, but: set[str]) -> tuple[str, ...]:
        people = (PERSON + p for p in row.with_letter(letter) if p not in but)
        return tuple(one for one in people if one in there)

    case = texts("involvement.case", number=shown.number, title=shown.title)
    return Form(
        texts("involvement.form.tick"),
        "involvement.ticked",
        (
            ChoiceField(
                "consulted",
                texts("involvement.ask.consulted"),
                options,
                ticked(Letter.CONSULTED, asked),
                several=True,
            ),
            TextField(
                "question",
                texts("involvement.ask.question"),
                texts("involvement.question", case=case),
                lines=_LINES,
                most=_MOST,
            ),
            ChoiceField(
                "informed",
                texts("involvement.ask.informed"),
                options,
                ticked(Letter.INFORMED, asked | told),
                several=True,
                hint=texts("involvement.hint.informed"),
            ),
            TextField(
                "text",
                texts("involvement.ask.text"),
                texts("involvement.text"),
                lines=_LINES,
                most=_MOST,
            ),
        ),
        texts("involvement.button.send"),
        intro=(*_intro(shown), Text(plain(texts("involvement.tick-intro")))),
        value=value,
    )


def answer_form(shown: Shown, texts: Texts) -> Form:
    """Return the form of an answer."""
    known = shown.involvement
    return Form(
        texts("involvement.form.answer"),
        "involvement.answered",
        (
            TextField(
                "answer",
                texts("involvement.ask.answer"),
                required=True,
                lines=_LINES,
                most=_MOST,
            ),
        ),
        texts("involvement.button.send-answer"),
        intro=(*_intro(shown), Text(plain(known.question if known else ""))),
        value=shown.subject,
    )


def notice_form(
    shown: Shown, activity_id: str, places: tuple[Option, ...], texts: Texts, everybody: Texts
) -> Form:
    """Return the form of a notice to roles that get no direct message.

    Args:
        shown: the case.
        activity_id: the row whose roles are ticked; "" for all of them, with none ticked.
        places: where it can be posted; none to take the text instead.
        texts: the reader's language.
        everybody: the organisation's language, in which roles are written to.
    """
    roles = outside_roles(shown.organisation, activity_id, shown.on)
    known = shown.involvement
    fields: list[FormField] = [
        ChoiceField(
            "roles",
            texts("involvement.ask.roles"),
            tuple(Option(role_name(role, texts), role.id) for role in roles),
            tuple(role.id for role in roles) if activity_id else (),
            several=True,
            required=True,
        ),
        TextField(
            "text",
            texts("involvement.ask.notice"),
            known.text if known and known.text != everybody("involvement.text") else "",
            required=True,
            lines=_LINES,
            hint=texts("involvement.hint.notice"),
            most=_MOST,
        ),
    ]
    if places:
        fields.append(
            ChoiceField(
                "place",
                texts("involvement.ask.place"),
                places,
                (places[0].value,),
                required=True,
            )
        )
    kind = "post" if places else "take"
    return Form(
        texts(f"involvement.form.{kind}"),
        "involvement.posted" if places else "involvement.taken",
        tuple(fields),
        texts(f"involvement.button.{kind}"),
        intro=_intro(shown),
        value=shown.subject,
    )


def _intro(shown: Shown) -> tuple[Text, ...]:
    return (Text(plain(f"{shown.number} {shown.title}")),)
