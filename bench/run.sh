#!/usr/bin/env bash
# Measures the station beside its peers in one run, and prints a table. Machines are noisy: read the
# ratios, and run it twice.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/install.sh test
scripts/fonts.sh
scripts/install-tools.sh
out=target/bench
mkdir -p "$out"

make --no-print-directory ui/dist/index.html
cargo build --release --locked --package packbench --features custom-protocol
cargo build --release --locked --package pb-cli
cargo build --release --locked --package journeys --bin measure
target/release/measure "$out"
echo
printf '%s\t%s bytes\n' "the program" "$(stat -c %s target/release/packbench)" \
    "the window's files" "$(du -sb ui/dist | cut -f 1)"

# The peers: zebrafy from PyPI, CUPS's own filters from the system's packages, and other ZPL renderers.
if [ ! -x "$out/venv/bin/python" ]; then
    python3 -m venv "$out/venv"
fi
"$out/venv/bin/pip" install --quiet --disable-pip-version-check zebrafy==2.0.0
if ! command -v cupsfilter >/dev/null || ! command -v ppdc >/dev/null || ! command -v gs >/dev/null; then
    sudo=()
    if [ "$(id -u)" -ne 0 ]; then sudo=(sudo); fi
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        cups cups-filters cups-ppdc ghostscript
fi
ppdc -d "$out/ppd" /usr/share/cups/drv/sample.drv >/dev/null 2>&1
echo
PATH="$PATH:/usr/sbin" "$out/venv/bin/python" bench/peers.py "$out" "$out/ppd/zebra.ppd"
echo
cargo run --quiet --release --locked --manifest-path bench/renderers/Cargo.toml \
    --target-dir "$out/renderers" -- "$out"
