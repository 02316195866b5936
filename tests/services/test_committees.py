"""Committees come in with a pack and go with its undoing; terms follow decisions and reviews."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest

from bot.domain.committees import Committee, Terms, TermsState
from bot.domain.decision_events import DecisionRecorded
from bot.domain.decisions import DecisionKind, Proposal
from bot.domain.errors import BadInput, TooLate
from bot.domain.imports import Things
from bot.domain.language import Localized
from bot.domain.organisation import Organisation
from bot.domain.plan import Bearer
from bot.domain.terms import FREQUENCY, HEADINGS, brought_into_force, terms_digest, terms_subject
from bot.importing import packs
from bot.services.approvals import Grounds, Wanted
from bot.services.committees import Adoption, TermsReviews
from bot.services.imports import Imports
from bot.services.journal import Cause
from bot.services.snapshots import Snapshots
from tests.example import Example
from tests.handlers.filling import sent
from tests.packs import starter_pack
from tests.services.rooms import Rooms

ID = "committee-infosec"
MEETINGS = "w-committee-meetings"


async def versions(rooms: Rooms) -> tuple[Terms, ...]:
    async with rooms.storage.read() as work:
        return tuple(await work.committees.terms_of(ID))


async def committee(rooms: Rooms) -> Committee:
    return (await rooms.organisation()).committee[ID]


def imports(rooms: Rooms) -> Imports:
    return Imports(rooms.storage, rooms.journal, rooms.clock, rooms.packs, rooms.people)


@pytest.mark.parametrize(("pack", "seats", "section"), [("sme", 5, True), ("public", 8, False)])
async def test_a_pack_brings_its_committee_with_a_draft_of_its_terms(
    sqlite_rooms: Rooms, pack: str, seats: int, section: bool
) -> None:
    shown = await sqlite_rooms.packs.run(starter_pack(pack), dry_run=True)
    assert shown.changes["committees_added"] == 1
    await sqlite_rooms.packs.run(starter_pack(pack), dry_run=False)
    found = await committee(sqlite_rooms)
    assert len(found.seats) == seats
    assert (found.series.item_id, bool(found.series.section_of)) == (MEETINGS, section)
    assert [one.id for one in found.agenda if one.after is None][-1] == "aob"
    assert {one.after for one in found.agenda if one.id == "opt-risk-plan"} == {"opt-risk-results"}
    (terms,) = await versions(sqlite_rooms)
    assert (terms.version, terms.state, terms.authors) == (1, TermsState.DRAFT, ())
    assert {one.id for one in terms.sections} > set(HEADINGS)
    for text in (found.name, terms.sections[0].body, found.agenda[0].title):
        assert text.da
        assert text.en
        assert text.da != text.en
    item = (await sqlite_rooms.organisation()).wheel.item[MEETINGS]
    frequency = next(one for one in terms.sections if one.id == FREQUENCY)
    assert (frequency.months, frequency.due_rule) == (item.months, item.due_rule)


async def test_a_second_language_comes_to_a_committee_that_is_there(sqlite_rooms: Rooms) -> None:
    for language in ("da", "en"):
        await sqlite_rooms.packs.run(packs.starter_pack("sme", (language,)), dry_run=False)
    assert (await committee(sqlite_rooms)).name.en == "Information security committee"
    (terms,) = await versions(sqlite_rooms)
    assert (terms.sections[0].heading.da, terms.sections[0].heading.en) == (
        "Baggrund",
        "Background",
    )


async def test_importing_again_keeps_what_the_organisation_has_said(sqlite_rooms: Rooms) -> None:
    await sqlite_rooms.packs.run(starter_pack("sme"), dry_run=False)
    known = await committee(sqlite_rooms)
    seats = (replace(known.seats[0], person_id=None, ends=date(2030, 1, 1)), *known.seats[1:])
    own = replace(known, seats=seats, competences=("jura",), name=Localized("Udvalget"))
    (terms,) = await versions(sqlite_rooms)
    async with sqlite_rooms.storage.begin() as work:
        await work.committees.save(own)
        await work.committees.save_terms(replace(terms, authors=("mette",), sections=()))
        await work.commit()
    await sqlite_rooms.packs.run(starter_pack("sme"), dry_run=False)
    now = await committee(sqlite_rooms)
    assert (now.seats, now.competences) == (own.seats, own.competences)
    (kept,) = await versions(sqlite_rooms)
    assert (kept.authors, kept.sections) == (("mette",), ())


async def test_undoing_takes_a_committee_and_its_terms_back(rooms: Rooms) -> None:
    content = _file("sme.da.yaml")
    shown = await imports(rooms).preview(content, "sme.yaml", "da", Cause("person-mette"))
    await imports(rooms).confirm(shown.id, "da", Cause("person-mette"))
    assert len(await versions(rooms)) == 1
    await imports(rooms).undo(shown.id, "da", Cause("person-mette"))
    assert (await rooms.organisation()).committees == ()
    assert await versions(rooms) == ()


async def test_terms_that_somebody_has_written_in_are_not_undone(sqlite_rooms: Rooms) -> None:
    shown = await imports(sqlite_rooms).preview(
        _file("sme.da.yaml"), "sme.yaml", "da", Cause("mette")
    )
    await imports(sqlite_rooms).confirm(shown.id, "da", Cause("mette"))
    (terms,) = await versions(sqlite_rooms)
    async with sqlite_rooms.storage.begin() as work:
        await work.committees.save_terms(replace(terms, authors=("mette",)))
        await work.commit()
    with pytest.raises(BadInput) as refused:
        await imports(sqlite_rooms).undo(shown.id, "da", Cause("mette"))
    assert refused.value.params["name"] == "Informationssikkerhedsudvalget"


async def test_a_pack_from_before_there_were_committees_gives_its_own_once(
    sqlite_rooms: Rooms,
) -> None:
    await sqlite_rooms.packs.run(starter_pack("sme"), dry_run=False)
    async with sqlite_rooms.storage.begin() as work:
        await work.imports.remove(things=_only(await work.organisation()))
        profile = replace((await work.organisation()).profile, pack="sme")
        await work.profiles.save(profile)
        await work.commit()
    assert (await sqlite_rooms.organisation()).committees == ()
    snapshots = Snapshots(sqlite_rooms.storage)
    await snapshots.refresh()
    adoption = Adoption(sqlite_rooms.storage, sqlite_rooms.journal, snapshots)
    assert await adoption.adopt() == 1
    assert [len(await versions(sqlite_rooms)), (await committee(sqlite_rooms)).name.en] == [
        1,
        "Information security committee",
    ]
    assert await adoption.adopt() == 0
    assert await Adoption(sqlite_rooms.storage, sqlite_rooms.journal, snapshots).adopt() == 0
    assert [r.kind for r in await sqlite_rooms.audit()].count("committee.adopted") == 1


async def test_an_organisation_without_a_pack_has_no_committee_given(sqlite_rooms: Rooms) -> None:
    snapshots = Snapshots(sqlite_rooms.storage)
    await snapshots.refresh()
    assert await Adoption(sqlite_rooms.storage, sqlite_rooms.journal, snapshots).adopt() == 0


# -- decisions about terms


async def ask(example: Example, version: int, digest: str) -> str:
    wanted = Wanted(
        "Kommissorium",
        Proposal("Godkend", "Som vedlagt", (Bearer(role_id="infosec-function"),), _deadline()),
        Grounds("Se kommissoriet"),
        DecisionKind.DOCUMENT,
        approver_role="top-management",
        wished=_deadline(),
        about=terms_subject(ID, version),
        about_digest=digest,
    )
    cause = Cause(example.person("mette").id)
    return (await example.house.services.approvals.requests.ask(wanted, cause)).id


async def decide(example: Example, version: int, outcome: str) -> None:
    event = DecisionRecorded(
        "d-1", "2027-001", "", outcome, "approver", terms_subject(ID, version), "x", "a-1", "",
        "", example.person("mette").id, example.person("anders").id,
        example.house.clock.now().isoformat(), "2027-03-09",
    )  # fmt: skip
    store = example.house.store
    async with store.storage.begin() as work:
        await store.journal.record(work, event)
        await work.commit()
    await example.house.snapshots.refresh()


async def of(example: Example) -> tuple[Terms, ...]:
    return await example.house.services.committees.versions(ID)


async def test_an_approved_version_is_in_force_and_moves_the_meetings(
    sqlite_example: Example,
) -> None:
    (draft,) = await of(sqlite_example)
    sections = tuple(
        replace(one, months=(6,), due_rule="last_friday") if one.id == FREQUENCY else one
        for one in draft.sections
    )
    draft = replace(draft, sections=sections)
    await _save(sqlite_example, draft)
    await ask(sqlite_example, 1, terms_digest(draft))
    assert [one.state for one in await of(sqlite_example)] == [TermsState.TO_APPROVE]
    await decide(sqlite_example, 1, "adopted")
    (valid,) = await of(sqlite_example)
    assert (valid.state, valid.review_on, valid.decision_id) == (
        TermsState.IN_FORCE,
        date(2028, 3, 9),
        "d-1",
    )
    assert valid.approved_by == sqlite_example.person("anders").id
    item = sqlite_example.organisation.wheel.item[MEETINGS]
    assert (item.months, item.due_rule, item.interval) == ((6,), "last_friday", "yearly")
    await decide(sqlite_example, 1, "adopted")
    assert await of(sqlite_example) == (valid,)


async def test_a_new_version_takes_the_place_of_the_one_in_force(sqlite_example: Example) -> None:
    (draft,) = await of(sqlite_example)
    valid = brought_into_force(draft, None, sqlite_example.house.clock.now(), date(2027, 1, 1), "d")
    second = replace(draft, version=2, state=TermsState.TO_APPROVE)
    await _save(sqlite_example, valid, second)
    await decide(sqlite_example, 2, "adopted")
    assert [(one.version, one.state) for one in await of(sqlite_example)] == [
        (2, TermsState.IN_FORCE),
        (1, TermsState.REPLACED),
    ]


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        ("not_adopted", TermsState.DRAFT),
        ("deferred", TermsState.TO_APPROVE),
        ("referred", TermsState.TO_APPROVE),
    ],
)
async def test_a_version_that_is_not_approved_is_a_draft_again_or_waits_on(
    sqlite_example: Example, outcome: str, state: TermsState
) -> None:
    (draft,) = await of(sqlite_example)
    await _save(sqlite_example, replace(draft, state=TermsState.TO_APPROVE))
    await decide(sqlite_example, 1, outcome)
    assert [one.state for one in await of(sqlite_example)] == [state]


async def test_a_draft_nobody_asked_about_is_left_alone_by_a_decision(
    sqlite_example: Example,
) -> None:
    before = await of(sqlite_example)
    await decide(sqlite_example, 1, "adopted")
    await decide(sqlite_example, 7, "adopted")
    assert await of(sqlite_example) == before


async def test_what_was_changed_while_it_was_sent_is_not_sent(sqlite_example: Example) -> None:
    (draft,) = await of(sqlite_example)
    with pytest.raises(TooLate):
        await ask(sqlite_example, 1, terms_digest(replace(draft, sections=())))
    assert await of(sqlite_example) == (draft,)
    async with sqlite_example.house.store.storage.read() as work:
        assert await work.approvals.open() == []


async def test_a_request_that_is_withdrawn_leaves_a_draft(sqlite_example: Example) -> None:
    (draft,) = await of(sqlite_example)
    approval_id = await ask(sqlite_example, 1, terms_digest(draft))
    cause = Cause(sqlite_example.person("mette").id)
    await sqlite_example.house.services.approvals.requests.withdraw(approval_id, cause)
    assert [one.state for one in await of(sqlite_example)] == [TermsState.DRAFT]


# -- reviews


async def test_the_secretary_is_told_of_a_review_once_before_and_once_after(
    sqlite_example: Example,
) -> None:
    house = sqlite_example.house
    await sqlite_example.say("mette", "/isms")
    (draft,) = await of(sqlite_example)
    valid = brought_into_force(draft, None, house.clock.now(), date(2026, 4, 20), "d")
    assert valid.review_on == date(2027, 4, 20)
    await _save(sqlite_example, valid)
    days = (date(2027, 3, 19), date(2027, 3, 21), date(2027, 3, 22), date(2027, 4, 20))
    told = [await _reviews(sqlite_example, day) for day in days]
    assert told == [0, 0, 1, 0]
    assert await _reviews(sqlite_example, date(2027, 4, 21)) == 1
    assert await _reviews(sqlite_example, date(2027, 5, 3)) == 0
    messages = await sent(sqlite_example, "terms.review")
    assert {message.person_id for message in messages} == {sqlite_example.person("mette").id}


async def _reviews(example: Example, day: date) -> int:
    """Tell what is due at ten in the morning of a day, in a process that has just begun."""
    clock = example.house.clock
    moment = datetime(day.year, day.month, day.day, 10, tzinfo=ZoneInfo("Europe/Copenhagen"))
    clock.advance(seconds=(moment - clock.now()) / timedelta(seconds=1))  # type: ignore[attr-defined]
    store = example.house.store
    reviews = TermsReviews(store.storage, example.house.snapshots, store.journal, clock)
    return await reviews.tell() + await reviews.tell()


async def _save(example: Example, *terms: Terms) -> None:
    async with example.house.store.storage.begin() as work:
        for one in terms:
            await work.committees.save_terms(one)
        await work.commit()


def _deadline() -> date:
    return date(2027, 3, 19)


def _file(name: str) -> bytes:
    return files("bot").joinpath("packs", name).read_bytes()


def _only(organisation: Organisation) -> Things:
    return Things(committees=organisation.committees)
