"""Organisation, units and roles of a pack."""

from typing import Literal

from pydantic import Field

from bot.importing.pack_models.base import Id, Locale, Model, MonthDay, Name, Seq, Text


class SmeTrait(Model):
    """A trait of small companies and what the pack does about it (seed 000)."""

    trait: Name
    default: Text


class Records(Model):
    """Whether the organisation files its papers in a records system (ESDH), and how."""

    esdh: bool
    system: Name | None = None
    case_number: Name | None = None
    rule: Text | None = None


class OrganisationModel(Model):
    """What the pack proposes about the organisation itself."""

    name: Name
    type: Literal["sme", "public"]
    size: Name
    timezone: Name
    language_default: Locale
    languages: Seq[Locale]
    fiscal_year_start: MonthDay
    nis2_status: Literal["undetermined", "out_of_scope", "important", "essential"]
    nis2_status_help: Text | None = None
    records: Records
    sme_traits: Seq[SmeTrait] = ()


class UnitModel(Model):
    """A part of the organisation."""

    id: Id
    name: Name
    role: Id | None = None


class RoleModel(Model):
    """A role. `may_be_accountable` is, unless said, what the kind allows (A.5.19).

    `holders` tells whether each of several does a part of what the role is responsible for.
    """

    id: Id
    name: Name
    kind: Literal["internal", "external"] = "internal"
    definition: Text | None = None
    typical_holder: Text | None = None
    tasks: Seq[Text] = ()
    may_be_accountable: bool | None = None
    deputy_required: bool = False
    holders: Literal["each", "any"] | None = None
    aliases: Seq[Name] = ()
    seed: Seq[Text] = Field(default=())
