#!/usr/bin/env bash
# Runs the end-to-end tests against the real clients.
# Usage: tests/e2e/run.sh [PYTEST ARGUMENT...]   the tests, all unless the first names some
#        tests/e2e/run.sh screenshots            the README's pictures
#
# Needs Node 20, util-linux (unshare) and Chromium; as root on Debian it installs Chromium itself.
# Everything runs in a network namespace with nothing but loopback, because both clients listen on
# every address, and so that nothing can reach the real platforms.
#   PYTHON    the interpreter with the project's development dependencies (.venv/bin/python)
#   CHROMIUM  Chromium's path (/usr/bin/chromium)
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$root"
python=${PYTHON:-$root/.venv/bin/python}
export CHROMIUM=${CHROMIUM:-/usr/bin/chromium}
unset PYTHONDONTWRITEBYTECODE  # some thirty programs start here: they are compiled once

fail() { echo "e2e: $*" >&2; exit 1; }

command -v npm >/dev/null || fail "Node 20 with npm is needed."
command -v unshare >/dev/null || fail "unshare is needed (Debian: apt-get install util-linux)."
[ -x "$python" ] || fail "$python is missing: create the virtual environment first, or set PYTHON."

if [ ! -x "$CHROMIUM" ] || ! fc-list 2>/dev/null | grep -qi emoji; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
      chromium fontconfig fonts-dejavu-core fonts-noto-color-emoji >/dev/null
  elif [ ! -x "$CHROMIUM" ]; then
    fail "Chromium is needed: 'sudo apt-get install chromium', or set CHROMIUM to its path."
  fi
fi

installed=tests/e2e/node_modules/.package-lock.json
if [ ! "$installed" -nt tests/e2e/package-lock.json ]; then
  (cd tests/e2e && npm ci --ignore-scripts --silent)
fi

isolated=(unshare --net)
[ "$(id -u)" = 0 ] || isolated=(unshare --net --map-root-user)
run() { "${isolated[@]}" "$python" -m tests.e2e.network "$python" -m pytest "$@"; }

[ "${1:-}" != screenshots ] || set -- tests/e2e/screenshots.py
case "${1:--}" in
  -*) ;;
  *) run "$@"; exit ;;
esac

# Three at a time, each in a network of its own: the clients are waited for most of the time.
# The third is everything that the others do not name, so that no file is left out.
# What has servers of its own comes before what has the houses, which stay up to the end.
asked=(tests/e2e/test_operations.py tests/e2e/test_lookups.py tests/e2e/test_places.py
  tests/e2e/test_deviations.py)
shown=(tests/e2e/test_sheets.py tests/e2e/test_slack_forms.py tests/e2e/test_teams_forms.py
  tests/e2e/test_web_forms.py tests/e2e/test_occurrences.py tests/e2e/test_approvals.py
  tests/e2e/test_flows.py)
said=$(mktemp -d)
trap 'rm -rf "$said"' EXIT
run "${asked[@]}" "$@" >"$said/asked" 2>&1 &
first=$!
run "${shown[@]}" "$@" >"$said/shown" 2>&1 &
second=$!
named=("${asked[@]}" "${shown[@]}")
failed=0
run tests/e2e "${named[@]/#/--ignore=}" "$@" || failed=$?
wait "$first" || failed=$?
wait "$second" || failed=$?
cat "$said/asked" "$said/shown"
exit "$failed"
