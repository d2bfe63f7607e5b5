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
cargo build --release --locked --package journeys --bin measure
target/release/measure "$out"
echo
printf '%s\t%s bytes\n' "the program" "$(stat -c %s target/release/packbench)" \
    "the window's files" "$(du -sb ui/dist | cut -f 1)"

if [ ! -x "$out/venv/bin/python" ]; then
    python3 -m venv "$out/venv"
fi
"$out/venv/bin/pip" install --quiet --disable-pip-version-check zebrafy==2.0.0
echo
"$out/venv/bin/python" bench/zebrafy_labels.py "$out"
