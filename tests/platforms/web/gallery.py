"""A chat filled with every element a card may hold, to be looked at in a browser.

Run `python -m tests.platforms.web.gallery PORT [da|en]` and open http://127.0.0.1:PORT.
"""

import asyncio
import sys
from datetime import timedelta

import resvg_py
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request as HttpRequest
from starlette.responses import Response
from starlette.routing import Mount, Route

from bot.cards.elements import (
    Button,
    Card,
    Fact,
    Facts,
    Heading,
    Mention,
    Option,
    Picture,
    Plain,
    Select,
    Strong,
    Style,
    Table,
    Tone,
    plain,
)
from bot.cards.elements import Text as Paragraph
from bot.chat.reply import Audience, Reply
from bot.chat.request import ButtonPress, HomeOpened, Place, PlaceKind, Request
from tests.platforms.web.house import CAST, House


def who(person_id: str) -> Mention:
    """Return the mention of one of the cast."""
    person = next(one for one in CAST if one.id == person_id)
    return Mention(person.name, (person.account,))


LOOKUP = Card(
    "Adgangsstyring: tildeling og fratagelse af rettigheder",
    body=(
        Facts(
            (
                Fact("Ansvarlig (A)", ((who("anders"), Plain(" · Topledelsen")),)),
                Fact(
                    "Udførende (R)",
                    (
                        (who("jonas"), Plain(" · It-drift")),
                        (
                            Plain("Peter Drift, Drift A/S · "),
                            Plain("peter@example.dk · 55 55 01 02"),
                        ),
                    ),
                ),
                Fact("Konsulteres (C)", ((who("lone"), Plain(", "), who("karin")),)),
                Fact("Informeres (I)", (plain("Alle medarbejdere"),)),
                Fact(
                    "Krav",
                    (plain("ISO/IEC 27001:2022 A.5.15, A.5.18 · NIS 2 art. 21, stk. 2, litra i"),),
                ),
            )
        ),
        Paragraph(
            plain(
                "Jonas Bak er fraværende til og med den 12. marts 2027. Sara Juhl er stedfortræder."
            ),
            Tone.WARNING,
        ),
        Paragraph(
            plain("Aftalen med Drift A/S (databehandleraftale) udløber den 31. december 2027."),
            Tone.MUTED,
        ),
    ),
    controls=(
        Button("Del i kanal", "raci.share", "act-access", Style.PRIMARY),
        Button("Vis hele matrixen", "raci.matrix"),
        Select(
            "Mente du noget andet?",
            "raci.show",
            (
                Option("Gennemgang af brugerrettigheder", "act-review"),
                Option("Privilegerede konti", "act-privileged"),
                Option("Oprettelse og nedlæggelse af brugere", "act-joiners"),
            ),
        ),
    ),
    footer="Startpakke: dansk SMV · version 1 · ikke godkendt",
)
MATRIX = Card(
    "RACI-matrix",
    body=(
        Picture(
            "sample",
            "30 aktiviteter og 17 roller",
            "Matrixen som tekst: adgangsstyring, A topledelsen.",
        ),
        Table(
            (
                "Aktivitet",
                "Topledelsen",
                "It-drift",
                "Systemejer",
                "HR",
                "Leverandør",
                "Medarbejdere",
            ),
            (
                (
                    plain("Adgangsstyring"),
                    plain("A"),
                    plain("R"),
                    plain("C"),
                    plain("C"),
                    plain("R"),
                    plain("I"),
                ),
                (
                    plain("Sikkerhedskopiering"),
                    plain("I"),
                    plain("A"),
                    plain("C"),
                    plain("–"),
                    plain("R"),
                    plain("–"),
                ),
                (
                    plain("Awareness og uddannelse"),
                    plain("A"),
                    plain("C"),
                    plain("I"),
                    plain("R"),
                    plain("–"),
                    plain("I"),
                ),
            ),
        ),
    ),
    controls=(Button("Vis flere", "raci.more", "2"),),
    footer="Gældende fra den 1. februar 2027",
)
REMINDER = Card(
    "Årlig risikovurdering",
    why="Du får den, fordi du er udførende (R)",
    body=(
        Paragraph(
            (
                Plain("Skal være gennemført senest "),
                Strong("den 31. marts 2027"),
                Plain(". Der er 16 arbejdsdage tilbage."),
            )
        ),
        Heading("Det skal du gøre"),
        Paragraph(plain("Gennemgå trusler og aktiver, og opdatér behandlingsplanen.")),
    ),
    controls=(
        Button("Markér som gennemført", "wheel.done", "w-1", Style.PRIMARY),
        Button("Påmind mig senere", "wheel.snooze", "w-1"),
        Button("Afvis", "wheel.reject", "w-1", Style.DANGER),
    ),
    footer="Ansvarlig (A): Anders Holm · frist den 31. marts 2027",
)
HOME = Card(
    "Mette Sørensen",
    body=(
        Heading("Du er ansvarlig (A) for"),
        Table(
            ("Aktivitet", "Rolle"),
            (
                (plain("Politikker og retningslinjer"), plain("Informationssikkerhedsfunktionen")),
                (plain("Hændelseshåndtering"), plain("Informationssikkerhedsfunktionen")),
            ),
        ),
        Heading("Du er udførende (R) for"),
        Facts(
            (
                Fact("Årlig risikovurdering", (plain("senest den 31. marts 2027"),)),
                Fact("Ledelsens gennemgang", (plain("senest den 15. juni 2027"),)),
            )
        ),
    ),
    controls=(Button("Find ansvar", "raci.menu", "", Style.PRIMARY), Button("Hjælp", "help")),
)


def script(request: Request) -> Reply:
    """Answer everything with one of the cards above."""
    if isinstance(request, HomeOpened):
        return Reply(HOME, Audience.PERSONAL)
    if isinstance(request, ButtonPress) and request.action == "raci.share":
        return Reply(LOOKUP, Audience.PLACE)
    if isinstance(request, ButtonPress) and request.action == "wheel.done":
        done = Card(
            REMINDER.title,
            body=(Paragraph(plain("Jonas Bak markerede den som gennemført den 9. marts 2027.")),),
        )
        return Reply(done, Audience.PERSONAL, replaces=True)
    if "matrix" in getattr(request, "text", "") or getattr(request, "action", "") == "raci.matrix":
        return Reply(MATRIX)
    return Reply(LOOKUP)


def sample_picture() -> bytes:
    """Return a PNG that looks like a matrix from afar."""
    shades = ("#14566b", "#a9cdd8", "#e2eef1", "#f4f2ee", "#f4f2ee")
    cells = "".join(
        _box(260 + column * 56, 60 + row * 30, 52, 26, shades[(row * 7 + column * 3) % 5])
        for row in range(12)
        for column in range(11)
    )
    names = "".join(
        _box(24, 66 + row * 30, 140 + row * 37 % 80, 12, "#c9c4b8") for row in range(12)
    )
    ground = _box(0, 0, 900, 440, "#ffffff")
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string='<svg xmlns="http://www.w3.org/2000/svg" width="900" height="440">'
            f"{ground}{cells}{names}</svg>"
        )
    )


def _box(x: int, y: int, width: int, height: int, colour: str) -> str:
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="4" fill="{colour}"/>'


async def fill(house: House) -> None:
    """Let the cast talk a little over two days."""
    clock = house.clock
    await house.say(
        "karin", "general", "Hvem skal give den nye systemejer adgang? @Mette, ved du det?"
    )
    clock.moment += timedelta(minutes=4)
    await house.say("mette", "general", "Godt spørgsmål, @Karin Friis. Jeg slår det op.")
    shown = (await house.say("mette", "general", "/raci adgangsstyring")).json()
    clock.moment += timedelta(minutes=1)
    await house.press(shown[-1]["id"], "raci.share")
    await house.say("jonas", "general", "Tak. <b>Ikke fed</b> & ikke et link: https://example.dk")
    clock.moment += timedelta(days=1)
    await house.web.messenger.send(Place("web", "demo", "udvalg", PlaceKind.CHANNEL), MATRIX)
    await house.web.messenger.send(Place("web", "demo", "dm-mette", PlaceKind.DIRECT), REMINDER)
    await house.say("mette", "dm-mette", "hvem har ansvar for backup")
    await house.say("mette", "general", "/raci matrix")


async def serve(port: int, language: str) -> None:
    """Serve the filled chat on loopback until it is stopped."""
    house = House(script, port, {person.id: language for person in CAST})
    await fill(house)
    png = sample_picture()

    async def picture(request: HttpRequest) -> Response:
        return Response(png, media_type="image/png")

    app = Starlette(routes=[Route("/pictures/sample.png", picture), Mount("/", house.web.app)])
    config = uvicorn.Config(app, port=port, log_level="warning", timeout_graceful_shutdown=1)
    await uvicorn.Server(config).serve()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "da"))
