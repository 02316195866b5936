"""Forms to be looked at and tested, and a house that answers what is filled in.

Run `python -m tests.platforms.web.forms PORT [da|en]` and open http://127.0.0.1:PORT.
"""

import asyncio
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import uvicorn

from bot.cards.elements import (
    Button,
    Card,
    ChoiceField,
    DateField,
    File,
    Form,
    Heading,
    Option,
    Style,
    Table,
    TextField,
    filled_in,
    plain,
)
from bot.cards.elements import Text as Paragraph
from bot.chat.reply import Audience, Reply
from bot.chat.request import ButtonPress, Command, FormSubmit, Request
from tests.platforms.web.house import CAST, House

_ROLES = (
    "Topledelsen",
    "Informationssikkerhedsfunktionen",
    "It-drift",
    "Systemejer",
    "HR",
    "Økonomi",
    "Databeskyttelsesrådgiver",
    "Indkøb",
    "Facility management",
    "Intern revision",
    "Leverandør: Drift A/S",
    "Leverandør: Løn og HR ApS",
    "Alle medarbejdere",
    "Projektleder",
)
ROLES = tuple(Option(name, f"role-{number}") for number, name in enumerate(_ROLES))
SYSTEMS = tuple(Option(name, name.lower()) for name in ("ERP", "Journal", "Hjemmeside"))
FORM = Form(
    "Ret aktiviteten",
    "sample.save",
    (
        TextField("name", "Navn", "Sikkerhedskopiering", required=True),
        ChoiceField("a", "Ansvarlig (A)", ROLES, ("role-2",), required=True),
        ChoiceField(
            "r",
            "Udførende (R)",
            ROLES,
            ("role-3", "role-10"),
            several=True,
            required=True,
            hint="Mindst én. En ekstern kontakt kan udføre, men ikke være ansvarlig.",
        ),
        ChoiceField("systems", "Systemer", SYSTEMS, several=True),
        ChoiceField("cadence", "Hvor tit", (Option("Hver måned", "m"), Option("Hvert år", "y"))),
        DateField("due", "Gælder fra", date(2027, 4, 1), hint="Tidligst i dag."),
        TextField("why", "Begrundelse", lines=4, hint="Den følger med udkastet."),
    ),
    "Gem udkast",
    (Paragraph(plain("Rettelsen er et udkast, til en anden har godkendt den.")),),
    "form-1",
)
CONFIRM = Form(
    "Bekræft", "sample.confirm", (TextField("note", "Note"),), "Gem alligevel", value="form-2"
)
WRONG = {
    "name": "Udfyld feltet.",
    "r": "Vælg mindst én udførende.",
    "due": "Datoen ligger før i dag. Vælg en senere.",
}
OPENER = Card(
    "Ret aktiviteten",
    body=(Paragraph(plain("Åbn formularen for at rette, hvem der har ansvaret.")),),
    controls=(Button("Åbn formularen", "sample.open", "act-1", Style.PRIMARY, opens=True),),
)
SAVED = Card("Udkastet er gemt", footer="Anders Holm skal godkende det")
PREVIEW = Card(
    "Import af matrix.xlsx: 24 ændringer, 3 fejl",
    why="Intet er ændret, før du bekræfter",
    body=(
        Heading("Det skal rettes"),
        Table(
            ("Række", "Kolonne", "Fejl"),
            (
                (plain("4"), plain("C"), plain("Aktiviteten har to A: Topledelsen og It-drift.")),
                (plain("9"), plain("F"), plain("Rollen »Sysadmin« findes ikke.")),
                (plain("12"), plain("B"), plain("Cellen har en formel. Skriv bogstavet selv.")),
            ),
        ),
        Heading("Det bliver ændret"),
        Table(
            ("Aktivitet", "Rolle", "Før", "Efter"),
            tuple(
                (plain(f"Aktivitet {n}"), plain(_ROLES[n % 14]), plain("–"), plain("R, C"))
                for n in range(24)
            ),
        ),
        File("secret-file-0123456789", "rækker med fejl.xlsx", 18_400, "http://example.dk/x"),
    ),
    controls=(
        Button("Indlæs de 24 ændringer", "sample.apply", "i-1", Style.PRIMARY),
        Button("Annullér", "sample.drop", "i-1"),
    ),
    footer="Udkast af Mette Sørensen · version 2",
)


def script(request: Request) -> Reply:
    """Open the form, check it, ask once more, and save it."""
    if isinstance(request, FormSubmit) and request.action == FORM.action:
        return _checked(request)
    if isinstance(request, FormSubmit):
        return Reply(SAVED, replaces=True)
    if isinstance(request, ButtonPress) and request.action == "sample.open":
        return Reply(OPENER, form=FORM)
    if isinstance(request, Command) and request.files:
        return Reply(PREVIEW)
    if isinstance(request, Command) and "ret" in request.text:
        return Reply(OPENER, form=FORM)
    mine = "mig" in getattr(request, "text", "")
    return Reply(OPENER, Audience.PERSONAL if mine else Audience.ASKER)


def _checked(request: FormSubmit) -> Reply:
    values = request.values
    errors = _errors(values)
    if errors:
        return Reply(OPENER, form=_refilled(values), errors=errors)
    if values["name"] == ("igen",):
        return Reply(OPENER, form=CONFIRM)
    return Reply(SAVED, replaces=True)


def _refilled(values: Mapping[str, tuple[str, ...]]) -> Form:
    return replace(filled_in(FORM, values), value=FORM.value)


def _errors(values: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    given = {name: [text for text in texts if text.strip()] for name, texts in values.items()}
    errors = {name: WRONG[name] for name in ("name", "r") if not given.get(name)}
    if given.get("due", ["9"])[0] < "2027-03-09":
        errors["due"] = WRONG["due"]
    if given.get("name") == ["hel"]:
        errors[""] = "En anden har rettet aktiviteten imens. Åbn den igen."
    return errors


async def serve(port: int, language: str) -> None:
    """Serve the chat on loopback until it is stopped."""
    house = House(script, port, {person.id: language for person in CAST})
    config = uvicorn.Config(
        house.web.app, port=port, log_level="warning", timeout_graceful_shutdown=1
    )
    await uvicorn.Server(config).serve()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "da"))
