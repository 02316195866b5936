"""Activities of a pack with their cells of the RACI matrix."""

from typing import Annotated

from pydantic import AfterValidator, Field

from bot.domain.raci import parse_letters
from bot.importing.pack_models.base import Id, Model, Name, Seq, Text


def _has_letters(cell: str) -> str:
    if not parse_letters(cell):
        raise ValueError("empty cell")
    return cell


Cell = Annotated[str, AfterValidator(_has_letters)]


class ReferencesModel(Model):
    """Where an activity comes from: clauses of the standard, of the law and of the seed."""

    iso27001_2022: Seq[Name] = ()
    law: Seq[Name] = ()
    seed: Seq[Text] = ()


class ActivityModel(Model):
    """An activity and its row of the matrix, role id to letters such as "AR"."""

    id: Id
    name: Name
    short: Name | None = None
    category: Id | None = None
    description: Text | None = None
    raci: dict[Id, Cell]
    evidence: Seq[Text] = ()
    aliases: Seq[Name] = ()
    references: ReferencesModel = Field(default_factory=ReferencesModel)
