#!/usr/bin/env bash
# Installs a real Karrio server, and tests the adapter against it. The last line is `N passed, N failed`.
# What is installed and migrated is kept in $PACKBENCH_CACHE (else target/) and made anew when its list changes.
# Nothing of the test run itself leaves the machine: what the server says to carriers goes to the simulated ones.
set -euo pipefail
cd "$(dirname "$0")/.."

home=${PACKBENCH_CACHE:-$PWD/target}/karrio
sources=tests/karrio
mkdir -p "$home"

could_not_start() {
    printf '\n%s\n\n0 passed, 1 failed\n' "$1"
    exit 1
}

# A name alone proves nothing: version managers leave shims for versions they do not have.
find_python() {
    local candidate
    for candidate in python3.12 python3.13 \
        "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.1[2-9]*/bin/python3 \
        "$HOME"/.local/share/uv/python/cpython-3.1[2-9]*/bin/python3 python3.14 python3; do
        if "$candidate" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 12))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    return 1
}

python=$(find_python) || could_not_start "Karrio needs Python 3.12 or newer with its venv module, and there is none here.
On Debian 13 or Ubuntu 24.04 and later:  sudo apt-get install python3-venv
Elsewhere, with pyenv:                   pyenv install 3.12"

# stamp NAME FILE…: a name that changes with what the files say
stamp() { printf '%s-%s' "$1" "$(cat "${@:2}" | sha256sum | cut -c1-12)"; }

venv=$home/$(stamp venv "$sources/requirements.txt")
if [ ! -f "$venv/complete" ]; then
    echo "Installing Karrio (once, some minutes) ..."
    rm -rf "$home"/venv-*
    "$python" -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$sources/requirements.txt" ||
        could_not_start "Karrio could not be installed, see above."
    touch "$venv/complete"
fi

database=$home/$(stamp database "$sources/requirements.txt" "$sources"/server/*.py).sqlite3
if [ ! -f "$database" ]; then
    echo "Making Karrio's database (once, about a minute) ..."
    rm -rf "$home"/database-* "$home"/prepare.*
    work=$(mktemp -d "$home/prepare.XXXXXX")
    if ! "$venv/bin/python" "$sources/server/prepare.py" "$work" >"$work/prepare.log" 2>&1; then
        tail -n 30 "$work/prepare.log" "$work/server.log" 2>/dev/null || true
        could_not_start "Karrio's database could not be made, see above."
    fi
    mv "$work/db.sqlite3" "$database"
    rm -rf "$work"
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0
PACKBENCH_KARRIO_PYTHON=$venv/bin/python PACKBENCH_KARRIO_DATABASE=$database \
    cargo test --locked --workspace --features packbench/custom-protocol,journeys/karrio --test karrio "$@" 2>&1 | tee "$log" || status=$?

passed=$(sed -n 's/^test result: .* \([0-9]*\) passed; .*/\1/p' "$log" | awk '{ n += $1 } END { print n + 0 }')
failed=$(sed -n 's/^test result: .* \([0-9]*\) failed; .*/\1/p' "$log" | awk '{ n += $1 } END { print n + 0 }')
if [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then failed=1; fi
printf '\n%s passed, %s failed\n' "$passed" "$failed"
[ "$status" -eq 0 ] && [ "$passed" -gt 0 ]
