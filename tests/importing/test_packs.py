"""The four packs in the package are right, alike, and give only the warnings they should."""

from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

import pytest

from bot.domain.errors import BadInput
from bot.domain.finding import Finding, Severity
from bot.domain.raci import Letter
from bot.importing.pack_models.pack import StarterPack
from bot.importing.packs import STARTER_PACKS, ImportedPack, merged, read_pack, starter_pack

FILES = [f"{pack}.{locale}.yaml" for pack in STARTER_PACKS for locale in ("da", "en")]

TEXTS = {
    "name", "definition", "typical_holder", "tasks", "aliases", "short", "description",
    "evidence", "label", "note", "evidence_required", "title", "text", "auto_content", "heading",
    "body", "when", "origin", "criteria", "applies", "recipient", "channel", "content", "q1", "q2",
    "comment", "trait", "default", "law", "legend", "sources", "use", "source", "seed_name",
    "locale", "nis2_status_help", "rule", "activity_categories", "input_groups", "communication",
}  # fmt: skip
"""Fields whose values are worded in the pack's language."""


def data(name: str) -> bytes:
    return files("bot").joinpath("packs", name).read_bytes()


def external_responsibles(pack: ImportedPack) -> list[tuple[str, str]]:
    external = {role.id for role in pack.roles if role.external}
    return [
        (activity, role)
        for activity, row in pack.cells.items()
        for role, letters in row.items()
        if role in external and Letter.RESPONSIBLE in letters
    ]


@pytest.mark.parametrize("name", FILES)
def test_only_an_agreement_for_each_external_responsible_is_missing(name: str) -> None:
    pack = read_pack(data(name), name)
    expected = [
        Finding(
            "external-R-needs-agreement",
            Severity.WARNING,
            activity,
            {"activity": activity, "role": role},
        )
        for activity, role in external_responsibles(pack)
    ]
    assert expected
    assert list(pack.findings()) == expected


@pytest.mark.parametrize("name", FILES)
def test_a_pack_has_every_section_and_thirty_activities(name: str) -> None:
    pack = read_pack(data(name), name)
    locale = name.split(".")[1]
    assert pack.complete
    assert pack.locales == (locale,)
    sections = {field.alias or key for key, field in StarterPack.model_fields.items()}
    assert set(pack.contents[locale]) == sections
    assert len(pack.activities) == 30
    assert len(pack.roles) == 17


@pytest.mark.parametrize("pack", STARTER_PACKS)
def test_both_languages_say_the_same_in_all_but_words(pack: str) -> None:
    danish, english = (read_pack(data(f"{pack}.{la}.yaml"), pack) for la in ("da", "en"))
    assert bones(danish.contents["da"]) == bones(english.contents["en"])


def bones(value: Any, key: str = "") -> Any:
    """Return the value without its texts; a text counts as being there, lists of aliases not."""
    if key == "aliases":
        return "aliases" if value else None
    if key in TEXTS and isinstance(value, str):
        return "text"
    if isinstance(value, Mapping):
        inherited = key if key in TEXTS else ""
        return {name: bones(item, inherited or name) for name, item in value.items()}
    if isinstance(value, list):
        return [bones(item, key) for item in value]
    return value


def test_the_same_roles_categories_and_activities_stand_in_both_packs() -> None:
    sme, public = (starter_pack(pack) for pack in STARTER_PACKS)
    for things in ("roles", "categories", "activities"):
        ids = [[thing.id for thing in getattr(pack, things)] for pack in (sme, public)]
        assert ids[0] == ids[1]


@pytest.mark.parametrize("name", FILES)
def test_the_wheel_agrees_with_the_matrix(name: str) -> None:
    pack = read_pack(data(name), name)
    (content,) = pack.contents.values()
    for item in content["annual_wheel"]["items"]:
        row = pack.cells[item["activity"]]
        assert Letter.RESPONSIBLE in row[item["responsible"]], item["id"]
        assert Letter.ACCOUNTABLE in row[item["accountable"]], item["id"]
        times = {"yearly": 1, "half-yearly": 2, "three_per_year": 3, "quarterly": 4}
        assert len(item["months"]) == times[item["interval"]], item["id"]
        assert max(item["reminders_days_before"], default=0) <= item["lead_days"], item["id"]


@pytest.mark.parametrize("name", FILES)
def test_no_two_roles_and_no_two_activities_share_a_name(name: str) -> None:
    pack = read_pack(data(name), name)
    locale = pack.locales[0]
    for things in (pack.roles, pack.activities):
        spellings = [
            spelling.casefold()
            for thing in things
            for spelling in {thing.name.in_language(locale), *thing.aliases.in_language(locale)}
        ]
        assert sorted(spellings) == sorted(set(spellings))


def words(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from words(item)
    elif isinstance(value, list):
        for item in value:
            yield from words(item)


@pytest.mark.parametrize("name", FILES)
def test_the_house_s_language_is_kept(name: str) -> None:
    (content,) = read_pack(data(name), name).contents.values()
    for text in words(content):
        assert "!" not in text
        assert "hverdag" not in text.casefold()
        assert "udsat" not in text.casefold()


@pytest.mark.parametrize("pack", STARTER_PACKS)
def test_a_starter_pack_has_both_languages(pack: str) -> None:
    both = starter_pack(pack)
    assert both.name == pack
    assert both.locales == ("da", "en")
    assert set(both.contents) == {"da", "en"}
    things = (*both.units, *both.roles, *both.categories, *both.activities)
    assert all(thing.name.da and thing.name.en for thing in things)
    assert all(role.tasks.da and role.tasks.en for role in both.roles)
    assert all(activity.aliases.da and activity.aliases.en for activity in both.activities)


def test_laws_are_worded_in_each_language_and_first_in_the_default_one() -> None:
    danish, english = starter_pack("sme"), starter_pack("sme", ("en", "da"))
    ours, theirs = danish.activities[0].references, english.activities[0].references
    assert ours["law"] == ours["law.da"] == ("NIS 2-loven § 6, stk. 1, nr. 9",)
    assert theirs["law"] == ours["law.en"] == ("Danish NIS 2 Act s. 6(1)(9)",)
    assert ours["iso27001_2022"] == ("5.3", "7.4", "A.5.2", "A.5.4")
    assert english.locales == ("en", "da")


def test_one_language_alone_will_do() -> None:
    assert starter_pack("public", ("en",)).title.variants() == ("Starter pack: public institution",)


def test_a_pack_that_is_not_there_is_refused() -> None:
    with pytest.raises(BadInput) as caught:
        starter_pack("../../etc/passwd")
    assert caught.value.key == "pack-unknown"


def test_different_packs_are_not_two_languages_of_one() -> None:
    sme, public = (read_pack(data(f"{pack}.da.yaml"), pack) for pack in STARTER_PACKS)
    with pytest.raises(BadInput) as caught:
        merged(sme, public)
    assert caught.value.key == "pack-differs"


def test_other_letters_in_the_second_language_are_refused() -> None:
    danish = read_pack(data("sme.da.yaml"), "sme")
    changed = data("sme.en.yaml").replace(
        b"raci: {top-management: A,", b"raci: {top-management: C,", 1
    )
    with pytest.raises(BadInput) as caught:
        merged(danish, read_pack(changed, "sme"))
    assert (caught.value.key, caught.value.params) == ("pack-differs", {"value": "roles-raci"})
