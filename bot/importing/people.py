"""A list of people (people.csv): `email;name;phone;unit;roles;deputy_for`.

`unit`, `roles` and the roles in `deputy_for` are ids, names or aliases in either language.
`roles` and `deputy_for` hold several, parted by commas or vertical bars. In `deputy_for` an e-mail
means every role of that person, and a role means whoever holds it.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, islice

from bot.domain.cpr import mask_cpr
from bot.domain.finding import Finding, FindingParams, Severity, worst_first
from bot.domain.people import Role, Unit
from bot.importing.csv_table import Table, TableRow, read_table
from bot.importing.names import NameIndex, role_names, unit_names

HEADINGS = {
    "email": ("email", "e-mail", "mail", "e-post", "e-mailadresse", "e-mail address"),
    "name": ("name", "navn", "fulde navn", "full name"),
    "phone": ("phone", "telefon", "tlf", "tlf.", "mobil", "work phone", "arbejdstelefon"),
    "unit": ("unit", "enhed", "afdeling", "department"),
    "roles": ("roles", "roller", "role", "rolle"),
    "deputy_for": ("deputy_for", "stedfortræder for", "deputy", "stedfortræder"),
}

REQUIRED = ("email", "name")

_EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@(?:[\w-]+\.)+[^\W\d_]{2,}")
_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_MAX_CHARS = {"email": 254, "name": 200, "phone": 40}
_SHOWN_CHARS = 80


@dataclass(frozen=True)
class PersonRow:
    """A person of the list. Cells that look like formulas are text like any other.

    `deputy_roles`: the person deputises whoever holds these roles. `deputy_emails`: the person
    deputises these people in every role.
    """

    line: int
    email: str
    name: str
    phone: str | None = None
    unit_id: str | None = None
    role_ids: tuple[str, ...] = ()
    deputy_roles: tuple[str, ...] = ()
    deputy_emails: tuple[str, ...] = ()


@dataclass(frozen=True)
class PeopleList:
    """The rows that can be used, and what was found, the worst first.

    An error stands for something that should be put right in the list before it is applied.
    """

    rows: tuple[PersonRow, ...]
    findings: tuple[Finding, ...]

    def deputies(self, email: str, role_id: str) -> tuple[str, ...]:
        """Return the e-mails of those who deputise `email` in a role, the one to use first.

        Who names the person goes before who names the role.
        """
        return tuple(self.deputies_in_turn(email, role_id))

    def deputies_in_turn(self, email: str, role_id: str) -> Iterator[str]:
        """Iterate over the same e-mails without collecting them all."""
        told = {email}
        of_person = self._deputies_of_person.get(email, ())
        for deputy in chain(of_person, self._deputies_of_role.get(role_id, ())):
            if deputy not in told:
                told.add(deputy)
                yield deputy

    @cached_property
    def _deputies_of_person(self) -> Mapping[str, Sequence[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for row in self.rows:
            for email in row.deputy_emails:
                found[email].append(row.email)
        return found

    @cached_property
    def _deputies_of_role(self) -> Mapping[str, Sequence[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for row in self.rows:
            for role in row.deputy_roles:
                found[role].append(row.email)
        return found


def read_people(
    data: bytes, units: Sequence[Unit], roles: Sequence[Role], known_emails: Collection[str] = ()
) -> PeopleList:
    """Read a list of people.

    Args:
        data: the file, as `csv_table.read_table` takes it.
        units: the organisation's units.
        roles: the organisation's roles, outside ones too.
        known_emails: e-mails of people who are there already, whom `deputy_for` may name.

    Raises:
        BadInput: the keys of `csv_table.read_table`.
    """
    return people_in(read_table(data, HEADINGS, REQUIRED), units, roles, known_emails)


def people_in(
    table: Table, units: Sequence[Unit], roles: Sequence[Role], known_emails: Collection[str] = ()
) -> PeopleList:
    """Return the people of a table; the arguments are those of `read_people`."""
    reader = _Reader(unit_names(units), role_names(roles), {role.id: role for role in roles})
    rows = tuple(reader.rows(table))
    known = {row.email for row in rows} | {email.casefold() for email in known_emails}
    holders = Counter(role for row in rows for role in row.role_ids)
    rows = tuple(reader.settled(row, known, holders) for row in rows)
    people = PeopleList(rows, ())
    reader.report_rivals(people)
    return replace(people, findings=worst_first(sorted(reader.findings, key=_line_of)))


class _Reader:
    """Reads rows and collects what it finds on the way."""

    def __init__(self, units: NameIndex, roles: NameIndex, role: dict[str, Role]) -> None:
        self._units = units
        self._roles = roles
        self._role = role
        self.findings: list[Finding] = []

    def rows(self, table: Table) -> Iterator[PersonRow]:
        """Iterate over the rows whose e-mail and name can be used."""
        for heading in table.unknown_headings:
            shown = _shown(mask_cpr(heading))
            self.findings.append(
                Finding("people-unknown-heading", Severity.INFO, None, {"value": shown})
            )
        seen: set[str] = set()
        for row in table.rows:
            cells = self._cells(row)
            if self._usable(row, cells, seen):
                yield self._person(row.line, cells)

    def settled(
        self, row: PersonRow, known: Collection[str], holders: Mapping[str, int]
    ) -> PersonRow:
        """Return `row` without deputising itself or people who are not there."""
        emails = []
        for email in row.deputy_emails:
            if email == row.email:
                self._found(row.line, "people-own-deputy", Severity.WARNING)
            elif email not in known:
                self._found(row.line, "people-unknown-person", Severity.ERROR, value=_shown(email))
            else:
                emails.append(email)
        own = {role for role in row.role_ids if holders[role] == 1}
        for _ in own & set(row.deputy_roles):
            self._found(row.line, "people-own-deputy", Severity.WARNING)
        roles = tuple(role for role in row.deputy_roles if role not in own)
        return replace(row, deputy_emails=tuple(emails), deputy_roles=roles)

    def report_rivals(self, people: PeopleList) -> None:
        """Report the roles of a person that more than one would deputise in."""
        for row in people.rows:
            for role in row.role_ids:
                if len(list(islice(people.deputies_in_turn(row.email, role), 2))) > 1:
                    self._found(row.line, "people-two-deputies", Severity.WARNING, role=role)

    def _cells(self, row: TableRow) -> dict[str, str]:
        cells = {field: _HIDDEN.sub(" ", cell).strip() for field, cell in row.cells.items()}
        masked = {field: mask_cpr(cell) for field, cell in cells.items()}
        if masked != cells:
            self._found(row.line, "people-cpr", Severity.WARNING)
        return masked

    def _usable(self, row: TableRow, cells: dict[str, str], seen: set[str]) -> bool:
        email = cells["email"].casefold()
        too_long = [
            field for field, limit in _MAX_CHARS.items() if len(cells.get(field, "")) > limit
        ]
        if row.spare:
            self._found(row.line, "people-spare-cells", Severity.ERROR)
        elif too_long:
            self._found(row.line, "people-too-long", Severity.ERROR, field=too_long[0])
        elif not _EMAIL.fullmatch(email):
            self._found(row.line, "people-email", Severity.ERROR, value=_shown(email))
        elif email in seen:
            self._found(row.line, "people-email-twice", Severity.ERROR, value=_shown(email))
        elif not cells.get("name"):
            self._found(row.line, "people-name-missing", Severity.ERROR)
        else:
            seen.add(email)
            return True
        return False

    def _person(self, line: int, cells: dict[str, str]) -> PersonRow:
        wards = _several(cells.get("deputy_for", ""))
        return PersonRow(
            line=line,
            email=cells["email"].casefold(),
            name=cells["name"],
            phone=cells.get("phone") or None,
            unit_id=self._unit(line, cells.get("unit", "")),
            role_ids=self._roles_of(line, _several(cells.get("roles", ""))),
            deputy_roles=self._roles_of(line, [ward for ward in wards if "@" not in ward]),
            deputy_emails=tuple(dict.fromkeys(ward.casefold() for ward in wards if "@" in ward)),
        )

    def _unit(self, line: int, text: str) -> str | None:
        unit = self._units.find(text) if text else None
        if text and unit is None:
            self._unknown(line, "people-unknown-unit", text, "unit", self._units.nearest(text))
        return unit

    def _roles_of(self, line: int, texts: Sequence[str]) -> tuple[str, ...]:
        found = []
        for text in texts:
            role_id = self._roles.find(text)
            if role_id is None:
                nearest = self._roles.nearest(text)
                self._unknown(line, "people-unknown-role", text, "role", nearest)
            elif self._role[role_id].external:
                self._found(line, "people-external-role", Severity.WARNING, role=role_id)
            else:
                found.append(role_id)
        return tuple(dict.fromkeys(found))

    def _unknown(self, line: int, code: str, text: str, kind: str, nearest: str | None) -> None:
        """Report a name that nothing has, with the nearest that something does have."""
        if nearest is None:
            self._found(line, f"{code}-unlike", Severity.ERROR, value=_shown(text))
        else:
            self._found(line, code, Severity.ERROR, value=_shown(text), **{kind: nearest})

    def _found(self, line: int, code: str, severity: Severity, **params: str) -> None:
        told: FindingParams = {"line": line, **params}
        self.findings.append(Finding(code, severity, f"row-{line}", told))


def _line_of(finding: Finding) -> int:
    line = finding.params.get("line")
    return line if isinstance(line, int) else 1


def _several(cell: str) -> list[str]:
    return [part.strip() for part in re.split("[,|]", cell) if part.strip()]


def _shown(text: str) -> str:
    return text[:_SHOWN_CHARS]
