#!/usr/bin/env bash
# Kills the real station at every step of buying and printing, and at random, and ends with `N passed, N failed`.
# torture.sh TRIALS    SEED and ONLY in the environment repeat a run, or one trial of it.
set -euo pipefail
cd "$(dirname "$0")/.."

trials=${1:?how many trials}
could_not_start() {
    printf '\n%s\n\n0 passed, 1 failed\n' "$1"
    exit 1
}

scripts/install.sh test || could_not_start "The station could not be tortured: something is missing, see above."
scripts/fonts.sh || could_not_start "The fonts could not be fetched, see above."
export PATH="$PATH:$HOME/.cargo/bin"
# The selection of `make test`, so that nothing is built twice.
cargo build --quiet --locked --workspace --features packbench/custom-protocol,journeys/window,journeys/cups \
    --bin pb --bin torture || could_not_start "It does not build, see above."

log=$(mktemp)
trap 'rm -f "$log"' EXIT
set +e
target/debug/torture --trials "$trials" ${SEED:+--seed "$SEED"} ${ONLY:+--only "$ONLY"} | tee "$log"
status=${PIPESTATUS[0]}
sed -n 's/^test result: .* \([0-9]*\) passed; \([0-9]*\) failed$/\n\1 passed, \2 failed/p' "$log"
exit "$status"
