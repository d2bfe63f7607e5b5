#!/usr/bin/env bash
# Installs what the tests need and runs all of them. The last line is always `N passed, N failed`.
set -euo pipefail
cd "$(dirname "$0")/.."

could_not_start() {
    printf '\n%s\n\n0 passed, 1 failed\n' "$1"
    exit 1
}

scripts/install.sh test || could_not_start "The tests could not start: something is missing, see above."
export PATH="$PATH:$HOME/.cargo/bin"
cargo build --quiet --locked --package xtask || could_not_start "The tests could not start: their runner does not build."
exec cargo xtask test "$@"
