"""The matrix with its roles, units, texts, wheel and flows as a YAML file like a pack."""

from typing import Any

import yaml

from bot.documents.content import Exported, one_line
from bot.documents.flows import flow_values
from bot.documents.wheel import calendar_values, wheel_values
from bot.domain.language import Localized, LocalizedList
from bot.domain.people import Role, Unit
from bot.domain.raci import Activity

_SCHEMA = "raci-import-example/1"
_WIDTH = 100


def matrix_yaml(exported: Exported) -> bytes:
    """Return everything that a small matrix file holds, in the reader's language."""
    organisation = exported.organisation
    writer = _Writer(exported)
    content: dict[str, Any] = {
        "schema": _SCHEMA,
        "locale": exported.texts.language,
        "title": one_line(exported.title)[:200],
        "activity_categories": {
            c.id: one_line(exported.words(c.name)) for c in organisation.categories
        },
        "units": [writer.unit(unit) for unit in organisation.units if unit.closed_on is None],
        "roles": [writer.role(role) for role in exported.roles],
        "activities": [writer.activity(a) for _, group in exported.groups for a in group],
        "calendar": calendar_values(exported),
        "annual_wheel": wheel_values(exported),
        **flow_values(exported),
    }
    text = yaml.dump(
        {key: value for key, value in content.items() if value},
        Dumper=yaml.CSafeDumper,
        sort_keys=False,
        allow_unicode=True,
        width=_WIDTH,
    )
    return text.encode()


class _Writer:
    """Writes things as the pack's models have them; what is empty is left out.

    A text that a thing must have stands in the other language where the reader's is missing.
    """

    def __init__(self, exported: Exported) -> None:
        self._exported = exported
        self._language = exported.texts.language

    def unit(self, unit: Unit) -> dict[str, Any]:
        """Return a unit."""
        name = one_line(self._exported.words(unit.name))
        return _filled({"id": unit.id, "name": name, "role": unit.role_id})

    def role(self, role: Role) -> dict[str, Any]:
        """Return a role."""
        return _filled(
            {
                "id": role.id,
                "name": one_line(self._exported.words(role.name)),
                "kind": role.kind.value,
                "definition": self._own(role.definition),
                "typical_holder": self._own(role.typical_holder),
                "tasks": self._list(role.tasks),
                "may_be_accountable": role.may_be_accountable,
                "deputy_required": role.deputy_required,
                "holders": "each" if role.each else "any",
                "aliases": self._list(role.aliases),
            }
        )

    def activity(self, activity: Activity) -> dict[str, Any]:
        """Return an activity with its row of the matrix."""
        row = self._exported.organisation.matrix.cells.get(activity.id, {})
        return {
            **_filled(
                {
                    "id": activity.id,
                    "name": one_line(self._exported.words(activity.name)),
                    "short": one_line(self._exported.words(activity.short)),
                    "category": activity.category_id,
                    "description": self._own(activity.description),
                }
            ),
            "raci": {
                role: "".join(sorted(letters, key="ARCI".index))
                for role, letters in row.items()
                if letters
            },
            **_filled(
                {
                    "evidence": self._list(activity.evidence),
                    "aliases": self._list(activity.aliases),
                    "references": self._references(activity),
                }
            ),
        }

    def _references(self, activity: Activity) -> dict[str, list[str]]:
        own = activity.references.get(f"law.{self._language}")
        law = own or activity.references.get("law", ())
        found = {
            "iso27001_2022": list(activity.references.get("iso27001_2022", ())),
            "law": list(law),
            "seed": list(activity.references.get("seed", ())),
        }
        return {source: clauses for source, clauses in found.items() if clauses}

    def _own(self, text: Localized) -> str | None:
        return text.en if self._language == "en" else text.da

    def _list(self, items: LocalizedList) -> list[str]:
        return list(items.en if self._language == "en" else items.da)


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}
