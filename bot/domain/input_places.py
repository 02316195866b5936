"""Where on an agenda an input belongs: its own section where there is one (001 §2, dagsorden)."""

from bot.domain.agenda_rules import section_for
from bot.domain.committees import Committee, SectionKind
from bot.domain.inputs import Input

_SECTIONS = {
    "in-risk-results": "opt-risk-results",
    "in-audit-results": "opt-audit",
    "in-audit-office": "opt-audit-remarks",
    "in-policies": "policies",
    "in-alerts": "threats",
    "in-threats": "threats",
}
"""By type; any other input is a matter like those that are proposed."""


def section_of(item: Input, kind: SectionKind, committee: Committee) -> str:
    """Return the id of the section of a committee's agenda in which an input stands."""
    own = _SECTIONS.get(item.type_id, "")
    if any(section.id == own for section in committee.agenda):
        return own
    return section_for(kind, committee.agenda)
