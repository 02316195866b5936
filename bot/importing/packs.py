"""Packs and small matrix files: read, validated and turned into domain objects."""

from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

from pydantic import ValidationError

from bot.domain.errors import BadInput
from bot.importing.imported import ImportedPack, imported
from bot.importing.pack_languages import merged
from bot.importing.pack_models.pack import (
    EXAMPLE_SCHEMA,
    PACK_SCHEMA,
    MatrixExample,
    MatrixFile,
    StarterPack,
)
from bot.importing.references import check_ids, check_references
from bot.importing.yaml_reader import Document, Path, read_yaml

__all__ = ["STARTER_PACKS", "ImportedPack", "kept_pack", "merged", "read_pack", "starter_pack"]

STARTER_PACKS = ("sme", "public")
"""The packs in the package, each in Danish and English with the same ids."""

_MODELS: Mapping[str, type[MatrixFile]] = {
    PACK_SCHEMA: StarterPack,
    EXAMPLE_SCHEMA: MatrixExample,
}


def read_pack(data: bytes, name: str) -> ImportedPack:
    """Read a starter pack, or any small YAML file of roles and activities.

    Args:
        data: the file's bytes.
        name: the file's name, used where the file itself does not give one.

    Raises:
        BadInput: the keys of `yaml_reader.read_yaml`, or `pack-not-a-pack`,
            `pack-unknown-schema` (value, line), `pack-missing`, `pack-unexpected`, `pack-value`
            (field, line), `pack-duplicate-id` (value, line) or `pack-unknown-reference` (value,
            section, line).
    """
    document = read_yaml(data)
    content = document.value
    if not isinstance(content, dict):
        raise BadInput("pack-not-a-pack")
    model = _validated(document, content)
    check_ids(document)
    check_references(model, document)
    return imported(model, content, name)


def starter_pack(pack: str, languages: Sequence[str] = ("da", "en")) -> ImportedPack:
    """Return one of `STARTER_PACKS` with the texts of `languages`, the first being the default.

    Raises:
        BadInput: `pack-unknown` (value): there is no such pack.
    """
    if pack not in STARTER_PACKS:
        raise BadInput("pack-unknown", value=pack[:80])
    folder = files("bot").joinpath("packs")
    texts = [f"{pack}.{language}.yaml" for language in languages]
    first, *others = [read_pack(folder.joinpath(text).read_bytes(), text) for text in texts]
    for other in others:
        first = merged(first, other)
    return first


def kept_pack(contents: Mapping[str, Mapping[str, Any]]) -> ImportedPack:
    """Return a starter pack that was read and kept before, by its contents in each language."""
    first, *others = [
        imported(StarterPack.model_validate(content), content, "") for content in contents.values()
    ]
    for other in others:
        first = merged(first, other)
    return first


def _validated(document: Document, content: Mapping[str, Any]) -> MatrixFile:
    schema = content.get("schema", EXAMPLE_SCHEMA)
    kind = _MODELS.get(schema) if isinstance(schema, str) else None
    if kind is None:
        line = document.line_of(("schema",))
        raise BadInput("pack-unknown-schema", value=str(schema)[:80], line=line)
    if "schema" not in content and not {"roles", "activities"} & content.keys():
        raise BadInput("pack-not-a-pack")
    try:
        return kind.model_validate(content)
    except ValidationError as error:
        raise _first_fault(document, error) from None


_FAULTS = {"missing": "pack-missing", "extra_forbidden": "pack-unexpected"}


def _first_fault(document: Document, error: ValidationError) -> BadInput:
    """Return the fault that stands first in the file as what a person can be told."""
    faults = []
    for fault in error.errors(include_url=False, include_context=False, include_input=False):
        path = fault["loc"]
        key = _FAULTS.get(fault["type"], "pack-value")
        field = _field(document, path, absent=key == "pack-missing")
        faults.append((document.line_of(path), key, field))
    line, key, field = min(faults)
    return BadInput(key, field=field, line=line)


def _field(document: Document, path: Path, absent: bool) -> str:
    """Return the field's name as the file spells it, without the marks pydantic adds."""
    if not absent:
        while path and path not in document.lines:
            path = path[:-1]
    names = [str(part) for part in path if isinstance(part, str)]
    return names[-1][:80] if names else "-"
