#!/usr/bin/env bash
# Throws bytes from outside at everything that reads them, and ends with `N passed, N failed`, a target each.
# fuzz.sh SECONDS [TARGET…]: replays each target's corpus, then looks for more for so many seconds.
# New finds stay in target/fuzz/found/; an input that fails is kept in target/fuzz/failed/ and named.
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=${1:?how many seconds a target}
shift
could_not_start() {
    printf '\n%s\n\n0 passed, 1 failed\n' "$1"
    exit 1
}

scripts/install.sh || could_not_start "The fuzz targets could not be built: something is missing, see above."
scripts/install-tools.sh fuzz || could_not_start "cargo-fuzz could not be installed, see above."
export PATH="$PWD/target/tools/bin:$PATH:$HOME/.cargo/bin"

# cargo-fuzz asks for what only nightly compilers take unasked; a stable one takes it by this.
# Nothing here is unsafe, so that panics, overflows, time and memory are what is looked for; a sanitizer
# would cost half the speed.
export RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR=$PWD/target/fuzz/build
cargo fuzz build --sanitizer none --fuzz-dir fuzz || could_not_start "The fuzz targets do not build, see above."

triple=$(rustc -vV | sed -n 's/^host: //p')
if [ $# -eq 0 ]; then set -- $(cargo fuzz list --fuzz-dir fuzz); fi
# Recorded answers of all carriers are where their target begins: each with its status, which is in its name.
seeds=target/fuzz/seeds
rm -rf "$seeds"
mkdir -p "$seeds/carrier_answer"
find crates/pb-carriers/src -path '*/fixtures/*' -type f | while read -r fixture; do
    status=$(grep -oE '_[1-5][0-9]{2}[._]' <<<"${fixture##*/}" | tr -dc 0-9 | head -c 3 || true)
    name=$(tr / _ <<<"${fixture#crates/pb-carriers/src/}")
    { printf '%s' "${status:-200}" && cat "$fixture"; } >"$seeds/carrier_answer/$name"
done

passed=0
failed=0
for target in "$@"; do
    found=target/fuzz/found/$target
    mkdir -p "$found" target/fuzz/failed "$seeds/$target" "fuzz/corpus/$target"
    log=$(mktemp)
    # Ten seconds for one input, two gigabytes for the program: what a bench can bear.
    limits=(-timeout=10 -rss_limit_mb=2048 -malloc_limit_mb=1024 -artifact_prefix="target/fuzz/failed/$target-")
    if "$CARGO_TARGET_DIR/$triple/release/$target" "${limits[@]}" -runs=0 "fuzz/corpus/$target" "$seeds/$target" >"$log" 2>&1 &&
        "$CARGO_TARGET_DIR/$triple/release/$target" "${limits[@]}" -max_total_time="$seconds" \
            "$found" "fuzz/corpus/$target" "$seeds/$target" >>"$log" 2>&1; then
        passed=$((passed + 1))
        printf '%-16s ok      %s\n' "$target" "$(grep -oE '^Done [0-9]+ runs in [0-9]+ second' "$log" | tail -n 1)"
    else
        failed=$((failed + 1))
        printf '%-16s FAILED\n' "$target"
        tail -n 30 "$log"
    fi
    rm -f "$log"
done
printf '\n%s passed, %s failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
