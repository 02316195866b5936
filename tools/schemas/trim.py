"""Cut the vendors' schemas down to what Tovholder uses, and write them to tests/schemas.

Run by ``regenerate.sh``. Arguments: the folder with the generated Slack schemas, the folder of
npm packages, the Adaptive Cards schema's path, the folder to write to.

What is cut, and why:

* annotations (descriptions, examples, defaults), because they are two thirds of the size;
* ``attachments`` and work-object ``entities``, which we never send;
* ``Block``, Slack's "any block whatever", which would let a misspelt block type pass;
* the blocks inside what Slack sends to us: they are our own, checked when they are sent;
* the parts of a Teams manifest that a bot does not use (Office add-ins, agents, tabs);
* the "anything else" at the top of a Slack manifest, which would let a misspelt part pass;
* definitions that nothing refers to any more.
"""

import copy
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

TEAMS_MANIFEST_VERSIONS = ("1.29", "1.30")
TEAMS_MANIFEST_PARTS = {
    "$schema",
    "manifestVersion",
    "version",
    "id",
    "localizationInfo",
    "developer",
    "name",
    "description",
    "icons",
    "accentColor",
    "bots",
    "composeExtensions",
    "permissions",
    "validDomains",
    "webApplicationInfo",
    "authorization",
    "supportsChannelFeatures",
    "supportedChannelTypes",
    "publisherDocsUrl",
    "defaultInstallScope",
    "defaultGroupCapability",
}
ANNOTATIONS = {"description", "title", "examples", "default", "features", "version"}
MAPS_OF_SCHEMAS = {"properties", "patternProperties", "definitions"}
DISCRIMINATOR = "type"

Schema = dict[str, Any]


def schemas_in(schema: Any) -> Iterator[Schema]:
    """The schema itself and every schema inside it."""
    if isinstance(schema, list):
        for member in schema:
            yield from schemas_in(member)
    elif isinstance(schema, dict):
        yield schema
        for key, value in schema.items():
            if key in MAPS_OF_SCHEMAS:
                for member in value.values():
                    yield from schemas_in(member)
            elif key not in {"enum", "const", "required"}:
                yield from schemas_in(value)


def without_annotations(document: Schema) -> None:
    for schema in schemas_in(document):
        for key in ANNOTATIONS & schema.keys():
            del schema[key]


def without_properties(document: Schema, names: set[str]) -> None:
    """Take properties away, and the alternatives that cannot do without them."""
    for schema in schemas_in(document):
        for name in names & schema.get("properties", {}).keys():
            del schema["properties"][name]
        for key in ("anyOf", "oneOf"):
            if key in schema:
                schema[key] = [m for m in schema[key] if not names & set(m.get("required", []))]


def without_any_block(document: Schema) -> None:
    any_block = {"$ref": "#/definitions/Block"}
    for schema in schemas_in(document):
        alternatives = schema.get("anyOf", [])
        if any_block in alternatives and len(alternatives) > 1:
            alternatives.remove(any_block)


def with_untyped(document: Schema, names: set[str]) -> None:
    for schema in schemas_in(document):
        for name in names & schema.get("properties", {}).keys():
            schema["properties"][name] = {}


def without_unused(document: Schema) -> None:
    definitions = document.get("definitions", {})
    rest = {key: value for key, value in document.items() if key != "definitions"}
    waiting, used = [rest], set()
    while waiting:
        for schema in schemas_in(waiting.pop()):
            name = definition_name(schema.get("$ref"))
            if name in definitions and name not in used:
                used.add(name)
                waiting.append(definitions[name])
    document["definitions"] = {name: definitions[name] for name in definitions if name in used}


def definition_name(reference: Any) -> str:
    """The definition a reference names; generated names are percent-encoded in references."""
    return unquote(str(reference).rpartition("/")[2])


def discriminated(document: Schema) -> None:
    """Put ``type`` first in each object, so that a reader and a diff see what it is."""
    for schema in schemas_in(document):
        properties = schema.get("properties", {})
        if DISCRIMINATOR in properties:
            schema["properties"] = {DISCRIMINATOR: properties.pop(DISCRIMINATOR), **properties}


def slack_sent(document: Schema) -> Schema:
    without_any_block(document)
    without_properties(document, {"attachments", "entities"})
    return document


def slack_lookups(document: Schema) -> Schema:
    without_properties(document, {"blocks"})
    return document


def slack_manifest(document: Schema) -> Schema:
    document["definitions"]["SlackManifest"]["additionalProperties"] = False
    return document


def slack_received(document: Schema) -> Schema:
    with_untyped(document, {"blocks", "attachments", "files", "file", "view", "icons"})
    # a view's state and id are what we read, so the view of a submission keeps its type
    submission = document["definitions"]["ViewSubmitAction"]["properties"]
    submission["view"] = {"$ref": "#/definitions/ViewOutput"}
    return document


def teams_manifest(packages: Path) -> Schema:
    """One schema for the versions a bot's manifest reads the same in.

    Raises:
        SystemExit: when the versions differ in a part that we use.
    """
    folder = packages / "@microsoft/app-manifest/build/json-schemas/teams"
    trimmed = []
    for version in TEAMS_MANIFEST_VERSIONS:
        path = folder / f"v{version}" / "MicrosoftTeams.schema.json"
        document = json.loads(path.read_text(encoding="utf-8-sig"))
        kept = {k: v for k, v in document["properties"].items() if k in TEAMS_MANIFEST_PARTS}
        document["properties"] = kept
        kept["manifestVersion"] = {"enum": list(TEAMS_MANIFEST_VERSIONS)}
        without_annotations(document)
        without_unused(document)
        trimmed.append(document)
    if any(document != trimmed[0] for document in trimmed):
        raise SystemExit(f"Teams manifest versions {TEAMS_MANIFEST_VERSIONS} differ: choose one")
    return trimmed[0]


def write(document: Schema, path: Path) -> None:
    document = copy.deepcopy(document)
    without_annotations(document)
    without_unused(document)
    discriminated(document)
    text = json.dumps(document, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")


def main(generated: Path, packages: Path, adaptive: Path, target: Path) -> None:
    def read(name: str) -> Schema:
        return json.loads((generated / f"{name}.json").read_text(encoding="utf-8"))

    write(slack_sent(read("messages")), target / "slack-messages.json")
    write(slack_lookups(read("lookups")), target / "slack-lookups.json")
    write(slack_manifest(read("manifest")), target / "slack-manifest.json")
    write(slack_received(read("received")), target / "slack-received.json")
    write(json.loads(adaptive.read_text(encoding="utf-8")), target / "adaptive-card-1.5.json")
    write(teams_manifest(packages), target / "teams-manifest.json")


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:]))
