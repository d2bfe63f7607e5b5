#!/usr/bin/env bash
# Builds the station and opens its window; without a display it shows the demo bench in the terminal.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/install.sh
export PATH="$PATH:$HOME/.cargo/bin"
scripts/fonts.sh
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    make --no-print-directory ui/dist/index.html
    cargo build --locked --release --package packbench --features custom-protocol
    exec target/release/packbench
fi
echo "There is no display: this is the demo bench in the terminal." >&2
cargo build --locked --release --package pb-cli
exec target/release/pb demo
