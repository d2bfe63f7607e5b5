#!/usr/bin/env bash
# Tests the device code against emulated USB devices, in two worlds: a mock of the kernel's USB, and a virtual
# machine with Debian's own kernel. The last line is `N passed, N failed`, of both; a world that cannot start has
# failed. What the worlds need is unpacked into $PACKBENCH_CACHE (else target/) and made anew when its list
# changes; nothing is installed but by scripts/install.sh.
#   scripts/test-usb.sh [FILTER…]    as for a test program; `kernel::` tests run in the virtual machine alone
set -uo pipefail
cd "$(dirname "$0")/.."

home=${PACKBENCH_CACHE:-$PWD/target}/usb
runner=tests/usb/runner
mkdir -p "$home"
# Seconds that the virtual machine may take; it needs a fifth of it.
limit=300

could_not_start() {
    printf '\n%s\n\n0 passed, 1 failed\n' "$1"
    exit 1
}

scripts/install.sh test || could_not_start "The USB suite could not start: something is missing, see above."
export PATH="$PATH:$HOME/.cargo/bin"

# world NAME FILE…: the folder of a world, which is unpacked when it is not there or its files changed
world() {
    local name=$1 folder
    folder=$home/$name-$(cat "${@:2}" | sha256sum | cut -c1-12)
    if [ ! -f "$folder/complete" ]; then
        echo "Unpacking the $name world (once, some seconds) ..." >&2
        rm -rf "$home/$name"-*
        if ! "$runner/fetch.sh" "$name" "$folder" >&2; then
            tail -n 20 "$folder/apt.log" >&2
            return 1
        fi
        touch "$folder/complete"
    fi
    echo "$folder"
}

mock=$(world mock "$runner/fetch.sh") ||
    could_not_start "The mock of USB could not be unpacked, see above."
kernel=$(world kernel "$runner/fetch.sh" "$runner/first_files.py" "$runner/init") ||
    could_not_start "The virtual machine could not be unpacked, see above."

# The selection of `make test`, so that nothing is built twice; a test among the targets makes it the same one.
built=$(cargo build --locked --workspace --features packbench/custom-protocol,journeys/usb \
    --bin usb-user --bin pb-usb --test usb --message-format=json |
    python3 -c '
import json, sys
for line in sys.stdin:
    message = json.loads(line)
    if message.get("executable") and message["target"]["name"] == "usb":
        print(message["executable"])')
[ -n "$built" ] || could_not_start "The USB suite does not build, see above."

log=$(mktemp)
trap 'rm -f "$log"' EXIT
passed=0
failed=0
# With a filter one of the worlds may have nothing to run.
filter=$*
# run NAME COMMAND…: a run of the tests; one that ends badly or without a result has failed
run() {
    local name=$1 status here broken
    shift
    printf '\n==> %s\n' "$name"
    "$@" 2>&1 | tee "$log"
    status=${PIPESTATUS[0]}
    here=$(sed -n 's/^test result: .* \([0-9]*\) passed; .*/\1/p' "$log" | awk '{ n += $1 } END { print n + 0 }')
    broken=$(sed -n 's/^test result: .* \([0-9]*\) failed; .*/\1/p' "$log" | awk '{ n += $1 } END { print n + 0 }')
    if [ "$broken" -eq 0 ] && { [ "$status" -ne 0 ] || [ "$here$filter" = 0 ]; }; then broken=1; fi
    passed=$((passed + here))
    failed=$((failed + broken))
}

# in_mock FILTER…: each test in a mock of its own, because umockdev counts no more than 50 opened devices
in_mock() {
    local libraries=$mock/usr/lib/x86_64-linux-gnu name bad=0
    for name in $("$built" --list --format terse "$@" | sed -n 's/: test$//p' | grep -v '^kernel::'); do
        env LD_LIBRARY_PATH="$libraries" GI_TYPELIB_PATH="$libraries/girepository-1.0" \
            LD_PRELOAD=libumockdev-preload.so.0 \
            timeout "$limit" /usr/bin/python3 "$runner/mock.py" "$built" --exact "$name" |
            sed '/^running 1 test$/d; /^$/d'
        [ "${PIPESTATUS[0]}" -eq 0 ] || bad=1
    done
    return "$bad"
}

in_machine() {
    python3 "$runner/machine.py" "$kernel" . "$limit" "$built" --test-threads=1 --color never "$@"
}

run "mock" in_mock "$@"
run "virtual machine" in_machine "$@"

printf '\n%s passed, %s failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
