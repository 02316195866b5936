"""A list of people is read however it was saved; what is wrong is told row by row."""

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import BadInput
from bot.domain.finding import Finding, Severity, named_params
from bot.domain.language import Localized, LocalizedList
from bot.domain.people import Role, RoleKind, Unit
from bot.importing.csv_table import MAX_BYTES
from bot.importing.people import PeopleList, PersonRow, read_people
from bot.texts import Texts

UNITS = (
    Unit("unit-it", Localized(da="It", en="IT")),
    Unit("unit-finance", Localized(da="Økonomi og indkøb", en="Finance and procurement")),
)
ROLES = (
    Role(
        "infosec-function",
        Localized(da="CISO / IT-ansvarlig (informationssikkerhedsfunktionen)"),
        aliases=LocalizedList(da=("sikkerhedschef",), en=("security officer",)),
    ),
    Role("system-administrator", Localized(da="Systemadministrator", en="System administrator")),
    Role("procurement", Localized(da="Indkøb og økonomi")),
    Role("supplier", Localized(da="Leverandør"), RoleKind.EXTERNAL),
)
HEADER = "email;name;phone;unit;roles;deputy_for\n"


def read(text: str, encoding: str = "utf-8") -> PeopleList:
    return read_people(text.encode(encoding), UNITS, ROLES)


def found(rows: str) -> tuple[Finding, ...]:
    return read(HEADER + rows).findings


METTE = PersonRow(
    line=2,
    email="mette@example.dk",
    name="Mette Ærø",
    phone="+45 20 00 00 01",
    unit_id="unit-it",
    role_ids=("infosec-function", "procurement"),
)


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_it_is_read_however_the_spreadsheet_saved_it(
    separator: str, encoding: str, ending: str
) -> None:
    rows = [
        ["E-mail", "Navn", "Telefon", "Enhed", "Roller", "Stedfortræder for"],
        ["Mette@Example.dk", "Mette Ærø", "+45 20 00 00 01", "it", "ciso|indkoeb og økonomi", ""],
    ]
    text = "".join(separator.join(row) + ending for row in rows)
    assert read(text, encoding) == PeopleList((METTE,), ())


def test_quotes_blank_lines_and_the_separator_line_are_understood() -> None:
    text = (
        "sep=,\n\n"
        "name,email,roles,phone,unit\n"
        '"Mette Ærø",mette@example.dk,"infosec-function, procurement",+45 20 00 00 01,unit-it\n'
        ",,,,\n"
    )
    (row,) = read(text).rows
    assert (row.line, row.role_ids) == (4, METTE.role_ids)


def test_only_address_and_name_are_needed() -> None:
    assert read("navn;email\nBo;bo@example.dk\n").rows == (PersonRow(2, "bo@example.dk", "Bo"),)


@pytest.mark.parametrize(
    "written",
    [
        "infosec-function",
        "CISO",
        "it-ansvarlig",
        "Informationssikkerhedsfunktionen",
        "SIKKERHEDSCHEF",
        "Security Officer",
        "CISO / IT-ansvarlig (informationssikkerhedsfunktionen)",
    ],
)
def test_a_role_is_known_by_id_name_part_or_alias(written: str) -> None:
    people = read(f"{HEADER}mette@example.dk;Mette;;;{written};\n")
    assert (people.rows[0].role_ids, people.findings) == (("infosec-function",), ())


@pytest.mark.parametrize(
    "written", ["Økonomi og indkøb", "oekonomi og indkoeb", "FINANCE AND PROCUREMENT"]
)
def test_a_unit_is_known_in_either_language_and_in_ascii(written: str) -> None:
    assert read(f"{HEADER}bo@example.dk;Bo;;{written};;\n").rows[0].unit_id == "unit-finance"


def test_retired_roles_and_closed_units_are_not_known() -> None:
    gone = Role("infosec-function", Localized(da="CISO"), retired_on=date(2026, 1, 1))
    closed = Unit("unit-it", Localized(da="It"), closed_on=date(2026, 1, 1))
    text = f"{HEADER}mette@example.dk;Mette;;It;CISO;\n".encode()
    codes = [finding.code for finding in read_people(text, (closed,), (gone,)).findings]
    assert codes == ["people-unknown-unit-unlike", "people-unknown-role-unlike"]


def test_a_cell_that_looks_like_a_formula_stays_text() -> None:
    (row,) = read(HEADER + "bo@example.dk;=1+1;@SUM(A1);;;\n").rows
    assert (row.name, row.phone) == ("=1+1", "@SUM(A1)")


@pytest.mark.parametrize(
    ("rows", "code", "severity", "params"),
    [
        ("mette;Mette\n", "people-email", Severity.ERROR, {"value": "mette"}),
        ("m@example;Mette\n", "people-email", Severity.ERROR, {"value": "m@example"}),
        ("a b@example.dk;A\n", "people-email", Severity.ERROR, {"value": "a b@example.dk"}),
        (";Mette\n", "people-email", Severity.ERROR, {"value": ""}),
        ("m@example.dk;\n", "people-name-missing", Severity.ERROR, {}),
        ("m@example.dk\n", "people-name-missing", Severity.ERROR, {}),
        (f"m@example.dk;{'x' * 201}\n", "people-too-long", Severity.ERROR, {"field": "name"}),
        ("m@example.dk;M;;;;;extra\n", "people-spare-cells", Severity.ERROR, {}),
        (
            "m@example.dk;M;;Itt;;\n",
            "people-unknown-unit",
            Severity.ERROR,
            {"value": "Itt", "unit": "unit-it"},
        ),
        (
            "m@example.dk;M;;;Systemadminstrator;\n",
            "people-unknown-role",
            Severity.ERROR,
            {"value": "Systemadminstrator", "role": "system-administrator"},
        ),
        (
            "m@example.dk;M;;;;Sikkerhedschefen\n",
            "people-unknown-role",
            Severity.ERROR,
            {"value": "Sikkerhedschefen", "role": "infosec-function"},
        ),
        (
            "m@example.dk;M;;;Leverandør;\n",
            "people-external-role",
            Severity.WARNING,
            {"role": "supplier"},
        ),
        (
            "m@example.dk;M;;;;ghost@example.dk\n",
            "people-unknown-person",
            Severity.ERROR,
            {"value": "ghost@example.dk"},
        ),
        ("m@example.dk;M;;;;m@example.dk\n", "people-own-deputy", Severity.WARNING, {}),
        ("m@example.dk;M;;;CISO;CISO\n", "people-own-deputy", Severity.WARNING, {}),
        ("m@example.dk;M;010170-1234;;;\n", "people-cpr", Severity.WARNING, {}),
    ],
)
def test_each_fault_of_a_row_is_told(
    rows: str, code: str, severity: Severity, params: dict[str, str]
) -> None:
    assert found(rows) == (Finding(code, severity, "row-2", {"line": 2, **params}),)


def test_an_address_twice_is_told_and_the_first_kept() -> None:
    people = read(HEADER + "m@example.dk;Mette;;;;\nM@EXAMPLE.DK;Mads;;;;\n")
    assert [row.name for row in people.rows] == ["Mette"]
    params = {"line": 3, "value": "m@example.dk"}
    assert people.findings == (Finding("people-email-twice", Severity.ERROR, "row-3", params),)


def test_an_unknown_heading_is_told_and_its_column_left_out() -> None:
    people = read("email;name;løn\nbo@example.dk;Bo;9\n")
    assert people.rows == (PersonRow(2, "bo@example.dk", "Bo"),)
    assert people.findings == (
        Finding("people-unknown-heading", Severity.INFO, None, {"value": "løn"}),
    )


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("010170-1234", "xxxxxx-xxxx"),
        ("0101701234", "xxxxxx-xxxx"),
        ("Bo 311299 4321", "Bo xxxxxx-xxxx"),
        ("+45 20 12 34 56", "+45 20 12 34 56"),
        ("+4520123456", "+4520123456"),
        ("20123456", "20123456"),
        ("4512345678", "4512345678"),
        ("321370-1234", "321370-1234"),
    ],
)
def test_only_what_looks_like_a_cpr_number_is_masked(text: str, masked: str) -> None:
    people = read(f"{HEADER}bo@example.dk;Bo;{text};;;\n")
    assert people.rows[0].phone == masked
    assert [finding.code for finding in people.findings] == ["people-cpr"] * (text != masked)


def test_no_cpr_number_gets_into_a_finding() -> None:
    row = "010170-1234;010170-1234;010170-1234;010170-1234;010170-1234;010170-1234\n"
    people = read("010170-1234;" + HEADER + "x;" + row)
    assert "1234" not in repr(people)


class TestDeputies:
    ROWS = HEADER + (
        "jonas@example.dk;Jonas;;;system-administrator,CISO;\n"
        "sara@example.dk;Sara;;;;jonas@example.dk\n"
        "bo@example.dk;Bo;;;procurement;system-administrator\n"
    )

    def test_an_address_means_every_role_of_that_person(self) -> None:
        people = read(self.ROWS)
        assert people.rows[1].deputy_emails == ("jonas@example.dk",)
        assert people.deputies("jonas@example.dk", "infosec-function") == ("sara@example.dk",)
        assert people.deputies("bo@example.dk", "procurement") == ()

    def test_a_role_means_whoever_holds_it_after_who_names_the_person(self) -> None:
        people = read(self.ROWS)
        assert people.rows[2].deputy_roles == ("system-administrator",)
        expected = ("sara@example.dk", "bo@example.dk")
        assert people.deputies("jonas@example.dk", "system-administrator") == expected
        params = {"line": 2, "role": "system-administrator"}
        assert people.findings == (
            Finding("people-two-deputies", Severity.WARNING, "row-2", params),
        )

    def test_holders_of_one_role_may_deputise_each_other(self) -> None:
        people = read(HEADER + "a@example.dk;A;;;CISO;CISO\nb@example.dk;B;;;CISO;CISO\n")
        assert people.findings == ()
        assert people.deputies("a@example.dk", "infosec-function") == ("b@example.dk",)

    def test_people_who_are_there_already_may_be_named(self) -> None:
        text = f"{HEADER}sara@example.dk;Sara;;;;Jonas@example.dk\n".encode()
        people = read_people(text, UNITS, ROLES, known_emails=("JONAS@example.dk",))
        assert people.rows[0].deputy_emails == ("jonas@example.dk",)
        assert people.findings == ()


@pytest.mark.parametrize(
    ("data", "key", "params"),
    [
        (b"", "people-empty", {}),
        (b"\n \n", "people-empty", {}),
        (b"sep=;\n", "people-empty", {}),
        (b"x" * (MAX_BYTES + 1), "people-too-large", {"megabytes": 2}),
        (b"\xff\xfea", "people-encoding", {}),
        (b"name;phone\nBo;1\n", "people-heading-missing", {"field": "email"}),
        (b"email;phone\nbo@example.dk;1\n", "people-heading-missing", {"field": "name"}),
        (b"email;name;e-mail\n", "people-heading-twice", {"field": "email"}),
        (b'email;name\nbo@example.dk;"Bo\n', "people-syntax", {"line": 2}),
        (b'email;name\nbo@example.dk;"Bo" B\n', "people-syntax", {"line": 2}),
        (b"email;name\nb@example.dk;" + b"x" * 140_000, "people-syntax", {"line": 2}),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(
    data: bytes, key: str, params: dict[str, str | int]
) -> None:
    with pytest.raises(BadInput) as caught:
        read_people(data, UNITS, ROLES)
    assert (caught.value.key, caught.value.params) == (key, params)
    for language in ("da", "en"):
        assert Texts(language)(f"error.{key}", **params).endswith(".")


def spoken(people: PeopleList) -> None:
    for finding in people.findings:
        named = named_params(finding, lambda _, id_: id_)
        assert Texts("da")(f"finding.{finding.code}", **named)


def test_a_long_list_full_of_faults_is_read_in_a_moment() -> None:
    rows = "".join(f"p{n}@x.dk;P;;Itt{n};CISO,rolle{n};CISO|p{n - 1}@x.dk\n" for n in range(5000))
    started = time.perf_counter()
    assert len(found(rows)) > 10_000
    assert time.perf_counter() - started < 10


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        spoken(read_people(data, UNITS, ROLES))
    except BadInput as error:
        assert error.key.startswith("people-")


cell = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["a@example.dk", "b@example.dk", "CISO", "It", "010170-1234", "=1", ""]),
)


@given(
    st.sampled_from([HEADER, HEADER.replace(";", ","), HEADER.replace(";", "\t")]),
    st.lists(st.lists(cell, max_size=8), max_size=6),
    st.sampled_from([";", ",", "\t"]),
    st.sampled_from(["utf-8", "utf-16"]),
)
def test_any_rows_are_read_or_refused_and_what_is_kept_is_sound(
    header: str, rows: list[list[str]], separator: str, encoding: str
) -> None:
    text = header + "\n".join(separator.join(row) for row in rows)
    try:
        people = read_people(text.encode(encoding, "replace"), UNITS, ROLES)
    except BadInput as error:
        assert error.key.startswith("people-")
        return
    spoken(people)
    emails = [row.email for row in people.rows]
    assert len(emails) == len(set(emails))
    inside = {role.id for role in ROLES if not role.external}
    for row in people.rows:
        assert "@" in row.email
        assert row.name
        assert {*row.role_ids, *row.deputy_roles} <= inside
        assert row.email not in row.deputy_emails
