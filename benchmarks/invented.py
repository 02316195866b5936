"""Ten thousand activities that a large organisation could have, and what people would ask.

Names are put together from Danish words, so that they bend, compound and resemble each other as
real ones do. The same seed gives the same names and queries.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import product
from random import Random

from bot.domain.language import Localized, LocalizedList
from bot.domain.raci import Activity, Letter, Letters
from bot.handlers.routing import LOOK_UP, Routes
from bot.importing.imported import ImportedPack


def _words(text: str) -> list[str]:
    return text.split()


_DEEDS = _words(
    """
    Kontrol Gennemgang Registrering Godkendelse Vedligeholdelse Overvågning Afstemning
    Bestilling Arkivering Opdatering Evaluering Planlægning Dokumentation Fordeling
    Nedlukning Rengøring Kalibrering Opfølgning Rapportering Udlevering
    """
)
_FIRST = _words(
    """
    nøgle patient elev borger låner kunde leverandør lager vare maskine køretøj bygnings
    vagt medicin prøve journal løn feriepenge rejse kontrakt faktura moms tilskuds projekt
    netværks printer telefon skærm licens server domæne mail kamera alarm adgangskort
    """
)
_LAST = _words(
    """
    liste register aftale plan oversigt skema journal rapport bestilling opgørelse måling
    lager arkiv rum udstyr behov kvittering tilladelse
    """
)
_PLACES = _words(
    """
    Borgerservice Lønkontoret Biblioteket Hjemmeplejen Tandplejen Musikskolen Vejafdelingen
    Jobcentret Værkstedet Kantinen Laboratoriet Arkivet Svømmehallen Skoleafdelingen Driften
    Salget Indkøbet Udviklingen Kundecentret Receptionen Planteskolen Havnen Museet
    Lufthavnen
    """
)
_SYLLABLES = ("bral", "de", "fisk", "go", "kux", "la", "mev", "ni", "pof", "ra", "sez", "ti", "vok")
_QUESTIONS = (
    "hvem har ansvaret for {thing} i {place}?",
    "hvem skal jeg spørge om {thing}",
    "hvem godkender {thing} hos {place}",
    "jeg mangler {thing}, hvem laver den i {place}?",
    "who is responsible for {thing}",
)
_ENDINGS = ("en", "er", "erne", "s", "et", "ens")
_LETTERS = "abcdefghijklmnoprstuvyæøå"


def invented_pack(starter: ImportedPack, count: int, seed: int = 1) -> ImportedPack:
    """Return a small matrix of `count` invented activities with the roles of `starter`."""
    chance = Random(seed)
    roles = [role.id for role in starter.roles if not role.external]
    activities = tuple(_activities(chance, count))
    return ImportedPack(
        name="invented",
        title=Localized(da="Opdigtet"),
        locales=("da",),
        units=(),
        roles=starter.roles,
        categories=(),
        activities=activities,
        cells={activity.id: _row(chance, roles) for activity in activities},
        contents={},
        complete=False,
    )


def _activities(chance: Random, count: int) -> Iterator[Activity]:
    possible = list(product(_DEEDS, _FIRST, _LAST, _PLACES))
    for number, (deed, first, last, place) in enumerate(chance.sample(possible, count)):
        thing = first + last
        yield Activity(
            id=f"invented-{number}",
            name=Localized(da=f"{deed} af {thing} i {place}"),
            short=Localized(da=f"{thing.capitalize()}, {place}"),
            description=Localized(
                da=f"{deed} af hver {thing} i {place}, så at {first} og {last} passer sammen."
            ),
            evidence=LocalizedList(da=(f"Underskrevet {thing}",)),
            aliases=LocalizedList(da=(f"{first}{deed.casefold()}",)),
            position=1_000 + number,
        )


def _row(chance: Random, roles: Sequence[str]) -> dict[str, Letters]:
    accountable, responsible, *others = chance.sample(roles, chance.randint(4, 8))
    letters = (Letter.CONSULTED, Letter.INFORMED)
    row = {role: frozenset({chance.choice(letters)}) for role in others}
    return {
        accountable: frozenset({Letter.ACCOUNTABLE}),
        responsible: frozenset({Letter.RESPONSIBLE}),
        **row,
    }


def queries(
    starter: ImportedPack, invented: ImportedPack, people: Sequence[str], count: int, seed: int = 2
) -> list[str]:
    """Return `count` different queries: names, bent words, slips, questions, words of no meaning.

    One in twenty is about the starter pack and its roles, one in fifty about a person.
    """
    chance = Random(seed)
    known = [*starter.activities, *starter.roles]
    aliases = [alias for thing in known for alias in thing.aliases.variants()]
    names = [name for thing in known for name in thing.name.variants()]

    def asked() -> str:
        activity = chance.choice(invented.activities)
        thing, _, place = activity.short.in_language("da").casefold().partition(", ")
        name = activity.name.in_language("da")
        kinds: dict[Callable[[], str], float] = {
            lambda: name: 25,
            lambda: f"{thing} {place}": 10,
            lambda: _bent(chance, thing, place): 18,
            lambda: _slipped(chance, name if chance.random() < 0.5 else f"{thing} {place}"): 20,
            lambda: chance.choice(_QUESTIONS).format(thing=thing, place=place): 12,
            lambda: _meaningless(chance): 8,
            lambda: _slipped(chance, chance.choice(names + aliases)): 5,
            lambda: _slipped(chance, chance.choice(people)): 2,
        }
        return chance.choices(list(kinds), list(kinds.values()))[0]()

    found: dict[str, None] = dict.fromkeys(filter(_is_looked_up, names + aliases + list(people)))
    while len(found) < count:
        if _is_looked_up(query := asked()):
            found[query] = None
    return chance.sample(list(found), count)


def _is_looked_up(query: str) -> bool:
    """Tell whether `query` is no other command: `/raci matrix` draws a picture."""
    return Routes({}).of_command("raci", query).command.name == LOOK_UP


def _bent(chance: Random, thing: str, place: str) -> str:
    return (
        f"{thing.removesuffix('e')}{chance.choice(_ENDINGS)} {chance.choice(('i', 'for'))} {place}"
    )


def _slipped(chance: Random, text: str) -> str:
    """Return `text` with a letter left out, doubled, exchanged or swapped with the next."""
    at = chance.randrange(len(text) - 1)
    before, letter, after = text[:at], text[at], text[at + 1 :]
    kinds = (
        before + after,
        before + letter * 2 + after,
        before + chance.choice(_LETTERS) + after,
        before + after[0] + letter + after[1:],
    )
    return chance.choice(kinds)


def _meaningless(chance: Random) -> str:
    words = ("".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))) for _ in range(3))
    return " ".join(list(words)[: chance.randint(1, 3)])
